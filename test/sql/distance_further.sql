-- further distances and tests against SciPy 1.10.1, NumPy 1.24.2: made by test/gen/further.py, do not edit
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
SELECT plan(102);

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

INSERT INTO numbers SELECT d.name, v.side, NULL FROM (SELECT DISTINCT name FROM numbers) d,
	(VALUES (false, 30), (true, 45)) AS v(side, n), generate_series(1, v.n);

CREATE TEMP TABLE expected_numbers(name text, statistic text, expected float8);
INSERT INTO expected_numbers VALUES
	('uniform', 'bhattacharyya', '0.0020700872804299258'),
	('uniform', 'bhattacharyya bits', '0.002986504653683575'),
	('uniform', 'normalized_abs_difference', '0.013'),
	('uniform', 'kl_divergence reverse', '0.008125375519743554'),
	('uniform', 'kl_divergence bits', '0.012169968507314381'),
	('uniform', 'psi bans', '0.007192331318604035'),
	('uniform', 'js_divergence nats', '0.002065781488580069'),
	('uniform', 'js_distance nats', '0.04545086895297018'),
	('uniform', 'cramers_v', '0.0'),
	('uniform', 'tv_distance nulls', '0.06252380128094168'),
	('uniform', 'chi2_test nulls', '6.914999602464787'),
	('uniform', 'chi2_test nulls p', '0.7334444118476081'),
	('uniform', 'chi2_stat sturges', '3.024420960257944'),
	('uniform', 'chi2_stat doane', '4.101714612675175'),
	('uniform', 'chi2_stat scott', '2.204983417217157'),
	('uniform', 'chi2_stat fd', '2.204983417217157'),
	('uniform', 'chi2_stat auto', '3.024420960257944'),
	('uniform', 'kuiper', '0.038'),
	('uniform', 'kuiper_test p', '0.9998293063153063'),
	('uniform', 'wasserstein std', '0.037680389063929245'),
	('uniform', 'wasserstein range', '0.01095248568893231'),
	('uniform', 'unseen_share', '1.0'),
	('uniform', 'missing_categories_share', '1.0'),
	('uniform shifted', 'bhattacharyya', '0.043393276109861725'),
	('uniform shifted', 'bhattacharyya bits', '0.06260326425162305'),
	('uniform shifted', 'normalized_abs_difference', '0.05444444444444444'),
	('uniform shifted', 'kl_divergence reverse', '0.11890488212689855'),
	('uniform shifted', 'kl_divergence bits', '0.4289354194372096'),
	('uniform shifted', 'psi bans', '0.1807621616323798'),
	('uniform shifted', 'js_divergence nats', '0.036631890883095805'),
	('uniform shifted', 'js_distance nats', '0.1913945947071019'),
	('uniform shifted', 'cramers_v', '0.21325186959644063'),
	('uniform shifted', 'tv_distance nulls', '0.13682425270298917'),
	('uniform shifted', 'chi2_test nulls', '56.40680378780697'),
	('uniform shifted', 'chi2_test nulls p', '1.7223811746562474e-08'),
	('uniform shifted', 'chi2_stat sturges', '86.15335639635913'),
	('uniform shifted', 'chi2_stat doane', '86.15335639635913'),
	('uniform shifted', 'chi2_stat scott', '86.15335639635913'),
	('uniform shifted', 'chi2_stat fd', '86.15335639635913'),
	('uniform shifted', 'chi2_stat auto', '86.15335639635913'),
	('uniform shifted', 'kuiper', '0.121'),
	('uniform shifted', 'kuiper_test p', '0.031637810179663745'),
	('uniform shifted', 'wasserstein std', '0.33041008064080607'),
	('uniform shifted', 'wasserstein range', '0.08740018582689138'),
	('uniform shifted', 'unseen_share', '1.0'),
	('uniform shifted', 'missing_categories_share', '1.0'),
	('uniform wider', 'bhattacharyya', '0.06892474080040671'),
	('uniform wider', 'bhattacharyya bits', '0.09943738174730397'),
	('uniform wider', 'normalized_abs_difference', '0.13315789473684211'),
	('uniform wider', 'kl_divergence reverse', '0.3112005042086107'),
	('uniform wider', 'kl_divergence bits', '0.34287723855964714'),
	('uniform wider', 'psi bans', '0.2383689953801978'),
	('uniform wider', 'js_divergence nats', '0.06475841308742021'),
	('uniform wider', 'js_distance nats', '0.2544767437064146'),
	('uniform wider', 'cramers_v', '0.3467055790765838'),
	('uniform wider', 'tv_distance nulls', '0.2949504289310115'),
	('uniform wider', 'chi2_test nulls', '241.6688104737629'),
	('uniform wider', 'chi2_test nulls p', '3.0572473732291197e-46'),
	('uniform wider', 'chi2_stat sturges', '378.75811582030167'),
	('uniform wider', 'chi2_stat doane', '385.96796635757886'),
	('uniform wider', 'chi2_stat scott', '342.57413448816385'),
	('uniform wider', 'chi2_stat fd', '348.42872314654574'),
	('uniform wider', 'chi2_stat auto', '348.42872314654574'),
	('uniform wider', 'kuiper', '0.3181111111111111'),
	('uniform wider', 'kuiper_test p', '2.0664873988410235e-40'),
	('uniform wider', 'wasserstein std', '0.8124565444472988'),
	('uniform wider', 'wasserstein range', '0.1567895761149556'),
	('uniform wider', 'unseen_share', '1.0'),
	('uniform wider', 'missing_categories_share', '1.0'),
	('bell', 'bhattacharyya', '0.0031533494146425193'),
	('bell', 'bhattacharyya bits', '0.004549321562694878'),
	('bell', 'normalized_abs_difference', '0.018'),
	('bell', 'kl_divergence reverse', '0.012595312310759853'),
	('bell', 'kl_divergence bits', '0.01821103987828905'),
	('bell', 'psi bans', '0.010952143890009043'),
	('bell', 'js_divergence nats', '0.003144499354301904'),
	('bell', 'js_distance nats', '0.05607583574323172'),
	('bell', 'cramers_v', '0.015518353100500924'),
	('bell', 'tv_distance nulls', '0.07253173768901108'),
	('bell', 'chi2_test nulls', '14.44680331232562'),
	('bell', 'chi2_test nulls p', '0.15356942456020783'),
	('bell', 'chi2_stat sturges', '6.992657145361596'),
	('bell', 'chi2_stat doane', '11.283259346483952'),
	('bell', 'chi2_stat scott', '11.402478115614251'),
	('bell', 'chi2_stat fd', '17.18564820770203'),
	('bell', 'chi2_stat auto', '17.18564820770203'),
	('bell', 'kuiper', '0.0475'),
	('bell', 'kuiper_test p', '0.9015675073421421'),
	('bell', 'wasserstein std', '0.03701777100676682'),
	('bell', 'wasserstein range', '0.007796689894197356'),
	('bell', 'unseen_share', '1.0'),
	('bell', 'missing_categories_share', '1.0'),
	('bell shifted', 'bhattacharyya', '0.005964099933247384'),
	('bell shifted', 'bhattacharyya bits', '0.008604377397062199'),
	('bell shifted', 'normalized_abs_difference', '0.024'),
	('bell shifted', 'kl_divergence reverse', '0.023459613890087768'),
	('bell shifted', 'kl_divergence bits', '0.03495009150203064'),
	('bell shifted', 'psi bans', '0.020709406753358018'),
	('bell shifted', 'js_divergence nats', '0.00593217406493274'),
	('bell shifted', 'js_distance nats', '0.07702060805351214'),
	('bell shifted', 'cramers_v', '0.07563504148287505'),
	('bell shifted', 'tv_distance nulls', '0.09911862213956499'),
	('bell shifted', 'chi2_test nulls', '22.648460164850846'),
	('bell shifted', 'chi2_test nulls p', '0.012121246668714067'),
	('bell shifted', 'chi2_stat sturges', '22.36609698005952'),
	('bell shifted', 'chi2_stat doane', '23.39867152219668'),
	('bell shifted', 'chi2_stat scott', '31.5804020772185'),
	('bell shifted', 'chi2_stat fd', '39.31781534852459'),
	('bell shifted', 'chi2_stat auto', '39.31781534852459'),
	('bell shifted', 'kuiper', '0.11267857142857143'),
	('bell shifted', 'kuiper_test p', '0.0023684539813699254'),
	('bell shifted', 'wasserstein std', '0.19630382844805977'),
	('bell shifted', 'wasserstein range', '0.04087204748788374'),
	('bell shifted', 'unseen_share', '1.0'),
	('bell shifted', 'missing_categories_share', '1.0'),
	('bell narrower', 'bhattacharyya', '0.028737514842092842'),
	('bell narrower', 'bhattacharyya bits', '0.04145947015016033'),
	('bell narrower', 'normalized_abs_difference', '0.043333333333333335'),
	('bell narrower', 'kl_divergence reverse', '0.09748046973480837'),
	('bell narrower', 'kl_divergence bits', '0.19665196324280002'),
	('bell narrower', 'psi bans', '0.10153336974145771'),
	('bell narrower', 'js_divergence nats', '0.027516282204565763'),
	('bell narrower', 'js_distance nats', '0.16588032494713098'),
	('bell narrower', 'cramers_v', '0.2111723817091255'),
	('bell narrower', 'tv_distance nulls', '0.1611223417158567'),
	('bell narrower', 'chi2_test nulls', '80.8297099488538'),
	('bell narrower', 'chi2_test nulls p', '3.4516875424050336e-13'),
	('bell narrower', 'chi2_stat sturges', '93.74603394380173'),
	('bell narrower', 'chi2_stat doane', '93.74603394380173'),
	('bell narrower', 'chi2_stat scott', '97.62146716794712'),
	('bell narrower', 'chi2_stat fd', '104.28755083916435'),
	('bell narrower', 'chi2_stat auto', '104.28755083916435'),
	('bell narrower', 'kuiper', '0.17910714285714285'),
	('bell narrower', 'kuiper_test p', '2.49097770529669e-09'),
	('bell narrower', 'wasserstein std', '0.2301329594542532'),
	('bell narrower', 'wasserstein range', '0.04714276738084266'),
	('bell narrower', 'unseen_share', '1.0'),
	('bell narrower', 'missing_categories_share', '1.0'),
	('product', 'bhattacharyya', '0.006627951600940255'),
	('product', 'bhattacharyya bits', '0.009562112905928573'),
	('product', 'normalized_abs_difference', '0.0344'),
	('product', 'kl_divergence reverse', '0.027170782988389916'),
	('product', 'kl_divergence bits', '0.037276517752902805'),
	('product', 'psi bans', '0.02302147109837313'),
	('product', 'js_divergence nats', '0.006586142371082109'),
	('product', 'js_distance nats', '0.08115505142061158'),
	('product', 'cramers_v', '0.07638111185349684'),
	('product', 'tv_distance nulls', '0.09688249400479615'),
	('product', 'chi2_test nulls', '18.12282373656557'),
	('product', 'chi2_test nulls p', '0.05292678727908681'),
	('product', 'chi2_stat sturges', '30.243275556500087'),
	('product', 'chi2_stat doane', '29.327248236172974'),
	('product', 'chi2_stat scott', '29.76513699720639'),
	('product', 'chi2_stat fd', '33.983670923347084'),
	('product', 'chi2_stat auto', '33.983670923347084'),
	('product', 'kuiper', '0.09923076923076923'),
	('product', 'kuiper_test p', '0.043954486705627696'),
	('product', 'wasserstein std', '0.25248891131139534'),
	('product', 'wasserstein range', '0.04802748799838004'),
	('product', 'unseen_share', '1.0'),
	('product', 'missing_categories_share', '1.0'),
	('equal sizes far apart', 'bhattacharyya', '1.1512925464970227'),
	('equal sizes far apart', 'bhattacharyya bits', '1.660964047443681'),
	('equal sizes far apart', 'normalized_abs_difference', '0.45'),
	('equal sizes far apart', 'kl_divergence reverse', '2.2963681132429614'),
	('equal sizes far apart', 'kl_divergence bits', '8.63701304670714'),
	('equal sizes far apart', 'psi bans', '3.5973'),
	('equal sizes far apart', 'js_divergence nats', '0.5255973270178643'),
	('equal sizes far apart', 'js_distance nats', '0.7249809149335342'),
	('equal sizes far apart', 'cramers_v', '0.8571428571428571'),
	('equal sizes far apart', 'tv_distance nulls', '0.5624999999999999'),
	('equal sizes far apart', 'chi2_test nulls', '84.15071770334927'),
	('equal sizes far apart', 'chi2_test nulls p', '7.67458238621897e-14'),
	('equal sizes far apart', 'chi2_stat sturges', '100.0'),
	('equal sizes far apart', 'chi2_stat doane', '100.0'),
	('equal sizes far apart', 'chi2_stat scott', '100.0'),
	('equal sizes far apart', 'chi2_stat fd', '100.0'),
	('equal sizes far apart', 'chi2_stat auto', '100.0'),
	('equal sizes far apart', 'kuiper', '1.0'),
	('equal sizes far apart', 'kuiper_test p', '6.573776931162313e-22'),
	('equal sizes far apart', 'wasserstein std', '6.741436225031619'),
	('equal sizes far apart', 'wasserstein range', '0.6821560431705683'),
	('equal sizes far apart', 'unseen_share', '1.0'),
	('equal sizes far apart', 'missing_categories_share', '1.0'),
	('unequal sizes far apart', 'bhattacharyya', '1.1512925464970227'),
	('unequal sizes far apart', 'bhattacharyya bits', '1.660964047443681'),
	('unequal sizes far apart', 'normalized_abs_difference', '0.30526315789473685'),
	('unequal sizes far apart', 'kl_divergence reverse', '2.2963681132429614'),
	('unequal sizes far apart', 'kl_divergence bits', '8.63701304670714'),
	('unequal sizes far apart', 'psi bans', '3.5973'),
	('unequal sizes far apart', 'js_divergence nats', '0.5255973270178643'),
	('unequal sizes far apart', 'js_distance nats', '0.7249809149335342'),
	('unequal sizes far apart', 'cramers_v', '0.8244875384278509'),
	('unequal sizes far apart', 'tv_distance nulls', '0.6'),
	('unequal sizes far apart', 'chi2_test nulls', '77.1910569105691'),
	('unequal sizes far apart', 'chi2_test nulls p', '1.7793628025958798e-12'),
	('unequal sizes far apart', 'chi2_stat sturges', '95.0'),
	('unequal sizes far apart', 'chi2_stat doane', '95.0'),
	('unequal sizes far apart', 'chi2_stat scott', '95.00000000000001'),
	('unequal sizes far apart', 'chi2_stat fd', '95.00000000000001'),
	('unequal sizes far apart', 'chi2_stat auto', '95.0'),
	('unequal sizes far apart', 'kuiper', '1.0'),
	('unequal sizes far apart', 'kuiper_test p', '2.291667587889165e-19'),
	('unequal sizes far apart', 'wasserstein std', '7.877413778269615'),
	('unequal sizes far apart', 'wasserstein range', '0.6845657739553609'),
	('unequal sizes far apart', 'unseen_share', '1.0'),
	('unequal sizes far apart', 'missing_categories_share', '1.0'),
	('one against one', 'bhattacharyya', 'Infinity'),
	('one against one', 'bhattacharyya bits', 'Infinity'),
	('one against one', 'normalized_abs_difference', '0.5'),
	('one against one', 'kl_divergence reverse', '9.209419337938984'),
	('one against one', 'kl_divergence bits', '13.286383608311494'),
	('one against one', 'psi bans', '7.9992'),
	('one against one', 'js_divergence nats', '0.6931471805599453'),
	('one against one', 'js_distance nats', '0.8325546111576977'),
	('one against one', 'cramers_v', NULL),
	('one against one', 'tv_distance nulls', '0.032258064516129024'),
	('one against one', 'chi2_test nulls', '2.1598877980364652'),
	('one against one', 'chi2_test nulls p', '0.33961457782174953'),
	('one against one', 'chi2_stat sturges', '2.0'),
	('one against one', 'chi2_stat doane', '2.0'),
	('one against one', 'chi2_stat scott', '2.0'),
	('one against one', 'chi2_stat fd', '2.0'),
	('one against one', 'chi2_stat auto', '2.0'),
	('one against one', 'kuiper', '1.0'),
	('one against one', 'kuiper_test p', '0.5325721822836577'),
	('one against one', 'wasserstein std', 'Infinity'),
	('one against one', 'wasserstein range', '1.0'),
	('one against one', 'unseen_share', '1.0'),
	('one against one', 'missing_categories_share', '1.0'),
	('one against many', 'bhattacharyya', '1.2628643221541278'),
	('one against many', 'bhattacharyya bits', '1.8219280948873624'),
	('one against many', 'normalized_abs_difference', '0.12437810945273632'),
	('one against many', 'kl_divergence reverse', '6.187197105220953'),
	('one against many', 'kl_divergence bits', '3.634878899152845'),
	('one against many', 'psi bans', '3.7812731404963107'),
	('one against many', 'js_divergence nats', '0.5505590725741056'),
	('one against many', 'js_distance nats', '0.7419966796247175'),
	('one against many', 'cramers_v', '0.09572598592193844'),
	('one against many', 'tv_distance nulls', '0.7840684660961159'),
	('one against many', 'chi2_test nulls', '86.0246137164543'),
	('one against many', 'chi2_test nulls p', '3.2768951833168744e-14'),
	('one against many', 'chi2_stat sturges', '10.217500000000001'),
	('one against many', 'chi2_stat doane', '10.877647058823527'),
	('one against many', 'chi2_stat scott', '5.307656250000001'),
	('one against many', 'chi2_stat fd', '5.307656250000001'),
	('one against many', 'chi2_stat auto', '10.217500000000001'),
	('one against many', 'kuiper', '1.0'),
	('one against many', 'kuiper_test p', '0.2789146520496307'),
	('one against many', 'wasserstein std', 'Infinity'),
	('one against many', 'wasserstein range', '0.29958602682240826'),
	('one against many', 'unseen_share', '1.0'),
	('one against many', 'missing_categories_share', '1.0'),
	('two against three', 'bhattacharyya', '0.014506147594484396'),
	('two against three', 'bhattacharyya bits', '0.020927947196966005'),
	('two against three', 'normalized_abs_difference', '0.2'),
	('two against three', 'kl_divergence reverse', '0.056633012265132426'),
	('two against three', 'kl_divergence bits', '0.08496250072115619'),
	('two against three', 'psi bans', '0.050171665943996864'),
	('two against three', 'js_divergence nats', '0.014362591564146605'),
	('two against three', 'js_distance nats', '0.11984403015647715'),
	('two against three', 'cramers_v', '0.0'),
	('two against three', 'tv_distance nulls', '0.010416666666666666'),
	('two against three', 'chi2_test nulls', '0.1388888888888888'),
	('two against three', 'chi2_test nulls p', '0.9329119603871474'),
	('two against three', 'chi2_stat sturges', '5.0'),
	('two against three', 'chi2_stat doane', '2.916666666666667'),
	('two against three', 'chi2_stat scott', '0.8333333333333334'),
	('two against three', 'chi2_stat fd', '5.0'),
	('two against three', 'chi2_stat auto', '5.0'),
	('two against three', 'kuiper', '1.0'),
	('two against three', 'kuiper_test p', '0.20336521721437506'),
	('two against three', 'wasserstein std', '2.9442931610158833'),
	('two against three', 'wasserstein range', '0.3147800176817431'),
	('two against three', 'unseen_share', '1.0'),
	('two against three', 'missing_categories_share', '1.0'),
	('seven against five', 'bhattacharyya', '0.6790617420765971'),
	('seven against five', 'bhattacharyya bits', '0.979679007751327'),
	('seven against five', 'normalized_abs_difference', '0.25'),
	('seven against five', 'kl_divergence reverse', '1.441875510405665'),
	('seven against five', 'kl_divergence bits', '7.061561947588391'),
	('seven against five', 'psi bans', '2.751940540224083'),
	('seven against five', 'js_divergence nats', '0.37620213951400316'),
	('seven against five', 'js_distance nats', '0.6133531931228557'),
	('seven against five', 'cramers_v', '0.09856107606091637'),
	('seven against five', 'tv_distance nulls', '0.14216216216216215'),
	('seven against five', 'chi2_test nulls', '8.03691891891892'),
	('seven against five', 'chi2_test nulls p', '0.32934969458382696'),
	('seven against five', 'chi2_stat sturges', '6.171428571428572'),
	('seven against five', 'chi2_stat doane', '7.885714285714284'),
	('seven against five', 'chi2_stat scott', '2.742857142857143'),
	('seven against five', 'chi2_stat fd', '2.742857142857143'),
	('seven against five', 'chi2_stat auto', '6.171428571428572'),
	('seven against five', 'kuiper', '0.8571428571428572'),
	('seven against five', 'kuiper_test p', '0.05930304261496443'),
	('seven against five', 'wasserstein std', '2.0366343139793686'),
	('seven against five', 'wasserstein range', '0.36123734053692585'),
	('seven against five', 'unseen_share', '1.0'),
	('seven against five', 'missing_categories_share', '1.0'),
	('eleven, edges on values', 'bhattacharyya', '0.01572045550492669'),
	('eleven, edges on values', 'bhattacharyya bits', '0.022679823197473338'),
	('eleven, edges on values', 'normalized_abs_difference', '0.045454545454545456'),
	('eleven, edges on values', 'kl_divergence reverse', '0.06301338005090412'),
	('eleven, edges on values', 'kl_divergence bits', '0.09090909090909091'),
	('eleven, edges on values', 'psi bans', '0.05473272648436022'),
	('eleven, edges on values', 'js_divergence nats', '0.015445366981399797'),
	('eleven, edges on values', 'js_distance nats', '0.12427939081521037'),
	('eleven, edges on values', 'cramers_v', '0.0'),
	('eleven, edges on values', 'tv_distance nulls', '0.08318815331010455'),
	('eleven, edges on values', 'chi2_test nulls', '1.380081300813008'),
	('eleven, edges on values', 'chi2_test nulls p', '0.9992627917903975'),
	('eleven, edges on values', 'chi2_stat sturges', '0.6666666666666666'),
	('eleven, edges on values', 'chi2_stat doane', '0.6666666666666666'),
	('eleven, edges on values', 'chi2_stat scott', '0.2857142857142857'),
	('eleven, edges on values', 'chi2_stat fd', '0.2857142857142857'),
	('eleven, edges on values', 'chi2_stat auto', '0.6666666666666666'),
	('eleven, edges on values', 'kuiper', '0.09090909090909091'),
	('eleven, edges on values', 'kuiper_test p', '0.9999999999999999'),
	('eleven, edges on values', 'wasserstein std', '0.15811388300841897'),
	('eleven, edges on values', 'wasserstein range', '0.047619047619047616'),
	('eleven, edges on values', 'unseen_share', '1.0'),
	('eleven, edges on values', 'missing_categories_share', '1.0'),
	('hundred and one, edges on values', 'bhattacharyya', '0.00015175296933492646'),
	('hundred and one, edges on values', 'bhattacharyya bits', '0.00021893325629967334'),
	('hundred and one, edges on values', 'normalized_abs_difference', '0.010471204188481676'),
	('hundred and one, edges on values', 'kl_divergence reverse', '0.0005974316674341555'),
	('hundred and one, edges on values', 'kl_divergence bits', '0.0008898035355721316'),
	('hundred and one, edges on values', 'psi bans', '0.0005273188309359828'),
	('hundred and one, edges on values', 'js_divergence nats', '0.00015170837014645772'),
	('hundred and one, edges on values', 'js_distance nats', '0.012316995175222637'),
	('hundred and one, edges on values', 'cramers_v', '0.0'),
	('hundred and one, edges on values', 'tv_distance nulls', '0.10432569974554709'),
	('hundred and one, edges on values', 'chi2_test nulls', '3.6315647284264734'),
	('hundred and one, edges on values', 'chi2_test nulls p', '0.9624412290892197'),
	('hundred and one, edges on values', 'chi2_stat sturges', '0.17244714119445068'),
	('hundred and one, edges on values', 'chi2_stat doane', '0.17244714119445068'),
	('hundred and one, edges on values', 'chi2_stat scott', '0.09468988901578329'),
	('hundred and one, edges on values', 'chi2_stat fd', '0.09468988901578329'),
	('hundred and one, edges on values', 'chi2_stat auto', '0.17244714119445068'),
	('hundred and one, edges on values', 'kuiper', '0.038393839383938394'),
	('hundred and one, edges on values', 'kuiper_test p', '1.0'),
	('hundred and one, edges on values', 'wasserstein std', '0.03450913774303209'),
	('hundred and one, edges on values', 'wasserstein range', '0.010061056105610523'),
	('hundred and one, edges on values', 'unseen_share', '0.9222222222222223'),
	('hundred and one, edges on values', 'missing_categories_share', '0.9306930693069307'),
	('many against few', 'bhattacharyya', '0.36150044698559347'),
	('many against few', 'bhattacharyya bits', '0.5215349021452593'),
	('many against few', 'normalized_abs_difference', '0.09976720984369804'),
	('many against few', 'kl_divergence reverse', '0.7493051694763526'),
	('many against few', 'kl_divergence bits', '4.525605555916164'),
	('many against few', 'psi bans', '1.6877621212394933'),
	('many against few', 'js_divergence nats', '0.22560880654434678'),
	('many against few', 'js_distance nats', '0.4749829539513463'),
	('many against few', 'cramers_v', '0.0'),
	('many against few', 'tv_distance nulls', '0.8554836252856055'),
	('many against few', 'chi2_test nulls', '1577.038039449027'),
	('many against few', 'chi2_test nulls p', '0.0'),
	('many against few', 'chi2_stat sturges', '16.490081825285184'),
	('many against few', 'chi2_stat doane', '14.602911325952812'),
	('many against few', 'chi2_stat scott', '12.153430288162909'),
	('many against few', 'chi2_stat fd', '12.153430288162909'),
	('many against few', 'chi2_stat auto', '12.153430288162909'),
	('many against few', 'kuiper', '0.489952380952381'),
	('many against few', 'kuiper_test p', '0.2553831877753444'),
	('many against few', 'wasserstein std', '0.4426840217743123'),
	('many against few', 'wasserstein range', '0.12745217577790224'),
	('many against few', 'unseen_share', '1.0'),
	('many against few', 'missing_categories_share', '1.0'),
	('few against many', 'bhattacharyya', '0.1388839184504037'),
	('few against many', 'bhattacharyya bits', '0.20036714040762463'),
	('few against many', 'normalized_abs_difference', '0.37886340977068794'),
	('few against many', 'kl_divergence reverse', '0.7398132730689444'),
	('few against many', 'kl_divergence bits', '0.692012534006323'),
	('few against many', 'psi bans', '0.5296133522439702'),
	('few against many', 'js_divergence nats', '0.11695050235761514'),
	('few against many', 'js_distance nats', '0.34198026603535936'),
	('few against many', 'cramers_v', '0.023904968104649236'),
	('few against many', 'tv_distance nulls', '0.7577617784514337'),
	('few against many', 'chi2_test nulls', '926.2939750825474'),
	('few against many', 'chi2_test nulls p', '1.3939334295690398e-192'),
	('few against many', 'chi2_stat sturges', '11.355508029077258'),
	('few against many', 'chi2_stat doane', '17.698241913539032'),
	('few against many', 'chi2_stat scott', '15.043511727371316'),
	('few against many', 'chi2_stat fd', '14.28776799142925'),
	('few against many', 'chi2_stat auto', '14.28776799142925'),
	('few against many', 'kuiper', '0.4901111111111111'),
	('few against many', 'kuiper_test p', '0.11995921670096936'),
	('few against many', 'wasserstein std', '0.7115862422120359'),
	('few against many', 'wasserstein range', '0.1626069754254074'),
	('few against many', 'unseen_share', '1.0'),
	('few against many', 'missing_categories_share', '1.0'),
	('integers', 'bhattacharyya', '0.0018039960020592024'),
	('integers', 'bhattacharyya bits', '0.0026026160859543277'),
	('integers', 'normalized_abs_difference', '0.02'),
	('integers', 'kl_divergence reverse', '0.007244538823712076'),
	('integers', 'kl_divergence bits', '0.010367988109154631'),
	('integers', 'psi bans', '0.006267338650615054'),
	('integers', 'js_divergence nats', '0.0018008582087846205'),
	('integers', 'js_distance nats', '0.042436519753446096'),
	('integers', 'cramers_v', '0.0'),
	('integers', 'tv_distance nulls', '0.04967982491691658'),
	('integers', 'chi2_test nulls', '6.646992848958293'),
	('integers', 'chi2_test nulls p', '0.7582975565123534'),
	('integers', 'chi2_stat sturges', '6.875040490793571'),
	('integers', 'chi2_stat doane', '6.875040490793571'),
	('integers', 'chi2_stat scott', '6.875040490793571'),
	('integers', 'chi2_stat fd', '6.875040490793571'),
	('integers', 'chi2_stat auto', '6.875040490793571'),
	('integers', 'kuiper', '0.045535714285714284'),
	('integers', 'kuiper_test p', '0.9327402377385874'),
	('integers', 'wasserstein std', '0.07958895526635863'),
	('integers', 'wasserstein range', '0.022781862745098042'),
	('integers', 'unseen_share', '0.03125'),
	('integers', 'missing_categories_share', '0.03'),
	('dice', 'bhattacharyya', '0.102219038707802'),
	('dice', 'bhattacharyya bits', '0.14747090022818293'),
	('dice', 'normalized_abs_difference', '0.13090909090909092'),
	('dice', 'kl_divergence reverse', '0.34021692153130767'),
	('dice', 'kl_divergence bits', '0.7047751241312479'),
	('dice', 'psi bans', '0.35991278423247'),
	('dice', 'js_divergence nats', '0.09214201135268188'),
	('dice', 'js_distance nats', '0.30354902627529856'),
	('dice', 'cramers_v', '0.4003428209865129'),
	('dice', 'tv_distance nulls', '0.3501674675986603'),
	('dice', 'chi2_test nulls', '185.5693118813246'),
	('dice', 'chi2_test nulls p', '3.4571311504268327e-38'),
	('dice', 'chi2_stat sturges', '198.3389583525408'),
	('dice', 'chi2_stat doane', '198.3389583525408'),
	('dice', 'chi2_stat scott', '198.3389583525408'),
	('dice', 'chi2_stat fd', '198.3389583525408'),
	('dice', 'chi2_stat auto', '198.3389583525408'),
	('dice', 'kuiper', '0.3566666666666667'),
	('dice', 'kuiper_test p', '4.925826373034289e-29'),
	('dice', 'wasserstein std', '0.8335634371790179'),
	('dice', 'wasserstein range', '0.28386666666666666'),
	('dice', 'unseen_share', '0.0'),
	('dice', 'missing_categories_share', '0.0'),
	('coin', 'bhattacharyya', '0.15756994654688042'),
	('coin', 'bhattacharyya bits', '0.22732538047632342'),
	('coin', 'normalized_abs_difference', '0.135'),
	('coin', 'kl_divergence reverse', '1.9041600284888733'),
	('coin', 'kl_divergence bits', '0.4541290268037761'),
	('coin', 'psi bans', '0.9636726520030854'),
	('coin', 'js_divergence nats', '0.10433382093369356'),
	('coin', 'js_distance nats', '0.32300746265944624'),
	('coin', 'cramers_v', '0.3915863336798913'),
	('coin', 'tv_distance nulls', '0.2743083003952569'),
	('coin', 'chi2_test nulls', '96.56801165692902'),
	('coin', 'chi2_test nulls p', '8.497845725921152e-21'),
	('coin', 'chi2_stat sturges', '93.85365708327126'),
	('coin', 'chi2_stat doane', '93.85365708327126'),
	('coin', 'chi2_stat scott', '93.85365708327126'),
	('coin', 'chi2_stat fd', '93.85365708327126'),
	('coin', 'chi2_stat auto', '93.85365708327126'),
	('coin', 'kuiper', '0.27'),
	('coin', 'kuiper_test p', '1.4917313373344496e-08'),
	('coin', 'wasserstein std', '0.862321813299491'),
	('coin', 'wasserstein range', '0.215'),
	('coin', 'unseen_share', '0.27'),
	('coin', 'missing_categories_share', '0.0'),
	('two values, one unseen', 'bhattacharyya', '0.17142883778337753'),
	('two values, one unseen', 'bhattacharyya bits', '0.24731953413543734'),
	('two values, one unseen', 'normalized_abs_difference', '0.145'),
	('two values, one unseen', 'kl_divergence reverse', '2.069368437302821'),
	('two values, one unseen', 'kl_divergence bits', '0.4940192581364702'),
	('two values, one unseen', 'psi bans', '1.0474299084801153'),
	('two values, one unseen', 'js_divergence nats', '0.1130137922622805'),
	('two values, one unseen', 'js_distance nats', '0.33617524040636976'),
	('two values, one unseen', 'cramers_v', '0.4084439130091227'),
	('two values, one unseen', 'tv_distance nulls', '0.291699604743083'),
	('two values, one unseen', 'chi2_test nulls', '104.65043789964022'),
	('two values, one unseen', 'chi2_test nulls p', '1.5536342170303295e-22'),
	('two values, one unseen', 'chi2_stat sturges', '101.93209200438116'),
	('two values, one unseen', 'chi2_stat doane', '101.93209200438116'),
	('two values, one unseen', 'chi2_stat scott', '101.93209200438116'),
	('two values, one unseen', 'chi2_stat fd', '101.93209200438116'),
	('two values, one unseen', 'chi2_stat auto', '101.93209200438116'),
	('two values, one unseen', 'kuiper', '0.29'),
	('two values, one unseen', 'kuiper_test p', '5.444287074453219e-10'),
	('two values, one unseen', 'wasserstein std', '0.893412751329964'),
	('two values, one unseen', 'wasserstein range', '0.22333333333333336'),
	('two values, one unseen', 'unseen_share', '0.29'),
	('two values, one unseen', 'missing_categories_share', '0.0'),
	('constant against itself', 'bhattacharyya', '0.0'),
	('constant against itself', 'bhattacharyya bits', '0.0'),
	('constant against itself', 'normalized_abs_difference', '0.14285714285714285'),
	('constant against itself', 'kl_divergence reverse', '0.0'),
	('constant against itself', 'kl_divergence bits', '0.0'),
	('constant against itself', 'psi bans', '0.0'),
	('constant against itself', 'js_divergence nats', '0.0'),
	('constant against itself', 'js_distance nats', '0.0'),
	('constant against itself', 'cramers_v', NULL),
	('constant against itself', 'tv_distance nulls', '0.1714285714285714'),
	('constant against itself', 'chi2_test nulls', '4.261224489795914'),
	('constant against itself', 'chi2_test nulls p', '0.03899180571873831'),
	('constant against itself', 'chi2_stat sturges', '0.0'),
	('constant against itself', 'chi2_stat doane', '0.0'),
	('constant against itself', 'chi2_stat scott', '0.0'),
	('constant against itself', 'chi2_stat fd', '0.0'),
	('constant against itself', 'chi2_stat auto', '0.0'),
	('constant against itself', 'kuiper', '0.0'),
	('constant against itself', 'kuiper_test p', '1.0'),
	('constant against itself', 'unseen_share', '0.0'),
	('constant against itself', 'missing_categories_share', '0.0'),
	('constant against another', 'bhattacharyya', 'Infinity'),
	('constant against another', 'bhattacharyya bits', 'Infinity'),
	('constant against another', 'normalized_abs_difference', '0.5714285714285714'),
	('constant against another', 'kl_divergence reverse', '9.209419337938984'),
	('constant against another', 'kl_divergence bits', '13.286383608311494'),
	('constant against another', 'psi bans', '7.9992'),
	('constant against another', 'js_divergence nats', '0.6931471805599453'),
	('constant against another', 'js_distance nats', '0.8325546111576977'),
	('constant against another', 'cramers_v', '1.0'),
	('constant against another', 'tv_distance nulls', '0.5714285714285714'),
	('constant against another', 'chi2_test nulls', '72.91428571428571'),
	('constant against another', 'chi2_test nulls p', '1.4684664585292506e-16'),
	('constant against another', 'chi2_stat sturges', '70.0'),
	('constant against another', 'chi2_stat doane', '70.0'),
	('constant against another', 'chi2_stat scott', '70.0'),
	('constant against another', 'chi2_stat fd', '70.0'),
	('constant against another', 'chi2_stat auto', '70.0'),
	('constant against another', 'kuiper', '1.0'),
	('constant against another', 'kuiper_test p', '5.172558136086857e-15'),
	('constant against another', 'wasserstein std', 'Infinity'),
	('constant against another', 'wasserstein range', '1.0'),
	('constant against another', 'unseen_share', '1.0'),
	('constant against another', 'missing_categories_share', '1.0'),
	('constant against spread', 'bhattacharyya', '1.1512925464970227'),
	('constant against spread', 'bhattacharyya bits', '1.660964047443681'),
	('constant against spread', 'normalized_abs_difference', '0.26666666666666666'),
	('constant against spread', 'kl_divergence reverse', '6.010275020825156'),
	('constant against spread', 'kl_divergence bits', '3.312992685986051'),
	('constant against spread', 'psi bans', '3.6075394501624998'),
	('constant against spread', 'js_divergence nats', '0.5255973270178644'),
	('constant against spread', 'js_distance nats', '0.7249809149335342'),
	('constant against spread', 'cramers_v', '0.8498914261490174'),
	('constant against spread', 'tv_distance nulls', '0.7346938775510206'),
	('constant against spread', 'chi2_test nulls', '221.93877551020407'),
	('constant against spread', 'chi2_test nulls p', '4.197623695583977e-42'),
	('constant against spread', 'chi2_stat sturges', '224.99999999999997'),
	('constant against spread', 'chi2_stat doane', '244.73684210526318'),
	('constant against spread', 'chi2_stat scott', '185.82089552238804'),
	('constant against spread', 'chi2_stat fd', '185.82089552238804'),
	('constant against spread', 'chi2_stat auto', '224.99999999999997'),
	('constant against spread', 'kuiper', '1.0'),
	('constant against spread', 'kuiper_test p', '1.5628946722168932e-58'),
	('constant against spread', 'wasserstein std', 'Infinity'),
	('constant against spread', 'wasserstein range', '0.5170208329901913'),
	('constant against spread', 'unseen_share', '1.0'),
	('constant against spread', 'missing_categories_share', '1.0'),
	('spread against constant', 'bhattacharyya', '1.1512925464970227'),
	('spread against constant', 'bhattacharyya bits', '1.660964047443681'),
	('spread against constant', 'normalized_abs_difference', '0.26666666666666666'),
	('spread against constant', 'kl_divergence reverse', '2.296368113242961'),
	('spread against constant', 'kl_divergence bits', '8.637013046707143'),
	('spread against constant', 'psi bans', '3.5973000000000006'),
	('spread against constant', 'js_divergence nats', '0.5255973270178644'),
	('spread against constant', 'js_distance nats', '0.7249809149335342'),
	('spread against constant', 'cramers_v', '0.8498914261490174'),
	('spread against constant', 'tv_distance nulls', '0.782608695652174'),
	('spread against constant', 'chi2_test nulls', '228.82308845577205'),
	('spread against constant', 'chi2_test nulls p', '1.5159375473711258e-43'),
	('spread against constant', 'chi2_stat sturges', '237.93103448275863'),
	('spread against constant', 'chi2_stat doane', '237.93103448275863'),
	('spread against constant', 'chi2_stat scott', '221.900826446281'),
	('spread against constant', 'chi2_stat fd', '237.9310344827586'),
	('spread against constant', 'chi2_stat auto', '237.9310344827586'),
	('spread against constant', 'kuiper', '1.0'),
	('spread against constant', 'kuiper_test p', '1.5628946722168932e-58'),
	('spread against constant', 'wasserstein std', '0.8739589875363417'),
	('spread against constant', 'wasserstein range', '0.24919172225409367'),
	('spread against constant', 'unseen_share', '1.0'),
	('spread against constant', 'missing_categories_share', '1.0'),
	('mostly zero', 'bhattacharyya', '0.02336954119964877'),
	('mostly zero', 'bhattacharyya bits', '0.0337151211965836'),
	('mostly zero', 'normalized_abs_difference', '0.06277777777777778'),
	('mostly zero', 'kl_divergence reverse', '0.11667811662124311'),
	('mostly zero', 'kl_divergence bits', '0.1094856198555982'),
	('mostly zero', 'psi bans', '0.08363111787786895'),
	('mostly zero', 'js_divergence nats', '0.022237742163976865'),
	('mostly zero', 'js_distance nats', '0.14912324488146328'),
	('mostly zero', 'cramers_v', '0.19126410910208155'),
	('mostly zero', 'tv_distance nulls', '0.13422085680150198'),
	('mostly zero', 'chi2_test nulls', '77.70090031800711'),
	('mostly zero', 'chi2_test nulls p', '1.4147495167061903e-12'),
	('mostly zero', 'chi2_stat sturges', '84.16565511919602'),
	('mostly zero', 'chi2_stat doane', '91.5064304813741'),
	('mostly zero', 'chi2_stat scott', '92.78551155014904'),
	('mostly zero', 'chi2_stat fd', '74.81592746038675'),
	('mostly zero', 'chi2_stat auto', '84.16565511919602'),
	('mostly zero', 'kuiper', '0.1511111111111111'),
	('mostly zero', 'kuiper_test p', '7.005146622195586e-08'),
	('mostly zero', 'wasserstein std', '0.5366969044064643'),
	('mostly zero', 'wasserstein range', '0.07008800531501319'),
	('mostly zero', 'unseen_share', '0.2011111111111111'),
	('mostly zero', 'missing_categories_share', '0.9782608695652174'),
	('zero inflated', 'bhattacharyya', '0.0072180527347482926'),
	('zero inflated', 'bhattacharyya bits', '0.010413448885296382'),
	('zero inflated', 'normalized_abs_difference', '0.05555555555555555'),
	('zero inflated', 'kl_divergence reverse', '0.027915829556322536'),
	('zero inflated', 'kl_divergence bits', '0.04291087220950689'),
	('zero inflated', 'psi bans', '0.02504115040922809'),
	('zero inflated', 'js_divergence nats', '0.007176814314856946'),
	('zero inflated', 'js_distance nats', '0.0847160806155298'),
	('zero inflated', 'cramers_v', '0.10989317878795855'),
	('zero inflated', 'tv_distance nulls', '0.1119644990612732'),
	('zero inflated', 'chi2_test nulls', '28.609690593448196'),
	('zero inflated', 'chi2_test nulls p', '2.7654950781774444e-05'),
	('zero inflated', 'chi2_stat sturges', '30.3566301614718'),
	('zero inflated', 'chi2_stat doane', '33.490644887104224'),
	('zero inflated', 'chi2_stat scott', '30.3566301614718'),
	('zero inflated', 'chi2_stat fd', '38.1323836172203'),
	('zero inflated', 'chi2_stat auto', '38.1323836172203'),
	('zero inflated', 'kuiper', '0.11666666666666665'),
	('zero inflated', 'kuiper_test p', '0.0001885005588481355'),
	('zero inflated', 'wasserstein std', '0.2035913535502611'),
	('zero inflated', 'wasserstein range', '0.06307260747679508'),
	('zero inflated', 'unseen_share', '0.2922222222222222'),
	('zero inflated', 'missing_categories_share', '0.9972826086956522'),
	('nearly constant, integers', 'bhattacharyya', '0.21266019051803525'),
	('nearly constant, integers', 'bhattacharyya bits', '0.30680380225487164'),
	('nearly constant, integers', 'normalized_abs_difference', '0.20722222222222222'),
	('nearly constant, integers', 'kl_divergence reverse', '1.5279396331409285'),
	('nearly constant, integers', 'kl_divergence bits', '0.7203764285213932'),
	('nearly constant, integers', 'psi bans', '0.8804306645086135'),
	('nearly constant, integers', 'js_divergence nats', '0.15557779726041268'),
	('nearly constant, integers', 'js_distance nats', '0.3944335143727174'),
	('nearly constant, integers', 'cramers_v', '0.496510170704968'),
	('nearly constant, integers', 'tv_distance nulls', '0.4098822324628776'),
	('nearly constant, integers', 'chi2_test nulls', '455.4077187949784'),
	('nearly constant, integers', 'chi2_test nulls p', '1.4669090732765178e-91'),
	('nearly constant, integers', 'chi2_stat sturges', '463.4950499062526'),
	('nearly constant, integers', 'chi2_stat doane', '485.9427533794945'),
	('nearly constant, integers', 'chi2_stat scott', '476.97360895597245'),
	('nearly constant, integers', 'chi2_stat fd', '452.4985727009756'),
	('nearly constant, integers', 'chi2_stat auto', '463.4950499062526'),
	('nearly constant, integers', 'kuiper', '0.46444444444444444'),
	('nearly constant, integers', 'kuiper_test p', '1.8015980040333937e-83'),
	('nearly constant, integers', 'wasserstein std', '3.3711134111418373'),
	('nearly constant, integers', 'wasserstein range', '0.2247819971870605'),
	('nearly constant, integers', 'unseen_share', '0.4211111111111111'),
	('nearly constant, integers', 'missing_categories_share', '0.0'),
	('heavy tail', 'bhattacharyya', '0.0024382521589927132'),
	('heavy tail', 'bhattacharyya bits', '0.0035176542982155953'),
	('heavy tail', 'normalized_abs_difference', '0.021333333333333333'),
	('heavy tail', 'kl_divergence reverse', '0.009763734303767101'),
	('heavy tail', 'kl_divergence bits', '0.014044621874806654'),
	('heavy tail', 'psi bans', '0.008468188392970845'),
	('heavy tail', 'js_divergence nats', '0.002433228528177155'),
	('heavy tail', 'js_distance nats', '0.049327766300301445'),
	('heavy tail', 'cramers_v', '0.0'),
	('heavy tail', 'tv_distance nulls', '0.06170057550457972'),
	('heavy tail', 'chi2_test nulls', '8.536370772969546'),
	('heavy tail', 'chi2_test nulls p', '0.5765939728307325'),
	('heavy tail', 'chi2_stat sturges', '3.517641996557659'),
	('heavy tail', 'chi2_stat doane', '3.5509998077292826'),
	('heavy tail', 'chi2_stat scott', '8.242563634569851'),
	('heavy tail', 'chi2_stat fd', '114.43338640439498'),
	('heavy tail', 'chi2_stat auto', '114.43338640439498'),
	('heavy tail', 'kuiper', '0.059821428571428574'),
	('heavy tail', 'kuiper_test p', '0.5862265093202441'),
	('heavy tail', 'wasserstein std', '0.3443563246796264'),
	('heavy tail', 'wasserstein range', '0.003731798793390053'),
	('heavy tail', 'unseen_share', '1.0'),
	('heavy tail', 'missing_categories_share', '1.0'),
	('heavier tail, both signs', 'bhattacharyya', '0.010204929495540043'),
	('heavier tail, both signs', 'bhattacharyya bits', '0.014722601175837131'),
	('heavier tail, both signs', 'normalized_abs_difference', '0.022857142857142857'),
	('heavier tail, both signs', 'kl_divergence reverse', '0.04033907203676982'),
	('heavier tail, both signs', 'kl_divergence bits', '0.05932374569752427'),
	('heavier tail, both signs', 'psi bans', '0.03537726330076375'),
	('heavier tail, both signs', 'js_divergence nats', '0.010123907090427714'),
	('heavier tail, both signs', 'js_distance nats', '0.10061762812960616'),
	('heavier tail, both signs', 'cramers_v', '0.11708668793365401'),
	('heavier tail, both signs', 'tv_distance nulls', '0.12508963868713802'),
	('heavier tail, both signs', 'chi2_test nulls', '31.0363909283974'),
	('heavier tail, both signs', 'chi2_test nulls p', '0.0005786608296157221'),
	('heavier tail, both signs', 'chi2_stat sturges', '3.2864342281188934'),
	('heavier tail, both signs', 'chi2_stat doane', '3.0064516129032257'),
	('heavier tail, both signs', 'chi2_stat scott', '6.334053275737941'),
	('heavier tail, both signs', 'chi2_stat fd', '31.818782870022538'),
	('heavier tail, both signs', 'chi2_stat auto', '31.818782870022538'),
	('heavier tail, both signs', 'kuiper', '0.12857142857142856'),
	('heavier tail, both signs', 'kuiper_test p', '0.00034545537749889173'),
	('heavier tail, both signs', 'wasserstein std', '0.0503765044630568'),
	('heavier tail, both signs', 'wasserstein range', '0.0015985938256590166'),
	('heavier tail, both signs', 'unseen_share', '1.0'),
	('heavier tail, both signs', 'missing_categories_share', '1.0'),
	('huge', 'bhattacharyya', '0.014247384507244927'),
	('huge', 'bhattacharyya bits', '0.020554630974240505'),
	('huge', 'normalized_abs_difference', '0.035'),
	('huge', 'kl_divergence reverse', '0.04993229173193883'),
	('huge', 'kl_divergence bits', '0.09483984255735275'),
	('huge', 'psi bans', '0.050234956161776964'),
	('huge', 'js_divergence nats', '0.013854551253087127'),
	('huge', 'js_distance nats', '0.11770535779261336'),
	('huge', 'cramers_v', '0.10791522990278701'),
	('huge', 'tv_distance nulls', '0.11251646903820817'),
	('huge', 'chi2_test nulls', '18.66666278172023'),
	('huge', 'chi2_test nulls p', '0.04470662917293743'),
	('huge', 'chi2_stat sturges', '22.63583280693605'),
	('huge', 'chi2_stat doane', '22.63583280693605'),
	('huge', 'chi2_stat scott', '18.974593444415433'),
	('huge', 'chi2_stat fd', '18.974593444415433'),
	('huge', 'chi2_stat auto', '22.63583280693605'),
	('huge', 'kuiper', '0.1'),
	('huge', 'kuiper_test p', '0.47272323623921997'),
	('huge', 'unseen_share', '1.0'),
	('huge', 'missing_categories_share', '1.0'),
	('denormal', 'bhattacharyya', '0.05739554876648976'),
	('denormal', 'bhattacharyya bits', '0.08280427357451543'),
	('denormal', 'normalized_abs_difference', '0.05'),
	('denormal', 'kl_divergence reverse', '0.12387216935788062'),
	('denormal', 'kl_divergence bits', '0.8837816090626669'),
	('denormal', 'psi bans', '0.3198417735575536'),
	('denormal', 'js_divergence nats', '0.04041922017088266'),
	('denormal', 'js_distance nats', '0.20104531869924916'),
	('denormal', 'cramers_v', '0.21565410480525402'),
	('denormal', 'tv_distance nulls', '0.1337285902503294'),
	('denormal', 'chi2_test nulls', '39.558658266425695'),
	('denormal', 'chi2_test nulls p', '2.0260826611084702e-05'),
	('denormal', 'chi2_stat sturges', '42.47243625217516'),
	('denormal', 'chi2_stat doane', '42.110513310110434'),
	('denormal', 'chi2_stat scott', '46.57673678736585'),
	('denormal', 'chi2_stat fd', '46.57673678736585'),
	('denormal', 'chi2_stat auto', '42.47243625217516'),
	('denormal', 'kuiper', '0.13333333333333333'),
	('denormal', 'kuiper_test p', '0.08262413430621172'),
	('denormal', 'unseen_share', '0.71'),
	('denormal', 'missing_categories_share', '0.7276119402985075'),
	('huge and tiny', 'bhattacharyya', '0.016651672021171456'),
	('huge and tiny', 'bhattacharyya bits', '0.024023284647453565'),
	('huge and tiny', 'normalized_abs_difference', '0.041666666666666664'),
	('huge and tiny', 'kl_divergence reverse', '0.06634975493260724'),
	('huge and tiny', 'kl_divergence bits', '0.09625789951356431'),
	('huge and tiny', 'psi bans', '0.05779184751605659'),
	('huge and tiny', 'js_divergence nats', '0.016396401040253854'),
	('huge and tiny', 'js_distance nats', '0.12804843240061103'),
	('huge and tiny', 'cramers_v', '0.13168996939821911'),
	('huge and tiny', 'tv_distance nulls', '0.14545454545454545'),
	('huge and tiny', 'chi2_test nulls', '22.08057331924937'),
	('huge and tiny', 'chi2_test nulls p', '0.014699351138160842'),
	('huge and tiny', 'chi2_stat sturges', '24.955081246866992'),
	('huge and tiny', 'chi2_stat doane', '31.437310029238812'),
	('huge and tiny', 'chi2_stat scott', '32.183139437711745'),
	('huge and tiny', 'chi2_stat fd', '71.2913308913309'),
	('huge and tiny', 'chi2_stat auto', '71.2913308913309'),
	('huge and tiny', 'kuiper', '0.15666666666666668'),
	('huge and tiny', 'kuiper_test p', '0.014524192963154735'),
	('huge and tiny', 'unseen_share', '1.0'),
	('huge and tiny', 'missing_categories_share', '1.0'),
	('far from zero', 'bhattacharyya', '0.012020779185740576'),
	('far from zero', 'bhattacharyya bits', '0.0173423185188892'),
	('far from zero', 'normalized_abs_difference', '0.04'),
	('far from zero', 'kl_divergence reverse', '0.04901758055746437'),
	('far from zero', 'kl_divergence bits', '0.06788918292270854'),
	('far from zero', 'psi bans', '0.04172474519320912'),
	('far from zero', 'js_divergence nats', '0.011889195817886129'),
	('far from zero', 'js_distance nats', '0.10903758901354216'),
	('far from zero', 'cramers_v', '0.12062646431727957'),
	('far from zero', 'tv_distance nulls', '0.1293404881426346'),
	('far from zero', 'chi2_test nulls', '26.34101385903716'),
	('far from zero', 'chi2_test nulls p', '0.0033076250071660492'),
	('far from zero', 'chi2_stat sturges', '60.35633306641281'),
	('far from zero', 'chi2_stat doane', '55.85528055127156'),
	('far from zero', 'chi2_stat scott', '60.35633306641281'),
	('far from zero', 'chi2_stat fd', '60.35633306641281'),
	('far from zero', 'chi2_stat auto', '60.35633306641281'),
	('far from zero', 'kuiper', '0.142'),
	('far from zero', 'kuiper_test p', '0.0013181873331023436'),
	('far from zero', 'wasserstein std', '0.26147997190681704'),
	('far from zero', 'wasserstein range', '0.06846822481119125'),
	('far from zero', 'unseen_share', '1.0'),
	('far from zero', 'missing_categories_share', '1.0'),
	('infinities, same mass', 'bhattacharyya', '0.034917144854612135'),
	('infinities, same mass', 'bhattacharyya bits', '0.05037479172375052'),
	('infinities, same mass', 'normalized_abs_difference', '0.06666666666666667'),
	('infinities, same mass', 'kl_divergence reverse', '0.13862943611198902'),
	('infinities, same mass', 'kl_divergence bits', '0.2'),
	('infinities, same mass', 'psi bans', '0.12041199826559248'),
	('infinities, same mass', 'js_divergence nats', '0.03397980735907945'),
	('infinities, same mass', 'js_distance nats', '0.18433612602818647'),
	('infinities, same mass', 'cramers_v', '0.0'),
	('infinities, same mass', 'tv_distance nulls', '0.27252747252747256'),
	('infinities, same mass', 'chi2_test nulls', '12.698901098901095'),
	('infinities, same mass', 'chi2_test nulls p', '0.17671062129286605'),
	('infinities, same mass', 'chi2_stat sturges', '3.6915584415584415'),
	('infinities, same mass', 'chi2_stat doane', '3.6915584415584415'),
	('infinities, same mass', 'chi2_stat scott', '1.7368131868131869'),
	('infinities, same mass', 'chi2_stat fd', '1.9988158899923605'),
	('infinities, same mass', 'chi2_stat auto', '3.6915584415584415'),
	('infinities, same mass', 'kuiper', '0.275'),
	('infinities, same mass', 'kuiper_test p', '0.7360756709991731'),
	('infinities, same mass', 'wasserstein std', '0.21557609717047224'),
	('infinities, same mass', 'wasserstein range', '0.06377825728005088'),
	('infinities, same mass', 'unseen_share', '0.85'),
	('infinities, same mass', 'missing_categories_share', '0.9444444444444444'),
	('infinities, other mass', 'bhattacharyya', '0.02397640204802512'),
	('infinities, other mass', 'bhattacharyya bits', '0.03459063633304582'),
	('infinities, other mass', 'normalized_abs_difference', '0.07222222222222222'),
	('infinities, other mass', 'kl_divergence reverse', '0.09288055572414951'),
	('infinities, other mass', 'kl_divergence bits', '0.1424304039725527'),
	('infinities, other mass', 'psi bans', '0.08321333671738226'),
	('infinities, other mass', 'js_divergence nats', '0.02343924916304347'),
	('infinities, other mass', 'js_distance nats', '0.15309882155994367'),
	('infinities, other mass', 'cramers_v', '0.017228310871674878'),
	('infinities, other mass', 'tv_distance nulls', '0.1833846153846154'),
	('infinities, other mass', 'chi2_test nulls', '13.127077753555483'),
	('infinities, other mass', 'chi2_test nulls p', '0.15693993609744647'),
	('infinities, other mass', 'chi2_stat sturges', '11.76424927703875'),
	('infinities, other mass', 'chi2_stat doane', '11.76424927703875'),
	('infinities, other mass', 'chi2_stat scott', '4.582326144619997'),
	('infinities, other mass', 'chi2_stat fd', '4.582326144619997'),
	('infinities, other mass', 'chi2_stat auto', '11.76424927703875'),
	('infinities, other mass', 'kuiper', '0.225'),
	('infinities, other mass', 'kuiper_test p', '0.14578604870010262'),
	('infinities, other mass', 'unseen_share', '0.925'),
	('infinities, other mass', 'missing_categories_share', '0.9772727272727273'),
	('most are infinite', 'bhattacharyya', '0.010101353658759677'),
	('most are infinite', 'bhattacharyya bits', '0.014573172829758174'),
	('most are infinite', 'normalized_abs_difference', '0.05'),
	('most are infinite', 'kl_divergence reverse', '0.04440300758688234'),
	('most are infinite', 'kl_divergence bits', '0.05293250129808111'),
	('most are infinite', 'psi bans', '0.03521825181113625'),
	('most are infinite', 'js_divergence nats', '0.009966389341172797'),
	('most are infinite', 'js_distance nats', '0.09983180525850865'),
	('most are infinite', 'cramers_v', '0.09799919151000505'),
	('most are infinite', 'tv_distance nulls', '0.14144736842105263'),
	('most are infinite', 'chi2_test nulls', '3.7022703818369473'),
	('most are infinite', 'chi2_test nulls p', '0.15705877338455562'),
	('most are infinite', 'chi2_stat sturges', '12.482456140350877'),
	('most are infinite', 'chi2_stat doane', '17.115789473684213'),
	('most are infinite', 'chi2_stat scott', '2.1904761904761907'),
	('most are infinite', 'chi2_stat fd', '3.334538878842676'),
	('most are infinite', 'chi2_stat auto', '12.482456140350877'),
	('most are infinite', 'kuiper', '0.26'),
	('most are infinite', 'kuiper_test p', '0.3252776531649259'),
	('most are infinite', 'unseen_share', '0.4'),
	('most are infinite', 'missing_categories_share', '0.9090909090909091'),
	('only infinities', 'bhattacharyya', '0.011408006310473501'),
	('only infinities', 'bhattacharyya bits', '0.01645827413055012'),
	('only infinities', 'normalized_abs_difference', '0.075'),
	('only infinities', 'kl_divergence reverse', '0.04522775102365467'),
	('only infinities', 'kl_divergence bits', '0.06592051557503384'),
	('only infinities', 'psi bans', '0.03948621521618721'),
	('only infinities', 'js_divergence nats', '0.011321418843657532'),
	('only infinities', 'js_distance nats', '0.10640215619834746'),
	('only infinities', 'cramers_v', '0.0'),
	('only infinities', 'tv_distance nulls', '0.09692307692307693'),
	('only infinities', 'chi2_test nulls', '1.979410063620591'),
	('only infinities', 'chi2_test nulls p', '0.37168631049226636'),
	('only infinities', 'chi2_stat sturges', '0.9022556390977443'),
	('only infinities', 'chi2_stat doane', '0.9022556390977443'),
	('only infinities', 'chi2_stat scott', '0.9022556390977443'),
	('only infinities', 'chi2_stat fd', '0.9022556390977443'),
	('only infinities', 'chi2_stat auto', '0.9022556390977443'),
	('only infinities', 'kuiper', '0.15'),
	('only infinities', 'kuiper_test p', '0.9999989991677875'),
	('only infinities', 'unseen_share', '0.0'),
	('only infinities', 'missing_categories_share', '0.0'),
	('negative only', 'bhattacharyya', '0.027774756510662437'),
	('negative only', 'bhattacharyya bits', '0.04007050347983115'),
	('negative only', 'normalized_abs_difference', '0.08222222222222222'),
	('negative only', 'kl_divergence reverse', '0.11586656553471186'),
	('negative only', 'kl_divergence bits', '0.1520117422284505'),
	('negative only', 'psi bans', '0.09608030415271154'),
	('negative only', 'js_divergence nats', '0.027138247928547986'),
	('negative only', 'js_distance nats', '0.16473690518080028'),
	('negative only', 'cramers_v', '0.20487524160751017'),
	('negative only', 'tv_distance nulls', '0.19061233198207808'),
	('negative only', 'chi2_test nulls', '47.37343962905098'),
	('negative only', 'chi2_test nulls p', '8.074663657864612e-07'),
	('negative only', 'chi2_stat sturges', '35.0807390710118'),
	('negative only', 'chi2_stat doane', '39.38027251275466'),
	('negative only', 'chi2_stat scott', '35.0807390710118'),
	('negative only', 'chi2_stat fd', '37.61339265150134'),
	('negative only', 'chi2_stat auto', '37.61339265150134'),
	('negative only', 'kuiper', '0.237'),
	('negative only', 'kuiper_test p', '8.103415372804281e-10'),
	('negative only', 'wasserstein std', '0.3554079672737048'),
	('negative only', 'wasserstein range', '0.08174028437380469'),
	('negative only', 'unseen_share', '1.0'),
	('negative only', 'missing_categories_share', '1.0'),
	('mixture', 'bhattacharyya', '0.006046162979844209'),
	('mixture', 'bhattacharyya bits', '0.008722769347427679'),
	('mixture', 'normalized_abs_difference', '0.022'),
	('mixture', 'kl_divergence reverse', '0.023279533952582893'),
	('mixture', 'kl_divergence bits', '0.036273020037473624'),
	('mixture', 'psi bans', '0.021029440201486324'),
	('mixture', 'js_divergence nats', '0.006003456891903379'),
	('mixture', 'js_distance nats', '0.077481977852294'),
	('mixture', 'cramers_v', '0.08609695043088769'),
	('mixture', 'tv_distance nulls', '0.0906582431365262'),
	('mixture', 'chi2_test nulls', '26.71541794363041'),
	('mixture', 'chi2_test nulls p', '0.0028882741691586937'),
	('mixture', 'chi2_stat sturges', '10.557134759771369'),
	('mixture', 'chi2_stat doane', '20.490108296200304'),
	('mixture', 'chi2_stat scott', '10.922383074567035'),
	('mixture', 'chi2_stat fd', '16.844409313787793'),
	('mixture', 'chi2_stat auto', '10.557134759771369'),
	('mixture', 'kuiper', '0.079'),
	('mixture', 'kuiper_test p', '0.041424436700945776'),
	('mixture', 'wasserstein std', '0.14816196327015588'),
	('mixture', 'wasserstein range', '0.05772621059243333'),
	('mixture', 'unseen_share', '1.0'),
	('mixture', 'missing_categories_share', '1.0'),
	('ties across sides', 'bhattacharyya', '0.00460037255561699'),
	('ties across sides', 'bhattacharyya bits', '0.006636934672230318'),
	('ties across sides', 'normalized_abs_difference', '0.02702702702702703'),
	('ties across sides', 'kl_divergence reverse', '0.01757510786457869'),
	('ties across sides', 'kl_divergence bits', '0.02781469527996246'),
	('ties across sides', 'psi bans', '0.01600582996396303'),
	('ties across sides', 'js_divergence nats', '0.004573005555143103'),
	('ties across sides', 'js_distance nats', '0.06762400132455268'),
	('ties across sides', 'cramers_v', '0.06103981113890227'),
	('ties across sides', 'tv_distance nulls', '0.08228171351961014'),
	('ties across sides', 'chi2_test nulls', '23.266294697103277'),
	('ties across sides', 'chi2_test nulls p', '0.009805190170772795'),
	('ties across sides', 'chi2_stat sturges', '18.57555793426831'),
	('ties across sides', 'chi2_stat doane', '17.339476475693886'),
	('ties across sides', 'chi2_stat scott', '18.57555793426831'),
	('ties across sides', 'chi2_stat fd', '18.57555793426831'),
	('ties across sides', 'chi2_stat auto', '18.57555793426831'),
	('ties across sides', 'kuiper', '0.07722007722007722'),
	('ties across sides', 'kuiper_test p', '0.09616540203493996'),
	('ties across sides', 'wasserstein std', '0.07548303905869344'),
	('ties across sides', 'wasserstein range', '0.02140712140712141'),
	('ties across sides', 'unseen_share', '0.03088803088803089'),
	('ties across sides', 'missing_categories_share', '0.0'),
	('beyond exact p-values', 'bhattacharyya', '0.00013316493379558007'),
	('beyond exact p-values', 'bhattacharyya bits', '0.0001921163896071905'),
	('beyond exact p-values', 'normalized_abs_difference', '0.00705'),
	('beyond exact p-values', 'kl_divergence reverse', '0.0005365058187797868'),
	('beyond exact p-values', 'kl_divergence bits', '0.0007629684506906655'),
	('beyond exact p-values', 'psi bans', '0.00046267790600820183'),
	('beyond exact p-values', 'js_divergence nats', '0.00013314273349455808'),
	('beyond exact p-values', 'js_distance nats', '0.011538749217075397'),
	('beyond exact p-values', 'cramers_v', '0.0'),
	('beyond exact p-values', 'tv_distance nulls', '0.012434128934914692'),
	('beyond exact p-values', 'chi2_test nulls', '9.997832983744063'),
	('beyond exact p-values', 'chi2_test nulls p', '0.44068342598177446'),
	('beyond exact p-values', 'chi2_stat sturges', '14.878093063319602'),
	('beyond exact p-values', 'chi2_stat doane', '14.878093063319602'),
	('beyond exact p-values', 'chi2_stat scott', '22.027043124274847'),
	('beyond exact p-values', 'chi2_stat fd', '17.783779336413296'),
	('beyond exact p-values', 'chi2_stat auto', '17.783779336413296'),
	('beyond exact p-values', 'kuiper', '0.016195488721804485'),
	('beyond exact p-values', 'kuiper_test p', '0.61580662009918'),
	('beyond exact p-values', 'wasserstein std', '0.007468811868125873'),
	('beyond exact p-values', 'wasserstein range', '0.002150382899190968'),
	('beyond exact p-values', 'unseen_share', '1.0'),
	('beyond exact p-values', 'missing_categories_share', '1.0'),
	('beyond exact p-values, few', 'bhattacharyya', '0.21342641317803948'),
	('beyond exact p-values, few', 'bhattacharyya bits', '0.30790922788667646'),
	('beyond exact p-values, few', 'normalized_abs_difference', '0.09983361064891846'),
	('beyond exact p-values, few', 'kl_divergence reverse', '0.49230320331695465'),
	('beyond exact p-values, few', 'kl_divergence bits', '2.7727427852543944'),
	('beyond exact p-values, few', 'psi bans', '1.0484833132463138'),
	('beyond exact p-values, few', 'js_divergence nats', '0.14539385122571008'),
	('beyond exact p-values, few', 'js_distance nats', '0.3813054565905267'),
	('beyond exact p-values, few', 'cramers_v', '0.025720570751515917'),
	('beyond exact p-values, few', 'tv_distance nulls', '0.6898139267216574'),
	('beyond exact p-values, few', 'chi2_test nulls', '4997.3653949065865'),
	('beyond exact p-values, few', 'chi2_test nulls p', '0.0'),
	('beyond exact p-values, few', 'chi2_stat sturges', '36.71396045137409'),
	('beyond exact p-values, few', 'chi2_stat doane', '36.71396045137409'),
	('beyond exact p-values, few', 'chi2_stat scott', '630.3577233004518'),
	('beyond exact p-values, few', 'chi2_stat fd', '628.3218217260684'),
	('beyond exact p-values, few', 'chi2_stat auto', '628.3218217260684'),
	('beyond exact p-values, few', 'kuiper', '0.35691666666666666'),
	('beyond exact p-values, few', 'kuiper_test p', '0.07706493141956387'),
	('beyond exact p-values, few', 'wasserstein std', '0.541010691128411'),
	('beyond exact p-values, few', 'wasserstein range', '0.10747842437484413'),
	('beyond exact p-values, few', 'unseen_share', '1.0'),
	('beyond exact p-values, few', 'missing_categories_share', '1.0'),
	('beyond exact p-values, far apart', 'bhattacharyya', '0.22448761794675837'),
	('beyond exact p-values, far apart', 'bhattacharyya bits', '0.32386717315276453'),
	('beyond exact p-values, far apart', 'normalized_abs_difference', '0.152'),
	('beyond exact p-values, far apart', 'kl_divergence reverse', '0.5582999442499477'),
	('beyond exact p-values, far apart', 'kl_divergence bits', '2.7944845322424583'),
	('beyond exact p-values, far apart', 'psi bans', '1.083690251658655'),
	('beyond exact p-values, far apart', 'js_divergence nats', '0.15317230164362436'),
	('beyond exact p-values, far apart', 'js_distance nats', '0.39137233121878245'),
	('beyond exact p-values, far apart', 'cramers_v', '0.49135371241762443'),
	('beyond exact p-values, far apart', 'tv_distance nulls', '0.3098204944989323'),
	('beyond exact p-values, far apart', 'chi2_test nulls', '5323.177590514769'),
	('beyond exact p-values, far apart', 'chi2_test nulls p', '0.0'),
	('beyond exact p-values, far apart', 'chi2_stat sturges', '6142.360418102021'),
	('beyond exact p-values, far apart', 'chi2_stat doane', '6142.360418102021'),
	('beyond exact p-values, far apart', 'chi2_stat scott', '6465.195764339316'),
	('beyond exact p-values, far apart', 'chi2_stat fd', '6452.533034653627'),
	('beyond exact p-values, far apart', 'chi2_stat auto', '6452.533034653627'),
	('beyond exact p-values, far apart', 'kuiper', '0.3122727272727273'),
	('beyond exact p-values, far apart', 'kuiper_test p', '0.0'),
	('beyond exact p-values, far apart', 'wasserstein std', '1.0528558559967387'),
	('beyond exact p-values, far apart', 'wasserstein range', '0.23488415650331604'),
	('beyond exact p-values, far apart', 'unseen_share', '1.0'),
	('beyond exact p-values, far apart', 'missing_categories_share', '1.0')
