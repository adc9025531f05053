
-- What drift.watch finds, as rows for the caller.
CREATE TYPE drift.choice AS (
	item text,
	choice text,
	why text
);
COMMENT ON TYPE drift.choice IS 'One decision of drift.watch: what it was about, what was chosen, why.';
COMMENT ON COLUMN drift.choice.item IS 'What the decision was about.';
COMMENT ON COLUMN drift.choice.choice IS 'What was chosen.';
COMMENT ON COLUMN drift.choice.why IS 'Why.';

-- Say what was chosen, and why; a column that was given and does not exist is an error.
CREATE FUNCTION drift.tell_columns(log regclass, columns name[], counts bigint[],
								   segment_columns name[], protected_columns name[],
								   feature_columns name[], category_columns name[],
								   given_segments boolean, given_protected boolean,
								   given_features boolean) RETURNS drift.choice[]
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	c record;
	choices drift.choice[] := '{}';
BEGIN
	FOR c IN SELECT 'segment' AS role, s AS name FROM unnest(segment_columns) s
			 UNION ALL SELECT 'protected', p FROM unnest(protected_columns) p LOOP
		PERFORM drift.check_column(log, c.name, c.role || '_columns');
		choices := choices || ROW(c.role, c.name, CASE WHEN CASE c.role WHEN 'segment'
			THEN given_segments ELSE given_protected END
			THEN 'given' ELSE format('by its name, %s distinct values',
				counts[1 + array_position(columns, c.name)]) END)::drift.choice;
	END LOOP;
	FOR c IN SELECT f AS name, drift.type_kind(drift.check_column(log, f,
		'feature_columns')) AS kind
			 FROM unnest(feature_columns) f LOOP
		choices := choices || ROW('feature', c.name, format('%s%s',
			CASE WHEN given_features THEN 'given, ' ELSE '' END,
			CASE WHEN c.kind IN ('boolean', 'category') THEN 'category by its type'
				WHEN c.name = ANY (category_columns) THEN format('category: %s distinct values',
					counts[1 + array_position(columns, c.name)])
				ELSE 'numeric' END))::drift.choice;
	END LOOP;
	RETURN choices;
END
$$;
COMMENT ON FUNCTION drift.tell_columns(regclass, name[], bigint[], name[], name[], name[], name[], boolean, boolean, boolean) IS 'Rows of drift.watch about the segments, protected attributes and features it chose; counts: rows, and distinct values of columns.';

-- What a column is for by its name, where it has a few values.
CREATE FUNCTION drift.guess_role(column_name name) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
	SELECT CASE
		WHEN lower(column_name) ~ ('^(segment|region|country|country_code|channel|product|market|'
			'platform|device|tenant|branch|store|site)$') THEN 'segment'
		WHEN lower(column_name) ~ ('^(sex|gender|race|rac1p|ethnicity|age_group|age_band|agegroup|'
			'nationality|religion|disability|marital_status)$') THEN 'protected' END
$$;
COMMENT ON FUNCTION drift.guess_role(name) IS 'segment or protected for the usual names of such columns, else NULL.';

-- Sort the columns that are left into segments, protected attributes and features.
CREATE FUNCTION drift.choose_columns(log regclass, taken name[], filter text,
									 INOUT segment_columns name[], INOUT protected_columns name[],
									 INOUT feature_columns name[], exclude_columns name[],
									 INOUT category_columns name[], numeric_columns name[],
									 OUT choices drift.choice[])
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	columns name[] := array(SELECT a.attname FROM pg_attribute a
		WHERE a.attrelid = log AND a.attnum > 0 AND NOT a.attisdropped
			AND (a.attname = ANY (taken)) IS NOT TRUE
			AND drift.type_kind(a.atttypid) NOT IN ('other', 'time')
		ORDER BY a.attnum);
	counts bigint[] := drift.count_distinct(log, columns, filter);
	given_segments boolean := segment_columns IS NOT NULL;
	given_protected boolean := protected_columns IS NOT NULL;
	given_features boolean := feature_columns IS NOT NULL;
	c record;
	distincts bigint;
	role text;
