-- json: drift.profiles, a profile of each key of a column of JSON documents, made in one pass

CREATE TYPE drift.profiles;
CREATE FUNCTION drift.profiles_in(cstring) RETURNS drift.profiles
AS 'MODULE_PATHNAME', 'drift_profiles_in' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profiles_in(cstring) IS 'Input of drift.profiles; raises 22P02 for anything that drift.profiles_out() could not have printed.';
CREATE FUNCTION drift.profiles_out(drift.profiles) RETURNS cstring
AS 'MODULE_PATHNAME', 'drift_profiles_out' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profiles_out(drift.profiles) IS 'Output of drift.profiles, lossless and independent of settings.';
CREATE FUNCTION drift.profiles_recv(internal) RETURNS drift.profiles
AS 'MODULE_PATHNAME', 'drift_profiles_recv' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profiles_recv(internal) IS 'Binary input of drift.profiles; raises 22P03 for anything that drift.profiles_send() could not have sent.';
CREATE FUNCTION drift.profiles_send(drift.profiles) RETURNS bytea
AS 'MODULE_PATHNAME', 'drift_profiles_send' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profiles_send(drift.profiles) IS 'Binary output of drift.profiles.';
CREATE TYPE drift.profiles (
	INPUT = drift.profiles_in, OUTPUT = drift.profiles_out,
	RECEIVE = drift.profiles_recv, SEND = drift.profiles_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external);
COMMENT ON TYPE drift.profiles IS
'A profile of each key of a column of JSON documents. Made by drift.profile_json_agg(), merged by drift.merge(), read by drift.entries(), drift.profile() and drift.compare().';

CREATE FUNCTION drift.profiles_add(drift.profiles, jsonb) RETURNS drift.profiles
AS 'MODULE_PATHNAME', 'drift_profiles_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profiles_add(drift.profiles, jsonb) IS
'Transition of drift.profile_json_agg(jsonb): adds one document. NULL, and documents that are no objects, are counted.';

CREATE FUNCTION drift.profiles_combine(drift.profiles, drift.profiles) RETURNS drift.profiles
AS 'MODULE_PATHNAME', 'drift_profiles_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profiles_combine(drift.profiles, drift.profiles) IS
'Combine step of the aggregates over drift.profiles; NULL is the empty state. To merge two states yourself call drift.merge(). Raises 22003 beyond 2^53 rows.';

CREATE FUNCTION drift.profiles_final(drift.profiles) RETURNS drift.profiles
AS 'MODULE_PATHNAME', 'drift_profiles_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profiles_final(drift.profiles) IS
'Final step of drift.profile_json_agg and drift.merge: the stored form.';

CREATE AGGREGATE drift.profile_json_agg(features jsonb) (
	SFUNC = drift.profiles_add, STYPE = drift.profiles, SSPACE = 16384,
	FINALFUNC = drift.profiles_final, COMBINEFUNC = drift.profiles_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.profile_json_agg(jsonb) IS
'Profiles all keys of a column of JSON documents in one pass. A key within an object is named by its path, a.b; a dot or backslash that is part of a key gets a backslash before it. Numbers make a numeric profile, the same as drift.profile_agg((features->>key)::float8) but for numbers beyond float8, which become infinite or 0; strings and booleans one of categories; a key that has both, has two profiles. JSON null, arrays, objects, absent keys, NULL and documents that are no objects are missing values: NULLs of the profile. At most 1,024 keys (objects that hold keys count, too) with paths of at most 512 bytes: values of further keys are left out, those that come first stay, and drift.summary() tells how many were left out. NULL when there are no rows.';

CREATE AGGREGATE drift.merge(drift.profiles) (
	SFUNC = drift.profiles_combine, STYPE = drift.profiles, SSPACE = 65536,
	FINALFUNC = drift.profiles_final, COMBINEFUNC = drift.profiles_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE drift.merge(drift.profiles) IS
'Merges stored states of one column of documents, key by key, as drift.merge(drift.profile) does. At most 1,024 keys stay, in the order they come.';

CREATE FUNCTION drift.merge(drift.profiles, drift.profiles) RETURNS drift.profiles
AS 'MODULE_PATHNAME', 'drift_profiles_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.merge(drift.profiles, drift.profiles) IS
'Two states of one column of documents in one; NULL is the empty state. To merge many use the aggregate drift.merge(drift.profiles), which reduces once and not once a step.';

CREATE FUNCTION drift.is_exact(drift.profiles) RETURNS boolean
AS 'MODULE_PATHNAME', 'drift_profiles_is_exact' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.is_exact(drift.profiles) IS
'True while the profile of every key is exact and no value was left out.';

CREATE FUNCTION drift.summary(drift.profiles, OUT n_rows bigint, OUT n_null bigint,
	OUT n_not_object bigint, OUT n_keys bigint, OUT n_left_out bigint, OUT is_exact boolean)
AS 'MODULE_PATHNAME', 'drift_profiles_summary' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.summary(drift.profiles) IS
'One row: rows, those that are NULL, those that are no JSON object, keys, values left out because there were more than 1,024 keys or a path of more than 512 bytes (an object left out counts as one), and drift.is_exact().';

CREATE FUNCTION drift.keys(drift.profiles) RETURNS text[]
AS 'MODULE_PATHNAME', 'drift_profiles_keys' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.keys(drift.profiles) IS
'The keys, in byte order; a key within an object by its path, a.b, with a backslash before a dot or backslash of its own.';

CREATE FUNCTION drift.profile(profiles drift.profiles, key text, kind text DEFAULT NULL)
RETURNS drift.profile
AS 'MODULE_PATHNAME', 'drift_profiles_profile' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION drift.profile(drift.profiles, text, text) IS
'The profile of one key: kind numeric (its numbers) or category (its strings and booleans); NULL: the one of more rows. Rows without such a value are its NULLs. NULL where there is none. Raises 22023 for an unknown kind.';

CREATE FUNCTION drift.entries(profiles drift.profiles)
RETURNS TABLE (key text, kind text, n bigint, n_missing bigint, profile drift.profile,
			   n_absent bigint, n_null bigint, n_number bigint, n_string bigint,
			   n_boolean bigint, n_array bigint, n_object bigint)
AS 'MODULE_PATHNAME', 'drift_profiles_entries' LANGUAGE C STRICT IMMUTABLE PARALLEL SAFE ROWS 20;
COMMENT ON FUNCTION drift.entries(drift.profiles) IS
'One row for each key and kind of profile, in byte order of the keys: kind numeric, category, or other where a key has neither numbers, strings nor booleans; n rows with such a value, n_missing those without, the profile; then how many rows have the key not at all, or with a value of each JSON type. A key that is in two rows had values of both kinds.';
