# Damaged states: whatever text or bytes come in, a state is refused with a clean error or is a state that all
# functions can use and that its own text brings back. FUZZ_SECONDS says how long, FUZZ_SEED where to start.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use DriftStates;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $seconds = $ENV{FUZZ_SECONDS} || 10;
my $seed = $ENV{FUZZ_SEED} || time;
my $batch = 400;

# What input functions may say: malformed text or binary, out of range, too large, not this encoding, wrong kind.
my %clean = map { $_ => 1 } qw(ok 22P02 22P03 22003 22021 22023 08P01 54000 42804 55000 22000);

my @number = ('NaN', 'Infinity', '-Infinity', '-0', '0', '-1', '1', '1e308', '1e309', '5e-324', '1e-400', '2147483648',
	'9223372036854775807', '9223372036854775808', '-9223372036854775808', '18446744073709551616', '');
my @word = ("\x00" x 8, "\xff" x 8, "\x7f" . "\xff" x 7, "\x80" . "\x00" x 7, "\x7f\xf8" . "\x00" x 6,
	"\x00\x00\x00\x01", "\x7f\xff\xff\xff", "\xff\xff\xff\xff", "\x3f\xff\xff\xff");

# Damage a text: its structure stays recognizable, so that the damage gets past the first check.
sub damage_text
{
	my ($s) = @_;
	foreach (0 .. int rand 3)
	{
		my $at = int rand(length($s) + 1);
		my $way = int rand 6;
		if ($way < 2)
		{
			my @found;
			push @found, [ $-[0], $+[0] - $-[0] ] while $s =~ /[-+]?\d[\d.e+-]*/g;
			next unless @found;
			my $one = $found[ rand @found ];
			substr($s, $one->[0], $one->[1]) = $number[ rand @number ];
		}
		elsif ($way == 2) { substr($s, $at, 1 + rand 8) = '' if $at < length $s; }
		elsif ($way == 3) { substr($s, $at, 0) = substr($s, rand length $s, 1 + rand 30); }
		elsif ($way == 4) { substr($s, $at, 1) = chr(33 + rand 94) if $at < length $s; }
		else { $s = substr($s, 0, $at) if rand() < 0.3; }
	}
	return $s;
}

# Damage a message of the binary protocol.
sub damage_bytes
{
	my ($s) = @_;
	foreach (0 .. int rand 3)
	{
		next unless length $s;
		# The beginning has the counts that everything else depends on.
		my $at = int rand(rand() < 0.5 ? (length($s) < 100 ? length $s : 100) : length $s);
		my $way = int rand 5;
		if ($way == 0) { substr($s, $at, 1) = chr(ord(substr($s, $at, 1)) ^ (1 << int rand 8)); }
		elsif ($way == 1) { substr($s, $at, 1) = chr int rand 256; }
		elsif ($way == 2)
		{
			my $w = $word[ rand @word ];
			substr($s, $at, length $w) = $w if $at + length $w <= length $s;
		}
		elsif ($way == 3) { $s = substr($s, 0, $at); }
		else { substr($s, $at, 0) = substr($s, rand length $s, 1 + rand 16); }
	}
	return $s;
}

my $node = PostgreSQL::Test::Cluster->new('fuzz');
my $dir = PostgreSQL::Test::Utils::tempdir();
$node->init;
$node->append_conf('postgresql.conf', "log_statement = none\nlog_min_error_statement = panic\nlog_min_messages = fatal");
$node->start;
make_states($node, 'postgres');

