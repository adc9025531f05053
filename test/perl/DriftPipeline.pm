# DriftPipeline.pm - a small simulated log that is watched, and what is known of it, for the whole-cluster tests
package DriftPipeline;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Utils;
use Time::HiRes qw(usleep);

our @EXPORT = qw(make_log watch_log fill_tables pipeline_history extension_tables table_rows crash_and_start wait_until_up);

# A log with 30 rows an hour over some hours, all known from the start, but without labels. Hours 90 to 104 of each
# 160 are shifted, hours 120 to 122 are empty.
sub make_log
{
	my ($node, $db, $hours) = @_;
	$node->safe_psql($db, <<"SQL");
SET client_min_messages = error;
CREATE EXTENSION IF NOT EXISTS drift;
CREATE TABLE served (id bigint PRIMARY KEY, ts timestamptz NOT NULL, region text, x float8, score float8,
	prediction boolean, label boolean);
INSERT INTO served
SELECT i, '2026-01-01 00:00+00'::timestamptz + i * interval '2 minutes', (ARRAY['n', 's'])[1 + i % 2],
	u + CASE WHEN h % 160 BETWEEN 90 AND 104 THEN 0.7 ELSE 0 END, v, v >= 0.5, NULL
FROM generate_series(0, $hours * 30 - 1) i,
	LATERAL (SELECT i / 30 AS h, i * 0.6180339887498949 - floor(i * 0.6180339887498949) AS u,
		i * 0.7548776662466927 - floor(i * 0.7548776662466927) AS v) q
WHERE h % 160 NOT BETWEEN 120 AND 122;
CREATE INDEX ON served USING brin (ts);
ANALYZE served;
SQL
	return;
}

# Watch it; the first 60 hours are the reference.
sub watch_log
{
	my ($node, $db) = @_;
	$node->safe_psql($db, <<'SQL');
SET client_min_messages = error;
SET timezone = 'UTC';
SELECT count(*) FROM drift.watch('served', reference => '[2026-01-01,2026-01-03 12:00)', "window" => '1 hour',
	label_lateness => '2 days');
UPDATE drift.monitor SET min_rows = 10;
SQL
	return;
}

# Make use of everything that has a table, so that every table of the extension has rows.
sub fill_tables
{
	my ($node, $db) = @_;
	$node->safe_psql($db, <<'SQL');
SET client_min_messages = error;
SET timezone = 'UTC';
DO $$ BEGIN CREATE ROLE pipeline_viewer; EXCEPTION WHEN duplicate_object THEN END $$;
DO $$ BEGIN CREATE ROLE pipeline_operator; EXCEPTION WHEN duplicate_object THEN END $$;
SELECT drift.grant_viewer('pipeline_viewer', own_models => true), drift.grant_operator('pipeline_operator');
SELECT drift.create_monitor('served', 'served', 'mean', 'x', name => 'long', window_length => '6 hours');
SELECT drift.create_monitor('served', 'served', 'custom', expression => 'avg(x)', name => 'own');
SELECT drift.set_alert_policy(join_windows => 5), drift.set_escalation('default', 0, '0', 'somebody'),
	drift.set_inhibition('mine', '{freshness}', '{psi}'), drift.set_retention('run', '1 year');
CALL drift.run_due('2026-01-06 12:00');
CALL drift.backfill('served', '2026-01-04', '2026-01-04 12:00');
SELECT drift.create_silence(now() + interval '1 day', 'known', model => 'served'),
	drift.create_maintenance('weekly', weekdays => '{7}', from_time => '22:00', to_time => '23:00', time_zone => 'UTC');
CALL drift.purge();
SELECT drift.accept_schema('served'), drift.expect('served', 'x', not_null_rate => 0.9);
INSERT INTO drift.digest SELECT model_id, now() FROM drift.model ON CONFLICT DO NOTHING;
INSERT INTO drift.source_segment SELECT source_id, 'region x prediction', '{region,prediction}' FROM drift.source;
SQL
	return;
}

