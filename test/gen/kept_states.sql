-- kept_states.sql: states of every type, kind and form, for test/kept and as seeds of test/fuzz
--
-- Makes the table kept: a row for each state, a column for each type. test/gen/kept_states.sh writes it to
-- test/kept. Where a form would need gigabytes to come about, its text is put together from smaller ones.

CREATE TABLE kept (name text PRIMARY KEY, sample drift.sample, profile drift.profile, outcome drift.outcome,
	fairness drift.fairness, calibrator drift.calibrator, profiles drift.profiles, ranking drift.ranking);

-- drift.profile
INSERT INTO kept (name, profile)
SELECT 'profile empty', drift.profile_agg(NULL::float8)
UNION ALL SELECT 'profile distinct', drift.profile_agg(sqrt(g)) FROM generate_series(1, 50) g
UNION ALL SELECT 'profile counted', drift.profile_agg(CASE WHEN g % 11 > 0 THEN g % 7 - 3 + 0.25 END)
	FROM generate_series(1, 5000) g
UNION ALL SELECT 'profile wide counts', drift.profile_agg(CASE WHEN g <= 3 THEN g ELSE 0 END) FROM generate_series(1, 70000) g
UNION ALL SELECT 'profile special', drift.profile_agg(x::float8) FROM
	unnest('{NaN,NaN,Infinity,-Infinity,NULL,-0,0,1e-300,5e-324,-1.7e308,1.7e308}'::text[]) x
UNION ALL SELECT 'profile summary', drift.profile_agg(sqrt(g) * (g % 7 - 3)) FROM generate_series(1, 40000) g
UNION ALL SELECT 'profile categories', drift.profile_agg(v) FROM
	unnest('{a,b,b,"",NULL,"two words","\"\\",café,日本}'::text[]) v
UNION ALL SELECT 'profile folded', drift.profile_agg(repeat('é', 100 + g) || g % 2) FROM generate_series(20, 40) g
UNION ALL SELECT 'profile heavy hitters', drift.profile_agg(CASE WHEN g % 3 = 0 THEN 'often' ELSE 'c' || g END)
	FROM generate_series(1, 30000) g;

INSERT INTO kept (name, profile)
SELECT 'profile weighted', drift.profile_agg(CASE WHEN g % 9 > 0 THEN g % 7 - 3 + 0.25 END, 0.1 + g % 3) FROM generate_series(1, 500) g
UNION ALL SELECT 'profile weighted whole', drift.profile_agg(sqrt(g % 13), g % 5) FROM generate_series(1, 500) g
UNION ALL SELECT 'profile weighted summary', drift.profile_agg(sqrt(g), 1 + g % 10 / 3.0::float8) FROM generate_series(1, 20000) g
UNION ALL SELECT 'profile weighted categories', drift.profile_agg('c' || g % 7, sqrt(g)) FROM generate_series(1, 200) g
UNION ALL SELECT 'profile weighted heavy hitters', drift.profile_agg(CASE WHEN g % 3 = 0 THEN 'often' ELSE 'c' || g END, 1 + g % 4 / 7.0::float8)
	FROM generate_series(1, 20000) g;

-- drift.sample
INSERT INTO kept (name, sample)
SELECT 'sample empty', drift.sample_agg(NULL::float8, true)
UNION ALL SELECT 'sample sorted', drift.sample_agg(sqrt(g), g % 3 = 0) FROM generate_series(1, 60) g
UNION ALL SELECT 'sample pairs', drift.sample_agg(g % 5 - 1.5, g % 3 = 0) FROM generate_series(1, 900) g
UNION ALL SELECT 'sample special', drift.sample_agg(x::float8, i % 2 = 0) FROM
	unnest('{NaN,Infinity,-Infinity,NULL,-0,1e-300,5e-324,1.7e308}'::text[]) WITH ORDINALITY AS u (x, i)
UNION ALL SELECT 'sample categories', drift.sample_agg('c' || sqrt(g)::int, g % 3 = 0) FROM generate_series(1, 90) g
UNION ALL SELECT 'sample weighted', drift.sample_agg(g % 11 - 1.5, g % 3 = 0, 0.1 + g % 4) FROM generate_series(1, 300) g
UNION ALL SELECT 'sample weighted categories', drift.sample_agg('c' || g % 7, g % 3 = 0, sqrt(g)) FROM generate_series(1, 90) g
UNION ALL SELECT 'sample summary', ('drift.sample 1 numeric {nulls:0 nans:0 form:3 ' ||
	rtrim(substr(profile::text, length('drift.profile 1 numeric {') + 1), '}') ||
	' nulls:2 nans:1 form:1 values:[1 2 2.5]}')::drift.sample FROM kept WHERE name = 'profile summary';