;

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

INSERT INTO categories SELECT d.name, v.side, NULL FROM (SELECT DISTINCT name FROM categories) d,
	(VALUES (false, 30), (true, 45)) AS v(side, n), generate_series(1, v.n);

CREATE TEMP TABLE expected_categories(name text, statistic text, expected float8);
INSERT INTO expected_categories VALUES
	('one category', 'bhattacharyya', '0.0'),
	('one category', 'bhattacharyya bits', '0.0'),
	('one category', 'normalized_abs_difference', '0.2'),
	('one category', 'kl_divergence reverse', '0.0'),
	('one category', 'kl_divergence bits', '0.0'),
	('one category', 'psi bans', '0.0'),
	('one category', 'js_divergence nats', '0.0'),
	('one category', 'js_distance nats', '0.0'),
	('one category', 'cramers_v', NULL),
	('one category', 'tv_distance nulls', '0.1923076923076923'),
	('one category', 'chi2_test nulls', '4.8076923076923075'),
	('one category', 'chi2_test nulls p', '0.028332962784810203'),
	('one category', 'unseen_share', '0.0'),
	('one category', 'missing_categories_share', '0.0'),
	('one against another', 'bhattacharyya', 'Infinity'),
	('one against another', 'bhattacharyya bits', 'Infinity'),
	('one against another', 'normalized_abs_difference', '0.6'),
	('one against another', 'kl_divergence reverse', '9.209419337938984'),
	('one against another', 'kl_divergence bits', '13.286383608311494'),
	('one against another', 'psi bans', '7.9992'),
	('one against another', 'js_divergence nats', '0.6931471805599453'),
	('one against another', 'js_distance nats', '0.8325546111576977'),
	('one against another', 'cramers_v', '1.0'),
	('one against another', 'tv_distance nulls', '0.5'),
	('one against another', 'chi2_test nulls', '52.88461538461538'),
	('one against another', 'chi2_test nulls p', '3.2828548456969203e-12'),
	('one against another', 'unseen_share', '1.0'),
	('one against another', 'missing_categories_share', '1.0'),
	('two', 'bhattacharyya', '0.050463002803134975'),
	('two', 'bhattacharyya bits', '0.07280272389244868'),
	('two', 'normalized_abs_difference', '0.09818181818181818'),
	('two', 'kl_divergence reverse', '0.5482225209831679'),
	('two', 'kl_divergence bits', '0.15098101718017234'),
	('two', 'psi bans', '0.28353983066517024'),
	('two', 'js_divergence nats', '0.03509223932169382'),
	('two', 'js_distance nats', '0.18732922708881766'),
	('two', 'cramers_v', '0.23004400498601604'),
	('two', 'tv_distance nulls', '0.1395993836671803'),
	('two', 'chi2_test nulls', '36.5000118145401'),
	('two', 'chi2_test nulls p', '5.870211805850272e-08'),
	('two', 'unseen_share', '0.092'),
	('two', 'missing_categories_share', '0.0'),
	('twelve', 'bhattacharyya', '0.12082535251565876'),
	('twelve', 'bhattacharyya bits', '0.17431413688800174'),
	('twelve', 'normalized_abs_difference', '0.07771428571428571'),
	('twelve', 'kl_divergence reverse', '0.4257349794106989'),
	('twelve', 'kl_divergence bits', '0.790630991182067'),
	('twelve', 'psi bans', '0.4228979961586078'),
	('twelve', 'js_divergence nats', '0.10766825517811604'),
	('twelve', 'js_distance nats', '0.3281284126346209'),
	('twelve', 'cramers_v', '0.4318643787940337'),
	('twelve', 'tv_distance nulls', '0.37147639772346835'),
	('twelve', 'chi2_test nulls', '671.0294042368347'),
	('twelve', 'chi2_test nulls p', '6.977403204625476e-136'),
	('twelve', 'unseen_share', '0.0'),
	('twelve', 'missing_categories_share', '0.0'),
	('new category', 'bhattacharyya', '0.09296218313882411'),
	('new category', 'bhattacharyya bits', '0.13411608060459315'),
	('new category', 'normalized_abs_difference', '0.0845'),
	('new category', 'kl_divergence reverse', '1.1035847461004256'),
	('new category', 'kl_divergence bits', '0.26830091918191024'),
	('new category', 'psi bans', '0.5600473900819888'),
	('new category', 'js_divergence nats', '0.06283874716718259'),
	('new category', 'js_distance nats', '0.2506765788165751'),
	('new category', 'cramers_v', '0.30093657351855396'),
	('new category', 'tv_distance nulls', '0.1756584754029823'),
	('new category', 'chi2_test nulls', '188.93897537843392'),
	('new category', 'chi2_test nulls p', '4.2772991290690686e-38'),
	('new category', 'unseen_share', '0.169'),
	('new category', 'missing_categories_share', '0.0'),
	('lost category', 'bhattacharyya', '0.09122162496299827'),
	('lost category', 'bhattacharyya bits', '0.13160498595595047'),
	('lost category', 'normalized_abs_difference', '0.083'),
	('lost category', 'kl_divergence reverse', '0.18262767015375256'),
	('lost category', 'kl_divergence bits', '1.5594996320682821'),
	('lost category', 'psi bans', '0.5487703568701171'),
	('lost category', 'js_divergence nats', '0.061711358193708155'),
	('lost category', 'js_distance nats', '0.24841770909842187'),
	('lost category', 'cramers_v', '0.29813704049685646'),
	('lost category', 'tv_distance nulls', '0.16116504854368932'),
	('lost category', 'chi2_test nulls', '185.58622540865557'),
	('lost category', 'chi2_test nulls p', '2.2071124524723415e-37'),
	('lost category', 'unseen_share', '0.0'),
	('lost category', 'missing_categories_share', '0.16666666666666666'),
	('nothing in common', 'bhattacharyya', 'Infinity'),
	('nothing in common', 'bhattacharyya bits', 'Infinity'),
	('nothing in common', 'normalized_abs_difference', '0.155'),
	('nothing in common', 'kl_divergence reverse', '7.604530635531227'),
	('nothing in common', 'kl_divergence bits', '11.017468389451036'),
	('nothing in common', 'psi bans', '6.619194153979937'),
	('nothing in common', 'js_divergence nats', '0.6931471805599452'),
	('nothing in common', 'js_distance nats', '0.8325546111576977'),
	('nothing in common', 'cramers_v', '0.9795896894087645'),
	('nothing in common', 'tv_distance nulls', '0.7692307692307694'),
	('nothing in common', 'chi2_test nulls', '202.7851458885942'),
	('nothing in common', 'chi2_test nulls p', '4.2352532826489284e-38'),
	('nothing in common', 'unseen_share', '1.0'),
	('nothing in common', 'missing_categories_share', '1.0'),
	('skewed', 'bhattacharyya', '0.01805629117747889'),
	('skewed', 'bhattacharyya bits', '0.02604972173859594'),
	('skewed', 'normalized_abs_difference', '0.039818181818181815'),
	('skewed', 'kl_divergence reverse', '0.029327515185475654'),
	('skewed', 'kl_divergence bits', '0.04198590338343717'),
	('skewed', 'psi bans', '0.025375794326450343'),
	('skewed', 'js_divergence nats', '0.013122864806081094'),
	('skewed', 'js_distance nats', '0.11455507324462368'),
	('skewed', 'cramers_v', '0.0'),
	('skewed', 'tv_distance nulls', '0.0460068600180254'),
	('skewed', 'chi2_test nulls', '117.51413287114491'),
	('skewed', 'chi2_test nulls p', '0.5471479029030687'),
	('skewed', 'unseen_share', '0.0184'),
	('skewed', 'missing_categories_share', '0.3902439024390244'),
	('one row each', 'bhattacharyya', 'Infinity'),
	('one row each', 'bhattacharyya bits', 'Infinity'),
	('one row each', 'normalized_abs_difference', '0.5'),
	('one row each', 'kl_divergence reverse', '9.209419337938984'),
	('one row each', 'kl_divergence bits', '13.286383608311494'),
	('one row each', 'psi bans', '7.9992'),
	('one row each', 'js_divergence nats', '0.6931471805599453'),
	('one row each', 'js_distance nats', '0.8325546111576977'),
	('one row each', 'cramers_v', NULL),
	('one row each', 'tv_distance nulls', '0.032258064516129024'),
	('one row each', 'chi2_test nulls', '2.1598877980364652'),
	('one row each', 'chi2_test nulls p', '0.33961457782174953'),
	('one row each', 'unseen_share', '1.0'),
	('one row each', 'missing_categories_share', '1.0'),
	('twenty thousand', 'bhattacharyya', '0.4665428650284256'),
	('twenty thousand', 'bhattacharyya bits', '0.6730790777386386'),
	('twenty thousand', 'normalized_abs_difference', '0.00038333333333333334'),
	('twenty thousand', 'kl_divergence reverse', '0.2620705110981998'),
	('twenty thousand', 'kl_divergence bits', '-0.11209193178090394'),
	('twenty thousand', 'psi bans', '0.08007274310154032'),
	('twenty thousand', 'js_divergence nats', '0.27625704932097117'),
	('twenty thousand', 'js_distance nats', '0.5256016070380409'),
	('twenty thousand', 'cramers_v', '0.349095489378457'),
	('twenty thousand', 'tv_distance nulls', '0.5436193528554987'),
	('twenty thousand', 'chi2_test nulls', '25543.239424785064'),
	('twenty thousand', 'chi2_test nulls p', '1.3938794185312958e-255'),
	('twenty thousand', 'unseen_share', '0.221'),
	('twenty thousand', 'missing_categories_share', '0.39507123604158645')
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

