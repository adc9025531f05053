-- classifiers against scikit-learn 1.2.1: made by test/gen/multiclass.py, do not edit
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
SELECT plan(30);

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) % 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) % 2147483647) AS s(h)';
CREATE FUNCTION pg_temp.rows(seed bigint, n bigint, OUT i bigint, OUT u float8, OUT v float8)
RETURNS SETOF record LANGUAGE sql IMMUTABLE AS
'SELECT i, pg_temp.u(seed, i), pg_temp.u(seed + 1, i) FROM generate_series(1, n) AS i';
CREATE FUNCTION pg_temp.iif(c boolean, a text, b text) RETURNS text LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN c THEN a ELSE b END';
CREATE FUNCTION pg_temp.differs(a float8, b float8, tolerance float8 = 1e-9) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b
	ELSE abs(a - b) > 1e-12 + tolerance * abs(b) END';

CREATE TEMP TABLE models(name, i, label, predicted) AS
	SELECT 'three classes', i, (pg_temp.iif(u < 0.3, 'a', pg_temp.iif(u < 0.7, 'b', 'c')))::text, (pg_temp.iif(v < 0.7, pg_temp.iif(u < 0.3, 'a', pg_temp.iif(u < 0.7, 'b', 'c')), 'b'))::text FROM pg_temp.rows(5000, 900)
	UNION ALL
	SELECT 'never predicted', i, (pg_temp.iif(u < 0.1, 'rare', pg_temp.iif(u < 0.6, 'x', 'y')))::text, (pg_temp.iif(v < 0.5, 'x', 'y'))::text FROM pg_temp.rows(5100, 300)
	UNION ALL
	SELECT 'unknown to the labels', i, (pg_temp.iif(u < 0.5, 'x', 'y'))::text, (pg_temp.iif(v < 0.2, 'z', 'x'))::text FROM pg_temp.rows(5200, 200)
	UNION ALL
	SELECT 'gaps', i, (pg_temp.iif(i % 3 = 0, null, pg_temp.iif(u < 0.5, 'x', 'y')))::text, (pg_temp.iif(i % 4 = 0, null, pg_temp.iif(v < 0.6, 'x', 'y')))::text FROM pg_temp.rows(5300, 400)
	UNION ALL
	SELECT 'perfect', i, (pg_temp.iif(u < 0.5, 'x', 'y'))::text, (pg_temp.iif(u < 0.5, 'x', 'y'))::text FROM pg_temp.rows(5400, 50)
	UNION ALL
	SELECT 'always wrong', i, (pg_temp.iif(u < 0.5, 'x', 'y'))::text, (pg_temp.iif(u < 0.5, 'y', 'x'))::text FROM pg_temp.rows(5500, 60)
	UNION ALL
	SELECT 'stars', i, (pg_temp.iif(u < 0.1, '1', pg_temp.iif(u < 0.3, '2', pg_temp.iif(u < 0.6, '3', pg_temp.iif(u < 0.8, '4', '5')))))::text, (pg_temp.iif(v < 0.2, '1', pg_temp.iif(u + v < 0.7, '2', pg_temp.iif(u + v < 1.1, '3', pg_temp.iif(u + v < 1.4, '4', '5')))))::text FROM pg_temp.rows(5600, 1500)
	UNION ALL
	SELECT 'odd names', i, (pg_temp.iif(u < 0.4, 'a "b" c', pg_temp.iif(u < 0.7, '{,}', 'ünï ☃')))::text, (pg_temp.iif(v < 0.6, pg_temp.iif(u < 0.4, 'a "b" c', pg_temp.iif(u < 0.7, '{,}', 'ünï ☃')), ''))::text FROM pg_temp.rows(5700, 300)
	UNION ALL
	SELECT 'one class', i, (pg_temp.iif(u < 2, 'x', 'y'))::text, (pg_temp.iif(u < 2, 'x', 'y'))::text FROM pg_temp.rows(5800, 20)
	UNION ALL
	SELECT 'one prediction', i, (pg_temp.iif(u < 0.3, 'x', 'y'))::text, (pg_temp.iif(u < 2, 'y', 'x'))::text FROM pg_temp.rows(5900, 90);

