
-- config_alerts: how alerts behave, in the configuration document
--
-- Policies, escalation, inhibition, and the silences and maintenance that stand: those that are
-- over stay out. What has no name of its own is known by all that it says. Models and monitors are
-- named as in the rest of the document; who made a row is not part of it: an import is the importer's.

CREATE FUNCTION drift.export_monitor_name(monitor_id bigint) RETURNS jsonb
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT jsonb_build_object('source', s.name, 'model', drift.model_name(m.model_id),
		'name', m.name)
	FROM drift.monitor m JOIN drift.source s ON s.source_id = m.source_id
	WHERE m.monitor_id = $1
$$;
COMMENT ON FUNCTION drift.export_monitor_name(bigint) IS 'A monitor as source, model and name.';

CREATE FUNCTION drift.import_monitor_name(c jsonb) RETURNS bigint
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	src drift.source;
	model bigint;
	id bigint;
BEGIN
	IF c IS NULL THEN
		RETURN NULL;
	END IF;
	src := drift.find_source(c ->> 'source');
	model := drift.find_model(c ->> 'model');
	SELECT m.monitor_id INTO id FROM drift.monitor m
	WHERE m.source_id = src.source_id AND m.model_id = model AND m.name = c ->> 'name';
	IF id IS NULL THEN
		RAISE EXCEPTION 'source "%" has no monitor "%" of the model', src.name, c ->> 'name'
			USING ERRCODE = 'undefined_object',
			HINT = coalesce(format('The nearest is "%s".', drift.nearest(c ->> 'name', array(
				SELECT m.name FROM drift.monitor m WHERE m.source_id = src.source_id
					AND m.model_id = model))), 'It has none.');
	END IF;
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.import_monitor_name(jsonb) IS 'The monitor that drift.export_monitor_name wrote; one that does not exist is an error (42704) with the nearest.';

-- How each kind of row is written; what it is compared by when it is read.

CREATE FUNCTION drift.export_alert_policy(p drift.alert_policy) RETURNS jsonb
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET timezone = 'UTC'
	SET intervalstyle = 'postgres'
AS $$
	SELECT drift.settings_of(to_jsonb(p), '{monitor_id,changed_at,changed_by}')
		|| jsonb_strip_nulls(jsonb_build_object('model', drift.model_name(p.model_id),
			'monitor', drift.export_monitor_name(p.monitor_id)))
$$;
COMMENT ON FUNCTION drift.export_alert_policy(drift.alert_policy) IS 'A row of drift.alert_policy for the configuration.';

CREATE FUNCTION drift.export_silence(s drift.silence) RETURNS jsonb
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET timezone = 'UTC'
	SET intervalstyle = 'postgres'
AS $$
	SELECT drift.settings_of(to_jsonb(s), '{silence_id,monitor_id,author}')
		|| jsonb_strip_nulls(jsonb_build_object('monitor', drift.export_monitor_name(s.monitor_id),
			'model', coalesce(drift.model_name(s.model_id), s.model)))
$$;
COMMENT ON FUNCTION drift.export_silence(drift.silence) IS 'A row of drift.silence for the configuration.';

CREATE FUNCTION drift.export_maintenance(m drift.maintenance) RETURNS jsonb
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET timezone = 'UTC'
	SET intervalstyle = 'postgres'
AS $$
	SELECT drift.settings_of(to_jsonb(m), '{maintenance_id,author}')
$$;
COMMENT ON FUNCTION drift.export_maintenance(drift.maintenance) IS 'A row of drift.maintenance for the configuration.';

CREATE FUNCTION drift.export_alerting(ids bigint[], everything boolean) RETURNS jsonb
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
	SET timezone = 'UTC'
	SET intervalstyle = 'postgres'
AS $$
	WITH monitors AS MATERIALIZED (
		SELECT m.monitor_id FROM drift.monitor m WHERE m.model_id = ANY (ids)
	), p AS MATERIALIZED (
		SELECT p, drift.export_alert_policy(p) AS c FROM drift.alert_policy p
		WHERE everything OR p.model_id = ANY (ids) OR p.monitor_id IN (TABLE monitors)
	)
	SELECT jsonb_build_object(
		'escalations', coalesce((SELECT jsonb_agg(to_jsonb(e)
				ORDER BY e.policy, e.level, e.channel, e.recipient)
			FROM drift.escalation e WHERE everything OR e.policy IN (
				SELECT unnest(ARRAY[(p.p).escalation, (p.p).digest_to]) FROM p)), '[]'),
		'alert_policies', coalesce((SELECT jsonb_agg(p.c ORDER BY p.c ->> 'model',
				p.c ->> 'monitor') FROM p), '[]'),
		'inhibitions', coalesce((SELECT jsonb_agg(drift.settings_of(to_jsonb(i), '{}')
				ORDER BY i.name) FROM drift.inhibition i WHERE everything), '[]'),
		'maintenance', coalesce((SELECT jsonb_agg(x.c ORDER BY x.c::text)
			FROM (SELECT drift.export_maintenance(m) AS c FROM drift.maintenance m
				WHERE (m.ends_at > now() OR m.ends_at IS NULL) AND (everything OR m.model IN (
					SELECT y.name FROM drift.model y WHERE y.model_id = ANY (ids)))) x), '[]'),
		'silences', coalesce((SELECT jsonb_agg(x.c ORDER BY x.c::text)
			FROM (SELECT drift.export_silence(s) AS c FROM drift.silence s WHERE s.ends_at > now()
				AND (everything OR s.model_id = ANY (ids)
					OR s.monitor_id IN (TABLE monitors))) x), '[]'))
$$;
COMMENT ON FUNCTION drift.export_alerting(bigint[], boolean) IS 'Policies, escalation, inhibition, and the maintenance and silences that are not over, for the configuration: those of some models, or everything.';