SELECT is(string_agg(pg_temp.report(e.name, e.statistic, a.actual, e.expected), '; '), NULL,
	e.name || ': numbers, sample (' || count(*) || ' values)')
FROM (SELECT name, drift.sample_agg(value, is_current) AS s
	FROM numbers WHERE name = ANY ('{"uniform","uniform shifted","uniform wider","bell","bell shifted","bell narrower","product","equal sizes far apart","unequal sizes far apart","one against one","one against many","two against three","seven against five","eleven, edges on values","hundred and one, edges on values","many against few","few against many","integers","dice","coin","two values, one unseen","constant against itself","constant against another","constant against spread","spread against constant","mostly zero","zero inflated","nearly constant, integers","heavy tail","heavier tail, both signs","huge","denormal","huge and tiny","far from zero","infinities, same mass","infinities, other mass","most are infinite","only infinities","negative only","mixture","ties across sides","beyond exact p-values","beyond exact p-values, few","beyond exact p-values, far apart"}') GROUP BY name) q
CROSS JOIN LATERAL (VALUES
	('bhattacharyya', drift.bhattacharyya(q.s)),
	('bhattacharyya bits', drift.bhattacharyya(q.s, base => 2)),
	('normalized_abs_difference', drift.normalized_abs_difference(q.s)),
	('kl_divergence reverse', drift.kl_divergence(q.s, direction => 'reverse')),
	('kl_divergence bits', drift.kl_divergence(q.s, base => 2, direction => 'forward')),
	('psi bans', drift.psi(q.s, base => 10)),
	('js_divergence nats', drift.js_divergence(q.s, base => exp(1.0::float8))),
	('js_distance nats', drift.js_distance(q.s, base => exp(1.0::float8))),
	('cramers_v', drift.cramers_v(q.s)),
	('tv_distance nulls', drift.tv_distance(q.s, nulls_as_bin => true)),
	('chi2_test nulls', (drift.chi2_test(q.s, nulls_as_bin => true)).statistic),
	('chi2_test nulls p', (drift.chi2_test(q.s, nulls_as_bin => true)).p_value),
	('unseen_share', drift.unseen_share(q.s)),
	('missing_categories_share', drift.missing_categories_share(q.s)),
	('chi2_stat sturges', drift.chi2_stat(q.s, binning => 'sturges')),
	('chi2_stat doane', drift.chi2_stat(q.s, binning => 'doane')),
	('chi2_stat scott', drift.chi2_stat(q.s, binning => 'scott')),
	('chi2_stat fd', drift.chi2_stat(q.s, binning => 'fd')),
	('chi2_stat auto', drift.chi2_stat(q.s, binning => 'auto')),
	('kuiper', drift.kuiper(q.s)),
	('kuiper_test p', (drift.kuiper_test(q.s)).p_value),
	('wasserstein std', drift.wasserstein(q.s, scale => 'std')),
	('wasserstein range', drift.wasserstein(q.s, scale => 'range'))
) AS a(statistic, actual)
JOIN expected_numbers e USING (name, statistic)
GROUP BY e.name ORDER BY e.name COLLATE "C";

