
-- model: the machine-learning models that are watched

CREATE FUNCTION drift.register_model(name text, version text DEFAULT NULL,
									 role text DEFAULT 'champion', owner name DEFAULT current_user,
									 team text DEFAULT NULL, tier text DEFAULT NULL,
									 intended_use text DEFAULT NULL, metadata jsonb DEFAULT '{}')
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	id bigint;
BEGIN
	IF name IS NULL OR name = '' THEN
		RAISE EXCEPTION 'a model needs a name' USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass name => ''...''.';
	END IF;
	IF owner IS NULL THEN
		RAISE EXCEPTION 'a model needs an owner' USING ERRCODE = 'null_value_not_allowed',
			HINT = 'Name the role that answers for it, or leave owner out.';
	ELSIF role IS NULL OR role NOT IN ('champion', 'challenger', 'canary', 'shadow') THEN
		RAISE EXCEPTION 'model role "%" is not known', role
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Use champion, challenger, canary or shadow.';
	END IF;
	INSERT INTO drift.model (name, version, role, owner, team, tier, intended_use, metadata)
	VALUES (name, version, role, owner, team, tier, intended_use, coalesce(metadata, '{}'))
	ON CONFLICT DO NOTHING
	RETURNING model_id INTO id;
	IF id IS NULL THEN
		RAISE EXCEPTION 'model "%"% is registered already', name, coalesce(' version ' || version,
			'')
			USING ERRCODE = 'duplicate_object',
			HINT = 'Use another name or version, or UPDATE drift.model.';
	END IF;
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.register_model(text, text, text, name, text, text, text, jsonb) IS
'Register a model and return its number. A name and version that exist are an error (42710). drift.watch registers models itself.';
