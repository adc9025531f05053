# DriftStates.pm - tables with a state of every kind, and their contents as text, for the whole-cluster tests
package DriftStates;

use strict;
use warnings;

use Exporter 'import';
our @EXPORT = qw(make_states uncovered_types state_text);

# How to make states of a type: small and exact, large enough to be toasted and summarized, with what is
# not a number, and of categories. A line is left out until its aggregates exist.
my %MAKE = (
	'sample' => "SELECT g % 4 AS grp, drift.sample_agg(sqrt(g) * (g % 7 - 3), g % 3 = 0) AS s
		FROM generate_series(1, 60000) g GROUP BY 1
		UNION ALL SELECT 4, drift.sample_agg(x::float8, i % 2 = 0)
		FROM unnest('{NaN,Infinity,-Infinity,NULL,-0,1e-300,5e-324,1.7e308}'::text[]) WITH ORDINALITY AS u(x, i)",
	'profile' => "SELECT g % 4 AS grp, drift.profile_agg(sqrt(g) * (g % 7 - 3)) AS s
		FROM generate_series(1, 200000) g GROUP BY 1
		UNION ALL SELECT 4, drift.profile_agg(x::float8)
		FROM unnest('{NaN,Infinity,-Infinity,NULL,-0,1e-300,5e-324,1.7e308}'::text[]) AS u(x)
		UNION ALL SELECT 5, drift.profile_agg('café ' || (g::bigint * g % 9973)::text)
		FROM generate_series(1, 50000) g",
	'profiles' => "SELECT g % 4 AS grp, drift.profile_json_agg(jsonb_build_object('a', sqrt(g) * (g % 7 - 3), 'b.c', 'x' || g % 97,
		'd', jsonb_build_object('e', g % 2 = 0, 'f', CASE g % 3 WHEN 0 THEN '[1]' WHEN 1 THEN '2.5' ELSE 'null' END::jsonb))) AS s
		FROM generate_series(1, 20000) g GROUP BY 1
		UNION ALL SELECT 4, drift.profile_json_agg(x::jsonb) FROM unnest(ARRAY[NULL, '[]', '{\"\": 1e400, \"a\": [], \"é\": \"ü\"}']) AS u(x)",
	'outcome' => "SELECT g % 4 AS grp, drift.binary_outcome_agg(g % 5 = 0, g % 7 < 2, (g * 31 % 997) / 997.0) AS s
		FROM generate_series(1, 20000) g GROUP BY 1",
	'fairness' => "SELECT g % 4 AS grp, drift.fairness_agg('group ' || g % 11, g % 5 = 0, g % 7 < 2) AS s
		FROM generate_series(1, 20000) g GROUP BY 1",
	'calibrator' => "SELECT g % 4 AS grp, drift.calibrator_agg((g * 31 % 997) / 997.0, g % 5 = 0) AS s
		FROM generate_series(1, 20000) g GROUP BY 1",
	'ranking' => "SELECT g % 4 AS grp, drift.ranking_agg('query ' || g % 311, (g % 7 = 0)::int, (g * 31 % 997) / 997.0) AS s
		FROM generate_series(1, 20000) g GROUP BY 1");

# List the types of drift that hold data, tables' row types aside.
sub types
{
	my ($node, $db) = @_;
	return split /\n/, $node->safe_psql($db, "SELECT typname FROM pg_type
		WHERE typnamespace = 'drift'::regnamespace AND typtype = 'b' AND typcategory <> 'A' ORDER BY 1");
}

# Name the types that no test here would notice losing.
sub uncovered_types
{
	my ($node, $db) = @_;
	return grep { !$MAKE{$_} } types($node, $db);
}

# Create the extension and one table per type; return how many.
sub make_states
{
	my ($node, $db) = @_;
	$node->safe_psql($db, 'CREATE EXTENSION drift');
	my @types = grep { $MAKE{$_} } types($node, $db);
	foreach my $type (@types)
	{
		$node->safe_psql($db, "CREATE TABLE kept_$type (grp int PRIMARY KEY, s drift.$type NOT NULL);
			INSERT INTO kept_$type $MAKE{$type}");
	}
	return scalar @types;
}

# Return all states as text: lossless, so equal text is an equal state.
sub state_text
{
	my ($node, $db) = @_;
	my $all = '';
	foreach my $type (grep { $MAKE{$_} } types($node, $db))
	{
		$all .= $node->safe_psql($db, "SELECT '$type', grp, s FROM kept_$type ORDER BY grp") . "\n";
	}
	return $all;
}

1;
