
-- lookup: find what a name means, and say what was meant when it means nothing
--
-- No foreign keys exist among the tables, so these functions check what a constraint would.

CREATE FUNCTION drift.select_as(owner regrole, query text) RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'drift_select_as';
COMMENT ON FUNCTION drift.select_as(regrole, text) IS
'Run one read-only SELECT with the rights of owner, as REFRESH MATERIALIZED VIEW does: SET ROLE, writing and temporary objects are refused, search_path is pg_catalog. The caller must be able to SET ROLE to owner (SQLSTATE 42501 otherwise) and states the columns: SELECT * FROM drift.select_as(''alice'', ''SELECT 1'') AS t(a int).';

CREATE FUNCTION drift.can_commit() RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'drift_can_commit';
COMMENT ON FUNCTION drift.can_commit() IS
'Whether COMMIT is allowed where this is called: true in a procedure that was called outside a transaction block.';

-- Levenshtein distance, so that an error about a typo can name what was meant.
CREATE FUNCTION drift.edit_distance(a text, b text) RETURNS int
	LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	prev int[];
	curr int[];
BEGIN
	prev := array(SELECT generate_series(0, length(b)));
	FOR i IN 1 .. length(a) LOOP
		curr := ARRAY[i];
		FOR j IN 1 .. length(b) LOOP
			curr := curr || least(curr[j] + 1, prev[j + 1] + 1,
								  prev[j] + (substr(a, i, 1) <> substr(b, j, 1))::int);
		END LOOP;
		prev := curr;
	END LOOP;
	RETURN prev[length(b) + 1];
END
$$;
COMMENT ON FUNCTION drift.edit_distance(text, text) IS 'Levenshtein distance: how many letters to insert, delete or replace.';

CREATE FUNCTION drift.nearest(wanted text, candidates text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT c FROM unnest(candidates) c
	WHERE c IS NOT NULL
	ORDER BY drift.edit_distance(lower(left(wanted, 63)), lower(left(c, 63))), c
	LIMIT 1
$$;
COMMENT ON FUNCTION drift.nearest(text, text[]) IS 'The candidate that is nearest to a mistyped name.';

-- Look through domains: a column is treated as its base type.
CREATE FUNCTION drift.base_type(type oid) RETURNS oid
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	base oid := type;
	under oid;
BEGIN
	LOOP
		SELECT t.typbasetype INTO under FROM pg_type t WHERE t.oid = base AND t.typtype = 'd';
		EXIT WHEN NOT FOUND;
		base := under;
	END LOOP;
	RETURN base;
END
$$;
COMMENT ON FUNCTION drift.base_type(oid) IS 'Type under a domain.';

CREATE FUNCTION drift.type_kind(type oid) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE
		WHEN t.oid IN ('float4'::regtype, 'float8'::regtype, 'numeric'::regtype) THEN 'numeric'
		WHEN t.oid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) THEN 'integer'
		WHEN t.oid = 'bool'::regtype THEN 'boolean'
		WHEN t.oid IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype, 'name'::regtype,
					   '"char"'::regtype, 'uuid'::regtype) OR t.typtype = 'e' THEN 'category'
		WHEN t.oid IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype) THEN 'time'
		ELSE 'other' END
	FROM pg_type t WHERE t.oid = drift.base_type(type)
$$;
COMMENT ON FUNCTION drift.type_kind(oid) IS 'How a column of this type is treated: numeric, integer, boolean, category, time or other.';

CREATE FUNCTION drift.check_column(relation regclass, column_name name, argument text) RETURNS oid
	LANGUAGE plpgsql STABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	type oid;
BEGIN
	SELECT a.atttypid INTO type FROM pg_attribute a
	WHERE a.attrelid = relation AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'column "%" of % does not exist (argument %)', column_name, relation,
			argument
			USING ERRCODE = 'undefined_column',
			HINT = format('The nearest column is "%s".', drift.nearest(column_name::text, array(
				SELECT a.attname::text FROM pg_attribute a
				WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped)));
	END IF;
	RETURN type;
