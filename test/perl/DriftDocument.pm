# Run the SQL of a Markdown document in its order, in one session, and compare what it prints with what the
# document shows. A reader copies a block as it stands; so does this.
#
# A block fenced as sql is run. A block fenced without a language right after it is what psql prints for it
# (without footers and the context of errors), to the letter; fenced as text it is an example, and not compared. Comments, which no
# reader sees, say what else is to know:
#   <!-- not run: why -->     the next block is left out
#   <!-- runs -->             the next block is run, in a document where only marked blocks are
#   <!-- setup                SQL that the document takes for granted, up to the line with the end of
#   ... -->                   the comment
package DriftDocument;
use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(document_blocks run_blocks block_fault update_document);

# Cut a document into blocks: {line, kind, sql, runs, skip, shown, from, to}; from and to are the lines shown.
sub document_blocks
{
	my ($file) = @_;
	my (@blocks, $open, $previous, $mark);
	open(my $in, '<:encoding(UTF-8)', $file) or die "$file: $!";
	while (my $line = <$in>)
	{
		if ($open)
		{
			if ($line =~ /^$open->{end}\s*$/)
			{
				$open->{to} = $. - 1;
				if ($open->{kind} eq '' && $previous)
				{
					@$previous{qw(shown from to)} = @$open{qw(sql from to)};
					$previous = undef;
				}
				elsif ($open->{kind} =~ /^(sql|setup)$/)
				{
					delete @$open{qw(from to)};
					push @blocks, $open;
					$previous = $open->{kind} eq 'sql' ? $open : undef;
				}
				$open = undef;
				next;
			}
			$open->{sql} .= $line;
		}
		elsif ($line =~ /^```(\w*)\s*$/)
		{
			$open = { kind => $1, line => $., end => '```', sql => '', from => $. + 1, %{ $mark || {} } };
			$mark = undef;
		}
		elsif ($line =~ /^<!-- setup\s*$/)
		{
			$open = { kind => 'setup', line => $., end => '-->', sql => '', runs => 1 };
		}
		elsif ($line =~ /^<!-- (?:not run: \S.*|(runs)) -->\s*$/)
		{
			$mark = $1 ? { runs => 1 } : { skip => 1 };
		}
		elsif ($line =~ /\S/)
		{
			$previous = undef;
		}
	}
	die "$file: the block of line $open->{line} has no end" if $open;
	return @blocks;
}

# Run blocks through one psql, given as a command without its input, and add to each what it printed.
sub run_blocks
{
	my ($command, @blocks) = @_;
	my $mark = 'drift-block';
	my $script = join('', map { "\n\\echo $mark\n$_->{sql}" } @blocks);
	my $path = "/tmp/drift-document.$$";
	open(my $out, '>:encoding(UTF-8)', $path) or die "$path: $!";
	print $out $script;
	close $out;
	open(my $in, '-|:encoding(UTF-8)', join(' ', map { "'$_'" } @$command, qw(-X -q -P footer=off -v SHOW_CONTEXT=never))
			. " <'$path' 2>&1") or die "$command->[0]: $!";
	my $printed = do { local $/; <$in> };
	close $in;
	unlink $path;
	my (undef, @parts) = split /^$mark\n/m, $printed, -1;
	die "psql ran " . @parts . ' of ' . @blocks . " blocks: $printed" if @parts != @blocks;
	$_->{printed} = trimmed(shift(@parts) // '') foreach @blocks;
}

# Take blanks off the ends of lines, and empty lines off the end.
sub trimmed
{
	my ($text) = @_;
	$text =~ s/[ \t]+$//mg;
	$text =~ s/\n*\z/\n/;
	return $text eq "\n" ? '' : $text;
}

# What is wrong with a block that ran: nothing, an error that is not shown, or another output than shown.
sub block_fault
{
	my ($block) = @_;
	return '' if defined $block->{shown} && trimmed($block->{shown}) eq $block->{printed};
	return "shown:\n$block->{shown}\nprinted:\n$block->{printed}" if defined $block->{shown};
	return $block->{printed} =~ /^(?:ERROR|FATAL|PANIC|invalid command|\\)/m ? $block->{printed} : '';
}

# Put what blocks printed in the place of what a document shows.
sub update_document
{
	my ($file, @blocks) = @_;
	open(my $in, '<:encoding(UTF-8)', $file) or die "$file: $!";
	my @lines = <$in>;
	close $in;
	foreach my $block (sort { $b->{from} <=> $a->{from} } grep { defined $_->{shown} } @blocks)
	{
		splice(@lines, $block->{from} - 1, $block->{to} - $block->{from} + 1, $block->{printed});
	}
	open(my $out, '>:encoding(UTF-8)', $file) or die "$file: $!";
	print $out @lines;
	close $out;
}

1;
