\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(19);

-- What the catalogues must say about every object of the extension, whoever adds it.
CREATE VIEW routine AS
SELECT p.*, p.oid::regprocedure::text AS name, l.lanname FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = 'drift'::regnamespace;
CREATE VIEW relation AS
SELECT c.*, c.oid::regclass::text AS name FROM pg_class c WHERE c.relnamespace = 'drift'::regnamespace;
CREATE VIEW member AS
SELECT d.classid, d.objid FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'drift';

-- Comments
SELECT is_empty($$SELECT prokind, name FROM routine WHERE coalesce(obj_description(oid, 'pg_proc'), '') = ''$$,
	'every function, procedure and aggregate has a comment');
SELECT is_empty($$SELECT t.oid::regtype FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
	WHERE t.typnamespace = 'drift'::regnamespace AND t.typelem = 0 AND coalesce(c.relkind, 'c') = 'c'
		AND coalesce(obj_description(t.oid, 'pg_type'), '') = ''$$, 'every type has a comment');
SELECT is_empty($$SELECT relkind, name FROM relation WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
	AND coalesce(obj_description(oid, 'pg_class'), '') = ''$$, 'every table and view has a comment');
SELECT is_empty($$SELECT r.name, a.attname FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
	WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped
		AND coalesce(col_description(r.oid, a.attnum), '') = ''$$, 'every column of a table or view has a comment');
SELECT is_empty($$SELECT r.name, a.attname FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
	WHERE r.relkind = 'c' AND a.attnum > 0 AND NOT a.attisdropped
		AND coalesce(col_description(r.oid, a.attnum), '') = ''$$, 'every attribute of a composite type has a comment');
SELECT ok(obj_description(oid, 'pg_extension') <> '', 'the extension has a comment') FROM pg_extension WHERE extname = 'drift';

-- Rights and names
SELECT is_empty($$SELECT name FROM routine WHERE prosecdef$$, 'nothing is SECURITY DEFINER');
-- SET would forbid COMMIT in a procedure: these name every object with its schema.
SELECT is_empty($$SELECT name FROM routine WHERE lanname IN ('sql', 'plpgsql') AND prosqlbody IS NULL
		AND NOT coalesce(proconfig, '{}') @> ARRAY['search_path=pg_catalog, drift, pg_temp']
	EXCEPT SELECT name FROM routine WHERE prokind = 'p' AND proname IN ('run_due', 'backfill', 'run_one', 'purge', 'purge_due')$$,
	'SQL and PL/pgSQL functions have a fixed search_path or a parsed body');
SELECT is_empty($$SELECT r.name, m.c[1] FROM routine r, regexp_matches(r.prosrc,
		'\m((?:FROM|JOIN|INTO|UPDATE|CALL)\s+(?!drift\.|pg_catalog\.)[a-z_]+_?[a-z_]*\s*\()', 'g') m (c)
	WHERE r.prokind = 'p' AND m.c[1] !~* 'unnest|generate_series'$$, 'procedures call nothing without its schema');
SELECT is_empty($$SELECT name, lanname FROM routine WHERE lanname NOT IN ('c', 'sql', 'plpgsql', 'internal')$$,
	'no further language is needed');
SELECT is_empty($$SELECT t.tgname FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid
	UNION ALL SELECT c.conname FROM pg_constraint c JOIN relation r ON r.oid = c.conrelid WHERE c.contype = 'f'
	UNION ALL SELECT r.relname FROM relation r WHERE r.relkind = 'p'$$,
	'no trigger, foreign key or partitioned table, which a restore would meet in the wrong order');
SELECT is_empty($$SELECT pg_describe_object(m.classid, m.objid, 0) FROM member m JOIN pg_proc p ON p.oid = m.objid
	WHERE m.classid = 'pg_proc'::regclass AND p.pronamespace <> 'drift'::regnamespace
	UNION ALL SELECT pg_describe_object(m.classid, m.objid, 0) FROM member m JOIN pg_class c ON c.oid = m.objid
	WHERE m.classid = 'pg_class'::regclass AND c.relnamespace <> 'drift'::regnamespace$$, 'nothing is made outside schema drift');
SELECT is_empty($$SELECT r.name FROM routine r WHERE NOT EXISTS (SELECT FROM member m
	WHERE m.classid = 'pg_proc'::regclass AND m.objid = r.oid)$$, 'every routine in the schema belongs to the extension');

-- C functions
SELECT set_eq($$SELECT DISTINCT proname::text FROM routine WHERE lanname = 'c' AND provolatile = 'v'$$,
	ARRAY['can_commit', 'select_as'], 'only what runs a query or looks at the transaction is volatile');
SELECT is_empty($$SELECT name, proparallel FROM routine WHERE lanname = 'c' AND provolatile <> 'v' AND proparallel <> 's'$$,
	'the other C functions are PARALLEL SAFE');
SELECT is_empty($$SELECT name FROM routine WHERE lanname = 'c' AND provolatile = 's' AND name !~ 'anyenum|is_castable'$$,
	'and IMMUTABLE, but for enum labels, which can be renamed, and dates, which DateStyle decides');

-- Aggregates
SELECT is_empty($$SELECT r.name FROM routine r JOIN pg_aggregate a ON a.aggfnoid = r.oid
	WHERE r.proparallel <> 's' OR a.aggcombinefn = 0 OR a.aggtransspace = 0$$,
	'aggregates are PARALLEL SAFE, can be combined and say how much they need');
SELECT is_empty($$SELECT r.name FROM routine r JOIN pg_aggregate a ON a.aggfnoid = r.oid
	WHERE a.aggtranstype = 'internal'::regtype$$, 'no aggregate has an internal state');
SELECT is_empty($$SELECT r.name, a.aggfinalmodify FROM routine r JOIN pg_aggregate a ON a.aggfnoid = r.oid
	WHERE a.aggfinalfn <> 0 AND a.aggfinalmodify <> 'r'$$, 'final functions leave the state alone, so that it can be shared');

SELECT * FROM finish();
ROLLBACK;
