\echo Use "CREATE EXTENSION drift" to load this file. \quit

-- A schema that somebody else made could hold functions that capture our calls: refuse it.
DO $$
BEGIN
	IF (SELECT nspowner FROM pg_catalog.pg_namespace WHERE nspname = 'drift')
		IS DISTINCT FROM (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
		RAISE EXCEPTION 'schema "drift" exists and belongs to another role'
			USING ERRCODE = 'duplicate_schema',
			HINT = 'Drop or rename that schema, or let its owner, a superuser, create the extension.';
	END IF;
END
$$;