BEGIN
	segment_columns := coalesce(segment_columns, '{}');
	protected_columns := coalesce(protected_columns, '{}');
	feature_columns := coalesce(feature_columns, '{}');
	category_columns := coalesce(category_columns, '{}');
	FOR c IN SELECT a.attname AS name, drift.type_kind(a.atttypid) AS kind,
				format_type(a.atttypid, a.atttypmod) AS type
			 FROM pg_attribute a
			 WHERE a.attrelid = log AND a.attnum > 0 AND NOT a.attisdropped
				AND (a.attname = ANY (taken)) IS NOT TRUE
			 ORDER BY a.attnum
	LOOP
		distincts := counts[1 + array_position(columns, c.name)];
		IF c.kind IN ('other', 'time') THEN
			choices := choices || ROW('skipped', c.name, format('type %s is not profiled',
				c.type))::drift.choice;
			CONTINUE;
		END IF;
		role := CASE WHEN distincts BETWEEN 2 AND 50 AND c.kind <> 'numeric'
			AND c.name <> ALL (exclude_columns) THEN drift.guess_role(c.name) END;
		IF role = 'segment' AND NOT given_segments THEN
			segment_columns := segment_columns || c.name;
		ELSIF role = 'protected' AND NOT given_protected THEN
			protected_columns := protected_columns || c.name;
		END IF;
		IF c.kind = 'integer' AND distincts <= 20 AND c.name <> ALL (category_columns)
			AND (c.name = ANY (numeric_columns)) IS NOT TRUE THEN
			category_columns := category_columns || c.name;
		END IF;
		IF given_features THEN
			CONTINUE WHEN c.name = ANY (feature_columns);
			choices := choices || ROW('skipped', c.name, 'not in feature_columns')::drift.choice;
		ELSIF c.name = ANY (exclude_columns) THEN
			choices := choices || ROW('skipped', c.name, 'in exclude_columns')::drift.choice;
		ELSIF c.kind IN ('category', 'integer') AND counts[1] >= 20 AND distincts > 0.9 * counts[1]
			AND (c.kind = 'category' OR lower(c.name) ~ '(^|_)(id|uuid|key|number|no|nr)$') THEN
			choices := choices || ROW('skipped', c.name,
				format('looks like an identifier: %s distinct values in %s rows', distincts,
					counts[1]))::drift.choice;
		ELSE
			feature_columns := feature_columns || c.name;
		END IF;
	END LOOP;
	choices := choices || drift.tell_columns(log, columns, counts, segment_columns,
		protected_columns, feature_columns, category_columns, given_segments, given_protected,
		given_features);
END
$$;
COMMENT ON FUNCTION drift.choose_columns(regclass, name[], text, name[], name[], name[], name[], name[], name[]) IS 'Segments, protected attributes, features and categories among the columns that have no other role.';

-- The document whose keys are features: what the caller says ('' says none), else a guess by name.
CREATE FUNCTION drift.choose_document(log regclass, given name) RETURNS name
	LANGUAGE plpgsql STABLE
	SET search_path = pg_catalog, drift, pg_temp
AS $$
BEGIN
	IF given = '' THEN
		RETURN NULL;
	ELSIF given IS NOT NULL THEN
		PERFORM drift.check_column(log, given, 'features_column');
		RETURN given;
	END IF;
	RETURN (SELECT a.attname FROM pg_attribute a
		WHERE a.attrelid = log AND a.attnum > 0 AND NOT a.attisdropped
			AND lower(a.attname) IN ('features', 'feature', 'inputs', 'input')
			AND drift.base_type(a.atttypid) = 'jsonb'::regtype
		ORDER BY a.attnum LIMIT 1);
END
$$;
COMMENT ON FUNCTION drift.choose_document(regclass, name) IS 'The jsonb column of a log whose keys are features, or NULL.';

-- Monitors of what each column holds, and of how many of them drift: with fewer than four columns
-- one alone would be beyond the limit, and has alerts of its own.
CREATE FUNCTION drift.create_column_monitors(src drift.source, model text) RETURNS int
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	c record;
	seg text;
	n int := 0;
	columns int := 0;
