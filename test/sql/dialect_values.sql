-- metrics as other projects define them, NumPy 1.24.2, SciPy 1.10.1: made by test/gen/dialect.py, do not edit
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
SET extra_float_digits = 1;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT no_plan();

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) % 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) % 2147483647) AS s(h)';
CREATE FUNCTION pg_temp.rows(seed bigint, n bigint, OUT i float8, OUT u float8, OUT v float8)
RETURNS SETOF record LANGUAGE sql IMMUTABLE AS
'SELECT i, pg_temp.u(seed, i), pg_temp.u(seed + 1, i) FROM generate_series(1, n) AS i';
CREATE FUNCTION pg_temp.report(name text, metric text, actual float8, expected float8) RETURNS text
LANGUAGE sql IMMUTABLE AS
$$SELECT format('%s: %s instead of %s', name, coalesce(actual::text, 'NULL'), coalesce(expected::text, 'NULL'))
WHERE (actual IS NULL) <> (expected IS NULL) OR actual <> expected AND NOT coalesce(abs(actual - expected) <=
	CASE WHEN metric LIKE '%_test' THEN 1e-6 * abs(expected) + 1e-300 ELSE 1e-9 * greatest(1, abs(expected)) END, false)$$;

CREATE TEMP TABLE numbers AS
SELECT name, is_current, x AS value FROM (
	SELECT 'uniform', false, (u)::float8 FROM pg_temp.rows(0, 500)
	UNION ALL
	SELECT 'uniform', true, (u + 0.1)::float8 FROM pg_temp.rows(10, 400)
	UNION ALL
	SELECT 'bell', false, (u + v - 1)::float8 FROM pg_temp.rows(1000, 800)
	UNION ALL
	SELECT 'bell', true, ((u + v - 1) * 0.7)::float8 FROM pg_temp.rows(1010, 700)
	UNION ALL
	SELECT 'skewed', false, (1 / (u + 0.01))::float8 FROM pg_temp.rows(2000, 900)
	UNION ALL
	SELECT 'skewed', true, (1 / (u + 0.02))::float8 FROM pg_temp.rows(2010, 800)
	UNION ALL
	SELECT 'wider than the reference', false, (u)::float8 FROM pg_temp.rows(3000, 1000)
	UNION ALL
	SELECT 'wider than the reference', true, (u * 1.5 - 0.2)::float8 FROM pg_temp.rows(3010, 900)
	UNION ALL
	SELECT 'nothing in common', false, (u)::float8 FROM pg_temp.rows(4000, 300)
	UNION ALL
	SELECT 'nothing in common', true, (u + 2)::float8 FROM pg_temp.rows(4010, 300)
	UNION ALL
	SELECT 'twenty values', false, (floor(u * 20))::float8 FROM pg_temp.rows(5000, 600)
	UNION ALL
	SELECT 'twenty values', true, (floor(u * 25))::float8 FROM pg_temp.rows(5010, 500)
	UNION ALL
	SELECT 'twenty-one values', false, (floor(u * 21))::float8 FROM pg_temp.rows(6000, 600)
	UNION ALL
	SELECT 'twenty-one values', true, (floor(u * 25))::float8 FROM pg_temp.rows(6010, 500)
	UNION ALL
	SELECT 'integers', false, (floor(u * 100))::float8 FROM pg_temp.rows(7000, 700)
	UNION ALL
	SELECT 'integers', true, (floor(u * 100 + 3))::float8 FROM pg_temp.rows(7010, 800)
	UNION ALL
	SELECT 'two values', false, (floor(u * 2))::float8 FROM pg_temp.rows(8000, 400)
	UNION ALL
	SELECT 'two values', true, (floor(u * 2.2))::float8 FROM pg_temp.rows(8010, 300)
	UNION ALL
	SELECT 'constant against itself', false, (7)::float8 FROM pg_temp.rows(9000, 40)
	UNION ALL
	SELECT 'constant against itself', true, (7)::float8 FROM pg_temp.rows(9010, 30)
	UNION ALL
	SELECT 'constant against another', false, (7)::float8 FROM pg_temp.rows(10000, 40)
	UNION ALL
	SELECT 'constant against another', true, (8)::float8 FROM pg_temp.rows(10010, 30)
	UNION ALL
	SELECT 'constant against spread', false, (0)::float8 FROM pg_temp.rows(11000, 100)
	UNION ALL
	SELECT 'constant against spread', true, (u)::float8 FROM pg_temp.rows(11010, 200)
	UNION ALL
	SELECT 'spread against constant', false, (u)::float8 FROM pg_temp.rows(12000, 200)
	UNION ALL
	SELECT 'spread against constant', true, (0.5)::float8 FROM pg_temp.rows(12010, 100)
	UNION ALL
	SELECT 'one row each', false, (3)::float8 FROM pg_temp.rows(13000, 1)
	UNION ALL
	SELECT 'one row each', true, (4)::float8 FROM pg_temp.rows(13010, 1)
	UNION ALL
	SELECT 'two rows', false, (i)::float8 FROM pg_temp.rows(14000, 2)
	UNION ALL
	SELECT 'two rows', true, (i + 0.5)::float8 FROM pg_temp.rows(14010, 3)
	UNION ALL
	SELECT 'few rows', false, (u)::float8 FROM pg_temp.rows(15000, 9)
	UNION ALL
	SELECT 'few rows', true, (u * 2)::float8 FROM pg_temp.rows(15010, 12)
	UNION ALL
	SELECT 'sixteen and sixteen', false, (i)::float8 FROM pg_temp.rows(16000, 16)
	UNION ALL
	SELECT 'sixteen and sixteen', true, (i + 0.3)::float8 FROM pg_temp.rows(16010, 16)
	UNION ALL
	SELECT 'ages', false, (floor(90 * u * v))::float8 FROM pg_temp.rows(17000, 2000)
	UNION ALL
	SELECT 'ages', true, (floor(95 * u * v))::float8 FROM pg_temp.rows(17010, 1500)
	UNION ALL
	SELECT 'zero inflated', false, (floor(u + 0.4) * v)::float8 FROM pg_temp.rows(18000, 900)
	UNION ALL
	SELECT 'zero inflated', true, (floor(u + 0.3) * v)::float8 FROM pg_temp.rows(18010, 900)
	UNION ALL
	SELECT 'rare bins', false, (u * v * u)::float8 FROM pg_temp.rows(19000, 30000)
	UNION ALL
	SELECT 'rare bins', true, (u * v)::float8 FROM pg_temp.rows(19010, 200)
	UNION ALL
	SELECT 'negative', false, (-1 - u * v)::float8 FROM pg_temp.rows(20000, 400)
	UNION ALL
	SELECT 'negative', true, (-1 - u * u)::float8 FROM pg_temp.rows(20010, 500)
	UNION ALL
	SELECT 'far from zero', false, (1e6 + u)::float8 FROM pg_temp.rows(21000, 500)
	UNION ALL
	SELECT 'far from zero', true, (1e6 + u * 1.1)::float8 FROM pg_temp.rows(21010, 500)
	UNION ALL
	SELECT 'ten thousand', false, (u)::float8 FROM pg_temp.rows(22000, 10000)
	UNION ALL
	SELECT 'ten thousand', true, (u * 1.05 - 0.02)::float8 FROM pg_temp.rows(22010, 5000)
	UNION ALL
	SELECT 'ten thousand integers', false, (floor(u * 80))::float8 FROM pg_temp.rows(23000, 12000)
	UNION ALL
	SELECT 'ten thousand integers', true, (floor(u * v * 90) - 1)::float8 FROM pg_temp.rows(23010, 5000)
	UNION ALL
	SELECT 'ten thousand constant', false, (5)::float8 FROM pg_temp.rows(24000, 10000)
	UNION ALL
	SELECT 'ten thousand constant', true, (5 + floor(u * 3) - 1)::float8 FROM pg_temp.rows(24010, 1000)
	UNION ALL
	SELECT 'just below ten thousand', false, (u)::float8 FROM pg_temp.rows(25000, 9999)
	UNION ALL
	SELECT 'just below ten thousand', true, (u * 1.05 - 0.02)::float8 FROM pg_temp.rows(25010, 5000)
	UNION ALL
	SELECT 'infinities', false, (CASE WHEN i <= 3 THEN -'Infinity'::float8 ELSE CASE WHEN i > 290 THEN 'Infinity'::float8 ELSE u END END)::float8 FROM pg_temp.rows(26000, 300)
	UNION ALL
	SELECT 'infinities', true, (CASE WHEN i > 190 THEN 'Infinity'::float8 ELSE u * 1.1 END)::float8 FROM pg_temp.rows(26010, 200)
	UNION ALL
	SELECT 'no numbers, reference', false, (CASE WHEN i <= 30 THEN 'Infinity'::float8 - 'Infinity'::float8 ELSE u END)::float8 FROM pg_temp.rows(27000, 300)
	UNION ALL
	SELECT 'no numbers, reference', true, (u)::float8 FROM pg_temp.rows(27010, 200)
	UNION ALL
	SELECT 'no numbers, both', false, (CASE WHEN i <= 30 THEN 'Infinity'::float8 - 'Infinity'::float8 ELSE u END)::float8 FROM pg_temp.rows(28000, 300)
	UNION ALL
	SELECT 'no numbers, both', true, (CASE WHEN i <= 50 THEN 'Infinity'::float8 - 'Infinity'::float8 ELSE u END)::float8 FROM pg_temp.rows(28010, 200)
	UNION ALL
	SELECT 'one finite value', false, (CASE WHEN i <= 50 THEN 'Infinity'::float8 ELSE 1 END)::float8 FROM pg_temp.rows(29000, 100)
	UNION ALL
	SELECT 'one finite value', true, (1)::float8 FROM pg_temp.rows(29010, 80)
) AS s(name, is_current, x);

