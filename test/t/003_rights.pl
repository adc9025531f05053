# Who may install the extension, and where.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('rights');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE mallory LOGIN; CREATE DATABASE hers OWNER mallory; CREATE DATABASE ours');

# Run SQL that must fail and return its SQLSTATE.
sub sqlstate
{
	my ($db, $role, $sql) = @_;
	my ($rc, $out, $err) = $node->psql($db, $sql,
		extra_params => [ '-v', 'VERBOSITY=sqlstate', '-U', $role ]);
	return $rc == 0 ? 'no error' : $err =~ /ERROR:\s+(\w+)/ ? $1 : $err;
}

my $super = $node->safe_psql('postgres', 'SELECT current_user');

is(sqlstate('hers', 'mallory', 'CREATE EXTENSION drift'), '42501', 'who owns the database may not install it');

$node->safe_psql('hers', 'CREATE SCHEMA drift', extra_params => [ '-U', 'mallory' ]);
is(sqlstate('hers', $super, 'CREATE EXTENSION drift'), '42P06', 'a schema drift of another role is refused');
is($node->safe_psql('hers', "SELECT count(*) FROM pg_extension WHERE extname = 'drift'"), '0',
	'and nothing of it stays behind');

$node->safe_psql('hers', 'DROP SCHEMA drift; CREATE EXTENSION drift');
is($node->safe_psql('hers', "SELECT extversion FROM pg_extension WHERE extname = 'drift'"),
	$node->safe_psql('hers', "SELECT default_version FROM pg_available_extensions WHERE name = 'drift'"),
	'a superuser installs it, in its default version');
is(sqlstate('hers', 'mallory', 'CREATE FUNCTION drift.f() RETURNS int LANGUAGE sql AS $$SELECT 1$$'), '42501',
	'nobody else puts objects into the schema');
is(sqlstate('hers', 'mallory', 'ALTER EXTENSION drift SET SCHEMA public'), '42501', 'nobody else moves it');
is(sqlstate('hers', $super, 'ALTER EXTENSION drift SET SCHEMA public'), '0A000', 'and it cannot be moved');
is(sqlstate('ours', $super, 'CREATE SCHEMA other; CREATE EXTENSION drift SCHEMA other'), '0A000',
	'it goes into no other schema');

# What one user writes must never run with another's rights. A body in standard form is resolved when it is
# created; a procedure that commits may have no SET and sets the path itself.
is($node->safe_psql('hers', q{SELECT string_agg(p.oid::regprocedure::text, ' ') FROM pg_proc p
	JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid WHERE e.extname = 'drift' AND p.prosecdef}), '',
	'no function is SECURITY DEFINER');
is($node->safe_psql('hers', q{SELECT string_agg(p.oid::regprocedure::text, ' ') FROM pg_proc p
	JOIN pg_language l ON l.oid = p.prolang
	WHERE p.pronamespace = 'drift'::regnamespace AND l.lanname IN ('sql', 'plpgsql')
	AND p.prosqlbody IS NULL AND NOT (p.prokind = 'p' AND p.prosrc ~ '(PERFORM drift\.enter\(\)|BEGIN\s+CALL drift\.)')
	AND NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=pg_catalog, drift, pg_temp')}), '',
	'every function in SQL or PL/pgSQL sets its search_path');

done_testing();
