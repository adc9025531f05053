# Runs that are killed at any moment, with their backend or with the whole server, end in what undisturbed runs
# end in: nothing lost, nothing twice. KILL_ROUNDS says how often (test/run.sh --soak: 200), KILL_SEED when.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use DriftPipeline;
use IPC::Run qw(start);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep time);

my $rounds = $ENV{KILL_ROUNDS} || 10;
my $seed = $ENV{KILL_SEED} || 20260101;
my $hours = 160;
my $step = 20;
srand($seed);

my $node = PostgreSQL::Test::Cluster->new('crash');
$node->init;
$node->append_conf('postgresql.conf', "timezone = 'UTC'\nrestart_after_crash = on\n");
$node->start;

$node->safe_psql('postgres', 'CREATE DATABASE origin');
make_log($node, 'origin', $hours);
watch_log($node, 'origin');
my @times = map { "'2026-01-01 00:00+00'::timestamptz + interval '" . $_ * $step . " hours'" } 4 .. $hours / $step;

# Labels come 24 hours late, so that windows are collected twice.
sub step_sql
{
	my ($time) = @_;
	return "UPDATE served SET label = CASE WHEN id % 10 = 0 THEN NOT prediction ELSE prediction END
		WHERE label IS NULL AND ts < $time - interval '24 hours'";
}
my $quiet = 'SET client_min_messages = error;';

$node->safe_psql('postgres', 'CREATE DATABASE calm TEMPLATE origin');
foreach my $time (@times)
{
	$node->safe_psql('calm', step_sql($time));
	$node->safe_psql('calm', "$quiet CALL drift.run_due($time)");
}
my $expected = pipeline_history($node, 'calm');
foreach my $what ('state', 'result', 'alert', 'event', 'incident', 'notification')
{
	cmp_ok(scalar(() = $expected =~ /^$what\|/mg), '>', 0, "the undisturbed runs leave rows of $what");
}

# Kill the backend of a run that has been started, or the server; say whether the run was hit.
sub kill_run
{
	my ($run, $mode) = @_;
	if ($mode eq 'backend')
	{
		my $pid = eval { $node->safe_psql('postgres', "SELECT pid FROM pg_stat_activity
			WHERE datname = 'storm' AND query LIKE '%run_due%' AND state = 'active' LIMIT 1") };
		kill 'KILL', $pid if $pid;
	}
	elsif ($mode eq 'server')
	{
		crash_and_start($node);
	}
	else
	{
		$node->stop('immediate');
		$node->start;
	}
	$run->finish;
	wait_until_up($node);
	return $run->full_result(0) != 0;
}

# Every time is tried until a run gets through.
sub storm
{
	my ($hits) = @_;
	$node->safe_psql('postgres', 'DROP DATABASE IF EXISTS storm');
	$node->safe_psql('postgres', 'CREATE DATABASE storm TEMPLATE origin');
	foreach my $time (@times)
	{
		$node->safe_psql('storm', step_sql($time));
		for (my $tries = 0;; $tries++)
		{
			if ($tries >= 2 || $hits->{all} >= $rounds)
			{
				$node->safe_psql('storm', "$quiet CALL drift.run_due($time)");
				last;
			}
			my ($out, $err) = ('', '');
			my $begin = time;
			my $run = start([ 'psql', '-Xq', '-d', $node->connstr('storm'), '-c', $quiet, '-c', "CALL drift.run_due($time)" ],
				'<', \undef, '>', \$out, '2>', \$err);
			usleep(rand() * $hits->{usual} * 1_000_000);
			my $mode = ('backend', 'server', 'backend', 'immediate')[$hits->{all} % 4];
			if ($run->pumpable && kill_run($run, $mode))
			{
				$hits->{all}++;
				$hits->{$mode}++;
				$hits->{usual} *= 1.2;
				next;
			}
			# too late: strike sooner the next time
			$hits->{usual} *= 0.8 if $hits->{usual} > 0.02;
			$run->finish;
			last;
		}
	}
	return;
}

my %hits = (all => 0, backend => 0, server => 0, immediate => 0, usual => 0.5);
my $begin = time;
$node->safe_psql('postgres', 'CREATE DATABASE storm TEMPLATE origin');
$node->safe_psql('storm', "$quiet CALL drift.run_due($times[0])");
$hits{usual} = time - $begin;
my $aborted = 0;
my $missed = 0;
while ($hits{all} < $rounds && $missed < 10)
{
	my $before = $hits{all};
	storm(\%hits);
	is(pipeline_history($node, 'storm'), $expected, "after $hits{all} kills all is as after undisturbed runs");
	is($node->safe_psql('storm', 'SELECT count(*) - count(DISTINCT (source_id, model_id, window_start, window_end, kind,
		column_name, segment_key, segment_value, monitor_id)) FROM drift.window_state'), '0', 'no state comes twice');
	is($node->safe_psql('storm', "SELECT count(*) FROM drift.run WHERE status = 'running'"), '0', 'no run is left running');
	is($node->safe_psql('storm', 'SELECT count(*) - count(DISTINCT (event_id, channel, recipient)) FROM drift.notification'),
		'0', 'no message comes twice');
	$aborted += $node->safe_psql('storm', "SELECT count(*) FROM drift.run WHERE status = 'aborted'");
	$missed++ if $hits{all} == $before;
}
cmp_ok($hits{all}, '>=', $rounds, "kills: $hits{backend} of the backend, $hits{server} of the server, $hits{immediate} immediate shutdowns");
cmp_ok($aborted, '>', 0, "$aborted runs are known to have been aborted");
note("seed $seed, $hits{all} kills");

done_testing();
