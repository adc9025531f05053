
-- alert_policy: how alerts behave, and who is told
--
-- Every knob is looked up at the monitor, then at the model, then at the row for everything, and at
-- last in drift.alert_defaults(). The tables hold only what somebody chose.

CREATE FUNCTION drift.alert_defaults() RETURNS drift.alert_policy
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT jsonb_populate_record(NULL::drift.alert_policy, jsonb_build_object(
		'group_by', 'model', 'join_windows', 3, 'repeat_interval', '7 days', 'hysteresis', 0.1,
		'flap_windows', 21, 'flap_transitions', 6, 'no_data_windows', 3, 'give_up_windows', 30,
		'alert_no_data', false, 'backfill_after', '7 days', 'escalation', 'default',
		'digest', 'all', 'digest_at', '08:00', 'digest_to', 'digest'))
$$;
COMMENT ON FUNCTION drift.alert_defaults() IS 'What a knob of drift.alert_policy is where no row sets it.';

CREATE VIEW drift.monitor_alerting AS
SELECT m.monitor_id, m.source_id, m.model_id,
	coalesce(m.window_length, s.window_length) AS window_length,
	coalesce(m.step, m.window_length, s.window_length) AS step,
	coalesce(a.group_by, b.group_by, c.group_by, d.group_by) AS group_by,
	coalesce(a.join_windows, b.join_windows, c.join_windows, d.join_windows) AS join_windows,
	coalesce(a.repeat_interval, b.repeat_interval, c.repeat_interval,
		d.repeat_interval) AS repeat_interval,
	coalesce(a.hysteresis, b.hysteresis, c.hysteresis, d.hysteresis) AS hysteresis,
	coalesce(a.resolve_windows, b.resolve_windows, c.resolve_windows,
		m.alert_k) AS resolve_windows,
	coalesce(a.flap_windows, b.flap_windows, c.flap_windows, d.flap_windows) AS flap_windows,
	coalesce(a.flap_transitions, b.flap_transitions, c.flap_transitions,
		d.flap_transitions) AS flap_transitions,
	coalesce(a.no_data_windows, b.no_data_windows, c.no_data_windows,
		d.no_data_windows) AS no_data_windows,
	coalesce(a.give_up_windows, b.give_up_windows, c.give_up_windows,
		d.give_up_windows) AS give_up_windows,
	coalesce(a.alert_no_data, b.alert_no_data, c.alert_no_data,
		d.alert_no_data) AS alert_no_data,
	coalesce(a.backfill_after, b.backfill_after, c.backfill_after,
		d.backfill_after) AS backfill_after,
	coalesce(a.escalation, b.escalation, c.escalation, d.escalation) AS escalation,
	m.tier, coalesce(a.digest, b.digest, c.digest, d.digest) AS digest,
	coalesce(a.digest_at, b.digest_at, c.digest_at, d.digest_at) AS digest_at,
	coalesce(a.digest_to, b.digest_to, c.digest_to, d.digest_to) AS digest_to
FROM drift.monitor m
JOIN drift.source s ON s.source_id = m.source_id
CROSS JOIN drift.alert_defaults() d
LEFT JOIN drift.alert_policy a ON a.monitor_id = m.monitor_id
LEFT JOIN drift.alert_policy b ON b.model_id = m.model_id
LEFT JOIN drift.alert_policy c ON c.model_id IS NULL AND c.monitor_id IS NULL;
COMMENT ON VIEW drift.monitor_alerting IS 'How the alerts of each monitor behave: the knobs that are in force.';
COMMENT ON COLUMN drift.monitor_alerting.monitor_id IS 'The monitor.';
COMMENT ON COLUMN drift.monitor_alerting.source_id IS 'Its source.';
COMMENT ON COLUMN drift.monitor_alerting.model_id IS 'Its model.';
COMMENT ON COLUMN drift.monitor_alerting.window_length IS 'Length of its windows: its own, or the source''s.';
COMMENT ON COLUMN drift.monitor_alerting.step IS 'Its interval: how far apart its windows start.';
COMMENT ON COLUMN drift.monitor_alerting.group_by IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.join_windows IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.repeat_interval IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.hysteresis IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.resolve_windows IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.flap_windows IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.flap_transitions IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.no_data_windows IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.give_up_windows IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.alert_no_data IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.backfill_after IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.escalation IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.tier IS 'Of the monitor: page or digest.';
COMMENT ON COLUMN drift.monitor_alerting.digest IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.digest_at IS 'See drift.alert_policy.';
COMMENT ON COLUMN drift.monitor_alerting.digest_to IS 'See drift.alert_policy.';