BEGIN
	FOR c IN SELECT sc.column_name, min(sc.kind) AS kind FROM drift.source_column sc
			 WHERE sc.source_id = src.source_id AND sc.role IN ('feature', 'prediction', 'score')
			 GROUP BY 1 ORDER BY 1 LOOP
		PERFORM drift.create_monitor(src.name, model, 'psi', c.column_name);
		PERFORM drift.create_monitor(src.name, model, 'null_rate', c.column_name);
		columns := columns + 1;
		n := n + 2;
		IF c.kind = 'numeric' THEN
			PERFORM drift.create_monitor(src.name, model, 'ks', c.column_name);
			n := n + 1;
		END IF;
		FOR seg IN SELECT sc.column_name::text FROM drift.source_column sc
				   WHERE sc.source_id = src.source_id AND sc.role = 'segment'
				   UNION SELECT ss.segment_key FROM drift.source_segment ss
				   WHERE ss.source_id = src.source_id ORDER BY 1 LOOP
			CONTINUE WHEN seg = c.column_name;
			PERFORM drift.create_monitor(src.name, model, 'psi', c.column_name, seg);
			n := n + 1;
		END LOOP;
	END LOOP;
	IF columns >= 4 THEN
		PERFORM drift.create_monitor(src.name, model, 'drift_share');
		n := n + 1;
	END IF;
	RETURN n;
END
$$;
COMMENT ON FUNCTION drift.create_column_monitors(drift.source, text) IS 'PSI and null rate of each feature, prediction and score, KS where numeric, PSI in each segment; drift_share where there are at least four columns. Returns how many.';

-- Monitors of how good and how fair the model is.
CREATE FUNCTION drift.create_outcome_monitors(src drift.source, model text) RETURNS int
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	predicted boolean := src.prediction_column IS NOT NULL OR src.score_column IS NOT NULL;
	labelled boolean := src.label_column IS NOT NULL;
	id bigint;
	n int := 0;
BEGIN
	FOR id IN
		SELECT drift.create_monitor(src.name, model, one) FROM unnest(CASE src.task
			WHEN 'binary' THEN '{accuracy,f1}' || CASE WHEN src.score_column IS NOT NULL
				THEN '{roc_auc}'::text[] ELSE '{}' END
			WHEN 'class' THEN '{class_accuracy,macro_f1}' WHEN 'regression' THEN '{mae,r2}'
				ELSE '{}' END) one
		WHERE labelled AND predicted
		UNION ALL
		SELECT drift.create_monitor(src.name, model, one, sc.column_name)
		FROM (SELECT x.column_name FROM drift.source_column x WHERE x.source_id = src.source_id
			AND x.role = 'protected' ORDER BY 1) sc,
			unnest('{demographic_parity,equal_opportunity}'::text[]) one
		WHERE src.task = 'binary' AND predicted AND (labelled OR one = 'demographic_parity')
	LOOP
		n := n + 1;
	END LOOP;
	RETURN n;
END
$$;
COMMENT ON FUNCTION drift.create_outcome_monitors(drift.source, text) IS 'Accuracy, F1 and AUC (or their like) where there are labels, gaps between the groups of protected columns. Returns how many.';

-- The monitors that watch makes for a model.
CREATE FUNCTION drift.create_default_monitors(source text, model text) RETURNS int
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
BEGIN
	-- a baseline that moves has no windows of its own to expect rows from
	PERFORM drift.create_monitor(source, model, 'row_count', method => CASE WHEN EXISTS (
		SELECT FROM drift.baseline b WHERE b.source_id = src.source_id
			AND b.model_id = drift.find_model(model) AND b.name = 'drift' AND b.active
			AND b.kind NOT IN ('range', 'relation')) THEN 'rolling' ELSE 'auto' END);
	RETURN 1 + drift.create_column_monitors(src, model)
		+ drift.create_outcome_monitors(src, model);
END
$$;
COMMENT ON FUNCTION drift.create_default_monitors(text, text) IS
'The monitors of drift.watch for one model: rows; PSI and null rate of each feature, prediction and score, KS where numeric, PSI in each segment; the share of columns that drifted (drift_share) where there are four or more; accuracy, F1 and AUC (or their like) where there are labels; gaps between groups. Returns how many.';

-- Which column is what, by the caller's word or by name; in this order, none twice.
CREATE FUNCTION drift.choose_roles(INOUT src drift.source, given drift.source, exclude name[],
								   OUT choices drift.choice[], OUT taken name[])
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	role record;
	x record;
	apart boolean := given.label_relation IS NOT NULL;
