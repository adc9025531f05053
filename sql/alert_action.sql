
-- alert_action: what people do about alerts and incidents
--
-- Each act is one statement over the alerts it is about, and appends to drift.alert_event who did
-- what, when and why. The same for a whole incident takes all of its open alerts.

-- Lock the alerts of an act, in order, and refuse what cannot be done.
CREATE FUNCTION drift.alerts_to_change(alert_ids bigint[], states text[], what text)
	RETURNS bigint[]
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	a drift.alert;
	found bigint[] := '{}';
BEGIN
	PERFORM drift.check_operator();
	FOR a IN SELECT x.* FROM drift.alert x WHERE x.alert_id = ANY (alert_ids)
		ORDER BY x.alert_id FOR UPDATE LOOP
		IF a.state <> ALL (states) THEN
			RAISE EXCEPTION 'alert % is %: it cannot be %', a.alert_id, a.state, what
				USING ERRCODE = 'object_not_in_prerequisite_state',
				HINT = CASE WHEN a.state IN ('resolved', 'inactive')
					THEN 'drift.reopen(alert_id, reason) opens a resolved alert again.'
					ELSE 'It is open already.' END;
		END IF;
		found := found || a.alert_id;
	END LOOP;
	IF cardinality(found) = 0 THEN
		RAISE EXCEPTION 'alert % does not exist', coalesce(alert_ids[1]::text, 'NULL')
			USING ERRCODE = 'undefined_object',
			HINT = 'SELECT alert_id, model, metric, column_name FROM drift.alert_open.';
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION drift.alerts_to_change(bigint[], text[], text) IS 'Lock alerts for an act of the caller; those that do not exist (42704) or are in another state (55000) are refused.';

-- The alerts of an incident that an act is about.
CREATE FUNCTION drift.alerts_of_incident(incident_id bigint, states text[]) RETURNS bigint[]
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	ids bigint[];
BEGIN
	PERFORM drift.check_operator();
	IF NOT EXISTS (SELECT FROM drift.incident i WHERE i.incident_id = incident_id) THEN
		RAISE EXCEPTION 'incident % does not exist', coalesce(incident_id::text, 'NULL')
			USING ERRCODE = 'undefined_object',
			HINT = 'SELECT * FROM drift.incident_open.';
	END IF;
	ids := array(SELECT a.alert_id FROM drift.alert a WHERE a.incident_id = incident_id
		AND a.state = ANY (states) ORDER BY a.alert_id);
	IF cardinality(ids) = 0 THEN
		RAISE EXCEPTION 'incident % has no alert that is %', incident_id,
			array_to_string(states, ' or ')
			USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'SELECT * FROM drift.incident_open lists the incidents that are open.';
	END IF;
	RETURN ids;
END
$$;
COMMENT ON FUNCTION drift.alerts_of_incident(bigint, text[]) IS 'The alerts of an incident in some states; an incident that does not exist (42704) or has none (55000) is refused.';

CREATE FUNCTION drift.require_text(value text, argument text) RETURNS text
	LANGUAGE plpgsql IMMUTABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF coalesce(btrim(value), '') = '' THEN
		RAISE EXCEPTION '% is empty', argument
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Say it in words: others will read it at three in the morning.';
	END IF;
	RETURN value;
END
$$;
COMMENT ON FUNCTION drift.require_text(text, text) IS 'A text that says something; 22023 otherwise.';

-- One event for each alert, and one for the incident where the act was about it as a whole.
CREATE FUNCTION drift.record_act(alert_ids bigint[], incident_id bigint, event text, note text)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	INSERT INTO drift.alert_event (alert_id, incident_id, window_start, event, severity, note)
	SELECT a.alert_id, a.incident_id, a.last_window, event, a.severity, note
	FROM drift.alert a WHERE a.alert_id = ANY (alert_ids)
	ORDER BY a.alert_id;

	INSERT INTO drift.alert_event (incident_id, window_start, event, severity, note)
	SELECT i.incident_id, i.last_window, $3, i.severity, $4
	FROM drift.incident i WHERE i.incident_id = $2
