
-- model: the machine-learning models that are watched, and the log of changes to everything

-- Only what differs is kept of a change.
CREATE FUNCTION drift.log_change(object text, object_id bigint, name text, action text, old jsonb,
								 new jsonb, reason text DEFAULT NULL)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	before jsonb := old;
	after jsonb := new;
BEGIN
	IF old IS NOT NULL AND new IS NOT NULL THEN
		SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new -> o.key)
		INTO before, after
		FROM jsonb_each(old) o WHERE o.value IS DISTINCT FROM new -> o.key;
		IF before IS NULL THEN
			RETURN;
		END IF;
	END IF;
	INSERT INTO drift.change_log (object, object_id, name, action, old, new, reason)
	VALUES (object, object_id, name, action, before, after, reason);
END
$$;
COMMENT ON FUNCTION drift.log_change(text, bigint, text, text, jsonb, jsonb, text) IS 'Write a row of drift.change_log; nothing where old and new are equal.';

-- Settings are jsonb, so that a change can set NULL; a name or value that does not fit is told.
CREATE FUNCTION drift.apply_settings(relation regclass, what text, current jsonb, settings jsonb,
									 allowed text[])
	RETURNS jsonb
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	wrong text;
	applied jsonb;
BEGIN
	IF settings IS NULL OR jsonb_typeof(settings) <> 'object' THEN
		RAISE EXCEPTION 'settings of % must be a JSON object, not %', what,
			coalesce(settings::text, 'NULL')
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('Such as ''{"%s": ...}''.', allowed[1]);
	END IF;
	SELECT k INTO wrong FROM jsonb_object_keys(settings) k WHERE k <> ALL (allowed) LIMIT 1;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION '% has no setting "%" that can be changed', what, wrong
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('The nearest is "%s".', drift.nearest(wrong, allowed));
	END IF;
	EXECUTE format('SELECT to_jsonb(jsonb_populate_record(NULL::%s, $1))', relation)
	INTO applied USING coalesce(current, '{}') || settings;
	RETURN applied;
EXCEPTION
	WHEN data_exception OR undefined_object OR undefined_table OR invalid_name THEN
		IF SQLSTATE = '22023' AND SQLERRM LIKE '%setting%' THEN
			RAISE;
		END IF;
		RAISE EXCEPTION 'a setting of % has a value that does not fit: %', what, SQLERRM
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('\d %s shows the types of the settings.', relation);
END
$$;
COMMENT ON FUNCTION drift.apply_settings(regclass, text, jsonb, jsonb, text[]) IS 'A row of a table as jsonb with settings changed; a setting that is not allowed or not of its type is an error (22023) that says what was meant.';

-- What a model's row must be, in words.
CREATE FUNCTION drift.check_model(m drift.model) RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF m.name IS NULL OR m.name = '' THEN
		RAISE EXCEPTION 'a model needs a name' USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass name => ''...''.';
	ELSIF m.owner IS NULL THEN
		RAISE EXCEPTION 'a model needs an owner' USING ERRCODE = 'null_value_not_allowed',
			HINT = 'Name the role that answers for it, or leave owner out.';
	ELSIF m.role IS NULL OR m.role NOT IN ('champion', 'challenger', 'canary', 'shadow') THEN
		RAISE EXCEPTION 'model role "%" is not known', m.role
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Use champion, challenger, canary or shadow.';
	ELSIF m.metadata IS NULL OR jsonb_typeof(m.links) IS DISTINCT FROM 'object' THEN
		RAISE EXCEPTION 'links of a model must be a JSON object, and metadata not NULL'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Such as links => ''{"card": "https://..."}''.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_model(drift.model) IS 'Refuse a model without name or owner, or with an unknown role.';

CREATE FUNCTION drift.register_model(name text, version text DEFAULT NULL,
									 role text DEFAULT 'champion', owner name DEFAULT current_user,
									 team text DEFAULT NULL, tier text DEFAULT NULL,
									 intended_use text DEFAULT NULL, metadata jsonb DEFAULT '{}',
									 links jsonb DEFAULT '{}')
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	m drift.model;
BEGIN
	m.name := name;
	m.role := role;
	m.owner := owner;
	m.links := coalesce(links, '{}');
	m.metadata := coalesce(metadata, '{}');
	PERFORM drift.check_model(m);
	INSERT INTO drift.model (name, version, role, owner, team, tier, intended_use, links, metadata)
	VALUES (name, version, role, owner, team, tier, intended_use, m.links, m.metadata)
	ON CONFLICT DO NOTHING
	RETURNING * INTO m;
	IF m.model_id IS NULL THEN
		RAISE EXCEPTION 'model "%"% is registered already', name, coalesce(' version ' || version,
			'')
			USING ERRCODE = 'duplicate_object',
			HINT = 'Use another name or version, or drift.change_model.';
	END IF;
	PERFORM drift.log_change('model', m.model_id, drift.model_name(m.model_id), 'create', NULL,
							 to_jsonb(m));
	RETURN m.model_id;
