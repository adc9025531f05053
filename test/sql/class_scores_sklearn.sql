-- scores of classes against scikit-learn 1.2.1: made by test/gen/class_scores.py, do not edit
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
SELECT plan(21);

CREATE FUNCTION pg_temp.u(seed bigint, i bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT ((h * h + 12345) % 2147483647) / 2147483647::float8
FROM (SELECT (i * 48271 + seed * 69621) % 2147483647) AS s(h)';
CREATE FUNCTION pg_temp.differs(a float8, b float8, tolerance float8 = 1e-9) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b
	ELSE abs(a - b) > 1e-12 + tolerance * abs(b) END';

CREATE TEMP TABLE kinds(name, seed, n, classes, levels, skill) AS VALUES
	('three', 20000, 1500, 3, 50, 0.9::float8),
	('ties', 20100, 800, 4, 3, 0.7::float8),
	('ten', 20200, 1500, 10, 1000, 1.0::float8),
	('two', 20300, 400, 2, 20, 0.8::float8),
	('useless', 20400, 900, 5, 10, 0.0::float8),
	('alike', 20500, 60, 3, 1, 0.5::float8),
	('few rows', 20600, 12, 3, 30, 1.0::float8);
-- names of one digit: their byte order is that of the numbers
CREATE TEMP TABLE models AS
SELECT k.name, i, w.names, ARRAY(SELECT x / w.total FROM unnest(w.weight) WITH ORDINALITY AS x(x, c) ORDER BY c) AS scores,
	'k' || CASE WHEN pg_temp.u(k.seed, i) < k.skill
		THEN (SELECT max(c) - 1 FROM unnest(w.below) WITH ORDINALITY AS b(below, c) WHERE below <= pg_temp.u(k.seed + 1, i) * w.total)
		ELSE floor(k.classes * pg_temp.u(k.seed + 1, i))::bigint END AS label
FROM kinds AS k, generate_series(1, k.n) AS i, LATERAL (
	SELECT array_agg(weight ORDER BY c) AS weight, sum(weight) AS total, array_agg('k' || c ORDER BY c) AS names, array_agg(below ORDER BY c) AS below
	FROM (SELECT c, weight, sum(weight) OVER (ORDER BY c) - weight AS below
		FROM (SELECT c, (1 + floor(k.levels * pg_temp.u(k.seed + 2 + c, i)))::float8 AS weight FROM generate_series(0, k.classes - 1) AS c) AS a) AS b) AS w;

CREATE TEMP TABLE expected(name, metric, value, low, high, baseline) AS VALUES
	('three', 'macro_roc_auc', 0.7111133727588519, 0.6829717388901216, 0.7392550066275821, 0.5),
	('three', 'weighted_roc_auc', 0.7115352075254265, 0.6834969684052683, 0.7395734466455848, 0.5),
	('three', 'log_loss', 0.9751898697192171, 0.9482677080438622, 1.002112031394572, 1.0963344740776604),
	('three', 'brier', 0.5824926097207834, 0.5663327476052687, 0.5986524718362981, 0.6651297777777778),
	('three', 'ece', 0.09525243076260273, NULL, NULL, NULL),
	('three', 'top_1_accuracy', 0.5013333333333333, 0.4760593288883664, 0.5266005259630464, 0.36466666666666664),
	('three', 'top_2_accuracy', 0.8186666666666667, 0.7983623538385044, 0.8373429556491666, 0.688),
	('three', 'top_3_accuracy', 1.0, 0.9974455692798185, 1.0, 1.0),
	('three', 'top_5_accuracy', 1.0, 0.9974455692798185, 1.0, 1.0),
	('three', 'top_10_accuracy', 1.0, 0.9974455692798185, 1.0, 1.0),
	('ties', 'macro_roc_auc', 0.6172425614967816, 0.5739697753416579, 0.6605153476519052, 0.5),
	('ties', 'weighted_roc_auc', 0.6169301538011278, 0.5737058377074692, 0.6601544698947864, 0.5),
	('ties', 'log_loss', 1.3387979745958236, 1.3134835606376944, 1.3641123885539528, 1.384545787898427),
	('ties', 'brier', 0.7280923691017577, 0.716142750159321, 0.7400419880441943, 0.749128125),
	('ties', 'ece', 0.03832995129870127, NULL, NULL, NULL),
	('ties', 'top_1_accuracy', 0.3, 0.2692622820681898, 0.3326492684140806, 0.26625),
	('ties', 'top_2_accuracy', 0.63125, 0.5972642824823969, 0.6639812625136131, 0.52875),
	('ties', 'top_3_accuracy', 0.82125, 0.7931838900301581, 0.8462456820076952, 0.76875),
	('ties', 'top_5_accuracy', 1.0, 0.995221123794324, 1.0, 1.0),
	('ties', 'top_10_accuracy', 1.0, 0.995221123794324, 1.0, 1.0),
	('ten', 'macro_roc_auc', 0.669037214307423, 0.6287311090319976, 0.7093433195828485, 0.5),
	('ten', 'weighted_roc_auc', 0.6701490731808228, 0.6299530891788275, 0.7103450571828182, 0.5),
	('ten', 'log_loss', 2.1352515317443275, 2.1102772724260257, 2.1602257910626292, 2.299365048439745),
	('ten', 'brier', 0.872424421482875, 0.8677394737769994, 0.8771093691887506, 0.8993511111111111),
	('ten', 'ece', 0.01989791671384635, NULL, NULL, NULL),
	('ten', 'top_1_accuracy', 0.16466666666666666, 0.14675893368093082, 0.18428757118873754, 0.11533333333333333),
	('ten', 'top_2_accuracy', 0.312, 0.28905899252186706, 0.3359014734289212, 0.22399999999999998),
	('ten', 'top_3_accuracy', 0.4693333333333333, 0.4441884355466058, 0.4946349028708986, 0.33199999999999996),
	('ten', 'top_5_accuracy', 0.7213333333333334, 0.6981010219548798, 0.7434348833796534, 0.5313333333333333),
	('ten', 'top_10_accuracy', 1.0, 0.9974455692798185, 1.0, 1.0),
	('two', 'macro_roc_auc', 0.632593984962406, 0.5767792822948866, 0.6884086876299255, 0.5),
	('two', 'weighted_roc_auc', 0.632593984962406, 0.5767792822948866, 0.6884086876299255, 0.5),
	('two', 'log_loss', 0.6838218078513174, 0.6376436809297871, 0.7299999347728477, 0.6918966592050799),
	('two', 'brier', 0.485819262760437, 0.44677483652450156, 0.5248636889963725, 0.49875),
	('two', 'ece', 0.14039538935454393, NULL, NULL, NULL),
	('two', 'top_1_accuracy', 0.63, 0.5816587842920732, 0.6758680191810097, 0.525),
	('two', 'top_2_accuracy', 1.0, 0.9904877056657034, 0.9999999999999999, 1.0),
	('two', 'top_3_accuracy', 1.0, 0.9904877056657034, 0.9999999999999999, 1.0),
	('two', 'top_5_accuracy', 1.0, 0.9904877056657034, 0.9999999999999999, 1.0),
	('two', 'top_10_accuracy', 1.0, 0.9904877056657034, 0.9999999999999999, 1.0),
	('useless', 'macro_roc_auc', 0.5079262232837964, 0.4593417456343262, 0.5565107009332666, 0.5),
	('useless', 'weighted_roc_auc', 0.5086321775241441, 0.46011558238037986, 0.5571487726679084, 0.5),
	('useless', 'log_loss', 1.7753602686648093, 1.7325841711514132, 1.8181363661782055, 1.6057778076608957),
	('useless', 'brier', 0.8461310477611008, 0.8323685579375749, 0.8598935375846267, 0.7984962962962963),
	('useless', 'ece', 0.13084956691532248, NULL, NULL, NULL),
	('useless', 'top_1_accuracy', 0.21444444444444444, 0.18887294715830866, 0.24244324775196663, 0.23222222222222222),
	('useless', 'top_2_accuracy', 0.4111111111111111, 0.3794093445444112, 0.44356845931870936, 0.4344444444444444),
	('useless', 'top_3_accuracy', 0.5955555555555555, 0.563151085036277, 0.627147775810868, 0.6277777777777778),
	('useless', 'top_5_accuracy', 1.0, 0.9957498532699458, 1.0, 1.0),
	('useless', 'top_10_accuracy', 1.0, 0.9957498532699458, 1.0, 1.0),
	('alike', 'macro_roc_auc', 0.5, NULL, NULL, 0.5),
	('alike', 'weighted_roc_auc', 0.5, NULL, NULL, 0.5),
	('alike', 'log_loss', 1.0986122886681098, 1.0986122886681098, 1.0986122886681098, 1.074685619766192),
	('alike', 'brier', 0.6666666666666666, 0.6666666666666666, 0.6666666666666666, 0.6516666666666666),
	('alike', 'ece', 0.09999999999999988, NULL, NULL, NULL),
	('alike', 'top_1_accuracy', 0.38333333333333336, 0.27088272374082023, 0.5098240417590008, 0.38333333333333336),
	('alike', 'top_2_accuracy', 0.7666666666666667, 0.6456372962239805, 0.8556043826335717, 0.7666666666666667),
	('alike', 'top_3_accuracy', 1.0, 0.9398281478579099, 0.9999999999999999, 1.0),
	('alike', 'top_5_accuracy', 1.0, 0.9398281478579099, 0.9999999999999999, 1.0),
	('alike', 'top_10_accuracy', 1.0, 0.9398281478579099, 0.9999999999999999, 1.0),
	('few rows', 'macro_roc_auc', 0.9392857142857144, 0.8224625433769048, 1.0, 0.5),
	('few rows', 'weighted_roc_auc', 0.9250000000000002, 0.7748507754766323, 1.0, 0.5),
	('few rows', 'log_loss', 0.723037367170981, 0.533478308862798, 0.912596425479164, 0.8876942757991038),
	('few rows', 'brier', 0.42662527729080546, 0.2902529921487896, 0.5629975624328214, 0.5416666666666666),
	('few rows', 'ece', 0.17097592303260908, NULL, NULL, NULL),
	('few rows', 'top_1_accuracy', 0.5833333333333334, 0.31951131254954973, 0.8067396863412435, 0.5833333333333334),
	('few rows', 'top_2_accuracy', 0.9166666666666666, 0.646120088858883, 0.9851349055950829, 0.9166666666666667),
	('few rows', 'top_3_accuracy', 1.0, 0.7575059933447589, 0.9999999999999999, 1.0),
	('few rows', 'top_5_accuracy', 1.0, 0.7575059933447589, 0.9999999999999999, 1.0),
	('few rows', 'top_10_accuracy', 1.0, 0.7575059933447589, 0.9999999999999999, 1.0);
ALTER TABLE expected ALTER value TYPE float8, ALTER low TYPE float8, ALTER high TYPE float8, ALTER baseline TYPE float8;

CREATE TEMP TABLE states(name, state) AS
SELECT name, drift.class_outcome_agg(label, NULL, scores, names) FROM models GROUP BY name;
SELECT is((
	SELECT string_agg(format('%s is %s [%s, %s] beside %s, not %s [%s, %s] beside %s', e.metric, m.value, m.ci_low, m.ci_high, m.baseline,
		e.value, e.low, e.high, e.baseline), '; ')
	FROM expected AS e LEFT JOIN LATERAL drift.metrics(s.state) AS m USING (metric)
	WHERE e.name = s.name AND (pg_temp.differs(m.value, e.value) OR m.n IS DISTINCT FROM (SELECT k.n FROM kinds AS k WHERE k.name = e.name)
		OR pg_temp.differs(m.ci_low, e.low, 1e-7) OR pg_temp.differs(m.ci_high, e.high, 1e-7)
		OR (e.baseline IS NOT NULL AND pg_temp.differs(m.baseline, e.baseline)) OR m.error_bound > 0)),
	NULL, s.name || ': every metric')
FROM states AS s ORDER BY name COLLATE "C";

SELECT is((
	SELECT string_agg(format('%s is %s, not %s', t.class, t.roc_auc, e.roc_auc), '; ')
	FROM drift.class_table(s.state) AS t JOIN (
		SELECT c, drift.roc_auc(m.label = c, m.scores[array_position(m.names, c)])
		FROM models AS m, unnest(m.names) AS c WHERE m.name = s.name GROUP BY c) AS e(class, roc_auc) USING (class)
	WHERE pg_temp.differs(t.roc_auc, e.roc_auc)), NULL, s.name || ': each class as a binary model')
FROM states AS s ORDER BY name COLLATE "C";

-- as JSON, in parts that do not know all classes, merged in another order, through text and back
SELECT is(drift.merge(m.state ORDER BY part DESC)::text, s.state::text, name || ': as JSON, merged')
FROM (SELECT name, i % 7 AS part, drift.class_outcome_agg(label, NULL, (
		SELECT jsonb_object_agg(c, x) FROM unnest(names, scores) AS u(c, x)))::text::drift.outcome AS state
	FROM models GROUP BY name, i % 7) AS m JOIN states AS s USING (name)
GROUP BY name, s.state::text ORDER BY name COLLATE "C";

SELECT * FROM finish();
ROLLBACK;
