/*
 * json_number.h - a numeric of a JSON document as a double, without its text form
 */
#ifndef DRIFT_JSON_NUMBER_H
#define DRIFT_JSON_NUMBER_H

#include "compat.h"

#include "utils/numeric.h"

/*
 * The double nearest to a number, the same bits as value::text::float8 gives. Beyond the range of a
 * double it is infinite, or 0, where the cast raises an error.
 */
extern double json_number(Numeric number);

#endif							/* DRIFT_JSON_NUMBER_H */
