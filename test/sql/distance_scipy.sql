-- distances and tests against SciPy 1.10.1, NumPy 1.24.2: made by test/gen/distance.py, do not edit
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
SELECT plan(108);

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) % 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) % 2147483647) AS s(h)';
CREATE FUNCTION pg_temp.rows(seed bigint, n bigint, OUT i float8, OUT u float8, OUT v float8)
RETURNS SETOF record LANGUAGE sql IMMUTABLE AS
'SELECT i, pg_temp.u(seed, i), pg_temp.u(seed + 1, i) FROM generate_series(1, n) AS i';

CREATE TEMP TABLE numbers AS
SELECT name, is_current, value FROM (
	SELECT 'uniform', false, (u)::float8 FROM pg_temp.rows(0, 500)
	UNION ALL
	SELECT 'uniform', true, (u)::float8 FROM pg_temp.rows(10, 500)
	UNION ALL
	SELECT 'uniform shifted', false, (u)::float8 FROM pg_temp.rows(1000, 500)
	UNION ALL
	SELECT 'uniform shifted', true, (u + 0.1)::float8 FROM pg_temp.rows(1010, 400)
	UNION ALL
	SELECT 'uniform wider', false, (u)::float8 FROM pg_temp.rows(2000, 1000)
	UNION ALL
	SELECT 'uniform wider', true, (u * 1.5)::float8 FROM pg_temp.rows(2010, 900)
	UNION ALL
	SELECT 'bell', false, (u + v - 1)::float8 FROM pg_temp.rows(3000, 800)
	UNION ALL
	SELECT 'bell', true, (u + v - 1)::float8 FROM pg_temp.rows(3010, 700)
	UNION ALL
	SELECT 'bell shifted', false, (u + v - 1)::float8 FROM pg_temp.rows(4000, 800)
	UNION ALL
	SELECT 'bell shifted', true, (u + v - 0.9)::float8 FROM pg_temp.rows(4010, 700)
	UNION ALL
	SELECT 'bell narrower', false, (u + v - 1)::float8 FROM pg_temp.rows(5000, 800)
	UNION ALL
	SELECT 'bell narrower', true, ((u + v - 1) * 0.7)::float8 FROM pg_temp.rows(5010, 700)
	UNION ALL
	SELECT 'product', false, (u * v)::float8 FROM pg_temp.rows(6000, 600)
	UNION ALL
	SELECT 'product', true, (u * v * 1.2)::float8 FROM pg_temp.rows(6010, 650)
	UNION ALL
	SELECT 'equal sizes far apart', false, (u)::float8 FROM pg_temp.rows(7000, 50)
	UNION ALL
	SELECT 'equal sizes far apart', true, (u + 2)::float8 FROM pg_temp.rows(7010, 50)
	UNION ALL
	SELECT 'unequal sizes far apart', false, (u)::float8 FROM pg_temp.rows(8000, 60)
	UNION ALL
	SELECT 'unequal sizes far apart', true, (u + 2)::float8 FROM pg_temp.rows(8010, 35)
	UNION ALL
	SELECT 'one against one', false, (u)::float8 FROM pg_temp.rows(9000, 1)
	UNION ALL
	SELECT 'one against one', true, (v)::float8 FROM pg_temp.rows(9010, 1)
	UNION ALL
	SELECT 'one against many', false, (u)::float8 FROM pg_temp.rows(10000, 1)
	UNION ALL
	SELECT 'one against many', true, (u)::float8 FROM pg_temp.rows(10010, 200)
	UNION ALL
	SELECT 'two against three', false, (u)::float8 FROM pg_temp.rows(11000, 2)
	UNION ALL
	SELECT 'two against three', true, (u + 0.2)::float8 FROM pg_temp.rows(11010, 3)
	UNION ALL
	SELECT 'seven against five', false, (u)::float8 FROM pg_temp.rows(12000, 7)
	UNION ALL
	SELECT 'seven against five', true, (u * 2)::float8 FROM pg_temp.rows(12010, 5)
	UNION ALL
	SELECT 'eleven, edges on values', false, (i)::float8 FROM pg_temp.rows(13000, 11)
	UNION ALL
	SELECT 'eleven, edges on values', true, (i + 0.5)::float8 FROM pg_temp.rows(13010, 11)
	UNION ALL
	SELECT 'hundred and one, edges on values', false, (i)::float8 FROM pg_temp.rows(14000, 101)
	UNION ALL
	SELECT 'hundred and one, edges on values', true, (i * 1.1)::float8 FROM pg_temp.rows(14010, 90)
	UNION ALL
	SELECT 'many against few', false, (u)::float8 FROM pg_temp.rows(15000, 3000)
	UNION ALL
	SELECT 'many against few', true, (u)::float8 FROM pg_temp.rows(15010, 7)
	UNION ALL
	SELECT 'few against many', false, (u)::float8 FROM pg_temp.rows(16000, 9)
	UNION ALL
	SELECT 'few against many', true, (u * u)::float8 FROM pg_temp.rows(16010, 3000)
	UNION ALL
	SELECT 'integers', false, (floor(u * 100))::float8 FROM pg_temp.rows(17000, 700)
	UNION ALL
	SELECT 'integers', true, (floor(u * 100 + 3))::float8 FROM pg_temp.rows(17010, 800)
	UNION ALL
	SELECT 'dice', false, (floor(u * 6))::float8 FROM pg_temp.rows(18000, 600)
	UNION ALL
	SELECT 'dice', true, (floor(u * v * 6))::float8 FROM pg_temp.rows(18010, 500)
	UNION ALL
	SELECT 'coin', false, (floor(u * 2))::float8 FROM pg_temp.rows(19000, 300)
	UNION ALL
	SELECT 'coin', true, (floor(u * 2.5))::float8 FROM pg_temp.rows(19010, 300)
	UNION ALL
	SELECT 'two values, one unseen', false, (floor(u * 2))::float8 FROM pg_temp.rows(20000, 300)
	UNION ALL
	SELECT 'two values, one unseen', true, (floor(u * 3))::float8 FROM pg_temp.rows(20010, 300)
	UNION ALL
	SELECT 'constant against itself', false, (7)::float8 FROM pg_temp.rows(21000, 40)
	UNION ALL
	SELECT 'constant against itself', true, (7)::float8 FROM pg_temp.rows(21010, 30)
	UNION ALL
	SELECT 'constant against another', false, (7)::float8 FROM pg_temp.rows(22000, 40)
	UNION ALL
	SELECT 'constant against another', true, (8)::float8 FROM pg_temp.rows(22010, 30)
	UNION ALL
	SELECT 'constant against spread', false, (0)::float8 FROM pg_temp.rows(23000, 100)
	UNION ALL
	SELECT 'constant against spread', true, (u)::float8 FROM pg_temp.rows(23010, 200)
	UNION ALL
	SELECT 'spread against constant', false, (u)::float8 FROM pg_temp.rows(24000, 200)
	UNION ALL
	SELECT 'spread against constant', true, (0.5)::float8 FROM pg_temp.rows(24010, 100)
	UNION ALL
	SELECT 'mostly zero', false, (floor(u + 0.05) * v)::float8 FROM pg_temp.rows(25000, 900)
	UNION ALL
	SELECT 'mostly zero', true, (floor(u + 0.2) * v)::float8 FROM pg_temp.rows(25010, 900)
	UNION ALL
	SELECT 'zero inflated', false, (floor(u + 0.4) * v)::float8 FROM pg_temp.rows(26000, 900)
	UNION ALL
	SELECT 'zero inflated', true, (floor(u + 0.3) * v)::float8 FROM pg_temp.rows(26010, 900)
	UNION ALL
	SELECT 'nearly constant, integers', false, (floor(u + 0.01) * floor(v * 80))::float8 FROM pg_temp.rows(27000, 900)
	UNION ALL
	SELECT 'nearly constant, integers', true, (floor(u + 0.5) * floor(v * 80))::float8 FROM pg_temp.rows(27010, 900)
	UNION ALL
	SELECT 'heavy tail', false, (1 / (u + 0.000001))::float8 FROM pg_temp.rows(28000, 700)
	UNION ALL
	SELECT 'heavy tail', true, (1 / (u + 0.000002))::float8 FROM pg_temp.rows(28010, 800)
	UNION ALL
	SELECT 'heavier tail, both signs', false, ((v - 0.5) / (u * u + 0.0000001))::float8 FROM pg_temp.rows(29000, 700)
	UNION ALL
	SELECT 'heavier tail, both signs', true, ((v - 0.4) / (u * u + 0.0000001))::float8 FROM pg_temp.rows(29010, 700)
	UNION ALL
	SELECT 'huge', false, ((u - 0.5) * 1e307)::float8 FROM pg_temp.rows(30000, 300)
	UNION ALL
	SELECT 'huge', true, ((u - 0.45) * 1e307)::float8 FROM pg_temp.rows(30010, 300)
	UNION ALL
	SELECT 'denormal', false, (floor(u * 1000) * 5e-324)::float8 FROM pg_temp.rows(31000, 300)
	UNION ALL
	SELECT 'denormal', true, (floor(u * 900) * 5e-324)::float8 FROM pg_temp.rows(31010, 300)
	UNION ALL
	SELECT 'huge and tiny', false, ((u - 0.5) * (CASE WHEN v < 0.5 THEN 1e200 ELSE 1e-200 END))::float8 FROM pg_temp.rows(32000, 300)
	UNION ALL
	SELECT 'huge and tiny', true, ((u - 0.4) * (CASE WHEN v < 0.5 THEN 1e200 ELSE 1e-200 END))::float8 FROM pg_temp.rows(32010, 300)
	UNION ALL
	SELECT 'far from zero', false, (1e9 + u)::float8 FROM pg_temp.rows(33000, 500)
	UNION ALL
	SELECT 'far from zero', true, (1e9 + u * 1.1)::float8 FROM pg_temp.rows(33010, 500)
	UNION ALL
	SELECT 'infinities, same mass', false, (CASE WHEN i <= 4 THEN -'Infinity'::float8 ELSE CASE WHEN i > 38 THEN 'Infinity'::float8 ELSE u END END)::float8 FROM pg_temp.rows(34000, 40)
	UNION ALL
	SELECT 'infinities, same mass', true, (CASE WHEN i <= 2 THEN -'Infinity'::float8 ELSE CASE WHEN i > 19 THEN 'Infinity'::float8 ELSE v END END)::float8 FROM pg_temp.rows(34010, 20)
	UNION ALL
	SELECT 'infinities, other mass', false, (CASE WHEN i <= 4 THEN -'Infinity'::float8 ELSE CASE WHEN i > 90 THEN 'Infinity'::float8 ELSE u END END)::float8 FROM pg_temp.rows(35000, 100)
	UNION ALL
	SELECT 'infinities, other mass', true, (CASE WHEN i <= 1 THEN -'Infinity'::float8 ELSE CASE WHEN i > 75 THEN 'Infinity'::float8 ELSE v END END)::float8 FROM pg_temp.rows(35010, 80)
	UNION ALL
	SELECT 'most are infinite', false, (CASE WHEN i > 10 THEN 'Infinity'::float8 ELSE u END)::float8 FROM pg_temp.rows(36000, 50)
	UNION ALL
	SELECT 'most are infinite', true, (CASE WHEN i > 20 THEN 'Infinity'::float8 ELSE u END)::float8 FROM pg_temp.rows(36010, 50)
	UNION ALL
	SELECT 'only infinities', false, (CASE WHEN i <= 9 THEN -'Infinity'::float8 ELSE 'Infinity'::float8 END)::float8 FROM pg_temp.rows(37000, 20)
	UNION ALL
	SELECT 'only infinities', true, (CASE WHEN i <= 12 THEN -'Infinity'::float8 ELSE 'Infinity'::float8 END)::float8 FROM pg_temp.rows(37010, 20)
	UNION ALL
	SELECT 'negative only', false, (-1 - u * v)::float8 FROM pg_temp.rows(38000, 400)
	UNION ALL
	SELECT 'negative only', true, (-1 - u * u)::float8 FROM pg_temp.rows(38010, 500)
	UNION ALL
	SELECT 'mixture', false, (u + (CASE WHEN v < 0.3 THEN 5 ELSE 0 END))::float8 FROM pg_temp.rows(39000, 1000)
	UNION ALL
	SELECT 'mixture', true, (u + (CASE WHEN v < 0.35 THEN 5 ELSE 0 END))::float8 FROM pg_temp.rows(39010, 1000)
	UNION ALL
	SELECT 'ties across sides', false, (floor(u * 30) / 3)::float8 FROM pg_temp.rows(40000, 999)
	UNION ALL
	SELECT 'ties across sides', true, (floor(u * 31) / 3)::float8 FROM pg_temp.rows(40010, 777)
	UNION ALL
	SELECT 'beyond exact p-values', false, (u)::float8 FROM pg_temp.rows(41000, 10500)
	UNION ALL
	SELECT 'beyond exact p-values', true, (u * 1.01)::float8 FROM pg_temp.rows(41010, 9500)
	UNION ALL
	SELECT 'beyond exact p-values, few', false, (u + v)::float8 FROM pg_temp.rows(42000, 12000)
	UNION ALL
	SELECT 'beyond exact p-values, few', true, (u + v + 0.1)::float8 FROM pg_temp.rows(42010, 20)
	UNION ALL
	SELECT 'beyond exact p-values, far apart', false, (u)::float8 FROM pg_temp.rows(43000, 11000)
	UNION ALL
	SELECT 'beyond exact p-values, far apart', true, (u + 0.3)::float8 FROM pg_temp.rows(43010, 11000)
) AS d(name, is_current, value);