END
$$;
COMMENT ON FUNCTION drift.check_column(regclass, name, text) IS 'Type of a column; a name that does not exist is an error that tells the nearest one.';

-- A column whose values can be read as numbers.
CREATE FUNCTION drift.check_number(relation regclass, column_name name, argument text) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM drift.check_column(relation, column_name, argument);
	EXECUTE format('SELECT t.%I::float8 FROM %s AS t LIMIT 0', column_name, relation);
EXCEPTION WHEN cannot_coerce THEN
	RAISE EXCEPTION 'column "%" of % is no number (argument %)', column_name, relation, argument
		USING ERRCODE = 'datatype_mismatch',
		HINT = 'Name a column of scores, such as probabilities.';
END
$$;
COMMENT ON FUNCTION drift.check_number(regclass, name, text) IS 'Raise 42804 unless the column can be cast to float8, 42703 unless it exists.';

CREATE FUNCTION drift.relation_name(relation regclass) RETURNS text
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT c.relname::text FROM pg_class c WHERE c.oid = relation
$$;
COMMENT ON FUNCTION drift.relation_name(regclass) IS 'Name of a relation without its schema.';

CREATE FUNCTION drift.find_source(source text) RETURNS drift.source
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	found drift.source;
BEGIN
	SELECT s.* INTO found FROM drift.source s WHERE s.name = source;
	IF found.source_id IS NULL AND source ~ '^[0-9]{1,18}$' THEN
		SELECT s.* INTO found FROM drift.source s WHERE s.source_id = source::bigint;
	END IF;
	IF found.source_id IS NULL THEN
		SELECT s.* INTO found FROM drift.source s
		WHERE s.log::text = source AND NOT EXISTS (
			SELECT FROM drift.source o WHERE o.log = s.log AND o.source_id <> s.source_id);
	END IF;
	IF found.source_id IS NULL THEN
		RAISE EXCEPTION 'source "%" does not exist', source
			USING ERRCODE = 'undefined_object',
			HINT = coalesce('The nearest source is '
				|| quote_ident(drift.nearest(source, array(SELECT s.name FROM drift.source s)))
					|| '.',
				'No source is registered yet: call drift.watch(''your_log'').');
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION drift.find_source(text) IS 'A source by name, by number, or by its log''s name with the schema where that has one source only; an unknown name is an error that tells the nearest one.';

CREATE FUNCTION drift.find_model(model text) RETURNS bigint
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	found bigint;
BEGIN
	SELECT m.model_id INTO found FROM drift.model m
	WHERE m.name = model
		OR m.name = split_part(model, '@', 1) AND m.version = substr(model, strpos(model, '@') + 1)
			AND strpos(model, '@') > 0
	ORDER BY m.name = model DESC, m.version IS NOT NULL, m.role <> 'champion', m.model_id LIMIT 1;
	IF found IS NULL THEN
		RAISE EXCEPTION 'model "%" does not exist', model
			USING ERRCODE = 'undefined_object',
			HINT = coalesce('The nearest model is '
				|| quote_ident(drift.nearest(model, array(
					SELECT m.name || coalesce('@' || m.version, '') FROM drift.model m))) || '.',
				'No model is registered yet: call drift.watch(''your_log'').');
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION drift.find_model(text) IS 'A model''s number by name, or name@version; by name alone the one without version, else the champion. An unknown name is an error that tells the nearest one.';

-- Only who may write a source's row may change it: refuse others before anything is stored.
CREATE FUNCTION drift.check_owner(owner name) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF owner IS NULL OR NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = owner) THEN
		RAISE EXCEPTION 'role "%" does not exist', owner USING ERRCODE = 'undefined_object',
			HINT = 'Name a role that may read the log; \du lists them.';
	END IF;
	PERFORM 1 FROM drift.select_as(quote_ident(owner)::regrole, 'SELECT 1') AS t(one int);
END
$$;
COMMENT ON FUNCTION drift.check_owner(name) IS 'Refuse (42501) unless the caller could SET ROLE to owner.';