$$;
COMMENT ON FUNCTION drift.record_act(bigint[], bigint, text, text) IS 'Append what somebody did about alerts, and about their incident as a whole.';

-- An incident is acknowledged when all of its open alerts are; its assignee and ticket are theirs
-- where they agree.
CREATE FUNCTION drift.refresh_handling(alert_ids bigint[]) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	UPDATE drift.incident i SET
		acknowledged_at = CASE WHEN q.acknowledged THEN q.at END,
		acknowledged_by = CASE WHEN q.acknowledged THEN q.by END,
		assigned_to = coalesce(q.assigned_to, i.assigned_to), ticket = coalesce(q.ticket, i.ticket)
	FROM (
		SELECT a.incident_id, bool_and(a.acknowledged_at IS NOT NULL) AS acknowledged,
			max(a.acknowledged_at) AS at,
			(array_agg(a.acknowledged_by ORDER BY a.acknowledged_at DESC NULLS LAST))[1] AS by,
			CASE WHEN count(DISTINCT a.assigned_to) = 1 THEN max(a.assigned_to) END AS assigned_to,
			CASE WHEN count(DISTINCT a.ticket) = 1 THEN max(a.ticket) END AS ticket
		FROM drift.alert a
		WHERE a.state IN ('firing', 'no_data') AND a.incident_id IN (SELECT x.incident_id
			FROM drift.alert x WHERE x.alert_id = ANY (alert_ids))
		GROUP BY 1
	) q
	WHERE i.incident_id = q.incident_id
$$;
COMMENT ON FUNCTION drift.refresh_handling(bigint[]) IS 'Bring acknowledgement, assignee and ticket of the incidents of some alerts up to date.';

CREATE FUNCTION drift.do_acknowledge(alert_ids bigint[], incident_id bigint, comment text)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.alerts_to_change(alert_ids,
		'{pending,firing,suppressed,no_data}', 'acknowledged');
	UPDATE drift.alert a SET acknowledged_at = clock_timestamp(), acknowledged_by = current_user
	WHERE a.alert_id = ANY (alert_ids);
	SELECT drift.refresh_handling(alert_ids),
		drift.record_act(alert_ids, incident_id, 'acknowledged', comment)
$$;
COMMENT ON FUNCTION drift.do_acknowledge(bigint[], bigint, text) IS 'Acknowledge alerts.';

CREATE FUNCTION drift.acknowledge(alert_id bigint, comment text DEFAULT NULL) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.do_acknowledge(ARRAY[alert_id], NULL, comment)
$$;
COMMENT ON FUNCTION drift.acknowledge(bigint, text) IS
'Say that you have taken notice of an open alert: once all open alerts of its incident are acknowledged, the incident is neither repeated nor escalated until it becomes critical. 42704: no such alert; 55000: it is over. For operators.';

CREATE FUNCTION drift.acknowledge_incident(incident_id bigint, comment text DEFAULT NULL)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.do_acknowledge(drift.alerts_of_incident(incident_id, '{firing,no_data}'),
		incident_id, comment)
$$;
COMMENT ON FUNCTION drift.acknowledge_incident(bigint, text) IS 'drift.acknowledge for all open alerts of an incident.';

CREATE FUNCTION drift.do_assign(alert_ids bigint[], incident_id bigint, assignee text)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.alerts_to_change(alert_ids,
		'{pending,firing,suppressed,no_data}', 'assigned');
	UPDATE drift.alert a SET assigned_to = drift.require_text(assignee, 'assignee')
	WHERE a.alert_id = ANY (alert_ids);
	SELECT drift.refresh_handling(alert_ids),
		drift.record_act(alert_ids, incident_id, 'assigned', 'to ' || assignee)
$$;
COMMENT ON FUNCTION drift.do_assign(bigint[], bigint, text) IS 'Assign alerts.';

