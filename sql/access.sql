
-- access: who sees what, and who may do what
--
-- Viewers read, operators watch logs and run, admins may grant both. What a role was given is a row
-- of drift.access, because the policies need it: a role sees all models, or those only whose owner
-- or team it is a member of. Nothing is SECURITY DEFINER: the views ask for the rights of whoever
-- reads them, and row-level security answers. The policies are made by the install script: pg_dump
-- carries rights on members of an extension, but not policies, and without them those rights are too
-- much.

CREATE TABLE drift.access (
	role name PRIMARY KEY,
	level text NOT NULL CHECK (level IN ('viewer', 'operator', 'admin')),
	own_models boolean NOT NULL DEFAULT false,
	granted_at timestamptz NOT NULL DEFAULT now(),
	granted_by name NOT NULL DEFAULT current_user
);
COMMENT ON TABLE drift.access IS 'Roles that were let in, by drift.grant_viewer, drift.grant_operator and drift.grant_admin.';
COMMENT ON COLUMN drift.access.role IS 'The role; public: everybody.';
COMMENT ON COLUMN drift.access.level IS 'viewer, operator or admin.';
COMMENT ON COLUMN drift.access.own_models IS 'true: it sees only models whose owner or team it is a member of, and what belongs to them.';
COMMENT ON COLUMN drift.access.granted_at IS 'When.';
COMMENT ON COLUMN drift.access.granted_by IS 'By whom.';
SELECT pg_catalog.pg_extension_config_dump('drift.access', '');

-- A role may be gone: that is no error, and nobody is its member.
CREATE FUNCTION drift.is_member(role name) RETURNS boolean
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT role = 'public' OR EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role
		AND pg_has_role(r.oid, 'MEMBER'))
$$;
COMMENT ON FUNCTION drift.is_member(name) IS 'Whether the caller is a role or a member of it; false where it does not exist.';

CREATE FUNCTION drift.sees_all() RETURNS boolean
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT EXISTS (SELECT FROM drift.access a WHERE NOT a.own_models AND drift.is_member(a.role))
$$;
COMMENT ON FUNCTION drift.sees_all() IS 'Whether the caller was let in to see all models.';

CREATE FUNCTION drift.is_admin() RETURNS boolean
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT EXISTS (SELECT FROM drift.access a WHERE a.level = 'admin' AND drift.is_member(a.role))
$$;
COMMENT ON FUNCTION drift.is_admin() IS 'Whether the caller is an admin of drift.';

-- Which rows of a table a role sees that does not see all, as SQL. Every table that names a model,
-- or something that has one, is here by the name of its column.
CREATE FUNCTION drift.own_rows(relation name) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE
		WHEN relation = 'model' THEN 'drift.is_member(owner) OR drift.is_member(team::name)'
		WHEN relation = 'source' THEN 'drift.is_member(owner) OR source_id IN '
			'(SELECT m.source_id FROM drift.source_model m)'
		WHEN relation = 'change_log' THEN 'changed_by = current_user'
		WHEN relation = 'alert_event' THEN 'alert_id IN (SELECT a.alert_id FROM drift.alert a) '
			'OR incident_id IN (SELECT i.incident_id FROM drift.incident i)'
		ELSE (
			SELECT format('%I IN (SELECT x.%1$I FROM drift.%I x)', k.key, k.owner)
			FROM (VALUES (1, 'model_id', 'model'), (2, 'source_id', 'source'),
				(3, 'monitor_id', 'monitor'), (4, 'incident_id', 'incident'),
				(5, 'baseline_id', 'baseline')) AS k(place, key, owner)
			JOIN pg_attribute a ON a.attrelid = format('drift.%I', relation)::regclass
				AND a.attname = k.key AND a.attnotnull
			WHERE relation <> k.owner ORDER BY k.place LIMIT 1) END