CREATE TEMP TABLE expected(name, metric, value, n, low, high, baseline) AS VALUES
	('three classes', 'n', 900.0, 900, NULL, NULL, NULL),
	('three classes', 'unlabelled', 0.0, 0, NULL, NULL, NULL),
	('three classes', 'unpredicted', 0.0, 0, NULL, NULL, NULL),
	('three classes', 'class_accuracy', 0.81, 900, 0.7830732079831068, 0.8342917010442598, 0.3977777777777778),
	('three classes', 'balanced_accuracy', 0.7893049197006031, 900, 0.7620350011871165, 0.8142117053831777, 0.3333333333333333),
	('three classes', 'macro_precision', 0.8922495274102079, 900, 0.8782260403117897, 0.9048330696991002, 0.3977777777777778),
	('three classes', 'weighted_precision', 0.8714177693761814, 900, 0.8601547596969562, 0.8818982156433745, NULL),
	('three classes', 'micro_precision', 0.81, 900, 0.7830732079831068, 0.8342917010442598, NULL),
	('three classes', 'macro_recall', 0.7893049197006031, 900, 0.7620350011871165, 0.8142117053831777, NULL),
	('three classes', 'weighted_recall', 0.81, 900, 0.7830732079831068, 0.8342917010442598, NULL),
	('three classes', 'micro_recall', 0.81, 900, 0.7830732079831068, 0.8342917010442598, NULL),
	('three classes', 'macro_f1', 0.8104953555991322, 900, 0.7833318049790212, 0.8349708813527555, 0.18971913089560147),
	('three classes', 'weighted_f1', 0.8104095799654732, 900, 0.7834561121235019, 0.834715900952101, 0.2263981628687511),
	('three classes', 'micro_f1', 0.81, 900, 0.7830732079831068, 0.8342917010442598, 0.39777777777777784),
	('three classes', 'macro_jaccard', 0.6815544471108111, 900, 0.6440539366532572, 0.7168411042643045, 0.1325925925925926),
	('three classes', 'weighted_jaccard', 0.6814177693761815, 900, 0.6441948871446632, 0.7164605186288954, 0.15822716049382715),
	('three classes', 'micro_jaccard', 0.680672268907563, 900, 0.6434842367840942, 0.7156950858045974, 0.24826629680998613),
	('three classes', 'mcc', 0.7370419515186374, 900, 0.7040633345332321, 0.766848321768451, NULL),
	('three classes', 'kappa_linear', NULL, 900, NULL, NULL, NULL),
	('three classes', 'kappa_quadratic', NULL, 900, NULL, NULL, NULL),
	('never predicted', 'n', 300.0, 300, NULL, NULL, NULL),
	('never predicted', 'unlabelled', 0.0, 0, NULL, NULL, NULL),
	('never predicted', 'unpredicted', 0.0, 0, NULL, NULL, NULL),
	('never predicted', 'class_accuracy', 0.47333333333333333, 300, 0.4175289979894712, 0.5298119604758378, 0.5233333333333333),
	('never predicted', 'balanced_accuracy', 0.34648955668063947, 300, 0.3077832120134473, 0.38733978851756773, 0.3333333333333333),
	('never predicted', 'macro_precision', 0.4737543890839593, 300, 0.4182641323074389, 0.529900613233024, 0.5233333333333333),
	('never predicted', 'weighted_precision', 0.4829745880027758, 300, 0.42530079237467155, 0.5411055534222425, NULL),
	('never predicted', 'micro_precision', 0.47333333333333333, 300, 0.4175289979894712, 0.5298119604758378, NULL),
	('never predicted', 'macro_recall', 0.34648955668063947, 300, 0.3077832120134473, 0.38733978851756773, NULL),
	('never predicted', 'weighted_recall', 0.47333333333333333, 300, 0.4175289979894712, 0.5298119604758378, NULL),
	('never predicted', 'micro_recall', 0.47333333333333333, 300, 0.4175289979894712, 0.5298119604758378, NULL),
	('never predicted', 'macro_f1', 0.32852079471921436, 300, 0.2915626147516016, 0.36773200397383865, 0.22902990517870167),
	('never predicted', 'weighted_f1', 0.45408610542060934, 300, 0.39807864980230384, 0.5112801726457664, 0.3595769511305616),
	('never predicted', 'micro_f1', 0.47333333333333333, 300, 0.4175289979894712, 0.5298119604758378, 0.5233333333333333),
	('never predicted', 'macro_jaccard', 0.2183177248904545, 300, 0.18662391594264824, 0.25371505848058235, 0.17444444444444443),
	('never predicted', 'weighted_jaccard', 0.30262937823982583, 300, 0.2558694484845121, 0.35387091496899803, 0.2738777777777778),
	('never predicted', 'micro_jaccard', 0.31004366812227074, 300, 0.2638462236963589, 0.36037020179222484, 0.3544018058690745),
	('never predicted', 'mcc', 0.03215130788658012, 300, -0.06836619233139599, 0.1320226181055059, NULL),
	('never predicted', 'kappa_linear', NULL, 300, NULL, NULL, NULL),
	('never predicted', 'kappa_quadratic', NULL, 300, NULL, NULL, NULL),
	('unknown to the labels', 'n', 200.0, 200, NULL, NULL, NULL),
	('unknown to the labels', 'unlabelled', 0.0, 0, NULL, NULL, NULL),
	('unknown to the labels', 'unpredicted', 0.0, 0, NULL, NULL, NULL),
	('unknown to the labels', 'class_accuracy', 0.38, 200, 0.3155900584867362, 0.4489328198438078, 0.52),
	('unknown to the labels', 'balanced_accuracy', 0.3958333333333333, 200, 0.35601416499214344, 0.4370833921600446, 0.5),
	('unknown to the labels', 'macro_precision', 0.24203821656050956, 200, 0.20512100042524087, 0.2832322134747925, 0.52),
	('unknown to the labels', 'weighted_precision', 0.48407643312101917, 200, 0.4069185028598126, 0.5620010649903237, NULL),
	('unknown to the labels', 'micro_precision', 0.38, 200, 0.3155900584867362, 0.4489328198438078, NULL),
	('unknown to the labels', 'macro_recall', 0.3958333333333333, 200, 0.35601416499214344, 0.4370833921600446, NULL),
	('unknown to the labels', 'weighted_recall', 0.38, 200, 0.3155900584867362, 0.4489328198438078, NULL),
	('unknown to the labels', 'micro_recall', 0.38, 200, 0.3155900584867362, 0.4489328198438078, NULL),
	('unknown to the labels', 'macro_f1', 0.2002635046113307, 200, 0.17752379903855872, 0.22511876375028428, 0.34210526315789475),
	('unknown to the labels', 'weighted_f1', 0.2883794466403162, 200, 0.22286527207381046, 0.3641286317087214, 0.35578947368421054),
	('unknown to the labels', 'micro_f1', 0.38, 200, 0.3155900584867362, 0.4489328198438078, 0.52),
	('unknown to the labels', 'macro_jaccard', 0.1431261770244821, 200, 0.12049386340478263, 0.16919173505529542, 0.26),
	('unknown to the labels', 'weighted_jaccard', 0.2061016949152542, 200, 0.1520562621742573, 0.2731681464691804, 0.2704),
	('unknown to the labels', 'micro_jaccard', 0.2345679012345679, 200, 0.18735941335231732, 0.2894348004956177, 0.35135135135135137),
	('unknown to the labels', 'mcc', 0.00779549386012474, 200, -0.06134593272368194, 0.07686246289151503, NULL),
	('unknown to the labels', 'kappa_linear', NULL, 200, NULL, NULL, NULL),
	('unknown to the labels', 'kappa_quadratic', NULL, 200, NULL, NULL, NULL),
	('gaps', 'n', 400.0, 400, NULL, NULL, NULL),
	('gaps', 'unlabelled', 133.0, 133, NULL, NULL, NULL),
	('gaps', 'unpredicted', 67.0, 67, NULL, NULL, NULL),
	('gaps', 'class_accuracy', 0.5, 200, 0.43136085960389187, 0.5686391403961082, 0.505),
	('gaps', 'balanced_accuracy', 0.4988498849884988, 200, 0.43183670751835046, 0.5659044073486578, 0.5),
	('gaps', 'macro_precision', 0.49878576707845, 200, 0.4280879045852934, 0.5695322149371267, 0.505),
	('gaps', 'weighted_precision', 0.4988385598141696, 200, 0.4282859679732543, 0.5694374323548752, NULL),
	('gaps', 'micro_precision', 0.5, 200, 0.43136085960389187, 0.5686391403961082, NULL),
	('gaps', 'macro_recall', 0.4988498849884988, 200, 0.43183670751835046, 0.5659044073486578, NULL),
	('gaps', 'weighted_recall', 0.5, 200, 0.43136085960389187, 0.5686391403961082, NULL),
	('gaps', 'micro_recall', 0.5, 200, 0.43136085960389187, 0.5686391403961082, NULL),
	('gaps', 'macro_f1', 0.49269480519480513, 200, 0.4240151420379523, 0.5616513013437819, 0.3355481727574751),
	('gaps', 'weighted_f1', 0.4933035714285714, 200, 0.4232533188764091, 0.5636177387390153, 0.3389036544850499),
	('gaps', 'micro_f1', 0.5, 200, 0.43136085960389187, 0.5686391403961082, 0.505),
	('gaps', 'macro_jaccard', 0.3290391841116479, 200, 0.27133645539932105, 0.3924047126847303, 0.2525),
	('gaps', 'weighted_jaccard', 0.3295759527643585, 200, 0.27043165398382285, 0.39465812138582207, 0.255025),
	('gaps', 'micro_jaccard', 0.3333333333333333, 200, 0.2749904987675916, 0.39727168490094855, 0.3377926421404682),
	('gaps', 'mcc', -0.002363478377758974, 200, -0.14002653234663862, 0.13538921553083239, NULL),
	('gaps', 'kappa_linear', NULL, 200, NULL, NULL, NULL),
	('gaps', 'kappa_quadratic', NULL, 200, NULL, NULL, NULL),
	('perfect', 'n', 50.0, 50, NULL, NULL, NULL),
	('perfect', 'unlabelled', 0.0, 0, NULL, NULL, NULL),
	('perfect', 'unpredicted', 0.0, 0, NULL, NULL, NULL),
	('perfect', 'class_accuracy', 1.0, 50, 0.9286524008666412, 1.0, 0.56),
	('perfect', 'balanced_accuracy', 1.0, 50, NULL, NULL, 0.5),
	('perfect', 'macro_precision', 1.0, 50, NULL, NULL, 0.56),
	('perfect', 'weighted_precision', 1.0, 50, NULL, NULL, NULL),
	('perfect', 'micro_precision', 1.0, 50, 0.9286524008666412, 1.0, NULL),
	('perfect', 'macro_recall', 1.0, 50, NULL, NULL, NULL),
	('perfect', 'weighted_recall', 1.0, 50, 0.9286524008666412, 1.0, NULL),
	('perfect', 'micro_recall', 1.0, 50, 0.9286524008666412, 1.0, NULL),
	('perfect', 'macro_f1', 1.0, 50, NULL, NULL, 0.358974358974359),
	('perfect', 'weighted_f1', 1.0, 50, NULL, NULL, 0.40205128205128204),
	('perfect', 'micro_f1', 1.0, 50, 0.9286524008666412, 1.0, 0.56),
	('perfect', 'macro_jaccard', 1.0, 50, NULL, NULL, 0.28),
	('perfect', 'weighted_jaccard', 1.0, 50, NULL, NULL, 0.31360000000000005),
	('perfect', 'micro_jaccard', 1.0, 50, 0.8668077490609515, 1.0, 0.3888888888888889),
	('perfect', 'mcc', 1.0, 50, NULL, NULL, NULL),
	('perfect', 'kappa_linear', NULL, 50, NULL, NULL, NULL),
	('perfect', 'kappa_quadratic', NULL, 50, NULL, NULL, NULL),
	('always wrong', 'n', 60.0, 60, NULL, NULL, NULL),
	('always wrong', 'unlabelled', 0.0, 0, NULL, NULL, NULL),
	('always wrong', 'unpredicted', 0.0, 0, NULL, NULL, NULL),
	('always wrong', 'class_accuracy', 0.0, 60, 0.0, 0.060171852142089886, 0.6),
	('always wrong', 'balanced_accuracy', 0.0, 60, NULL, NULL, 0.5),
	('always wrong', 'macro_precision', 0.0, 60, NULL, NULL, 0.6),
	('always wrong', 'weighted_precision', 0.0, 60, NULL, NULL, NULL),
	('always wrong', 'micro_precision', 0.0, 60, 0.0, 0.060171852142089886, NULL),
	('always wrong', 'macro_recall', 0.0, 60, NULL, NULL, NULL),
	('always wrong', 'weighted_recall', 0.0, 60, 0.0, 0.060171852142089886, NULL),
	('always wrong', 'micro_recall', 0.0, 60, 0.0, 0.060171852142089886, NULL),
	('always wrong', 'macro_f1', 0.0, 60, NULL, NULL, 0.37499999999999994),
	('always wrong', 'weighted_f1', 0.0, 60, NULL, NULL, 0.44999999999999996),
	('always wrong', 'micro_f1', 0.0, 60, 0.0, 0.060171852142089886, 0.6),
	('always wrong', 'macro_jaccard', 0.0, 60, NULL, NULL, 0.3),
	('always wrong', 'weighted_jaccard', 0.0, 60, NULL, NULL, 0.36),
	('always wrong', 'micro_jaccard', 0.0, 60, 0.0, 0.031019166418703496, 0.42857142857142855),
	('always wrong', 'mcc', -1.0, 60, NULL, NULL, NULL),
	('always wrong', 'kappa_linear', NULL, 60, NULL, NULL, NULL),
	('always wrong', 'kappa_quadratic', NULL, 60, NULL, NULL, NULL),
	('stars', 'n', 1500.0, 1500, NULL, NULL, NULL),
	('stars', 'unlabelled', 0.0, 0, NULL, NULL, NULL),
	('stars', 'unpredicted', 0.0, 0, NULL, NULL, NULL),
	('stars', 'class_accuracy', 0.346, 1500, 0.32234797630930334, 0.37043878835251254, 0.288),
	('stars', 'balanced_accuracy', 0.3230936519847499, 1500, 0.30039897587552467, 0.34665331485665507, 0.2),
	('stars', 'macro_precision', 0.3509122637573333, 1500, 0.3280955768746495, 0.3744314481774288, 0.288),
	('stars', 'weighted_precision', 0.3833698605416865, 1500, 0.35585660595092666, 0.4116508924800938, NULL),
	('stars', 'micro_precision', 0.346, 1500, 0.32234797630930334, 0.37043878835251254, NULL),
	('stars', 'macro_recall', 0.3230936519847499, 1500, 0.30039897587552467, 0.34665331485665507, NULL),
	('stars', 'weighted_recall', 0.346, 1500, 0.32234797630930334, 0.37043878835251254, NULL),
	('stars', 'micro_recall', 0.346, 1500, 0.32234797630930334, 0.37043878835251254, NULL),
	('stars', 'macro_f1', 0.3326518657863065, 1500, 0.31085731460404337, 0.35518689911319157, 0.08944099378881987),
	('stars', 'weighted_f1', 0.3612272547745012, 1500, 0.33673251545883165, 0.3864655967412667, 0.12879503105590062),
	('stars', 'micro_f1', 0.346, 1500, 0.32234797630930334, 0.37043878835251254, 0.288),
	('stars', 'macro_jaccard', 0.20816073168067892, 1500, 0.1917419144815317, 0.22559307642480586, 0.0576),
	('stars', 'weighted_jaccard', 0.22643443911125816, 1500, 0.20773192567154303, 0.24629731570924998, 0.082944),
	('stars', 'micro_jaccard', 0.20918984280532044, 1500, 0.19214233449923918, 0.22732425496186098, 0.16822429906542055),
	('stars', 'mcc', 0.1778016719589117, 1500, 0.14758395850578812, 0.20768776003933972, NULL),
	('stars', 'kappa_linear', 0.32973908094898774, 1500, 0.2984437563456656, 0.36103440555230987, NULL),
	('stars', 'kappa_quadratic', 0.42604553614820784, 1500, 0.3814999693162545, 0.47059110298016116, NULL),
	('odd names', 'n', 300.0, 300, NULL, NULL, NULL),
	('odd names', 'unlabelled', 0.0, 0, NULL, NULL, NULL),
	('odd names', 'unpredicted', 0.0, 0, NULL, NULL, NULL),
	('odd names', 'class_accuracy', 0.6133333333333333, 300, 0.5571245198072374, 0.6666764067151987, 0.37666666666666665),
	('odd names', 'balanced_accuracy', 0.6155656863621465, 300, 0.559079692271048, 0.6690982859586863, 0.3333333333333333),
	('odd names', 'macro_precision', 0.75, 300, NULL, NULL, 0.37666666666666665),
	('odd names', 'weighted_precision', 1.0, 300, NULL, NULL, NULL),
	('odd names', 'micro_precision', 0.6133333333333333, 300, 0.5571245198072374, 0.6666764067151987, NULL),
	('odd names', 'macro_recall', 0.6155656863621465, 300, 0.559079692271048, 0.6690982859586863, NULL),
	('odd names', 'weighted_recall', 0.6133333333333333, 300, 0.5571245198072374, 0.6666764067151987, NULL),
	('odd names', 'micro_recall', 0.6133333333333333, 300, 0.5571245198072374, 0.6666764067151987, NULL),
	('odd names', 'macro_f1', 0.5713485701948174, 300, 0.5394007255491079, 0.60271258925773, 0.1824051654560129),
	('odd names', 'weighted_f1', 0.7600750019598695, 300, 0.7151458311939475, 0.7999004639764663, 0.20611783696529457),
	('odd names', 'micro_f1', 0.6133333333333333, 300, 0.5571245198072374, 0.6666764067151987, 0.37666666666666665),
	('odd names', 'macro_jaccard', 0.4616742647716099, 300, 0.42061729841714346, 0.5032577911131517, 0.12555555555555556),
	('odd names', 'weighted_jaccard', 0.6133333333333333, 300, 0.5569963094670579, 0.6667918635858654, 0.14187777777777777),
	('odd names', 'micro_jaccard', 0.4423076923076923, 300, 0.38612099758796076, 0.5000109576346444, 0.23203285420944558),
	('odd names', 'mcc', 0.587888935736725, 300, 0.5413671580832814, 0.6308219977281135, NULL),
	('odd names', 'kappa_linear', NULL, 300, NULL, NULL, NULL),
	('odd names', 'kappa_quadratic', NULL, 300, NULL, NULL, NULL),
	('one class', 'n', 20.0, 20, NULL, NULL, NULL),
	('one class', 'unlabelled', 0.0, 0, NULL, NULL, NULL),
	('one class', 'unpredicted', 0.0, 0, NULL, NULL, NULL),
	('one class', 'class_accuracy', 1.0, 20, 0.8388748419471804, 0.9999999999999999, 1.0),
	('one class', 'balanced_accuracy', 1.0, 20, NULL, NULL, 1.0),
	('one class', 'macro_precision', 1.0, 20, NULL, NULL, 1.0),
	('one class', 'weighted_precision', 1.0, 20, NULL, NULL, NULL),
	('one class', 'micro_precision', 1.0, 20, 0.8388748419471804, 0.9999999999999999, NULL),
	('one class', 'macro_recall', 1.0, 20, NULL, NULL, NULL),
	('one class', 'weighted_recall', 1.0, 20, 0.8388748419471804, 0.9999999999999999, NULL),
	('one class', 'micro_recall', 1.0, 20, 0.8388748419471804, 0.9999999999999999, NULL),
	('one class', 'macro_f1', 1.0, 20, NULL, NULL, 1.0),
	('one class', 'weighted_f1', 1.0, 20, NULL, NULL, 1.0),
	('one class', 'micro_f1', 1.0, 20, 0.8388748419471804, 0.9999999999999999, 1.0),
	('one class', 'macro_jaccard', 1.0, 20, NULL, NULL, 1.0),
	('one class', 'weighted_jaccard', 1.0, 20, NULL, NULL, 1.0),
	('one class', 'micro_jaccard', 1.0, 20, 0.7224672001371105, 0.9999999999999999, 1.0),
	('one class', 'mcc', NULL, 20, NULL, NULL, NULL),
	('one class', 'kappa_linear', NULL, 20, NULL, NULL, NULL),
	('one class', 'kappa_quadratic', NULL, 20, NULL, NULL, NULL),
	('one prediction', 'n', 90.0, 90, NULL, NULL, NULL),
	('one prediction', 'unlabelled', 0.0, 0, NULL, NULL, NULL),
	('one prediction', 'unpredicted', 0.0, 0, NULL, NULL, NULL),
	('one prediction', 'class_accuracy', 0.7555555555555555, 90, 0.6575162887069911, 0.8326721693379086, 0.7555555555555555),
	('one prediction', 'balanced_accuracy', 0.5, 90, NULL, NULL, 0.5),
	('one prediction', 'macro_precision', 0.7555555555555555, 90, 0.6564993454430956, 0.8332999850690025, 0.7555555555555555),
	('one prediction', 'weighted_precision', 0.7555555555555555, 90, 0.6564993454430956, 0.8332999850690025, NULL),
	('one prediction', 'micro_precision', 0.7555555555555555, 90, 0.6575162887069911, 0.8326721693379086, NULL),
	('one prediction', 'macro_recall', 0.5, 90, NULL, NULL, NULL),
	('one prediction', 'weighted_recall', 0.7555555555555555, 90, 0.6575162887069911, 0.8326721693379086, NULL),
	('one prediction', 'micro_recall', 0.7555555555555555, 90, 0.6575162887069911, 0.8326721693379086, NULL),
	('one prediction', 'macro_f1', 0.43037974683544306, 90, 0.4018375736467581, 0.4593922477154424, 0.43037974683544306),
	('one prediction', 'weighted_f1', 0.6503516174402251, 90, 0.5232471244884189, 0.7591663883107085, 0.6503516174402251),
	('one prediction', 'micro_f1', 0.7555555555555555, 90, 0.6575162887069911, 0.8326721693379086, 0.7555555555555555),
	('one prediction', 'macro_jaccard', 0.37777777777777777, 90, 0.3345114349577761, 0.42308253382844996, 0.37777777777777777),
	('one prediction', 'weighted_jaccard', 0.5708641975308643, 90, 0.4348003441621492, 0.6969990153810093, 0.5708641975308643),
	('one prediction', 'micro_jaccard', 0.6071428571428571, 90, 0.48977598996244526, 0.7133147582591508, 0.6071428571428571),
	('one prediction', 'mcc', NULL, 90, NULL, NULL, NULL),
	('one prediction', 'kappa_linear', NULL, 90, NULL, NULL, NULL),
	('one prediction', 'kappa_quadratic', NULL, 90, NULL, NULL, NULL);