CREATE TEMP TABLE categories AS
SELECT name, is_current, value FROM (
	SELECT 'one category', false, 'c' || (0)::bigint FROM pg_temp.rows(0, 30)
	UNION ALL
	SELECT 'one category', true, 'c' || (0)::bigint FROM pg_temp.rows(10, 20)
	UNION ALL
	SELECT 'one against another', false, 'c' || (0)::bigint FROM pg_temp.rows(1000, 30)
	UNION ALL
	SELECT 'one against another', true, 'c' || (1)::bigint FROM pg_temp.rows(1010, 20)
	UNION ALL
	SELECT 'two', false, 'c' || (floor(u * 2))::bigint FROM pg_temp.rows(2000, 300)
	UNION ALL
	SELECT 'two', true, 'c' || (floor(u * 2.2))::bigint FROM pg_temp.rows(2010, 250)
	UNION ALL
	SELECT 'twelve', false, 'c' || (floor(u * 12))::bigint FROM pg_temp.rows(3000, 2000)
	UNION ALL
	SELECT 'twelve', true, 'c' || (floor(u * v * 12))::bigint FROM pg_temp.rows(3010, 1500)
	UNION ALL
	SELECT 'new category', false, 'c' || (floor(u * 5))::bigint FROM pg_temp.rows(4000, 1000)
	UNION ALL
	SELECT 'new category', true, 'c' || (floor(u * 6))::bigint FROM pg_temp.rows(4010, 1000)
	UNION ALL
	SELECT 'lost category', false, 'c' || (floor(u * 6))::bigint FROM pg_temp.rows(5000, 1000)
	UNION ALL
	SELECT 'lost category', true, 'c' || (floor(u * 5))::bigint FROM pg_temp.rows(5010, 1000)
	UNION ALL
	SELECT 'nothing in common', false, 'c' || (floor(u * 5))::bigint FROM pg_temp.rows(6000, 100)
	UNION ALL
	SELECT 'nothing in common', true, 'c' || (10 + floor(u * 5))::bigint FROM pg_temp.rows(6010, 100)
	UNION ALL
	SELECT 'skewed', false, 'c' || (floor(1 / (u + 0.001)))::bigint FROM pg_temp.rows(7000, 3000)
	UNION ALL
	SELECT 'skewed', true, 'c' || (floor(1 / (u + 0.002)))::bigint FROM pg_temp.rows(7010, 2500)
	UNION ALL
	SELECT 'one row each', false, 'c' || (0)::bigint FROM pg_temp.rows(8000, 1)
	UNION ALL
	SELECT 'one row each', true, 'c' || (1)::bigint FROM pg_temp.rows(8010, 1)
	UNION ALL
	SELECT 'twenty thousand', false, 'c' || (floor(u * 20000))::bigint FROM pg_temp.rows(9000, 30000)
	UNION ALL
	SELECT 'twenty thousand', true, 'c' || (floor(u * v * 20000))::bigint FROM pg_temp.rows(9010, 30000)
) AS d(name, is_current, value);