CREATE TEMP TABLE expected_numbers (name text, dialect text, metric text, expected float8);
INSERT INTO expected_numbers VALUES
	('uniform', 'deepchecks', 'ks_stat', 0.115),
	('uniform', 'deepchecks', 'wasserstein', 0.09275985632119203),
	('uniform', 'deequ', 'ks_stat', 0.0),
	('uniform', 'evidently', 'psi', 0.927847435760522),
	('uniform', 'evidently', 'js_distance', 0.24641953698030894),
	('uniform', 'evidently', 'kl_divergence', 0.6373565915928486),
	('uniform', 'evidently', 'hellinger', 0.27990365157061076),
	('uniform', 'evidently', 'wasserstein', 0.32797909282602566),
	('uniform', 'evidently', 'energy_distance', 0.13342162842703095),
	('uniform', 'evidently', 'ks_test', 0.005161998201453492),
	('uniform', 'evidently', 'chi2_test', 0.0),
	('uniform', 'evidently', 'g_test', NULL),
	('uniform', 'nannyml', 'js_distance', 0.31518968878653986),
	('uniform', 'nannyml', 'hellinger', 0.3129521219321366),
	('uniform', 'nannyml', 'ks_stat', 0.115),
	('uniform', 'nannyml', 'wasserstein', 0.09521980491640038),
	('uniform', 'sagemaker', 'ks_stat', 0.0),
	('uniform', 'tfdv', 'js_divergence', 0.10530504989113984),
	('uniform', 'whylogs', 'hellinger', 0.2825496441809491),
	('uniform', 'whylogs', 'ks_stat', 0.11499999999999999),
	('uniform', 'whylogs', 'ks_test', 0.005158251338978431),
	('bell', 'deepchecks', 'ks_stat', 0.10535714285714286),
	('bell', 'deepchecks', 'wasserstein', 0.06267097212401256),
	('bell', 'deequ', 'ks_stat', 0.012198292345925038),
	('bell', 'evidently', 'psi', 0.46639256998521794),
	('bell', 'evidently', 'js_distance', 0.20095554372558708),
	('bell', 'evidently', 'kl_divergence', 0.3336376480367322),
	('bell', 'evidently', 'hellinger', 0.22032284520941486),
	('bell', 'evidently', 'wasserstein', 0.25334510890279505),
	('bell', 'evidently', 'energy_distance', 0.12081119955888808),
	('bell', 'evidently', 'ks_test', 0.00045984574438130064),
	('bell', 'evidently', 'chi2_test', 0.0),
	('bell', 'evidently', 'g_test', NULL),
	('bell', 'nannyml', 'js_distance', 0.24524550005122464),
	('bell', 'nannyml', 'hellinger', 0.22611199873053064),
	('bell', 'nannyml', 'ks_stat', 0.10535714285714286),
	('bell', 'nannyml', 'wasserstein', 0.10293780539624292),
	('bell', 'sagemaker', 'ks_stat', 0.012198292345925038),
	('bell', 'tfdv', 'js_divergence', 0.07760769952197016),
	('bell', 'whylogs', 'hellinger', 0.25922481489904436),
	('bell', 'whylogs', 'ks_stat', 0.10410714285714287),
	('bell', 'whylogs', 'ks_test', 0.0005661879756316927),
	('skewed', 'deepchecks', 'ks_stat', 0.03277777777777778),
	('skewed', 'deepchecks', 'wasserstein', 0.013427327458768212),
	('skewed', 'deequ', 'ks_stat', 0.0),
	('skewed', 'evidently', 'psi', 0.04468360792199435),
	('skewed', 'evidently', 'js_distance', 0.06853303479447663),
	('skewed', 'evidently', 'kl_divergence', 0.032395466191719124),
	('skewed', 'evidently', 'hellinger', 0.08107256954381016),
	('skewed', 'evidently', 'wasserstein', 0.09279821077655158),
	('skewed', 'evidently', 'energy_distance', 0.15289659002556227),
	('skewed', 'evidently', 'ks_test', 0.7380639751079486),
	('skewed', 'evidently', 'chi2_test', 0.0),
	('skewed', 'evidently', 'g_test', NULL),
	('skewed', 'nannyml', 'js_distance', 0.1256343242798584),
	('skewed', 'nannyml', 'hellinger', 0.12374966986932756),
	('skewed', 'nannyml', 'ks_stat', 0.03277777777777778),
	('skewed', 'nannyml', 'wasserstein', 0.9015312060060633),
	('skewed', 'sagemaker', 'ks_stat', 0.0),
	('skewed', 'tfdv', 'js_divergence', 0.15395451665434445),
	('skewed', 'whylogs', 'hellinger', 0.10386708531505658),
	('skewed', 'whylogs', 'ks_stat', 0.03138888888888891),
	('skewed', 'whylogs', 'ks_test', 0.785459607944118),
	('wider than the reference', 'deepchecks', 'ks_stat', 0.18055555555555555),
	('wider than the reference', 'deepchecks', 'wasserstein', 0.08900885152460986),
	('wider than the reference', 'deequ', 'ks_stat', 0.09785126304301422),
	('wider than the reference', 'evidently', 'psi', 1.8520710055517984),
	('wider than the reference', 'evidently', 'js_distance', 0.32886489921300743),
	('wider than the reference', 'evidently', 'kl_divergence', 0.34257820203200934),
	('wider than the reference', 'evidently', 'hellinger', 0.3827598426627498),
	('wider than the reference', 'evidently', 'wasserstein', 0.4680505417914939),
	('wider than the reference', 'evidently', 'energy_distance', 0.17499954515673052),
	('wider than the reference', 'evidently', 'ks_test', 5.739647360280726e-14),
	('wider than the reference', 'evidently', 'chi2_test', 0.0),
	('wider than the reference', 'evidently', 'g_test', NULL),
	('wider than the reference', 'nannyml', 'js_distance', 0.43675004486284713),
	('wider than the reference', 'nannyml', 'hellinger', 0.42639848835614697),
	('wider than the reference', 'nannyml', 'ks_stat', 0.18055555555555555),
	('wider than the reference', 'nannyml', 'wasserstein', 0.13213019008352794),
	('wider than the reference', 'sagemaker', 'ks_stat', 0.09785126304301422),
	('wider than the reference', 'tfdv', 'js_divergence', 0.18996223467955817),
	('wider than the reference', 'whylogs', 'hellinger', 0.428685061271762),
	('wider than the reference', 'whylogs', 'ks_stat', 0.18022222222222217),
	('wider than the reference', 'whylogs', 'ks_test', 6.082566450223486e-14),
	('nothing in common', 'deepchecks', 'ks_stat', 1.0),
	('nothing in common', 'deepchecks', 'wasserstein', 0.6805506305084281),
	('nothing in common', 'deequ', 'ks_stat', 0.8530306154330093),
	('nothing in common', 'evidently', 'psi', 15.678188560028858),
	('nothing in common', 'evidently', 'js_distance', 0.8325546111576978),
	('nothing in common', 'evidently', 'kl_divergence', 7.823416806627838),
	('nothing in common', 'evidently', 'hellinger', 1.0),
	('nothing in common', 'evidently', 'wasserstein', 6.97918335950707),
	('nothing in common', 'evidently', 'energy_distance', 1.8252893219457247),
	('nothing in common', 'evidently', 'ks_test', 1.4802978791996799e-179),
	('nothing in common', 'evidently', 'chi2_test', 0.0),
	('nothing in common', 'evidently', 'g_test', 0.0),
	('nothing in common', 'nannyml', 'js_distance', 1.0),
	('nothing in common', 'nannyml', 'hellinger', 1.0),
	('nothing in common', 'nannyml', 'ks_stat', 1.0),
	('nothing in common', 'nannyml', 'wasserstein', 1.9951541986433579),
	('nothing in common', 'sagemaker', 'ks_stat', 0.8530306154330093),
	('nothing in common', 'tfdv', 'js_divergence', 1.0),
	('nothing in common', 'whylogs', 'hellinger', 0.9999999999999999),
	('nothing in common', 'whylogs', 'ks_stat', 1.0),
	('nothing in common', 'whylogs', 'ks_test', 0.0),
	('twenty values', 'deepchecks', 'ks_stat', 0.198),
	('twenty values', 'deepchecks', 'wasserstein', 0.08503289766159863),
	('twenty values', 'deequ', 'ks_stat', 0.0),
	('twenty values', 'evidently', 'psi', 1.2697245235412782),
	('twenty values', 'evidently', 'js_distance', 0.28047852955205294),
	('twenty values', 'evidently', 'kl_divergence', 0.23780684776639963),
	('twenty values', 'evidently', 'hellinger', 0.3241037370928084),
	('twenty values', 'evidently', 'wasserstein', 0.39069054796356223),
	('twenty values', 'evidently', 'energy_distance', 0.7581953720659486),
	('twenty values', 'evidently', 'ks_test', 7.949712524070377e-10),
	('twenty values', 'evidently', 'chi2_test', 0.0),
	('twenty values', 'evidently', 'g_test', NULL),
	('twenty values', 'nannyml', 'js_distance', 0.3309284128412451),
	('twenty values', 'nannyml', 'hellinger', 0.32604314562062087),
	('twenty values', 'nannyml', 'ks_stat', 0.198),
	('twenty values', 'nannyml', 'wasserstein', 2.2270000000000003),
	('twenty values', 'sagemaker', 'ks_stat', 0.0890045872524903),
	('twenty values', 'tfdv', 'js_divergence', 0.12115374503228937),
	('twenty values', 'whylogs', 'hellinger', 0.3302849224190876),
	('twenty values', 'whylogs', 'ks_stat', 0.19799999999999995),
	('twenty values', 'whylogs', 'ks_test', 7.443702397825605e-10),
	('twenty-one values', 'deepchecks', 'ks_stat', 0.17033333333333334),
	('twenty-one values', 'deepchecks', 'wasserstein', 0.11080555555555555),
	('twenty-one values', 'deequ', 'ks_stat', 0.0),
	('twenty-one values', 'evidently', 'psi', 0.9733503293660885),
	('twenty-one values', 'evidently', 'js_distance', 0.23557300274586562),
	('twenty-one values', 'evidently', 'kl_divergence', 0.17442021161294038),
	('twenty-one values', 'evidently', 'hellinger', 0.20275359854029273),
	('twenty-one values', 'evidently', 'wasserstein', 0.44501855827763964),
	('twenty-one values', 'evidently', 'energy_distance', 0.841703299532825),
	('twenty-one values', 'evidently', 'ks_test', 2.2324042893164635e-07),
	('twenty-one values', 'evidently', 'chi2_test', 0.0),
	('twenty-one values', 'evidently', 'g_test', NULL),
	('twenty-one values', 'nannyml', 'js_distance', 0.31055282508580523),
	('twenty-one values', 'nannyml', 'hellinger', 0.3033900290820125),
	('twenty-one values', 'nannyml', 'ks_stat', 0.17033333333333334),
	('twenty-one values', 'nannyml', 'wasserstein', 2.659333333333333),
	('twenty-one values', 'sagemaker', 'ks_stat', 0.06133792058582363),
	('twenty-one values', 'tfdv', 'js_divergence', 0.11187038053577839),
	('twenty-one values', 'whylogs', 'hellinger', 0.3095228345518444),
	('twenty-one values', 'whylogs', 'ks_stat', 0.17033333333333334),
	('twenty-one values', 'whylogs', 'ks_test', 2.1483864372431062e-07),
	('integers', 'deepchecks', 'ks_stat', 0.04375),
	('integers', 'deepchecks', 'wasserstein', 0.03328617122597623),
	('integers', 'deequ', 'ks_stat', 0.0),
	('integers', 'evidently', 'psi', 0.030565393267170563),
	('integers', 'evidently', 'js_distance', 0.06167768902862459),
	('integers', 'evidently', 'kl_divergence', 0.01495136904230766),
	('integers', 'evidently', 'hellinger', 0.05400319299573684),
	('integers', 'evidently', 'wasserstein', 0.09524349950749082),
	('integers', 'evidently', 'energy_distance', 0.4015729595437605),
	('integers', 'evidently', 'ks_test', 0.45787597845575356),
	('integers', 'evidently', 'chi2_test', 0.0),
	('integers', 'evidently', 'g_test', NULL),
	('integers', 'nannyml', 'js_distance', 0.15833127653036191),
	('integers', 'nannyml', 'hellinger', 0.15521375644932622),
	('integers', 'nannyml', 'ks_stat', 0.04375),
	('integers', 'nannyml', 'wasserstein', 2.721785714285714),
	('integers', 'sagemaker', 'ks_stat', 0.0),
	('integers', 'tfdv', 'js_divergence', 0.0328701353504075),
	('integers', 'whylogs', 'hellinger', 0.12564983351171657),
	('integers', 'whylogs', 'ks_stat', 0.043749999999999956),
	('integers', 'whylogs', 'ks_test', 0.4601001414997491),
	('two values', 'deepchecks', 'ks_stat', 0.10333333333333333),
	('two values', 'deepchecks', 'wasserstein', 0.08625000000000002),
	('two values', 'deequ', 'ks_stat', 0.0),
	('two values', 'evidently', 'psi', 0.7287121702949937),
	('two values', 'evidently', 'js_distance', 0.1932320566562246),
	('two values', 'evidently', 'kl_divergence', 0.10876462321559359),
	('two values', 'evidently', 'hellinger', 0.23063653958078828),
	('two values', 'evidently', 'wasserstein', 0.34573113008588297),
	('two values', 'evidently', 'energy_distance', 0.17585110494708622),
	('two values', 'evidently', 'ks_test', 0.04832862328717208),
	('two values', 'evidently', 'chi2_test', 0.0),
	('two values', 'evidently', 'g_test', NULL),
	('two values', 'nannyml', 'js_distance', 0.2320953533456842),
	('two values', 'nannyml', 'hellinger', 0.23063653958078828),
	('two values', 'nannyml', 'ks_stat', 0.10333333333333333),
	('two values', 'nannyml', 'wasserstein', 0.17250000000000004),
	('two values', 'sagemaker', 'ks_stat', 0.0),
	('two values', 'tfdv', 'js_divergence', 0.353680582410397),
	('two values', 'whylogs', 'hellinger', 0.23063653958078836),
	('two values', 'whylogs', 'ks_stat', 0.10333333333333339),
	('two values', 'whylogs', 'ks_test', 0.04823488040299073),
	('constant against itself', 'deepchecks', 'ks_stat', 0.0),
	('constant against itself', 'deepchecks', 'wasserstein', 0.0),
	('constant against itself', 'deequ', 'ks_stat', 0.0),
	('constant against itself', 'evidently', 'psi', 0.0),
	('constant against itself', 'evidently', 'js_distance', 0.0),
	('constant against itself', 'evidently', 'kl_divergence', 0.0),
	('constant against itself', 'evidently', 'hellinger', 0.0),
	('constant against itself', 'evidently', 'wasserstein', 0.0),
	('constant against itself', 'evidently', 'energy_distance', 0.0),
	('constant against itself', 'evidently', 'ks_test', 1.0),
	('constant against itself', 'evidently', 'chi2_test', NULL),
	('constant against itself', 'evidently', 'g_test', NULL),
	('constant against itself', 'nannyml', 'js_distance', 0.0),
	('constant against itself', 'nannyml', 'hellinger', 0.0),
	('constant against itself', 'nannyml', 'ks_stat', 0.0),
	('constant against itself', 'nannyml', 'wasserstein', 0.0),
	('constant against itself', 'sagemaker', 'ks_stat', 0.0),
	('constant against itself', 'tfdv', 'js_divergence', 0.0),
	('constant against itself', 'whylogs', 'hellinger', 0.0),
	('constant against itself', 'whylogs', 'ks_stat', 0.0),
	('constant against itself', 'whylogs', 'ks_test', 1.0),
	('constant against another', 'deepchecks', 'ks_stat', 1.0),
	('constant against another', 'deepchecks', 'wasserstein', 1.0),
	('constant against another', 'deequ', 'ks_stat', 0.0),
	('constant against another', 'evidently', 'psi', 18.418838675877968),
	('constant against another', 'evidently', 'js_distance', 0.8325546111576977),
	('constant against another', 'evidently', 'kl_divergence', 9.208498488090177),
	('constant against another', 'evidently', 'hellinger', 1.0),
	('constant against another', 'evidently', 'wasserstein', 1000.0),
	('constant against another', 'evidently', 'energy_distance', 1.4142135623730951),
	('constant against another', 'evidently', 'ks_test', 3.6135170070159586e-20),
	('constant against another', 'evidently', 'chi2_test', 0.0),
	('constant against another', 'evidently', 'g_test', NULL),
	('constant against another', 'nannyml', 'js_distance', 1.0),
	('constant against another', 'nannyml', 'hellinger', 1.0),
	('constant against another', 'nannyml', 'ks_stat', 1.0),
	('constant against another', 'nannyml', 'wasserstein', 1.0),
	('constant against another', 'sagemaker', 'ks_stat', 0.5652586976143168),
	('constant against another', 'tfdv', 'js_divergence', 1.0),
	('constant against another', 'whylogs', 'hellinger', 1.0),
	('constant against another', 'whylogs', 'ks_stat', 1.0),
	('constant against another', 'whylogs', 'ks_test', 0.0),
	('constant against spread', 'deepchecks', 'ks_stat', 1.0),
	('constant against spread', 'deepchecks', 'wasserstein', 0.4953401185253915),
	('constant against spread', 'deequ', 'ks_stat', 0.0),
	('constant against spread', 'evidently', 'psi', 13.043201883258556),
	('constant against spread', 'evidently', 'js_distance', 0.8325546111576978),
	('constant against spread', 'evidently', 'kl_divergence', 8.933336496986138),
	('constant against spread', 'evidently', 'hellinger', 0.7868998314314246),
	('constant against spread', 'evidently', 'wasserstein', 479.06006603225137),
	('constant against spread', 'evidently', 'energy_distance', 0.7922631832349605),
	('constant against spread', 'evidently', 'ks_test', 4.809713933059553e-82),
	('constant against spread', 'evidently', 'chi2_test', 0.0),
	('constant against spread', 'evidently', 'g_test', NULL),
	('constant against spread', 'nannyml', 'js_distance', 0.5401482676371415),
	('constant against spread', 'nannyml', 'hellinger', 0.5248153605702943),
	('constant against spread', 'nannyml', 'ks_stat', 1.0),
	('constant against spread', 'nannyml', 'wasserstein', 0.4790600660322514),
	('constant against spread', 'sagemaker', 'ks_stat', 0.779545923149514),
	('constant against spread', 'tfdv', 'js_divergence', 1.0),
	('constant against spread', 'whylogs', 'hellinger', 0.9016191716358424),
	('constant against spread', 'whylogs', 'ks_stat', 1.0),
	('constant against spread', 'whylogs', 'ks_test', 0.0),
	('spread against constant', 'deepchecks', 'ks_stat', 0.54),
	('spread against constant', 'deepchecks', 'wasserstein', 0.23301486535166155),
	('spread against constant', 'deequ', 'ks_stat', 0.0),
	('spread against constant', 'evidently', 'psi', 8.338713340430601),
	('spread against constant', 'evidently', 'js_distance', 0.7249809149335342),
	('spread against constant', 'evidently', 'kl_divergence', 6.043191623884167),
	('spread against constant', 'evidently', 'hellinger', 0.8416961478216084),
	('spread against constant', 'evidently', 'wasserstein', 0.8601852156645412),
	('spread against constant', 'evidently', 'energy_distance', 0.3939146804039648),
	('spread against constant', 'evidently', 'ks_test', 2.8826023526904726e-18),
	('spread against constant', 'evidently', 'chi2_test', 0.0),
	('spread against constant', 'evidently', 'g_test', NULL),
	('spread against constant', 'nannyml', 'js_distance', 0.8860043577993123),
	('spread against constant', 'nannyml', 'hellinger', 0.8416961478216084),
	('spread against constant', 'nannyml', 'ks_stat', 0.54),
	('spread against constant', 'nannyml', 'wasserstein', 0.23404085612112696),
	('spread against constant', 'sagemaker', 'ks_stat', 0.319545923149514),
	('spread against constant', 'tfdv', 'js_divergence', 1.0),
	('spread against constant', 'whylogs', 'hellinger', 0.9265951887219629),
	('spread against constant', 'whylogs', 'ks_stat', 0.54),
	('spread against constant', 'whylogs', 'ks_test', 8.159810004400678e-19),
	('one row each', 'deepchecks', 'ks_stat', NULL),
	('one row each', 'deepchecks', 'wasserstein', NULL),
	('one row each', 'deequ', 'ks_stat', 0.0),
	('one row each', 'evidently', 'psi', 18.418838675877968),
	('one row each', 'evidently', 'js_distance', 0.8325546111576977),
	('one row each', 'evidently', 'kl_divergence', 9.208498488090177),
	('one row each', 'evidently', 'hellinger', 1.0),
	('one row each', 'evidently', 'wasserstein', 1000.0),
	('one row each', 'evidently', 'energy_distance', 1.4142135623730951),
	('one row each', 'evidently', 'ks_test', 1.0),
	('one row each', 'evidently', 'chi2_test', 0.0),
	('one row each', 'evidently', 'g_test', 0.0),
	('one row each', 'nannyml', 'js_distance', 1.0),
	('one row each', 'nannyml', 'hellinger', 1.0),
	('one row each', 'nannyml', 'ks_stat', 1.0),
	('one row each', 'nannyml', 'wasserstein', 1.0),
	('one row each', 'sagemaker', 'ks_stat', 0.0),
	('one row each', 'tfdv', 'js_divergence', 1.0),
	('one row each', 'whylogs', 'hellinger', 1.0),
	('one row each', 'whylogs', 'ks_stat', 1.0),
	('one row each', 'whylogs', 'ks_test', NULL),
	('two rows', 'deepchecks', 'ks_stat', NULL),
	('two rows', 'deepchecks', 'wasserstein', NULL),
	('two rows', 'deequ', 'ks_stat', 0.0),
	('two rows', 'evidently', 'psi', 16.62478431766103),
	('two rows', 'evidently', 'js_distance', 0.8325546111576977),
	('two rows', 'evidently', 'kl_divergence', 8.512106036181557),
	('two rows', 'evidently', 'hellinger', 0.769253995463226),
	('two rows', 'evidently', 'wasserstein', 2.0),
	('two rows', 'evidently', 'energy_distance', 0.9718253158075503),
	('two rows', 'evidently', 'ks_test', 0.6),
	('two rows', 'evidently', 'chi2_test', 0.0),
	('two rows', 'evidently', 'g_test', NULL),
	('two rows', 'nannyml', 'js_distance', 0.6776045432457228),
	('two rows', 'nannyml', 'hellinger', 0.6501151673437362),
	('two rows', 'nannyml', 'ks_stat', 0.6666666666666666),
	('two rows', 'nannyml', 'wasserstein', 1.0),
	('two rows', 'sagemaker', 'ks_stat', 0.0),
	('two rows', 'tfdv', 'js_divergence', 1.0),
	('two rows', 'whylogs', 'hellinger', 0.6501151673437362),
	('two rows', 'whylogs', 'ks_stat', 0.6666666666666667),
	('two rows', 'whylogs', 'ks_test', 0.6666666666666665),
	('few rows', 'deepchecks', 'ks_stat', NULL),
	('few rows', 'deepchecks', 'wasserstein', NULL),
	('few rows', 'deequ', 'ks_stat', 0.0),
	('few rows', 'evidently', 'psi', 13.72416719214634),
	('few rows', 'evidently', 'js_distance', 0.8325546111576978),
	('few rows', 'evidently', 'kl_divergence', 6.996349609686669),
	('few rows', 'evidently', 'hellinger', 0.6564787934664384),
	('few rows', 'evidently', 'wasserstein', 2.3087781329553834),
	('few rows', 'evidently', 'energy_distance', 0.7105015339080856),
	('few rows', 'evidently', 'ks_test', 0.0024767801857585136),
	('few rows', 'evidently', 'chi2_test', 0.0),
	('few rows', 'evidently', 'g_test', NULL),
	('few rows', 'nannyml', 'js_distance', 0.8454253747879334),
	('few rows', 'nannyml', 'hellinger', 0.8350153111442801),
	('few rows', 'nannyml', 'ks_stat', 0.75),
	('few rows', 'nannyml', 'wasserstein', 0.6108226648840953),
	('few rows', 'sagemaker', 'ks_stat', 0.0),
	('few rows', 'tfdv', 'js_divergence', 0.5942406224239866),
	('few rows', 'whylogs', 'hellinger', 0.6564787934664384),
	('few rows', 'whylogs', 'ks_stat', 0.75),
	('few rows', 'whylogs', 'ks_test', 0.002),
	('sixteen and sixteen', 'deepchecks', 'ks_stat', 0.0625),
	('sixteen and sixteen', 'deepchecks', 'wasserstein', 0.02255639097744364),
	('sixteen and sixteen', 'deequ', 'ks_stat', 0.0),
	('sixteen and sixteen', 'evidently', 'psi', 12.854902494193645),
	('sixteen and sixteen', 'evidently', 'js_distance', 0.8325546111576977),
	('sixteen and sixteen', 'evidently', 'kl_divergence', 6.417183753091876),
	('sixteen and sixteen', 'evidently', 'hellinger', 0.11237243569579444),
	('sixteen and sixteen', 'evidently', 'wasserstein', 0.06507913734559692),
	('sixteen and sixteen', 'evidently', 'energy_distance', 0.19364916731037096),
	('sixteen and sixteen', 'evidently', 'ks_test', 1.0),
	('sixteen and sixteen', 'evidently', 'chi2_test', 0.0),
	('sixteen and sixteen', 'evidently', 'g_test', 0.0),
	('sixteen and sixteen', 'nannyml', 'js_distance', 0.1856915325008318),
	('sixteen and sixteen', 'nannyml', 'hellinger', 0.1830127018922193),
	('sixteen and sixteen', 'nannyml', 'ks_stat', 0.0625),
	('sixteen and sixteen', 'nannyml', 'wasserstein', 0.3000000000000003),
	('sixteen and sixteen', 'sagemaker', 'ks_stat', 0.0),
	('sixteen and sixteen', 'tfdv', 'js_divergence', 0.03725562489182663),
	('sixteen and sixteen', 'whylogs', 'hellinger', 0.0),
	('sixteen and sixteen', 'whylogs', 'ks_stat', 0.0625),
	('sixteen and sixteen', 'whylogs', 'ks_test', 1.0),
	('ages', 'deepchecks', 'ks_stat', 0.03183333333333333),
	('ages', 'deepchecks', 'wasserstein', 0.0063283481462209695),
	('ages', 'deequ', 'ks_stat', 0.0),
	('ages', 'evidently', 'psi', 0.019707223847655234),
	('ages', 'evidently', 'js_distance', 0.04862348906372204),
	('ages', 'evidently', 'kl_divergence', 0.008853002613889022),
	('ages', 'evidently', 'hellinger', 0.04139930960399796),
	('ages', 'evidently', 'wasserstein', 0.03045454327435965),
	('ages', 'evidently', 'energy_distance', 0.11942035932881055),
	('ages', 'evidently', 'ks_test', 0.3438244744960448),
	('ages', 'evidently', 'chi2_test', 0.0),
	('ages', 'evidently', 'g_test', NULL),
	('ages', 'nannyml', 'js_distance', 0.07840020637154424),
	('ages', 'nannyml', 'hellinger', 0.07059186900379141),
	('ages', 'nannyml', 'ks_stat', 0.03183333333333333),
	('ages', 'nannyml', 'wasserstein', 0.615),
	('ages', 'sagemaker', 'ks_stat', 0.0),
	('ages', 'tfdv', 'js_divergence', 0.008900699742346814),
	('ages', 'whylogs', 'hellinger', 0.07813610799292854),
	('ages', 'whylogs', 'ks_stat', 0.031833333333333325),
	('ages', 'whylogs', 'ks_test', 0.3429969313384341),
	('zero inflated', 'deepchecks', 'ks_stat', 0.09888888888888889),
	('zero inflated', 'deepchecks', 'wasserstein', 0.05717804908889476),
	('zero inflated', 'deequ', 'ks_stat', 0.0),
	('zero inflated', 'evidently', 'psi', 0.05786837030369369),
	('zero inflated', 'evidently', 'js_distance', 0.08463461928940798),
	('zero inflated', 'evidently', 'kl_divergence', 0.03066542029176235),
	('zero inflated', 'evidently', 'hellinger', 0.08236337652190137),
	('zero inflated', 'evidently', 'wasserstein', 0.17040222709463534),
	('zero inflated', 'evidently', 'energy_distance', 0.08532542816220144),
	('zero inflated', 'evidently', 'ks_test', 0.00029828744479975844),
	('zero inflated', 'evidently', 'chi2_test', 0.0),
	('zero inflated', 'evidently', 'g_test', 0.0),
	('zero inflated', 'nannyml', 'js_distance', 0.12265538634587451),
	('zero inflated', 'nannyml', 'hellinger', 0.10522492803588561),
	('zero inflated', 'nannyml', 'ks_stat', 0.09888888888888889),
	('zero inflated', 'nannyml', 'wasserstein', 0.052515887452633164),
	('zero inflated', 'sagemaker', 'ks_stat', 0.01403607514650318),
	('zero inflated', 'tfdv', 'js_divergence', 0.010832760998412912),
	('zero inflated', 'whylogs', 'hellinger', 0.1017661926399389),
	('zero inflated', 'whylogs', 'ks_stat', 0.09777777777777785),
	('zero inflated', 'whylogs', 'ks_test', 0.0003385748038761415),
	('rare bins', 'deepchecks', 'ks_stat', 0.2662),
	('rare bins', 'deepchecks', 'wasserstein', 0.14991895541325911),
	('rare bins', 'deequ', 'ks_stat', 0.1384972200772434),
	('rare bins', 'evidently', 'psi', 0.39507999608435795),
	('rare bins', 'evidently', 'js_distance', 0.21769245691903155),
	('rare bins', 'evidently', 'kl_divergence', 0.1960206932362189),
	('rare bins', 'evidently', 'hellinger', 0.219880331982574),
	('rare bins', 'evidently', 'wasserstein', 0.6118304623307531),
	('rare bins', 'evidently', 'energy_distance', 0.20491351731932222),
	('rare bins', 'evidently', 'ks_test', 6.130125867946005e-13),
	('rare bins', 'evidently', 'chi2_test', 0.0),
	('rare bins', 'evidently', 'g_test', NULL),
	('rare bins', 'nannyml', 'js_distance', 0.28647781739207107),
	('rare bins', 'nannyml', 'hellinger', 0.2421701175177811),
	('rare bins', 'nannyml', 'ks_stat', 0.266000000000002),
	('rare bins', 'nannyml', 'wasserstein', 0.11937202590418258),
	('rare bins', 'sagemaker', 'ks_stat', 0.1384972200772434),
	('rare bins', 'tfdv', 'js_divergence', 0.05904726682747681),
	('rare bins', 'whylogs', 'hellinger', 0.27250487834848064),
	('rare bins', 'whylogs', 'ks_stat', 0.2662),
	('rare bins', 'whylogs', 'ks_test', 6.130125867946005e-13),
	('negative', 'deepchecks', 'ks_stat', 0.128),
	('negative', 'deepchecks', 'wasserstein', 0.08314813588075853),
	('negative', 'deequ', 'ks_stat', 0.007252329215011344),
	('negative', 'evidently', 'psi', 0.24059473185332153),
	('negative', 'evidently', 'js_distance', 0.16149501449904555),
	('negative', 'evidently', 'kl_divergence', 0.08795178700676601),
	('negative', 'evidently', 'hellinger', 0.16679247253694016),
	('negative', 'evidently', 'wasserstein', 0.36004252335903364),
	('negative', 'evidently', 'energy_distance', 0.12280019424391171),
	('negative', 'evidently', 'ks_test', 0.0012502514434054464),
	('negative', 'evidently', 'chi2_test', 0.0),
	('negative', 'evidently', 'g_test', NULL),
	('negative', 'nannyml', 'js_distance', 0.20966633002816257),
	('negative', 'nannyml', 'hellinger', 0.1920002448064464),
	('negative', 'nannyml', 'ks_stat', 0.128),
	('negative', 'nannyml', 'wasserstein', 0.07803541712696391),
	('negative', 'sagemaker', 'ks_stat', 0.007252329215011344),
	('negative', 'tfdv', 'js_divergence', 0.042309830659935994),
	('negative', 'whylogs', 'hellinger', 0.21473675642146084),
	('negative', 'whylogs', 'ks_stat', 0.128),
	('negative', 'whylogs', 'ks_test', 0.0012477050040896628),
	('far from zero', 'deepchecks', 'ks_stat', 0.128),
	('far from zero', 'deepchecks', 'wasserstein', 0.06933633812471168),
	('far from zero', 'deequ', 'ks_stat', 0.014158004233938357),
	('far from zero', 'evidently', 'psi', 0.4802471679052542),
	('far from zero', 'evidently', 'js_distance', 0.1963907948489915),
	('far from zero', 'evidently', 'kl_divergence', 0.11815808078787673),
	('far from zero', 'evidently', 'hellinger', 0.21522941034564755),
	('far from zero', 'evidently', 'wasserstein', 0.24548430940167784),
	('far from zero', 'evidently', 'energy_distance', 0.10424577079322882),
	('far from zero', 'evidently', 'ks_test', 0.0005458774578140435),
	('far from zero', 'evidently', 'chi2_test', 0.0),
	('far from zero', 'evidently', 'g_test', 0.0),
	('far from zero', 'nannyml', 'js_distance', 0.24604441383941789),
	('far from zero', 'nannyml', 'hellinger', 0.24196644759499378),
	('far from zero', 'nannyml', 'ks_stat', 0.128),
	('far from zero', 'nannyml', 'wasserstein', 0.07178982925997116),
	('far from zero', 'sagemaker', 'ks_stat', 0.014158004233938357),
	('far from zero', 'tfdv', 'js_divergence', 0.06406971001946782),
	('far from zero', 'whylogs', 'hellinger', 0.24245054475532865),
	('far from zero', 'whylogs', 'ks_stat', 0.128),
	('far from zero', 'whylogs', 'ks_test', 0.0004967972491749734),
	('ten thousand', 'deepchecks', 'ks_stat', 0.0308),
	('ten thousand', 'deepchecks', 'wasserstein', 0.010126883869244792),
	('ten thousand', 'deequ', 'ks_stat', 0.0),
	('ten thousand', 'evidently', 'psi', 0.026787403420794952),
	('ten thousand', 'evidently', 'js_distance', 0.05762729182303498),
	('ten thousand', 'evidently', 'kl_divergence', 0.012626751592871965),
	('ten thousand', 'evidently', 'hellinger', 0.057745734815458916),
	('ten thousand', 'evidently', 'wasserstein', 0.03766702083796709),
	('ten thousand', 'evidently', 'energy_distance', 0.019458320003228217),
	('ten thousand', 'evidently', 'ks_test', 0.003558081802300968),
	('ten thousand', 'evidently', 'chi2_test', 0.0),
	('ten thousand', 'evidently', 'g_test', NULL),
	('ten thousand', 'nannyml', 'js_distance', 0.16209500516424125),
	('ten thousand', 'nannyml', 'hellinger', 0.1611705406134736),
	('ten thousand', 'nannyml', 'ks_stat', 0.030799999999980066),
	('ten thousand', 'nannyml', 'wasserstein', 0.010842632666763495),
	('ten thousand', 'sagemaker', 'ks_stat', 0.0),
	('ten thousand', 'tfdv', 'js_divergence', 0.024590176444206295),
	('ten thousand', 'whylogs', 'hellinger', 0.09740168806207429),
	('ten thousand', 'whylogs', 'ks_stat', 0.03070000000000006),
	('ten thousand', 'whylogs', 'ks_test', 0.003657919744782942),
	('ten thousand integers', 'deepchecks', 'ks_stat', 0.34415),
	('ten thousand integers', 'deepchecks', 'wasserstein', 0.25595114401199376),
	('ten thousand integers', 'deequ', 'ks_stat', 0.0),
	('ten thousand integers', 'evidently', 'psi', 0.7647889319979677),
	('ten thousand integers', 'evidently', 'js_distance', 0.29813235981431396),
	('ten thousand integers', 'evidently', 'kl_divergence', 0.3927543846688007),
	('ten thousand integers', 'evidently', 'hellinger', 0.2924899364811572),
	('ten thousand integers', 'evidently', 'wasserstein', 0.8086421464757333),
	('ten thousand integers', 'evidently', 'energy_distance', 3.2230695411706867),
	('ten thousand integers', 'evidently', 'ks_test', 0.0),
	('ten thousand integers', 'evidently', 'chi2_test', 0.0),
	('ten thousand integers', 'evidently', 'g_test', NULL),
	('ten thousand integers', 'nannyml', 'js_distance', 0.3770427828478447),
	('ten thousand integers', 'nannyml', 'hellinger', 0.3339584136060728),
	('ten thousand integers', 'nannyml', 'ks_stat', 0.34415000000000007),
	('ten thousand integers', 'nannyml', 'wasserstein', 18.823398056666665),
	('ten thousand integers', 'sagemaker', 'ks_stat', 0.3138514851849138),
	('ten thousand integers', 'tfdv', 'js_divergence', 0.13916944397307157),
	('ten thousand integers', 'whylogs', 'hellinger', 0.3078564539154987),
	('ten thousand integers', 'whylogs', 'ks_stat', 0.34415),
	('ten thousand integers', 'whylogs', 'ks_test', 0.0),
	('ten thousand constant', 'deepchecks', 'ks_stat', 0.331),
	('ten thousand constant', 'deepchecks', 'wasserstein', 0.3255),
	('ten thousand constant', 'deequ', 'ks_stat', 0.0),
	('ten thousand constant', 'evidently', 'psi', 5.949026100750814),
	('ten thousand constant', 'evidently', 'js_distance', 0.5545567617144399),
	('ten thousand constant', 'evidently', 'kl_divergence', 1.050655644696388),
	('ten thousand constant', 'evidently', 'hellinger', 0.6397169534179338),
	('ten thousand constant', 'evidently', 'wasserstein', 651.0),
	('ten thousand constant', 'evidently', 'energy_distance', 0.651092927315295),
	('ten thousand constant', 'evidently', 'ks_test', 4.8721021814189184e-89),
	('ten thousand constant', 'evidently', 'chi2_test', 0.0),
	('ten thousand constant', 'evidently', 'g_test', NULL),
	('ten thousand constant', 'nannyml', 'js_distance', 0.6660905534392613),
	('ten thousand constant', 'nannyml', 'hellinger', 0.6397169534179338),
	('ten thousand constant', 'nannyml', 'ks_stat', 0.331),
	('ten thousand constant', 'nannyml', 'wasserstein', 0.6509999999992414),
	('ten thousand constant', 'sagemaker', 'ks_stat', 0.2713007537736028),
	('ten thousand constant', 'tfdv', 'js_divergence', 1.0),
	('ten thousand constant', 'whylogs', 'hellinger', 0.6397169534179337),
	('ten thousand constant', 'whylogs', 'ks_stat', 0.331),
	('ten thousand constant', 'whylogs', 'ks_test', 3.029272151848328e-89),
	('just below ten thousand', 'deepchecks', 'ks_stat', 0.03339115911591159),
	('just below ten thousand', 'deepchecks', 'wasserstein', 0.015966989942027932),
	('just below ten thousand', 'deequ', 'ks_stat', 0.0022137249167937245),
	('just below ten thousand', 'evidently', 'psi', 0.03218232782470816),
	('just below ten thousand', 'evidently', 'js_distance', 0.06318494409395632),
	('just below ten thousand', 'evidently', 'kl_divergence', 0.015204466197190472),
	('just below ten thousand', 'evidently', 'hellinger', 0.0633046187303186),
	('just below ten thousand', 'evidently', 'wasserstein', 0.05698531396121544),
	('just below ten thousand', 'evidently', 'energy_distance', 0.025259499239374338),
	('just below ten thousand', 'evidently', 'ks_test', 0.00114206730810634),
	('just below ten thousand', 'evidently', 'chi2_test', 0.0),
	('just below ten thousand', 'evidently', 'g_test', NULL),
	('just below ten thousand', 'nannyml', 'js_distance', 0.16156811346345723),
	('just below ten thousand', 'nannyml', 'hellinger', 0.16013494993714059),
	('just below ten thousand', 'nannyml', 'ks_stat', 0.03339115911591159),
	('just below ten thousand', 'nannyml', 'wasserstein', 0.016355222835429575),
	('just below ten thousand', 'sagemaker', 'ks_stat', 0.0022137249167937245),
	('just below ten thousand', 'tfdv', 'js_divergence', 0.026434045158257674),
	('just below ten thousand', 'whylogs', 'hellinger', 0.09383828663039039),
	('just below ten thousand', 'whylogs', 'ks_stat', 0.03289116911691169),
	('just below ten thousand', 'whylogs', 'ks_test', 0.0014423049160298307),
	('infinities', 'deepchecks', 'ks_stat', 0.12833333333333333),
	('infinities', 'deepchecks', 'wasserstein', NULL),
	('infinities', 'deequ', 'ks_stat', 0.0),
	('infinities', 'evidently', 'psi', 0.35443463920175433),
	('infinities', 'evidently', 'js_distance', 0.1915462772926324),
	('infinities', 'evidently', 'kl_divergence', 0.12210589605531247),
	('infinities', 'evidently', 'hellinger', 0.19982362304948229),
	('infinities', 'evidently', 'wasserstein', 0.1987967071424923),
	('infinities', 'evidently', 'energy_distance', 0.0838890281721933),
	('infinities', 'evidently', 'ks_test', 0.07617100235911013),
	('infinities', 'evidently', 'chi2_test', 0.0),
	('infinities', 'evidently', 'g_test', NULL),
	('infinities', 'nannyml', 'js_distance', NULL),
	('infinities', 'nannyml', 'hellinger', NULL),
	('infinities', 'nannyml', 'ks_stat', 0.12833333333333333),
	('infinities', 'nannyml', 'wasserstein', NULL),
	('infinities', 'sagemaker', 'ks_stat', 0.0),
	('infinities', 'tfdv', 'js_divergence', 0.11155318016087426),
	('infinities', 'whylogs', 'hellinger', NULL),
	('infinities', 'whylogs', 'ks_stat', 0.1283333333333334),
	('infinities', 'whylogs', 'ks_test', 0.034991581412387375),
	('no numbers, reference', 'deepchecks', 'ks_stat', 0.07148148148148148),
	('no numbers, reference', 'deepchecks', 'wasserstein', 0.02948260342683171),
	('no numbers, reference', 'deequ', 'ks_stat', 0.0),
	('no numbers, reference', 'evidently', 'psi', 0.036226702672457214),
	('no numbers, reference', 'evidently', 'js_distance', 0.06700051443786371),
	('no numbers, reference', 'evidently', 'kl_divergence', 0.01903188098996706),
	('no numbers, reference', 'evidently', 'hellinger', 0.06714589567107362),
	('no numbers, reference', 'evidently', 'wasserstein', 0.09353363900051166),
	('no numbers, reference', 'evidently', 'energy_distance', 0.04464087740986514),
	('no numbers, reference', 'evidently', 'ks_test', 0.5691629530735145),
	('no numbers, reference', 'evidently', 'chi2_test', 0.0),
	('no numbers, reference', 'evidently', 'g_test', NULL),
	('no numbers, reference', 'nannyml', 'js_distance', 0.11289449593513229),
	('no numbers, reference', 'nannyml', 'hellinger', 0.10559443794732475),
	('no numbers, reference', 'nannyml', 'ks_stat', 0.07148148148148148),
	('no numbers, reference', 'nannyml', 'wasserstein', 0.027070110796069326),
	('no numbers, reference', 'sagemaker', 'ks_stat', 0.0),
	('no numbers, reference', 'tfdv', 'js_divergence', 0.060374598163412445),
	('no numbers, reference', 'whylogs', 'hellinger', 0.17114430293243982),
	('no numbers, reference', 'whylogs', 'ks_stat', 0.07018518518518524),
	('no numbers, reference', 'whylogs', 'ks_test', 0.5976422491704875),
	('no numbers, both', 'deepchecks', 'ks_stat', 0.07407407407407407),
	('no numbers, both', 'deepchecks', 'wasserstein', 0.03406948124915067),
	('no numbers, both', 'deequ', 'ks_stat', 0.0),
	('no numbers, both', 'evidently', 'psi', 0.046378720243365534),
	('no numbers, both', 'evidently', 'js_distance', 0.07596428850595337),
	('no numbers, both', 'evidently', 'kl_divergence', 0.02333027878593423),
	('no numbers, both', 'evidently', 'hellinger', 0.0760520578332536),
	('no numbers, both', 'evidently', 'wasserstein', 0.10879662561673172),
	('no numbers, both', 'evidently', 'energy_distance', 0.05254099423821691),
	('no numbers, both', 'evidently', 'ks_test', 0.6362897455064273),
	('no numbers, both', 'evidently', 'chi2_test', 0.0),
	('no numbers, both', 'evidently', 'g_test', NULL),
	('no numbers, both', 'nannyml', 'js_distance', 0.15259982756487628),
	('no numbers, both', 'nannyml', 'hellinger', 0.14229854444150006),
	('no numbers, both', 'nannyml', 'ks_stat', 0.07407407407407407),
	('no numbers, both', 'nannyml', 'wasserstein', 0.031715498542418605),
	('no numbers, both', 'sagemaker', 'ks_stat', 0.0),
	('no numbers, both', 'tfdv', 'js_divergence', 0.19038180812945285),
	('no numbers, both', 'whylogs', 'hellinger', 0.14069333666672967),
	('no numbers, both', 'whylogs', 'ks_stat', 0.07333333333333336),
	('no numbers, both', 'whylogs', 'ks_test', 0.6528867557835363),
	('one finite value', 'deepchecks', 'ks_stat', 0.5),
	('one finite value', 'deepchecks', 'wasserstein', NULL),
	('one finite value', 'deequ', 'ks_stat', 0.0),
	('one finite value', 'evidently', 'psi', 0.0),
	('one finite value', 'evidently', 'js_distance', 0.0),
	('one finite value', 'evidently', 'kl_divergence', 0.0),
	('one finite value', 'evidently', 'hellinger', 0.0),
	('one finite value', 'evidently', 'wasserstein', 0.0),
	('one finite value', 'evidently', 'energy_distance', 0.0),
	('one finite value', 'evidently', 'ks_test', 1.0),
	('one finite value', 'evidently', 'chi2_test', NULL),
	('one finite value', 'evidently', 'g_test', NULL),
	('one finite value', 'nannyml', 'js_distance', NULL),
	('one finite value', 'nannyml', 'hellinger', NULL),
	('one finite value', 'nannyml', 'ks_stat', 0.5),
	('one finite value', 'nannyml', 'wasserstein', NULL),
	('one finite value', 'sagemaker', 'ks_stat', 0.22999999999999998),
	('one finite value', 'tfdv', 'js_divergence', 0.31127812445913283),
	('one finite value', 'whylogs', 'hellinger', NULL),
	('one finite value', 'whylogs', 'ks_stat', 0.5),
	('one finite value', 'whylogs', 'ks_test', 1.0710926349266399e-10);