ALTER TABLE expected ALTER value TYPE float8, ALTER low TYPE float8, ALTER high TYPE float8, ALTER baseline TYPE float8;

CREATE TEMP TABLE expected_classes(name, class, cells) AS VALUES
	('three classes', 'a', '{264.0,175.0,175.0,0.0,89.0,636.0,1.0,0.9785203115316479,1.0,0.6628787878787878,0.6038811506731125,0.717204316747271,1.0,0.9939962333360292,0.9999999999999999,0.7972665148063781,0.7530248116198351,0.8353162285380225}'::float8[]),
	('three classes', 'b', '{358.0,529.0,358.0,171.0,0.0,371.0,0.6767485822306238,0.6357408697355145,0.715207797836029,1.0,0.9893835857471553,1.0,0.6845018450184502,0.6441964911416098,0.7222102681252764,0.8072153325817362,0.7773124478308211,0.8339605250610009}'::float8[]),
	('three classes', 'c', '{278.0,196.0,196.0,0.0,82.0,622.0,1.0,0.980777468082132,1.0,0.7050359712230215,0.6489283378354865,0.7555543826166741,1.0,0.993861929780215,1.0,0.8270042194092827,0.7870910129270035,0.8607587325099113}'::float8[]),
	('never predicted', 'rare', '{26.0,0.0,0.0,0.0,26.0,274.0,NULL,NULL,NULL,0.0,0.0,0.12872892185921536,1.0,0.9861739178990808,1.0000000000000002,0.0,0.0,0.22809537235419847}'::float8[]),
	('never predicted', 'x', '{157.0,149.0,80.0,69.0,77.0,74.0,0.5369127516778524,0.4569279368154242,0.6150420645498771,0.5095541401273885,0.43206826928955283,0.5865836381352884,0.5174825174825175,0.436202145886806,0.5978481832243032,0.5228758169934641,0.45506407860499093,0.5898546056543784}'::float8[]),
	('never predicted', 'y', '{117.0,151.0,62.0,89.0,55.0,94.0,0.4105960264900662,0.33529717915075036,0.4903309168021179,0.5299145299145299,0.4399704900134548,0.6179566491349288,0.5136612021857924,0.44171276414366256,0.5850478918240173,0.4626865671641791,0.3902739793779625,0.5367081437136918}'::float8[]),
	('unknown to the labels', 'x', '{96.0,157.0,76.0,81.0,20.0,23.0,0.4840764331210191,0.4072235476349738,0.5616899399902908,0.7916666666666666,0.6999975294751406,0.8608917109412151,0.22115384615384615,0.15212941940848848,0.31004402822230204,0.6007905138339921,0.5280266317587288,0.6693608820880551}'::float8[]),
	('unknown to the labels', 'y', '{104.0,0.0,0.0,0.0,104.0,96.0,NULL,NULL,NULL,0.0,0.0,0.035621354372451924,1.0,0.9615244121423242,0.9999999999999999,0.0,0.0,0.06879223612386236}'::float8[]),
	('unknown to the labels', 'z', '{0.0,43.0,0.0,43.0,0.0,157.0,0.0,0.0,0.08200980322579121,NULL,NULL,NULL,0.785,0.7229769265100339,0.8362812374549242,0.0,0.0,0.15158791164607888}'::float8[]),
	('gaps', 'x', '{101.0,123.0,62.0,61.0,39.0,38.0,0.5040650406504065,0.41693104851720253,0.5909528090897461,0.6138613861386139,0.5164020139158059,0.7029768487852173,0.3838383838383838,0.2940864603561134,0.4822683262859071,0.5535714285714286,0.4749219889687059,0.6296274831423407}'::float8[]),
	('gaps', 'y', '{99.0,77.0,38.0,39.0,61.0,62.0,0.4935064935064935,0.38483020307212373,0.6027999063471285,0.3838383838383838,0.2940864603561134,0.4822683262859071,0.6138613861386139,0.5164020139158059,0.7029768487852173,0.4318181818181818,0.34393579863592705,0.5242135331009469}'::float8[]),
	('perfect', 'x', '{22.0,22.0,22.0,0.0,0.0,28.0,1.0,0.8513451253913791,1.0,1.0,0.8513451253913791,1.0,1.0,0.8793566952341542,0.9999999999999999,1.0,0.9197043962415193,1.0}'::float8[]),
	('perfect', 'y', '{28.0,28.0,28.0,0.0,0.0,22.0,1.0,0.8793566952341542,0.9999999999999999,1.0,0.8793566952341542,0.9999999999999999,1.0,0.8513451253913791,1.0,1.0,0.9358060632812364,0.9999999999999999}'::float8[]),
	('always wrong', 'x', '{24.0,36.0,0.0,36.0,24.0,0.0,0.0,6.938893903907228e-18,0.0964186285944637,0.0,0.0,0.13797620467498026,0.0,6.938893903907228e-18,0.0964186285944637,0.0,0.0,0.1135133931739688}'::float8[]),
	('always wrong', 'y', '{36.0,24.0,0.0,24.0,36.0,0.0,0.0,0.0,0.13797620467498026,0.0,6.938893903907228e-18,0.0964186285944637,0.0,0.0,0.13797620467498026,0.0,0.0,0.1135133931739688}'::float8[]),
	('stars', '1', '{148.0,290.0,18.0,272.0,130.0,1080.0,0.06206896551724138,0.03961871754432261,0.09596956526843697,0.12162162162162163,0.0783327712904737,0.18405576956082262,0.7988165680473372,0.7766146826817474,0.8193252000703225,0.0821917808219178,0.05310837476378225,0.12509779900120016}'::float8[]),
	('stars', '2', '{294.0,213.0,99.0,114.0,195.0,1092.0,0.4647887323943662,0.3990249864353211,0.5318000500610278,0.336734693877551,0.28512772210707055,0.39255314750687503,0.9054726368159204,0.8876495636108797,0.920720816548944,0.3905325443786982,0.33828544194180554,0.4454173224712303}'::float8[]),
	('stars', '3', '{432.0,382.0,152.0,230.0,280.0,838.0,0.39790575916230364,0.350072725149118,0.4477717049481471,0.35185185185185186,0.3083052840814087,0.39800994268397466,0.7846441947565543,0.7589936999070946,0.8082543711546079,0.37346437346437344,0.3321985769194375,0.41665794905288644}'::float8[]),
	('stars', '4', '{323.0,329.0,97.0,232.0,226.0,945.0,0.2948328267477204,0.24815851975504483,0.3462429695356081,0.30030959752321984,0.25290572060466776,0.3524075084285876,0.8028887000849617,0.7791919073822359,0.8246148057662613,0.29754601226993865,0.2539525370779869,0.3451605960234475}'::float8[]),
	('stars', '5', '{303.0,286.0,153.0,133.0,150.0,1064.0,0.534965034965035,0.4770784082158703,0.591924832664078,0.504950495049505,0.44894625193923415,0.5608307840960203,0.8888888888888888,0.8698264392039603,0.905463248840541,0.5195246179966044,0.47047871444333605,0.5681970811208211}'::float8[]),
	('odd names', '', '{0.0,116.0,0.0,116.0,0.0,184.0,0.0,0.0,0.03205450649963873,NULL,NULL,NULL,0.6133333333333333,0.5571245198072374,0.6666764067151987,0.0,0.0,0.06211785578720294}'::float8[]),
	('odd names', 'a "b" c', '{113.0,66.0,66.0,0.0,47.0,187.0,1.0,0.9449974429864586,0.9999999999999999,0.584070796460177,0.4918939612576192,0.6707195510330615,1.0,0.9798709418570136,1.0000000000000002,0.7374301675977654,0.6594221493368982,0.8029109979808798}'::float8[]),
	('odd names', '{,}', '{99.0,62.0,62.0,0.0,37.0,201.0,1.0,0.9416559278986274,1.0,0.6262626262626263,0.5279244532290263,0.7151681699861688,1.0,0.9812466731939421,0.9999999999999999,0.7701863354037267,0.6910347590986472,0.8339335844740354}'::float8[]),
	('odd names', 'ünï ☃', '{88.0,56.0,56.0,0.0,32.0,212.0,1.0,0.9358060632812366,1.0,0.6363636363636364,0.5321128870350563,0.7292070038745185,1.0,0.9822024052205588,0.9999999999999999,0.7777777777777778,0.6946131600848301,0.8434004745997825}'::float8[]),
	('one class', 'x', '{20.0,20.0,20.0,0.0,0.0,0.0,1.0,0.8388748419471804,0.9999999999999999,1.0,0.8388748419471804,0.9999999999999999,NULL,NULL,NULL,1.0,0.9123783988027132,0.9999999999999999}'::float8[]),
	('one prediction', 'x', '{22.0,0.0,0.0,0.0,22.0,68.0,NULL,NULL,NULL,0.0,0.0,0.14865487460862095,1.0,0.9465286634799296,1.0000000000000002,0.0,0.0,0.2588329669680318}'::float8[]),
	('one prediction', 'y', '{68.0,90.0,68.0,22.0,0.0,0.0,0.7555555555555555,0.6575162887069911,0.8326721693379086,1.0,0.9465286634799296,1.0000000000000002,0.0,0.0,0.14865487460862095,0.8607594936708861,0.7933753570770781,0.9086973472606712}'::float8[]);