CREATE TEMP TABLE expected_numbers(name text, statistic text, expected float8);
INSERT INTO expected_numbers VALUES
	('uniform', 'psi', '0.016560954878091855'),
	('uniform', 'psi epsilon', '0.016560954878091855'),
	('uniform', 'kl_divergence', '0.00843557935834829'),
	('uniform', 'js_divergence', '0.002980292709134686'),
	('uniform', 'js_distance', '0.05459205719822881'),
	('uniform', 'hellinger', '0.04547467567194209'),
	('uniform', 'tv_distance', '0.054000000000000006'),
	('uniform', 'l_infinity', '0.02600000000000001'),
	('uniform', 'chi2_stat', '4.122955578745539'),
	('uniform', 'psi 20', '0.029954879670808295'),
	('uniform', 'psi uniform', '0.008833628284563352'),
	('uniform', 'psi distinct', '5.69189131975258'),
	('uniform', 'psi edges', '0.00019607504689773505'),
	('uniform', 'ks_stat', '0.032'),
	('uniform', 'ks_test statistic', '0.032'),
	('uniform', 'ks_test p', '0.9603008958861495'),
	('uniform', 'ks_test less statistic', '0.032'),
	('uniform', 'ks_test less p', '0.5995502450076398'),
	('uniform', 'ks_test greater statistic', '0.006'),
	('uniform', 'ks_test greater p', '0.982178593870847'),
	('uniform', 'wasserstein', '0.010939475638298071'),
	('uniform shifted', 'psi', '0.41622025875209795'),
	('uniform shifted', 'psi epsilon', '0.41622025875209795'),
	('uniform shifted', 'kl_divergence', '0.29731537662519936'),
	('uniform shifted', 'js_divergence', '0.052848647315427946'),
	('uniform shifted', 'js_distance', '0.22988833662330055'),
	('uniform shifted', 'hellinger', '0.2060710060380852'),
	('uniform shifted', 'tv_distance', '0.12249999999999998'),
	('uniform shifted', 'l_infinity', '0.0975'),
	('uniform shifted', 'chi2_stat', '49.893208075828866'),
	('uniform shifted', 'psi 20', '0.5903584402812697'),
	('uniform shifted', 'psi uniform', '0.4096423271471987'),
	('uniform shifted', 'psi distinct', '5.936066451749764'),
	('uniform shifted', 'psi edges', '1.2823243671460665'),
	('uniform shifted', 'ks_stat', '0.121'),
	('uniform shifted', 'ks_test statistic', '0.121'),
	('uniform shifted', 'ks_test p', '0.0027340919871527186'),
	('uniform shifted', 'ks_test less statistic', '0.0'),
	('uniform shifted', 'ks_test less p', '1.0'),
	('uniform shifted', 'ks_test greater statistic', '0.121'),
	('uniform shifted', 'ks_test greater p', '0.001367045996435264'),
	('uniform shifted', 'wasserstein', '0.09610404251590558'),
	('uniform wider', 'psi', '0.54886489539441'),
	('uniform wider', 'psi epsilon', '0.54886489539441'),
	('uniform wider', 'kl_divergence', '0.23766439118579918'),
	('uniform wider', 'js_divergence', '0.09342664141706009'),
	('uniform wider', 'js_distance', '0.3056577193807807'),
	('uniform wider', 'hellinger', '0.2580757172995425'),
	('uniform wider', 'tv_distance', '0.29222222222222227'),
	('uniform wider', 'l_infinity', '0.29222222222222227'),
	('uniform wider', 'chi2_stat', '237.27351254832803'),
	('uniform wider', 'psi 20', '0.7555234404487656'),
	('uniform wider', 'psi uniform', '2.054834035000919'),
	('uniform wider', 'psi distinct', '4.263557087567844'),
	('uniform wider', 'psi edges', '2.6773926511031703'),
	('uniform wider', 'ks_stat', '0.317'),
	('uniform wider', 'ks_test statistic', '0.317'),
	('uniform wider', 'ks_test p', '1.39658990825751e-42'),
	('uniform wider', 'ks_test less statistic', '0.0011111111111111111'),
	('uniform wider', 'ks_test less p', '0.9977413460292545'),
	('uniform wider', 'ks_test greater statistic', '0.317'),
	('uniform wider', 'ks_test greater p', '3.3102709568058027e-42'),
	('uniform wider', 'wasserstein', '0.23473074171617508'),
	('bell', 'psi', '0.025218243257460648'),
	('bell', 'psi epsilon', '0.025218243257460648'),
	('bell', 'kl_divergence', '0.012622930946700786'),
	('bell', 'js_divergence', '0.004536553624529905'),
	('bell', 'js_distance', '0.06735394290262378'),
	('bell', 'hellinger', '0.0561104520584826'),
	('bell', 'tv_distance', '0.0657142857142857'),
	('bell', 'l_infinity', '0.03285714285714286'),
	('bell', 'chi2_stat', '9.366991947159942'),
	('bell', 'psi 20', '0.03444537771831422'),
	('bell', 'psi uniform', '0.01023989424729983'),
	('bell', 'psi distinct', '4.796782187111079'),
	('bell', 'psi edges', '0.00012773172666775707'),
	('bell', 'ks_stat', '0.03785714285714286'),
	('bell', 'ks_test statistic', '0.03785714285714286'),
	('bell', 'ks_test p', '0.6422913640374455'),
	('bell', 'ks_test less statistic', '0.03785714285714286'),
	('bell', 'ks_test less p', '0.33051239681794575'),
	('bell', 'ks_test greater statistic', '0.009642857142857142'),
	('bell', 'ks_test greater p', '0.9241719395780068'),
	('bell', 'wasserstein', '0.014921046341400023'),
	('bell shifted', 'psi', '0.04768517127503239'),
	('bell shifted', 'psi epsilon', '0.04768517127503239'),
	('bell shifted', 'kl_divergence', '0.024225557384944633'),
	('bell shifted', 'js_divergence', '0.008558318105168588'),
	('bell shifted', 'js_distance', '0.09251117827143154'),
	('bell shifted', 'hellinger', '0.07711257999990512'),
	('bell shifted', 'tv_distance', '0.09142857142857143'),
	('bell shifted', 'l_infinity', '0.037142857142857144'),
	('bell shifted', 'chi2_stat', '17.58126877702546'),
	('bell shifted', 'psi 20', '0.07540217304289283'),
	('bell shifted', 'psi uniform', '0.060034157780640966'),
	('bell shifted', 'psi distinct', '4.796782187111079'),
	('bell shifted', 'psi edges', '0.05588533302241573'),
	('bell shifted', 'ks_stat', '0.11267857142857143'),
	('bell shifted', 'ks_test statistic', '0.11267857142857143'),
	('bell shifted', 'ks_test p', '0.0001383011543752403'),
	('bell shifted', 'ks_test less statistic', '0.0'),
	('bell shifted', 'ks_test less p', '1.0'),
	('bell shifted', 'ks_test greater statistic', '0.11267857142857143'),
	('bell shifted', 'ks_test greater p', '6.83958496575165e-05'),
	('bell shifted', 'wasserstein', '0.08179855280597959'),
	('bell narrower', 'psi', '0.23378922360813323'),
	('bell narrower', 'psi epsilon', '0.23378922360813323'),
	('bell narrower', 'kl_divergence', '0.1363087538733248'),
	('bell narrower', 'js_divergence', '0.03969760388022826'),
	('bell narrower', 'js_distance', '0.19924257547077698'),
	('bell narrower', 'hellinger', '0.16831078296368754'),
	('bell narrower', 'tv_distance', '0.15857142857142859'),
	('bell narrower', 'l_infinity', '0.07857142857142857'),
	('bell narrower', 'chi2_stat', '75.85204267391276'),
	('bell narrower', 'psi 20', '0.707294140411727'),
	('bell narrower', 'psi uniform', '0.42379116261294797'),
	('bell narrower', 'psi distinct', '4.796782187111078'),
	('bell narrower', 'psi edges', '0.11411355144743553'),
	('bell narrower', 'ks_stat', '0.09285714285714286'),
	('bell narrower', 'ks_test statistic', '0.09285714285714286'),
	('bell narrower', 'ks_test p', '0.0029668578451393837'),
	('bell narrower', 'ks_test less statistic', '0.09285714285714286'),
	('bell narrower', 'ks_test less p', '0.0014606278683522826'),
	('bell narrower', 'ks_test greater statistic', '0.08625'),
	('bell narrower', 'ks_test greater p', '0.0035570158382268622'),
	('bell narrower', 'wasserstein', '0.09127924288235237'),
	('product', 'psi', '0.05300889616990724'),
	('product', 'psi epsilon', '0.05300889616990724'),
	('product', 'kl_divergence', '0.02583811318151734'),
	('product', 'js_divergence', '0.009501794937348838'),
	('product', 'js_distance', '0.09747715084751317'),
	('product', 'hellinger', '0.08127751950443003'),
	('product', 'tv_distance', '0.0907692307692308'),
	('product', 'l_infinity', '0.058461538461538454'),
	('product', 'chi2_stat', '16.293959829338014'),
	('product', 'psi 20', '0.08844909012784374'),
	('product', 'psi uniform', '0.11921783218100987'),
	('product', 'psi distinct', '5.200305162250311'),
	('product', 'psi edges', '0.08798783736468002'),
	('product', 'ks_stat', '0.09615384615384616'),
	('product', 'ks_test statistic', '0.09615384615384616'),
	('product', 'ks_test p', '0.005741952355188005'),
	('product', 'ks_test less statistic', '0.003076923076923077'),
	('product', 'ks_test less p', '0.9910962851915961'),
	('product', 'ks_test greater statistic', '0.09615384615384616'),
	('product', 'ks_test greater p', '0.0028395702346069238'),
	('product', 'wasserstein', '0.054992614616379214'),
	('equal sizes far apart', 'psi', '8.283089355027482'),
	('equal sizes far apart', 'psi epsilon', '12.433855885838662'),
	('equal sizes far apart', 'kl_divergence', '5.986721241784519'),
	('equal sizes far apart', 'js_divergence', '0.7582766571931676'),
	('equal sizes far apart', 'js_distance', '0.8707908228691708'),
	('equal sizes far apart', 'hellinger', '0.8269052146305295'),
	('equal sizes far apart', 'tv_distance', '0.9'),
	('equal sizes far apart', 'l_infinity', '0.9'),
	('equal sizes far apart', 'chi2_stat', '81.81818181818181'),
	('equal sizes far apart', 'psi 20', '8.483785205177544'),
	('equal sizes far apart', 'psi uniform', '15.858035799309425'),
	('equal sizes far apart', 'psi distinct', '10.543651559430593'),
	('equal sizes far apart', 'psi edges', '17.44412053901572'),
	('equal sizes far apart', 'ks_stat', '1.0'),
	('equal sizes far apart', 'ks_test statistic', '1.0'),
	('equal sizes far apart', 'ks_test p', '1.9823306042836678e-29'),
	('equal sizes far apart', 'ks_test less statistic', '0.0'),
	('equal sizes far apart', 'ks_test less p', '1.0'),
	('equal sizes far apart', 'ks_test greater statistic', '1.0'),
	('equal sizes far apart', 'ks_test greater p', '9.911653021418333e-30'),
	('equal sizes far apart', 'wasserstein', '2.0367372441462885'),
	('unequal sizes far apart', 'psi', '8.283089355027482'),
	('unequal sizes far apart', 'psi epsilon', '12.433855885838662'),
	('unequal sizes far apart', 'kl_divergence', '5.986721241784519'),
	('unequal sizes far apart', 'js_divergence', '0.7582766571931676'),
	('unequal sizes far apart', 'js_distance', '0.8707908228691708'),
	('unequal sizes far apart', 'hellinger', '0.8269052146305295'),
	('unequal sizes far apart', 'tv_distance', '0.9'),
	('unequal sizes far apart', 'l_infinity', '0.9'),
	('unequal sizes far apart', 'chi2_stat', '72.98780487804879'),
	('unequal sizes far apart', 'psi 20', '8.738015597990369'),
	('unequal sizes far apart', 'psi uniform', '15.93228551361986'),
	('unequal sizes far apart', 'psi distinct', '10.72049967229562'),
	('unequal sizes far apart', 'psi edges', '17.446280532401694'),
	('unequal sizes far apart', 'ks_stat', '1.0'),
	('unequal sizes far apart', 'ks_test statistic', '1.0'),
	('unequal sizes far apart', 'ks_test p', '1.6647080371027238e-26'),
	('unequal sizes far apart', 'ks_test less statistic', '0.0'),
	('unequal sizes far apart', 'ks_test less p', '1.0'),
	('unequal sizes far apart', 'ks_test greater statistic', '1.0'),
	('unequal sizes far apart', 'ks_test greater p', '8.323540185513618e-27'),
	('unequal sizes far apart', 'wasserstein', '2.039321227220369'),
	('one against one', 'psi', '18.418838675877968'),
	('one against one', 'psi epsilon', '27.63099348490743'),
	('one against one', 'kl_divergence', '9.209419337938984'),
	('one against one', 'js_divergence', '1.0'),
	('one against one', 'js_distance', '1.0'),
	('one against one', 'hellinger', '1.0'),
	('one against one', 'tv_distance', '1.0'),
	('one against one', 'l_infinity', '1.0'),
	('one against one', 'chi2_stat', '2.0'),
	('one against one', 'psi 20', '18.418838675877968'),
	('one against one', 'psi uniform', '18.418838675877968'),
	('one against one', 'psi distinct', '18.418838675877968'),
	('one against one', 'psi edges', '18.418838675877968'),
	('one against one', 'ks_stat', '1.0'),
	('one against one', 'ks_test statistic', '1.0'),
	('one against one', 'ks_test p', '1.0'),
	('one against one', 'ks_test less statistic', '1.0'),
	('one against one', 'ks_test less p', '0.5'),
	('one against one', 'ks_test greater statistic', '0.0'),
	('one against one', 'ks_test greater p', '1.0'),
	('one against one', 'wasserstein', '0.8190118222585935'),
	('one against many', 'psi', '8.706703165845585'),
	('one against many', 'psi epsilon', '12.949578648269743'),
	('one against many', 'kl_divergence', '2.519506060624632'),
	('one against many', 'js_divergence', '0.7942888437190891'),
	('one against many', 'js_distance', '0.8912288391423884'),
	('one against many', 'hellinger', '0.8468513963650179'),
	('one against many', 'tv_distance', '0.9200000000000002'),
	('one against many', 'l_infinity', '0.92'),
	('one against many', 'chi2_stat', '10.877647058823527'),
	('one against many', 'psi 20', '8.779462105997109'),
	('one against many', 'psi uniform', '8.706703165845585'),
	('one against many', 'psi distinct', '13.043201883258558'),
	('one against many', 'psi edges', '4.0038583354468384'),
	('one against many', 'ks_stat', '0.715'),
	('one against many', 'ks_test statistic', '0.715'),
	('one against many', 'ks_test p', '0.5771144278606967'),
	('one against many', 'ks_test less statistic', '0.715'),
	('one against many', 'ks_test less p', '0.2885572139303483'),
	('one against many', 'ks_test greater statistic', '0.285'),
	('one against many', 'ks_test greater p', '0.7164179104477612'),
	('one against many', 'wasserstein', '0.2970557350814602'),
	('two against three', 'psi', '0.11552453009332421'),
	('two against three', 'psi epsilon', '0.11552453009332421'),
	('two against three', 'kl_divergence', '0.05889151782819174'),
	('two against three', 'js_divergence', '0.02072083962390797'),
	('two against three', 'js_distance', '0.14394735018022378'),
	('two against three', 'hellinger', '0.12000600129373205'),
	('two against three', 'tv_distance', '0.16666666666666666'),
	('two against three', 'l_infinity', '0.16666666666666669'),
	('two against three', 'chi2_stat', '0.1388888888888888'),
	('two against three', 'psi 20', '0.11552453009332421'),
	('two against three', 'psi uniform', '9.731518770995724'),
	('two against three', 'psi distinct', '16.62478431766103'),
	('two against three', 'psi edges', '17.781553881285635'),
	('two against three', 'ks_stat', '0.6666666666666666'),
	('two against three', 'ks_test statistic', '0.6666666666666666'),
	('two against three', 'ks_test p', '0.6'),
	('two against three', 'ks_test less statistic', '0.3333333333333333'),
	('two against three', 'ks_test less p', '0.7'),
	('two against three', 'ks_test greater statistic', '0.6666666666666666'),
	('two against three', 'ks_test greater p', '0.3'),
	('two against three', 'wasserstein', '0.21269213463149908'),
	('seven against five', 'psi', '6.336577264725955'),
	('seven against five', 'psi epsilon', '9.62955740754115'),
	('seven against five', 'kl_divergence', '4.894701754320289'),
	('seven against five', 'js_divergence', '0.5427449610486703'),
	('seven against five', 'js_distance', '0.736712264760585'),
	('seven against five', 'hellinger', '0.7020736764491956'),
	('seven against five', 'tv_distance', '0.7142857142857143'),
	('seven against five', 'l_infinity', '0.6571428571428573'),
	('seven against five', 'chi2_stat', '6.651428571428571'),
	('seven against five', 'psi 20', '6.336577264725955'),
	('seven against five', 'psi uniform', '11.716192345055804'),
	('seven against five', 'psi distinct', '14.856447130077134'),
	('seven against five', 'psi edges', '5.782976269875808'),
	('seven against five', 'ks_stat', '0.6571428571428571'),
	('seven against five', 'ks_test statistic', '0.6571428571428571'),
	('seven against five', 'ks_test p', '0.11616161616161617'),
	('seven against five', 'ks_test less statistic', '0.2'),
	('seven against five', 'ks_test less p', '0.7133838383838383'),
	('seven against five', 'ks_test greater statistic', '0.6571428571428571'),
	('seven against five', 'ks_test greater p', '0.05808080808080808'),
	('seven against five', 'wasserstein', '0.4572211206891006'),
	('eleven, edges on values', 'psi', '0.12602676010180824'),
	('eleven, edges on values', 'psi epsilon', '0.12602676010180824'),
	('eleven, edges on values', 'kl_divergence', '0.06301338005090412'),
	('eleven, edges on values', 'js_divergence', '0.022282954348775627'),
	('eleven, edges on values', 'js_distance', '0.14927476125847808'),
	('eleven, edges on values', 'hellinger', '0.12489008813345726'),
	('eleven, edges on values', 'tv_distance', '0.09090909090909091'),
	('eleven, edges on values', 'l_infinity', '0.09090909090909091'),
	('eleven, edges on values', 'chi2_stat', '0.6666666666666666'),
	('eleven, edges on values', 'psi 20', '11.135375033839718'),
	('eleven, edges on values', 'psi uniform', '0.12602676010180824'),
	('eleven, edges on values', 'psi distinct', '13.609902819137435'),
	('eleven, edges on values', 'psi edges', '0.6389177237166296'),
	('eleven, edges on values', 'ks_stat', '0.09090909090909091'),
	('eleven, edges on values', 'ks_test statistic', '0.09090909090909091'),
	('eleven, edges on values', 'ks_test p', '0.9999999999999999'),
	('eleven, edges on values', 'ks_test less statistic', '0.0'),
	('eleven, edges on values', 'ks_test less p', '1.0'),
	('eleven, edges on values', 'ks_test greater statistic', '0.09090909090909091'),
	('eleven, edges on values', 'ks_test greater p', '0.9166666666666666'),
	('eleven, edges on values', 'wasserstein', '0.5'),
	('hundred and one, edges on values', 'psi', '0.0012141964793682405'),
	('hundred and one, edges on values', 'psi epsilon', '0.0012141964793682405'),
	('hundred and one, edges on values', 'kl_divergence', '0.0006167648119340934'),
	('hundred and one, edges on values', 'js_divergence', '0.00021886891327164182'),
	('hundred and one, edges on values', 'js_distance', '0.014794218913874495'),
	('hundred and one, edges on values', 'hellinger', '0.012318338176694093'),
	('hundred and one, edges on values', 'tv_distance', '0.010121012101210122'),
	('hundred and one, edges on values', 'l_infinity', '0.010121012101210122'),
	('hundred and one, edges on values', 'chi2_stat', '0.05757701918896993'),
	('hundred and one, edges on values', 'psi 20', '0.017996638951047094'),
	('hundred and one, edges on values', 'psi uniform', '0.0012141964793682405'),
	('hundred and one, edges on values', 'psi distinct', '8.539579671719647'),
	('hundred and one, edges on values', 'psi edges', '0.045882424279161095'),
	('hundred and one, edges on values', 'ks_stat', '0.02849284928492849'),
	('hundred and one, edges on values', 'ks_test statistic', '0.02849284928492849'),
	('hundred and one, edges on values', 'ks_test p', '0.9999999997568649'),
	('hundred and one, edges on values', 'ks_test less statistic', '0.02849284928492849'),
	('hundred and one, edges on values', 'ks_test less p', '0.9017845936824503'),
	('hundred and one, edges on values', 'ks_test greater statistic', '0.009900990099009901'),
	('hundred and one, edges on values', 'ks_test greater p', '0.985057084391076'),
	('hundred and one, edges on values', 'wasserstein', '1.0061056105610522'),
	('many against few', 'psi', '3.8862159008860657'),
	('many against few', 'psi epsilon', '6.192197306892278'),
	('many against few', 'kl_divergence', '3.136910731409713'),
	('many against few', 'js_divergence', '0.3254847063824066'),
	('many against few', 'js_distance', '0.5705126697825444'),
	('many against few', 'hellinger', '0.5507900827976799'),
	('many against few', 'tv_distance', '0.49999999999999994'),
	('many against few', 'l_infinity', '0.1857142857142857'),
	('many against few', 'chi2_stat', '8.681026977247082'),
	('many against few', 'psi 20', '5.239785397267374'),
	('many against few', 'psi uniform', '3.810593700138823'),
	('many against few', 'psi distinct', '8.102126084792978'),
	('many against few', 'psi edges', '0.714458208173306'),
	('many against few', 'ks_stat', '0.394'),
	('many against few', 'ks_test statistic', '0.394'),
	('many against few', 'ks_test p', '0.17276192932600995'),
	('many against few', 'ks_test less statistic', '0.09595238095238096'),
	('many against few', 'ks_test less p', '0.8338894248334681'),
	('many against few', 'ks_test greater statistic', '0.394'),
	('many against few', 'ks_test greater p', '0.08639283210460261'),
	('many against few', 'wasserstein', '0.1273832676927792'),
	('few against many', 'psi', '1.2194798099275705'),
	('few against many', 'psi epsilon', '1.5148457820100814'),
	('few against many', 'kl_divergence', '0.47966653685862604'),
	('few against many', 'js_divergence', '0.16872390978080443'),
	('few against many', 'js_distance', '0.41076016089782175'),
	('few against many', 'hellinger', '0.360098525768083'),
	('few against many', 'tv_distance', '0.3993333333333333'),
	('few against many', 'l_infinity', '0.26922222222222225'),
	('few against many', 'chi2_stat', '10.721905911554265'),
	('few against many', 'psi 20', '3.0131116920374863'),
	('few against many', 'psi uniform', '1.9863292047730812'),
	('few against many', 'psi distinct', '7.84958495345294'),
	('few against many', 'psi edges', '0.29532224592870526'),
	('few against many', 'ks_stat', '0.37077777777777776'),
	('few against many', 'ks_test statistic', '0.37077777777777776'),
	('few against many', 'ks_test p', '0.12952345080156627'),
	('few against many', 'ks_test less statistic', '0.37077777777777776'),
	('few against many', 'ks_test less p', '0.06476617722559921'),
	('few against many', 'ks_test greater statistic', '0.11933333333333333'),
	('few against many', 'ks_test greater p', '0.7157927221229756'),
	('few against many', 'wasserstein', '0.16250409791250342'),
	('integers', 'psi', '0.014431080549651636'),
	('integers', 'psi epsilon', '0.014431080549651636'),
	('integers', 'kl_divergence', '0.007186541725939563'),
	('integers', 'js_divergence', '0.0025980892071577532'),
	('integers', 'js_distance', '0.05097145482677293'),
	('integers', 'hellinger', '0.04245432580218785'),
	('integers', 'tv_distance', '0.04624999999999999'),
	('integers', 'l_infinity', '0.025714285714285703'),
	('integers', 'chi2_stat', '5.365561287463437'),
	('integers', 'psi 20', '0.055386802008300706'),
	('integers', 'psi uniform', '0.013398930560451213'),
	('integers', 'psi distinct', '0.48499645244844414'),
	('integers', 'psi edges', '0.08418373834127228'),
	('integers', 'ks_stat', '0.04196428571428571'),
	('integers', 'ks_test statistic', '0.04196428571428571'),
	('integers', 'ks_test p', '0.5113268623738232'),
	('integers', 'ks_test less statistic', '0.0035714285714285713'),
	('integers', 'ks_test less p', '0.9870684671424931'),
	('integers', 'ks_test greater statistic', '0.04196428571428571'),
	('integers', 'ks_test greater p', '0.2577119737703615'),
	('integers', 'wasserstein', '2.3237500000000004'),
	('dice', 'psi', '0.8287298117516675'),
	('dice', 'psi epsilon', '0.8287298117516675'),
	('dice', 'kl_divergence', '0.48851289022036'),
	('dice', 'js_divergence', '0.1329328228360487'),
	('dice', 'js_distance', '0.3645995376245679'),
	('dice', 'hellinger', '0.3117181821710973'),
	('dice', 'tv_distance', '0.35666666666666663'),
	('dice', 'l_infinity', '0.35666666666666663'),
	('dice', 'chi2_stat', '180.14503120854172'),
	('dice', 'psi 20', '0.8287298117516675'),
	('dice', 'psi uniform', '0.9055891480534712'),
	('dice', 'psi distinct', '0.9055891480534715'),
	('dice', 'psi edges', '0.6103515639545521'),
	('dice', 'ks_stat', '0.3566666666666667'),
	('dice', 'ks_test statistic', '0.3566666666666667'),
	('dice', 'ks_test p', '2.5609208829248715e-31'),
	('dice', 'ks_test less statistic', '0.3566666666666667'),
	('dice', 'ks_test less p', '5.188271041812288e-31'),
	('dice', 'ks_test greater statistic', '0.0'),
	('dice', 'ks_test greater p', '1.0'),
	('dice', 'wasserstein', '1.4193333333333333'),
	('coin', 'psi', '2.2189382830283426'),
	('coin', 'psi epsilon', '3.463111827773089'),
	('coin', 'kl_divergence', '0.31477825453946917'),
	('coin', 'js_divergence', '0.15052188605803685'),
	('coin', 'js_distance', '0.38797150160551336'),
	('coin', 'hellinger', '0.3818153192513081'),
	('coin', 'tv_distance', '0.27'),
	('coin', 'l_infinity', '0.27'),
	('coin', 'chi2_stat', '93.85365708327126'),
	('coin', 'psi 20', '2.2189382830283426'),
	('coin', 'psi uniform', '2.2189382830283426'),
	('coin', 'psi distinct', '2.2189382830283426'),
	('coin', 'psi edges', '2.2189382830283426'),
	('coin', 'ks_stat', '0.27'),
	('coin', 'ks_test statistic', '0.27'),
	('coin', 'ks_test p', '5.01791941596116e-10'),
	('coin', 'ks_test less statistic', '0.0'),
	('coin', 'ks_test less p', '1.0'),
	('coin', 'ks_test greater statistic', '0.27'),
	('coin', 'ks_test greater p', '2.508959707980582e-10'),
	('coin', 'wasserstein', '0.43'),
	('two values, one unseen', 'psi', '2.411796493222431'),
	('two values, one unseen', 'psi epsilon', '3.7480805161243738'),
	('two values, one unseen', 'kl_divergence', '0.34242805591961006'),
	('two values, one unseen', 'js_divergence', '0.1630444376488476'),
	('two values, one unseen', 'js_distance', '0.4037876145312627'),
	('two values, one unseen', 'hellinger', '0.39691281508233794'),
	('two values, one unseen', 'tv_distance', '0.29000000000000004'),
	('two values, one unseen', 'l_infinity', '0.29'),
	('two values, one unseen', 'chi2_stat', '101.93209200438116'),
	('two values, one unseen', 'psi 20', '2.411796493222431'),
	('two values, one unseen', 'psi uniform', '2.411796493222431'),
	('two values, one unseen', 'psi distinct', '2.411796493222431'),
	('two values, one unseen', 'psi edges', '2.411796493222431'),
	('two values, one unseen', 'ks_stat', '0.29'),
	('two values, one unseen', 'ks_test statistic', '0.29'),
	('two values, one unseen', 'ks_test p', '1.5989601818532152e-11'),
	('two values, one unseen', 'ks_test less statistic', '0.0'),
	('two values, one unseen', 'ks_test less p', '1.0'),
	('two values, one unseen', 'ks_test greater statistic', '0.29'),
	('two values, one unseen', 'ks_test greater p', '7.994800909266079e-12'),
	('two values, one unseen', 'wasserstein', '0.4466666666666667'),
	('constant against itself', 'psi', '0.0'),
	('constant against itself', 'psi epsilon', '0.0'),
	('constant against itself', 'kl_divergence', '0.0'),
	('constant against itself', 'js_divergence', '0.0'),
	('constant against itself', 'js_distance', '0.0'),
	('constant against itself', 'hellinger', '0.0'),
	('constant against itself', 'tv_distance', '0.0'),
	('constant against itself', 'l_infinity', '0.0'),
	('constant against itself', 'chi2_stat', '0.0'),
	('constant against itself', 'psi 20', '0.0'),
	('constant against itself', 'psi uniform', '0.0'),
	('constant against itself', 'psi distinct', '0.0'),
	('constant against itself', 'psi edges', '0.0'),
	('constant against itself', 'ks_stat', '0.0'),
	('constant against itself', 'ks_test statistic', '0.0'),
	('constant against itself', 'ks_test p', '1.0'),
	('constant against itself', 'ks_test less statistic', '0.0'),
	('constant against itself', 'ks_test less p', '1.0'),
	('constant against itself', 'ks_test greater statistic', '0.0'),
	('constant against itself', 'ks_test greater p', '1.0'),
	('constant against itself', 'wasserstein', '0.0'),
	('constant against another', 'psi', '18.418838675877968'),
	('constant against another', 'psi epsilon', '27.63099348490743'),
	('constant against another', 'kl_divergence', '9.209419337938984'),
	('constant against another', 'js_divergence', '1.0'),
	('constant against another', 'js_distance', '1.0'),
	('constant against another', 'hellinger', '1.0'),
	('constant against another', 'tv_distance', '1.0'),
	('constant against another', 'l_infinity', '1.0'),
	('constant against another', 'chi2_stat', '70.0'),
	('constant against another', 'psi 20', '18.418838675877968'),
	('constant against another', 'psi uniform', '18.418838675877968'),
	('constant against another', 'psi distinct', '18.418838675877968'),
	('constant against another', 'psi edges', '18.418838675877968'),
	('constant against another', 'ks_stat', '1.0'),
	('constant against another', 'ks_test statistic', '1.0'),
	('constant against another', 'ks_test p', '3.6135170070159586e-20'),
	('constant against another', 'ks_test less statistic', '0.0'),
	('constant against another', 'ks_test less p', '1.0'),
	('constant against another', 'ks_test greater statistic', '1.0'),
	('constant against another', 'ks_test greater p', '1.8067585035079802e-20'),
	('constant against another', 'wasserstein', '1.0'),
	('constant against spread', 'psi', '8.306666560332108'),
	('constant against spread', 'psi epsilon', '12.457409899141938'),
	('constant against spread', 'kl_divergence', '2.2963915395069514'),
	('constant against spread', 'js_divergence', '0.7582766571931678'),
	('constant against spread', 'js_distance', '0.870790822869171'),
	('constant against spread', 'hellinger', '0.8269052146305295'),
	('constant against spread', 'tv_distance', '0.9000000000000001'),
	('constant against spread', 'l_infinity', '0.9'),
	('constant against spread', 'chi2_stat', '224.99999999999997'),
	('constant against spread', 'psi 20', '8.920770291549013'),
	('constant against spread', 'psi uniform', '8.306666560332108'),
	('constant against spread', 'psi distinct', '13.043201883258556'),
	('constant against spread', 'psi edges', '9.646861911160418'),
	('constant against spread', 'ks_stat', '1.0'),
	('constant against spread', 'ks_test statistic', '1.0'),
	('constant against spread', 'ks_test p', '4.809713933059553e-82'),
	('constant against spread', 'ks_test less statistic', '0.0'),
	('constant against spread', 'ks_test less p', '1.0'),
	('constant against spread', 'ks_test greater statistic', '1.0'),
	('constant against spread', 'ks_test greater p', '2.4048569665291437e-82'),
	('constant against spread', 'wasserstein', '0.5149333378369609'),
	('spread against constant', 'psi', '8.283089355027482'),
	('spread against constant', 'psi epsilon', '12.43385588583866'),
	('spread against constant', 'kl_divergence', '5.986721241784519'),
	('spread against constant', 'js_divergence', '0.7582766571931678'),
	('spread against constant', 'js_distance', '0.870790822869171'),
	('spread against constant', 'hellinger', '0.8269052146305295'),
	('spread against constant', 'tv_distance', '0.9000000000000001'),
	('spread against constant', 'l_infinity', '0.9'),
	('spread against constant', 'chi2_stat', '224.99999999999994'),
	('spread against constant', 'psi 20', '8.73801559799037'),
	('spread against constant', 'psi uniform', '8.703014234696196'),
	('spread against constant', 'psi distinct', '13.043201883258554'),
	('spread against constant', 'psi edges', '4.946433538399802'),
	('spread against constant', 'ks_stat', '0.53'),
	('spread against constant', 'ks_test statistic', '0.53'),
	('spread against constant', 'ks_test p', '1.4208265936372827e-17'),
	('spread against constant', 'ks_test less statistic', '0.47'),
	('spread against constant', 'ks_test less p', '4.7329676974206495e-14'),
	('spread against constant', 'ks_test greater statistic', '0.53'),
	('spread against constant', 'ks_test greater p', '7.10413296818466e-18'),
	('spread against constant', 'wasserstein', '0.24648317187627927'),
	('mostly zero', 'psi', '0.1925677653360089'),
	('mostly zero', 'psi epsilon', '0.1925677653360089'),
	('mostly zero', 'kl_divergence', '0.07588964871476586'),
	('mostly zero', 'js_divergence', '0.03208228034053683'),
	('mostly zero', 'js_distance', '0.17911527109807482'),
	('mostly zero', 'hellinger', '0.15198219717369363'),
	('mostly zero', 'tv_distance', '0.12555555555555561'),
	('mostly zero', 'l_infinity', '0.12555555555555564'),
	('mostly zero', 'chi2_stat', '74.81592746038675'),
	('mostly zero', 'psi 20', '0.2365001697430287'),
	('mostly zero', 'psi uniform', '0.1925677653360089'),
	('mostly zero', 'psi distinct', '0.5764208322229789'),
	('mostly zero', 'psi edges', '0.1817983483701669'),
	('mostly zero', 'ks_stat', '0.1511111111111111'),
	('mostly zero', 'ks_test statistic', '0.1511111111111111'),
	('mostly zero', 'ks_test p', '2.220897441246613e-09'),
	('mostly zero', 'ks_test less statistic', '0.0'),
	('mostly zero', 'ks_test less p', '1.0'),
	('mostly zero', 'ks_test greater statistic', '0.1511111111111111'),
	('mostly zero', 'ks_test greater p', '1.110448720623306e-09'),
	('mostly zero', 'wasserstein', '0.06985501302813361'),
	('zero inflated', 'psi', '0.05765937964371035'),
	('zero inflated', 'psi epsilon', '0.05765937964371035'),
	('zero inflated', 'kl_divergence', '0.02974355008738781'),
	('zero inflated', 'js_divergence', '0.01035395442142504'),
	('zero inflated', 'js_distance', '0.10175438281187223'),
	('zero inflated', 'hellinger', '0.0848060443380668'),
	('zero inflated', 'tv_distance', '0.11111111111111113'),
	('zero inflated', 'l_infinity', '0.11111111111111116'),
	('zero inflated', 'chi2_stat', '25.72785957325023'),
	('zero inflated', 'psi 20', '0.06355377229023286'),
	('zero inflated', 'psi uniform', '0.06368519276519499'),
	('zero inflated', 'psi distinct', '1.5544589261181947'),
	('zero inflated', 'psi edges', '0.05282847623353977'),
	('zero inflated', 'ks_stat', '0.11555555555555555'),
	('zero inflated', 'ks_test statistic', '0.11555555555555555'),
	('zero inflated', 'ks_test p', '1.1830836097049817e-05'),
	('zero inflated', 'ks_test less statistic', '0.11555555555555555'),
	('zero inflated', 'ks_test less p', '5.915418048524903e-06'),
	('zero inflated', 'ks_test greater statistic', '0.0011111111111111111'),
	('zero inflated', 'ks_test greater p', '0.9988901220865705'),
	('zero inflated', 'wasserstein', '0.06304101924087899'),
	('nearly constant, integers', 'psi', '2.0272665235123752'),
	('nearly constant, integers', 'psi epsilon', '2.7198697972321075'),
	('nearly constant, integers', 'kl_divergence', '0.4993268903714467'),
	('nearly constant, integers', 'js_divergence', '0.22445131658002593'),
	('nearly constant, integers', 'js_distance', '0.4737629328894631'),
	('nearly constant, integers', 'hellinger', '0.4376861855265731'),
	('nearly constant, integers', 'tv_distance', '0.41444444444444445'),
	('nearly constant, integers', 'l_infinity', '0.4144444444444444'),
	('nearly constant, integers', 'chi2_stat', '452.4985727009756'),
	('nearly constant, integers', 'psi 20', '2.1800431845957284'),
	('nearly constant, integers', 'psi uniform', '2.0272665235123752'),
	('nearly constant, integers', 'psi distinct', '2.1124818992060437'),
	('nearly constant, integers', 'psi edges', '1.954669544641408'),
	('nearly constant, integers', 'ks_stat', '0.46444444444444444'),
	('nearly constant, integers', 'ks_test statistic', '0.46444444444444444'),
	('nearly constant, integers', 'ks_test p', '5.165388611908053e-88'),
	('nearly constant, integers', 'ks_test less statistic', '0.0'),
	('nearly constant, integers', 'ks_test less p', '1.0'),
	('nearly constant, integers', 'ks_test greater statistic', '0.46444444444444444'),
	('nearly constant, integers', 'ks_test greater p', '2.5826943059540247e-88'),
	('nearly constant, integers', 'wasserstein', '17.75777777777778'),
	('heavy tail', 'psi', '0.01949872435831987'),
	('heavy tail', 'psi epsilon', '0.01949872435831987'),
	('heavy tail', 'kl_divergence', '0.009734990054552755'),
	('heavy tail', 'js_divergence', '0.0035104067309507333'),
	('heavy tail', 'js_distance', '0.05924868547867314'),
	('heavy tail', 'hellinger', '0.04934857684530348'),
	('heavy tail', 'tv_distance', '0.05874999999999999'),
	('heavy tail', 'l_infinity', '0.027499999999999997'),
	('heavy tail', 'chi2_stat', '7.253256092170816'),
	('heavy tail', 'psi 20', '0.039694705596980566'),
	('heavy tail', 'psi uniform', '0.013581658564830623'),
	('heavy tail', 'psi distinct', '4.796782187111078'),
	('heavy tail', 'psi edges', '0.0015611139377321003'),
	('heavy tail', 'ks_stat', '0.05392857142857143'),
	('heavy tail', 'ks_test statistic', '0.05392857142857143'),
	('heavy tail', 'ks_test p', '0.2186808622193661'),
	('heavy tail', 'ks_test less statistic', '0.005892857142857143'),
	('heavy tail', 'ks_test less p', '0.9688064043246998'),
	('heavy tail', 'ks_test greater statistic', '0.05392857142857143'),
	('heavy tail', 'ks_test greater p', '0.10814807044050558'),
	('heavy tail', 'wasserstein', '7.938188301658111'),
	('heavier tail, both signs', 'psi', '0.08145915910726394'),
	('heavier tail, both signs', 'psi epsilon', '0.08145915910726394'),
	('heavier tail, both signs', 'kl_divergence', '0.0411200870704941'),
	('heavier tail, both signs', 'js_divergence', '0.014605710553780678'),
	('heavier tail, both signs', 'js_distance', '0.12085408786541181'),
	('heavier tail, both signs', 'hellinger', '0.10076227407183092'),
	('heavier tail, both signs', 'tv_distance', '0.12285714285714286'),
	('heavier tail, both signs', 'l_infinity', '0.04571428571428571'),
	('heavier tail, both signs', 'chi2_stat', '28.185723562486977'),
	('heavier tail, both signs', 'psi 20', '0.10668726413424223'),
	('heavier tail, both signs', 'psi uniform', '0.007074220473773629'),
	('heavier tail, both signs', 'psi distinct', '4.946223668694966'),
	('heavier tail, both signs', 'psi edges', '0.06377942361913626'),
	('heavier tail, both signs', 'ks_stat', '0.12142857142857143'),
	('heavier tail, both signs', 'ks_test statistic', '0.12142857142857143'),
	('heavier tail, both signs', 'ks_test p', '6.465965379934565e-05'),
	('heavier tail, both signs', 'ks_test less statistic', '0.007142857142857143'),
	('heavier tail, both signs', 'ks_test less p', '0.9649402557430283'),
	('heavier tail, both signs', 'ks_test greater statistic', '0.12142857142857143'),
	('heavier tail, both signs', 'ks_test greater p', '3.232982689967365e-05'),
	('heavier tail, both signs', 'wasserstein', '2741.7231245361554'),
	('huge', 'psi', '0.11567026120531701'),
	('huge', 'psi epsilon', '0.11567026120531701'),
	('huge', 'kl_divergence', '0.06573796947337816'),
	('huge', 'js_divergence', '0.019987892386570776'),
	('huge', 'js_distance', '0.1413785428789347'),
	('huge', 'hellinger', '0.11893851697650612'),
	('huge', 'tv_distance', '0.10666666666666666'),
	('huge', 'l_infinity', '0.07'),
	('huge', 'chi2_stat', '15.990778009976177'),
	('huge', 'psi 20', '0.49739575861004226'),
	('huge', 'psi uniform', '0.12676105569785082'),
	('huge', 'psi distinct', '6.802722320800766'),
	('huge', 'psi edges', '0.00017785155748754119'),
	('huge', 'ks_stat', '0.08'),
	('huge', 'ks_test statistic', '0.08'),
	('huge', 'ks_test p', '0.2926468667924955'),
	('huge', 'ks_test less statistic', '0.02'),
	('huge', 'ks_test less p', '0.8870905789374398'),
	('huge', 'ks_test greater statistic', '0.08'),
	('huge', 'ks_test greater p', '0.14677616269101756'),
	('huge', 'wasserstein', '3.2637483395622486e+305'),
	('denormal', 'psi', '0.7364628999104'),
	('denormal', 'psi epsilon', '1.1976591811116426'),
	('denormal', 'kl_divergence', '0.6125907305525194'),
	('denormal', 'js_divergence', '0.05831260849713159'),
	('denormal', 'js_distance', '0.24148003747128163'),
	('denormal', 'hellinger', '0.23617681886067965'),
	('denormal', 'tv_distance', '0.12666666666666665'),
	('denormal', 'l_infinity', '0.1'),
	('denormal', 'chi2_stat', '36.87245645987437'),
	('denormal', 'psi 20', '0.7146484591498798'),
	('denormal', 'psi uniform', '0.9366879573495895'),
	('denormal', 'psi distinct', '5.173337843315658'),
	('denormal', 'psi edges', '0.0'),
	('denormal', 'ks_stat', '0.13'),
	('denormal', 'ks_test statistic', '0.13'),
	('denormal', 'ks_test p', '0.012491357471341868'),
	('denormal', 'ks_test less statistic', '0.13'),
	('denormal', 'ks_test less p', '0.006245680011150603'),
	('denormal', 'ks_test greater statistic', '0.0033333333333333335'),
	('denormal', 'ks_test greater p', '0.9966777408637874'),
	('denormal', 'wasserstein', '8e-323'),
	('huge and tiny', 'psi', '0.13307064658705683'),
	('huge and tiny', 'psi epsilon', '0.13307064658705683'),
	('huge and tiny', 'kl_divergence', '0.06672089165444962'),
	('huge and tiny', 'js_divergence', '0.02365500646920088'),
	('huge and tiny', 'js_distance', '0.15380184156635082'),
	('huge and tiny', 'hellinger', '0.1285060281154765'),
	('huge and tiny', 'tv_distance', '0.1433333333333333'),
	('huge and tiny', 'l_infinity', '0.08333333333333331'),
	('huge and tiny', 'chi2_stat', '19.40300266575839'),
	('huge and tiny', 'psi 20', '0.31825448080469065'),
	('huge and tiny', 'psi uniform', '0.1588530526561529'),
	('huge and tiny', 'psi distinct', '6.802722320800766'),
	('huge and tiny', 'psi edges', '0.007834056361048072'),
	('huge and tiny', 'ks_stat', '0.11666666666666667'),
	('huge and tiny', 'ks_test statistic', '0.11666666666666667'),
	('huge and tiny', 'ks_test p', '0.033619141621670706'),
	('huge and tiny', 'ks_test less statistic', '0.04'),
	('huge and tiny', 'ks_test less p', '0.6191991486553303'),
	('huge and tiny', 'ks_test greater statistic', '0.11666666666666667'),
	('huge and tiny', 'ks_test greater p', '0.016809642072378877'),
	('huge and tiny', 'wasserstein', '2.9550937050744395e+198'),
	('far from zero', 'psi', '0.09607477629085827'),
	('far from zero', 'psi epsilon', '0.09607477629085827'),
	('far from zero', 'kl_divergence', '0.047057195733393835'),
	('far from zero', 'js_divergence', '0.017152483846622123'),
	('far from zero', 'js_distance', '0.1309674915642127'),
	('far from zero', 'hellinger', '0.10931065021490538'),
	('far from zero', 'tv_distance', '0.126'),
	('far from zero', 'l_infinity', '0.07999999999999999'),
	('far from zero', 'chi2_stat', '23.54518759349404'),
	('far from zero', 'psi 20', '0.13648929783640873'),
	('far from zero', 'psi uniform', '0.2536435575052455'),
	('far from zero', 'psi distinct', '5.69189131975258'),
	('far from zero', 'psi edges', '0.0'),
	('far from zero', 'ks_stat', '0.118'),
	('far from zero', 'ks_test statistic', '0.118'),
	('far from zero', 'ks_test p', '0.0018769751767371433'),
	('far from zero', 'ks_test less statistic', '0.024'),
	('far from zero', 'ks_test less p', '0.7499567329568811'),
	('far from zero', 'ks_test greater statistic', '0.118'),
	('far from zero', 'ks_test greater p', '0.0009384875890044264'),
	('far from zero', 'wasserstein', '0.07505559372901915'),
	('infinities, same mass', 'psi', '0.2772588722239781'),
	('infinities, same mass', 'psi epsilon', '0.2772588722239781'),
	('infinities, same mass', 'kl_divergence', '0.13862943611198905'),
	('infinities, same mass', 'js_divergence', '0.04902249956730623'),
	('infinities, same mass', 'js_distance', '0.22141025172133794'),
	('infinities, same mass', 'hellinger', '0.18524193653371793'),
	('infinities, same mass', 'tv_distance', '0.2'),
	('infinities, same mass', 'l_infinity', '0.1'),
	('infinities, same mass', 'chi2_stat', '3.5999999999999996'),
	('infinities, same mass', 'psi 20', '1.5091996968292776'),
	('infinities, same mass', 'psi uniform', '0.24565744784612492'),
	('infinities, same mass', 'psi distinct', '9.946320862953723'),
	('infinities, same mass', 'psi edges', '0.0050631066027868625'),
	('infinities, same mass', 'ks_stat', '0.15'),
	('infinities, same mass', 'ks_test statistic', '0.15'),
	('infinities, same mass', 'ks_test p', '0.9175586699280374'),
	('infinities, same mass', 'ks_test less statistic', '0.15'),
	('infinities, same mass', 'ks_test less p', '0.5360732389512385'),
	('infinities, same mass', 'ks_test greater statistic', '0.125'),
	('infinities, same mass', 'ks_test greater p', '0.6447122550355677'),
	('infinities, same mass', 'wasserstein', '0.06112439212674478'),
	('infinities, other mass', 'psi', '0.19160578866373842'),
	('infinities, other mass', 'psi epsilon', '0.19160578866373842'),
	('infinities, other mass', 'kl_divergence', '0.09872523293958893'),
	('infinities, other mass', 'js_divergence', '0.0338156885296836'),
	('infinities, other mass', 'js_distance', '0.18389042533444638'),
	('infinities, other mass', 'hellinger', '0.15391962716615146'),
	('infinities, other mass', 'tv_distance', '0.16250000000000003'),
	('infinities, other mass', 'l_infinity', '0.11250000000000002'),
	('infinities, other mass', 'chi2_stat', '8.097820909740413'),
	('infinities, other mass', 'psi 20', '0.6314499445071771'),
	('infinities, other mass', 'psi uniform', '0.2975698740375647'),
	('infinities, other mass', 'psi distinct', '8.400914365065223'),
	('infinities, other mass', 'psi edges', '0.07368564381660225'),
	('infinities, other mass', 'ks_stat', '0.1375'),
	('infinities, other mass', 'ks_test statistic', '0.1375'),
	('infinities, other mass', 'ks_test p', '0.3400089826215987'),
	('infinities, other mass', 'ks_test less statistic', '0.1375'),
	('infinities, other mass', 'ks_test less p', '0.17079745035490584'),
	('infinities, other mass', 'ks_test greater statistic', '0.0875'),
	('infinities, other mass', 'ks_test greater p', '0.47923528167061535'),
	('infinities, other mass', 'wasserstein', 'Infinity'),
	('most are infinite', 'psi', '0.08109302162163286'),
	('most are infinite', 'psi epsilon', '0.08109302162163286'),
	('most are infinite', 'kl_divergence', '0.036690014034750584'),
	('most are infinite', 'js_divergence', '0.01437846047807862'),
	('most are infinite', 'js_distance', '0.11991021840559969'),
	('most are infinite', 'hellinger', '0.10025221363557746'),
	('most are infinite', 'tv_distance', '0.09999999999999999'),
	('most are infinite', 'l_infinity', '0.1'),
	('most are infinite', 'chi2_stat', '1.9607843137254903'),
	('most are infinite', 'psi 20', '0.298166086649273'),
	('most are infinite', 'psi uniform', '2.4272315354521785'),
	('most are infinite', 'psi distinct', '3.2206318823195343'),
	('most are infinite', 'psi edges', '0.5949719658107'),
	('most are infinite', 'ks_stat', '0.22'),
	('most are infinite', 'ks_test statistic', '0.22'),
	('most are infinite', 'ks_test p', '0.17858668181221732'),
	('most are infinite', 'ks_test less statistic', '0.22'),
	('most are infinite', 'ks_test less p', '0.08934288734712807'),
	('most are infinite', 'ks_test greater statistic', '0.04'),
	('most are infinite', 'ks_test greater p', '0.9238310708898944'),
	('most are infinite', 'wasserstein', 'Infinity'),
	('only infinities', 'psi', '0.0909203705355473'),
	('only infinities', 'psi epsilon', '0.0909203705355473'),
	('only infinities', 'kl_divergence', '0.04569261951189263'),
	('only infinities', 'js_divergence', '0.016333354821571583'),
	('only infinities', 'js_distance', '0.1278020141530312'),
	('only infinities', 'hellinger', '0.10650437430919849'),
	('only infinities', 'tv_distance', '0.15'),
	('only infinities', 'l_infinity', '0.15000000000000002'),
	('only infinities', 'chi2_stat', '0.9022556390977443'),
	('only infinities', 'psi 20', '0.0909203705355473'),
	('only infinities', 'psi uniform', '0.0909203705355473'),
	('only infinities', 'psi distinct', '0.0909203705355473'),
	('only infinities', 'psi edges', '0.0909203705355473'),
	('only infinities', 'ks_stat', '0.15'),
	('only infinities', 'ks_test statistic', '0.15'),
	('only infinities', 'ks_test p', '0.9831368772656193'),
	('only infinities', 'ks_test less statistic', '0.15'),
	('only infinities', 'ks_test less p', '0.6437041219649916'),
	('only infinities', 'ks_test greater statistic', '0.0'),
	('only infinities', 'ks_test greater p', '1.0'),
	('only infinities', 'wasserstein', 'Infinity'),
	('negative only', 'psi', '0.22123307607236753'),
	('negative only', 'psi epsilon', '0.22123307607236753'),
	('negative only', 'kl_divergence', '0.10536651053765564'),
	('negative only', 'js_divergence', '0.03915221570493137'),
	('negative only', 'js_distance', '0.19786918836678785'),
	('negative only', 'hellinger', '0.16550705236118982'),
	('negative only', 'tv_distance', '0.198'),
	('negative only', 'l_infinity', '0.128'),
	('negative only', 'chi2_stat', '46.7444687307043'),
	('negative only', 'psi 20', '0.30669345854695773'),
	('negative only', 'psi uniform', '0.19224707902281482'),
	('negative only', 'psi distinct', '5.936066451749763'),
	('negative only', 'psi edges', '0.0'),
	('negative only', 'ks_stat', '0.155'),
	('negative only', 'ks_test statistic', '0.155'),
	('negative only', 'ks_test p', '4.0362085588543764e-05'),
	('negative only', 'ks_test less statistic', '0.155'),
	('negative only', 'ks_test less p', '2.0181042794260396e-05'),
	('negative only', 'ks_test greater statistic', '0.082'),
	('negative only', 'ks_test greater p', '0.04773122493891928'),
	('negative only', 'wasserstein', '0.0816203785230484'),
	('mixture', 'psi', '0.04842207552195212'),
	('mixture', 'psi epsilon', '0.04842207552195212'),
	('mixture', 'kl_divergence', '0.025142541569369237'),
	('mixture', 'js_divergence', '0.008661157486139676'),
	('mixture', 'js_distance', '0.09306533987548574'),
	('mixture', 'hellinger', '0.07763969164147926'),
	('mixture', 'tv_distance', '0.08600000000000001'),
	('mixture', 'l_infinity', '0.044000000000000004'),
	('mixture', 'chi2_stat', '23.822455605052994'),
	('mixture', 'psi 20', '0.06719098450728653'),
	('mixture', 'psi uniform', '0.02190237784634512'),
	('mixture', 'psi distinct', '4.144653167389282'),
	('mixture', 'psi edges', '0.021442366591231072'),
	('mixture', 'ks_stat', '0.075'),
	('mixture', 'ks_test statistic', '0.075'),
	('mixture', 'ks_test p', '0.007195361443046065'),
	('mixture', 'ks_test less statistic', '0.004'),
	('mixture', 'ks_test less p', '0.9841351485538852'),
	('mixture', 'ks_test greater statistic', '0.075'),
	('mixture', 'ks_test greater p', '0.003597680878681098'),
	('mixture', 'wasserstein', '0.3462399821943792'),
	('ties across sides', 'psi', '0.03685478547601869'),
	('ties across sides', 'psi epsilon', '0.03685478547601869'),
	('ties across sides', 'kl_divergence', '0.019279677611439998'),
	('ties across sides', 'js_divergence', '0.006597452436362636'),
	('ties across sides', 'js_distance', '0.08122470336272479'),
	('ties across sides', 'hellinger', '0.06774811473211186'),
	('ties across sides', 'tv_distance', '0.0752180752180752'),
	('ties across sides', 'l_infinity', '0.03689403689403689'),
	('ties across sides', 'chi2_stat', '15.618467238834295'),
	('ties across sides', 'psi 20', '0.05328760907161767'),
	('ties across sides', 'psi uniform', '0.03631942516670861'),
	('ties across sides', 'psi distinct', '0.23862418496362223'),
	('ties across sides', 'psi edges', '0.014868882112675012'),
	('ties across sides', 'ks_stat', '0.0622050622050622'),
	('ties across sides', 'ks_test statistic', '0.0622050622050622'),
	('ties across sides', 'ks_test p', '0.0648326199300633'),
	('ties across sides', 'ks_test less statistic', '0.015015015015015015'),
	('ties across sides', 'ks_test less p', '0.8094004735630086'),
	('ties across sides', 'ks_test greater statistic', '0.0622050622050622'),
	('ties across sides', 'ks_test greater p', '0.03200018989397044'),
	('ties across sides', 'wasserstein', '0.2140712140712141'),
	('beyond exact p-values', 'psi', '0.001065355249232184'),
	('beyond exact p-values', 'psi epsilon', '0.001065355249232184'),
	('beyond exact p-values', 'kl_divergence', '0.000528849430452424'),
	('beyond exact p-values', 'js_divergence', '0.00019208436134299985'),
	('beyond exact p-values', 'js_distance', '0.013859450253996363'),
	('beyond exact p-values', 'hellinger', '0.011539327005475936'),
	('beyond exact p-values', 'tv_distance', '0.01147368421052631'),
	('beyond exact p-values', 'l_infinity', '0.008526315789473674'),
	('beyond exact p-values', 'chi2_stat', '5.317068599571244'),
	('beyond exact p-values', 'psi 20', '0.004079174413419819'),
	('beyond exact p-values', 'psi uniform', '0.0011928296032614732'),
	('beyond exact p-values', 'psi distinct', '0.002564664719377524'),
	('beyond exact p-values', 'psi edges', '0.03648434776397666'),
	('beyond exact p-values', 'ks_stat', '0.008701754385964877'),
	('beyond exact p-values', 'ks_test statistic', '0.008701754385964877'),
	('beyond exact p-values', 'ks_test p', '0.8411349631392537'),
	('beyond exact p-values', 'ks_test less statistic', '0.007493734335839608'),
	('beyond exact p-values', 'ks_test less p', '0.5669265753553505'),
	('beyond exact p-values', 'ks_test greater statistic', '0.008701754385964877'),
	('beyond exact p-values', 'ks_test greater p', '0.4658605186566599'),
	('beyond exact p-values', 'wasserstein', '0.002171878940453077'),
	('beyond exact p-values, few', 'psi', '2.4142220473339684'),
	('beyond exact p-values, few', 'psi epsilon', '3.797810890937696'),
	('beyond exact p-values, few', 'kl_divergence', '1.9219188440170136'),
	('beyond exact p-values, few', 'js_divergence', '0.20975898813907967'),
	('beyond exact p-values, few', 'js_distance', '0.4579945285034306'),
	('beyond exact p-values, few', 'hellinger', '0.43839297182777587'),
	('beyond exact p-values, few', 'tv_distance', '0.35'),
	('beyond exact p-values, few', 'l_infinity', '0.19999999999999998'),
	('beyond exact p-values, few', 'chi2_stat', '16.951891284176128'),
	('beyond exact p-values, few', 'psi 20', '2.55788270986966'),
	('beyond exact p-values, few', 'psi uniform', '0.9384646778356521'),
	('beyond exact p-values, few', 'psi distinct', '6.202178882225347'),
	('beyond exact p-values, few', 'psi edges', '0.28947794940281796'),
	('beyond exact p-values, few', 'ks_stat', '0.35691666666666666'),
	('beyond exact p-values, few', 'ks_test statistic', '0.35691666666666666'),
	('beyond exact p-values, few', 'ks_test p', '0.008715298687612338'),
	('beyond exact p-values, few', 'ks_test less statistic', '0.0'),
	('beyond exact p-values, few', 'ks_test less p', '1.0'),
	('beyond exact p-values, few', 'ks_test greater statistic', '0.35691666666666666'),
	('beyond exact p-values, few', 'ks_test greater p', '0.004866199029015388'),
	('beyond exact p-values, few', 'wasserstein', '0.22127250486322336'),
	('beyond exact p-values, far apart', 'psi', '2.4952890188921852'),
	('beyond exact p-values, far apart', 'psi epsilon', '3.878877862495912'),
	('beyond exact p-values, far apart', 'kl_divergence', '1.9369890746422378'),
	('beyond exact p-values, far apart', 'js_divergence', '0.22098091998280528'),
	('beyond exact p-values, far apart', 'js_distance', '0.47008607720587225'),
	('beyond exact p-values, far apart', 'hellinger', '0.4484133484003665'),
	('beyond exact p-values, far apart', 'tv_distance', '0.31000000000000005'),
	('beyond exact p-values, far apart', 'l_infinity', '0.30400000000000005'),
	('beyond exact p-values, far apart', 'chi2_stat', '5320.185325209072'),
	('beyond exact p-values, far apart', 'psi 20', '2.46275610471851'),
	('beyond exact p-values, far apart', 'psi uniform', '3.8375782238337215'),
	('beyond exact p-values, far apart', 'psi distinct', '0.0'),
	('beyond exact p-values, far apart', 'psi edges', '3.2826154272570567'),
	('beyond exact p-values, far apart', 'ks_stat', '0.3122727272727273'),
	('beyond exact p-values, far apart', 'ks_test statistic', '0.3122727272727273'),
	('beyond exact p-values, far apart', 'ks_test p', '0.0'),
	('beyond exact p-values, far apart', 'ks_test less statistic', '0.0'),
	('beyond exact p-values, far apart', 'ks_test less p', '1.0'),
	('beyond exact p-values, far apart', 'ks_test greater statistic', '0.3122727272727273'),
	('beyond exact p-values, far apart', 'ks_test greater p', '0.0'),
	('beyond exact p-values, far apart', 'wasserstein', '0.3053384030263499')