SELECT is(string_agg(pg_temp.report(e.name, e.statistic, a.actual, e.expected), '; '), NULL,
	e.name || ': numbers, profiles (' || count(*) || ' values)')
FROM (SELECT name, drift.profile_agg(value) FILTER (WHERE NOT is_current) AS r,
	drift.profile_agg(value) FILTER (WHERE is_current) AS c
	FROM numbers WHERE name = ANY ('{"uniform","uniform shifted","uniform wider","bell","bell shifted","bell narrower","product","equal sizes far apart","unequal sizes far apart","one against one","one against many","two against three","seven against five","eleven, edges on values","hundred and one, edges on values","integers","dice","coin","two values, one unseen","constant against itself","constant against another","constant against spread","spread against constant","mostly zero","zero inflated","nearly constant, integers","heavy tail","heavier tail, both signs","huge","denormal","huge and tiny","far from zero","infinities, same mass","infinities, other mass","most are infinite","only infinities","negative only","mixture","ties across sides"}') GROUP BY name) q
CROSS JOIN LATERAL (VALUES
	('bhattacharyya', drift.bhattacharyya(q.r, q.c)),
	('bhattacharyya bits', drift.bhattacharyya(q.r, q.c, base => 2)),
	('normalized_abs_difference', drift.normalized_abs_difference(q.r, q.c)),
	('kl_divergence reverse', drift.kl_divergence(q.r, q.c, direction => 'reverse')),
	('kl_divergence bits', drift.kl_divergence(q.r, q.c, base => 2, direction => 'forward')),
	('psi bans', drift.psi(q.r, q.c, base => 10)),
	('js_divergence nats', drift.js_divergence(q.r, q.c, base => exp(1.0::float8))),
	('js_distance nats', drift.js_distance(q.r, q.c, base => exp(1.0::float8))),
	('cramers_v', drift.cramers_v(q.r, q.c)),
	('tv_distance nulls', drift.tv_distance(q.r, q.c, nulls_as_bin => true)),
	('chi2_test nulls', (drift.chi2_test(q.r, q.c, nulls_as_bin => true)).statistic),
	('chi2_test nulls p', (drift.chi2_test(q.r, q.c, nulls_as_bin => true)).p_value),
	('unseen_share', drift.unseen_share(q.r, q.c)),
	('missing_categories_share', drift.missing_categories_share(q.r, q.c)),
	('chi2_stat sturges', drift.chi2_stat(q.r, q.c, binning => 'sturges')),
	('chi2_stat doane', drift.chi2_stat(q.r, q.c, binning => 'doane')),
	('chi2_stat scott', drift.chi2_stat(q.r, q.c, binning => 'scott')),
	('chi2_stat fd', drift.chi2_stat(q.r, q.c, binning => 'fd')),
	('chi2_stat auto', drift.chi2_stat(q.r, q.c, binning => 'auto')),
	('kuiper', drift.kuiper(q.r, q.c)),
	('kuiper_test p', (drift.kuiper_test(q.r, q.c)).p_value),
	('wasserstein std', drift.wasserstein(q.r, q.c, scale => 'std')),
	('wasserstein range', drift.wasserstein(q.r, q.c, scale => 'range'))
) AS a(statistic, actual)
JOIN expected_numbers e USING (name, statistic)
GROUP BY e.name ORDER BY e.name COLLATE "C";