BEGIN
	taken := coalesce(exclude, '{}') || src.time_column;
	FOR role IN SELECT * FROM (VALUES
		('model', given.model_column, 'model model_name model_id', '{category,integer}'),
		('version', given.version_column, 'model_version version', '{category,integer,numeric}'),
		('id', given.id_column, 'prediction_id request_id id event_id row_id uuid',
			'{category,integer}'),
		('score', given.score_column, 'score probability proba prob prediction_score '
			'prediction_probability prediction_proba predicted_probability predicted_score '
			'pred_proba pred_prob y_score y_prob y_proba confidence risk_score model_score',
			'{numeric}'),
		('prediction', given.prediction_column, 'prediction predicted pred y_pred yhat y_hat '
			'predicted_label predicted_class predicted_value decision approved output '
			'model_output', '{category,integer,boolean,numeric}'),
		('label', given.label_column, 'label actual actuals target y_true ytrue y truth '
			'ground_truth outcome observed defaulted is_fraud churned converted',
			'{category,integer,boolean,numeric}')) AS v(name, given, names, kinds)
	LOOP
		x := drift.choose_column(CASE WHEN role.name = 'label' AND apart THEN given.label_relation
				ELSE src.log END, role.given, role.name || '_column', role.names,
			role.kinds::text[], CASE WHEN role.name = 'label' AND apart THEN '{}' ELSE taken END);
		src := jsonb_populate_record(src, jsonb_build_object(role.name || '_column', x.chosen));
		IF NOT (role.name = 'label' AND apart) THEN
			taken := taken || x.chosen;
		END IF;
		choices := choices || ROW(role.name, x.chosen, x.why)::drift.choice;
	END LOOP;
	IF apart AND src.label_column IS NOT NULL THEN
		src.label_relation := given.label_relation;
		x := drift.choose_column(src.label_relation, coalesce(given.label_id_column,
			CASE WHEN drift.has_column(src.label_relation, src.id_column) THEN src.id_column END),
			'label_id_column', 'prediction_id request_id id event_id row_id uuid',
			'{category,integer}', ARRAY[src.label_column]);
		src.label_id_column := x.chosen;
		choices := choices || ROW('label id', x.chosen, CASE
			WHEN given.label_id_column IS NULL AND x.why = 'given' THEN 'named like the id'
			ELSE x.why END)::drift.choice;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.choose_roles(drift.source, drift.source, name[]) IS 'Columns of a log by role, and why; given holds what the caller said.';

-- What is predicted, and which value of it counts as positive.
CREATE FUNCTION drift.choose_task(INOUT src drift.source, given drift.source,
								  INOUT choices drift.choice[])
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	p record;
BEGIN
	src.task := coalesce(given.task, CASE WHEN src.prediction_column IS NULL THEN
		CASE WHEN src.score_column IS NULL THEN 'none' ELSE 'binary' END END);
	src.positive_prediction := given.positive_prediction;
	src.positive_label := given.positive_label;
	IF src.prediction_column IS NOT NULL THEN
		p := drift.guess_positive(src.log, src.prediction_column, src.row_filter);
		src.task := coalesce(given.task, CASE WHEN given.positive_prediction IS NOT NULL
			THEN 'binary' END, p.task);
		src.positive_prediction := coalesce(given.positive_prediction, p.positive);
		choices := choices || ROW('task', src.task, 'the prediction is ' || p.why)::drift.choice;
	END IF;
	IF src.label_column IS NULL THEN
		RETURN;
	END IF;
	p := drift.guess_positive(coalesce(src.label_relation, src.log), src.label_column, NULL);
	src.positive_label := coalesce(given.positive_label, p.positive);
	IF src.task = 'binary' AND p.task <> 'binary' AND given.positive_label IS NULL THEN
		choices := choices || ROW('label', NULL,
			format('not used: the label is %s; say positive_label => ''...''', p.why))::drift.choice;
		src.label_column := NULL;
		src.label_relation := NULL;
	END IF;
END
$$;
COMMENT ON FUNCTION drift.choose_task(drift.source, drift.source, drift.choice[]) IS 'Task and positive values of a log; given holds what the caller said.';