;

CREATE TEMP TABLE expected_categories(name text, statistic text, expected float8);
INSERT INTO expected_categories VALUES
	('one category', 'psi', '0.0'),
	('one category', 'psi epsilon', '0.0'),
	('one category', 'kl_divergence', '0.0'),
	('one category', 'js_divergence', '0.0'),
	('one category', 'js_distance', '0.0'),
	('one category', 'hellinger', '0.0'),
	('one category', 'tv_distance', '0.0'),
	('one category', 'l_infinity', '0.0'),
	('one category', 'chi2_stat', '0.0'),
	('one against another', 'psi', '18.418838675877968'),
	('one against another', 'psi epsilon', '27.63099348490743'),
	('one against another', 'kl_divergence', '9.209419337938984'),
	('one against another', 'js_divergence', '1.0'),
	('one against another', 'js_distance', '1.0'),
	('one against another', 'hellinger', '1.0'),
	('one against another', 'tv_distance', '1.0'),
	('one against another', 'l_infinity', '1.0'),
	('one against another', 'chi2_stat', '50.0'),
	('two', 'psi', '0.6528745873596771'),
	('two', 'psi epsilon', '1.0772212522937297'),
	('two', 'kl_divergence', '0.10465206637650912'),
	('two', 'js_divergence', '0.05062739964309636'),
	('two', 'js_distance', '0.22500533247702453'),
	('two', 'hellinger', '0.22183528900223107'),
	('two', 'tv_distance', '0.10933333333333332'),
	('two', 'l_infinity', '0.10933333333333334'),
	('two', 'chi2_stat', '31.05676067563545'),
	('twelve', 'psi', '0.9737586218118635'),
	('twelve', 'psi epsilon', '0.9737586218118635'),
	('twelve', 'kl_divergence', '0.5480236424011647'),
	('twelve', 'js_divergence', '0.15533245780663546'),
	('twelve', 'js_distance', '0.39412238937497'),
	('twelve', 'hellinger', '0.3373592792431588'),
	('twelve', 'tv_distance', '0.373'),
	('twelve', 'l_infinity', '0.20966666666666667'),
	('twelve', 'chi2_stat', '663.5905294598374'),
	('new category', 'psi', '1.2895567717730085'),
	('new category', 'psi epsilon', '2.068561743931794'),
	('new category', 'kl_divergence', '0.18597202567258286'),
	('new category', 'js_divergence', '0.09065714891376972'),
	('new category', 'js_distance', '0.30109325617451105'),
	('new category', 'hellinger', '0.2979463719768886'),
	('new category', 'tv_distance', '0.16899999999999998'),
	('new category', 'l_infinity', '0.169'),
	('new category', 'chi2_stat', '186.0375356874576'),
	('lost category', 'psi', '1.2635904432061542'),
	('lost category', 'psi epsilon', '2.0287781316252453'),
	('lost category', 'kl_divergence', '1.0809627730524016'),
	('lost category', 'js_divergence', '0.08903067043258525'),
	('lost category', 'js_distance', '0.298380077137508'),
	('lost category', 'hellinger', '0.29527040860227577'),
	('lost category', 'tv_distance', '0.166'),
	('lost category', 'l_infinity', '0.166'),
	('lost category', 'chi2_stat', '182.68496092307754'),
	('nothing in common', 'psi', '15.241257786587536'),
	('nothing in common', 'psi epsilon', '24.459054916645755'),
	('nothing in common', 'kl_divergence', '7.636727151056306'),
	('nothing in common', 'js_divergence', '0.9999999999999999'),
	('nothing in common', 'js_distance', '0.9999999999999999'),
	('nothing in common', 'hellinger', '0.9999999999999999'),
	('nothing in common', 'tv_distance', '0.9999999999999999'),
	('nothing in common', 'l_infinity', '0.31'),
	('nothing in common', 'chi2_stat', '200.0'),
	('skewed', 'psi', '0.05842992573896745'),
	('skewed', 'psi epsilon', '0.20949267828979173'),
	('skewed', 'kl_divergence', '0.02910241055349174'),
	('skewed', 'js_divergence', '0.018932291977989506'),
	('skewed', 'js_distance', '0.1375946655142906'),
	('skewed', 'hellinger', '0.13376940265482407'),
	('skewed', 'tv_distance', '0.04393333333333331'),
	('skewed', 'l_infinity', '0.011866666666666636'),
	('skewed', 'chi2_stat', '111.2827317451781'),
	('one row each', 'psi', '18.418838675877968'),
	('one row each', 'psi epsilon', '27.63099348490743'),
	('one row each', 'kl_divergence', '9.209419337938984'),
	('one row each', 'js_divergence', '1.0'),
	('one row each', 'js_distance', '1.0'),
	('one row each', 'hellinger', '1.0'),
	('one row each', 'tv_distance', '1.0'),
	('one row each', 'l_infinity', '1.0'),
	('one row each', 'chi2_stat', '2.0'),
	('twenty thousand', 'psi', '0.18437430462074852'),
	('twenty thousand', 'psi epsilon', '3.2316629603351847'),
	('twenty thousand', 'kl_divergence', '-0.07769620647745132'),
	('twenty thousand', 'js_divergence', '0.39855467506598286'),
	('twenty thousand', 'js_distance', '0.6313118683075607'),
	('twenty thousand', 'hellinger', '0.610600749479555'),
	('twenty thousand', 'tv_distance', '0.5440333333333335'),
	('twenty thousand', 'l_infinity', '0.0007666666666666667'),
	('twenty thousand', 'chi2_stat', '25540.241577634613')