$$;
COMMENT ON FUNCTION drift.own_rows(name) IS 'SQL condition for the rows of one of drift''s tables that belong to the caller''s own models; NULL where rows belong to nobody.';

-- A row that carries an expression may be written by those only who could become its owner, or else
-- an operator could have his expression run with another's rights by the scheduler.
CREATE FUNCTION drift.protect_owners() RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	t record;
BEGIN
	FOR t IN
		SELECT c.relname AS name, drift.own_rows(c.relname) AS own, CASE
			WHEN c.relname IN ('source', 'monitor') THEN 'drift.is_member(owner)'
			WHEN c.relname IN ('baseline', 'expectation', 'source_schema') THEN format(
				'EXISTS (SELECT FROM drift.source s WHERE s.source_id = %I.source_id '
				'AND drift.is_member(s.owner))', c.relname) END AS mine
		FROM pg_class c
		WHERE c.relnamespace = 'drift'::regnamespace AND c.relkind = 'r' AND NOT EXISTS (
			SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'drift_read')
		ORDER BY c.relname
	LOOP
		CONTINUE WHEN t.own IS NULL;
		EXECUTE format('ALTER TABLE drift.%I ENABLE ROW LEVEL SECURITY', t.name);
		EXECUTE format('CREATE POLICY drift_read ON drift.%I FOR SELECT USING '
			'((SELECT drift.sees_all()) OR %s)', t.name, t.own);
		EXECUTE format('CREATE POLICY drift_insert ON drift.%I FOR INSERT WITH CHECK (%s)', t.name,
			coalesce(t.mine, CASE t.name WHEN 'model' THEN 'true' END,
				'(SELECT drift.sees_all()) OR ' || t.own));
		EXECUTE format('CREATE POLICY drift_update ON drift.%I FOR UPDATE USING (%s)', t.name,
			coalesce(t.mine, '(SELECT drift.sees_all()) OR ' || t.own));
		EXECUTE format('CREATE POLICY drift_delete ON drift.%I FOR DELETE USING (%s)', t.name,
			coalesce(t.mine || ' OR (SELECT drift.is_admin())',
				'(SELECT drift.sees_all()) OR ' || t.own));
	END LOOP;
END
$$;
COMMENT ON FUNCTION drift.protect_owners() IS 'Row-level security on drift''s tables: who sees all models (drift.access) sees all rows, others those of their own models; sources, monitors, baselines and expectations are written only by those who could become the owner. Tables that have it already are left as they are: an update that adds tables calls it again.';

-- Remember what a role was given: a role that is let in again keeps the higher level.
CREATE FUNCTION drift.note_access(role name, level text, own_models boolean) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF role IS NULL OR role <> 'public'
		AND NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role) THEN
		RAISE EXCEPTION 'role "%" does not exist', role USING ERRCODE = 'undefined_object',
			HINT = 'Name an existing role, or make it first: CREATE ROLE ...';
	ELSIF own_models IS NULL THEN
		RAISE EXCEPTION 'own_models is NULL' USING ERRCODE = 'null_value_not_allowed',
			HINT = 'true: only models whose owner or team the role is a member of; false: all.';
	END IF;
	INSERT INTO drift.access AS a (role, level, own_models) VALUES ($1, $2, $3)
	ON CONFLICT ON CONSTRAINT access_pkey DO UPDATE SET own_models = excluded.own_models,
		granted_at = now(), granted_by = current_user,
		level = CASE WHEN array_position('{viewer,operator,admin}', a.level)
			> array_position('{viewer,operator,admin}', excluded.level) THEN a.level
			ELSE excluded.level END;
END
$$;
COMMENT ON FUNCTION drift.note_access(name, text, boolean) IS 'Write a row of drift.access; a role that does not exist is an error (42704).';

CREATE FUNCTION drift.grant_viewer(role name, own_models boolean DEFAULT false) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM drift.note_access(role, 'viewer', own_models);
	EXECUTE format('GRANT USAGE ON SCHEMA drift TO %I', role);
	EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA drift TO %I', role);
