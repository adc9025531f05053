-- metrics against scikit-learn 1.2.1, statsmodels 0.13.5+dfsg, SciPy 1.10.1: made by test/gen/outcome.py, do not edit
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
SELECT plan(84);

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) % 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) % 2147483647) AS s(h)';
CREATE FUNCTION pg_temp.rows(seed bigint, n bigint, OUT i bigint, OUT u float8, OUT v float8)
RETURNS SETOF record LANGUAGE sql IMMUTABLE AS
'SELECT i, pg_temp.u(seed, i), pg_temp.u(seed + 1, i) FROM generate_series(1, n) AS i';
CREATE FUNCTION pg_temp.iif(c boolean, a boolean, b boolean) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN c THEN a ELSE b END';
CREATE FUNCTION pg_temp.iif(c boolean, a float8, b float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN c THEN a ELSE b END';
CREATE FUNCTION pg_temp.iif(c boolean, a text, b text) RETURNS text LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN c THEN a ELSE b END';
CREATE FUNCTION pg_temp.differs(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b
	ELSE abs(a - b) > 1e-12 + 1e-9 * abs(b) END';

CREATE TEMP TABLE binary_rows(name, i, label, predicted, score) AS
	SELECT 'calibrated', i, (v < u)::boolean, (u > 0.5)::boolean, (u)::float8 FROM pg_temp.rows(0, 3000)
	UNION ALL
	SELECT 'small', i, (v < u)::boolean, (u > 0.4)::boolean, (u)::float8 FROM pg_temp.rows(100, 25)
	UNION ALL
	SELECT 'ties', i, (v < u)::boolean, (u > 0.5)::boolean, (floor(u * 10) / 10)::float8 FROM pg_temp.rows(200, 2000)
	UNION ALL
	SELECT 'few ties in bins', i, (v < u)::boolean, (u >= 0.3)::boolean, (floor(u * 60) / 60)::float8 FROM pg_temp.rows(300, 1200)
	UNION ALL
	SELECT 'overconfident', i, (v < 0.3 + 0.4 * u)::boolean, (u > 0.5)::boolean, (u * u * (3 - 2 * u))::float8 FROM pg_temp.rows(400, 1500)
	UNION ALL
	SELECT 'rare positives', i, (v < 0.03 * u)::boolean, (u > 0.9)::boolean, (0.05 * u)::float8 FROM pg_temp.rows(500, 4000)
	UNION ALL
	SELECT 'all scores equal', i, (v < 0.4)::boolean, (u > 0.5)::boolean, (0.5 + 0 * u)::float8 FROM pg_temp.rows(600, 300)
	UNION ALL
	SELECT 'zeros and ones', i, (v < 0.2 + 0.6 * u)::boolean, (u > 0.5)::boolean, (floor(u + 0.5))::float8 FROM pg_temp.rows(700, 500)
	UNION ALL
	SELECT 'perfect', i, (u > 0.5)::boolean, (u > 0.5)::boolean, (u)::float8 FROM pg_temp.rows(800, 200)
	UNION ALL
	SELECT 'always wrong', i, (u < 0.5)::boolean, (u > 0.5)::boolean, (u)::float8 FROM pg_temp.rows(900, 200)
	UNION ALL
	SELECT 'margins', i, (v < 1 / (1 + exp(2 - 4 * u)))::boolean, (u > 0.5)::boolean, (10 * u - 5)::float8 FROM pg_temp.rows(1000, 1000)
	UNION ALL
	SELECT 'infinite margins', i, (v < u)::boolean, (u > 0.5)::boolean, (pg_temp.iif(u > 0.9, float8 'Infinity', pg_temp.iif(u < 0.1, -float8 'Infinity', u)))::float8 FROM pg_temp.rows(1100, 400)
	UNION ALL
	SELECT 'one label', i, (u >= 0)::boolean, (u > 0.5)::boolean, (u)::float8 FROM pg_temp.rows(1200, 100)
	UNION ALL
	SELECT 'one prediction', i, (v < u)::boolean, (u >= 0)::boolean, (u)::float8 FROM pg_temp.rows(1300, 100)
	UNION ALL
	SELECT 'gaps', i, (pg_temp.iif(i % 7 = 0, null, v < u))::boolean, (pg_temp.iif(i % 5 = 0, null, u > 0.5))::boolean, (pg_temp.iif(i % 11 = 0, null, pg_temp.iif(i % 13 = 0, float8 'NaN', u)))::float8 FROM pg_temp.rows(1400, 2400)
	UNION ALL
	SELECT 'no scores', i, (v < u)::boolean, (u > 0.5)::boolean, (pg_temp.iif(u < 2, null, u))::float8 FROM pg_temp.rows(1500, 60)
	UNION ALL
	SELECT 'one row', i, (u >= 0)::boolean, (u >= 0)::boolean, (u)::float8 FROM pg_temp.rows(1600, 1);

CREATE TEMP TABLE class_rows(name, i, label, predicted) AS
	SELECT 'three classes', i, (pg_temp.iif(u < 0.3, 'a', pg_temp.iif(u < 0.7, 'b', 'c')))::text, (pg_temp.iif(v < 0.7, pg_temp.iif(u < 0.3, 'a', pg_temp.iif(u < 0.7, 'b', 'c')), 'b'))::text FROM pg_temp.rows(5000, 900)
	UNION ALL
	SELECT 'never predicted', i, (pg_temp.iif(u < 0.1, 'rare', pg_temp.iif(u < 0.6, 'x', 'y')))::text, (pg_temp.iif(v < 0.5, 'x', 'y'))::text FROM pg_temp.rows(5100, 300)
	UNION ALL
	SELECT 'unknown to the labels', i, (pg_temp.iif(u < 0.5, 'x', 'y'))::text, (pg_temp.iif(v < 0.2, 'z', 'x'))::text FROM pg_temp.rows(5200, 200)
	UNION ALL
	SELECT 'gaps', i, (pg_temp.iif(i % 3 = 0, null, pg_temp.iif(u < 0.5, 'x', 'y')))::text, (pg_temp.iif(i % 4 = 0, null, pg_temp.iif(v < 0.6, 'x', 'y')))::text FROM pg_temp.rows(5300, 400)
	UNION ALL
	SELECT 'perfect', i, (pg_temp.iif(u < 0.5, 'x', 'y'))::text, (pg_temp.iif(u < 0.5, 'x', 'y'))::text FROM pg_temp.rows(5400, 50);

CREATE TEMP TABLE regression_rows(name, i, actual, predicted) AS
	SELECT 'noise', i, (10 + 5 * u)::float8, (10 + 5 * u + v - 0.4)::float8 FROM pg_temp.rows(7000, 2000)
	UNION ALL
	SELECT 'large offset', i, (1000000000 + u)::float8, (1000000000 + v)::float8 FROM pg_temp.rows(7100, 1500)
	UNION ALL
	SELECT 'signs', i, (u - 0.5)::float8, (v - 0.5)::float8 FROM pg_temp.rows(7200, 800)
	UNION ALL
	SELECT 'zeros', i, (pg_temp.iif(u < 0.2, 0.0, u))::float8, (v * 1.0)::float8 FROM pg_temp.rows(7300, 500)
	UNION ALL
	SELECT 'gaps', i, (pg_temp.iif(i % 5 = 0, null, pg_temp.iif(i % 17 = 0, float8 'NaN', 3 * u)))::float8, (pg_temp.iif(i % 7 = 0, null, pg_temp.iif(i % 19 = 0, float8 'Infinity', 3 * v)))::float8 FROM pg_temp.rows(7400, 600)
	UNION ALL
	SELECT 'two rows', i, (u * 1.0)::float8, (v * 1.0)::float8 FROM pg_temp.rows(7500, 2);

CREATE TEMP TABLE expected(kind, name, metric, value, n, low, high) AS VALUES
	('binary', 'calibrated', 'n', 3000.0, 3000, NULL, NULL),
	('binary', 'calibrated', 'label_coverage', 1.0, 3000, 0.9987211512746742, 1.0000000000000002),
	('binary', 'calibrated', 'positive_rate', 0.5026666666666667, 3000, 0.4847830131464967, 0.5205434996603017),
	('binary', 'calibrated', 'predicted_positive_rate', 0.5086666666666667, 3000, 0.490777768891394, 0.5265333977307004),
	('binary', 'calibrated', 'accuracy', 0.7546666666666667, 3000, 0.7389501329839229, 0.7697318400653111),
	('binary', 'calibrated', 'precision', 0.752948885976409, 1526, 0.7306920933030286, 0.7739353604431328),
	('binary', 'calibrated', 'recall', 0.7619363395225465, 1508, 0.7397920091056186, 0.7827495546217292),
	('binary', 'calibrated', 'specificity', 0.7473190348525469, 1492, 0.7246533562065897, 0.7687144373173521),
	('binary', 'calibrated', 'npv', 0.7564450474898237, 1474, 0.7338845716677422, 0.7776723314680529),
	('binary', 'calibrated', 'fpr', 0.2526809651474531, 1492, 0.23128556268264794, 0.2753466437934104),
	('binary', 'calibrated', 'fnr', 0.2380636604774536, 1508, 0.21725044537827085, 0.26020799089438157),
	('binary', 'calibrated', 'f1', 0.7574159525379038, 3000, 0.7400180888638854, 0.7740051131229475),
	('binary', 'calibrated', 'mcc', 0.509324649208879, 3000, 0.477883106980003, 0.5394628190952536),
	('binary', 'calibrated', 'balanced_accuracy', 0.7546276871875467, 3000, 0.7387838843131113, 0.7695521065179247),
	('binary', 'calibrated', 'roc_auc', 0.8409376977834037, 3000, 0.8271486952843319, 0.8547267002824754),
	('binary', 'calibrated', 'average_precision', 0.8422697566398134, 3000, 0.8229905112791701, 0.8598068721049003),
	('binary', 'calibrated', 'log_loss', 0.4894371994317565, 3000, 0.471904449177281, 0.506969949686232),
	('binary', 'calibrated', 'brier', 0.16271921195522793, 3000, 0.1557191757113243, 0.16971924819913156),
	('binary', 'calibrated', 'ece', 0.014117261959294452, 3000, NULL, NULL),
	('binary', 'small', 'n', 25.0, 25, NULL, NULL),
	('binary', 'small', 'label_coverage', 1.0, 25, 0.8668077490609515, 1.0),
	('binary', 'small', 'positive_rate', 0.52, 25, 0.3349851695035678, 0.6996871404588704),
	('binary', 'small', 'predicted_positive_rate', 0.48, 25, 0.30031285954112963, 0.6650148304964323),
	('binary', 'small', 'accuracy', 0.72, 25, 0.5242339480963842, 0.8571614614904344),
	('binary', 'small', 'precision', 0.75, 12, 0.46769466506643426, 0.9110583316059453),
	('binary', 'small', 'recall', 0.6923076923076923, 13, 0.42369343180549024, 0.8731929634428949),
	('binary', 'small', 'specificity', 0.75, 12, 0.46769466506643426, 0.9110583316059453),
	('binary', 'small', 'npv', 0.6923076923076923, 13, 0.42369343180549024, 0.8731929634428949),
	('binary', 'small', 'fpr', 0.25, 12, 0.08894166839405476, 0.5323053349335658),
	('binary', 'small', 'fnr', 0.3076923076923077, 13, 0.12680703655710507, 0.5763065681945096),
	('binary', 'small', 'f1', 0.7199999999999999, 25, 0.4982567358585348, 0.8694263626615273),
	('binary', 'small', 'mcc', 0.4423076923076923, 25, 0.03936383933256022, 0.7215198874462321),
	('binary', 'small', 'balanced_accuracy', 0.7211538461538461, 25, 0.526314217819992, 0.8422522229940689),
	('binary', 'small', 'roc_auc', 0.8974358974358975, 25, 0.7751836681662987, 1.0),
	('binary', 'small', 'average_precision', 0.9064261404759142, 25, 0.5997052800329894, 0.9842846889147913),
	('binary', 'small', 'log_loss', 0.4342442634807565, 25, 0.28055219789960206, 0.5879363290619111),
	('binary', 'small', 'brier', 0.1438081495745833, 25, 0.07670818562990622, 0.21090811351926037),
	('binary', 'small', 'ece', 0.22092047954952368, 25, NULL, NULL),
	('binary', 'ties', 'n', 2000.0, 2000, NULL, NULL),
	('binary', 'ties', 'label_coverage', 1.0, 2000, 0.9980829527187469, 0.9999999999999998),
	('binary', 'ties', 'positive_rate', 0.5105, 2000, 0.4885926402278873, 0.5323671017792062),
	('binary', 'ties', 'predicted_positive_rate', 0.498, 2000, 0.47611195964707875, 0.5198957085420461),
	('binary', 'ties', 'accuracy', 0.7455, 2000, 0.7259520904850651, 0.7641066392998397),
	('binary', 'ties', 'precision', 0.7570281124497992, 996, 0.7294384893874206, 0.7826426965677009),
	('binary', 'ties', 'recall', 0.7384916748285995, 1021, 0.7106777355177667, 0.764517716235718),
	('binary', 'ties', 'specificity', 0.7528089887640449, 979, 0.7248337680007076, 0.7788079898408343),
	('binary', 'ties', 'npv', 0.7340637450199203, 1004, 0.7058793156427832, 0.7604638734436842),
	('binary', 'ties', 'fpr', 0.24719101123595505, 979, 0.22119201015916565, 0.27516623199929224),
	('binary', 'ties', 'fnr', 0.2615083251714006, 1021, 0.23548228376428204, 0.2893222644822332),
	('binary', 'ties', 'f1', 0.7476450173525037, 2000, 0.7258593008959356, 0.7682521982440369),
	('binary', 'ties', 'mcc', 0.49119624943582124, 2000, 0.4521016295871202, 0.5284072700412383),
	('binary', 'ties', 'balanced_accuracy', 0.7456503317963221, 2000, 0.7259258026717514, 0.7640439644467527),
	('binary', 'ties', 'roc_auc', 0.8218709450867834, 2000, 0.8039557097931431, 0.8397861803804236),
	('binary', 'ties', 'average_precision', 0.804658434462979, 2000, 0.7791901782078478, 0.8278382188756773),
	('binary', 'ties', 'log_loss', 0.768707729218582, 2000, 0.6326547719276723, 0.9047606865094915),
	('binary', 'ties', 'brier', 0.175195, 2000, 0.1661347465232054, 0.18425525347679458),
	('binary', 'ties', 'ece', 0.060549999999999826, 2000, NULL, NULL),
	('binary', 'few ties in bins', 'n', 1200.0, 1200, NULL, NULL),
	('binary', 'few ties in bins', 'label_coverage', 1.0, 1200, 0.9968089993972651, 1.0),
	('binary', 'few ties in bins', 'positive_rate', 0.5125, 1200, 0.48422444094293804, 0.5406957840419936),
	('binary', 'few ties in bins', 'predicted_positive_rate', 0.7133333333333334, 1200, 0.6870989648007193, 0.7382062082754473),
	('binary', 'few ties in bins', 'accuracy', 0.7125, 1200, 0.6862462142866692, 0.7373976104571685),
	('binary', 'few ties in bins', 'precision', 0.6577102803738317, 856, 0.6252837073282164, 0.6887276691065921),
	('binary', 'few ties in bins', 'recall', 0.9154471544715447, 615, 0.8907971546241469, 0.934939377271754),
	('binary', 'few ties in bins', 'specificity', 0.49914529914529915, 585, 0.4587660435244356, 0.5395357064882031),
	('binary', 'few ties in bins', 'npv', 0.8488372093023255, 344, 0.8071444568568853, 0.8828250505551554),
	('binary', 'few ties in bins', 'fpr', 0.5008547008547009, 585, 0.46046429351179685, 0.5412339564755644),
	('binary', 'few ties in bins', 'fnr', 0.08455284552845528, 615, 0.06506062272824589, 0.10920284537585309),
	('binary', 'few ties in bins', 'f1', 0.7654656696125085, 1200, 0.7405781234785652, 0.7886470266761412),
	('binary', 'few ties in bins', 'mcc', 0.4582693166886596, 1200, 0.41061571005183306, 0.5034263148355755),
	('binary', 'few ties in bins', 'balanced_accuracy', 0.707296226808422, 1200, 0.6836419101993347, 0.7297201635447463),
	('binary', 'few ties in bins', 'roc_auc', 0.8412160378014036, 1200, 0.8194180292164522, 0.863014046386355),
	('binary', 'few ties in bins', 'average_precision', 0.8446654382123587, 1200, 0.8138418874239257, 0.8711930702180201),
	('binary', 'few ties in bins', 'log_loss', 0.49014700010843665, 1200, 0.46255783059370786, 0.5177361696231655),
	('binary', 'few ties in bins', 'brier', 0.16261180555555557, 1200, 0.15167319017943653, 0.1735504209316746),
	('binary', 'few ties in bins', 'ece', 0.027597222222222217, 1200, NULL, NULL),
	('binary', 'overconfident', 'n', 1500.0, 1500, NULL, NULL),
	('binary', 'overconfident', 'label_coverage', 1.0, 1500, 0.9974455692798185, 1.0),
	('binary', 'overconfident', 'positive_rate', 0.504, 1500, 0.47871990072702675, 0.5292596638272119),
	('binary', 'overconfident', 'predicted_positive_rate', 0.5053333333333333, 1500, 0.48005045553326275, 0.5305889638723886),
	('binary', 'overconfident', 'accuracy', 0.6013333333333334, 1500, 0.5763268652176529, 0.6258221034897239),
	('binary', 'overconfident', 'precision', 0.604221635883905, 758, 0.568967323508392, 0.6384249077369105),
	('binary', 'overconfident', 'recall', 0.6058201058201058, 756, 0.5705349340937673, 0.6400353080832346),
	('binary', 'overconfident', 'specificity', 0.5967741935483871, 744, 0.5611157112355774, 0.6314384702711291),
	('binary', 'overconfident', 'npv', 0.5983827493261455, 742, 0.5626903782653144, 0.6330616790564273),
	('binary', 'overconfident', 'fpr', 0.4032258064516129, 744, 0.3685615297288709, 0.43888428876442265),
	('binary', 'overconfident', 'fnr', 0.3941798941798942, 756, 0.3599646919167654, 0.4294650659062327),
	('binary', 'overconfident', 'f1', 0.6050198150594451, 1500, 0.5756152197105604, 0.6336836033157182),
	('binary', 'overconfident', 'mcc', 0.20259934222650983, 1500, 0.15256215514315366, 0.2516005054625529),
	('binary', 'overconfident', 'balanced_accuracy', 0.6012971496842465, 1500, 0.5762144330021856, 0.6256502405898053),
	('binary', 'overconfident', 'roc_auc', 0.6319800022757012, 1500, 0.6039080831066153, 0.6600519214447871),
	('binary', 'overconfident', 'average_precision', 0.6083320820928575, 1500, 0.5730414930348685, 0.6425253643655342),
	('binary', 'overconfident', 'log_loss', 1.0426662277097418, 1500, 0.96480212990896, 1.1205303255105237),
	('binary', 'overconfident', 'brier', 0.29194115486147576, 1500, 0.2748385690241931, 0.3090437406987584),
	('binary', 'overconfident', 'ece', 0.2140265849041814, 1500, NULL, NULL),
	('binary', 'rare positives', 'n', 4000.0, 4000, NULL, NULL),
	('binary', 'rare positives', 'label_coverage', 1.0, 4000, 0.9990405567102987, 1.0000000000000002),
	('binary', 'rare positives', 'positive_rate', 0.0145, 4000, 0.01123389553785773, 0.01869772389644242),
	('binary', 'rare positives', 'predicted_positive_rate', 0.09425, 4000, 0.08558080167650642, 0.10369778655308634),
	('binary', 'rare positives', 'accuracy', 0.89825, 4000, 0.8884958060271085, 0.9072399973926443),
	('binary', 'rare positives', 'precision', 0.03713527851458886, 377, 0.022247433039907415, 0.061360740606138726),
	('binary', 'rare positives', 'recall', 0.2413793103448276, 58, 0.14958874356669494, 0.36529980253013417),
	('binary', 'rare positives', 'specificity', 0.9079147640791476, 3942, 0.898487049694937, 0.9165482307547684),
	('binary', 'rare positives', 'npv', 0.9878553684791609, 3623, 0.983736690667678, 0.990940598134861),
	('binary', 'rare positives', 'fpr', 0.09208523592085235, 3942, 0.08345176924523148, 0.10151295030506288),
	('binary', 'rare positives', 'fnr', 0.7586206896551724, 58, 0.6347001974698658, 0.8504112564333051),
	('binary', 'rare positives', 'f1', 0.06436781609195402, 4000, 0.03904334924281425, 0.10433490505541589),
	('binary', 'rare positives', 'mcc', 0.061081548050030396, 4000, 0.015327767832790381, 0.1065800654130456),
	('binary', 'rare positives', 'balanced_accuracy', 0.5746470372119876, 4000, 0.5285103112012457, 0.6367574733928093),
	('binary', 'rare positives', 'roc_auc', 0.6799016777760283, 4000, 0.6127310665688532, 0.7470722889832033),
	('binary', 'rare positives', 'average_precision', 0.030788801177917588, 4000, 0.007109889357551243, 0.1235179512345544),
	('binary', 'rare positives', 'log_loss', 0.07547522986094626, 4000, 0.062409250338529586, 0.08854120938336295),
	('binary', 'rare positives', 'brier', 0.014343422335331335, 4000, 0.010883870969471143, 0.017802973701191528),
	('binary', 'rare positives', 'ece', 0.010193478841680847, 4000, NULL, NULL),
	('binary', 'all scores equal', 'n', 300.0, 300, NULL, NULL),
	('binary', 'all scores equal', 'label_coverage', 1.0, 300, 0.9873570287754538, 0.9999999999999998),
	('binary', 'all scores equal', 'positive_rate', 0.39, 300, 0.3365300216309911, 0.446251432038409),
	('binary', 'all scores equal', 'predicted_positive_rate', 0.44333333333333336, 300, 0.38818691756565193, 0.4999126191731299),
	('binary', 'all scores equal', 'accuracy', 0.5133333333333333, 300, 0.4569640167618391, 0.5693655040055061),
	('binary', 'all scores equal', 'precision', 0.39097744360902253, 133, 0.3122224107302926, 0.47585351121673053),
	('binary', 'all scores equal', 'recall', 0.4444444444444444, 117, 0.35759722197920946, 0.5348238053166499),
	('binary', 'all scores equal', 'specificity', 0.5573770491803278, 183, 0.48496744391744306, 0.6274273111468119),
	('binary', 'all scores equal', 'npv', 0.6107784431137725, 167, 0.5351325933497507, 0.6814424713646826),
	('binary', 'all scores equal', 'fpr', 0.4426229508196721, 183, 0.3725726888531881, 0.515032556082557),
	('binary', 'all scores equal', 'fnr', 0.5555555555555556, 117, 0.4651761946833502, 0.6424027780207906),
	('binary', 'all scores equal', 'f1', 0.416, 300, 0.34199190803026314, 0.49399996500234095),
	('binary', 'all scores equal', 'mcc', 0.0017883893511742525, 300, -0.11092243007548686, 0.11445378851669663),
	('binary', 'all scores equal', 'balanced_accuracy', 0.5009107468123861, 300, 0.4443740530103676, 0.5580847533040634),
	('binary', 'all scores equal', 'roc_auc', 0.5, 300, NULL, NULL),
	('binary', 'all scores equal', 'average_precision', 0.39, 300, 0.3060160108633565, 0.48105583028651466),
	('binary', 'all scores equal', 'log_loss', 0.6931471805599453, 300, 0.6931471805599453, 0.6931471805599453),
	('binary', 'all scores equal', 'brier', 0.25, 300, 0.25, 0.25),
	('binary', 'all scores equal', 'ece', 0.10999999999999999, 300, NULL, NULL),
	('binary', 'zeros and ones', 'n', 500.0, 500, NULL, NULL),
	('binary', 'zeros and ones', 'label_coverage', 1.0, 500, 0.9923756595384479, 1.0),
	('binary', 'zeros and ones', 'positive_rate', 0.488, 500, 0.4444452370209479, 0.5317377471501294),
	('binary', 'zeros and ones', 'predicted_positive_rate', 0.504, 500, 0.46031215439035295, 0.5476268508859545),
	('binary', 'zeros and ones', 'accuracy', 0.672, 500, 0.6296734167218158, 0.7117038101594103),
	('binary', 'zeros and ones', 'precision', 0.6587301587301587, 252, 0.598199402861068, 0.7144942487807004),
	('binary', 'zeros and ones', 'recall', 0.680327868852459, 244, 0.6194061978441547, 0.7356594978579729),
	('binary', 'zeros and ones', 'specificity', 0.6640625, 256, 0.6041573113671239, 0.719116735743137),
	('binary', 'zeros and ones', 'npv', 0.6854838709677419, 248, 0.6252386564934398, 0.7400705361661455),
	('binary', 'zeros and ones', 'fpr', 0.3359375, 256, 0.28088326425686294, 0.3958426886328761),
	('binary', 'zeros and ones', 'fnr', 0.319672131147541, 244, 0.2643405021420271, 0.38059380215584526),
	('binary', 'zeros and ones', 'f1', 0.6693548387096775, 500, 0.6200819655296911, 0.7151726838676246),
	('binary', 'zeros and ones', 'mcc', 0.34430218798586115, 500, 0.25955540905758767, 0.4237866775178332),
	('binary', 'zeros and ones', 'balanced_accuracy', 0.6721951844262295, 500, 0.6294749268673602, 0.7112226044077782),
	('binary', 'zeros and ones', 'roc_auc', 0.6721951844262295, 500, 0.6309680476347808, 0.7134223212176782),
	('binary', 'zeros and ones', 'average_precision', 0.6041524850377309, 500, 0.5414599856486895, 0.66359885332865),
	('binary', 'zeros and ones', 'log_loss', 11.822318311630424, 500, 10.337585927311693, 13.307050695949155),
	('binary', 'zeros and ones', 'brier', 0.328, 500, 0.28680738369415615, 0.3691926163058439),
	('binary', 'zeros and ones', 'ece', 0.328, 500, NULL, NULL),
	('binary', 'perfect', 'n', 200.0, 200, NULL, NULL),
	('binary', 'perfect', 'label_coverage', 1.0, 200, 0.9811546736227335, 1.0),
	('binary', 'perfect', 'positive_rate', 0.505, 200, 0.43627000033527485, 0.5735415464009526),
	('binary', 'perfect', 'predicted_positive_rate', 0.505, 200, 0.43627000033527485, 0.5735415464009526),
	('binary', 'perfect', 'accuracy', 1.0, 200, 0.9811546736227335, 1.0),
	('binary', 'perfect', 'precision', 1.0, 101, 0.9633593536001439, 1.0),
	('binary', 'perfect', 'recall', 1.0, 101, 0.9633593536001439, 1.0),
	('binary', 'perfect', 'specificity', 1.0, 99, 0.9626467879321726, 1.0),
	('binary', 'perfect', 'npv', 1.0, 99, 0.9626467879321726, 1.0),
	('binary', 'perfect', 'fpr', 0.0, 99, 0.0, 0.03735321206782741),
	('binary', 'perfect', 'fnr', 0.0, 101, 3.469446951953614e-18, 0.03664064639985609),
	('binary', 'perfect', 'f1', 1.0, 200, 0.9813377788774789, 1.0),
	('binary', 'perfect', 'mcc', 1.0, 200, NULL, NULL),
	('binary', 'perfect', 'balanced_accuracy', 1.0, 200, 0.9738380074326163, 1.0),
	('binary', 'perfect', 'roc_auc', 1.0, 200, NULL, NULL),
	('binary', 'perfect', 'average_precision', 1.0, 200, NULL, NULL),
	('binary', 'perfect', 'log_loss', 0.3088360286163518, 200, 0.2804745517965819, 0.3371975054361216),
	('binary', 'perfect', 'brier', 0.08496333740326295, 200, 0.07428594014158289, 0.09564073466494301),
	('binary', 'perfect', 'ece', 0.2505275358448399, 200, NULL, NULL),
	('binary', 'always wrong', 'n', 200.0, 200, NULL, NULL),
	('binary', 'always wrong', 'label_coverage', 1.0, 200, 0.9811546736227335, 1.0),
	('binary', 'always wrong', 'positive_rate', 0.46, 200, 0.39233051799971463, 0.5291771081104667),
	('binary', 'always wrong', 'predicted_positive_rate', 0.54, 200, 0.4708228918895333, 0.6076694820002854),
	('binary', 'always wrong', 'accuracy', 0.0, 200, 0.0, 0.01884532637726658),
	('binary', 'always wrong', 'precision', 0.0, 108, 0.0, 0.034347359746557046),
	('binary', 'always wrong', 'recall', 0.0, 92, 0.0, 0.040081389285621744),
	('binary', 'always wrong', 'specificity', 0.0, 108, 0.0, 0.034347359746557046),
	('binary', 'always wrong', 'npv', 0.0, 92, 0.0, 0.040081389285621744),
	('binary', 'always wrong', 'fpr', 1.0, 108, 0.9656526402534428, 0.9999999999999999),
	('binary', 'always wrong', 'fnr', 1.0, 92, 0.9599186107143782, 1.0),
	('binary', 'always wrong', 'f1', 0.0, 200, 0.0, 0.03699349820698569),
	('binary', 'always wrong', 'mcc', -1.0, 200, NULL, NULL),
	('binary', 'always wrong', 'balanced_accuracy', 0.0, 200, 0.0, 0.026392512615441528),
	('binary', 'always wrong', 'roc_auc', 0.0, 200, NULL, NULL),
	('binary', 'always wrong', 'average_precision', 0.2791451124276304, 200, 0.19714505808189314, 0.3791452176189545),
	('binary', 'always wrong', 'log_loss', 1.6917729783746354, 200, 1.5475080298399888, 1.836037926909282),
	('binary', 'always wrong', 'brier', 0.5824883026578132, 200, 0.5535197877511276, 0.6114568175644987),
	('binary', 'always wrong', 'ece', 0.7505816764084537, 200, NULL, NULL),
	('binary', 'margins', 'n', 1000.0, 1000, NULL, NULL),
	('binary', 'margins', 'label_coverage', 1.0, 1000, 0.996173241514445, 1.0),
	('binary', 'margins', 'positive_rate', 0.485, 1000, 0.4541408702709699, 0.5159739324835967),
	('binary', 'margins', 'predicted_positive_rate', 0.503, 1000, 0.4720586747142764, 0.5339183647348104),
	('binary', 'margins', 'accuracy', 0.708, 1000, 0.6790657630768688, 0.7353423053931403),
	('binary', 'margins', 'precision', 0.6918489065606361, 503, 0.6501710095349977, 0.7306186765515892),
	('binary', 'margins', 'recall', 0.7175257731958763, 485, 0.675870672691619, 0.7557621117064699),
	('binary', 'margins', 'specificity', 0.6990291262135923, 515, 0.6580604394831975, 0.7370506228940397),
	('binary', 'margins', 'npv', 0.7243460764587525, 497, 0.6834536300989031, 0.7617970496772615),
	('binary', 'margins', 'fpr', 0.30097087378640774, 515, 0.2629493771059602, 0.3419395605168025),
	('binary', 'margins', 'fnr', 0.2824742268041237, 485, 0.24423788829353005, 0.3241293273083808),
	('binary', 'margins', 'f1', 0.7044534412955465, 1000, 0.6711093773321735, 0.7357480684559718),
	('binary', 'margins', 'mcc', 0.41637490232525654, 1000, 0.3584988747528594, 0.47106240950095324),
	('binary', 'margins', 'balanced_accuracy', 0.7082774497047343, 1000, 0.6790645215288692, 0.7352387728942495),
	('binary', 'margins', 'roc_auc', 0.7761064958462618, 1000, 0.7475413700474152, 0.8046716216451084),
	('binary', 'margins', 'average_precision', 0.7558668911640154, 1000, 0.7156478617061658, 0.7920502764510113),
	('binary', 'margins', 'log_loss', NULL, 1000, NULL, NULL),
	('binary', 'margins', 'brier', NULL, 1000, NULL, NULL),
	('binary', 'margins', 'ece', NULL, 1000, NULL, NULL),
	('binary', 'infinite margins', 'n', 400.0, 400, NULL, NULL),
	('binary', 'infinite margins', 'label_coverage', 1.0, 400, 0.9904877056657034, 0.9999999999999999),
	('binary', 'infinite margins', 'positive_rate', 0.5025, 400, 0.4537113272079119, 0.5512411113204164),
	('binary', 'infinite margins', 'predicted_positive_rate', 0.4725, 400, 0.4240692032756731, 0.5214539729127131),
	('binary', 'infinite margins', 'accuracy', 0.74, 400, 0.6948757457668063, 0.7805583529527312),
	('binary', 'infinite margins', 'precision', 0.7566137566137566, 189, 0.6907200232980768, 0.8122838462701967),
	('binary', 'infinite margins', 'recall', 0.7114427860696517, 201, 0.6453033376195108, 0.7696517231838975),
	('binary', 'infinite margins', 'specificity', 0.7688442211055276, 199, 0.7055146700082396, 0.8219909031723637),
	('binary', 'infinite margins', 'npv', 0.7251184834123223, 211, 0.6612588238323776, 0.7809277100027268),
	('binary', 'infinite margins', 'fpr', 0.23115577889447236, 199, 0.17800909682763635, 0.29448532999176036),
	('binary', 'infinite margins', 'fnr', 0.2885572139303483, 201, 0.2303482768161024, 0.3546966623804892),
	('binary', 'infinite margins', 'f1', 0.7333333333333334, 400, 0.6812842737512457, 0.7796317588603059),
	('binary', 'infinite margins', 'mcc', 0.48100908081024896, 400, 0.3907755778233009, 0.5620860497917607),
	('binary', 'infinite margins', 'balanced_accuracy', 0.7401435035875896, 400, 0.6943585205596555, 0.779554321184677),
	('binary', 'infinite margins', 'roc_auc', 0.8392209805245132, 400, 0.8013176855276265, 0.8771242755213999),
	('binary', 'infinite margins', 'average_precision', 0.8381908216743132, 400, 0.780647375481745, 0.8829030485779563),
	('binary', 'infinite margins', 'log_loss', NULL, 400, NULL, NULL),
	('binary', 'infinite margins', 'brier', NULL, 400, NULL, NULL),
	('binary', 'infinite margins', 'ece', NULL, 400, NULL, NULL),
	('binary', 'one label', 'n', 100.0, 100, NULL, NULL),
	('binary', 'one label', 'label_coverage', 1.0, 100, 0.9630065017930143, 1.0),
	('binary', 'one label', 'positive_rate', 1.0, 100, 0.9630065017930143, 1.0),
	('binary', 'one label', 'predicted_positive_rate', 0.55, 100, 0.4524460299744213, 0.6438546202048803),
	('binary', 'one label', 'accuracy', 0.55, 100, 0.4524460299744213, 0.6438546202048803),
	('binary', 'one label', 'precision', 1.0, 55, 0.9347150988829137, 1.0),
	('binary', 'one label', 'recall', 0.55, 100, 0.4524460299744213, 0.6438546202048803),
	('binary', 'one label', 'specificity', NULL, 0, NULL, NULL),
	('binary', 'one label', 'npv', 0.0, 45, 0.0, 0.07865159873288839),
	('binary', 'one label', 'fpr', NULL, 0, NULL, NULL),
	('binary', 'one label', 'fnr', 0.45, 100, 0.35614537979511973, 0.5475539700255787),
	('binary', 'one label', 'f1', 0.7096774193548387, 100, 0.6230125190708659, 0.7833473985973699),
	('binary', 'one label', 'mcc', NULL, 100, NULL, NULL),
	('binary', 'one label', 'balanced_accuracy', NULL, 100, NULL, NULL),
	('binary', 'one label', 'roc_auc', NULL, 100, NULL, NULL),
	('binary', 'one label', 'average_precision', 1.0, 100, NULL, NULL),
	('binary', 'one label', 'log_loss', 0.8921763135917479, 100, 0.7200621736565342, 1.0642904535269615),
	('binary', 'one label', 'brier', 0.30525566304330815, 100, 0.24832372082340676, 0.36218760526320953),
	('binary', 'one label', 'ece', 0.4721172931520815, 100, NULL, NULL),
	('binary', 'one prediction', 'n', 100.0, 100, NULL, NULL),
	('binary', 'one prediction', 'label_coverage', 1.0, 100, 0.9630065017930143, 1.0),
	('binary', 'one prediction', 'positive_rate', 0.52, 100, 0.42316577765223967, 0.615354482419481),
	('binary', 'one prediction', 'predicted_positive_rate', 1.0, 100, 0.9630065017930143, 1.0),
	('binary', 'one prediction', 'accuracy', 0.52, 100, 0.42316577765223967, 0.615354482419481),
	('binary', 'one prediction', 'precision', 0.52, 100, 0.42316577765223967, 0.615354482419481),
	('binary', 'one prediction', 'recall', 1.0, 52, 0.9312077638761376, 1.0),
	('binary', 'one prediction', 'specificity', 0.0, 48, 0.0, 0.07410012966611754),
	('binary', 'one prediction', 'npv', NULL, 0, NULL, NULL),
	('binary', 'one prediction', 'fpr', 1.0, 48, 0.9258998703338827, 1.0000000000000002),
	('binary', 'one prediction', 'fnr', 0.0, 52, 0.0, 0.06879223612386236),
	('binary', 'one prediction', 'f1', 0.6842105263157895, 100, 0.594682340310804, 0.7618816663668793),
	('binary', 'one prediction', 'mcc', NULL, 100, NULL, NULL),
	('binary', 'one prediction', 'balanced_accuracy', 0.5, 100, 0.4656038819380688, 0.5370500648330587),
	('binary', 'one prediction', 'roc_auc', 0.844551282051282, 100, 0.7650552697941628, 0.9240472943084013),
	('binary', 'one prediction', 'average_precision', 0.8474758220043168, 100, 0.7229122839895855, 0.9220782227761427),
	('binary', 'one prediction', 'log_loss', 0.4883479385718744, 100, 0.3863460622482522, 0.5903498148954966),
	('binary', 'one prediction', 'brier', 0.158212926876271, 100, 0.11841378831573098, 0.19801206543681105),
	('binary', 'one prediction', 'ece', 0.14374519199772978, 100, NULL, NULL),
	('binary', 'gaps', 'n', 2400.0, 2400, NULL, NULL),
	('binary', 'gaps', 'label_coverage', 0.8575, 2400, 0.8429430577789698, 0.8709143364777447),
	('binary', 'gaps', 'positive_rate', 0.4946550048590865, 2058, 0.47308425508157365, 0.5162456713752437),
	('binary', 'gaps', 'predicted_positive_rate', 0.48802083333333335, 1920, 0.4657085664755851, 0.5103809393466888),
	('binary', 'gaps', 'accuracy', 0.7417982989064399, 1646, 0.7201099592034373, 0.7623606416802261),
	('binary', 'gaps', 'precision', 0.74875, 800, 0.7175540598239334, 0.7775684492637429),
	('binary', 'gaps', 'recall', 0.7278250303766707, 823, 0.6964109745910283, 0.7571221616583976),
	('binary', 'gaps', 'specificity', 0.755771567436209, 823, 0.7252751702902152, 0.783891364005807),
	('binary', 'gaps', 'npv', 0.735224586288416, 846, 0.7044783919048222, 0.7638442533004325),
	('binary', 'gaps', 'fpr', 0.244228432563791, 823, 0.21610863599419297, 0.27472482970978473),
	('binary', 'gaps', 'fnr', 0.27217496962332927, 823, 0.24287783834160243, 0.30358902540897165),
	('binary', 'gaps', 'f1', 0.738139248305607, 1646, 0.7134284780454939, 0.7614317616756215),
	('binary', 'gaps', 'mcc', 0.48378555513468363, 1646, 0.44040684008578435, 0.5249107263825321),
	('binary', 'gaps', 'balanced_accuracy', 0.7417982989064398, 1646, 0.7199072439993001, 0.7621025155895226),
	('binary', 'gaps', 'roc_auc', 0.8262167674872953, 1727, 0.807315849726438, 0.8451176852481527),
	('binary', 'gaps', 'average_precision', 0.8171851164390642, 1727, 0.7893403166037027, 0.8420857320451527),
	('binary', 'gaps', 'log_loss', 0.5060750074673137, 1727, 0.4829759735582045, 0.5291740413764227),
	('binary', 'gaps', 'brier', 0.1703129713598421, 1727, 0.16112531666178515, 0.17950062605789907),
	('binary', 'gaps', 'ece', 0.022685406063086735, 1727, NULL, NULL),
	('binary', 'no scores', 'n', 60.0, 60, NULL, NULL),
	('binary', 'no scores', 'label_coverage', 1.0, 60, 0.9398281478579099, 0.9999999999999999),
	('binary', 'no scores', 'positive_rate', 0.4, 60, 0.2856949053488255, 0.5263394650795925),
	('binary', 'no scores', 'predicted_positive_rate', 0.4166666666666667, 60, 0.30064278558341617, 0.5427191897735989),
	('binary', 'no scores', 'accuracy', 0.7833333333333333, 60, 0.6637997242680521, 0.868769559518097),
	('binary', 'no scores', 'precision', 0.72, 25, 0.5242339480963842, 0.8571614614904344),
	('binary', 'no scores', 'recall', 0.75, 24, 0.5510055599484599, 0.88000633771405),
	('binary', 'no scores', 'specificity', 0.8055555555555556, 36, 0.6497195700482261, 0.9024690458107127),
	('binary', 'no scores', 'npv', 0.8285714285714286, 35, 0.6731771770095504, 0.9189735994629841),
	('binary', 'no scores', 'fpr', 0.19444444444444445, 36, 0.09753095418928728, 0.3502804299517739),
	('binary', 'no scores', 'fnr', 0.25, 24, 0.11999366228595007, 0.4489944400515401),
	('binary', 'no scores', 'f1', 0.7346938775510204, 60, 0.5792050136546129, 0.8478231085081794),
	('binary', 'no scores', 'mcc', 0.5520524474738834, 60, 0.3029475550219395, 0.7305451714406167),
	('binary', 'no scores', 'balanced_accuracy', 0.7777777777777778, 60, 0.6514017104722288, 0.8588547048890961),
	('binary', 'no scores', 'roc_auc', NULL, 0, NULL, NULL),
	('binary', 'no scores', 'average_precision', NULL, 0, NULL, NULL),
	('binary', 'no scores', 'log_loss', NULL, 0, NULL, NULL),
	('binary', 'no scores', 'brier', NULL, 0, NULL, NULL),
	('binary', 'no scores', 'ece', NULL, 0, NULL, NULL),
	('binary', 'one row', 'n', 1.0, 1, NULL, NULL),
	('binary', 'one row', 'label_coverage', 1.0, 1, 0.2065493143772374, 1.0),
	('binary', 'one row', 'positive_rate', 1.0, 1, 0.2065493143772374, 1.0),
	('binary', 'one row', 'predicted_positive_rate', 1.0, 1, 0.2065493143772374, 1.0),
	('binary', 'one row', 'accuracy', 1.0, 1, 0.2065493143772374, 1.0),
	('binary', 'one row', 'precision', 1.0, 1, 0.2065493143772374, 1.0),
	('binary', 'one row', 'recall', 1.0, 1, 0.2065493143772374, 1.0),
	('binary', 'one row', 'specificity', NULL, 0, NULL, NULL),
	('binary', 'one row', 'npv', NULL, 0, NULL, NULL),
	('binary', 'one row', 'fpr', NULL, 0, NULL, NULL),
	('binary', 'one row', 'fnr', 0.0, 1, 0.0, 0.7934506856227627),
	('binary', 'one row', 'f1', 1.0, 1, 0.34238022750665303, 1.0),
	('binary', 'one row', 'mcc', NULL, 1, NULL, NULL),
	('binary', 'one row', 'balanced_accuracy', NULL, 1, NULL, NULL),
	('binary', 'one row', 'roc_auc', NULL, 1, NULL, NULL),
	('binary', 'one row', 'average_precision', 1.0, 1, NULL, NULL),
	('binary', 'one row', 'log_loss', 0.15487459945810478, 1, NULL, NULL),
	('binary', 'one row', 'brier', 0.020585770295222933, 1, NULL, NULL),
	('binary', 'one row', 'ece', 0.1434774208550702, 1, NULL, NULL),
	('class', 'three classes', 'n', 900.0, 900, NULL, NULL),
	('class', 'three classes', 'label_coverage', 1.0, 900, 0.9957498532699458, 1.0),
	('class', 'three classes', 'classes', 3.0, 900, NULL, NULL),
	('class', 'three classes', 'class_accuracy', 0.81, 900, 0.7830732079831068, 0.8342917010442598),
	('class', 'three classes', 'kappa', 0.7039986151981998, 900, 0.6651710461052418, 0.7428261842911577),
	('class', 'never predicted', 'n', 300.0, 300, NULL, NULL),
	('class', 'never predicted', 'label_coverage', 1.0, 300, 0.9873570287754538, 0.9999999999999998),
	('class', 'never predicted', 'classes', 3.0, 300, NULL, NULL),
	('class', 'never predicted', 'class_accuracy', 0.47333333333333333, 300, 0.4175289979894712, 0.5298119604758378),
	('class', 'never predicted', 'kappa', 0.03146710257458085, 300, -0.06693875074144423, 0.12987295589060655),
	('class', 'unknown to the labels', 'n', 200.0, 200, NULL, NULL),
	('class', 'unknown to the labels', 'label_coverage', 1.0, 200, 0.9811546736227335, 1.0),
	('class', 'unknown to the labels', 'classes', 3.0, 200, NULL, NULL),
	('class', 'unknown to the labels', 'class_accuracy', 0.38, 200, 0.3155900584867362, 0.4489328198438078),
	('class', 'unknown to the labels', 'kappa', 0.005134788189987138, 200, -0.04046241066199476, 0.050731987041969025),
	('class', 'gaps', 'n', 400.0, 400, NULL, NULL),
	('class', 'gaps', 'label_coverage', 0.6675, 400, 0.6199313395835853, 0.7118820418144254),
	('class', 'gaps', 'classes', 2.0, 200, NULL, NULL),
	('class', 'gaps', 'class_accuracy', 0.5, 200, 0.43136085960389187, 0.5686391403961082),
	('class', 'gaps', 'kappa', -0.002305302195048542, 200, -0.1374824568128818, 0.13287185242278465),
	('class', 'perfect', 'n', 50.0, 50, NULL, NULL),
	('class', 'perfect', 'label_coverage', 1.0, 50, 0.9286524008666412, 1.0),
	('class', 'perfect', 'classes', 2.0, 50, NULL, NULL),
	('class', 'perfect', 'class_accuracy', 1.0, 50, 0.9286524008666412, 1.0),
	('class', 'perfect', 'kappa', 1.0, 50, 1.0, 1.0),
	('regression', 'noise', 'n', 2000.0, 2000, NULL, NULL),
	('regression', 'noise', 'label_coverage', 1.0, 2000, 0.9980829527187469, 0.9999999999999998),
	('regression', 'noise', 'mae', 0.2535718500565606, 2000, 0.24651869967208395, 0.2606250004410372),
	('regression', 'noise', 'mse', 0.09018575323698542, 2000, 0.08618831326171665, 0.09436859568448211),
	('regression', 'noise', 'rmse', 0.3003094291509766, 2000, 0.29357846184915654, 0.3071947194931614),
	('regression', 'noise', 'mape', 0.02062952560482069, 2000, 0.020038847407277047, 0.02122020380236433),
	('regression', 'noise', 'smape', 0.020472407368717204, 2000, 0.019893062183123405, 0.021051752554311003),
	('regression', 'noise', 'r2', 0.9577104871384517, 2000, NULL, NULL),
	('regression', 'noise', 'mean_error', 0.09568269286243333, 2000, 0.0832040844713035, 0.10816130125356317),
	('regression', 'large offset', 'n', 1500.0, 1500, NULL, NULL),
	('regression', 'large offset', 'label_coverage', 1.0, 1500, 0.9974455692798185, 1.0),
	('regression', 'large offset', 'mae', 0.3306638346513112, 1500, 0.31884183795442883, 0.3424858313481936),
	('regression', 'large offset', 'mse', 0.16387505339460173, 1500, 0.15431316624153552, 0.17402943494172934),
	('regression', 'large offset', 'rmse', 0.40481483840714355, 1500, 0.39282714549981845, 0.4171683532361118),
	('regression', 'large offset', 'mape', 3.3066383448281085e-10, 1500, 3.1884183779203066e-10, 3.4248583117359104e-10),
	('regression', 'large offset', 'smape', 3.306638344849964e-10, 1500, 3.188418377940558e-10, 3.4248583117593703e-10),
	('regression', 'large offset', 'r2', -0.9610455458412575, 1500, NULL, NULL),
	('regression', 'large offset', 'mean_error', -0.007288730382919312, 1500, -0.02777832144647758, 0.013200860680638957),
	('regression', 'signs', 'n', 800.0, 800, NULL, NULL),
	('regression', 'signs', 'label_coverage', 1.0, 800, 0.995221123794324, 1.0),
	('regression', 'signs', 'mae', 0.33553349896999235, 800, 0.3190704005561479, 0.3519965973838368),
	('regression', 'signs', 'mse', 0.168956066250494, 800, 0.15551240137551298, 0.18356190291159766),
	('regression', 'signs', 'rmse', 0.41104265745843704, 800, 0.3943506071702096, 0.4284412479110732),
	('regression', 'signs', 'mape', 7.303627318566393, 800, 0.10726931871471024, 14.499985318418076),
	('regression', 'signs', 'smape', 1.387625942687146, 800, 1.3371655529308426, 1.4380863324434494),
	('regression', 'signs', 'r2', -1.018383463351968, 800, NULL, NULL),
	('regression', 'signs', 'mean_error', -0.016498334370669138, 800, -0.04497646521079871, 0.011979796469460437),
	('regression', 'zeros', 'n', 500.0, 500, NULL, NULL),
	('regression', 'zeros', 'label_coverage', 1.0, 500, 0.9923756595384479, 1.0),
	('regression', 'zeros', 'mae', 0.3517815961967136, 500, 0.3300043167057708, 0.37355887568765644),
	('regression', 'zeros', 'mse', 0.18535467458996804, 500, 0.1662528516920228, 0.20665122458168003),
	('regression', 'zeros', 'rmse', 0.4305283667657313, 500, 0.40774115771163305, 0.45458907221982364),
	('regression', 'zeros', 'mape', 0.6101724788079588, 401, 0.5588112912314093, 0.6615336663845083),
	('regression', 'zeros', 'smape', 0.9116108700754272, 500, 0.8505593558006755, 0.9726623843501788),
	('regression', 'zeros', 'r2', -0.935431995040193, 500, NULL, NULL),
	('regression', 'zeros', 'mean_error', 0.04470211411859007, 500, 0.007131711451045034, 0.0822725167861351),
	('regression', 'gaps', 'n', 600.0, 600, NULL, NULL),
	('regression', 'gaps', 'label_coverage', 0.8, 600, 0.7661303480740234, 0.8300526313177563),
	('regression', 'gaps', 'mae', 0.9769268318214922, 368, 0.9074007113279972, 1.0464529523149873),
	('regression', 'gaps', 'mse', 1.4161987386916701, 368, 1.2566575753941827, 1.5959947297836996),
	('regression', 'gaps', 'rmse', 1.190041486122089, 368, 1.121007393104159, 1.263326849941732),
	('regression', 'gaps', 'mape', 5.267441092196356, 368, 0.0, 11.132785843298187),
	('regression', 'gaps', 'smape', 0.7990735317759224, 368, 0.741341390853096, 0.8568056726987489),
	('regression', 'gaps', 'r2', -1.0934711796075551, 368, NULL, NULL),
	('regression', 'gaps', 'mean_error', -0.04353228385522237, 368, -0.16520309249401469, 0.07813852478356995),
	('regression', 'two rows', 'n', 2.0, 2, NULL, NULL),
	('regression', 'two rows', 'label_coverage', 1.0, 2, 0.342380227506653, 1.0),
	('regression', 'two rows', 'mae', 0.06493638295910154, 2, 0.0, 0.18244902494724624),
	('regression', 'two rows', 'mse', 0.007811519477473341, 2, 0.0004906465174341954, 0.12436618701798745),
	('regression', 'two rows', 'rmse', 0.08838280080124945, 2, 0.022150542147635923, 0.35265590455568363),
	('regression', 'two rows', 'mape', 0.10061688154777922, 2, 0.0, 0.2874200912665041),
	('regression', 'two rows', 'smape', 0.11124887843990278, 2, 0.0, 0.3189179503988028),
	('regression', 'two rows', 'r2', 0.6547614014162288, 2, NULL, NULL),
	('regression', 'two rows', 'mean_error', -0.05995653130112055, 2, -0.18722950318726006, 0.06731644058501896);
ALTER TABLE expected ALTER value TYPE float8, ALTER low TYPE float8, ALTER high TYPE float8;

CREATE TEMP TABLE states(kind, name, state) AS
SELECT 'binary', name, drift.binary_outcome_agg(label, predicted, score) FROM binary_rows GROUP BY name
UNION ALL
SELECT 'class', name, drift.class_outcome_agg(label, predicted) FROM class_rows GROUP BY name
UNION ALL
SELECT 'regression', name, drift.regression_outcome_agg(actual, predicted) FROM regression_rows GROUP BY name;

-- values, rows and intervals: each test is empty or lists what differs. The interval of a mean comes
-- from a difference of squares, which loses digits where errors are small beside numbers.
SELECT is((
	SELECT string_agg(format('%s is %s, %s [%s, %s]', e.metric, m.value, m.n, m.ci_low, m.ci_high), '; ')
	FROM expected AS e LEFT JOIN LATERAL drift.metrics(s.state) AS m USING (metric)
	WHERE e.kind = s.kind AND e.name = s.name AND (pg_temp.differs(m.value, e.value)
		OR m.n IS DISTINCT FROM e.n OR (e.metric NOT IN ('ece', 'r2') -- whose intervals others test
			AND (pg_temp.differs(round(m.ci_low::numeric, 7)::float8, round(e.low::numeric, 7)::float8)
			OR pg_temp.differs(round(m.ci_high::numeric, 7)::float8, round(e.high::numeric, 7)::float8)))
		OR (m.value IS NULL) <> (m.reason IS NOT NULL AND m.reason NOT LIKE '%left out')
		OR m.error_bound > 0)),
	NULL, s.kind || ' ' || s.name || ': every metric')
FROM states AS s ORDER BY kind, name COLLATE "C";

-- states of thirds, merged in another order, through text and back
SELECT is((
	SELECT string_agg(format('%s is %s', e.metric, drift.metric(m.state, e.metric)), '; ')
	FROM expected AS e
	WHERE e.kind = m.kind AND e.name = m.name
		AND pg_temp.differs(drift.metric(m.state, e.metric), e.value)),
	NULL, m.kind || ' ' || m.name || ': merged')
FROM (
	SELECT kind, name, drift.merge(state::text::drift.outcome ORDER BY part DESC) AS state FROM (
		SELECT 'binary' AS kind, name, i % 3 AS part, drift.binary_outcome_agg(label, predicted, score) AS state
		FROM binary_rows GROUP BY name, i % 3
		UNION ALL
		SELECT 'class', name, i % 3, drift.class_outcome_agg(label, predicted) FROM class_rows GROUP BY name, i % 3
		UNION ALL
		SELECT 'regression', name, i % 3, drift.regression_outcome_agg(actual, predicted)
		FROM regression_rows GROUP BY name, i % 3) AS parts
	GROUP BY kind, name) AS m ORDER BY kind, name COLLATE "C";

-- the same in one step
SELECT is((
	SELECT string_agg(format('%s is %s', e.metric, o.value), '; ')
	FROM (VALUES ('accuracy', accuracy), ('precision', "precision"), ('recall', recall),
		('specificity', specificity), ('f1', f1), ('mcc', mcc), ('balanced_accuracy', balanced_accuracy),
		('roc_auc', roc_auc), ('average_precision', average_precision), ('log_loss', log_loss),
		('brier', brier), ('ece', ece)) AS o(metric, value)
	JOIN expected AS e ON e.kind = 'binary' AND e.name = q.name AND e.metric = o.metric
	WHERE pg_temp.differs(o.value, e.value)), NULL, 'binary ' || name || ': in one step')
FROM (
	SELECT name, drift.accuracy(label, predicted), drift.precision(label, predicted),
		drift.recall(label, predicted), drift.specificity(label, predicted), drift.f1(label, predicted),
		drift.mcc(label, predicted), drift.balanced_accuracy(label, predicted),
		drift.roc_auc(label, score), drift.average_precision(label, score),
		drift.log_loss(label, probability), drift.brier(label, probability), drift.ece(label, probability)
	FROM (SELECT *, CASE WHEN name NOT LIKE '%margins' THEN score END AS probability FROM binary_rows) AS r
	GROUP BY name) AS q ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s', e.metric, o.value), '; ')
	FROM (VALUES ('class_accuracy', class_accuracy), ('macro_f1', macro_f1), ('weighted_f1', weighted_f1),
		('kappa', kappa)) AS o(metric, value)
	JOIN expected AS e ON e.kind = 'class' AND e.name = q.name AND e.metric = o.metric
	WHERE pg_temp.differs(o.value, e.value)), NULL, 'class ' || name || ': in one step')
FROM (
	SELECT name, drift.class_accuracy(label, predicted), drift.macro_f1(label, predicted),
		drift.weighted_f1(label, predicted), drift.kappa(label, predicted)
	FROM class_rows GROUP BY name) AS q ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s', e.metric, o.value), '; ')
	FROM (VALUES ('mae', mae), ('mse', mse), ('rmse', rmse), ('mape', mape), ('smape', smape),
		('r2', r2), ('mean_error', mean_error)) AS o(metric, value)
	JOIN expected AS e ON e.kind = 'regression' AND e.name = q.name AND e.metric = o.metric
	WHERE pg_temp.differs(o.value, e.value)), NULL, 'regression ' || name || ': in one step')
FROM (
	SELECT name, drift.mae(actual, predicted), drift.mse(actual, predicted), drift.rmse(actual, predicted),
		drift.mape(actual, predicted), drift.smape(actual, predicted), drift.r2(actual, predicted),
		drift.mean_error(actual, predicted)
	FROM regression_rows GROUP BY name) AS q ORDER BY name COLLATE "C";

SELECT * FROM finish();
ROLLBACK;
