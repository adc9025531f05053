-- types: the states, flat varlena types with a lossless text and binary form

