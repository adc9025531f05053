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

CREATE FUNCTION drift.profile_add(drift.profile, text) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_add_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION drift.profile_add(drift.profile, boolean) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_add_boolean' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION drift.profile_add(drift.profile, uuid) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_add_uuid' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION drift.profile_add(drift.profile, anyenum) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_add_enum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_add(drift.profile, text) IS
'Transition of drift.profile_agg(text): counts one text; NULL is counted apart. Raises 42804 if the profile is numeric.';
COMMENT ON FUNCTION drift.profile_add(drift.profile, boolean) IS
'As drift.profile_add(drift.profile, text), for the categories ''true'' and ''false''.';
COMMENT ON FUNCTION drift.profile_add(drift.profile, uuid) IS
'As drift.profile_add(drift.profile, text), for a uuid by its text form.';
COMMENT ON FUNCTION drift.profile_add(drift.profile, anyenum) IS
'As drift.profile_add(drift.profile, text), for an enum by its label.';

CREATE AGGREGATE drift.profile_agg(value text) (
	SFUNC = drift.profile_add, STYPE = drift.profile, SSPACE = 1024,
	FINALFUNC = drift.profile_final, COMBINEFUNC = drift.profile_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.profile_agg(value boolean) (
	SFUNC = drift.profile_add, STYPE = drift.profile, SSPACE = 1024,
	FINALFUNC = drift.profile_final, COMBINEFUNC = drift.profile_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.profile_agg(value uuid) (
	SFUNC = drift.profile_add, STYPE = drift.profile, SSPACE = 4096,
	FINALFUNC = drift.profile_final, COMBINEFUNC = drift.profile_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.profile_agg(value anyenum) (
	SFUNC = drift.profile_add, STYPE = drift.profile, SSPACE = 1024,
	FINALFUNC = drift.profile_final, COMBINEFUNC = drift.profile_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.profile_agg(text) IS
'Profiles a column of categories: counts by name, NULLs, text lengths. The empty string is a category. Names are compared as bytes, whatever the collation; a text of more than 255 bytes is counted under a prefix of at most 240 bytes, its length and a 128-bit hash. Exact up to 16,384 categories (1 MiB of names) in flight and 4,096 (128 KiB; drift.profile_categories) in the result; then the rare ones go: no count lacks more than n / 4,097 rows (more only where the names fill 128 KiB earlier), drift.top() tells how many at most (Agarwal et al., Mergeable summaries, PODS 2012), and the number of distinct categories is estimated (HyperLogLog, standard error 3.3 %).';
COMMENT ON AGGREGATE drift.profile_agg(boolean) IS
'As drift.profile_agg(text), for the categories ''true'' and ''false''.';
COMMENT ON AGGREGATE drift.profile_agg(uuid) IS
'As drift.profile_agg(text), for a uuid by its text form.';
COMMENT ON AGGREGATE drift.profile_agg(anyenum) IS
'As drift.profile_agg(text), for an enum by its label. On Citus, which cannot push polymorphic aggregates down, cast the value to text.';

CREATE FUNCTION drift.profile_add(drift.profile, text, float8) RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profile_add_weighted_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile_add(drift.profile, text, float8) IS
'Transition of drift.profile_agg(text, float8): counts one text by its weight. A row whose weight is NULL or 0 is ignored; 22023 if it is negative, NaN or infinite. Raises 42804 if the profile is numeric.';
CREATE AGGREGATE drift.profile_agg(value text, weight float8) (
	SFUNC = drift.profile_add, STYPE = drift.profile, SSPACE = 1024,
	FINALFUNC = drift.profile_final, COMBINEFUNC = drift.profile_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.profile_agg(text, float8) IS
'Profiles a column of categories whose rows count as much as their weights say: profile_agg(value, weight). A row whose weight is NULL or 0 is ignored; 22023 if it is negative, NaN or infinite, 22003 if the total is beyond the largest number. Cast other types to text. drift.top() shows weights, rounded to whole numbers, as counts; its shares are right to 1e-9. Otherwise as drift.profile_agg(text).';

CREATE FUNCTION drift.sample_add(drift.sample, text, boolean, float8) RETURNS drift.sample
AS 'MODULE_PATHNAME', 'drift_sample_add_weighted_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.sample_add(drift.sample, text, boolean, float8) IS
'Transition of drift.sample_agg(text, boolean, float8): counts one text on its side by its weight. A row whose side or weight is NULL, or whose weight is 0, is ignored; 22023 if it is negative, NaN or infinite. Raises 42804 if the sample is numeric.';
CREATE AGGREGATE drift.sample_agg(value text, is_current boolean, weight float8) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.sample_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.sample_agg(text, boolean, float8) IS
'Counts a column''s categories on two sides by weight: sample_agg(value, is_current, weight). A row whose weight is NULL or 0 is ignored; 22023 if it is negative, NaN or infinite, 22003 if the total is beyond the largest number. Cast other types to text. Otherwise as drift.sample_agg(text, boolean).';

CREATE FUNCTION drift.top(profile drift.profile, k integer DEFAULT 10)
RETURNS TABLE (category text, count bigint, share double precision, error bigint)
AS 'MODULE_PATHNAME', 'drift_top' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION drift.top(drift.profile, integer) IS
'The k most frequent categories of a profile, the most frequent first, equal ones in byte order: category, count, share of the rows that are not NULL, and error: the true count lies between count and count + error (0: exact). A category that is not listed at all has at most as many rows as the profile''s error bound. Raises 42804 for a numeric profile (use drift.histogram()) and 22023 for a negative k.';