CREATE TEMP TABLE actual AS
SELECT q.name, a.* FROM (SELECT name, drift.sample_agg(value, is_current) AS s FROM numbers GROUP BY name) q,
LATERAL (VALUES
	('deepchecks', 'ks_stat', drift.ks_stat(q.s, dialect => 'deepchecks')),
	('deepchecks', 'wasserstein', drift.wasserstein(q.s, dialect => 'deepchecks')),
	('deequ', 'ks_stat', drift.ks_stat(q.s, dialect => 'deequ')),
	('evidently', 'psi', drift.psi(q.s, dialect => 'evidently')),
	('evidently', 'js_distance', drift.js_distance(q.s, dialect => 'evidently')),
	('evidently', 'kl_divergence', drift.kl_divergence(q.s, dialect => 'evidently')),
	('evidently', 'hellinger', drift.hellinger(q.s, dialect => 'evidently')),
	('evidently', 'wasserstein', drift.wasserstein(q.s, dialect => 'evidently')),
	('evidently', 'energy_distance', drift.energy_distance(q.s, dialect => 'evidently')),
	('evidently', 'ks_test', (drift.ks_test(q.s, dialect => 'evidently')).p_value),
	('evidently', 'chi2_test', (drift.chi2_test(q.s, dialect => 'evidently')).p_value),
	('evidently', 'g_test', (drift.g_test(q.s, dialect => 'evidently')).p_value),
	('nannyml', 'js_distance', drift.js_distance(q.s, dialect => 'nannyml')),
	('nannyml', 'hellinger', drift.hellinger(q.s, dialect => 'nannyml')),
	('nannyml', 'ks_stat', drift.ks_stat(q.s, dialect => 'nannyml')),
	('nannyml', 'wasserstein', drift.wasserstein(q.s, dialect => 'nannyml')),
	('sagemaker', 'ks_stat', drift.ks_stat(q.s, dialect => 'sagemaker')),
	('tfdv', 'js_divergence', drift.js_divergence(q.s, dialect => 'tfdv')),
	('whylogs', 'hellinger', drift.hellinger(q.s, dialect => 'whylogs')),
	('whylogs', 'ks_stat', drift.ks_stat(q.s, dialect => 'whylogs')),
	('whylogs', 'ks_test', (drift.ks_test(q.s, dialect => 'whylogs')).p_value)
) AS a(dialect, metric, actual);
SELECT is(string_agg(pg_temp.report(e.name, e.metric, a.actual, e.expected), '; '), NULL,
	format('%s %s: numbers, sample (%s data sets)', e.dialect, e.metric, count(*)))