SELECT is(string_agg(pg_temp.report(e.name, e.statistic, a.actual, e.expected), '; '), NULL,
	e.name || ': categories, sample (' || count(*) || ' values)')
FROM (SELECT name, drift.sample_agg(value, is_current) AS s
	FROM categories WHERE name = ANY ('{"one category","one against another","two","twelve","new category","lost category","nothing in common","skewed","one row each","twenty thousand"}') GROUP BY name) q
CROSS JOIN LATERAL (VALUES
	('bhattacharyya', drift.bhattacharyya(q.s)),
	('bhattacharyya bits', drift.bhattacharyya(q.s, base => 2)),
	('normalized_abs_difference', drift.normalized_abs_difference(q.s)),
	('kl_divergence reverse', drift.kl_divergence(q.s, direction => 'reverse')),
	('kl_divergence bits', drift.kl_divergence(q.s, base => 2, direction => 'forward')),
	('psi bans', drift.psi(q.s, base => 10)),
	('js_divergence nats', drift.js_divergence(q.s, base => exp(1.0::float8))),
	('js_distance nats', drift.js_distance(q.s, base => exp(1.0::float8))),
	('cramers_v', drift.cramers_v(q.s)),
	('tv_distance nulls', drift.tv_distance(q.s, nulls_as_bin => true)),
	('chi2_test nulls', (drift.chi2_test(q.s, nulls_as_bin => true)).statistic),
	('chi2_test nulls p', (drift.chi2_test(q.s, nulls_as_bin => true)).p_value),
	('unseen_share', drift.unseen_share(q.s)),
	('missing_categories_share', drift.missing_categories_share(q.s))
) AS a(statistic, actual)
JOIN expected_categories e USING (name, statistic)
GROUP BY e.name ORDER BY e.name COLLATE "C";