;

-- what differs: statistics by more than 1e-9, p-values by more than 1e-6 of their size
CREATE FUNCTION pg_temp.differs(actual float8, expected float8, statistic text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS
'SELECT CASE
	WHEN actual IS NULL OR expected IS NULL THEN actual IS DISTINCT FROM expected
	WHEN actual = expected THEN false
	WHEN abs(expected) = ''Infinity'' OR abs(actual) = ''Infinity'' THEN true
	WHEN statistic LIKE ''%%_test%%p'' THEN abs(actual - expected) > 1e-6 * greatest(expected, 1e-300)
	ELSE abs(actual - expected) > 1e-9 * greatest(abs(expected), 1e-3)
END';
CREATE FUNCTION pg_temp.report(name text, statistic text, actual float8, expected float8)
RETURNS text LANGUAGE sql IMMUTABLE AS
'SELECT format(''%s is %s, expected %s'', statistic, actual, expected)
WHERE pg_temp.differs(actual, expected, statistic)';

CREATE TEMP TABLE actual AS
SELECT q.name, a.statistic, a.actual
FROM (SELECT name, drift.sample_agg(value, is_current) AS s FROM numbers GROUP BY name) q,
LATERAL (VALUES
	('psi', drift.psi(q.s)),
	('kl_divergence', drift.kl_divergence(q.s)),
	('js_divergence', drift.js_divergence(q.s)),
	('js_distance', drift.js_distance(q.s)),
	('hellinger', drift.hellinger(q.s)),
	('tv_distance', drift.tv_distance(q.s)),
	('l_infinity', drift.l_infinity(q.s)),
	('chi2_stat', drift.chi2_stat(q.s)),
	('psi epsilon', drift.psi(q.s, epsilon => 1e-6)),
	('ks_stat', drift.ks_stat(q.s)),
	('wasserstein', drift.wasserstein(q.s)),
	('psi 20', drift.psi(q.s, bins => 20)),
	('psi uniform', drift.psi(q.s, binning => 'uniform')),
	('psi distinct', drift.psi(q.s, binning => 'distinct')),
	('psi edges', drift.psi(q.s, edges => ARRAY[0.1, 0.5, 1, 7])),
	('ks_test statistic', (drift.ks_test(q.s)).statistic),
	('ks_test p', (drift.ks_test(q.s)).p_value),
	('ks_test less statistic', (drift.ks_test(q.s, 'less')).statistic),
	('ks_test less p', (drift.ks_test(q.s, 'less')).p_value),
	('ks_test greater statistic', (drift.ks_test(q.s, 'greater')).statistic),
	('ks_test greater p', (drift.ks_test(q.s, 'greater')).p_value)
) AS a(statistic, actual);
SELECT is(string_agg(pg_temp.report(e.name, e.statistic, a.actual, e.expected), '; '), NULL,
	e.name || ': numbers, sample (' || count(*) || ' values)')
FROM expected_numbers e JOIN actual a USING (name, statistic)
GROUP BY e.name ORDER BY e.name COLLATE "C";
DROP TABLE actual;

CREATE TEMP TABLE actual AS
SELECT q.name, a.statistic, a.actual FROM (SELECT name,
	drift.psi(value, is_current) AS psi,
	drift.kl_divergence(value, is_current) AS kl_divergence,
	drift.js_divergence(value, is_current) AS js_divergence,
	drift.js_distance(value, is_current) AS js_distance,
	drift.hellinger(value, is_current) AS hellinger,
	drift.tv_distance(value, is_current) AS tv_distance,
	drift.l_infinity(value, is_current) AS l_infinity,
	drift.chi2_stat(value, is_current) AS chi2_stat,
	drift.ks_stat(value, is_current) AS ks_stat,
	drift.wasserstein(value, is_current) AS wasserstein
FROM numbers GROUP BY name) q,
LATERAL (VALUES ('psi', q.psi), ('kl_divergence', q.kl_divergence), ('js_divergence', q.js_divergence), ('js_distance', q.js_distance), ('hellinger', q.hellinger), ('tv_distance', q.tv_distance), ('l_infinity', q.l_infinity), ('chi2_stat', q.chi2_stat), ('ks_stat', q.ks_stat), ('wasserstein', q.wasserstein)) AS a(statistic, actual);
SELECT is(string_agg(pg_temp.report(e.name, e.statistic, a.actual, e.expected), '; '), NULL,
	e.name || ': numbers, one step (' || count(*) || ' values)')
FROM expected_numbers e JOIN actual a USING (name, statistic)
GROUP BY e.name ORDER BY e.name COLLATE "C";
DROP TABLE actual;

CREATE TEMP TABLE actual AS
SELECT q.name, a.statistic, a.actual
FROM (SELECT name, drift.sample_agg(value, is_current) AS s FROM categories GROUP BY name) q,
LATERAL (VALUES
	('psi', drift.psi(q.s)),
	('kl_divergence', drift.kl_divergence(q.s)),
	('js_divergence', drift.js_divergence(q.s)),
	('js_distance', drift.js_distance(q.s)),
	('hellinger', drift.hellinger(q.s)),
	('tv_distance', drift.tv_distance(q.s)),
	('l_infinity', drift.l_infinity(q.s)),
	('chi2_stat', drift.chi2_stat(q.s)),
	('psi epsilon', drift.psi(q.s, epsilon => 1e-6))
) AS a(statistic, actual);
SELECT is(string_agg(pg_temp.report(e.name, e.statistic, a.actual, e.expected), '; '), NULL,
	e.name || ': categories, sample (' || count(*) || ' values)')
FROM expected_categories e JOIN actual a USING (name, statistic)
GROUP BY e.name ORDER BY e.name COLLATE "C";
DROP TABLE actual;

CREATE TEMP TABLE actual AS
SELECT q.name, a.statistic, a.actual FROM (SELECT name,
	drift.psi(value, is_current) AS psi,
	drift.kl_divergence(value, is_current) AS kl_divergence,
	drift.js_divergence(value, is_current) AS js_divergence,
	drift.js_distance(value, is_current) AS js_distance,
	drift.hellinger(value, is_current) AS hellinger,
	drift.tv_distance(value, is_current) AS tv_distance,
	drift.l_infinity(value, is_current) AS l_infinity,
	drift.chi2_stat(value, is_current) AS chi2_stat
FROM categories GROUP BY name) q,
LATERAL (VALUES ('psi', q.psi), ('kl_divergence', q.kl_divergence), ('js_divergence', q.js_divergence), ('js_distance', q.js_distance), ('hellinger', q.hellinger), ('tv_distance', q.tv_distance), ('l_infinity', q.l_infinity), ('chi2_stat', q.chi2_stat)) AS a(statistic, actual);
SELECT is(string_agg(pg_temp.report(e.name, e.statistic, a.actual, e.expected), '; '), NULL,
	e.name || ': categories, one step (' || count(*) || ' values)')
FROM expected_categories e JOIN actual a USING (name, statistic)
GROUP BY e.name ORDER BY e.name COLLATE "C";
DROP TABLE actual;

SELECT * FROM finish();
ROLLBACK;
