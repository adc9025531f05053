\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(56);
\i test/sql/alert_setup.psql
SELECT drift.set_alert_policy(flap_transitions => 100) \g /dev/null
UPDATE drift.monitor SET cool_down = '0';
CREATE FUNCTION pg_temp.did(alert bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(e.event || coalesce(' ' || e.note, ''), ', ' ORDER BY e.event_id) FROM drift.alert_event e
	WHERE e.alert_id = alert AND e.run_id IS NULL AND e.actor = current_user AND e.at <= clock_timestamp() $$;

-- One alert.
SELECT pg_temp.days(0, 1), pg_temp.day(2, 2.5, 2.5) \g /dev/null
SELECT pg_temp.last('x') AS a, pg_temp.last('y') AS b, (SELECT incident_id FROM drift.incident_open) AS i \gset
SELECT drift.acknowledge(:a, 'looking'), drift.assign(:a, 'ada'), drift.comment(:a, 'a new feed'), drift.link_ticket(:a, 'OPS-7') \g /dev/null
SELECT is(pg_temp.did(:a), 'acknowledged looking, assigned to ada, commented a new feed, linked OPS-7', 'who did what is recorded');
SELECT is((SELECT (acknowledged_by = current_user) || ' ' || assigned_to || ' ' || ticket FROM drift.alert_open WHERE alert_id = :a), 'true ada OPS-7', 'and shown');
SELECT is((SELECT acknowledged_by FROM drift.incident_open), NULL, 'one of two alerts acknowledged is not the incident');
SELECT drift.acknowledge(:b) \g /dev/null
SELECT is((SELECT (acknowledged_by = current_user) || ' ' || assigned_to || ' ' || ticket FROM drift.incident_open), 'true ada OPS-7', 'both are');
SELECT pg_temp.told() \g /dev/null
SELECT drift.resolve(:a, 'the feed is right', 'expected') \g /dev/null
SELECT is((SELECT state || ' ' || (resolved_by = current_user) || ' ' || verdict FROM drift.alert WHERE alert_id = :a), 'resolved true expected', 'resolved by hand');
SELECT is(pg_temp.told(), 'nothing', 'the incident goes on');
SELECT drift.resolve(:b, 'too') \g /dev/null
SELECT is((SELECT state FROM drift.incident WHERE incident_id = :i) || ', ' || pg_temp.told(), 'resolved, resolved critical x+y', 'over, and told at once');

-- New evidence only.
CALL drift.run_due(pg_temp.at(3.5));
SELECT is((SELECT count(*) FROM drift.alert_open)::int, 0, 'a run without new windows does not fire again');
UPDATE drift.result SET judged_at = clock_timestamp() + interval '1 s' WHERE monitor_id = :x;
SELECT drift.raise_alerts(s, ARRAY[:x], ARRAY[pg_temp.at(2)], NULL) FROM drift.source s WHERE source_id = :source \g /dev/null
SELECT is((SELECT count(*) FROM drift.alert_open)::int, 0, 'nor does a window that is judged again');
UPDATE drift.monitor SET critical_at_once = false WHERE monitor_id = :x;
SELECT pg_temp.day(3, 2.5) \g /dev/null
SELECT is(pg_temp.states('x'), 'resolved 1, pending 1', 'a new window counts from one');
SELECT pg_temp.day(4, 2.5) \g /dev/null
SELECT is(pg_temp.states('x') || ': ' || pg_temp.told(), 'resolved 1, firing 2: firing critical x', 'a second one fires');
UPDATE drift.monitor SET critical_at_once = true WHERE monitor_id = :x;

-- Reopen.
SELECT is(pg_temp.error(format('SELECT drift.reopen(%s, ''x'')', :a)), '55000', 'a newer alert of the series is open');
SELECT is(pg_temp.error(format('SELECT drift.reopen(%s, ''x'')', pg_temp.last('x'))), '55000', 'and that is open itself');
SELECT drift.reopen(:b, 'too early') \g /dev/null
SELECT is((SELECT state || ' ' || coalesce(verdict, 'none') || ' ' || coalesce(acknowledged_by, 'nobody') FROM drift.alert WHERE alert_id = :b), 'firing none nobody', 'reopened');
SELECT is((SELECT state FROM drift.incident WHERE incident_id = :i) || ', ' || pg_temp.told(), 'firing, firing critical y+x', 'with its incident, which is told');
SELECT pg_temp.days(5, 6) \g /dev/null
SELECT is(pg_temp.states('y') || ': ' || (SELECT state FROM drift.incident WHERE incident_id = :i), 'resolved 1: resolved', 'it resolves by itself when it is clear');
SELECT pg_temp.told() \g /dev/null

-- A whole incident.
SELECT pg_temp.days(7, 8), pg_temp.day(9, 2.5, 2.5, 2.5) \g /dev/null
SELECT (SELECT incident_id FROM drift.incident_open) AS i \gset
SELECT drift.acknowledge_incident(:i, 'on it'), drift.assign_incident(:i, 'bob'), drift.comment_incident(:i, 'all of it'), drift.link_incident_ticket(:i, 'OPS-8') \g /dev/null
SELECT is((SELECT count(*) FROM drift.alert_open WHERE acknowledged_by = current_user AND assigned_to = 'bob' AND ticket = 'OPS-8')::int, 3, 'all of its alerts');
SELECT is((SELECT (acknowledged_by = current_user) || ' ' || assigned_to || ' ' || ticket FROM drift.incident_open), 'true bob OPS-8', 'and the incident');
SELECT is((SELECT string_agg(event, ' ' ORDER BY event_id) FROM drift.alert_event WHERE incident_id = :i AND alert_id IS NULL), 'firing acknowledged assigned commented linked', 'recorded once for the incident');
SELECT is(pg_temp.did(pg_temp.last('z')), 'acknowledged on it, assigned to bob, commented all of it, linked OPS-8', 'and for each alert');
SELECT drift.resolve_incident(:i, 'a test', 'false_alarm') \g /dev/null
SELECT is((SELECT count(*) FROM drift.alert WHERE incident_id = :i AND verdict = 'false_alarm' AND state = 'resolved')::int, 3, 'resolved');
SELECT pg_temp.told() \g /dev/null
SELECT drift.reopen_incident(:i, 'no test') \g /dev/null
SELECT is((SELECT open || ' ' || coalesce(acknowledged_by, 'nobody') FROM drift.incident_open), '3 nobody', 'reopened');
SELECT is(pg_temp.told(), 'firing critical x+z+y', 'and told');
SELECT drift.resolve_incident(:i, 'real', 'true_alarm'), drift.set_verdict(pg_temp.last('x'), 'duplicate', 'of OPS-7') \g /dev/null
SELECT is((SELECT verdict FROM drift.alert WHERE alert_id = pg_temp.last('x')), 'duplicate', 'a verdict can be given afterwards');
SELECT is((SELECT event || ' ' || note FROM drift.alert_event ORDER BY event_id DESC LIMIT 1), 'verdict duplicate: of OPS-7', 'and is recorded');

-- Wrong input
SELECT is(string_agg(pg_temp.error(c), ' '), '42704 42704 42704 42704 42704 42704 42704 42704 42704', 'no such alert or incident') FROM unnest(ARRAY['SELECT drift.acknowledge(-1)',
	'SELECT drift.assign(-1, ''x'')', 'SELECT drift.comment(-1, ''x'')', 'SELECT drift.link_ticket(-1, ''x'')', 'SELECT drift.resolve(-1, ''x'')',
	'SELECT drift.reopen(NULL, ''x'')', 'SELECT drift.set_verdict(-1, ''expected'')', 'SELECT drift.acknowledge_incident(-1)', 'SELECT drift.resolve_incident(NULL, ''x'')']) c;
SELECT is(string_agg(pg_temp.error(format(c, pg_temp.last('x'))), ' '), '55000 55000 55000 22023 22023', 'not in this state, not without a text, not that verdict') FROM unnest(ARRAY['SELECT drift.acknowledge(%s)',
	'SELECT drift.assign(%s, ''x'')', 'SELECT drift.resolve(%s, ''x'')', 'SELECT drift.comment(%s, '' '')', 'SELECT drift.set_verdict(%s, ''true_alarms'')']) c;

-- Repeats and escalation: by time alone, until somebody acknowledges.
SELECT drift.set_escalation('default', 0, '0', 'team-credit', 'slack'), drift.set_escalation('default', 1, '1 hour', 'on-call', 'pagerduty'),
	drift.set_escalation('default', 2, '4 hours', 'head-of-risk', 'mail', 'critical') \g /dev/null
SELECT drift.set_alert_policy(model => 'credit', repeat_interval => '12 hours', escalation => 'default') \g /dev/null
SELECT pg_temp.days(10, 19) \g /dev/null
SELECT pg_temp.told() \g /dev/null
SELECT max(notification_id) AS mark FROM drift.notification \gset
CREATE FUNCTION pg_temp.sent(mark bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(event || ' ' || channel || '/' || recipient || ' ' || level, ', ' ORDER BY notification_id) FROM drift.notification WHERE notification_id > mark $$;
SELECT pg_temp.day(20, 2.5) \g /dev/null
SELECT is(pg_temp.sent(:mark), 'firing slack/team-credit 0', 'level 0 at once');
SELECT is(drift.escalate_due(pg_temp.at(21) + interval '59 minutes'), 0::bigint, 'not yet');
SELECT is(drift.escalate_due(pg_temp.at(21) + interval '1 hour'), 1::bigint, 'an hour without acknowledgement');
SELECT drift.escalate_due(pg_temp.at(21) + interval '2 hours'), drift.escalate_due(pg_temp.at(21) + interval '5 hours') \g /dev/null
SELECT is(pg_temp.sent(:mark), 'firing slack/team-credit 0, escalated pagerduty/on-call 1, escalated mail/head-of-risk 2', 'each level once');
SELECT is((SELECT escalation_level FROM drift.incident_open), 2, 'the incident knows');
SELECT is((SELECT left(summary, 40) FROM drift.notification ORDER BY notification_id DESC LIMIT 1), '[critical, not acknowledged] credit 1: m', 'and the message says why');
SELECT max(notification_id) AS mark FROM drift.notification \gset
SELECT drift.escalate_due(pg_temp.at(21) + interval '17 hours') \g /dev/null
SELECT is(pg_temp.sent(:mark), 'repeated slack/team-credit 0, repeated pagerduty/on-call 1, repeated mail/head-of-risk 2', 'told again to all who know');
SELECT is((SELECT count(DISTINCT dedup_key) FROM drift.notification n JOIN drift.incident_open USING (incident_id, dedup_key))::int, 1, 'under one key');
SELECT drift.acknowledge_incident((SELECT incident_id FROM drift.incident_open)) \g /dev/null
SELECT is(drift.escalate_due(pg_temp.at(22.9)), 0::bigint, 'acknowledged: neither repeated nor escalated');
SELECT pg_temp.days(21, 22) \g /dev/null
SELECT max(notification_id) AS mark FROM drift.notification \gset
SELECT pg_temp.days(23, 25), pg_temp.day(26, 0, 1.5), pg_temp.day(27, 0, 1.5) \g /dev/null
SELECT drift.acknowledge_incident((SELECT incident_id FROM drift.incident_open)) \g /dev/null
SELECT pg_temp.day(28, 0, 2.5) \g /dev/null
SELECT is(pg_temp.sent(:mark), 'firing slack/team-credit 0, worsened slack/team-credit 0', 'worse: told');
SELECT is((SELECT acknowledged_by FROM drift.incident_open), NULL, 'and to be acknowledged anew');
SELECT drift.escalate_due(pg_temp.at(29) + interval '70 minutes') \g /dev/null
SELECT pg_temp.days(29, 30) \g /dev/null
SELECT is(pg_temp.sent(:mark), 'firing slack/team-credit 0, worsened slack/team-credit 0, escalated pagerduty/on-call 1, '
	'escalated mail/head-of-risk 2, '
	'resolved slack/team-credit 0, resolved pagerduty/on-call 1, resolved mail/head-of-risk 2', 'the end is told to all who knew');
SELECT drift.set_escalation('night', 0, '0', 'nobody-awake', 'null', 'critical'), drift.set_alert_policy(monitor_id => :y, escalation => 'night') \g /dev/null
SELECT pg_temp.days(31, 33) \g /dev/null
SELECT max(notification_id) AS mark FROM drift.notification \gset
SELECT pg_temp.day(34, 0, 1.5), pg_temp.day(35, 0, 1.5) \g /dev/null
SELECT is(pg_temp.sent(:mark), NULL, 'a policy of its own, for critical ones only');
SELECT pg_temp.day(36, 0, 2.5) \g /dev/null
SELECT is(pg_temp.sent(:mark), 'worsened null/nobody-awake 0', 'critical');
SELECT is(drift.drop_escalation('default', 2), 1, 'a level taken back');
SELECT is(string_agg(pg_temp.error(c), ' '), '22023 22023 22023 22023 42704 42704 22023', 'escalation is checked') FROM unnest(ARRAY['SELECT drift.set_escalation(NULL, 1, ''1 h'', ''x'')',
	'SELECT drift.set_escalation(''a'', -1, ''1 h'', ''x'')', 'SELECT drift.set_escalation(''a'', 1, ''-1 h'', ''x'')', 'SELECT drift.set_escalation(''a'', 1, ''1 h'', ''x'', min_severity => ''bad'')',
	'SELECT drift.drop_escalation(''nosuch'')', 'SELECT drift.drop_escalation(''default'', 9)', 'SELECT drift.escalate_due(NULL)']) c;

-- Statistics
SELECT is((SELECT string_agg(format('%s %s %s %s %s %s', metric, fired, acknowledged, true_alarms, false_alarms, "precision"), ', ') FROM drift.alert_statistics WHERE metric = 'mean'),
	'mean 9 2 2 0 0.6666666666666666', 'how many, how many acknowledged, how many worth it');
SELECT ok((SELECT bool_and(mean_time_to_acknowledge >= '0' AND median_time_to_resolve >= '0' AND mean_time_to_resolve < '1 hour') FROM drift.alert_statistics), 'times by the clock');

-- Rights: viewers look, operators act, nobody rewrites history.
CREATE ROLE drift_test_intern;
CREATE ROLE drift_test_operator;
SELECT drift.grant_viewer('drift_test_intern'), drift.grant_operator('drift_test_operator') \g /dev/null
CREATE FUNCTION pg_temp.as_role(role name, command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome text;
BEGIN
	PERFORM set_config('role', role, true);
	outcome := pg_temp.error(command);
	PERFORM set_config('role', 'none', true);
	RETURN replace(outcome, ' without a hint', '');
END $$;
GRANT USAGE ON SCHEMA drift TO PUBLIC;
SELECT pg_temp.last('y') AS a, (SELECT incident_id FROM drift.incident_open LIMIT 1) AS i \gset
SELECT is(string_agg(pg_temp.as_role('drift_test_intern', format(c, :a)), ' '), '42501 42501 42501 42501 42501 42501 42501 42501 42501 42501 42501', 'a viewer may not act') FROM unnest(ARRAY[
	'SELECT drift.acknowledge(%s)', 'SELECT drift.comment(%s, ''x'')', 'SELECT drift.resolve(%s, ''x'')', 'SELECT drift.assign(%s, ''x'')', 'SELECT drift.link_ticket(%s, ''x'')',
	'SELECT drift.create_silence(now() + interval ''1 h'', ''%s'')', 'SELECT drift.create_maintenance(''%s'', ends_at => now() + interval ''1 h'')',
	'SELECT drift.set_alert_policy(join_windows => %s)', 'SELECT drift.set_escalation(''%s'', 1, ''1 h'', ''x'')', 'SELECT drift.set_inhibition(''volume'', enabled => %s::int = 0)', 'SELECT drift.escalate_due() + %s']) c;
SELECT is(pg_temp.as_role('drift_test_intern', 'SELECT count(*) FROM drift.incident_open, drift.alert_open, drift.alert_statistics'), 'no error', 'but look');
SELECT is(string_agg(pg_temp.as_role('drift_test_operator', format(c, :a)), ' '), 'no error no error no error no error no error', 'an operator may') FROM unnest(ARRAY[
	'SELECT drift.acknowledge(%s)', 'SELECT drift.comment(%s, ''x'')', 'SELECT drift.create_silence(now() + interval ''1 h'', ''%s'')', 'SELECT drift.escalate_due(pg_temp.at(37 + 0 * %s))', 'SELECT drift.resolve(%s, ''x'')']) c;
SELECT is((SELECT string_agg(DISTINCT actor, ' ') FROM drift.alert_event WHERE alert_id = :a AND event IN ('acknowledged', 'commented') AND run_id IS NULL), 'drift_test_operator', 'under his name');
SELECT is(string_agg(pg_temp.as_role('drift_test_operator', c), ' '), '42501 42501 42501 42501', 'history: not to be changed, removed, forged or predated') FROM unnest(ARRAY[
	'UPDATE drift.alert_event SET note = ''''', 'DELETE FROM drift.alert_event', 'INSERT INTO drift.alert_event (alert_id, event, actor) VALUES (1, ''acknowledged'', ''boss'')',
	'INSERT INTO drift.alert_event (alert_id, event, at) VALUES (1, ''acknowledged'', ''2020-01-01'')']) c;
SELECT is(pg_temp.as_role('drift_test_operator', 'TRUNCATE drift.alert_event'), '42501', 'nor emptied');

-- Dropping a monitor keeps what happened.
SELECT pg_temp.day(37, 0, 0, 2.5) \g /dev/null
SELECT count(*) AS n FROM drift.alert_event \gset
SELECT drift.drop_monitor(:z) \g /dev/null
SELECT is((SELECT count(*) FROM drift.alert_event)::int, :n + 1, 'events stay, and one says that it was dropped');
SELECT is((SELECT event || ': ' || note FROM drift.alert_event ORDER BY event_id DESC LIMIT 1), format('dropped: monitor %s (mean of z) was dropped', :z), 'which');
SELECT is((SELECT count(*) FROM drift.alert WHERE monitor_id = :z)::int + (SELECT count(*) FROM drift.incident i WHERE NOT EXISTS (SELECT FROM drift.alert a WHERE a.incident_id = i.incident_id))::int
	+ (SELECT count(*) FROM drift.notification n WHERE NOT EXISTS (SELECT FROM drift.alert a WHERE a.alert_id = n.alert_id))::int, 0, 'alerts, empty incidents and their messages go');
SELECT lives_ok($$SELECT drift.drop_source('log')$$, 'and a whole source');
SELECT is((SELECT count(*) FROM drift.alert)::int + (SELECT count(*) FROM drift.incident)::int + (SELECT count(*) FROM drift.notification)::int + (SELECT count(*) FROM drift.alert_policy WHERE num_nonnulls(model_id, monitor_id) > 0)::int, 0, 'leaves nothing but its history');

SELECT * FROM finish();
ROLLBACK;