FROM expected_numbers e LEFT JOIN actual a USING (name, dialect, metric)
GROUP BY e.dialect, e.metric ORDER BY e.dialect, e.metric;
DROP TABLE actual;

CREATE TEMP TABLE categories AS
SELECT name, is_current, 'c' || nullif(x, 'NaN') AS value FROM (
	SELECT 'one category', false, (0)::float8 FROM pg_temp.rows(500000, 30)
	UNION ALL
	SELECT 'one category', true, (0)::float8 FROM pg_temp.rows(500010, 20)
	UNION ALL
	SELECT 'one against another', false, (0)::float8 FROM pg_temp.rows(501000, 30)
	UNION ALL
	SELECT 'one against another', true, (1)::float8 FROM pg_temp.rows(501010, 20)
	UNION ALL
	SELECT 'two', false, (floor(u * 2))::float8 FROM pg_temp.rows(502000, 300)
	UNION ALL
	SELECT 'two', true, (floor(u * 2.2))::float8 FROM pg_temp.rows(502010, 250)
	UNION ALL
	SELECT 'two of the same size', false, (floor(u * 2))::float8 FROM pg_temp.rows(503000, 300)
	UNION ALL
	SELECT 'two of the same size', true, (floor(u * u * 2))::float8 FROM pg_temp.rows(503010, 300)
	UNION ALL
	SELECT 'two, nearly equal', false, (floor(u * 2))::float8 FROM pg_temp.rows(504000, 300)
	UNION ALL
	SELECT 'two, nearly equal', true, (floor(u * 2))::float8 FROM pg_temp.rows(504010, 300)
	UNION ALL
	SELECT 'twelve', false, (floor(u * 12))::float8 FROM pg_temp.rows(505000, 2000)
	UNION ALL
	SELECT 'twelve', true, (floor(u * v * 12))::float8 FROM pg_temp.rows(505010, 1500)
	UNION ALL
	SELECT 'new category', false, (floor(u * 5))::float8 FROM pg_temp.rows(506000, 1000)
	UNION ALL
	SELECT 'new category', true, (floor(u * 6))::float8 FROM pg_temp.rows(506010, 1000)
	UNION ALL
	SELECT 'new categories', false, (floor(u * 5))::float8 FROM pg_temp.rows(507000, 1000)
	UNION ALL
	SELECT 'new categories', true, (floor(u * 9))::float8 FROM pg_temp.rows(507010, 900)
	UNION ALL
	SELECT 'lost category', false, (floor(u * 6))::float8 FROM pg_temp.rows(508000, 1000)
	UNION ALL
	SELECT 'lost category', true, (floor(u * 5))::float8 FROM pg_temp.rows(508010, 1000)
	UNION ALL
	SELECT 'no category in common', false, (floor(u * 5))::float8 FROM pg_temp.rows(509000, 100)
	UNION ALL
	SELECT 'no category in common', true, (10 + floor(u * 5))::float8 FROM pg_temp.rows(509010, 100)
	UNION ALL
	SELECT 'rare categories', false, (floor(1 / (u + 0.02)))::float8 FROM pg_temp.rows(510000, 3000)
	UNION ALL
	SELECT 'rare categories', true, (floor(1 / (u + 0.03)))::float8 FROM pg_temp.rows(510010, 2500)
	UNION ALL
	SELECT 'rare and small', false, (floor(4 * u * v))::float8 FROM pg_temp.rows(511000, 60)
	UNION ALL
	SELECT 'rare and small', true, (floor(4 * u))::float8 FROM pg_temp.rows(511010, 50)
	UNION ALL
	SELECT 'one row in each', false, (0)::float8 FROM pg_temp.rows(512000, 1)
	UNION ALL
	SELECT 'one row in each', true, (1)::float8 FROM pg_temp.rows(512010, 1)
	UNION ALL
	SELECT 'few rows in each', false, (floor(u * 2))::float8 FROM pg_temp.rows(513000, 9)
	UNION ALL
	SELECT 'few rows in each', true, (floor(u * 2))::float8 FROM pg_temp.rows(513010, 20)
	UNION ALL
	SELECT 'missing', false, (CASE WHEN v < 0.1 THEN 'Infinity'::float8 - 'Infinity'::float8 ELSE floor(u * 4) END)::float8 FROM pg_temp.rows(514000, 500)
	UNION ALL
	SELECT 'missing', true, (CASE WHEN v < 0.3 THEN 'Infinity'::float8 - 'Infinity'::float8 ELSE floor(u * 4) END)::float8 FROM pg_temp.rows(514010, 600)
	UNION ALL
	SELECT 'hundreds', false, (floor(u * 400))::float8 FROM pg_temp.rows(515000, 5000)
	UNION ALL
	SELECT 'hundreds', true, (floor(u * v * 400))::float8 FROM pg_temp.rows(515010, 6000)
) AS s(name, is_current, x);