-- the gradient of the expected intervals is numerical: limits agree to 1e-6
CREATE TEMP TABLE states(name, state) AS
SELECT name, drift.class_outcome_agg(label, predicted) FROM models GROUP BY name;
SELECT is((
	SELECT string_agg(format('%s is %s, %s [%s, %s], not %s, %s [%s, %s]', e.metric, m.value, m.n, m.ci_low, m.ci_high, e.value, e.n, e.low, e.high), '; ')
	FROM expected AS e LEFT JOIN LATERAL drift.metrics(s.state) AS m USING (metric)
	WHERE e.name = s.name AND (pg_temp.differs(m.value, e.value) OR m.n IS DISTINCT FROM e.n
		OR pg_temp.differs(m.ci_low, e.low, 1e-6) OR pg_temp.differs(m.ci_high, e.high, 1e-6)
		OR m.error_bound > 0 OR (e.baseline IS NOT NULL AND pg_temp.differs(m.baseline, e.baseline)))),
	NULL, s.name || ': every metric')
FROM states AS s ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s', e.metric, drift.metric(m.state, e.metric)), '; ')
	FROM expected AS e
	WHERE e.name = m.name AND pg_temp.differs(drift.metric(m.state, e.metric), e.value)),
	NULL, m.name || ': merged')
FROM (
	SELECT name, drift.merge(state::text::drift.outcome ORDER BY part DESC) AS state FROM (
		SELECT name, i % 3 AS part, drift.class_outcome_agg(label, predicted) AS state
		FROM models GROUP BY name, i % 3) AS parts
	GROUP BY name) AS m ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s, not %s', coalesce(t.class, e.class), t.cells, e.cells), '; ')
	FROM (SELECT c.class, ARRAY[support, predicted, tp, fp, fn, tn, "precision", precision_low, precision_high,
			recall, recall_low, recall_high, specificity, specificity_low, specificity_high, f1, f1_low, f1_high] AS cells
		FROM drift.class_table(s.state) AS c) AS t
	FULL JOIN (SELECT * FROM expected_classes WHERE name = s.name) AS e USING (class)
	WHERE t.class IS NULL OR e.class IS NULL OR EXISTS (
		SELECT FROM unnest(t.cells, e.cells) AS x(a, b) WHERE pg_temp.differs(a, b))),
	NULL, s.name || ': every class')
FROM states AS s ORDER BY name COLLATE "C";

SELECT * FROM finish();
ROLLBACK;