# What a run leaves, without what differs between two runs that did the same: numbers drawn from sequences and
# times by the clock. A list of lines.
sub pipeline_history
{
	my ($node, $db) = @_;
	return $node->safe_psql($db, <<'SQL');
SET timezone = 'UTC';
SELECT 'state', window_start, window_end, segment_key, segment_value, kind, column_name, n_rows, n_labelled,
	md5(concat_ws('|', profile, outcome, fairness, value)), final
FROM drift.window_state ORDER BY 2, 3, 4, 5, 6, 7;
SELECT 'result', r.window_start, m.name, r.column_name, r.segment_key, r.segment_value, r.value, r.n_current, r.n_baseline,
	r.status, r.warn_low, r.warn_high, r.critical_low, r.critical_high, r.limit_kind, r.reason, r.alerted_at IS NOT NULL
FROM drift.result r JOIN drift.monitor m USING (monitor_id) ORDER BY 2, 3, 4, 5, 6;
SELECT 'alert', regexp_replace(dedup_key, 'drift:[^:]*:', '') AS k, state, severity, first_window, fired_window, last_window,
	resolved_window, value, limit_value, occurrences, held
FROM drift.alert ORDER BY 2, 5, 6, 3;
SELECT 'event', regexp_replace(a.dedup_key, 'drift:[^:]*:', '') AS k, a.first_window, e.window_start, e.event, e.severity, e.value, e.note
FROM drift.alert_event e JOIN drift.alert a USING (alert_id) ORDER BY 2, 3, e.event_id;
SELECT 'incident', group_by, group_key, state, severity, first_window, last_window, resolved_window
FROM drift.incident ORDER BY 2, 3, 6, 7;
SELECT 'notification', n.event, n.severity, n.channel, n.recipient, n.summary, i.first_window
FROM drift.notification n JOIN drift.incident i USING (incident_id) ORDER BY 7, n.notification_id;
SELECT 'reached', collected_until FROM drift.source;
SQL
}

# Tables that belong to the extension, whoever adds them.
sub extension_tables
{
	my ($node, $db) = @_;
	return split /\n/, $node->safe_psql($db, "SELECT c.oid::regclass FROM pg_class c
		JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
		JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
		WHERE e.extname = 'drift' AND c.relkind = 'r' ORDER BY c.relname COLLATE \"C\"");
}

# All rows of a table as text.
sub table_rows
{
	my ($node, $db, $table) = @_;
	return $node->safe_psql($db, "SET timezone = 'UTC'; SELECT t::text FROM $table t ORDER BY 1");
}

# Wait until the server takes connections again after one of its processes was killed.
sub wait_until_up
{
	my ($node) = @_;
	foreach (1 .. 1200)
	{
		my ($rc) = $node->psql('postgres', 'SELECT 1', on_error_die => 0, on_error_stop => 0);
		return if defined $rc && $rc == 0;
		usleep(50_000);
	}
	die 'the server does not recover';
}

# List the processes that a process has started. Backends of a server that was killed alone would go on.
sub children
{
	my ($pid) = @_;
	my @found;
	foreach my $file (glob '/proc/[0-9]*/stat')
	{
		open my $stat, '<', $file or next;
		my $line = <$stat>;
		push @found, $1 if defined $line && $line =~ /^(\d+) \(.*\) \S (\d+)/s && $2 == $pid;
	}
	return @found;
}

# Kill the server and all of its processes, and start it again when the system has cleared away the dead: its
# process, which may stay for a while as a zombie, and the orphans that hold its shared memory.
sub crash_and_start
{
	my ($node) = @_;
	my ($pid) = PostgreSQL::Test::Utils::slurp_file($node->data_dir . '/postmaster.pid') =~ /^(\d+)/;
	kill 'KILL', $pid, children($pid);
	$node->kill9;
	foreach (1 .. 600)
	{
		last unless kill 0, $pid;
		usleep(100_000);
	}
	foreach (1 .. 100)
	{
		return if $node->start(fail_ok => 1);
		usleep(100_000);
	}
	die 'the server does not start after a crash';
}

1;