-- drift.outcome
INSERT INTO kept (name, outcome)
SELECT 'binary without scores', drift.binary_outcome_agg(CASE WHEN g % 17 > 0 THEN g % 5 = 0 END, g % 7 < 2, NULL)
	FROM generate_series(1, 300) g
UNION ALL SELECT 'binary with scores', drift.binary_outcome_agg(g % 5 = 0, g % 7 < 2, (g * 31 % 97) / 97.0)
	FROM generate_series(1, 300) g
UNION ALL SELECT 'binary with summary', drift.binary_outcome_agg(g % 5 = 0, g % 7 < 2, 1 / sqrt(g))
	FROM generate_series(1, 50000) g
UNION ALL SELECT 'binary with weights', drift.binary_outcome_agg(g % 5 = 0, g % 7 < 2, (g * 31 % 97) / 97.0, 0.5 + g % 3)
	FROM generate_series(1, 300) g
UNION ALL SELECT 'classes', drift.class_outcome_agg('class ' || g % 5, CASE WHEN g % 7 > 0 THEN 'class ' || g % 4 END)
	FROM generate_series(1, 200) g
UNION ALL SELECT 'classes with scores', drift.class_outcome_agg('c' || g % 3, 'c' || (g + g % 2) % 3,
	jsonb_build_object('c0', (g % 7) / 20.0, 'c1', (g % 5) / 20.0, 'c2', 1 - (g % 7 + g % 5) / 20.0)) FROM generate_series(1, 120) g
UNION ALL SELECT 'regression with weights', drift.regression_outcome_agg(sqrt(g), sqrt(g) + g % 3 - 0.5, 0.5 + g % 4) FROM generate_series(1, 199) g
UNION ALL SELECT 'regression', drift.regression_outcome_agg(sqrt(g), sqrt(g) + g % 3 - 0.5) FROM generate_series(1, 199) g
UNION ALL SELECT 'estimated', drift.estimated_outcome_agg(g % 3 = 0, (g % 11) / 11.0, g % 13) FROM generate_series(1, 200) g;

-- drift.fairness
INSERT INTO kept (name, fairness)
SELECT 'groups', drift.fairness_agg(CASE WHEN g % 13 > 0 THEN 'group ' || g % 4 END, g % 5 = 0, g % 7 < 2)
	FROM generate_series(1, 400) g
UNION ALL SELECT 'groups with a metric', 'drift.fairness 1 groups {metric:"equalized_odds" unknown:[0 0 0 0 0 0 0 0 0] groups:["a" 5 1 0 2 7 0 0 0 0 "b" 4 2 0 1 9 0 0 0 1]}';

-- drift.calibrator
INSERT INTO kept (name, calibrator)
SELECT 'calibrator', drift.calibrator_agg((g * 31 % 97) / 97.0, g % 97 > g * 31 % 89) FROM generate_series(1, 400) g
UNION ALL SELECT 'calibrator rounded', 'drift.calibrator 1 binary {missing:3 bits:40 scores:[-1 0.25 0.5 3] counts:[4 2 3 300] positives:[0 1 1 299]}';

-- drift.profiles
INSERT INTO kept (name, profiles)
SELECT 'keys', drift.profile_json_agg(CASE g % 20 WHEN 0 THEN NULL WHEN 1 THEN '[1]'::jsonb
	ELSE jsonb_build_object('amount', sqrt(g), 'channel', 'c' || g % 4, 'new', g % 3 = 0, 'nested', jsonb_build_object('a.b', g % 9, 'none', NULL))
		|| CASE WHEN g % 7 = 0 THEN '{"channel": 5, "list": []}' ELSE '{}' END::jsonb END)
	FROM generate_series(1, 300) g
UNION ALL SELECT 'keys with a summary', drift.profile_json_agg(jsonb_build_object('x', sqrt(g))) FROM generate_series(1, 20000) g;

-- drift.ranking
INSERT INTO kept (name, ranking)
SELECT 'queries', drift.ranking_agg('q' || g % 40, (g % 4)::float8, CASE WHEN g % 11 > 0 THEN sqrt(g) END) FROM generate_series(1, 400) g
UNION ALL SELECT 'queries that wait', 'drift.ranking 1 queries {rows:[3 0 1 0] waiting:[-42 1 0.5 -42 0 0.25 7 1 NaN] queries:[0 0] sums:[]}';