CREATE TEMP TABLE expected_categories (name text, dialect text, metric text, expected float8);
INSERT INTO expected_categories VALUES
	('one category', 'deepchecks', 'psi', 0.0),
	('one category', 'deequ', 'l_infinity', 0.0),
	('one category', 'deequ', 'chi2_stat', NULL),
	('one category', 'deequ', 'chi2_test', NULL),
	('one category', 'evidently', 'psi', 0.0),
	('one category', 'evidently', 'js_distance', 0.0),
	('one category', 'evidently', 'kl_divergence', 0.0),
	('one category', 'evidently', 'hellinger', 0.0),
	('one category', 'evidently', 'chi2_test', NULL),
	('one category', 'evidently', 'g_test', NULL),
	('one category', 'nannyml', 'js_distance', 0.0),
	('one category', 'nannyml', 'hellinger', 0.0),
	('one category', 'nannyml', 'l_infinity', 0.0),
	('one category', 'nannyml', 'chi2_stat', 0.0),
	('one category', 'nannyml', 'chi2_test', 1.0),
	('one category', 'sagemaker', 'l_infinity', 0.0),
	('one category', 'tfdv', 'js_divergence', 0.0),
	('one category', 'tfdv', 'l_infinity', 0.0),
	('one category', 'whylogs', 'chi2_stat', 0.0),
	('one category', 'whylogs', 'chi2_test', 1.0),
	('one against another', 'deepchecks', 'psi', 9.11823696825642),
	('one against another', 'deequ', 'l_infinity', 0.48038475772933686),
	('one against another', 'deequ', 'chi2_stat', NULL),
	('one against another', 'deequ', 'chi2_test', NULL),
	('one against another', 'evidently', 'psi', 18.418838675877968),
	('one against another', 'evidently', 'js_distance', 0.8325546111576977),
	('one against another', 'evidently', 'kl_divergence', 9.208498488090177),
	('one against another', 'evidently', 'hellinger', 1.0),
	('one against another', 'evidently', 'chi2_test', 0.0),
	('one against another', 'evidently', 'g_test', NULL),
	('one against another', 'nannyml', 'js_distance', 1.0),
	('one against another', 'nannyml', 'hellinger', 1.0),
	('one against another', 'nannyml', 'l_infinity', 1.0),
	('one against another', 'nannyml', 'chi2_stat', 45.92013888888889),
	('one against another', 'nannyml', 'chi2_test', 1.2317319065658562e-11),
	('one against another', 'sagemaker', 'l_infinity', 0.48038475772933686),
	('one against another', 'tfdv', 'js_divergence', 1.0),
	('one against another', 'tfdv', 'l_infinity', 1.0),
	('one against another', 'whylogs', 'chi2_stat', 'Infinity'),
	('one against another', 'whylogs', 'chi2_test', 0.0),
	('two', 'deepchecks', 'psi', 0.20204337066522488),
	('two', 'deequ', 'l_infinity', 0.0),
	('two', 'deequ', 'chi2_stat', 2.661640687401079),
	('two', 'deequ', 'chi2_test', 0.10279465332823957),
	('two', 'evidently', 'psi', 0.6472286252496748),
	('two', 'evidently', 'js_distance', 0.18544241839510558),
	('two', 'evidently', 'kl_divergence', 0.10158710883741795),
	('two', 'evidently', 'hellinger', 0.22024157313340992),
	('two', 'evidently', 'chi2_test', 0.0),
	('two', 'evidently', 'g_test', NULL),
	('two', 'nannyml', 'js_distance', 0.22273904427391386),
	('two', 'nannyml', 'hellinger', 0.22024157313340992),
	('two', 'nannyml', 'l_infinity', 0.09666666666666673),
	('two', 'nannyml', 'chi2_stat', 30.301630173821188),
	('two', 'nannyml', 'chi2_test', 2.630780483752685e-07),
	('two', 'sagemaker', 'l_infinity', 0.0),
	('two', 'tfdv', 'js_divergence', 0.04961268184405652),
	('two', 'tfdv', 'l_infinity', 0.09666666666666673),
	('two', 'whylogs', 'chi2_stat', 'Infinity'),
	('two', 'whylogs', 'chi2_test', 0.0),
	('two of the same size', 'deepchecks', 'psi', 0.18744242812328693),
	('two of the same size', 'deequ', 'l_infinity', 0.06303061543300931),
	('two of the same size', 'deequ', 'chi2_stat', 52.92235210453798),
	('two of the same size', 'deequ', 'chi2_test', 3.469981724601343e-13),
	('two of the same size', 'evidently', 'psi', 0.18744242812328693),
	('two of the same size', 'evidently', 'js_distance', 0.15235791914459135),
	('two of the same size', 'evidently', 'kl_divergence', 0.09662680344195981),
	('two of the same size', 'evidently', 'hellinger', 0.15271192801887196),
	('two of the same size', 'evidently', 'chi2_test', 3.469981724601343e-13),
	('two of the same size', 'evidently', 'g_test', 1.5629057648154514e-13),
	('two of the same size', 'nannyml', 'js_distance', 0.1830005108406427),
	('two of the same size', 'nannyml', 'hellinger', 0.15271192801887196),
	('two of the same size', 'nannyml', 'l_infinity', 0.21000000000000002),
	('two of the same size', 'nannyml', 'chi2_stat', 26.73188145435158),
	('two of the same size', 'nannyml', 'chi2_test', 2.3373307966888237e-07),
	('two of the same size', 'sagemaker', 'l_infinity', 0.06303061543300931),
	('two of the same size', 'tfdv', 'js_divergence', 0.03348918696793618),
	('two of the same size', 'tfdv', 'l_infinity', 0.21000000000000002),
	('two of the same size', 'whylogs', 'chi2_stat', 52.92235210453798),
	('two of the same size', 'whylogs', 'chi2_test', 3.469981724601343e-13),
	('two, nearly equal', 'deepchecks', 'psi', 0.0007127058312452125),
	('two, nearly equal', 'deequ', 'l_infinity', 0.0),
	('two, nearly equal', 'deequ', 'chi2_stat', 0.2141041081225746),
	('two, nearly equal', 'deequ', 'chi2_test', 0.643569488548847),
	('two, nearly equal', 'evidently', 'psi', 0.0007127058312452125),
	('two, nearly equal', 'evidently', 'js_distance', 0.009438514722735224),
	('two, nearly equal', 'evidently', 'kl_divergence', 0.00035620474959101485),
	('two, nearly equal', 'evidently', 'hellinger', 0.009438585408541738),
	('two, nearly equal', 'evidently', 'chi2_test', 0.643569488548847),
	('two, nearly equal', 'evidently', 'g_test', 0.6437271436171736),
	('two, nearly equal', 'nannyml', 'js_distance', 0.011336811539138103),
	('two, nearly equal', 'nannyml', 'hellinger', 0.009438585408541738),
	('two, nearly equal', 'nannyml', 'l_infinity', 0.013333333333333364),
	('two, nearly equal', 'nannyml', 'chi2_stat', 0.06013095185069707),
	('two, nearly equal', 'nannyml', 'chi2_test', 0.8062890853944704),
	('two, nearly equal', 'sagemaker', 'l_infinity', 0.0),
	('two, nearly equal', 'tfdv', 'js_divergence', 0.00012852329587393577),
	('two, nearly equal', 'tfdv', 'l_infinity', 0.013333333333333364),
	('two, nearly equal', 'whylogs', 'chi2_stat', 0.2141041081225746),
	('two, nearly equal', 'whylogs', 'chi2_test', 0.643569488548847),
	('twelve', 'deepchecks', 'psi', 0.818544994842875),
	('twelve', 'deequ', 'l_infinity', 0.12735162873757572),
	('twelve', 'deequ', 'chi2_stat', 1247.4607691783463),
	('twelve', 'deequ', 'chi2_test', 9.530257334344226e-261),
	('twelve', 'evidently', 'psi', 0.8762147713960587),
	('twelve', 'evidently', 'js_distance', 0.3135443142079067),
	('twelve', 'evidently', 'kl_divergence', 0.4916328714315302),
	('twelve', 'evidently', 'hellinger', 0.321399400534288),
	('twelve', 'evidently', 'chi2_test', 9.53025733434314e-261),
	('twelve', 'evidently', 'g_test', NULL),
	('twelve', 'nannyml', 'js_distance', 0.37660510194269636),
	('twelve', 'nannyml', 'hellinger', 0.321399400534288),
	('twelve', 'nannyml', 'l_infinity', 0.18883333333333333),
	('twelve', 'nannyml', 'chi2_stat', 609.7696419005667),
	('twelve', 'nannyml', 'chi2_test', 1.1386632354622324e-123),
	('twelve', 'sagemaker', 'l_infinity', 0.12735162873757572),
	('twelve', 'tfdv', 'js_divergence', 0.1418314028092687),
	('twelve', 'tfdv', 'l_infinity', 0.18883333333333333),
	('twelve', 'whylogs', 'chi2_stat', 1257.2158106351883),
	('twelve', 'whylogs', 'chi2_test', 7.516628726389646e-263),
	('new category', 'deepchecks', 'psi', 0.47471986921091125),
	('new category', 'deequ', 'l_infinity', 0.08650155281000758),
	('new category', 'deequ', 'chi2_stat', 1.960273459752998),
	('new category', 'deequ', 'chi2_test', 0.7430656857403788),
	('new category', 'evidently', 'psi', 1.2711953195746086),
	('new category', 'evidently', 'js_distance', 0.24891269185666023),
	('new category', 'evidently', 'kl_divergence', 0.18305895353029444),
	('new category', 'evidently', 'hellinger', 0.2959453625553281),
	('new category', 'evidently', 'chi2_test', 0.0),
	('new category', 'evidently', 'g_test', 0.0),
	('new category', 'nannyml', 'js_distance', 0.29897461202039105),
	('new category', 'nannyml', 'hellinger', 0.2959453625553281),
	('new category', 'nannyml', 'l_infinity', 0.167),
	('new category', 'nannyml', 'chi2_stat', 183.28773206978582),
	('new category', 'nannyml', 'chi2_test', 1.0621415378998664e-37),
	('new category', 'sagemaker', 'l_infinity', 0.08650155281000758),
	('new category', 'tfdv', 'js_divergence', 0.08938581863274343),
	('new category', 'tfdv', 'l_infinity', 0.167),
	('new category', 'whylogs', 'chi2_stat', 'Infinity'),
	('new category', 'whylogs', 'chi2_test', 0.0),
	('new categories', 'deepchecks', 'psi', 1.874435761652167),
	('new categories', 'deequ', 'l_infinity', 0.04174015193190311),
	('new categories', 'deequ', 'chi2_stat', 3.5149787609802097),
	('new categories', 'deequ', 'chi2_test', 0.4756044491050243),
	('new categories', 'evidently', 'psi', 3.3201605294479135),
	('new categories', 'evidently', 'js_distance', 0.42831945835372726),
	('new categories', 'evidently', 'kl_divergence', 0.5761284956343138),
	('new categories', 'evidently', 'hellinger', 0.500866412633308),
	('new categories', 'evidently', 'chi2_test', 0.0),
	('new categories', 'evidently', 'g_test', NULL),
	('new categories', 'nannyml', 'js_distance', 0.5144640995479364),
	('new categories', 'nannyml', 'hellinger', 0.500866412633308),
	('new categories', 'nannyml', 'l_infinity', 0.12444444444444444),
	('new categories', 'nannyml', 'chi2_stat', 554.4605006570241),
	('new categories', 'nannyml', 'chi2_test', 1.4305753096073701e-114),
	('new categories', 'sagemaker', 'l_infinity', 0.04174015193190311),
	('new categories', 'tfdv', 'js_divergence', 0.26467330972366887),
	('new categories', 'tfdv', 'l_infinity', 0.12444444444444444),
	('new categories', 'whylogs', 'chi2_stat', 'Infinity'),
	('new categories', 'whylogs', 'chi2_test', 0.0),
	('lost category', 'deepchecks', 'psi', 0.5300085103387058),
	('lost category', 'deequ', 'l_infinity', 0.09550155281000756),
	('lost category', 'deequ', 'chi2_stat', 240.4255904647043),
	('lost category', 'deequ', 'chi2_test', 6.222199486314727e-50),
	('lost category', 'evidently', 'psi', 1.3684501451842477),
	('lost category', 'evidently', 'js_distance', 0.26020005833472115),
	('lost category', 'evidently', 'kl_divergence', 1.164792120432733),
	('lost category', 'evidently', 'hellinger', 0.30777357716548714),
	('lost category', 'evidently', 'chi2_test', 6.222199486314727e-50),
	('lost category', 'evidently', 'g_test', 3.3889673640180835e-86),
	('lost category', 'nannyml', 'js_distance', 0.312532120833375),
	('lost category', 'nannyml', 'hellinger', 0.30777357716548714),
	('lost category', 'nannyml', 'l_infinity', 0.176),
	('lost category', 'nannyml', 'chi2_stat', 202.69036640302937),
	('lost category', 'nannyml', 'chi2_test', 7.547907654261719e-42),
	('lost category', 'sagemaker', 'l_infinity', 0.09550155281000756),
	('lost category', 'tfdv', 'js_divergence', 0.0976763265526073),
	('lost category', 'tfdv', 'l_infinity', 0.176),
	('lost category', 'whylogs', 'chi2_stat', 240.4255904647043),
	('lost category', 'whylogs', 'chi2_test', 7.512679173532605e-51),
	('no category in common', 'deepchecks', 'psi', 7.415229519782564),
	('no category in common', 'deequ', 'l_infinity', 0.0),
	('no category in common', 'deequ', 'chi2_stat', NULL),
	('no category in common', 'deequ', 'chi2_test', NULL),
	('no category in common', 'evidently', 'psi', 15.215271344375095),
	('no category in common', 'evidently', 'js_distance', 0.8325546111576977),
	('no category in common', 'evidently', 'kl_divergence', 7.602999151309273),
	('no category in common', 'evidently', 'hellinger', 1.0),
	('no category in common', 'evidently', 'chi2_test', 0.0),
	('no category in common', 'evidently', 'g_test', 0.0),
	('no category in common', 'nannyml', 'js_distance', 1.0),
	('no category in common', 'nannyml', 'hellinger', 1.0),
	('no category in common', 'nannyml', 'l_infinity', 0.25),
	('no category in common', 'nannyml', 'chi2_stat', 200.0),
	('no category in common', 'nannyml', 'chi2_test', 3.312992393909567e-38),
	('no category in common', 'sagemaker', 'l_infinity', 0.0),
	('no category in common', 'tfdv', 'js_divergence', 1.0),
	('no category in common', 'tfdv', 'l_infinity', 0.25),
	('no category in common', 'whylogs', 'chi2_stat', 'Infinity'),
	('no category in common', 'whylogs', 'chi2_test', 0.0),
	('rare categories', 'deepchecks', 'psi', 0.006491330698012111),
	('rare categories', 'deequ', 'l_infinity', 0.0),
	('rare categories', 'deequ', 'chi2_stat', 76.57637506662947),
	('rare categories', 'deequ', 'chi2_test', 2.5588860230432415e-05),
	('rare categories', 'evidently', 'psi', 0.0396499077185723),
	('rare categories', 'evidently', 'js_distance', 0.07856944159603034),
	('rare categories', 'evidently', 'kl_divergence', 0.02322718783759644),
	('rare categories', 'evidently', 'hellinger', 0.08879567681170958),
	('rare categories', 'evidently', 'chi2_test', 0.0008746765194597148),
	('rare categories', 'evidently', 'g_test', NULL),
	('rare categories', 'nannyml', 'js_distance', 0.09437151694683024),
	('rare categories', 'nannyml', 'hellinger', 0.08879567681170958),
	('rare categories', 'nannyml', 'l_infinity', 0.014133333333333331),
	('rare categories', 'nannyml', 'chi2_stat', 52.9141493063315),
	('rare categories', 'nannyml', 'chi2_test', 0.2564659525427119),
	('rare categories', 'sagemaker', 'l_infinity', 0.0),
	('rare categories', 'tfdv', 'js_divergence', 0.008905983210845929),
	('rare categories', 'tfdv', 'l_infinity', 0.014133333333333331),
	('rare categories', 'whylogs', 'chi2_stat', 'Infinity'),
	('rare categories', 'whylogs', 'chi2_test', 0.0),
	('rare and small', 'deepchecks', 'psi', 0.6504508326830981),
	('rare and small', 'deequ', 'l_infinity', 0.0),
	('rare and small', 'deequ', 'chi2_stat', 44.74901960784313),
	('rare and small', 'deequ', 'chi2_test', 1.918111534094361e-10),
	('rare and small', 'evidently', 'psi', 0.6504508326830981),
	('rare and small', 'evidently', 'js_distance', 0.27864473873838497),
	('rare and small', 'evidently', 'kl_divergence', 0.3088436816027673),
	('rare and small', 'evidently', 'hellinger', 0.28181269270036585),
	('rare and small', 'evidently', 'chi2_test', 7.79987901811722e-10),
	('rare and small', 'evidently', 'g_test', NULL),
	('rare and small', 'nannyml', 'js_distance', 0.33468643978912),
	('rare and small', 'nannyml', 'hellinger', 0.28181269270036585),
	('rare and small', 'nannyml', 'l_infinity', 0.32666666666666666),
	('rare and small', 'nannyml', 'chi2_stat', 16.437571550359277),
	('rare and small', 'nannyml', 'chi2_test', 0.0009222166826929999),
	('rare and small', 'sagemaker', 'l_infinity', 0.0),
	('rare and small', 'tfdv', 'js_divergence', 0.11201501297871622),
	('rare and small', 'tfdv', 'l_infinity', 0.32666666666666666),
	('rare and small', 'whylogs', 'chi2_stat', 52.542857142857144),
	('rare and small', 'whylogs', 'chi2_test', 2.2945735087187553e-11),
	('one row in each', 'deepchecks', 'psi', NULL),
	('one row in each', 'deequ', 'l_infinity', 0.0),
	('one row in each', 'deequ', 'chi2_stat', NULL),
	('one row in each', 'deequ', 'chi2_test', NULL),
	('one row in each', 'evidently', 'psi', 18.418838675877968),
	('one row in each', 'evidently', 'js_distance', 0.8325546111576977),
	('one row in each', 'evidently', 'kl_divergence', 9.208498488090177),
	('one row in each', 'evidently', 'hellinger', 1.0),
	('one row in each', 'evidently', 'chi2_test', 0.0),
	('one row in each', 'evidently', 'g_test', 0.0),
	('one row in each', 'nannyml', 'js_distance', 1.0),
	('one row in each', 'nannyml', 'hellinger', 1.0),
	('one row in each', 'nannyml', 'l_infinity', 1.0),
	('one row in each', 'nannyml', 'chi2_stat', 0.0),
	('one row in each', 'nannyml', 'chi2_test', 1.0),
	('one row in each', 'sagemaker', 'l_infinity', 0.0),
	('one row in each', 'tfdv', 'js_divergence', 1.0),
	('one row in each', 'tfdv', 'l_infinity', 1.0),
	('one row in each', 'whylogs', 'chi2_stat', 'Infinity'),
	('one row in each', 'whylogs', 'chi2_test', 0.0),
	('few rows in each', 'deepchecks', 'psi', NULL),
	('few rows in each', 'deequ', 'l_infinity', 0.0),
	('few rows in each', 'deequ', 'chi2_stat', NULL),
	('few rows in each', 'deequ', 'chi2_test', NULL),
	('few rows in each', 'evidently', 'psi', 0.04473594827083813),
	('few rows in each', 'evidently', 'js_distance', 0.07470979337636935),
	('few rows in each', 'evidently', 'kl_divergence', 0.0223591438594921),
	('few rows in each', 'evidently', 'hellinger', 0.07474468226540137),
	('few rows in each', 'evidently', 'chi2_test', 0.342112252616961),
	('few rows in each', 'evidently', 'g_test', NULL),
	('few rows in each', 'nannyml', 'js_distance', 0.0897356069801627),
	('few rows in each', 'nannyml', 'hellinger', 0.07474468226540137),
	('few rows in each', 'nannyml', 'l_infinity', 0.10555555555555562),
	('few rows in each', 'nannyml', 'chi2_stat', 0.015535714285714236),
	('few rows in each', 'nannyml', 'chi2_test', 0.9008067029422677),
	('few rows in each', 'sagemaker', 'l_infinity', 0.0),
	('few rows in each', 'tfdv', 'js_divergence', 0.008052479160098214),
	('few rows in each', 'tfdv', 'l_infinity', 0.10555555555555562),
	('few rows in each', 'whylogs', 'chi2_stat', 1.4886363636363638),
	('few rows in each', 'whylogs', 'chi2_test', 0.2224281563018177),
	('missing', 'deepchecks', 'psi', 0.0028312470322248966),
	('missing', 'deequ', 'l_infinity', 0.0),
	('missing', 'deequ', 'chi2_stat', 1.1693382209188656),
	('missing', 'deequ', 'chi2_test', 0.7603672703084248),
	('missing', 'evidently', 'psi', 0.0028312470322248966),
	('missing', 'evidently', 'js_distance', 0.018810099059076366),
	('missing', 'evidently', 'kl_divergence', 0.0014126197966910156),
	('missing', 'evidently', 'hellinger', 0.018811242551707838),
	('missing', 'evidently', 'chi2_test', 0.7603672703084248),
	('missing', 'evidently', 'g_test', NULL),
	('missing', 'nannyml', 'js_distance', 0.02259323149134954),
	('missing', 'nannyml', 'hellinger', 0.018811242551707838),
	('missing', 'nannyml', 'l_infinity', 0.018760073063285698),
	('missing', 'nannyml', 'chi2_stat', 0.6098665129841675),
	('missing', 'nannyml', 'chi2_test', 0.8941699926732148),
	('missing', 'sagemaker', 'l_infinity', 0.0),
	('missing', 'tfdv', 'js_divergence', 0.0005104541092217094),
	('missing', 'tfdv', 'l_infinity', 0.018760073063285698),
	('missing', 'whylogs', 'chi2_stat', 33.88118686868687),
	('missing', 'whylogs', 'chi2_test', 2.098972137573044e-07),
	('hundreds', 'deepchecks', 'psi', 0.0),
	('hundreds', 'deequ', 'l_infinity', 0.0),
	('hundreds', 'deequ', 'chi2_stat', 8966.383687623573),
	('hundreds', 'deequ', 'chi2_test', 0.0),
	('hundreds', 'evidently', 'psi', 1.2182837904446187),
	('hundreds', 'evidently', 'js_distance', 0.36787297637649774),
	('hundreds', 'evidently', 'kl_divergence', 0.6739069227842172),
	('hundreds', 'evidently', 'hellinger', 0.38850364684690203),
	('hundreds', 'evidently', 'chi2_test', 0.0),
	('hundreds', 'evidently', 'g_test', NULL),
	('hundreds', 'nannyml', 'js_distance', 0.4418604755127797),
	('hundreds', 'nannyml', 'hellinger', 0.38850364684690203),
	('hundreds', 'nannyml', 'l_infinity', 0.0157),
	('hundreds', 'nannyml', 'chi2_stat', 2659.7540204846487),
	('hundreds', 'nannyml', 'chi2_test', 0.0),
	('hundreds', 'sagemaker', 'l_infinity', 0.0),
	('hundreds', 'tfdv', 'js_divergence', 0.1952406798203797),
	('hundreds', 'tfdv', 'l_infinity', 0.0157),
	('hundreds', 'whylogs', 'chi2_stat', 9288.341852793343),
	('hundreds', 'whylogs', 'chi2_test', 0.0);

