-- estimation against scikit-learn 1.2.1, NumPy 1.24.2: made by test/gen/estimation.py, do not edit
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
SELECT plan(40);

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) % 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) % 2147483647) AS s(h)';
CREATE FUNCTION pg_temp.rows(seed bigint, n bigint, OUT i bigint, OUT u float8, OUT v float8)
RETURNS SETOF record LANGUAGE sql IMMUTABLE AS
'SELECT i, pg_temp.u(seed, i), pg_temp.u(seed + 1, i) FROM generate_series(1, n) AS i';
CREATE FUNCTION pg_temp.differs(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b
	ELSE abs(a - b) > 1e-12 + 1e-9 * abs(b) END';

CREATE TEMP TABLE curve_rows(name, i, label, score) AS
	SELECT 'calibrated', i, (v < u)::boolean, (u)::float8 FROM pg_temp.rows(0, 900)
	UNION ALL
	SELECT 'overconfident', i, (v < 0.3 + 0.4 * u)::boolean, (u * u * (3 - 2 * u))::float8 FROM pg_temp.rows(100, 800)
	UNION ALL
	SELECT 'ties', i, (v < u)::boolean, (floor(u * 20) / 20)::float8 FROM pg_temp.rows(200, 700)
	UNION ALL
	SELECT 'falling', i, (v > u)::boolean, (u)::float8 FROM pg_temp.rows(300, 300)
	UNION ALL
	SELECT 'margins', i, (v < u)::boolean, (40 * u - 20)::float8 FROM pg_temp.rows(400, 500)
	UNION ALL
	SELECT 'far apart', i, (v < u)::boolean, ((u - 0.5) * (u - 0.5) * (u - 0.5) * 1e30)::float8 FROM pg_temp.rows(500, 200)
	UNION ALL
	SELECT 'closer than 1e-15', i, (v < 0.5)::boolean, (0.1 + floor(u * 50) * 1e-16)::float8 FROM pg_temp.rows(600, 200)
	UNION ALL
	SELECT 'one label', i, (u >= 0)::boolean, (u)::float8 FROM pg_temp.rows(700, 50)
	UNION ALL
	SELECT 'one score', i, (v < 0.3)::boolean, (0.25 + 0 * u)::float8 FROM pg_temp.rows(800, 60)
	UNION ALL
	SELECT 'one row', i, (u >= 0)::boolean, (u)::float8 FROM pg_temp.rows(900, 1)
	UNION ALL
	SELECT 'two rows', i, (i = 2)::boolean, (i / 8.0)::float8 FROM pg_temp.rows(1000, 2);

CREATE TEMP TABLE estimate_rows(name, i, predicted, probability, score) AS
	SELECT 'own scores', i, (u > 0.5)::boolean, (u)::float8, (u)::float8 FROM pg_temp.rows(10000, 900)
	UNION ALL
	SELECT 'calibrated scores', i, (u > 0.4)::boolean, (0.2 + 0.6 * u * u)::float8, (u)::float8 FROM pg_temp.rows(10100, 800)
	UNION ALL
	SELECT 'margins', i, (u > 0.5)::boolean, (u)::float8, (40 * u - 20)::float8 FROM pg_temp.rows(10200, 500)
	UNION ALL
	SELECT 'ties', i, (u > 0.5)::boolean, (floor(u * 10) / 10)::float8, (floor(u * 10) / 10)::float8 FROM pg_temp.rows(10300, 600)
	UNION ALL
	SELECT 'one prediction', i, (u >= 0)::boolean, (u)::float8, (u)::float8 FROM pg_temp.rows(10400, 100)
	UNION ALL
	SELECT 'certain', i, (u > 0.5)::boolean, (floor(u + v)  / 2 + 0.0)::float8, (u)::float8 FROM pg_temp.rows(10500, 200)
	UNION ALL
	SELECT 'one row', i, (u >= 0)::boolean, (u)::float8, (u)::float8 FROM pg_temp.rows(10600, 1);

CREATE TEMP TABLE reference_rows(name, i, label, predicted, score) AS
	SELECT 'calibrated', i, (v < u)::boolean, (u > 0.5)::boolean, (u)::float8 FROM pg_temp.rows(20000, 900)
	UNION ALL
	SELECT 'mostly positive', i, (v < 0.5 + u)::boolean, (u > 0.2)::boolean, (u)::float8 FROM pg_temp.rows(20100, 800)
	UNION ALL
	SELECT 'mostly negative', i, (v < u * u)::boolean, (u > 0.7)::boolean, (u)::float8 FROM pg_temp.rows(20200, 700)
	UNION ALL
	SELECT 'never wrong', i, (u > 0.5)::boolean, (u > 0.5)::boolean, (u)::float8 FROM pg_temp.rows(20300, 200);

CREATE TEMP TABLE expected_knot(name text, i int, x float8, y float8);
INSERT INTO expected_knot VALUES
	('calibrated', 1, 0.00024742074322301, 0.0),
	('calibrated', 2, 0.06880092251524372, 0.0),
	('calibrated', 3, 0.06985436569426878, 0.041666666666666664),
	('calibrated', 4, 0.09728098711803601, 0.041666666666666664),
	('calibrated', 5, 0.09786975295183703, 0.10526315789473684),
	('calibrated', 6, 0.11825201665901207, 0.10526315789473684),
	('calibrated', 7, 0.11876076791377774, 0.17647058823529413),
	('calibrated', 8, 0.1324535902275022, 0.17647058823529413),
	('calibrated', 9, 0.1348526520351193, 0.1978021978021978),
	('calibrated', 10, 0.22495711931258305, 0.1978021978021978),
	('calibrated', 11, 0.22500421489821942, 0.2361111111111111),
	('calibrated', 12, 0.3146595746812688, 0.2361111111111111),
	('calibrated', 13, 0.31587165375979226, 0.32142857142857145),
	('calibrated', 14, 0.35267864323811543, 0.32142857142857145),
	('calibrated', 15, 0.353400948621985, 0.35),
	('calibrated', 16, 0.37552472407721205, 0.35),
	('calibrated', 17, 0.37699373456509494, 0.42857142857142855),
	('calibrated', 18, 0.3831615659329861, 0.42857142857142855),
	('calibrated', 19, 0.38340796361836044, 0.49333333333333335),
	('calibrated', 20, 0.46670331594846365, 0.49333333333333335),
	('calibrated', 21, 0.4672734148182317, 0.5),
	('calibrated', 22, 0.5617862313807878, 0.5),
	('calibrated', 23, 0.5631705017588895, 0.6153846153846154),
	('calibrated', 24, 0.5786692051117631, 0.6153846153846154),
	('calibrated', 25, 0.578972224881394, 0.6666666666666666),
	('calibrated', 26, 0.6328316683102546, 0.6666666666666666),
	('calibrated', 27, 0.6328811643798282, 0.7340425531914894),
	('calibrated', 28, 0.7392293362595278, 0.7340425531914894),
	('calibrated', 29, 0.7420646467907656, 0.7941176470588235),
	('calibrated', 30, 0.8122623720263421, 0.7941176470588235),
	('calibrated', 31, 0.8128836708203347, 0.8125),
	('calibrated', 32, 0.86069968196596, 0.8125),
	('calibrated', 33, 0.8611443745257074, 0.9538461538461539),
	('calibrated', 34, 0.9396897060515776, 0.9538461538461539),
	('calibrated', 35, 0.9400279698614161, 1.0),
	('calibrated', 36, 0.9995736042035621, 1.0),
	('overconfident', 1, 4.323651682632377e-06, 0.2),
	('overconfident', 2, 0.0015389758262655984, 0.2),
	('overconfident', 3, 0.0017192017369502888, 0.26229508196721313),
	('overconfident', 4, 0.02993504240738588, 0.26229508196721313),
	('overconfident', 5, 0.030688807578008764, 0.2727272727272727),
	('overconfident', 6, 0.03923547533088079, 0.2727272727272727),
	('overconfident', 7, 0.039408487307942795, 0.30434782608695654),
	('overconfident', 8, 0.10130281043332413, 0.30434782608695654),
	('overconfident', 9, 0.10279151983003362, 0.38028169014084506),
	('overconfident', 10, 0.19931944140977848, 0.38028169014084506),
	('overconfident', 11, 0.19976339057758472, 0.4117647058823529),
	('overconfident', 12, 0.2756370983483821, 0.4117647058823529),
	('overconfident', 13, 0.2762023573352908, 0.4339622641509434),
	('overconfident', 14, 0.35512914636322535, 0.4339622641509434),
	('overconfident', 15, 0.35725678526466015, 0.45454545454545453),
	('overconfident', 16, 0.4208944681131311, 0.45454545454545453),
	('overconfident', 17, 0.4209891703520548, 0.49333333333333335),
	('overconfident', 18, 0.5824499163284086, 0.49333333333333335),
	('overconfident', 19, 0.5848753600676249, 0.5),
	('overconfident', 20, 0.6019581724235391, 0.5),
	('overconfident', 21, 0.6022671193347203, 0.5777777777777777),
	('overconfident', 22, 0.6806765089738875, 0.5777777777777777),
	('overconfident', 23, 0.6812521879269834, 0.6117021276595745),
	('overconfident', 24, 0.9448622511785397, 0.6117021276595745),
	('overconfident', 25, 0.9462527608351603, 0.6285714285714286),
	('overconfident', 26, 0.9729171369904137, 0.6285714285714286),
	('overconfident', 27, 0.9730744170718663, 0.6666666666666666),
	('overconfident', 28, 0.9751865382162724, 0.6666666666666666),
	('overconfident', 29, 0.9755212308953061, 0.7358490566037735),
	('overconfident', 30, 0.9951209824490901, 0.7358490566037735),
	('overconfident', 31, 0.9951793382562216, 0.8),
	('overconfident', 32, 0.9998911394703125, 0.8),
	('ties', 1, 0.0, 0.0),
	('ties', 2, 0.05, 0.05405405405405406),
	('ties', 3, 0.1, 0.16216216216216217),
	('ties', 4, 0.15, 0.18666666666666668),
	('ties', 5, 0.2, 0.18666666666666668),
	('ties', 6, 0.25, 0.3230769230769231),
	('ties', 7, 0.3, 0.3230769230769231),
	('ties', 8, 0.35, 0.3448275862068966),
	('ties', 9, 0.4, 0.40625),
	('ties', 10, 0.45, 0.4444444444444444),
	('ties', 11, 0.5, 0.5609756097560976),
	('ties', 12, 0.55, 0.6774193548387096),
	('ties', 13, 0.6, 0.6973684210526315),
	('ties', 14, 0.65, 0.6973684210526315),
	('ties', 15, 0.7, 0.7073170731707317),
	('ties', 16, 0.75, 0.8125),
	('ties', 17, 0.85, 0.8125),
	('ties', 18, 0.9, 0.9142857142857143),
	('ties', 19, 0.95, 0.96875),
	('falling', 1, 0.006175979509100309, 0.51),
	('falling', 2, 0.9955197977812588, 0.51),
	('margins', 1, -19.955112989971003, 0.0),
	('margins', 2, -18.10362223447469, 0.0),
	('margins', 3, -18.040518610757086, 0.1724137931034483),
	('margins', 4, -13.03049025732581, 0.1724137931034483),
	('margins', 5, -13.012856092775639, 0.3191489361702128),
	('margins', 6, -9.7204811078126, 0.3191489361702128),
	('margins', 7, -9.653989816854702, 0.3466666666666667),
	('margins', 8, -2.553356523883231, 0.3466666666666667),
	('margins', 9, -2.487297422479511, 0.5),
	('margins', 10, -2.377014878381516, 0.5),
	('margins', 11, -2.3113021730963617, 0.5185185185185186),
	('margins', 12, 2.637893549463662, 0.5185185185185186),
	('margins', 13, 2.9927636231262085, 0.5454545454545454),
	('margins', 14, 3.4438544248434937, 0.5454545454545454),
	('margins', 15, 3.4937175472703395, 0.64),
	('margins', 16, 5.283124551774527, 0.64),
	('margins', 17, 5.374732960655699, 0.6923076923076923),
	('margins', 18, 6.372384608896628, 0.6923076923076923),
	('margins', 19, 6.615655155207804, 0.7377049180327869),
	('margins', 20, 11.019723113169768, 0.7377049180327869),
	('margins', 21, 11.060880399803107, 0.8181818181818182),
	('margins', 22, 12.197043631317584, 0.8181818181818182),
	('margins', 23, 12.227452449606474, 0.8709677419354839),
	('margins', 24, 14.334047955616398, 0.8709677419354839),
	('margins', 25, 14.364135896025289, 0.9090909090909091),
	('margins', 26, 15.58098125997045, 0.9090909090909091),
	('margins', 27, 15.584810057461638, 0.9166666666666666),
	('margins', 28, 16.303429881252086, 0.9166666666666666),
	('margins', 29, 16.334984561584413, 0.9574468085106383),
	('margins', 30, 19.908346272962326, 0.9574468085106383),
	('margins', 31, 19.924718476796855, 1.0),
	('margins', 32, 19.99623497947875, 1.0),
	('far apart', 1, -1.2137460135763937e+29, 0.0),
	('far apart', 2, -4.723049567643078e+28, 0.0),
	('far apart', 3, -3.8742059876152576e+28, 0.25),
	('far apart', 4, -3.53952654604972e+28, 0.25),
	('far apart', 5, -3.422595594406576e+28, 0.3),
	('far apart', 6, -9.504596375119249e+27, 0.3),
	('far apart', 7, -9.228233714731126e+27, 0.35),
	('far apart', 8, -2.888221840790971e+27, 0.35),
	('far apart', 9, -2.8058851292313067e+27, 0.42857142857142855),
	('far apart', 10, -1.2293383917338452e+27, 0.42857142857142855),
	('far apart', 11, -1.1249482272049799e+27, 0.4444444444444444),
	('far apart', 12, 2.449302691295723e+27, 0.4444444444444444),
	('far apart', 13, 2.486731910222176e+27, 0.5454545454545454),
	('far apart', 14, 4.6027640327401047e+27, 0.5454545454545454),
	('far apart', 15, 4.85532035178189e+27, 0.6363636363636364),
	('far apart', 16, 1.0966556014838412e+28, 0.6363636363636364),
	('far apart', 17, 1.1050163848064342e+28, 0.8260869565217391),
	('far apart', 18, 3.915228920064276e+28, 0.8260869565217391),
	('far apart', 19, 3.9213973537716795e+28, 0.8333333333333334),
	('far apart', 20, 5.242664627684637e+28, 0.8333333333333334),
	('far apart', 21, 5.4088463554101445e+28, 0.8571428571428571),
	('far apart', 22, 6.918326096458273e+28, 0.8571428571428571),
	('far apart', 23, 7.23793554312545e+28, 1.0),
	('far apart', 24, 1.183131470700902e+29, 1.0),
	('closer than 1e-15', 1, 0.1, 0.4375),
	('closer than 1e-15', 2, 0.1000000000000011, 0.4375),
	('closer than 1e-15', 3, 0.10000000000000221, 0.4423076923076923),
	('closer than 1e-15', 4, 0.1000000000000044, 0.4423076923076923),
	('one label', 1, 0.007671972740288811, 1.0),
	('one label', 2, 0.9557046331258978, 1.0),
	('one score', 1, 0.25, 0.21666666666666667),
	('one row', 1, 0.3298235080809442, 1.0),
	('two rows', 1, 0.125, 0.0),
	('two rows', 2, 0.25, 1.0);

CREATE TEMP TABLE expected_probe(name text, score float8, probability float8);
INSERT INTO expected_probe VALUES
	('calibrated', -1e9, 0.0),
	('calibrated', -0.5, 0.0),
	('calibrated', 0, 0.0),
	('calibrated', 0.1, 0.10526315789473684),
	('calibrated', 0.25, 0.2361111111111111),
	('calibrated', 0.3333, 0.32142857142857145),
	('calibrated', 0.5, 0.5),
	('calibrated', 0.77, 0.7941176470588235),
	('calibrated', 1, 1.0),
	('calibrated', 1.5, 1.0),
	('calibrated', 1e9, 1.0),
	('overconfident', -1e9, 0.2),
	('overconfident', -0.5, 0.2),
	('overconfident', 0, 0.2),
	('overconfident', 0.1, 0.30434782608695654),
	('overconfident', 0.25, 0.4117647058823529),
	('overconfident', 0.3333, 0.4339622641509434),
	('overconfident', 0.5, 0.49333333333333335),
	('overconfident', 0.77, 0.6117021276595745),
	('overconfident', 1, 0.8),
	('overconfident', 1.5, 0.8),
	('overconfident', 1e9, 0.8),
	('ties', -1e9, 0.0),
	('ties', -0.5, 0.0),
	('ties', 0, 0.0),
	('ties', 0.1, 0.16216216216216217),
	('ties', 0.25, 0.3230769230769231),
	('ties', 0.3333, 0.33756286472148544),
	('ties', 0.5, 0.5609756097560976),
	('ties', 0.77, 0.8125),
	('ties', 1, 0.96875),
	('ties', 1.5, 0.96875),
	('ties', 1e9, 0.96875),
	('falling', -1e9, 0.51),
	('falling', -0.5, 0.51),
	('falling', 0, 0.51),
	('falling', 0.1, 0.51),
	('falling', 0.25, 0.51),
	('falling', 0.3333, 0.51),
	('falling', 0.5, 0.51),
	('falling', 0.77, 0.51),
	('falling', 1, 0.51),
	('falling', 1.5, 0.51),
	('falling', 1e9, 0.51),
	('margins', -1e9, 0.0),
	('margins', -0.5, 0.5185185185185186),
	('margins', 0, 0.5185185185185186),
	('margins', 0.1, 0.5185185185185186),
	('margins', 0.25, 0.5185185185185186),
	('margins', 0.3333, 0.5185185185185186),
	('margins', 0.5, 0.5185185185185186),
	('margins', 0.77, 0.5185185185185186),
	('margins', 1, 0.5185185185185186),
	('margins', 1.5, 0.5185185185185186),
	('margins', 1e9, 1.0),
	('far apart', -1e9, 0.4444444444444444),
	('far apart', -0.5, 0.4444444444444444),
	('far apart', 0, 0.4444444444444444),
	('far apart', 0.1, 0.4444444444444444),
	('far apart', 0.25, 0.4444444444444444),
	('far apart', 0.3333, 0.4444444444444444),
	('far apart', 0.5, 0.4444444444444444),
	('far apart', 0.77, 0.4444444444444444),
	('far apart', 1, 0.4444444444444444),
	('far apart', 1.5, 0.4444444444444444),
	('far apart', 1e9, 0.4444444444444444),
	('closer than 1e-15', -1e9, 0.4375),
	('closer than 1e-15', -0.5, 0.4375),
	('closer than 1e-15', 0, 0.4375),
	('closer than 1e-15', 0.1, 0.4375),
	('closer than 1e-15', 0.25, 0.4423076923076923),
	('closer than 1e-15', 0.3333, 0.4423076923076923),
	('closer than 1e-15', 0.5, 0.4423076923076923),
	('closer than 1e-15', 0.77, 0.4423076923076923),
	('closer than 1e-15', 1, 0.4423076923076923),
	('closer than 1e-15', 1.5, 0.4423076923076923),
	('closer than 1e-15', 1e9, 0.4423076923076923),
	('one label', -1e9, 1.0),
	('one label', -0.5, 1.0),
	('one label', 0, 1.0),
	('one label', 0.1, 1.0),
	('one label', 0.25, 1.0),
	('one label', 0.3333, 1.0),
	('one label', 0.5, 1.0),
	('one label', 0.77, 1.0),
	('one label', 1, 1.0),
	('one label', 1.5, 1.0),
	('one label', 1e9, 1.0),
	('one score', -1e9, 0.21666666666666667),
	('one score', -0.5, 0.21666666666666667),
	('one score', 0, 0.21666666666666667),
	('one score', 0.1, 0.21666666666666667),
	('one score', 0.25, 0.21666666666666667),
	('one score', 0.3333, 0.21666666666666667),
	('one score', 0.5, 0.21666666666666667),
	('one score', 0.77, 0.21666666666666667),
	('one score', 1, 0.21666666666666667),
	('one score', 1.5, 0.21666666666666667),
	('one score', 1e9, 0.21666666666666667),
	('one row', -1e9, 1.0),
	('one row', -0.5, 1.0),
	('one row', 0, 1.0),
	('one row', 0.1, 1.0),
	('one row', 0.25, 1.0),
	('one row', 0.3333, 1.0),
	('one row', 0.5, 1.0),
	('one row', 0.77, 1.0),
	('one row', 1, 1.0),
	('one row', 1.5, 1.0),
	('one row', 1e9, 1.0),
	('two rows', -1e9, 0.0),
	('two rows', -0.5, 0.0),
	('two rows', 0, 0.0),
	('two rows', 0.1, 0.0),
	('two rows', 0.25, 1.0),
	('two rows', 0.3333, 1.0),
	('two rows', 0.5, 1.0),
	('two rows', 0.77, 1.0),
	('two rows', 1, 1.0),
	('two rows', 1.5, 1.0),
	('two rows', 1e9, 1.0);

CREATE TEMP TABLE expected_estimate(name text, metric text, value float8);
INSERT INTO expected_estimate VALUES
	('own scores', 'accuracy', 0.7467933354082383),
	('own scores', 'precision', 0.74917538216031),
	('own scores', 'recall', 0.7555137644806991),
	('own scores', 'f1', 0.7523312233569824),
	('own scores', 'specificity', 0.7377522497673652),
	('own scores', 'positive_rate', 0.5090267236096805),
	('own scores', 'predicted_positive_rate', 0.5133333333333333),
	('own scores', 'roc_auc', 0.8293794779892919),
	('own scores', 'average_precision', 0.8345479410773146),
	('own scores', 'npv', 0.7442807655464642),
	('own scores', 'mcc', 0.49336107181812033),
	('own scores', 'log_loss', 0.5049233955733646),
	('own scores', 'brier', 0.16856856635353004),
	('own scores', 'ece', 0.0),
	('calibrated scores', 'accuracy', 0.6148554269419343),
	('calibrated scores', 'precision', 0.5079639680879495),
	('calibrated scores', 'recall', 0.7580405552309052),
	('calibrated scores', 'f1', 0.6083031795135269),
	('calibrated scores', 'specificity', 0.5215577058245177),
	('calibrated scores', 'positive_rate', 0.3945221454816267),
	('calibrated scores', 'predicted_positive_rate', 0.58875),
	('calibrated scores', 'roc_auc', 0.7066649734942863),
	('calibrated scores', 'average_precision', 0.6130626158996992),
	('calibrated scores', 'npv', 0.7678824090702825),
	('calibrated scores', 'mcc', 0.2777159832848661),
	('calibrated scores', 'log_loss', 0.6993354848105833),
	('calibrated scores', 'brier', 0.2324735724716202),
	('calibrated scores', 'ece', 0.1430696210649945),
	('margins', 'accuracy', 0.7530145947323249),
	('margins', 'precision', 0.750062016554904),
	('margins', 'recall', 0.7392126219165399),
	('margins', 'f1', 0.7445978002104937),
	('margins', 'specificity', 0.7661194095150611),
	('margins', 'positive_rate', 0.4870449411603831),
	('margins', 'predicted_positive_rate', 0.48),
	('margins', 'roc_auc', 0.8366889480038527),
	('margins', 'average_precision', 0.8304916831179431),
	('margins', 'npv', 0.7557400515114822),
	('margins', 'mcc', 0.505566995123586),
	('ties', 'accuracy', 0.7531666666666667),
	('ties', 'precision', 0.7003367003367005),
	('ties', 'recall', 0.7787345563459378),
	('ties', 'f1', 0.737457897535898),
	('ties', 'specificity', 0.7326524481826374),
	('ties', 'positive_rate', 0.4451666666666667),
	('ties', 'predicted_positive_rate', 0.495),
	('ties', 'roc_auc', 0.8360757978258272),
	('ties', 'average_precision', 0.7837826560517945),
	('ties', 'npv', 0.8049504950495051),
	('ties', 'mcc', 0.5083279505154094),
	('ties', 'log_loss', 0.4867823471790624),
	('ties', 'brier', 0.16345),
	('ties', 'ece', 0.0),
	('one prediction', 'accuracy', 0.4701967099915243),
	('one prediction', 'precision', 0.47019670999152424),
	('one prediction', 'recall', 1.0),
	('one prediction', 'f1', 0.6396378209746298),
	('one prediction', 'specificity', 0.0),
	('one prediction', 'positive_rate', 0.4701967099915244),
	('one prediction', 'predicted_positive_rate', 1.0),
	('one prediction', 'roc_auc', 0.8407313297600951),
	('one prediction', 'average_precision', 0.8283282375009999),
	('one prediction', 'npv', NULL),
	('one prediction', 'mcc', NULL),
	('one prediction', 'log_loss', 0.4867817043492705),
	('one prediction', 'brier', 0.16179653511876388),
	('one prediction', 'ece', 0.0),
	('certain', 'accuracy', 0.5925),
	('certain', 'precision', 0.36403508771929827),
	('certain', 'recall', 0.8217821782178217),
	('certain', 'f1', 0.5045592705167173),
	('certain', 'specificity', 0.5150501672240803),
	('certain', 'positive_rate', 0.2525),
	('certain', 'predicted_positive_rate', 0.57),
	('certain', 'roc_auc', 0.7289148647306202),
	('certain', 'average_precision', 0.42492318973161086),
	('certain', 'npv', 0.8953488372093024),
	('certain', 'mcc', 0.2955822995438441),
	('certain', 'log_loss', 0.7575944256316308),
	('certain', 'brier', 0.25817267854874587),
	('certain', 'ece', 0.2702109856869611),
	('one row', 'accuracy', 0.8604270028231791),
	('one row', 'precision', 0.8604270028231791),
	('one row', 'recall', 1.0),
	('one row', 'f1', 0.9249779771176078),
	('one row', 'specificity', 0.0),
	('one row', 'positive_rate', 0.8604270028231791),
	('one row', 'predicted_positive_rate', 1.0),
	('one row', 'roc_auc', 0.5),
	('one row', 'average_precision', 0.8604270028231791),
	('one row', 'npv', NULL),
	('one row', 'mcc', NULL),
	('one row', 'log_loss', 0.40418759328753806),
	('one row', 'brier', 0.12009237563590007),
	('one row', 'ece', 0.0);

CREATE TEMP TABLE expected_error(name text, metric text, dialect text, value float8);
INSERT INTO expected_error VALUES
	('calibrated', 'accuracy', 'nannyml', 0.019534015915263755),
	('calibrated', 'precision', 'nannyml', 0.026854307776478733),
	('calibrated', 'recall', 'nannyml', 0.026764726332940865),
	('calibrated', 'specificity', 'nannyml', 0.02852389689799426),
	('calibrated', 'f1', 'nannyml', 0.033945535198750626),
	('calibrated', 'roc_auc', 'nannyml', 0.012311666023302383),
	('calibrated', 'average_precision', 'nannyml', 0.019709465994728316),
	('calibrated', 'average_precision', 'drift', 0.019709465994728316),
	('calibrated', 'roc_auc', 'drift', 0.017302955100142473),
	('calibrated', 'f1', 'drift', 0.021175028379434312),
	('calibrated', 'balanced_accuracy', 'drift', 0.01955737244807785),
	('calibrated', 'accuracy', 'drift', 0.019534015915263755),
	('calibrated', 'precision', 'drift', 0.026854307776478733),
	('calibrated', 'recall', 'drift', 0.026764726332940865),
	('calibrated', 'specificity', 'drift', 0.02852389689799426),
	('mostly positive', 'accuracy', 'nannyml', 0.016699925149532856),
	('mostly positive', 'precision', 'nannyml', 0.011709943571610341),
	('mostly positive', 'recall', 'nannyml', 0.016360192475065417),
	('mostly positive', 'specificity', 'nannyml', 0.06313336486564976),
	('mostly positive', 'f1', 'nannyml', 0.019636245567614088),
	('mostly positive', 'roc_auc', 'nannyml', 0.010881296711857056),
	('mostly positive', 'average_precision', 'nannyml', 0.003056517840974269),
	('mostly positive', 'average_precision', 'drift', 0.003056517840974269),
	('mostly positive', 'roc_auc', 'drift', 0.015587657852882873),
	('mostly positive', 'f1', 'drift', 0.010792662382534162),
	('mostly positive', 'balanced_accuracy', 'drift', 0.03260934550884275),
	('mostly positive', 'accuracy', 'drift', 0.016699925149532856),
	('mostly positive', 'precision', 'drift', 0.011709943571610341),
	('mostly positive', 'recall', 'drift', 0.016360192475065417),
	('mostly positive', 'specificity', 'drift', 0.06313336486564976),
	('mostly negative', 'accuracy', 'nannyml', 0.018169721393301662),
	('mostly negative', 'precision', 'nannyml', 0.03849172980205273),
	('mostly negative', 'recall', 'nannyml', 0.03833071023410282),
	('mostly negative', 'specificity', 'nannyml', 0.01803529610307485),
	('mostly negative', 'f1', 'nannyml', 0.04709659992114433),
	('mostly negative', 'roc_auc', 'nannyml', 0.01278868542401729),
	('mostly negative', 'average_precision', 'nannyml', 0.03371212478096237),
	('mostly negative', 'average_precision', 'drift', 0.03371212478096237),
	('mostly negative', 'roc_auc', 'drift', 0.016663095109589132),
	('mostly negative', 'f1', 'drift', 0.03165691268753323),
	('mostly negative', 'balanced_accuracy', 'drift', 0.021180859593677485),
	('mostly negative', 'accuracy', 'drift', 0.018169721393301662),
	('mostly negative', 'precision', 'drift', 0.03849172980205273),
	('mostly negative', 'recall', 'drift', 0.03833071023410282),
	('mostly negative', 'specificity', 'drift', 0.01803529610307485),
	('never wrong', 'accuracy', 'nannyml', 0.0),
	('never wrong', 'precision', 'nannyml', 0.0),
	('never wrong', 'recall', 'nannyml', 0.0),
	('never wrong', 'specificity', 'nannyml', 0.0),
	('never wrong', 'f1', 'nannyml', 0.0),
	('never wrong', 'roc_auc', 'nannyml', 0.0),
	('never wrong', 'average_precision', 'nannyml', 2.2293101405799004e-12),
	('never wrong', 'average_precision', 'drift', 2.2293101405799004e-12),
	('never wrong', 'roc_auc', 'drift', 6.035162558560572e-13),
	('never wrong', 'f1', 'drift', 0.0),
	('never wrong', 'balanced_accuracy', 'drift', 0.0),
	('never wrong', 'accuracy', 'drift', 0.0),
	('never wrong', 'precision', 'drift', 0.0),
	('never wrong', 'recall', 'drift', 0.0),
	('never wrong', 'specificity', 'drift', 0.0);


CREATE TEMP TABLE curve AS
SELECT name, drift.calibrator_agg(score, label) AS state FROM curve_rows GROUP BY name;
-- states of thirds, merged in another order, through text and back
CREATE TEMP TABLE merged AS
SELECT name, drift.merge(state::text::drift.calibrator ORDER BY part DESC) AS state FROM (
	SELECT name, i % 3 AS part, drift.calibrator_agg(score, label) AS state
	FROM curve_rows GROUP BY name, i % 3) AS p GROUP BY name;

SELECT is((
	SELECT string_agg(format('%s: %s, %s instead of %s, %s', i, k.score, k.probability, e.x, e.y), '; ')
	FROM (SELECT row_number() OVER () AS i, * FROM drift.calibrator_knots(c.state)) AS k
	FULL JOIN (SELECT * FROM expected_knot WHERE name = c.name) AS e USING (i)
	WHERE k.score IS DISTINCT FROM e.x OR pg_temp.differs(k.probability, e.y)),
	NULL, c.name || ': knots')
FROM curve AS c ORDER BY c.name COLLATE "C";

SELECT ok(c.state::text = m.state::text AND NOT EXISTS (
	SELECT FROM expected_probe AS e WHERE e.name = c.name
		AND (pg_temp.differs(drift.calibrate(c.state, e.score), e.probability)
			OR pg_temp.differs(drift.calibrate(m.state, e.score), e.probability))),
	c.name || ': probabilities, merged or not')
FROM curve AS c JOIN merged AS m USING (name) ORDER BY c.name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s instead of %s', e.metric, drift.metric(s.state, e.metric), e.value), '; ')
	FROM expected_estimate AS e
	WHERE e.name = s.name AND pg_temp.differs(drift.metric(s.state, e.metric), e.value)),
	NULL, s.name || ': estimates')