-- What is set beyond the document would stay: the row is made anew.
CREATE FUNCTION drift.import_alert_policy(c jsonb, OUT action text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	id bigint := drift.import_monitor_name(c -> 'monitor');
	model text := c ->> 'model';
	key bigint := CASE WHEN c ->> 'model' IS NOT NULL THEN drift.find_model(c ->> 'model') END;
	p drift.alert_policy;
	there jsonb;
BEGIN
	p := jsonb_populate_record(NULL::drift.alert_policy, drift.apply_settings('drift.alert_policy',
		'an alert policy', '{}', c - '{model,monitor}'::text[], array(
			SELECT a.attname::text FROM pg_attribute a
			WHERE a.attrelid = 'drift.alert_policy'::regclass AND a.attnum > 0
				AND a.attname NOT IN ('model_id', 'monitor_id', 'changed_at', 'changed_by'))));
	SELECT drift.export_alert_policy(x) INTO there FROM drift.alert_policy x
	WHERE x.model_id IS NOT DISTINCT FROM key
		AND x.monitor_id IS NOT DISTINCT FROM id;
	action := CASE WHEN there IS NULL THEN 'created' WHEN there = c THEN 'left'
		ELSE 'changed' END;
	IF action <> 'left' THEN
		PERFORM drift.drop_alert_policy(model, id);
		PERFORM drift.set_alert_policy(model, id, p.group_by, p.join_windows, p.repeat_interval,
			p.hysteresis, p.resolve_windows, p.flap_windows, p.flap_transitions, p.no_data_windows,
			p.give_up_windows, p.alert_no_data, p.backfill_after, p.escalation, p.digest,
			p.digest_at, p.digest_to);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.import_alert_policy(jsonb) IS 'Create or replace a row of drift.alert_policy as a configuration says.';

CREATE FUNCTION drift.import_escalation(c jsonb, OUT action text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	e drift.escalation := jsonb_populate_record(NULL::drift.escalation, drift.apply_settings(
		'drift.escalation', 'an escalation', '{"channel": "outbox", "min_severity": "warning"}', c,
		'{policy,level,after,channel,recipient,min_severity}'));
	there drift.escalation;
BEGIN
	SELECT x.* INTO there FROM drift.escalation x WHERE x.policy = e.policy AND x.level = e.level
		AND x.channel = e.channel AND x.recipient = e.recipient;
	action := CASE WHEN there.policy IS NULL THEN 'created' WHEN there = e THEN 'left'
		ELSE 'changed' END;
	IF action <> 'left' THEN
		PERFORM drift.set_escalation(e.policy, e.level, e.after, e.recipient, e.channel,
			e.min_severity);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.import_escalation(jsonb) IS 'Create or change a row of drift.escalation as a configuration says.';

CREATE FUNCTION drift.import_inhibition(c jsonb, OUT action text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	i drift.inhibition := jsonb_populate_record(NULL::drift.inhibition, drift.apply_settings(
		'drift.inhibition', 'an inhibition', '{}', c,
		'{name,cause,cause_severity,effect,same,enabled,reason}'));
	there drift.inhibition;
BEGIN
	SELECT x.* INTO there FROM drift.inhibition x WHERE x.name = i.name;
	action := CASE WHEN there.name IS NULL THEN 'created'
		WHEN drift.settings_of(to_jsonb(there), '{}') = c THEN 'left' ELSE 'changed' END;
	IF action <> 'left' THEN
		PERFORM drift.drop_inhibition(i.name);
		PERFORM drift.set_inhibition(i.name, i.cause, i.effect, i.same, i.cause_severity,
			i.enabled, i.reason);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.import_inhibition(jsonb) IS 'Create or replace a row of drift.inhibition as a configuration says.';

CREATE FUNCTION drift.import_maintenance(c jsonb, OUT action text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	m drift.maintenance := jsonb_populate_record(NULL::drift.maintenance, drift.apply_settings(
		'drift.maintenance', 'a maintenance', '{}', c,
		'{model,source,starts_at,ends_at,weekdays,from_time,to_time,time_zone,reason}'));
BEGIN
	action := CASE WHEN m.ends_at <= now() THEN 'over'
		WHEN EXISTS (SELECT FROM drift.maintenance x WHERE drift.export_maintenance(x) = c)
			THEN 'left' ELSE 'created' END;
	IF action = 'created' THEN
		PERFORM drift.create_maintenance(m.reason, coalesce(m.starts_at, now()), m.ends_at,
			m.weekdays, m.from_time, m.to_time, m.time_zone, m.model, m.source);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.import_maintenance(jsonb) IS 'Create a maintenance as a configuration says, unless it is over, or there already.';

CREATE FUNCTION drift.import_silence(c jsonb, OUT action text)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	s drift.silence := jsonb_populate_record(NULL::drift.silence, drift.apply_settings(
		'drift.silence', 'a silence', '{}', c - 'monitor', '{model,source,metric,column_name,'
		'segment_key,segment_value,severity,starts_at,ends_at,reason}'));
BEGIN
	action := CASE WHEN s.ends_at <= now() THEN 'over'
		WHEN EXISTS (SELECT FROM drift.silence x WHERE drift.export_silence(x) = c)
			THEN 'left' ELSE 'created' END;
	IF action = 'created' THEN
		PERFORM drift.create_silence(s.ends_at, s.reason, s.model,
			drift.import_monitor_name(c -> 'monitor'), s.column_name, s.segment_key,
			s.segment_value, coalesce(s.starts_at, now()), s.metric, s.source, s.severity);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.import_silence(jsonb) IS 'Create a silence as a configuration says, unless it is over, or there already.';