-- Operators decide about alerts; say how one becomes an operator where a plain error would not.
CREATE FUNCTION drift.check_operator() RETURNS void
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF NOT has_table_privilege('drift.alert', 'UPDATE') THEN
		RAISE EXCEPTION '% may not change alerts', current_user
			USING ERRCODE = 'insufficient_privilege',
			HINT = format('Ask an administrator for SELECT drift.grant_operator(%L).',
				current_user);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.check_operator() IS 'Raise 42501 unless the caller may change alerts (drift.grant_operator).';

CREATE FUNCTION drift.check_one_of(value text, allowed text[], argument text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF value IS NOT NULL AND value <> ALL (allowed) THEN
		RAISE EXCEPTION '% "%" is not known', argument, value
			USING ERRCODE = 'invalid_parameter_value',
			HINT = format('The nearest is "%s"; use %s.', drift.nearest(value, allowed),
				array_to_string(allowed, ', '));
	END IF;
	RETURN value;
END
$$;
COMMENT ON FUNCTION drift.check_one_of(text, text[], text) IS 'The value, if it is NULL or one of those allowed; else 22023 with the nearest.';

-- Which row of drift.alert_policy: a model's, a monitor's, or the one for everything.
CREATE FUNCTION drift.policy_scope(model text, INOUT monitor_id bigint, OUT model_id bigint)
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF model IS NOT NULL AND monitor_id IS NOT NULL THEN
		RAISE EXCEPTION 'a policy is for a model or for a monitor, not both'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass model or monitor_id; leave out both for all alerts.';
	ELSIF model IS NOT NULL THEN
		model_id := drift.find_model(model);
	ELSIF monitor_id IS NOT NULL THEN
		monitor_id := drift.check_monitor_id(monitor_id);
	END IF;
END
$$;
COMMENT ON FUNCTION drift.policy_scope(text, bigint) IS 'The key of a row of drift.alert_policy; what does not exist is an error.';

CREATE FUNCTION drift.set_alert_policy(
	model text DEFAULT NULL, monitor_id bigint DEFAULT NULL, group_by text DEFAULT NULL,
	join_windows int DEFAULT NULL, repeat_interval interval DEFAULT NULL,
	hysteresis float8 DEFAULT NULL, resolve_windows int DEFAULT NULL,
	flap_windows int DEFAULT NULL, flap_transitions int DEFAULT NULL,
	no_data_windows int DEFAULT NULL, give_up_windows int DEFAULT NULL,
	alert_no_data boolean DEFAULT NULL, backfill_after interval DEFAULT NULL,
	escalation text DEFAULT NULL, digest text DEFAULT NULL, digest_at time DEFAULT NULL,
	digest_to text DEFAULT NULL)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	scope record := drift.policy_scope(model, monitor_id);
BEGIN
	PERFORM drift.check_operator(), drift.check_one_of(group_by,
		'{model,model_family,source,column,monitor,alert}', 'group_by'),
		drift.check_one_of(digest, '{all,warning,none}', 'digest'),
		drift.check_escalation(coalesce(escalation, 'default')),
		drift.check_escalation(coalesce(digest_to, 'digest'));
	INSERT INTO drift.alert_policy AS p (model_id, monitor_id, group_by, join_windows,
		repeat_interval, hysteresis, resolve_windows, flap_windows, flap_transitions,
		no_data_windows, give_up_windows, alert_no_data, backfill_after, escalation, digest,
		digest_at, digest_to)
	VALUES (scope.model_id, scope.monitor_id, group_by, join_windows, repeat_interval, hysteresis,
		resolve_windows, flap_windows, flap_transitions, no_data_windows, give_up_windows,
		alert_no_data, backfill_after, escalation, digest, digest_at, digest_to)
	ON CONFLICT ON CONSTRAINT alert_policy_model_id_monitor_id_key DO UPDATE SET
		group_by = coalesce(excluded.group_by, p.group_by),
		join_windows = coalesce(excluded.join_windows, p.join_windows),
		repeat_interval = coalesce(excluded.repeat_interval, p.repeat_interval),
		hysteresis = coalesce(excluded.hysteresis, p.hysteresis),
		resolve_windows = coalesce(excluded.resolve_windows, p.resolve_windows),
		flap_windows = coalesce(excluded.flap_windows, p.flap_windows),
		flap_transitions = coalesce(excluded.flap_transitions, p.flap_transitions),
		no_data_windows = coalesce(excluded.no_data_windows, p.no_data_windows),
		give_up_windows = coalesce(excluded.give_up_windows, p.give_up_windows),
		alert_no_data = coalesce(excluded.alert_no_data, p.alert_no_data),
		backfill_after = coalesce(excluded.backfill_after, p.backfill_after),
		escalation = coalesce(excluded.escalation, p.escalation),
		digest = coalesce(excluded.digest, p.digest),
		digest_at = coalesce(excluded.digest_at, p.digest_at),
		digest_to = coalesce(excluded.digest_to, p.digest_to),
		changed_at = now(), changed_by = current_user;
EXCEPTION WHEN check_violation THEN
	RAISE EXCEPTION 'a knob of the alert policy is out of range: %', SQLERRM
		USING ERRCODE = 'invalid_parameter_value',
		HINT = 'Windows are counts from 1 (join_windows from 0, flap_windows and flap_transitions '
			'from 2), hysteresis is from 0 to below 1, repeat_interval is positive, backfill_after '
			'not negative.';
END
$$;
COMMENT ON FUNCTION drift.set_alert_policy(text, bigint, text, int, interval, float8, int, int, int, int, int, boolean, interval, text, text, time, text) IS
'Set knobs of drift.alert_policy for a monitor, a model (by name), or everything; those left out stay. What they mean: doc/alerting.md. For operators.';

CREATE FUNCTION drift.drop_alert_policy(model text DEFAULT NULL, monitor_id bigint DEFAULT NULL)
	RETURNS boolean
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	scope record := drift.policy_scope(model, monitor_id);
BEGIN
	PERFORM drift.check_operator();
	DELETE FROM drift.alert_policy p
	WHERE p.model_id IS NOT DISTINCT FROM scope.model_id
		AND p.monitor_id IS NOT DISTINCT FROM scope.monitor_id;
	RETURN FOUND;
END
$$;
COMMENT ON FUNCTION drift.drop_alert_policy(text, bigint) IS 'Forget the knobs set for a monitor, a model, or everything; false when there were none. For operators.';

-- Who is told.

CREATE FUNCTION drift.check_escalation(policy text) RETURNS text
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	IF coalesce(policy NOT IN ('default', 'digest'), true)
		AND NOT EXISTS (SELECT FROM drift.escalation e WHERE e.policy = policy) THEN
		RAISE EXCEPTION 'escalation policy "%" does not exist', policy
			USING ERRCODE = 'undefined_object',
			HINT = coalesce(format('The nearest is "%s".', drift.nearest(policy,
				array(SELECT e.policy FROM drift.escalation e))),
				'Make it with drift.set_escalation(policy, level, after, recipient).');
	END IF;
	RETURN policy;
END
$$;
COMMENT ON FUNCTION drift.check_escalation(text) IS 'The name of an escalation policy that exists; an error otherwise.';

CREATE FUNCTION drift.set_escalation(policy text, level int, after interval, recipient text,
	channel text DEFAULT 'outbox', min_severity text DEFAULT 'warning')
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	PERFORM drift.check_operator();
	IF coalesce(policy, '') = '' OR coalesce(recipient, '') = '' OR coalesce(channel, '') = ''
		OR (level >= 0 AND after >= interval '0') IS NOT TRUE OR min_severity IS NULL THEN
		RAISE EXCEPTION 'an escalation needs a policy, a level from 0, a time and a recipient'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'drift.set_escalation(''default'', 1, ''30 minutes'', ''on-call'').';
	END IF;
	PERFORM drift.check_one_of(min_severity, '{warning,critical}', 'min_severity');
	INSERT INTO drift.escalation AS e (policy, level, after, channel, recipient, min_severity)
	VALUES (policy, level, after, channel, recipient, min_severity)
	ON CONFLICT ON CONSTRAINT escalation_pkey DO UPDATE SET after = excluded.after,
		min_severity = excluded.min_severity;
END
$$;
COMMENT ON FUNCTION drift.set_escalation(text, int, interval, text, text, text) IS
'Let a recipient be told of incidents that nobody acknowledged within a time from the first message; level 0 with 0 is the first message itself. Policy default holds for alerts whose policy names no other. For operators.';

CREATE FUNCTION drift.drop_escalation(policy text, level int DEFAULT NULL,
	recipient text DEFAULT NULL)
	RETURNS int
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	n int;
BEGIN
	PERFORM drift.check_operator();
	DELETE FROM drift.escalation e WHERE e.policy = policy
		AND (level IS NULL OR e.level = level)
		AND (recipient IS NULL OR e.recipient = recipient);
	GET DIAGNOSTICS n = ROW_COUNT;
	IF n = 0 THEN
		RAISE EXCEPTION 'escalation policy "%" has no such level or recipient', policy
			USING ERRCODE = 'undefined_object', HINT = 'SELECT * FROM drift.escalation.';
	END IF;
	RETURN n;
END
$$;
COMMENT ON FUNCTION drift.drop_escalation(text, int, text) IS 'Take back drift.set_escalation: a policy, one of its levels, or one recipient; returns how many rows went. For operators.';

-- What explains what.

CREATE FUNCTION drift.default_inhibitions() RETURNS SETOF drift.inhibition
	LANGUAGE sql IMMUTABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT v.name, v.cause::text[], v.severity, v.effect::text[], v.same, true, v.reason
	FROM (VALUES
		('volume', '{row_count}', 'critical',
			'{distance,share,profile,quality,outcome,estimated,fairness}', 'model',
			'rows are missing, or far too many came'),
		('freshness', '{freshness}', 'warning',
			'{distance,share,profile,quality,outcome,estimated,fairness}', 'source',
			'the log stands still'),
		('schema', '{schema_change}', 'warning',
			'{distance,share,profile,quality,outcome,estimated,fairness}', 'source',
			'the log was altered'),
		('labels', '{label_coverage,label_delay}', 'warning', '{outcome,fairness}',
			'model', 'labels are missing')) AS v(name, cause, severity, effect, same, reason)
$$;
COMMENT ON FUNCTION drift.default_inhibitions() IS 'The rules of drift.inhibition that hold unless a row of the same name says otherwise.';

CREATE FUNCTION drift.inhibitions() RETURNS SETOF drift.inhibition
	LANGUAGE sql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT i.* FROM drift.inhibition i
	UNION ALL
	SELECT d.* FROM drift.default_inhibitions() d
	WHERE NOT EXISTS (SELECT FROM drift.inhibition i WHERE i.name = d.name)
$$;
COMMENT ON FUNCTION drift.inhibitions() IS 'The rules in force: those of drift.inhibition, and the defaults that they do not replace.';

CREATE FUNCTION drift.set_inhibition(name text, cause text[] DEFAULT NULL,
	effect text[] DEFAULT NULL, same text DEFAULT NULL, cause_severity text DEFAULT NULL,
	enabled boolean DEFAULT NULL, reason text DEFAULT NULL)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	rule drift.inhibition;
BEGIN
	PERFORM drift.check_operator(), drift.check_one_of(same, '{source,model,column}', 'same'),
		drift.check_one_of(cause_severity, '{warning,critical}', 'cause_severity');
	SELECT i.* INTO rule FROM drift.inhibitions() i WHERE i.name = name;
	IF coalesce(name, '') = '' OR coalesce(cardinality(coalesce(cause, rule.cause)), 0) = 0
		OR coalesce(cardinality(coalesce(effect, rule.effect)), 0) = 0
		OR array_position(cause || effect, NULL) IS NOT NULL THEN
		RAISE EXCEPTION 'inhibition "%" needs causes and effects', name
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Metrics, families of metrics or patterns: cause => ''{row_count}'', effect => '
				'''{distance}''. SELECT * FROM drift.inhibitions() lists the rules.';
	END IF;
	INSERT INTO drift.inhibition AS i (name, cause, cause_severity, effect, same, enabled, reason)
	VALUES (name, coalesce(cause, rule.cause),
		coalesce(cause_severity, rule.cause_severity, 'warning'), coalesce(effect, rule.effect),
		coalesce(same, rule.same, 'model'), coalesce(enabled, rule.enabled, true),
		coalesce(reason, rule.reason))
	ON CONFLICT ON CONSTRAINT inhibition_pkey DO UPDATE SET cause = excluded.cause,
		cause_severity = excluded.cause_severity, effect = excluded.effect, same = excluded.same,
		enabled = excluded.enabled, reason = excluded.reason;
END
$$;
COMMENT ON FUNCTION drift.set_inhibition(text, text[], text[], text, text, boolean, text) IS
'Make or change a rule by which open alerts of cause suppress those of effect; what is left out stays, or comes from the default of that name. enabled => false switches a rule off. For operators.';

CREATE FUNCTION drift.drop_inhibition(name text) RETURNS boolean
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
	PERFORM drift.check_operator();
	DELETE FROM drift.inhibition i WHERE i.name = name;
	RETURN FOUND;
END
$$;
COMMENT ON FUNCTION drift.drop_inhibition(text) IS 'Forget a rule that drift.set_inhibition made; a default of that name holds again. False when there was none. For operators.';