FROM (
	SELECT name, drift.estimated_outcome_agg(predicted, probability, score) AS state
	FROM estimate_rows GROUP BY name) AS s ORDER BY s.name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s instead of %s', e.metric, m.value, e.value), '; ')
	FROM expected_estimate AS e LEFT JOIN LATERAL drift.metrics(s.state) AS m USING (metric)
	WHERE e.name = s.name AND (pg_temp.differs(m.value, e.value) OR m.error_bound > 0
		OR (m.value IS NULL) <> (m.reason IS NOT NULL))),
	NULL, s.name || ': estimates, merged')
FROM (
	SELECT name, drift.merge(state::text::drift.outcome ORDER BY part DESC) AS state FROM (
		SELECT name, i % 3 AS part, drift.estimated_outcome_agg(predicted, probability, score) AS state
		FROM estimate_rows GROUP BY name, i % 3) AS p
	GROUP BY name) AS s ORDER BY s.name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s %s is %s or %s instead of %s', e.dialect, e.metric, x.a, x.b, e.value), '; ')
	FROM expected_error AS e CROSS JOIN LATERAL (SELECT drift.sampling_error(s.state, e.metric, 500, e.dialect) AS a,
		CASE WHEN e.metric IN ('roc_auc', 'average_precision')
			THEN drift.sampling_error(s.calibrator, e.metric, 500, e.dialect) END AS b) AS x
	WHERE e.name = s.name AND (abs(x.a - e.value) <= 1e-9 + 1e-6 * e.value
		AND coalesce(abs(x.b - e.value) <= 1e-9 + 1e-6 * e.value, true)) IS NOT TRUE),
	NULL, s.name || ': sampling errors')
FROM (
	SELECT name, drift.binary_outcome_agg(label, predicted, score) AS state,
		drift.calibrator_agg(score, label) AS calibrator
	FROM reference_rows GROUP BY name) AS s ORDER BY s.name COLLATE "C";

SELECT * FROM finish();
ROLLBACK;
