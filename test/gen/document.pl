#!/usr/bin/perl
# document.pl - write into Markdown documents what their SQL prints now: test/gen/document.pl doc/tutorial.md ...
#
# For whoever changed what is printed, and has read the difference: `git diff` shows it. Uses the server that
# PGHOST and PGUSER name, a database drift_document, and drops the roles that documents make (drift_doc_role).
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use DriftDocument;

foreach my $file (@ARGV)
{
	system(qw(psql -Xq -d postgres -c), 'DROP DATABASE IF EXISTS drift_document (FORCE)') == 0 or die;
	system(qw(psql -Xq -d postgres -c), 'CREATE DATABASE drift_document') == 0 or die;
	my @blocks = grep { !$_->{skip} } document_blocks($file);
	if ($file !~ m{README|tutorial})
	{
		@blocks = grep { $_->{runs} } @blocks;
		system(qw(psql -Xq -d drift_document -c), 'CREATE EXTENSION drift') == 0 or die;
	}
	run_blocks([ qw(psql -d drift_document) ], @blocks);
	update_document($file, @blocks);
	foreach my $block (@blocks)
	{
		my $fault = $block->{printed} =~ /^ERROR/m ? $block->{printed} : '';
		print "$file:$block->{line}:\n$fault\n" if $fault;
	}
	system(qw(psql -Xq -d postgres -c), 'DROP DATABASE drift_document (FORCE)');
	system(qw(psql -Xq -d postgres -c), "DROP ROLE IF EXISTS $_") foreach qw(ana dan ruth ina);
}
