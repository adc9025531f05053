# Every command of the tutorial and of the README runs as it stands, in order, and prints what is shown; so do
# the blocks of the other documents that are marked as runnable.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use DriftDocument;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = "$FindBin::RealBin/../..";
my $node = PostgreSQL::Test::Cluster->new('documents');
$node->init;
$node->start;

# Each document has a database of its own; roles are made by the tutorial only.
sub follow
{
	my ($file, $only_marked) = @_;
	my @blocks = grep { !$_->{skip} && (!$only_marked || $_->{runs}) } document_blocks("$root/$file");
	return 0 if !@blocks;
	my $database = lc($file) =~ s/\W/_/gr;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, 'CREATE EXTENSION drift') if $only_marked;
	run_blocks([ 'psql', '-d', $node->connstr($database) =~ s/'//gr ], @blocks);
	is(block_fault($_), '', "$file, line $_->{line}") foreach @blocks;
	return scalar @blocks;
}

cmp_ok(follow('doc/tutorial.md'), '>', 20, 'the tutorial has commands');
cmp_ok(follow('README.md'), '>', 0, 'so has the README');
foreach my $path (sort glob("$root/doc/*.md"))
{
	my ($name) = $path =~ m{(doc/[^/]+)$};
	follow($name, 1) if $name ne 'doc/tutorial.md';
}

done_testing();