CREATE FUNCTION drift.assign(alert_id bigint, assignee text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.do_assign(ARRAY[alert_id], NULL, assignee)
$$;
COMMENT ON FUNCTION drift.assign(bigint, text) IS 'Say who works on an open alert: a role, a person, a team. 42704: no such alert; 55000: it is over. For operators.';

CREATE FUNCTION drift.assign_incident(incident_id bigint, assignee text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.do_assign(drift.alerts_of_incident(incident_id, '{firing,no_data}'),
		incident_id, assignee)
$$;
COMMENT ON FUNCTION drift.assign_incident(bigint, text) IS 'drift.assign for all open alerts of an incident.';

CREATE FUNCTION drift.do_comment(alert_ids bigint[], incident_id bigint, comment text)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.record_act(drift.alerts_to_change(alert_ids,
		'{pending,firing,suppressed,no_data,resolved,inactive}', 'commented on'), incident_id,
		'commented', drift.require_text(comment, 'comment'))
$$;
COMMENT ON FUNCTION drift.do_comment(bigint[], bigint, text) IS 'Comment on alerts.';

CREATE FUNCTION drift.comment(alert_id bigint, comment text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.do_comment(ARRAY[alert_id], NULL, comment)
$$;
COMMENT ON FUNCTION drift.comment(bigint, text) IS 'Write a remark about an alert, open or over, into drift.alert_event. 42704: no such alert. For operators.';

CREATE FUNCTION drift.comment_incident(incident_id bigint, comment text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.do_comment(drift.alerts_of_incident(incident_id,
		'{firing,no_data,resolved}'), incident_id, comment)
$$;
COMMENT ON FUNCTION drift.comment_incident(bigint, text) IS 'drift.comment for all alerts of an incident.';

CREATE FUNCTION drift.do_link(alert_ids bigint[], incident_id bigint, ticket text)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.alerts_to_change(alert_ids,
		'{pending,firing,suppressed,no_data,resolved,inactive}', 'linked');
	UPDATE drift.alert a SET ticket = drift.require_text($3, 'ticket')
	WHERE a.alert_id = ANY (alert_ids);
	SELECT drift.refresh_handling(alert_ids),
		drift.record_act(alert_ids, incident_id, 'linked', $3)
$$;
COMMENT ON FUNCTION drift.do_link(bigint[], bigint, text) IS 'Link alerts to a ticket.';

CREATE FUNCTION drift.link_ticket(alert_id bigint, ticket text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.do_link(ARRAY[alert_id], NULL, ticket)
$$;
COMMENT ON FUNCTION drift.link_ticket(bigint, text) IS 'Note the ticket of an alert, open or over: a link, or its key. 42704: no such alert. For operators.';

CREATE FUNCTION drift.link_incident_ticket(incident_id bigint, ticket text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.do_link(drift.alerts_of_incident(incident_id, '{firing,no_data,resolved}'),
		incident_id, ticket)
$$;
COMMENT ON FUNCTION drift.link_incident_ticket(bigint, text) IS 'drift.link_ticket for all alerts of an incident.';

-- What an act changed is told at once; no time passes for it, so that nothing else becomes due.
CREATE FUNCTION drift.tell_at_once(alert_ids bigint[]) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.tell_incidents(ARRAY[i.incident_id], coalesce(i.told_at, now()), NULL)
	FROM (SELECT x.* FROM drift.incident x
		WHERE x.incident_id IN (SELECT a.incident_id FROM drift.alert a
			WHERE a.alert_id = ANY (alert_ids))
		ORDER BY x.incident_id FOR UPDATE) i
$$;
COMMENT ON FUNCTION drift.tell_at_once(bigint[]) IS 'Bring the incidents of some alerts up to date and queue what follows.';

CREATE FUNCTION drift.check_verdict(verdict text) RETURNS text
	LANGUAGE sql IMMUTABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.check_one_of(verdict, '{true_alarm,false_alarm,expected,duplicate}', 'verdict')
$$;
COMMENT ON FUNCTION drift.check_verdict(text) IS 'NULL, true_alarm, false_alarm, expected or duplicate; else 22023.';

-- Evidence up to the newest evaluated window is dealt with; only later windows fire again.
CREATE FUNCTION drift.do_resolve(alert_ids bigint[], incident_id bigint, reason text,
	verdict text)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.alerts_to_change(alert_ids, '{pending,firing,suppressed,no_data}', 'resolved'),
		drift.require_text($3, 'reason');
	UPDATE drift.alert a SET state = 'resolved', resolved_at = clock_timestamp(),
		resolved_by = current_user, verdict = coalesce(drift.check_verdict($4), a.verdict),
		flapping_since = NULL,
		resolved_window = greatest(a.last_window, (SELECT max(r.window_start) FROM drift.result r
			WHERE r.monitor_id = a.monitor_id
				AND r.column_name IS NOT DISTINCT FROM a.column_name
				AND r.segment_key IS NOT DISTINCT FROM a.segment_key
				AND r.segment_value IS NOT DISTINCT FROM a.segment_value
				AND r.status IN ('ok', 'warn', 'critical', 'error')))
	WHERE a.alert_id = ANY (alert_ids);
	SELECT drift.record_act(alert_ids, incident_id, 'resolved', concat_ws(': ', $4, $3)),
		drift.refresh_handling(alert_ids), drift.tell_at_once(alert_ids)
$$;
COMMENT ON FUNCTION drift.do_resolve(bigint[], bigint, text, text) IS 'Resolve alerts by hand.';

CREATE FUNCTION drift.resolve(alert_id bigint, reason text, verdict text DEFAULT NULL)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.do_resolve(ARRAY[alert_id], NULL, reason, verdict)
$$;
COMMENT ON FUNCTION drift.resolve(bigint, text, text) IS
'Close an open alert by hand; it fires again only on windows that were not evaluated yet. verdict: true_alarm, false_alarm, expected (real, and no harm) or duplicate, for drift.alert_statistics. 42704: no such alert; 55000: it is over. For operators.';

CREATE FUNCTION drift.resolve_incident(incident_id bigint, reason text, verdict text DEFAULT NULL)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.do_resolve(drift.alerts_of_incident(incident_id, '{firing,no_data}'),
		incident_id, reason, verdict)
$$;
COMMENT ON FUNCTION drift.resolve_incident(bigint, text, text) IS 'drift.resolve for all open alerts of an incident.';

CREATE FUNCTION drift.set_verdict(alert_id bigint, verdict text, comment text DEFAULT NULL)
	RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.alerts_to_change(ARRAY[$1],
		'{pending,firing,suppressed,no_data,resolved,inactive}', 'judged');
	UPDATE drift.alert a SET verdict = drift.check_verdict(drift.require_text($2, 'verdict'))
	WHERE a.alert_id = $1;
	SELECT drift.record_act(ARRAY[alert_id], NULL, 'verdict', concat_ws(': ', $2, $3))
$$;
COMMENT ON FUNCTION drift.set_verdict(bigint, text, text) IS 'Say afterwards what an alert was: true_alarm, false_alarm, expected (real, and no harm) or duplicate. 42704: no such alert. For operators.';

-- Open again what was closed too early; two alerts of one series cannot be open.
CREATE FUNCTION drift.do_reopen(alert_ids bigint[], incident_id bigint, reason text)
	RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	ids bigint[] := drift.alerts_to_change(alert_ids, '{resolved}', 'reopened');
	other bigint;
BEGIN
	PERFORM drift.require_text(reason, 'reason');
	SELECT min(y.alert_id) INTO other FROM drift.alert x
	JOIN drift.alert y ON y.dedup_key = x.dedup_key AND y.alert_id <> x.alert_id
		AND (y.state IN ('pending', 'firing', 'suppressed', 'no_data') OR y.alert_id = ANY (ids))
	WHERE x.alert_id = ANY (ids);
	IF other IS NOT NULL THEN
		RAISE EXCEPTION 'a newer alert of the same series is open or to be reopened: %', other
			USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Go on with that one; drift.comment(alert_id, text) can link the two.';
	END IF;
	UPDATE drift.alert a SET state = 'firing', resolved_at = NULL, resolved_window = NULL,
		resolved_by = NULL, verdict = NULL, acknowledged_at = NULL, acknowledged_by = NULL,
		fired_window = coalesce(a.fired_window, a.last_window), suppressed_by = NULL,
		held_until = NULL,
		fired_at = coalesce(a.fired_at, clock_timestamp()),
		incident_id = CASE WHEN EXISTS (SELECT FROM drift.incident i
				WHERE i.incident_id = a.incident_id AND i.state = 'resolved' AND EXISTS (
					SELECT FROM drift.incident o WHERE o.dedup_key = i.dedup_key
						AND o.state <> 'resolved')) THEN NULL ELSE a.incident_id END
	WHERE a.alert_id = ANY (ids);
	PERFORM drift.group_alerts(array(SELECT a.source_id FROM drift.alert a
		WHERE a.alert_id = ANY (ids) AND a.incident_id IS NULL), NULL);
	UPDATE drift.incident i SET state = 'firing', resolved_at = NULL, resolved_window = NULL,
		told_severity = NULL, acknowledged_at = NULL, acknowledged_by = NULL
	WHERE i.state = 'resolved' AND i.incident_id IN (SELECT a.incident_id FROM drift.alert a
		WHERE a.alert_id = ANY (ids));
	PERFORM drift.record_act(ids, incident_id, 'reopened', reason), drift.refresh_handling(ids),
		drift.tell_at_once(ids);
END
$$;
COMMENT ON FUNCTION drift.do_reopen(bigint[], bigint, text) IS 'Open alerts again.';

CREATE FUNCTION drift.reopen(alert_id bigint, reason text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.do_reopen(ARRAY[alert_id], NULL, reason)
$$;
COMMENT ON FUNCTION drift.reopen(bigint, text) IS 'Let a resolved alert fire again; it resolves by itself once its windows are clear. Where its incident was over, people are told. 42704: no such alert; 55000: it is open, or a newer one of its series is. For operators.';

CREATE FUNCTION drift.reopen_incident(incident_id bigint, reason text) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT drift.do_reopen(array(SELECT max(a.alert_id) FROM drift.alert a
		WHERE a.alert_id = ANY (array(SELECT unnest(drift.alerts_of_incident($1, '{resolved}'))))
		GROUP BY a.dedup_key ORDER BY 1), $1, reason)
$$;
COMMENT ON FUNCTION drift.reopen_incident(bigint, text) IS 'drift.reopen for the last alert of every series of an incident.';

-- Events stay when their monitor goes; for alerts that were open they say so.
CREATE FUNCTION drift.forget_alerts(monitor_ids bigint[]) RETURNS void
	LANGUAGE sql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	INSERT INTO drift.alert_event (alert_id, incident_id, window_start, event, severity, note)
	SELECT a.alert_id, a.incident_id, a.last_window, 'dropped', a.severity,
		format('monitor %s (%s) was dropped', a.monitor_id, drift.alert_title(a))
	FROM drift.alert a
	WHERE a.monitor_id = ANY (monitor_ids) AND a.state NOT IN ('resolved', 'inactive');

	WITH gone AS (
		DELETE FROM drift.alert a WHERE a.monitor_id = ANY (monitor_ids)
		RETURNING a.alert_id, a.incident_id
	), empty AS (
		DELETE FROM drift.incident i
		WHERE i.incident_id IN (SELECT gone.incident_id FROM gone)
			AND NOT EXISTS (SELECT FROM drift.alert a WHERE a.incident_id = i.incident_id
				AND a.alert_id NOT IN (SELECT gone.alert_id FROM gone))
		RETURNING i.incident_id
	)
	DELETE FROM drift.notification n
	WHERE n.incident_id IN (SELECT empty.incident_id FROM empty)
		OR n.alert_id IN (SELECT gone.alert_id FROM gone);

	DELETE FROM drift.silence s WHERE s.monitor_id = ANY (monitor_ids);
	DELETE FROM drift.alert_policy p WHERE p.monitor_id = ANY (monitor_ids)
$$;
COMMENT ON FUNCTION drift.forget_alerts(bigint[]) IS 'Remove alerts, incidents without other alerts, messages, silences and policies of monitors; drift.alert_event keeps what happened.';