CREATE TEMP TABLE actual AS
SELECT q.name, a.* FROM (SELECT name, drift.sample_agg(value, is_current) AS s FROM categories GROUP BY name) q,
LATERAL (VALUES
	('deepchecks', 'psi', drift.psi(q.s, dialect => 'deepchecks')),
	('deequ', 'l_infinity', drift.l_infinity(q.s, dialect => 'deequ')),
	('deequ', 'chi2_stat', drift.chi2_stat(q.s, dialect => 'deequ')),
	('deequ', 'chi2_test', (drift.chi2_test(q.s, dialect => 'deequ')).p_value),
	('evidently', 'psi', drift.psi(q.s, dialect => 'evidently')),
	('evidently', 'js_distance', drift.js_distance(q.s, dialect => 'evidently')),
	('evidently', 'kl_divergence', drift.kl_divergence(q.s, dialect => 'evidently')),
	('evidently', 'hellinger', drift.hellinger(q.s, dialect => 'evidently')),
	('evidently', 'chi2_test', (drift.chi2_test(q.s, dialect => 'evidently')).p_value),
	('evidently', 'g_test', (drift.g_test(q.s, dialect => 'evidently')).p_value),
	('nannyml', 'js_distance', drift.js_distance(q.s, dialect => 'nannyml')),
	('nannyml', 'hellinger', drift.hellinger(q.s, dialect => 'nannyml')),
	('nannyml', 'l_infinity', drift.l_infinity(q.s, dialect => 'nannyml')),
	('nannyml', 'chi2_stat', drift.chi2_stat(q.s, dialect => 'nannyml')),
	('nannyml', 'chi2_test', (drift.chi2_test(q.s, dialect => 'nannyml')).p_value),
	('sagemaker', 'l_infinity', drift.l_infinity(q.s, dialect => 'sagemaker')),
	('tfdv', 'js_divergence', drift.js_divergence(q.s, dialect => 'tfdv')),
	('tfdv', 'l_infinity', drift.l_infinity(q.s, dialect => 'tfdv')),
	('whylogs', 'chi2_stat', drift.chi2_stat(q.s, dialect => 'whylogs')),
	('whylogs', 'chi2_test', (drift.chi2_test(q.s, dialect => 'whylogs')).p_value)
) AS a(dialect, metric, actual);
SELECT is(string_agg(pg_temp.report(e.name, e.metric, a.actual, e.expected), '; '), NULL,
	format('%s %s: categories, sample (%s data sets)', e.dialect, e.metric, count(*)))
