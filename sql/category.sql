-- category: drift.sample and drift.profile over categories (text, boolean, uuid, enum)

CREATE FUNCTION drift.sample_add(drift.sample, text, boolean) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_add_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION drift.sample_add(drift.sample, boolean, boolean) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_add_boolean' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION drift.sample_add(drift.sample, uuid, boolean) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_add_uuid' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION drift.sample_add(drift.sample, anyenum, boolean) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_add_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_add(drift.sample, text, boolean) IS
'Transition of drift.sample_agg(text, boolean) and of every one-step distance over categories: counts one text on the reference (false) or current (true) side. A row whose side is NULL is ignored, a NULL text is counted apart. Raises 42804 if the sample is numeric.';
COMMENT ON FUNCTION drift.sample_add(drift.sample, boolean, boolean) IS
'As drift.sample_add(drift.sample, text, boolean), for the categories ''true'' and ''false''.';
COMMENT ON FUNCTION drift.sample_add(drift.sample, uuid, boolean) IS
'As drift.sample_add(drift.sample, text, boolean), for a uuid by its text form.';
COMMENT ON FUNCTION drift.sample_add(drift.sample, anyenum, boolean) IS
'As drift.sample_add(drift.sample, text, boolean), for an enum by its label.';

CREATE AGGREGATE drift.sample_agg(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.sample_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.sample_agg(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.sample_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.sample_agg(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.sample_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.sample_agg(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.sample_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.sample_agg(text, boolean) IS
'Counts a column''s categories on two sides: sample_agg(value, is_current). is_current: true current, false reference, NULL row ignored. The empty string is a category; NULL is counted apart. Names are compared as bytes, whatever the collation; a text of more than 255 bytes is counted under a prefix of at most 240 bytes, its length and a 128-bit hash. Exact up to drift.sample_memory; then the rare categories go, with a hard error bound (Agarwal et al., Mergeable summaries, PODS 2012), or an error (54000) is raised if drift.sample_overflow = ''error''. drift.is_exact() tells.';
COMMENT ON AGGREGATE drift.sample_agg(boolean, boolean) IS
'As drift.sample_agg(text, boolean), for the categories ''true'' and ''false''.';
COMMENT ON AGGREGATE drift.sample_agg(uuid, boolean) IS
'As drift.sample_agg(text, boolean), for a uuid by its text form.';
COMMENT ON AGGREGATE drift.sample_agg(anyenum, boolean) IS
'As drift.sample_agg(text, boolean), for an enum by its label. On Citus, which cannot push polymorphic aggregates down, cast the value to text.';

