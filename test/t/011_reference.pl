# What the extension offers is in the README or in a document that it links: every aggregate, table, view, base type
# and setting, and every function and procedure that is not a helper. A helper is what another function of
# the extension calls, or a type, an aggregate or a view needs.
use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($root) = "$FindBin::RealBin" =~ m{^(.*)/test/t$};

# The code in a document, spans and blocks, with the documents that it links read as well.
sub code_of
{
	my ($file, $seen) = @_;
	$file =~ s{/[^/]+/\.\./}{/}g;
	return '' if $seen->{$file}++;
	my $text = slurp_file($file);
	my ($folder) = $file =~ m{^(.*)/};
	my $code = join(' ', $text =~ /^```\w*\n(.*?)^```/msg, ($text =~ s/^```.*?^```//msgr) =~ /`([^`]+)`/g);
	my @links = ((map { "$folder/$_" } $text =~ /\]\(([^():#]+\.md)/g), map { "$root/$_" } $text =~ /`(doc\/\w+\.md)`/g);
	foreach my $link (grep { !/CHANGELOG/ } @links)
	{
		ok(-e $link, "$link, linked in $file, exists") or next;
		$code .= ' ' . code_of($link, $seen);
	}
	return $code;
}

my %seen;
my %word = map { $_ => 1 } code_of("$root/README.md", \%seen) =~ /[a-z_0-9.]+/g;
$word{$_} = 1 foreach map { /([a-z_0-9]+)$/ ? $1 : () } keys %word;
my @unlinked = grep { !$seen{"$root/doc/$_"} } map { m{([^/]+)$} } glob("$root/doc/*.md");
is("@unlinked", '', 'every document can be reached from the README');

my $node = PostgreSQL::Test::Cluster->new('reference');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION drift');

# Members by kind and name. Bodies are text, or parsed, and then their dependencies are known.
my $members = $node->safe_psql('postgres', <<'SQL');
WITH member AS (
	SELECT d.classid, d.objid FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'drift'
), routine AS (
	SELECT p.* FROM pg_proc p JOIN member m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid
), body AS (
	SELECT oid, coalesce(pg_get_function_sqlbody(oid), prosrc) AS source FROM routine
	UNION ALL SELECT c.oid, pg_get_viewdef(c.oid) FROM pg_class c JOIN member m
		ON m.classid = 'pg_class'::regclass AND m.objid = c.oid WHERE c.relkind = 'v'
), used AS (
	SELECT DISTINCT b.oid, w[1] AS name FROM body b, regexp_matches(b.source, '(\w+)\s*\(', 'g') w
), helper AS (
	SELECT DISTINCT r.oid FROM routine r WHERE r.prokind <> 'a' AND (
		EXISTS (SELECT FROM used u WHERE u.name = r.proname AND u.oid <> r.oid)
		OR EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = r.oid
			AND (d.classid, d.objid) <> ('pg_proc'::regclass, r.oid)))
)
SELECT DISTINCT CASE r.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END
	|| ' ' || r.proname
FROM routine r WHERE NOT EXISTS (SELECT FROM helper h WHERE h.oid = r.oid)
UNION ALL
SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END || ' ' || c.relname
FROM pg_class c JOIN member m ON m.classid = 'pg_class'::regclass AND m.objid = c.oid WHERE c.relkind IN ('r', 'v')
UNION ALL
SELECT 'type ' || t.typname FROM pg_type t JOIN member m ON m.classid = 'pg_type'::regclass AND m.objid = t.oid
WHERE t.typtype = 'b' AND t.typelem = 0
UNION ALL
SELECT 'setting ' || name FROM pg_settings WHERE name LIKE 'drift.%'
ORDER BY 1
SQL
my @names = split /\n/, $members;
cmp_ok(scalar @names, '>', 200, 'the extension has members');
my @missing = grep { my ($name) = /([^ ]+)$/; !$word{$name} } @names;
is(join("\n", @missing), '', 'all that is public is documented');

done_testing();
