-- types: the states, flat varlena types with a lossless text and binary form

CREATE TYPE drift.sample;
CREATE FUNCTION drift.sample_in(cstring) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_in' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_in(cstring) IS 'Input of drift.sample.';
CREATE FUNCTION drift.sample_out(drift.sample) RETURNS cstring
AS 'MODULE_PATHNAME', 'drift_sample_out' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_out(drift.sample) IS 'Output of drift.sample.';
CREATE FUNCTION drift.sample_recv(internal) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_recv' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_recv(internal) IS 'Binary input of drift.sample.';
CREATE FUNCTION drift.sample_send(drift.sample) RETURNS bytea
AS 'MODULE_PATHNAME', 'drift_sample_send' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_send(drift.sample) IS 'Binary output of drift.sample.';
CREATE TYPE drift.sample (
	INPUT = drift.sample_in, OUTPUT = drift.sample_out,
	RECEIVE = drift.sample_recv, SEND = drift.sample_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external);
COMMENT ON TYPE drift.sample IS
'Two samples of one column, reference and current: exact while drift.sample_memory allows, then bounded. Made by drift.sample_agg(), merged by drift.merge(), read by the distances and tests.';

-- drift.outcome

CREATE TYPE drift.outcome;
CREATE FUNCTION drift.outcome_in(cstring) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_in' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_in(cstring) IS 'Input of drift.outcome.';
CREATE FUNCTION drift.outcome_out(drift.outcome) RETURNS cstring
AS 'MODULE_PATHNAME', 'drift_outcome_out' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_out(drift.outcome) IS 'Output of drift.outcome.';
CREATE FUNCTION drift.outcome_recv(internal) RETURNS drift.outcome
AS 'MODULE_PATHNAME', 'drift_outcome_recv' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_recv(internal) IS 'Binary input of drift.outcome.';
CREATE FUNCTION drift.outcome_send(drift.outcome) RETURNS bytea
AS 'MODULE_PATHNAME', 'drift_outcome_send' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.outcome_send(drift.outcome) IS 'Binary output of drift.outcome.';
CREATE TYPE drift.outcome (
	INPUT = drift.outcome_in, OUTPUT = drift.outcome_out,
	RECEIVE = drift.outcome_recv, SEND = drift.outcome_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external);
COMMENT ON TYPE drift.outcome IS
'Label against prediction of a binary, class or regression model. Made by drift.binary_outcome_agg, class_outcome_agg and regression_outcome_agg, merged by drift.merge, read by drift.metrics.';

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


-- drift.profile

CREATE TYPE drift.profile;
CREATE FUNCTION drift.profile_in(cstring) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_in' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_in(cstring) IS 'Input of drift.profile; raises 22P02 for anything that drift.profile_out() could not have printed.';
CREATE FUNCTION drift.profile_out(drift.profile) RETURNS cstring
AS 'MODULE_PATHNAME', 'drift_profile_out' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_out(drift.profile) IS 'Output of drift.profile, lossless and independent of settings.';
CREATE FUNCTION drift.profile_recv(internal) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_recv' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_recv(internal) IS 'Binary input of drift.profile; raises 22P03 for anything that drift.profile_send() could not have sent.';
CREATE FUNCTION drift.profile_send(drift.profile) RETURNS bytea
AS 'MODULE_PATHNAME', 'drift_profile_send' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_send(drift.profile) IS 'Binary output of drift.profile.';
CREATE TYPE drift.profile (
	INPUT = drift.profile_in, OUTPUT = drift.profile_out,
	RECEIVE = drift.profile_recv, SEND = drift.profile_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external);
COMMENT ON TYPE drift.profile IS
'The bounded profile of one column: at most 17 KiB for numbers, with counts, moments, quantiles and a hard bound of the rank error; exact while there are at most 2,048 distinct values. For text: counts of categories, exact while few, then heavy hitters with a bound. Made by drift.profile_agg(), merged by drift.merge().';

-- drift.calibrator

CREATE TYPE drift.calibrator;
CREATE FUNCTION drift.calibrator_in(cstring) RETURNS drift.calibrator
AS 'MODULE_PATHNAME', 'drift_calibrator_in' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibrator_in(cstring) IS 'Input of drift.calibrator; raises 22P02 for anything that drift.calibrator_out() could not have printed. The curve is fitted again.';
CREATE FUNCTION drift.calibrator_out(drift.calibrator) RETURNS cstring
AS 'MODULE_PATHNAME', 'drift_calibrator_out' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibrator_out(drift.calibrator) IS 'Output of drift.calibrator, lossless and independent of settings.';
CREATE FUNCTION drift.calibrator_recv(internal) RETURNS drift.calibrator
AS 'MODULE_PATHNAME', 'drift_calibrator_recv' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibrator_recv(internal) IS 'Binary input of drift.calibrator; raises 22P03 for anything that drift.calibrator_send() could not have sent.';
CREATE FUNCTION drift.calibrator_send(drift.calibrator) RETURNS bytea
AS 'MODULE_PATHNAME', 'drift_calibrator_send' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.calibrator_send(drift.calibrator) IS 'Binary output of drift.calibrator.';
CREATE TYPE drift.calibrator (
	INPUT = drift.calibrator_in, OUTPUT = drift.calibrator_out,
	RECEIVE = drift.calibrator_recv, SEND = drift.calibrator_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external);
COMMENT ON TYPE drift.calibrator IS
'What a score has meant so far: rows and positive labels by distinct score, which merge, and the isotonic curve fitted to them. Made by drift.calibrator_agg(), merged by drift.merge(), read by drift.calibrate().';