END
$$;
COMMENT ON FUNCTION drift.register_model(text, text, text, name, text, text, text, jsonb, jsonb) IS
'Register a model and return its number. A name and version that exist are an error (42710). links: where to read more, as {"card": "https://..."}. drift.watch registers models itself.';

CREATE FUNCTION drift.model_name(model_id bigint) RETURNS text
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT m.name || coalesce('@' || m.version, '') FROM drift.model m WHERE m.model_id = $1
$$;
COMMENT ON FUNCTION drift.model_name(bigint) IS 'Name of a model as drift.find_model takes it: name, or name@version.';

CREATE FUNCTION drift.change_model(model text, settings jsonb, reason text DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	id bigint := drift.find_model(model);
	old drift.model;
	new drift.model;
BEGIN
	SELECT m.* INTO old FROM drift.model m WHERE m.model_id = id FOR UPDATE;
	new := jsonb_populate_record(old, drift.apply_settings('drift.model',
		format('model "%s"', model), to_jsonb(old), settings, '{name,version,role,owner,team,tier,'
		'intended_use,links,metadata}'));
	PERFORM drift.check_model(new);
	IF EXISTS (SELECT FROM drift.model m WHERE m.name = new.name AND m.model_id <> id
			   AND m.version IS NOT DISTINCT FROM new.version) THEN
		RAISE EXCEPTION 'model "%"% is registered already', new.name,
			coalesce(' version ' || new.version, '')
			USING ERRCODE = 'duplicate_object', HINT = 'Use another name or version.';
	END IF;
	UPDATE drift.model m SET name = new.name, version = new.version, role = new.role,
		owner = new.owner, team = new.team, tier = new.tier, intended_use = new.intended_use,
		links = new.links, metadata = new.metadata
	WHERE m.model_id = id;
	PERFORM drift.log_change('model', id, model, 'change', to_jsonb(old), to_jsonb(new), reason);
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.change_model(text, jsonb, text) IS
'Change settings of a model (name, version, role, owner, team, tier, intended_use, links, metadata), such as drift.change_model(''fraud@2'', ''{"tier": "high", "team": null}''). Returns its number; written to drift.change_log with the reason.';

CREATE FUNCTION drift.promote_model(model text, instead_of text DEFAULT NULL,
									demote_to text DEFAULT 'shadow', reason text DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	id bigint := drift.find_model(model);
	other bigint;
BEGIN
	IF demote_to IS NULL OR demote_to NOT IN ('challenger', 'canary', 'shadow') THEN
		RAISE EXCEPTION 'a champion cannot be demoted to "%"', demote_to
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Use challenger, canary or shadow.';
	ELSIF EXISTS (SELECT FROM drift.model m WHERE m.model_id = id AND m.role = 'champion') THEN
		RAISE EXCEPTION 'model "%" is a champion already', model
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'SELECT name, version, role FROM drift.model shows who is what.';
	END IF;
	FOR other IN SELECT m.model_id FROM drift.model m
				 WHERE m.role = 'champion' AND m.model_id <> id
					AND CASE WHEN instead_of IS NULL
						THEN m.name = (SELECT x.name FROM drift.model x WHERE x.model_id = id)
						ELSE m.model_id = drift.find_model(instead_of) END LOOP
		PERFORM drift.change_model(drift.model_name(other),
			jsonb_build_object('role', demote_to), reason);
	END LOOP;
	IF other IS NULL AND instead_of IS NOT NULL THEN
		RAISE EXCEPTION 'model "%" is no champion', instead_of
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'SELECT name, version FROM drift.model WHERE role = ''champion''.';
	END IF;
	PERFORM drift.change_model(model, '{"role": "champion"}', reason);
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.promote_model(text, text, text, text) IS
'Make a challenger, canary or shadow the champion. The champion before it, by default the other versions of the same name, else instead_of, becomes demote_to. Returns the new champion''s number.';
