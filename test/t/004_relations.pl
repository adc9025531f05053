# compare, gate, dataset_drift and describe where they may only read, a hot standby, and over what is no plain
# table: partitions, views, foreign tables.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1);
$primary->start;
my $host = $primary->host;
my $port = $primary->port;
$primary->safe_psql('postgres', <<"SQL");
CREATE EXTENSION drift;
CREATE EXTENSION postgres_fdw;
CREATE TABLE old_rows AS SELECT i, (i * 7919 % 1009)::float8 AS x, 'c' || i % 5 AS c, i % 2 = 0 AS b,
	jsonb_build_object('x', i % 100, 'c', 'c' || i % 5) AS doc FROM generate_series(1, 3000) i;
CREATE TABLE new_rows AS SELECT i, (i * 7919 % 1009)::float8 + 150 AS x, 'c' || i % 6 AS c, i % 3 = 0 AS b,
	jsonb_build_object('x', i % 90, 'c', 'c' || i % 6) AS doc FROM generate_series(1, 3000) i;
CREATE TABLE parts (LIKE new_rows) PARTITION BY RANGE (i);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (1000);
CREATE TABLE parts_2 PARTITION OF parts DEFAULT;
INSERT INTO parts SELECT * FROM new_rows;
CREATE VIEW seen AS SELECT * FROM new_rows;
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$host', port '$port', dbname 'postgres', extensions 'drift');
CREATE USER MAPPING FOR PUBLIC SERVER far;
CREATE FOREIGN TABLE far_rows (i int, x float8, c text, b boolean, doc jsonb) SERVER far OPTIONS (table_name 'new_rows');
SQL
$primary->backup('copy');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'copy', has_streaming => 1);
$standby->append_conf('postgresql.conf', 'hot_standby = on');
$standby->start;
$primary->wait_for_catchup($standby);
is($standby->safe_psql('postgres', 'SELECT pg_is_in_recovery()'), 't', 'the standby only reads');

my $compare = "SELECT column_name, metric, value, p_adjusted, status, reason, n_reference, n_current
	FROM drift.compare('old_rows', '%s', metrics => '{psi,ks,chi2_test,kuiper}', exact => %s)";
foreach my $exact ('NULL', 'false')
{
	my $expected = $primary->safe_psql('postgres', sprintf($compare, 'new_rows', $exact));
	isnt($expected, '', "compare says something, exact => $exact");
	foreach my $relation ('new_rows', 'parts', 'seen', 'far_rows')
	{
		foreach my $node ($primary, $standby)
		{
			is($node->safe_psql('postgres', sprintf($compare, $relation, $exact)), $expected,
				"compare with $relation on the " . $node->name . ", exact => $exact");
		}
	}
}

my @statements = (
	"SELECT * FROM drift.compare('far_rows', 'far_rows', reference_where => 'i <= 1500', current_where => 'i > 1500')",
	"SELECT * FROM drift.compare('old_rows', 'new_rows', dialect => 'evidently')",
	"SELECT * FROM drift.dataset_drift('old_rows', 'far_rows')",
	"SELECT * FROM drift.describe('far_rows')",
	"SELECT drift.gate('old_rows', 'parts', columns => '{i}')",
	"SELECT column_name, value FROM (SELECT drift.profile_json_agg(doc) r FROM old_rows) r,
		(SELECT drift.profile_json_agg(doc) c FROM far_rows) c, drift.compare_profiles(r, c)");
foreach my $statement (@statements)
{
	is($standby->safe_psql('postgres', $statement), $primary->safe_psql('postgres', $statement),
		"the same on the standby: $statement");
}
my ($rc, $out, $err) = $standby->psql('postgres', "SELECT drift.gate('old_rows', 'far_rows', columns => '{x,c}')",
	extra_params => [ '-v', 'VERBOSITY=sqlstate' ]);
like($err, qr/DR001/, 'the gate closes on the standby, too');


# A watch belongs to the primary.
foreach my $statement ('CALL drift.run_due()', 'CALL drift.purge()', 'CALL drift.backfill(1)')
{
	($rc, $out, $err) = $standby->psql('postgres', $statement, extra_params => [ '-v', 'VERBOSITY=default' ]);
	like($err, qr/cannot run on a standby\nHINT:  Call it on the primary/, "$statement is refused on the standby");
}
is($standby->safe_psql('postgres', "SELECT status FROM drift.health() WHERE subject = 'alerts'"), 'ok', 'health() answers there');

done_testing();