-- The models in a log: one, or the values of its model column.
CREATE FUNCTION drift.choose_models(src drift.source, model text) RETURNS text[]
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	models text[] := CASE
		WHEN src.model_column IS NULL THEN ARRAY[coalesce(model, src.name)]
		WHEN model IS NOT NULL THEN ARRAY[model]
		ELSE drift.distinct_values(src.log, src.model_column, src.row_filter, 50) END;
BEGIN
	IF cardinality(models) > 50 OR cardinality(models) = 0 THEN
		RAISE EXCEPTION 'column "%" names % models', src.model_column,
			CASE cardinality(models) WHEN 0 THEN 'no' ELSE 'more than 50' END
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass model => ''name'' to watch one of them, or model_column => '''' if it does '
				'not name the model.';
	END IF;
	RETURN models;
END
$$;
COMMENT ON FUNCTION drift.choose_models(drift.source, text) IS 'Names of the models that a log holds, at most 50.';

-- Store what was chosen: source, models, baselines, monitors; returns the number of monitors.
CREATE FUNCTION drift.create_watch(src drift.source, features name[], categories name[],
								   segments text[], protected name[], models text[],
								   reference tstzrange, reference_relation regclass,
								   reference_where text, reference_kind text)
	RETURNS int
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	one text;
	n int := 0;
BEGIN
	PERFORM drift.create_source(log => src.log, time_column => src.time_column, name => src.name,
		model_column => src.model_column, version_column => src.version_column,
		id_column => src.id_column, prediction_column => src.prediction_column,
		score_column => src.score_column, label_column => src.label_column,
		label_relation => src.label_relation, label_id_column => src.label_id_column,
		feature_columns => features, category_columns => categories,
		segment_columns => segments, protected_columns => protected,
		task => src.task, positive_label => src.positive_label,
		positive_prediction => src.positive_prediction, threshold => src.threshold,
		row_filter => src.row_filter, window_length => src.window_length,
		time_zone => src.time_zone, lateness => src.lateness,
		label_lateness => coalesce(src.label_lateness, greatest(src.window_length,
			CASE WHEN src.label_column IS NULL THEN interval '1 day' ELSE interval '30 days' END)),
		watch_from => src.watch_from, weight_column => src.weight_column,
		features_column => src.features_column);
	FOREACH one IN ARRAY models LOOP
		IF NOT EXISTS (SELECT FROM drift.model m WHERE m.name = one) THEN
			PERFORM drift.register_model(one);
		END IF;
		PERFORM drift.add_source_model(src.name, one);
		PERFORM drift.create_baseline(src.name, one, reference, reference_relation,
			reference_where, 'drift.watch', reference_kind);
		n := n + drift.create_default_monitors(src.name, one);
	END LOOP;
	RETURN n;
END
$$;
COMMENT ON FUNCTION drift.create_watch(drift.source, name[], name[], text[], name[], text[], tstzrange, regclass, text, text) IS 'Last step of drift.watch: create what was chosen.';

-- Models, windows and reference: what depends on the rows.
CREATE FUNCTION drift.choose_span(INOUT src drift.source, model text, INOUT reference tstzrange,
								  relation regclass, relation_where text,
								  INOUT choices drift.choice[], OUT models text[],
								  reference_kind text DEFAULT NULL)
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
DECLARE
	span record := drift.log_span(src);
	x record;
BEGIN
	IF coalesce(span.n, 0) = 0
		AND (relation IS NULL AND reference_kind IS NULL
			OR src.model_column IS NOT NULL AND model IS NULL) THEN
		RAISE EXCEPTION '% has no rows yet', src.log USING ERRCODE = 'no_data_found',
			HINT = 'Wait for rows, or pass model => ''name'' and reference_kind => '
				'''rolling'' or reference_relation => ''training_data''.';
	END IF;
	models := drift.choose_models(src, model);
	x := drift.choose_window(src.window_length, span.first, span.last, span.n, cardinality(models),
		drift.base_type(drift.check_column(src.log, src.time_column, 'time_column'))
			= 'date'::regtype);
	src.window_length := x.chosen;
	choices := choices || ROW('window', x.chosen::text, x.why)::drift.choice;
	IF reference_kind IS NOT NULL AND (reference IS NOT NULL OR relation IS NOT NULL) THEN
		RAISE EXCEPTION 'reference_kind is given, and a reference, too'
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Leave one of them out.';
	ELSIF reference_kind IS NOT NULL THEN
		src.watch_from := coalesce(span.first, now());
		choices := choices || ROW('reference', reference_kind, 'given')::drift.choice;
	ELSIF relation IS NULL THEN
		x := drift.choose_reference(src, reference, span.first, span.last);
		reference := x.chosen;
		src.watch_from := upper(reference);
		choices := choices || ROW('reference', format('%s to %s', lower(reference),
			upper(reference)), x.why)::drift.choice;
	ELSE
		reference := NULL;
		src.watch_from := coalesce(span.first, now());
		choices := choices || ROW('reference', concat_ws(' where ', relation, relation_where),
			'given')::drift.choice;
	END IF;
	choices := choices || ROW('models', array_to_string(models, ', '),
		CASE WHEN src.model_column IS NULL THEN 'one model'
			ELSE format('values of %I', src.model_column) END)::drift.choice;
