# seeds.pl FOLDER TYPE - from lines "hex of the text form, hex of the binary form" to the seeds of two targets,
# and words for libFuzzer's dictionaries: names of fields, numbers at the edges
use strict;
use warnings;

use File::Path qw(make_path);

my ($dir, $type) = @ARGV;
my %word = map { $_ => 1 } "drift.$type 1 ", qw(NaN Infinity -Infinity -0 1e308 5e-324 9223372036854775807 -9223372036854775808
	9007199254740992 9007199254740993 4611686018427387903 2147483648 numeric category binary class regression groups estimated weighted);
my @bytes = ("\0" x 8, "\xff" x 8, "\x7f" . "\xff" x 7, "\x80" . "\0" x 7, "\x7f\xf8" . "\0" x 6, "\x7f\xf0" . "\0" x 6,
	"\xff\xf0" . "\0" x 6, "\0" x 7 . "\1", "\0\x20" . "\0" x 6, "\x3f\xff" . "\xff" x 6, "\x3f\xf0" . "\0" x 6);

make_path(map { "$dir/${type}_$_" } qw(text binary));

# Write a seed.
sub keep
{
	my ($form, $n, $content) = @_;
	open my $out, '>:raw', "$dir/${type}_$form/seed$n" or die "$dir: $!";
	print $out $content;
	close $out;
}

while (my $line = <STDIN>)
{
	my ($text, $binary) = map { pack 'H*', $_ } split ' ', $line;
	keep('text', $., $text);
	keep('binary', $., $binary);
	$word{$1} = 1 while $text =~ /(?<![\w"])([a-z_0-9]+:\[?)/g;
}

sub quoted { return '"' . join('', map { sprintf '\\x%02x', ord } split //, shift) . "\"\n"; }

foreach ([ text => sort keys %word ], [ binary => map { $_ } @bytes ])
{
	my ($form, @all) = @$_;
	open my $out, '>>', "$dir/$form.dict" or die "$dir: $!";
	print $out quoted($_) foreach @all;
	close $out;
}