SELECT is(string_agg(pg_temp.report(e.name, e.statistic, a.actual, e.expected), '; '), NULL,
	e.name || ': categories, profiles (' || count(*) || ' values)')
FROM (SELECT name, drift.profile_agg(value) FILTER (WHERE NOT is_current) AS r,
	drift.profile_agg(value) FILTER (WHERE is_current) AS c
	FROM categories WHERE name = ANY ('{"one category","one against another","two","twelve","new category","lost category","nothing in common","skewed","one row each"}') GROUP BY name) q
CROSS JOIN LATERAL (VALUES
	('bhattacharyya', drift.bhattacharyya(q.r, q.c)),
	('bhattacharyya bits', drift.bhattacharyya(q.r, q.c, base => 2)),
	('normalized_abs_difference', drift.normalized_abs_difference(q.r, q.c)),
	('kl_divergence reverse', drift.kl_divergence(q.r, q.c, direction => 'reverse')),
	('kl_divergence bits', drift.kl_divergence(q.r, q.c, base => 2, direction => 'forward')),
	('psi bans', drift.psi(q.r, q.c, base => 10)),
	('js_divergence nats', drift.js_divergence(q.r, q.c, base => exp(1.0::float8))),
	('js_distance nats', drift.js_distance(q.r, q.c, base => exp(1.0::float8))),
	('cramers_v', drift.cramers_v(q.r, q.c)),
	('tv_distance nulls', drift.tv_distance(q.r, q.c, nulls_as_bin => true)),
	('chi2_test nulls', (drift.chi2_test(q.r, q.c, nulls_as_bin => true)).statistic),
	('chi2_test nulls p', (drift.chi2_test(q.r, q.c, nulls_as_bin => true)).p_value),
	('unseen_share', drift.unseen_share(q.r, q.c)),
	('missing_categories_share', drift.missing_categories_share(q.r, q.c))
) AS a(statistic, actual)
JOIN expected_categories e USING (name, statistic)
GROUP BY e.name ORDER BY e.name COLLATE "C";

SELECT * FROM finish();
ROLLBACK;
