\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = error;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(84);
SET LOCAL timezone = 'UTC';
SET LOCAL intervalstyle = 'postgres';
CREATE FUNCTION pg_temp.hint_of(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE h text;
BEGIN
	EXECUTE command;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS h = PG_EXCEPTION_HINT;
	RETURN SQLSTATE || ': ' || h;
END $$;

-- A log of two models in versions, hourly.
CREATE SCHEMA shop;
CREATE TABLE shop.log (id bigint, ts timestamptz NOT NULL, model text, version text, region text, device text,
	amount float8, features jsonb, score float8, prediction boolean, label boolean, w float8);
INSERT INTO shop.log
SELECT i, '2026-01-01'::timestamptz + i * interval '1 minute', 'fraud', (1 + i % 2)::text, (ARRAY['DE', 'New York', NULL])[1 + i % 3],
	(ARRAY['app', 'web'])[1 + (i / 3) % 2], i * 0.618 - floor(i * 0.618),
	jsonb_build_object('age', i % 60, 'colour', (ARRAY['red', 'blue'])[1 + i % 2], 'list', '[]'::jsonb,
		'odd', CASE i % 4 WHEN 0 THEN to_jsonb('7'::text) WHEN 1 THEN to_jsonb(i % 5) WHEN 2 THEN 'null' ELSE to_jsonb('x'::text) END),
	(i % 100) / 100.0, i % 100 >= 50, i % 100 >= 45, 1 + i % 2
FROM generate_series(0, 60 * 24 * 4 - 1) i;

-- Models: create, change, promote.
SELECT drift.register_model('fraud', '1', links => '{"card": "https://example.org/fraud"}', team => 'risk') AS m1 \gset
SELECT drift.register_model('fraud', '2', 'challenger') AS m2 \gset
SELECT is(drift.find_model('fraud'), :m1::bigint, 'by name alone the champion');
SELECT is(drift.find_model('fraud@2'), :m2::bigint, 'a version by name@version');
SELECT is(drift.change_model('fraud@2', '{"tier": "high", "team": "risk"}', 'reviewed'), :m2::bigint, 'settings are changed');
SELECT is((SELECT old || new FROM drift.change_log WHERE object = 'model' AND action = 'change'), '{"team": "risk", "tier": "high"}', 'the change log has what differs');
SELECT is((SELECT reason || ' ' || (changed_by = current_user) FROM drift.change_log WHERE action = 'change'), 'reviewed true', 'why and who');
SELECT is(pg_temp.hint_of($$SELECT drift.change_model('fraud@2', '{"teem": "x"}')$$), '22023: The nearest is "team".', 'a mistyped setting');
SELECT is(pg_temp.hint_of($$SELECT drift.change_model('fraud@3', '{"team": "x"}')$$), '42704: The nearest model is "fraud@1".', 'a mistyped version');
SELECT throws_ok($$SELECT drift.change_model('fraud@2', '{"role": "king"}')$$, '22023', NULL, 'an unknown role');
SELECT throws_ok($$SELECT drift.change_model('fraud@2', '{"version": "1"}')$$, '42710', NULL, 'a version that exists');
SELECT is(drift.promote_model('fraud@2', reason => 'better'), :m2::bigint, 'the challenger is promoted');
SELECT is((SELECT string_agg(version || ' ' || role, ', ' ORDER BY version) FROM drift.model), '1 shadow, 2 champion', 'and the champion steps down');
SELECT throws_ok($$SELECT drift.promote_model('fraud@2')$$, '22023', NULL, 'once');

-- Source: versions apart, combined segments, features in jsonb, weights.
SELECT drift.create_source('shop.log', 'ts', name => 'log', model_column => 'model', version_column => 'version', id_column => 'id',
	prediction_column => 'prediction', score_column => 'score', label_column => 'label', feature_columns => '{amount}',
	segment_columns => '{region,"region x device"}', features_column => 'features', weight_column => 'w',
	window_length => '1 hour', label_lateness => '1 hour', watch_from => '2026-01-03') AS src \gset
SELECT is((SELECT string_agg(column_name || ' ' || kind || coalesce(' ' || json_key, ''), ', ' ORDER BY column_name) FROM drift.source_column WHERE role = 'feature'),
	'age numeric age, amount numeric, colour category colour, odd category odd', 'keys with plain values are features');
SELECT is((SELECT segment_key || ' ' || column_names::text FROM drift.source_segment), 'region x device {region,device}', 'a combination');
SELECT drift.add_source_model('log', 'fraud@1', log_version => '1'), drift.add_source_model('log', 'fraud@2', log_version => '2') \g /dev/null
SELECT throws_ok($$SELECT drift.add_source_model('log', 'fraud@1')$$, '42710', NULL, 'rows of two models must differ');
SELECT is(pg_temp.hint_of($$SELECT drift.create_source('shop.log', 'ts', name => 'b', segment_columns => '{"region x devise"}')$$), '42703: The nearest column is "device".', 'a mistyped part');
SELECT throws_ok($$SELECT drift.create_source('shop.log', 'ts', name => 'b', features_column => 'amount')$$, '42804', NULL, 'features must be jsonb');
SELECT throws_ok($$SELECT drift.create_source('shop.log', 'ts', name => 'b', weight_column => 'region')$$, '42804', NULL, 'weights must be numbers');
SELECT is(drift.document_number('"1e999"'), 'Infinity'::float8, 'too large for a float8');
SELECT is(drift.document_number('[1]'), NULL, 'no number');
SELECT is(drift.document_number('" -2.5e1 "'), -25::float8, 'text that is a number');
SELECT is(drift.combine_segments('New York', NULL, 'NULL', 'a x b'), '"New York" x NULL x "NULL" x "a x b"', 'values that could be read otherwise are quoted');

-- Baselines of several names and purposes.
CREATE TABLE shop.train AS SELECT amount, (features ->> 'age')::int AS age, features ->> 'colour' AS colour, score, prediction, 'fraud' AS model, region FROM shop.log WHERE id < 1000;
SELECT drift.create_baseline('log', m, '[2026-01-01,2026-01-03)') FROM unnest('{fraud@1,fraud@2}'::text[]) m \g /dev/null
SELECT drift.create_baseline('log', 'fraud@2', relation => 'shop.train', purpose => 'skew', reason => 'training data') AS skew \gset
SELECT drift.create_baseline('log', 'fraud@2', kind => 'same_hour', windows => 2, name => 'yesterday') AS yesterday \gset
SELECT drift.create_baseline('log', 'fraud@2', kind => 'previous', name => 'before', final_only => true) AS before \gset
SELECT is((SELECT string_agg(name || ' ' || purpose || ' ' || kind, ', ' ORDER BY name) FROM drift.baseline WHERE model_id = :m2 AND active),
	'before drift previous, drift drift range, skew skew relation, yesterday drift same_hour', 'four baselines of a model');
SELECT throws_ok($$SELECT drift.create_baseline('log', 'fraud@2', kind => 'rolling', windows => 0)$$, '22023', NULL, 'no windows');
SELECT throws_ok($$SELECT drift.create_baseline('log', 'fraud@2', '[2026-01-01,2026-01-03)', kind => 'rolling')$$, '22023', NULL, 'a range that moves');
SELECT throws_ok($$SELECT drift.create_baseline('log', 'fraud@2', kind => 'rolling', purpose => 'fun')$$, '22023', NULL, 'an unknown purpose');

-- Monitors.
SELECT is((SELECT string_agg(name, ', ' ORDER BY name) FROM drift.create_monitors('log', 'fraud@2', 'ks')), 'ks(age), ks(amount), ks(score)', 'one for each column that can have it');
SELECT drift.create_monitor('log', 'fraud@2', 'psi', 'amount', baseline => 'skew') AS against_skew \gset
SELECT drift.create_monitor('log', 'fraud@2', 'psi', 'amount', baseline => 'yesterday') AS against_yesterday \gset
SELECT drift.create_monitor('log', 'fraud@2', 'psi', 'amount', baseline => 'before', min_rows => 20) AS against_before \gset
SELECT drift.create_monitor('log', 'fraud@2', 'row_count', segment_key => 'region x device') AS combined \gset
SELECT drift.create_monitor('log', 'fraud@2', 'row_count') AS n \gset
SELECT drift.create_monitor('log', 'fraud@2', 'mean', 'age', min_rows => 10) AS age \gset
SELECT drift.create_monitor('log', 'fraud@2', 'mean', 'score', window_length => '1 day', step => '6 hours') AS slides \gset
SELECT drift.create_monitor('log', 'fraud@2', 'row_count', window_length => '1 day') AS day \gset
SELECT drift.create_monitor('log', 'fraud@2', 'accuracy', min_rows => 10) AS accuracy \gset
SELECT drift.create_monitor('log', 'fraud@2', 'custom', expression => 'sum(amount) FILTER (WHERE prediction)', segment_key => 'region', name => 'refused') AS refused \gset
SELECT drift.create_monitor('log', 'fraud@2', 'ratio', params => '{"numerator": "mean(age)", "denominator": "row_count"}', name => 'age a row') AS ratio \gset
SELECT drift.create_monitor('log', 'fraud@2', 'difference', params => '{"minuend": "accuracy", "subtrahend": "mean(age)"}', name => 'odd') AS difference \gset
SELECT is((SELECT string_agg(name, ', ' ORDER BY monitor_id) FROM drift.monitor WHERE monitor_id IN (:against_skew, :slides, :combined)),
	'psi(amount) against skew, row_count by region x device, mean(score) over 1 day every 06:00:00', 'names tell');
SELECT is(pg_temp.hint_of($$SELECT drift.create_monitor('log', 'fraud@2', 'ratio', params => '{"numerator": "mean(agee)", "denominator": "row_count"}', name => 'x')$$),
	'22023: The nearest is "mean(age)".', 'a mistyped monitor');
SELECT throws_ok($$SELECT drift.create_monitor('log', 'fraud@2', 'ratio', params => '{"numerator": "row_count over 1 day", "denominator": "row_count"}', name => 'x')$$, '22023', NULL, 'other windows');
SELECT is(pg_temp.hint_of($$SELECT drift.create_monitor('log', 'fraud@2', 'psi', 'amount', baseline => 'skw', name => 'x')$$), '42704: The nearest is "skew".', 'a mistyped baseline');
SELECT is(pg_temp.hint_of($$SELECT drift.create_monitor('log', 'fraud@2', 'psi', 'amount', 'region x devise')$$), '22023: The nearest is "region x device".', 'a mistyped segment');
SELECT throws_ok($$SELECT drift.create_monitor('log', 'fraud@2', 'mean', 'age', window_length => '90 minutes')$$, '22023', NULL, 'no multiple of the window');
SELECT throws_ok($$SELECT drift.create_monitor('log', 'fraud@2', 'mean', 'age', step => '1 hour')$$, '22023', NULL, 'a step without a window');
SELECT is(drift.change_monitor(:n::bigint, '{"warn": 1000, "runbook": "page", "alert_k": 3}', 'louder'), :n::bigint, 'a monitor is changed');
SELECT is((SELECT warn || runbook || alert_k FROM drift.monitor WHERE monitor_id = :n), '1000page3', 'as told');
SELECT is((SELECT new FROM drift.change_log WHERE object = 'monitor' AND action = 'change'), '{"warn": 1000, "method": "fixed", "alert_k": 3, "runbook": "page"}', 'and logged');
SELECT is(pg_temp.hint_of(format($$SELECT drift.change_monitor(%s, '{"alert_l": 3}')$$, :n)), '22023: The nearest is "alert_k".', 'a mistyped setting');
SELECT throws_ok(format($$SELECT drift.change_monitor(%s, '{"alert_k": 9}')$$, :n), '22023', NULL, 'a setting out of range');
SELECT throws_ok(format($$SELECT drift.change_monitor(%s, '{"warn": "many"}')$$, :n), '22023', NULL, 'a setting of another type');
SELECT drift.clone_monitor(:age, '{"column_name": "amount"}') AS cloned \gset
SELECT is((SELECT name FROM drift.monitor WHERE monitor_id = :cloned), 'mean(amount)', 'a clone has a name of its own');
SELECT throws_ok(format('SELECT drift.drop_monitor(%s)', :age), '2BP01', NULL, 'a monitor that a ratio is made of stays');
SELECT throws_ok($$SELECT drift.drop_baseline('log', 'fraud@2', 'skew')$$, '2BP01', NULL, 'a baseline that a monitor uses stays');

-- They run.
CALL drift.run_due('2026-01-05');
SELECT is((SELECT string_agg(format('%s: %s', m.name, r.reason), '; ') FROM drift.result r JOIN drift.monitor m USING (monitor_id) WHERE r.status = 'error'), NULL, 'without an error');
SELECT is((SELECT message FROM drift.run ORDER BY run_id DESC LIMIT 1), NULL, 'all rows have a model');
SELECT is((SELECT sum(n_rows)::int FROM drift.window_state WHERE kind = 'rows' AND segment_key = 'region x device' AND window_start = '2026-01-03 05:00'), 60, 'combined segments add up');
SELECT is((SELECT string_agg(DISTINCT segment_value, ', ') FROM drift.result WHERE monitor_id = :combined),
	'"New York" x app, DE x web, NULL x web', 'every combination there is');
SELECT is((SELECT round(value::numeric, 9) FROM drift.result WHERE monitor_id = :age AND window_start = '2026-01-03 05:00'),
	(SELECT round((sum(w * (features ->> 'age')::float8) / sum(w))::numeric, 9) FROM shop.log WHERE version = '2' AND ts >= '2026-01-03 05:00' AND ts < '2026-01-03 06:00'), 'weighted mean of a key');
SELECT is((SELECT count(*)::int FROM drift.result WHERE monitor_id = :slides), 5, 'a day every six hours');
SELECT is((SELECT round(value::numeric, 9) FROM drift.result WHERE monitor_id = :slides AND window_start = '2026-01-03 06:00'),
	(SELECT round((sum(w * score) / sum(w))::numeric, 9) FROM shop.log WHERE version = '2' AND ts >= '2026-01-03 06:00' AND ts < '2026-01-04 06:00'), 'merged from hours');
SELECT is((SELECT string_agg(value::text, ' ') FROM drift.result WHERE monitor_id = :day), '720 720', 'days');
SELECT is((SELECT count(*)::int FROM drift.baseline_metric WHERE monitor_id = :day), 2, 'days of the baseline');
SELECT is((SELECT round(value::numeric, 9) FROM drift.result WHERE monitor_id = :against_yesterday AND window_start = '2026-01-04 05:00'),
	(SELECT round(drift.psi(b, c)::numeric, 9) FROM (SELECT drift.profile_agg(amount, w) FILTER (WHERE ts < '2026-01-04') b, drift.profile_agg(amount, w) FILTER (WHERE ts >= '2026-01-04') c
		FROM shop.log WHERE version = '2' AND date_trunc('hour', ts) IN ('2026-01-02 05:00', '2026-01-03 05:00', '2026-01-04 05:00')) q), 'against the same hour of two days');
SELECT is((SELECT count(DISTINCT r.purpose) || max(r.purpose) FROM drift.result_latest r WHERE monitor_id = :against_skew), '1skew', 'the purpose is shown');
SELECT is((SELECT sum(value)::numeric(12, 6) FROM drift.result WHERE monitor_id = :refused AND window_start = '2026-01-03 05:00'),
	(SELECT sum(amount)::numeric(12, 6) FROM shop.log WHERE prediction AND version = '2' AND ts >= '2026-01-03 05:00' AND ts < '2026-01-03 06:00'), 'a business metric by segment');
SELECT is((SELECT r.value FROM drift.result r WHERE r.monitor_id = :ratio AND r.window_start = '2026-01-04 05:00'),
	(SELECT a.value / 30 FROM drift.result a WHERE a.monitor_id = :age AND a.window_start = '2026-01-04 05:00'), 'a ratio');

-- Export and import. How alerts behave belongs to it, what is over does not.
SELECT drift.set_importance('fraud@2', '{"amount": 9, "age": 1}') \g /dev/null
SELECT drift.set_escalation('default', 1, '30 minutes', 'on-call', 'pager', 'critical'), drift.set_escalation('night', 0, '0', 'team'), drift.set_escalation('other', 0, '0', 'nobody'),
	drift.set_alert_policy(repeat_interval => '1 day', digest_at => '07:30'), drift.set_alert_policy('fraud@2', escalation => 'night', digest => 'warning'),
	drift.set_alert_policy(monitor_id => :age, resolve_windows => 5, alert_no_data => true), drift.set_inhibition('volume', enabled => false),
	drift.set_inhibition('nulls', '{null_rate}', '{distance}', same => 'column', reason => 'no sample'),
	drift.create_maintenance('load', '2026-01-01', weekdays => '{6,7}', from_time => '22:00', to_time => '02:00', time_zone => 'Europe/Berlin', source => 'log'),
	drift.create_maintenance('done', '2020-01-01', '2020-01-02'), drift.create_silence('2020-01-02', 'over', starts_at => '2020-01-01'),
	drift.create_silence(now() + interval '1 day', 'campaign', 'fraud@2', column_name => 'am%', severity => 'warning'),
	drift.create_silence(now() + interval '1 day', 'known', monitor_id => :age), drift.create_silence(now() + interval '1 day', 'all', 'fr%', metric => 'psi') \g /dev/null
CREATE TEMP TABLE config AS SELECT drift.export_config() AS c;
SELECT is((SELECT string_agg(DISTINCT i.action, ',') FROM config, drift.import_config(c) i), 'left', 'what is there is left');
SELECT is((SELECT drift.export_config()), (SELECT c FROM config), 'and stays equal');
SELECT is((SELECT string_agg(k || ' ' || jsonb_array_length(v), ', ' ORDER BY k) FROM jsonb_each(drift.export_config()) e(k, v) WHERE k NOT IN ('format', 'models', 'sources', 'baselines', 'monitors')),
	'alert_policies 3, escalations 3, expectations 0, inhibitions 2, maintenance 1, silences 3', 'what is over is left out');
SELECT is((SELECT string_agg(k || ' ' || jsonb_array_length(v), ', ' ORDER BY k) FROM jsonb_each(drift.export_config('fraud@2')) e(k, v) WHERE k NOT IN ('format', 'models', 'sources', 'baselines', 'monitors')),
	'alert_policies 2, escalations 1, expectations 0, inhibitions 0, maintenance 0, silences 2', 'and of one model what is about it');
SELECT is((SELECT string_agg((m ->> 'name') || ' ' || (m ->> 'tier'), ', ' ORDER BY m ->> 'name') FROM config, jsonb_array_elements(c -> 'monitors') m WHERE m ->> 'column_name' = 'age'),
	'ks(age) digest, mean(age) digest', 'importance is a setting of monitors');
SELECT drift.set_alert_policy('fraud@2', join_windows => 9), drift.set_escalation('night', 0, '1 hour', 'team'), drift.set_inhibition('volume', enabled => true) \g /dev/null
SELECT is((SELECT string_agg(object || ' ' || name || ' ' || action, ', ') FROM config, drift.import_config(c) i WHERE action <> 'left'),
	'escalation night 0 team changed, alert_policy fraud@2 changed, inhibition volume changed', 'what differs is changed');
SELECT is((SELECT drift.export_config()), (SELECT c FROM config), 'back to what the document says');
SELECT drift.drop_source('log') \g /dev/null
DELETE FROM drift.escalation; DELETE FROM drift.alert_policy; DELETE FROM drift.inhibition; DELETE FROM drift.maintenance; DELETE FROM drift.silence;
SELECT is((SELECT count(*)::int FROM drift.model) + (SELECT count(*)::int FROM drift.monitor) + (SELECT count(*)::int FROM drift.source_segment)
	+ (SELECT count(*)::int FROM drift.rollup_state) + (SELECT count(*)::int FROM drift.baseline_state), 0, 'nothing is left behind');
SELECT is((SELECT string_agg(DISTINCT i.action, ',') FROM config, drift.import_config(c, dry_run => true) i), 'created', 'a dry run says what would be done');
SELECT is((SELECT count(*)::int FROM drift.source), 0, 'and does nothing');
SELECT is((SELECT string_agg(n || ' ' || object, ', ' ORDER BY object) FROM (SELECT object, count(*) n FROM config, drift.import_config(c) i GROUP BY 1) q),
	'3 alert_policy, 5 baseline, 3 escalation, 2 inhibition, 1 maintenance, 2 model, 16 monitor, 3 silence, 1 source', 'all is made again');
SELECT is((SELECT drift.export_config()), (SELECT c FROM config), 'the same');
SELECT is((SELECT string_agg(action, ' ') FROM drift.import_config('{"format": "drift configuration 1", "silences": [{"ends_at": "2020-01-02", "reason": "x"}], "maintenance": [{"starts_at": "2020-01-01", "ends_at": "2020-01-02", "reason": "x"}]}')), 'over over', 'what is over is not made');
SELECT is(pg_temp.hint_of($$SELECT drift.import_config('{"format": "drift configuration 1", "alert_policies": [{"join_window": 3}]}')$$), '22023: The nearest is "join_windows".', 'a mistyped knob');
CALL drift.run_due('2026-01-04');
SELECT is((SELECT status FROM drift.run ORDER BY run_id DESC LIMIT 1), 'ok', 'and it runs');
SELECT is((SELECT string_agg(i.name || ' ' || i.action, ', ') FROM config, drift.import_config(jsonb_set(c, '{monitors,0,warn}', '0.75')) i WHERE i.action <> 'left'),
	(SELECT format('%s of fraud@2 changed', c -> 'monitors' -> 0 ->> 'name') FROM config), 'one setting is one change');
SELECT throws_ok($$SELECT drift.import_config(jsonb_set(c, '{monitors,3,metric}', '"psy"')) FROM config$$, '22023', NULL, 'an error');
SELECT throws_ok($$SELECT drift.import_config('{"format": "drift configuration 1", "monitor": []}')$$, '22023', NULL, 'an unknown list');
SELECT is(jsonb_array_length(drift.export_config('fraud@1') -> 'monitors'), 0, 'one model alone');

-- Replace a baseline; clone and drop a model.
SELECT throws_ok($$SELECT drift.replace_baseline('log', 'fraud@2', '')$$, '22023', NULL, 'a reason is needed');
SELECT drift.replace_baseline('log', 'fraud@2', 'retrained', '[2026-01-02,2026-01-03)') \g /dev/null
SELECT is((SELECT version || reason || created_by FROM drift.baseline WHERE name = 'drift' AND active AND model_id = drift.find_model('fraud@2')), '2retrained' || current_user, 'a new version, who and why');
INSERT INTO shop.log SELECT id, ts, model, '3', region, device, amount, features, score, prediction, label, w FROM shop.log WHERE version = '2';
SELECT drift.clone_model('fraud@2', 'fraud', '3') AS m3 \gset
SELECT is((SELECT count(*)::int FROM drift.monitor WHERE model_id = :m3), 16, 'a clone has the monitors');
SELECT is((SELECT count(*)::int FROM drift.baseline WHERE model_id = :m3), 4, 'and baselines');
CALL drift.run_due('2026-01-04 05:00');
SELECT ok((SELECT count(*) > 0 FROM drift.result WHERE model_id = :m3 AND status = 'ok'), 'and is measured');
SELECT lives_ok($$SELECT drift.drop_model('fraud@3')$$, 'dropped');
SELECT is((SELECT count(*)::int FROM drift.monitor WHERE model_id = :m3) + (SELECT count(*)::int FROM drift.window_state WHERE model_id = :m3), 0, 'with all it had');
SELECT drift.change_source('log', '{"lateness": "2 hours", "row_filter": "amount >= 0"}', 'slow loader') \g /dev/null
SELECT is((SELECT lateness || row_filter FROM drift.source), '02:00:00amount >= 0', 'a source is changed');
SELECT is(pg_temp.hint_of($$SELECT drift.change_source('log', '{"window_length": "1 day"}')$$), '22023: The nearest is "enabled".', 'what states depend on stays');
SELECT * FROM finish();
ROLLBACK;
