-- times: times, dates and intervals as numbers, in seconds

CREATE FUNCTION drift.profile_add(drift.profile, timestamptz) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_add_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_add(drift.profile, timestamptz) IS
'Transition of drift.profile_agg(timestamptz): adds a value as number, seconds since 1970-01-01 00:00 UTC.';

CREATE AGGREGATE drift.profile_agg(value timestamptz) (
	SFUNC = drift.profile_add, STYPE = drift.profile, SSPACE = 8192,
	FINALFUNC = drift.profile_final, COMBINEFUNC = drift.profile_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.profile_agg(timestamptz) IS
'Profile of a timestamptz column as numbers: seconds since 1970-01-01 00:00 UTC, as extract(epoch FROM ..) gives them; infinite values take part at the ends. Otherwise as drift.profile_agg(float8).';

CREATE FUNCTION drift.sample_add(drift.sample, timestamptz, boolean) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_add_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_add(drift.sample, timestamptz, boolean) IS
'Transition of drift.sample_agg(timestamptz, boolean): adds a value as number, seconds since 1970-01-01 00:00 UTC.';

CREATE AGGREGATE drift.sample_agg(value timestamptz, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.sample_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.sample_agg(timestamptz, boolean) IS
'Collects a timestamptz column on two sides as numbers: seconds since 1970-01-01 00:00 UTC, as extract(epoch FROM ..) gives them; infinite values take part at the ends. Otherwise as drift.sample_agg(float8, boolean).';

CREATE FUNCTION drift.profile_add(drift.profile, timestamp) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_add_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_add(drift.profile, timestamp) IS
'Transition of drift.profile_agg(timestamp): adds a value as number, seconds since 1970-01-01 00:00, as it stands there.';

CREATE AGGREGATE drift.profile_agg(value timestamp) (
	SFUNC = drift.profile_add, STYPE = drift.profile, SSPACE = 8192,
	FINALFUNC = drift.profile_final, COMBINEFUNC = drift.profile_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.profile_agg(timestamp) IS
'Profile of a timestamp column as numbers: seconds since 1970-01-01 00:00, as it stands there, as extract(epoch FROM ..) gives them; infinite values take part at the ends. Otherwise as drift.profile_agg(float8).';

CREATE FUNCTION drift.sample_add(drift.sample, timestamp, boolean) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_add_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_add(drift.sample, timestamp, boolean) IS
'Transition of drift.sample_agg(timestamp, boolean): adds a value as number, seconds since 1970-01-01 00:00, as it stands there.';

CREATE AGGREGATE drift.sample_agg(value timestamp, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.sample_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.sample_agg(timestamp, boolean) IS
'Collects a timestamp column on two sides as numbers: seconds since 1970-01-01 00:00, as it stands there, as extract(epoch FROM ..) gives them; infinite values take part at the ends. Otherwise as drift.sample_agg(float8, boolean).';

CREATE FUNCTION drift.profile_add(drift.profile, date) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_add_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_add(drift.profile, date) IS
'Transition of drift.profile_agg(date): adds a value as number, seconds since 1970-01-01 of its midnight.';

CREATE AGGREGATE drift.profile_agg(value date) (
	SFUNC = drift.profile_add, STYPE = drift.profile, SSPACE = 8192,
	FINALFUNC = drift.profile_final, COMBINEFUNC = drift.profile_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.profile_agg(date) IS
'Profile of a date column as numbers: seconds since 1970-01-01 of its midnight, as extract(epoch FROM ..) gives them; infinite values take part at the ends. Otherwise as drift.profile_agg(float8).';

CREATE FUNCTION drift.sample_add(drift.sample, date, boolean) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_add_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_add(drift.sample, date, boolean) IS
'Transition of drift.sample_agg(date, boolean): adds a value as number, seconds since 1970-01-01 of its midnight.';

CREATE AGGREGATE drift.sample_agg(value date, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.sample_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.sample_agg(date, boolean) IS
'Collects a date column on two sides as numbers: seconds since 1970-01-01 of its midnight, as extract(epoch FROM ..) gives them; infinite values take part at the ends. Otherwise as drift.sample_agg(float8, boolean).';

CREATE FUNCTION drift.profile_add(drift.profile, interval) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_add_interval' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_add(drift.profile, interval) IS
'Transition of drift.profile_agg(interval): adds a value as number, seconds, a month of 30 days, a year of 365.25 days.';

CREATE AGGREGATE drift.profile_agg(value interval) (
	SFUNC = drift.profile_add, STYPE = drift.profile, SSPACE = 8192,
	FINALFUNC = drift.profile_final, COMBINEFUNC = drift.profile_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.profile_agg(interval) IS
'Profile of a interval column as numbers: seconds, a month of 30 days, a year of 365.25 days, as extract(epoch FROM ..) gives them; infinite values take part at the ends. Otherwise as drift.profile_agg(float8).';

CREATE FUNCTION drift.sample_add(drift.sample, interval, boolean) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_add_interval' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_add(drift.sample, interval, boolean) IS
'Transition of drift.sample_agg(interval, boolean): adds a value as number, seconds, a month of 30 days, a year of 365.25 days.';

CREATE AGGREGATE drift.sample_agg(value interval, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.sample_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.sample_agg(interval, boolean) IS
'Collects a interval column on two sides as numbers: seconds, a month of 30 days, a year of 365.25 days, as extract(epoch FROM ..) gives them; infinite values take part at the ends. Otherwise as drift.sample_agg(float8, boolean).';
