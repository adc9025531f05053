-- types: the states, flat varlena types with a lossless text and binary form

CREATE TYPE drift.sample;
CREATE FUNCTION drift.sample_in(cstring) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_in' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION drift.sample_out(drift.sample) RETURNS cstring
AS 'MODULE_PATHNAME', 'drift_sample_out' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION drift.sample_recv(internal) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_recv' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION drift.sample_send(drift.sample) RETURNS bytea
AS 'MODULE_PATHNAME', 'drift_sample_send' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
CREATE TYPE drift.sample (
	INPUT = drift.sample_in, OUTPUT = drift.sample_out,
	RECEIVE = drift.sample_recv, SEND = drift.sample_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external);
COMMENT ON TYPE drift.sample IS
'Two samples of one column, reference and current: exact while drift.sample_memory allows, then bounded. Made by drift.sample_agg(), merged by drift.merge(), read by the distances and tests.';

-- drift.fairness

CREATE TYPE drift.fairness;

CREATE FUNCTION drift.fairness_in(cstring) RETURNS drift.fairness
AS 'MODULE_PATHNAME', 'drift_fairness_in'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_in(cstring) IS 'Input of drift.fairness.';

CREATE FUNCTION drift.fairness_out(drift.fairness) RETURNS cstring
AS 'MODULE_PATHNAME', 'drift_fairness_out'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_out(drift.fairness) IS 'Output of drift.fairness.';

CREATE FUNCTION drift.fairness_recv(internal) RETURNS drift.fairness
AS 'MODULE_PATHNAME', 'drift_fairness_recv'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_recv(internal) IS 'Binary input of drift.fairness.';

CREATE FUNCTION drift.fairness_send(drift.fairness) RETURNS bytea
AS 'MODULE_PATHNAME', 'drift_fairness_send'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION drift.fairness_send(drift.fairness) IS 'Binary output of drift.fairness.';

CREATE TYPE drift.fairness (
	INPUT = drift.fairness_in,
	OUTPUT = drift.fairness_out,
	RECEIVE = drift.fairness_recv,
	SEND = drift.fairness_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE drift.fairness IS
'Label against prediction for each group: integer counts, mergeable, the same in any order.';