END
$$;
COMMENT ON FUNCTION drift.grant_viewer(name, boolean) IS 'Let a role read drift''s tables and views. States and results can tell about the rows of a log: grant it to those who may know them. own_models: only rows of models whose owner, or whose team by the name of a role, it is a member of (row-level security). A role that does not exist is an error (42704).';

CREATE FUNCTION drift.grant_operator(role name, own_models boolean DEFAULT false) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	history regclass;
	columns text;
BEGIN
	PERFORM drift.note_access(role, 'operator', own_models),
		drift.grant_viewer(role, own_models);
	EXECUTE format('GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA drift TO %I', role);
	EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON drift.access, drift.retention FROM %I', role);
	-- The history of alerts and changes can be added to, under one's own name and now.
	FOR history, columns IN
		SELECT a.attrelid::regclass, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
		FROM pg_attribute a
		WHERE a.attrelid IN ('drift.alert_event'::regclass, 'drift.change_log'::regclass)
			AND a.attnum > 0 AND NOT a.attisdropped AND a.attname NOT IN ('event_id', 'at',
				'actor', 'change_id', 'changed_at', 'changed_by')
		GROUP BY 1
	LOOP
		EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %s FROM %I', history, role);
		EXECUTE format('GRANT INSERT (%s) ON %s TO %I', columns, history, role);
	END LOOP;
	EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA drift TO %I', role);
END
$$;
COMMENT ON FUNCTION drift.grant_operator(name, boolean) IS 'Let a role watch logs and call drift.run_due. Logs are still read with the rights of their source''s owner, whom the role must be able to become; sources, monitors and baselines of other owners it can neither run nor change (drift.protect_owners). own_models: as for drift.grant_viewer.';

CREATE FUNCTION drift.grant_admin(role name) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	PERFORM drift.grant_operator(role), drift.note_access(role, 'admin', false);
	EXECUTE format('GRANT USAGE ON SCHEMA drift TO %I WITH GRANT OPTION', role);
	EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA drift TO %I '
		'WITH GRANT OPTION', role);
	EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA drift TO %I WITH GRANT OPTION', role);
END
$$;
COMMENT ON FUNCTION drift.grant_admin(name) IS 'Let a role grant drift.grant_viewer and drift.grant_operator, set retention, purge, and drop what belongs to others. It still reads no log and runs no expression as an owner whom it could not become.';

CREATE FUNCTION drift.revoke_access(role name) RETURNS boolean
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF role IS NULL OR NOT EXISTS (SELECT FROM drift.access a WHERE a.role = $1) THEN
		RAISE NOTICE 'drift: role % was not let in', role;
		RETURN false;
	END IF;
	IF role = 'public' OR EXISTS (SELECT FROM pg_roles r WHERE r.rolname = $1) THEN
		EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA drift FROM %I CASCADE', role);
		EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA drift FROM %I CASCADE', role);
		EXECUTE format('REVOKE ALL ON SCHEMA drift FROM %I CASCADE', role);
	END IF;
	DELETE FROM drift.access a WHERE a.role = $1;
	RETURN true;
END
$$;
COMMENT ON FUNCTION drift.revoke_access(name) IS 'Take back what drift.grant_viewer, drift.grant_operator or drift.grant_admin gave a role, and what it gave others; false when it was given nothing.';

SELECT drift.protect_owners();

-- A view must not show more than the tables would.
DO $$
DECLARE
	view record;
BEGIN
	FOR view IN SELECT c.oid::pg_catalog.regclass AS name FROM pg_catalog.pg_class c
		WHERE c.relnamespace = 'drift'::pg_catalog.regnamespace AND c.relkind = 'v'
	LOOP
		EXECUTE pg_catalog.format('ALTER VIEW %s SET (security_invoker = true)', view.name);
	END LOOP;
END
$$;