# Use a state in every function that asks for nothing else; errors of a class of their own are theirs to raise.
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE attempt (id bigint, kind text, body text);
CREATE FUNCTION attempt_state(kind text, body text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	f record;
	said text;
	again text;
BEGIN
	EXECUTE format('SELECT $1::drift.%I::text', kind) INTO said USING body;
	EXECUTE format('SELECT $1::drift.%I::text', kind) INTO again USING said;
	IF said IS DISTINCT FROM again THEN
		RETURN 'text does not come back';
	END IF;
	FOR f IN SELECT p.oid::regproc::text AS name FROM pg_proc p
		WHERE p.pronamespace = 'drift'::regnamespace AND p.prokind = 'f' AND NOT 'internal'::regtype = ANY (p.proargtypes)
			AND p.proargtypes[0] = ('drift.' || quote_ident(kind))::regtype AND p.pronargs - p.pronargdefaults = 1
		UNION ALL SELECT 'drift.merge' LOOP
		BEGIN
			EXECUTE format('SELECT count(x) FROM (SELECT %s(v) x FROM (SELECT $1::drift.%I FROM generate_series(1, 2)) s(v)) q',
				f.name, kind) USING body;
		EXCEPTION WHEN internal_error OR data_corrupted THEN
			RETURN f.name || ': ' || sqlerrm;
		WHEN OTHERS THEN
			NULL;
		END;
	END LOOP;
	RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
	RETURN sqlstate;
END $$;
SQL

my (%text, %binary);
foreach my $type (split /\n/, $node->safe_psql('postgres', "SELECT substr(relname, 6) FROM pg_class WHERE relname ~ '^kept_' AND relkind = 'r'"))
{
	# Small ones are damaged more thoroughly in the same time.
	$node->safe_psql('postgres', "CREATE TABLE bin_$type (s drift.$type)");
	my $rows = $node->safe_psql('postgres', "SELECT encode(convert_to(s::text, 'utf8'), 'hex'),
		encode(drift.${type}_send(s), 'hex') FROM kept_$type ORDER BY length(s::text) LIMIT 3");
	foreach (split /\n/, $rows)
	{
		my ($t, $b) = split /\|/;
		push @{ $text{$type} }, pack('H*', $t);
		push @{ $binary{$type} }, pack('H*', $b);
	}
}

my ($tried, $accepted, %seen, @bad) = (0, 0);
my $end = time + $seconds;
srand $seed;
note "FUZZ_SEED=$seed";

while (time < $end && !@bad)
{
	foreach my $type (sort keys %text)
	{
		my $n = @{ $text{$type} };
		open my $out, '>:raw', "$dir/text" or die $!;
		foreach my $i (1 .. $batch)
		{
			my $s = damage_text($text{$type}[ rand $n ]);
			$s =~ s/([\\\t\n\r])/\\$1/g;
			$s =~ tr/\0//d;
			# Damage may split a character; what is no UTF-8 would end in COPY.
			utf8::decode(my $copy = $s) or next;
			print $out "$i\t$type\t$s\n";
		}
		close $out;
		my ($rc, $got, $err) = $node->psql('postgres', "TRUNCATE attempt; COPY attempt FROM '$dir/text';
			SELECT state, count(*), min(id) FROM (SELECT id, attempt_state(kind, body) AS state FROM attempt) q GROUP BY 1");
		push @bad, "text of $type: $err" if $rc != 0;
		foreach (split /\n/, $got // '')
		{
			my ($state, $count, $id) = split /\|/;
			$tried += $count;
			$seen{$state} += $count;
			$accepted += $count if $state eq 'ok';
			push @bad, "text of $type, line $id: $state" unless $clean{$state};
		}
		PostgreSQL::Test::Utils::system_log('cp', "$dir/text", "$PostgreSQL::Test::Utils::log_path/fuzz_text") if @bad;
		last if @bad;

		# One message a file, because COPY ends at its first error; one session for many files.
		my $sql = "\\set VERBOSITY sqlstate\n";
		foreach my $i (1 .. $batch / 8)
		{
			my $b = damage_bytes($binary{$type}[ rand $n ]);
			open my $bin, '>:raw', "$dir/bin$i" or die $!;
			print $bin "PGCOPY\n\xff\r\n\0", pack('NN', 0, 0), pack('nN', 1, length $b), $b, pack('n', 65535);
			close $bin;
			$sql .= "COPY bin_$type FROM '$dir/bin$i' (FORMAT binary);\n";
		}
		$sql .= "SELECT DISTINCT attempt_state('$type', s::text) FROM bin_$type; TRUNCATE bin_$type;";
		($rc, $got, $err) = $node->psql('postgres', $sql, on_error_stop => 0);
		push @bad, "binary of $type: session ended: $err" if $rc != 0;
		while ($err =~ /ERROR:\s+(\w{5})\b/g)
		{
			$tried++;
			$seen{$1}++;
			push @bad, "binary of $type: $1" unless $clean{$1};
		}
		push @bad, map { "accepted binary of $type: $_" } grep { !$clean{$_} } split /\n/, $got // '';
		last if @bad;
	}
}

is(join("\n", @bad), '', "no damaged state does harm (FUZZ_SEED=$seed)");
cmp_ok($tried, '>', 100, "$tried were tried, $accepted accepted");
note join ' ', map { "$_:$seen{$_}" } sort keys %seen;
is($node->safe_psql('postgres', 'SELECT 1'), '1', 'the server is alive');

done_testing();
