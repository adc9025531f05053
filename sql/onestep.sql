-- onestep: one-step aggregates of the further distances; transition and combine step are those of drift.sample_agg

CREATE FUNCTION drift.bhattacharyya_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_bhattacharyya_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.bhattacharyya_final(drift.sample) IS
'Final step of the aggregate drift.bhattacharyya: as drift.bhattacharyya(drift.sample) with the default options.';

CREATE AGGREGATE drift.bhattacharyya(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.bhattacharyya_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.bhattacharyya(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.bhattacharyya_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.bhattacharyya(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.bhattacharyya_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.bhattacharyya(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.bhattacharyya_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.bhattacharyya(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.bhattacharyya_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.bhattacharyya(float8, boolean) IS
'Bhattacharyya distance over bins: -ln of the sum of sqrt(reference * current); of numbers, as drift.bhattacharyya(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.bhattacharyya(text, boolean) IS
'Bhattacharyya distance over bins: -ln of the sum of sqrt(reference * current); of categories, as drift.bhattacharyya(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.bhattacharyya(boolean, boolean) IS
'Bhattacharyya distance over bins: -ln of the sum of sqrt(reference * current); of categories, as drift.bhattacharyya(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.bhattacharyya(uuid, boolean) IS
'Bhattacharyya distance over bins: -ln of the sum of sqrt(reference * current); of categories, as drift.bhattacharyya(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.bhattacharyya(anyenum, boolean) IS
'Bhattacharyya distance over bins: -ln of the sum of sqrt(reference * current); of categories, as drift.bhattacharyya(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE FUNCTION drift.normalized_abs_difference_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_normalized_abs_difference_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.normalized_abs_difference_final(drift.sample) IS
'Final step of the aggregate drift.normalized_abs_difference: as drift.normalized_abs_difference(drift.sample) with the default options.';

CREATE AGGREGATE drift.normalized_abs_difference(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.normalized_abs_difference_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.normalized_abs_difference(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.normalized_abs_difference_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.normalized_abs_difference(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.normalized_abs_difference_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.normalized_abs_difference(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.normalized_abs_difference_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.normalized_abs_difference(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.normalized_abs_difference_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.normalized_abs_difference(float8, boolean) IS
'Normalized absolute difference of the shares over bins; of numbers, as drift.normalized_abs_difference(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.normalized_abs_difference(text, boolean) IS
'Normalized absolute difference of the shares over bins; of categories, as drift.normalized_abs_difference(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.normalized_abs_difference(boolean, boolean) IS
'Normalized absolute difference of the shares over bins; of categories, as drift.normalized_abs_difference(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.normalized_abs_difference(uuid, boolean) IS
'Normalized absolute difference of the shares over bins; of categories, as drift.normalized_abs_difference(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.normalized_abs_difference(anyenum, boolean) IS
'Normalized absolute difference of the shares over bins; of categories, as drift.normalized_abs_difference(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE FUNCTION drift.cramers_v_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_cramers_v_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.cramers_v_final(drift.sample) IS
'Final step of the aggregate drift.cramers_v: as drift.cramers_v(drift.sample) with the default options.';

CREATE AGGREGATE drift.cramers_v(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.cramers_v_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.cramers_v(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.cramers_v_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.cramers_v(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.cramers_v_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.cramers_v(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.cramers_v_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.cramers_v(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.cramers_v_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.cramers_v(float8, boolean) IS
'Cramer''s V of the 2 x k table of counts per bin, corrected for bias; of numbers, as drift.cramers_v(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.cramers_v(text, boolean) IS
'Cramer''s V of the 2 x k table of counts per bin, corrected for bias; of categories, as drift.cramers_v(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.cramers_v(boolean, boolean) IS
'Cramer''s V of the 2 x k table of counts per bin, corrected for bias; of categories, as drift.cramers_v(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.cramers_v(uuid, boolean) IS
'Cramer''s V of the 2 x k table of counts per bin, corrected for bias; of categories, as drift.cramers_v(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
COMMENT ON AGGREGATE drift.cramers_v(anyenum, boolean) IS
'Cramer''s V of the 2 x k table of counts per bin, corrected for bias; of categories, as drift.cramers_v(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.unseen_share(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.unseen_share, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.unseen_share(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.unseen_share, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.unseen_share(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.unseen_share, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.unseen_share(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.unseen_share, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.unseen_share(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.unseen_share, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.unseen_share(float8, boolean) IS
'Share of the current rows whose value the reference does not have; of numbers, as drift.unseen_share(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty. Raises 22023 where a side has outgrown drift.sample_memory.';
COMMENT ON AGGREGATE drift.unseen_share(text, boolean) IS
'Share of the current rows whose value the reference does not have; of categories, as drift.unseen_share(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty. Raises 22023 where a side has outgrown drift.sample_memory.';
COMMENT ON AGGREGATE drift.unseen_share(boolean, boolean) IS
'Share of the current rows whose value the reference does not have; of categories, as drift.unseen_share(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty. Raises 22023 where a side has outgrown drift.sample_memory.';
COMMENT ON AGGREGATE drift.unseen_share(uuid, boolean) IS
'Share of the current rows whose value the reference does not have; of categories, as drift.unseen_share(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty. Raises 22023 where a side has outgrown drift.sample_memory.';
COMMENT ON AGGREGATE drift.unseen_share(anyenum, boolean) IS
'Share of the current rows whose value the reference does not have; of categories, as drift.unseen_share(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty. Raises 22023 where a side has outgrown drift.sample_memory.';

CREATE AGGREGATE drift.missing_categories_share(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.missing_categories_share, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.missing_categories_share(value text, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.missing_categories_share, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.missing_categories_share(value boolean, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.missing_categories_share, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.missing_categories_share(value uuid, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 4096,
	FINALFUNC = drift.missing_categories_share, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
CREATE AGGREGATE drift.missing_categories_share(value anyenum, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.missing_categories_share, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.missing_categories_share(float8, boolean) IS
'Share of the reference''s distinct values that no current row has; of numbers, as drift.missing_categories_share(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty. Raises 22023 where a side has outgrown drift.sample_memory.';
COMMENT ON AGGREGATE drift.missing_categories_share(text, boolean) IS
'Share of the reference''s distinct values that no current row has; of categories, as drift.missing_categories_share(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty. Raises 22023 where a side has outgrown drift.sample_memory.';
COMMENT ON AGGREGATE drift.missing_categories_share(boolean, boolean) IS
'Share of the reference''s distinct values that no current row has; of categories, as drift.missing_categories_share(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty. Raises 22023 where a side has outgrown drift.sample_memory.';
COMMENT ON AGGREGATE drift.missing_categories_share(uuid, boolean) IS
'Share of the reference''s distinct values that no current row has; of categories, as drift.missing_categories_share(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty. Raises 22023 where a side has outgrown drift.sample_memory.';
COMMENT ON AGGREGATE drift.missing_categories_share(anyenum, boolean) IS
'Share of the reference''s distinct values that no current row has; of categories, as drift.missing_categories_share(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty. Raises 22023 where a side has outgrown drift.sample_memory.';

CREATE FUNCTION drift.kuiper_final(drift.sample) RETURNS float8
AS 'MODULE_PATHNAME', 'drift_kuiper_final' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.kuiper_final(drift.sample) IS
'Final step of the aggregate drift.kuiper: as drift.kuiper(drift.sample) with the default options.';

CREATE AGGREGATE drift.kuiper(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.kuiper_final, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.kuiper(float8, boolean) IS
'Kuiper''s statistic: the largest difference of the two distribution functions above, plus that below; of numbers, as drift.kuiper(drift.sample) with the default options. is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.cohens_d(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.cohens_d, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.cohens_d(float8, boolean) IS
'Cohen''s d: mean of the reference less that of the current side, over the pooled standard deviation; of numbers, as drift.cohens_d(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';

CREATE AGGREGATE drift.cliffs_delta(value float8, is_current boolean) (
	SFUNC = drift.sample_add, STYPE = drift.sample, SSPACE = 1024,
	FINALFUNC = drift.cliffs_delta, COMBINEFUNC = drift.sample_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.cliffs_delta(float8, boolean) IS
'Cliff''s delta: the probability that a row of the reference is larger than a current one, less that of smaller; of numbers, as drift.cliffs_delta(drift.sample). is_current: true current, false reference, NULL row ignored. NULL if a side is empty.';