FROM expected_categories e LEFT JOIN actual a USING (name, dialect, metric)
GROUP BY e.dialect, e.metric ORDER BY e.dialect, e.metric;
DROP TABLE actual;

CREATE TEMP TABLE actual AS
SELECT q.name, a.* FROM (SELECT name, drift.profile_agg(value) FILTER (WHERE NOT is_current) AS r, drift.profile_agg(value) FILTER (WHERE is_current) AS c FROM categories GROUP BY name) q,
LATERAL (VALUES
	('deepchecks', 'psi', drift.psi(q.r, q.c, dialect => 'deepchecks')),
	('deequ', 'l_infinity', drift.l_infinity(q.r, q.c, dialect => 'deequ')),
	('deequ', 'chi2_stat', drift.chi2_stat(q.r, q.c, dialect => 'deequ')),
	('deequ', 'chi2_test', (drift.chi2_test(q.r, q.c, dialect => 'deequ')).p_value),
	('evidently', 'psi', drift.psi(q.r, q.c, dialect => 'evidently')),
	('evidently', 'js_distance', drift.js_distance(q.r, q.c, dialect => 'evidently')),
	('evidently', 'kl_divergence', drift.kl_divergence(q.r, q.c, dialect => 'evidently')),
	('evidently', 'hellinger', drift.hellinger(q.r, q.c, dialect => 'evidently')),
	('evidently', 'chi2_test', (drift.chi2_test(q.r, q.c, dialect => 'evidently')).p_value),
	('evidently', 'g_test', (drift.g_test(q.r, q.c, dialect => 'evidently')).p_value),
	('nannyml', 'js_distance', drift.js_distance(q.r, q.c, dialect => 'nannyml')),
	('nannyml', 'hellinger', drift.hellinger(q.r, q.c, dialect => 'nannyml')),
	('nannyml', 'l_infinity', drift.l_infinity(q.r, q.c, dialect => 'nannyml')),
	('nannyml', 'chi2_stat', drift.chi2_stat(q.r, q.c, dialect => 'nannyml')),
	('nannyml', 'chi2_test', (drift.chi2_test(q.r, q.c, dialect => 'nannyml')).p_value),
	('sagemaker', 'l_infinity', drift.l_infinity(q.r, q.c, dialect => 'sagemaker')),
	('tfdv', 'js_divergence', drift.js_divergence(q.r, q.c, dialect => 'tfdv')),
	('tfdv', 'l_infinity', drift.l_infinity(q.r, q.c, dialect => 'tfdv')),
	('whylogs', 'chi2_stat', drift.chi2_stat(q.r, q.c, dialect => 'whylogs')),
	('whylogs', 'chi2_test', (drift.chi2_test(q.r, q.c, dialect => 'whylogs')).p_value)
) AS a(dialect, metric, actual);
SELECT is(string_agg(pg_temp.report(e.name, e.metric, a.actual, e.expected), '; '), NULL,
	format('%s %s: categories, profiles (%s data sets)', e.dialect, e.metric, count(*)))
FROM expected_categories e LEFT JOIN actual a USING (name, dialect, metric)
GROUP BY e.dialect, e.metric ORDER BY e.dialect, e.metric;
DROP TABLE actual;

SELECT * FROM finish();
ROLLBACK;