END
$$;
COMMENT ON FUNCTION drift.choose_span(drift.source, text, tstzrange, regclass, text, drift.choice[], text) IS 'Models, window length and reference of a log, and why.';

-- A source before its columns are known.
CREATE FUNCTION drift.begin_source(log regclass, name text, row_filter text, time_zone text,
								   window_length interval, threshold float8, lateness interval,
								   label_lateness interval) RETURNS drift.source
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source;
BEGIN
	src.log := log;
	-- two logs may have one name in two schemas
	src.name := coalesce(name, CASE WHEN EXISTS (SELECT FROM drift.source s
		WHERE s.name = drift.relation_name(log)) THEN log::text ELSE drift.relation_name(log) END);
	src.owner := current_user;
	src.row_filter := nullif(row_filter, '');
	src.time_zone := coalesce(time_zone, current_setting('TimeZone'));
	src.window_origin := '2001-01-01';
	src.window_length := window_length;
	src.threshold := threshold;
	src.lateness := lateness;
	src.label_lateness := label_lateness;
	PERFORM drift.check_relation(log, 'log'),
		drift.check_source_settings(src.name, src.time_zone, threshold,
			ARRAY[coalesce(window_length, '1 day'), lateness, coalesce(label_lateness, '0')], now()),
		drift.check_condition(log, src.row_filter, 'row_filter');
	RETURN src;
END
$$;
COMMENT ON FUNCTION drift.begin_source(regclass, text, text, text, interval, float8, interval, interval) IS 'What drift.watch knows of a source before it looks at columns; settings out of range are errors (22023).';

CREATE FUNCTION drift.watch(
	log regclass,
	time_column name DEFAULT NULL,
	model text DEFAULT NULL,
	reference tstzrange DEFAULT NULL,
	reference_relation regclass DEFAULT NULL,
	reference_where text DEFAULT NULL,
	"window" interval DEFAULT NULL,
	prediction_column name DEFAULT NULL,
	score_column name DEFAULT NULL,
	label_column name DEFAULT NULL,
	label_relation regclass DEFAULT NULL,
	label_id_column name DEFAULT NULL,
	id_column name DEFAULT NULL,
	model_column name DEFAULT NULL,
	version_column name DEFAULT NULL,
	segment_columns text[] DEFAULT NULL,
	protected_columns name[] DEFAULT NULL,
	feature_columns name[] DEFAULT NULL,
	exclude_columns name[] DEFAULT '{}',
	category_columns name[] DEFAULT NULL,
	numeric_columns name[] DEFAULT NULL,
	positive_label text DEFAULT NULL,
	positive_prediction text DEFAULT NULL,
	threshold float8 DEFAULT 0.5,
	task text DEFAULT NULL,
	row_filter text DEFAULT NULL,
	lateness interval DEFAULT '0',
	label_lateness interval DEFAULT NULL,
	time_zone text DEFAULT NULL,
	name text DEFAULT NULL,
	weight_column name DEFAULT NULL,
	features_column name DEFAULT NULL,
	reference_kind text DEFAULT NULL)
	RETURNS SETOF drift.choice
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	given drift.source;
	src drift.source;
	x record;
	roles record;
	cols record;
	one name;
	combinations text[] := array(SELECT s FROM unnest(segment_columns) s
		WHERE drift.is_combination(log, s));
