\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(31);
\i test/sql/alert_setup.psql
SELECT drift.set_alert_policy(flap_transitions => 100) \g /dev/null
UPDATE drift.monitor SET cool_down = '0';

-- Runs are at midnight. x pages; y and z do not.
SELECT is((SELECT string_agg(column_name || ' ' || tier, ', ' ORDER BY column_name) FROM drift.set_importance('credit', '{"x": 10, "y": 1, "z": 0.5}')),
	'x page, y digest, z digest', 'by importance');
SELECT is((SELECT string_agg(DISTINCT concat_ws(' ', tier, digest, digest_at, digest_to), ', ') FROM drift.monitor_alerting WHERE monitor_id = :y), 'digest all 08:00:00 digest', 'the defaults');
SELECT pg_temp.days(0, 1) \g /dev/null
SELECT is(to_char(slot, 'YYYY-MM-DD HH24:MI'), '2100-01-02 08:00', 'the first run notes up to when digests were sent') FROM drift.digest;
SELECT pg_temp.day(2, 0, 2.5) \g /dev/null
SELECT is(pg_temp.states('y') || ': ' || (SELECT held FROM drift.alert_open), 'firing 1: digest', 'the alert fires and waits for the digest');
SELECT is(pg_temp.told(), 'digest critical y', 'of the morning before, which was not sent yet');
SELECT is(pg_temp.events('y'), 'firing held digest', 'as its events say');
SELECT is((SELECT told_severity FROM drift.incident), NULL, 'nobody was told of the incident');
SELECT is((SELECT summary FROM drift.notification), '[digest] credit 1: 1 open, 0 resolved: mean of y (new)', 'a line for a person');
SELECT is((SELECT channel || ' ' || (recipient = current_user) || ' ' || dedup_key FROM drift.notification),
	'outbox true drift:' || current_database() || ':digest:' || :model || ':2100-01-03T08:00Z', 'to the owner');
SELECT is((SELECT concat_ws(' ', payload ->> 'event', payload ->> 'n_open', payload ->> 'n_news', payload ->> 'metric', payload #>> '{alerts,0,news}') FROM drift.notification), 'digest 1 1 mean true', 'all is in it');
SELECT drift.escalate_due(pg_temp.at(3)), drift.escalate_due(pg_temp.at(3.3)) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'once');
SELECT drift.escalate_due(pg_temp.at(3.4)) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'no news, no digest');

-- Between eight and eight nothing is told, whatever happens.
SELECT pg_temp.day(3, 0, 2.5, 2.5) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'another column waits');
SELECT drift.escalate_due(pg_temp.at(4.33)) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'to eight');
SELECT drift.escalate_due(pg_temp.at(4.34)) \g /dev/null
SELECT is(pg_temp.told(), 'digest critical z+y', 'news first');
SELECT is((SELECT concat_ws(' ', payload ->> 'n_open', payload ->> 'n_news') FROM drift.notification ORDER BY 1 DESC LIMIT 1), '2 1', 'and what goes on');

-- What matters pages at once, and shows the others.
SELECT pg_temp.day(4, 2.5, 2.5, 2.5) \g /dev/null
SELECT is(pg_temp.told(), 'firing critical x+y+z', 'a column that matters pages');
SELECT is((SELECT payload #>> '{alerts,1,held}' FROM drift.notification WHERE event = 'firing'), 'digest', 'beside what waits');
SELECT pg_temp.days(5, 6) \g /dev/null
SELECT is(pg_temp.states('x') || ', ' || pg_temp.states('y'), 'resolved 1, resolved 3', 'all is over');
SELECT is(pg_temp.told(), 'resolved critical x+y+z, digest warning y+z', 'the page ends, and the digest says so');
SELECT is((SELECT summary FROM drift.notification ORDER BY notification_id DESC LIMIT 1), '[digest] credit 1: 0 open, 2 resolved: mean of y (resolved), mean of z (resolved)', 'resolved');
SELECT pg_temp.days(7, 8) \g /dev/null
SELECT is(pg_temp.told(), 'nothing', 'and is silent again');

-- Knobs.
SELECT drift.set_alert_policy(digest => 'warning', digest_at => '23:00'), drift.set_escalation('digest', 0, '0', 'team', channel => 'mail') \g /dev/null
SELECT pg_temp.days(9, 10, 0, 1.5, 2.5) \g /dev/null
SELECT is(pg_temp.told(), 'firing critical z, digest warning y', 'critical ones page where the policy says so');
SELECT is((SELECT channel || ' ' || recipient FROM drift.notification ORDER BY notification_id DESC LIMIT 1), 'mail team', 'digests have recipients of their own');
SELECT drift.set_importance('credit', '{"y": 1}') \g /dev/null
SELECT drift.escalate_due(pg_temp.at(11.1)) \g /dev/null
SELECT is((SELECT held FROM drift.alert_open WHERE column_name = 'y'), NULL, 'importance may change while it fires');
SELECT is((SELECT count(*)::int FROM drift.notification WHERE event = 'digest' AND severity = 'critical'), 2, 'two digests of something critical so far');
SELECT drift.set_alert_policy(digest => 'none') \g /dev/null
SELECT pg_temp.days(11, 14), pg_temp.told(), pg_temp.day(15, 0, 0, 2.5) \g /dev/null
SELECT is(pg_temp.told(), 'firing critical z', 'none: tiers mean nothing');
SELECT drift.set_alert_policy(digest => 'all') \g /dev/null

-- A clock that ran ahead does not keep digests back for ever.
SELECT pg_temp.days(16, 18), pg_temp.told() \g /dev/null
UPDATE drift.digest SET slot = '2300-01-01';
SELECT pg_temp.day(19, 0, 0, 2.5) \g /dev/null
SELECT is(pg_temp.told(), 'digest critical z', 'a slot ahead of all clocks is taken back');
SELECT is(drift.digest_slot('2026-03-29 07:30+00', '08:00', 'Europe/Berlin'), '2026-03-29 06:00+00', 'local time, the day clocks change');
SELECT is(pg_temp.error('SELECT drift.set_alert_policy(digest => ''some'')') || ' ' || pg_temp.error('SELECT drift.set_alert_policy(digest_to => ''nobody'')') || ' '
	|| pg_temp.error('SELECT drift.set_alert_policy(digest => NULL, digest_to => ''digest'')'), '22023 42704 no error', 'the knobs are checked');
SELECT drift.drop_source('log') \g /dev/null
SELECT is((SELECT count(*)::int FROM drift.digest), 0, 'nothing is left behind');

SELECT * FROM finish();
ROLLBACK;