BEGIN
	IF EXISTS (SELECT FROM drift.source s WHERE s.log = log) THEN
		RAISE EXCEPTION '% is watched already', log USING ERRCODE = 'duplicate_object',
			HINT = format('SELECT drift.unwatch(%L) forgets it and its history; '
				'drift.create_source makes a second source.', log);
	END IF;
	exclude_columns := coalesce(exclude_columns, '{}');
	FOREACH one IN ARRAY exclude_columns LOOP
		PERFORM drift.check_column(log, one, 'exclude_columns');
	END LOOP;
	given.model_column := model_column;
	given.version_column := version_column;
	given.id_column := id_column;
	given.score_column := score_column;
	given.prediction_column := prediction_column;
	given.label_column := label_column;
	given.label_relation := label_relation;
	given.label_id_column := label_id_column;
	given.task := task;
	given.positive_label := positive_label;
	given.positive_prediction := positive_prediction;

	src := drift.begin_source(log, name, row_filter, time_zone, "window", threshold, lateness,
		label_lateness);
	src.weight_column := weight_column;
	src.features_column := drift.choose_document(log, features_column);
	x := drift.choose_time(log, time_column);
	src.time_column := x.chosen;
	roles := drift.choose_roles(src, given, exclude_columns);
	x := drift.choose_task(roles.src, given,
		ARRAY[ROW('time', x.chosen, x.why)::drift.choice] || roles.choices);
	cols := drift.choose_columns(log, roles.taken || src.weight_column || src.features_column,
		src.row_filter, CASE WHEN segment_columns IS NOT NULL THEN array(SELECT s::name
			FROM unnest(segment_columns) s WHERE s <> ALL (combinations)) END,
		protected_columns, feature_columns, exclude_columns, category_columns, numeric_columns);
	x := drift.choose_span(x.src, model, reference, reference_relation, reference_where,
		x.choices || cols.choices, reference_kind);
	RETURN QUERY SELECT o.* FROM unnest(x.choices) o;
	RETURN QUERY SELECT 'monitors', drift.create_watch(x.src, cols.feature_columns,
		cols.category_columns, cols.segment_columns || combinations, cols.protected_columns, x.models,
		x.reference, reference_relation, reference_where, reference_kind)::text,
		'SELECT * FROM drift.monitor; next: CALL drift.run_due()';
	RETURN QUERY SELECT 'feature', sc.column_name::text, format('key of %s, %s',
		src.features_column, sc.kind)
	FROM drift.source_column sc JOIN drift.source s ON s.source_id = sc.source_id
	WHERE s.name = src.name AND sc.json_key IS NOT NULL ORDER BY 2;
END
$$;
COMMENT ON FUNCTION drift.watch(regclass, name, text, tstzrange, regclass, text, interval, name, name, name, regclass, name, name, name, name, text[], name[], name[], name[], name[], name[], text, text, float8, text, text, interval, interval, text, text, name, name, text) IS
'Watch a log of predictions: finds its columns by name and type, says what it chose and why, and makes models, source, baselines and monitors. Every choice has an argument; '''' says that there is no such column, ''{}'' that there are none. Whole numbers with at most 20 distinct values are categories; category_columns and numeric_columns say otherwise. segment_columns may hold combinations such as "region x device"; features_column: a jsonb column whose keys are features; weight_column: weights of the rows. reference: time range of the log to compare with; reference_relation (and reference_where): another relation, such as the training data; reference_kind: rolling, previous, same_hour or same_weekday, the windows before the tested one, which needs no rows yet if model is given; else the first windows of the log. label_relation, label_id_column, id_column: labels that are elsewhere. A name that does not exist is an error that tells the nearest; a log that is watched already is refused (42710).';

CREATE FUNCTION drift.unwatch(log regclass) RETURNS void
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	one text;
	found boolean := false;
BEGIN
	FOR one IN SELECT s.name FROM drift.source s WHERE s.log = log LOOP
		PERFORM drift.drop_source(one);
		found := true;
	END LOOP;
	IF NOT found THEN
		RAISE EXCEPTION '% is not watched', log USING ERRCODE = 'undefined_object',
			HINT = 'SELECT name, log FROM drift.source lists what is.';
	END IF;
END
$$;
COMMENT ON FUNCTION drift.unwatch(regclass) IS 'Forget a log: drop its sources with their history (drift.drop_source), and models that no other source logs.';
