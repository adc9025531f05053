
-- catalog: the tables of the pipeline
--
-- collect writes window_state, measure and judge write result; what alert and notify write is in
-- alert_tables. No foreign keys, partitions or triggers: dumps must restore in any
-- order; the functions that write keep the integrity. Relations are regclass (a rename is followed,
-- a dump writes the name); roles are names (a dump restores even where a role is missing: the
-- function that needs the role then says so).

CREATE TABLE drift.model (
	model_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name text NOT NULL CHECK (name <> ''),
	version text,
	role text NOT NULL DEFAULT 'champion'
		CHECK (role IN ('champion', 'challenger', 'canary', 'shadow')),
	owner name NOT NULL DEFAULT current_user,
	team text,
	tier text,
	intended_use text,
	links jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(links) = 'object'),
	metadata jsonb NOT NULL DEFAULT '{}',
	created_at timestamptz NOT NULL DEFAULT now(),
	created_by name NOT NULL DEFAULT current_user,
	UNIQUE NULLS NOT DISTINCT (name, version)
);
COMMENT ON TABLE drift.model IS 'A machine-learning model that is watched. Written by drift.watch and drift.register_model.';
COMMENT ON COLUMN drift.model.model_id IS 'Key.';
COMMENT ON COLUMN drift.model.name IS 'Name; the value of the log''s model column where it has one.';
COMMENT ON COLUMN drift.model.version IS 'Version, or NULL when the model is watched over all its versions.';
COMMENT ON COLUMN drift.model.role IS 'champion, challenger, canary or shadow.';
COMMENT ON COLUMN drift.model.owner IS 'Role that answers for the model.';
COMMENT ON COLUMN drift.model.team IS 'Team that answers for the model.';
COMMENT ON COLUMN drift.model.tier IS 'Materiality, in the words of the house.';
COMMENT ON COLUMN drift.model.intended_use IS 'What the model decides, and what not.';
COMMENT ON COLUMN drift.model.links IS 'Where to read more, such as {"card": "https://...", "repository": "https://..."}.';
COMMENT ON COLUMN drift.model.metadata IS 'Anything else: training run, contacts.';
COMMENT ON COLUMN drift.model.created_at IS 'When it was registered.';
COMMENT ON COLUMN drift.model.created_by IS 'Who registered it.';

CREATE TABLE drift.source (
	source_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name text NOT NULL UNIQUE CHECK (name <> ''),
	log regclass NOT NULL,
	owner name NOT NULL DEFAULT current_user,
	time_column name NOT NULL,
	model_column name,
	version_column name,
	id_column name,
	prediction_column name,
	score_column name,
	label_column name,
	label_relation regclass,
	label_id_column name,
	weight_column name,
	features_column name,
	task text NOT NULL CHECK (task IN ('binary', 'class', 'regression', 'none')),
	positive_label text,
	positive_prediction text,
	threshold float8 NOT NULL DEFAULT 0.5,
	row_filter text,
	window_length interval NOT NULL CHECK (window_length > interval '0'),
	window_origin timestamp NOT NULL DEFAULT '2001-01-01',
	time_zone text NOT NULL,
	lateness interval NOT NULL DEFAULT '0' CHECK (lateness >= interval '0'),
	label_lateness interval NOT NULL DEFAULT '0' CHECK (label_lateness >= interval '0'),
	watch_from timestamptz NOT NULL,
	collected_until timestamptz,
	max_windows int NOT NULL DEFAULT 1000 CHECK (max_windows > 0),
	run_every interval CHECK (run_every > interval '0'),
	lock_timeout interval NOT NULL DEFAULT '10 seconds' CHECK (lock_timeout >= interval '0'),
	read_timeout interval NOT NULL DEFAULT '1 hour' CHECK (read_timeout >= interval '0'),
	last_run_at timestamptz,
	enabled boolean NOT NULL DEFAULT true,
	resumed_at timestamptz,
	created_at timestamptz NOT NULL DEFAULT now(),
	created_by name NOT NULL DEFAULT current_user
);
COMMENT ON TABLE drift.source IS 'A relation that logs predictions: what its columns mean and how it is cut into windows.';
COMMENT ON COLUMN drift.source.source_id IS 'Key.';
COMMENT ON COLUMN drift.source.name IS 'Name, unique; by default the relation''s.';
COMMENT ON COLUMN drift.source.log IS 'The log: table, partitioned table, view, materialized view or foreign table.';
COMMENT ON COLUMN drift.source.owner IS 'Role with whose rights the log is read, whoever calls drift.run_due.';
COMMENT ON COLUMN drift.source.time_column IS 'Time of the prediction: timestamptz, timestamp or date.';
COMMENT ON COLUMN drift.source.model_column IS 'Column that names the model of each row, or NULL: one model.';
COMMENT ON COLUMN drift.source.version_column IS 'Column with the model''s version, or NULL.';
COMMENT ON COLUMN drift.source.id_column IS 'Identifies a prediction; needed to join labels.';
COMMENT ON COLUMN drift.source.prediction_column IS 'What the model said: a class, a boolean or a number.';
COMMENT ON COLUMN drift.source.score_column IS 'Score or probability behind the prediction.';
COMMENT ON COLUMN drift.source.label_column IS 'What turned out to be true; in the log or in label_relation.';
COMMENT ON COLUMN drift.source.label_relation IS 'Relation that holds the labels, or NULL: the log itself.';
COMMENT ON COLUMN drift.source.label_id_column IS 'Column of label_relation that equals id_column.';
COMMENT ON COLUMN drift.source.weight_column IS 'Column with the weight of each row, or NULL: all count alike.';
COMMENT ON COLUMN drift.source.features_column IS 'Column of type jsonb whose keys are features, or NULL.';
COMMENT ON COLUMN drift.source.task IS 'binary, class, regression, or none where no prediction is known.';
COMMENT ON COLUMN drift.source.positive_label IS 'Label that counts as positive where the type is not boolean.';
COMMENT ON COLUMN drift.source.positive_prediction IS 'Prediction that counts as positive where the type is not boolean.';
COMMENT ON COLUMN drift.source.threshold IS 'Scores from here on predict positive where there is no prediction column.';
COMMENT ON COLUMN drift.source.row_filter IS 'SQL condition; only rows for which it is true are watched. Runs with the owner''s rights.';
COMMENT ON COLUMN drift.source.window_length IS 'Length and step of a window.';
COMMENT ON COLUMN drift.source.window_origin IS 'Local time at which a window starts; the default is a Monday.';
COMMENT ON COLUMN drift.source.time_zone IS 'Zone in which days begin, and of times without zone.';
COMMENT ON COLUMN drift.source.lateness IS 'How long after its end a window waits for late rows.';
COMMENT ON COLUMN drift.source.label_lateness IS 'How long after its end a window is looked at again for labels and rows that came late.';
COMMENT ON COLUMN drift.source.watch_from IS 'Start of the first window that is watched.';
COMMENT ON COLUMN drift.source.collected_until IS 'End of the last window collected by a run; NULL before the first.';
COMMENT ON COLUMN drift.source.max_windows IS 'At most so many new windows in one run; the next run goes on.';
COMMENT ON COLUMN drift.source.run_every IS 'drift.run_due leaves the source out until so much time has passed since last_run_at; NULL: every call runs it.';
COMMENT ON COLUMN drift.source.lock_timeout IS 'A run waits for a lock at most so long, then the windows stay due for the next; 0: for ever.';
COMMENT ON COLUMN drift.source.read_timeout IS 'One query over the log may take so long (setting drift.read_timeout), then the run fails; 0: any time.';
COMMENT ON COLUMN drift.source.last_run_at IS 'as_of of the last run, also where nothing was due; NULL: never.';
COMMENT ON COLUMN drift.source.enabled IS 'false: suspended.';
COMMENT ON COLUMN drift.source.resumed_at IS 'When it was last resumed; NULL: never.';
COMMENT ON COLUMN drift.source.created_at IS 'When it was created.';
COMMENT ON COLUMN drift.source.created_by IS 'Who created it.';

CREATE TABLE drift.source_column (
	source_id bigint NOT NULL,
	column_name name NOT NULL,
	role text NOT NULL CHECK (role IN ('feature', 'prediction', 'score', 'segment', 'protected')),
	kind text NOT NULL CHECK (kind IN ('numeric', 'category')),
	data_type text NOT NULL,
	json_key text,
	PRIMARY KEY (source_id, column_name, role)
);
COMMENT ON TABLE drift.source_column IS 'The columns of a source that are collected; one column may have several roles.';
COMMENT ON COLUMN drift.source_column.source_id IS 'The source.';
COMMENT ON COLUMN drift.source_column.column_name IS 'Column of the log, or the name of a feature in its features_column.';
COMMENT ON COLUMN drift.source_column.role IS 'feature, prediction, score, segment or protected.';
COMMENT ON COLUMN drift.source_column.kind IS 'numeric: profiled as numbers; category: counted as categories.';
COMMENT ON COLUMN drift.source_column.data_type IS 'Type of the column when it was registered.';
COMMENT ON COLUMN drift.source_column.json_key IS 'Key in the source''s features_column that holds the feature; NULL: a column of its own.';

CREATE TABLE drift.source_segment (
	source_id bigint NOT NULL,
	segment_key text NOT NULL,
	column_names name[] NOT NULL CHECK (cardinality(column_names) BETWEEN 2 AND 5),
	PRIMARY KEY (source_id, segment_key)
);
COMMENT ON TABLE drift.source_segment IS 'Segments that are combinations of columns, such as region x device; segments of one column are in drift.source_column.';
COMMENT ON COLUMN drift.source_segment.source_id IS 'The source.';
COMMENT ON COLUMN drift.source_segment.segment_key IS 'Name of the combination: its columns, joined by " x ".';
COMMENT ON COLUMN drift.source_segment.column_names IS 'Columns of the log that are combined.';

CREATE TABLE drift.source_model (
	source_id bigint NOT NULL,
	model_id bigint NOT NULL,
	log_value text,
	log_version text,
	PRIMARY KEY (source_id, model_id)
);
COMMENT ON TABLE drift.source_model IS 'Which models a source logs.';
COMMENT ON COLUMN drift.source_model.source_id IS 'The source.';
COMMENT ON COLUMN drift.source_model.model_id IS 'The model.';
COMMENT ON COLUMN drift.source_model.log_value IS 'Value of the source''s model column for this model; NULL where the log has one model.';
COMMENT ON COLUMN drift.source_model.log_version IS 'Value of the source''s version column for this model; NULL: all versions.';

CREATE TABLE drift.baseline (
	baseline_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	source_id bigint NOT NULL,
	model_id bigint NOT NULL,
	name text NOT NULL DEFAULT 'drift' CHECK (name <> ''),
	purpose text NOT NULL DEFAULT 'drift' CHECK (purpose IN ('drift', 'skew')),
	kind text NOT NULL CHECK (kind IN ('range', 'relation', 'previous', 'rolling', 'same_hour',
		'same_weekday')),
	range tstzrange,
	relation regclass,
	relation_filter text,
	windows int CHECK (windows BETWEEN 1 AND 1000),
	skip_alerted boolean NOT NULL DEFAULT false,
	final_only boolean NOT NULL DEFAULT false,
	version int NOT NULL DEFAULT 1,
	active boolean NOT NULL DEFAULT true,
	frozen_at timestamptz,
	n_rows bigint,
	reason text,
	created_at timestamptz NOT NULL DEFAULT now(),
	created_by name NOT NULL DEFAULT current_user,
	UNIQUE (source_id, model_id, name, version),
	CHECK ((kind = 'range') = (range IS NOT NULL) AND (kind = 'relation') = (relation IS NOT NULL)
		AND (kind NOT IN ('range', 'relation')) = (windows IS NOT NULL))
);
CREATE UNIQUE INDEX baseline_active ON drift.baseline (source_id, model_id, name) WHERE active;
COMMENT ON TABLE drift.baseline IS 'What a model is compared with: a time range of its log, another relation, or earlier windows that move with the tested one. Versioned by name; states of a range or relation are frozen by the first run.';
COMMENT ON COLUMN drift.baseline.baseline_id IS 'Key.';
COMMENT ON COLUMN drift.baseline.source_id IS 'The source whose columns it describes.';
COMMENT ON COLUMN drift.baseline.model_id IS 'The model it belongs to.';
COMMENT ON COLUMN drift.baseline.name IS 'Name that monitors refer to; unique for source and model among the active ones.';
COMMENT ON COLUMN drift.baseline.purpose IS 'drift: how the log differs from its own past; skew: how serving differs from training.';
COMMENT ON COLUMN drift.baseline.kind IS 'range: windows of the log; relation: another relation, such as the training data; previous, rolling, same_hour, same_weekday: merged from the last windows before the tested one.';
COMMENT ON COLUMN drift.baseline.range IS 'Time range of the log, whole windows, end excluded.';
COMMENT ON COLUMN drift.baseline.relation IS 'Relation with columns named as in the log.';
COMMENT ON COLUMN drift.baseline.relation_filter IS 'SQL condition on the relation. Runs with the source owner''s rights.';
COMMENT ON COLUMN drift.baseline.windows IS 'So many windows are merged, where the baseline moves.';
COMMENT ON COLUMN drift.baseline.skip_alerted IS 'Windows in which an alert of the model was firing are left out, where the baseline moves.';
COMMENT ON COLUMN drift.baseline.final_only IS 'Windows that are not final are left out, where the baseline moves.';
COMMENT ON COLUMN drift.baseline.version IS 'Counts the baselines of this name, model and source.';
COMMENT ON COLUMN drift.baseline.active IS 'The one of its name that new windows are compared with.';
COMMENT ON COLUMN drift.baseline.frozen_at IS 'When its states were collected; NULL: by the next run, or never where it moves.';
COMMENT ON COLUMN drift.baseline.n_rows IS 'Rows it was made of.';
COMMENT ON COLUMN drift.baseline.reason IS 'Why it was made.';
COMMENT ON COLUMN drift.baseline.created_at IS 'When it was created.';
COMMENT ON COLUMN drift.baseline.created_by IS 'Who created it.';

CREATE TABLE drift.baseline_state (
	baseline_id bigint NOT NULL,
	window_start timestamptz,
	segment_key text,
	segment_value text,
	kind text NOT NULL CHECK (kind IN ('rows', 'profile', 'outcome', 'scores', 'fairness')),
	column_name name,
	n_rows bigint NOT NULL,
	n_labelled bigint,
	profile drift.profile,
	outcome drift.outcome,
	fairness drift.fairness,
	UNIQUE NULLS NOT DISTINCT (baseline_id, window_start, kind, column_name, segment_key,
		segment_value)
);
COMMENT ON TABLE drift.baseline_state IS 'The states of a baseline, one row a column and segment: frozen, or merged for the windows measured last.';
COMMENT ON COLUMN drift.baseline_state.baseline_id IS 'The baseline.';
COMMENT ON COLUMN drift.baseline_state.window_start IS 'The tested window, where the baseline moves; only those measured last are kept.';
COMMENT ON COLUMN drift.baseline_state.segment_key IS 'Segment column; NULL: all rows.';
COMMENT ON COLUMN drift.baseline_state.segment_value IS 'Value of the segment column, as text; NULL is a value, too.';
COMMENT ON COLUMN drift.baseline_state.kind IS 'rows, profile, outcome, scores or fairness: which state the row holds.';
COMMENT ON COLUMN drift.baseline_state.column_name IS 'Column of a profile, protected attribute of a fairness state, else NULL.';
COMMENT ON COLUMN drift.baseline_state.n_rows IS 'Rows in the baseline and segment.';
COMMENT ON COLUMN drift.baseline_state.n_labelled IS 'Rows among them with a label.';
COMMENT ON COLUMN drift.baseline_state.profile IS 'State, when kind is profile.';
COMMENT ON COLUMN drift.baseline_state.outcome IS 'State, when kind is outcome or scores.';
COMMENT ON COLUMN drift.baseline_state.fairness IS 'State, when kind is fairness.';

CREATE TABLE drift.baseline_metric (
	monitor_id bigint NOT NULL,
	baseline_id bigint NOT NULL,
	window_start timestamptz NOT NULL,
	column_name name,
	segment_key text,
	segment_value text,
	value float8,
	n_current bigint,
	UNIQUE NULLS NOT DISTINCT
		(monitor_id, column_name, segment_key, segment_value, window_start, baseline_id)
);
COMMENT ON TABLE drift.baseline_metric IS 'What a monitor measures on the baseline''s own windows, each against the baseline without that window: the history behind mean and sigma.';
COMMENT ON COLUMN drift.baseline_metric.monitor_id IS 'The monitor.';
COMMENT ON COLUMN drift.baseline_metric.baseline_id IS 'The baseline.';
COMMENT ON COLUMN drift.baseline_metric.window_start IS 'Start of the reference window.';
COMMENT ON COLUMN drift.baseline_metric.column_name IS 'Column, or NULL.';
COMMENT ON COLUMN drift.baseline_metric.segment_key IS 'Segment column, or NULL.';
COMMENT ON COLUMN drift.baseline_metric.segment_value IS 'Segment value, or NULL.';
COMMENT ON COLUMN drift.baseline_metric.value IS 'Value of the metric.';
COMMENT ON COLUMN drift.baseline_metric.n_current IS 'Values or rows it was computed from.';

CREATE TABLE drift.monitor (
	monitor_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	source_id bigint NOT NULL,
	model_id bigint NOT NULL,
	name text NOT NULL CHECK (name <> ''),
	metric text NOT NULL,
	params jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(params) = 'object'),
	column_name name,
	segment_key text,
	segment_value text,
	expression text,
	baseline text NOT NULL DEFAULT 'drift',
	window_length interval,
	step interval,
	method text NOT NULL DEFAULT 'auto' CHECK (method IN ('auto', 'fixed', 'critical', 'reference',
		'rolling', 'median', 'ewma', 'seasonal', 'holt_winters', 'relative', 'quantile',
		'burn_rate', 'cusum', 'page_hinkley')),
	limits jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(limits) = 'object'),
	fallback text NOT NULL DEFAULT 'auto'
		CHECK (fallback IN ('none', 'auto', 'fixed', 'critical', 'reference')),
	warn float8,
	critical float8,
	direction text NOT NULL CHECK (direction IN ('up', 'down', 'both')),
	floor_warn float8,
	floor_critical float8,
	sigma_warn float8 NOT NULL DEFAULT 4 CHECK (sigma_warn > 0),
	sigma_critical float8 NOT NULL DEFAULT 8 CHECK (sigma_critical >= sigma_warn),
	alpha float8 NOT NULL DEFAULT 0.001 CHECK (alpha > 0 AND alpha < 1),
	min_rows int NOT NULL DEFAULT 100 CHECK (min_rows >= 0),
	min_history int NOT NULL DEFAULT 7 CHECK (min_history >= 3),
	guard boolean NOT NULL DEFAULT true,
	exclude_fired boolean NOT NULL DEFAULT true,
	correction text NOT NULL DEFAULT 'bh'
		CHECK (correction IN ('none', 'bonferroni', 'holm', 'bh')),
	confirm boolean NOT NULL DEFAULT false,
	alert_k int NOT NULL DEFAULT 2 CHECK (alert_k >= 1),
	alert_n int NOT NULL DEFAULT 3 CHECK (alert_n >= alert_k),
	critical_at_once boolean NOT NULL DEFAULT true,
	cool_down interval NOT NULL DEFAULT '1 day' CHECK (cool_down >= interval '0'),
	owner name NOT NULL DEFAULT current_user,
	runbook text,
	weight float8 NOT NULL DEFAULT 1 CHECK (weight >= 0),
	tier text NOT NULL DEFAULT 'page' CHECK (tier IN ('page', 'digest')),
	enabled boolean NOT NULL DEFAULT true,
	resumed_at timestamptz,
	prepared_for bigint,
	created_at timestamptz NOT NULL DEFAULT now(),
	created_by name NOT NULL DEFAULT current_user,
	UNIQUE (source_id, model_id, name)
);
COMMENT ON TABLE drift.monitor IS 'What is measured for a model, in which column and segment, and how it is judged.';
COMMENT ON COLUMN drift.monitor.monitor_id IS 'Key.';
COMMENT ON COLUMN drift.monitor.source_id IS 'The source it reads.';
COMMENT ON COLUMN drift.monitor.model_id IS 'The model it watches.';
COMMENT ON COLUMN drift.monitor.name IS 'Name, unique for source and model.';
COMMENT ON COLUMN drift.monitor.metric IS 'Metric, one of drift.metric_catalog().';
COMMENT ON COLUMN drift.monitor.params IS 'Parameters of the metric, such as {"bins": 20}.';
COMMENT ON COLUMN drift.monitor.column_name IS 'Column or protected attribute it measures; NULL for rows and performance.';
COMMENT ON COLUMN drift.monitor.segment_key IS 'Segment column or combination; NULL: all rows.';
COMMENT ON COLUMN drift.monitor.segment_value IS 'One value of the segment column; NULL: each value on its own.';
COMMENT ON COLUMN drift.monitor.expression IS 'SQL aggregate over the log, for metric custom, which runs with the monitor owner''s rights; SQL condition on a row, for failing_share, which runs with the source owner''s.';
COMMENT ON COLUMN drift.monitor.baseline IS 'Name of the baseline it compares with.';
COMMENT ON COLUMN drift.monitor.window_length IS 'Length of its windows, merged from those of the source; NULL: the source''s own.';
COMMENT ON COLUMN drift.monitor.step IS 'Time from the start of one window to the next, shorter than window_length for windows that slide; NULL: window_length.';
COMMENT ON COLUMN drift.monitor.method IS 'How limits are derived (doc/thresholds.md). auto: reference where there is history, else the metric''s defaults; fixed: warn and critical; critical: what chance reaches; reference: mean and sigma of the baseline''s windows; the others: from the windows before.';
COMMENT ON COLUMN drift.monitor.limits IS 'Settings of the method, such as {"windows": 50}; drift.method_setting lists them.';
COMMENT ON COLUMN drift.monitor.fallback IS 'Method while there are fewer than min_history windows; none: the window is insufficient_data.';
COMMENT ON COLUMN drift.monitor.warn IS 'Fixed limit for warn; NULL: the metric''s own.';
COMMENT ON COLUMN drift.monitor.critical IS 'Fixed limit for critical; NULL: the metric''s own.';
COMMENT ON COLUMN drift.monitor.direction IS 'up: high values are bad; down: low values are; both.';
COMMENT ON COLUMN drift.monitor.floor_warn IS 'Smallest effect that can warn, however significant; NULL: the metric''s own.';
COMMENT ON COLUMN drift.monitor.floor_critical IS 'Smallest effect that can be critical; NULL: the metric''s own.';
COMMENT ON COLUMN drift.monitor.sigma_warn IS 'Warn beyond so many standard deviations of the reference windows.';
COMMENT ON COLUMN drift.monitor.sigma_critical IS 'Critical beyond so many.';
COMMENT ON COLUMN drift.monitor.alpha IS 'Significance that a distance must reach for its sample sizes.';
COMMENT ON COLUMN drift.monitor.min_rows IS 'With fewer values than this the window is insufficient_data.';
COMMENT ON COLUMN drift.monitor.min_history IS 'So many windows are needed for mean and sigma.';
COMMENT ON COLUMN drift.monitor.guard IS 'Limits are never within the floor or the reach of chance; false: the method''s limits as they are.';
COMMENT ON COLUMN drift.monitor.exclude_fired IS 'Windows beyond their limits are no history for later ones, unless nearly all are.';
COMMENT ON COLUMN drift.monitor.correction IS 'Multiple testing: how p-values of one metric, window and kind of segment are adjusted before they are held against alpha.';
COMMENT ON COLUMN drift.monitor.confirm IS 'Critical only where realized or estimated performance of the model is beyond its limits in the same window.';
COMMENT ON COLUMN drift.monitor.alert_k IS 'The alert fires when k ...';
COMMENT ON COLUMN drift.monitor.alert_n IS '... of the last n evaluated windows are beyond the warn limit.';
COMMENT ON COLUMN drift.monitor.critical_at_once IS 'A critical window fires the alert without waiting for k of n.';
COMMENT ON COLUMN drift.monitor.cool_down IS 'After it resolved, an alert that comes again within this time is not notified again.';
COMMENT ON COLUMN drift.monitor.owner IS 'Role with whose rights the expression runs.';
COMMENT ON COLUMN drift.monitor.runbook IS 'Link or text: what to do.';
COMMENT ON COLUMN drift.monitor.weight IS 'Importance: how much the column counts in drift_share.';
COMMENT ON COLUMN drift.monitor.tier IS 'page: its alerts call somebody; digest: they are told together, later. Set by drift.set_importance.';
COMMENT ON COLUMN drift.monitor.enabled IS 'false: suspended.';
COMMENT ON COLUMN drift.monitor.resumed_at IS 'When it was last resumed; NULL: never.';
COMMENT ON COLUMN drift.monitor.prepared_for IS 'Baseline whose windows it has measured; NULL: by the next run.';
COMMENT ON COLUMN drift.monitor.created_at IS 'When it was created.';
COMMENT ON COLUMN drift.monitor.created_by IS 'Who created it.';

CREATE TABLE drift.window_state (
	source_id bigint NOT NULL,
	model_id bigint NOT NULL,
	window_start timestamptz NOT NULL,
	window_end timestamptz NOT NULL,
	segment_key text,
	segment_value text,
	kind text NOT NULL CHECK (kind IN ('rows', 'profile', 'outcome', 'scores', 'fairness',
		'check', 'custom')),
	column_name name,
	monitor_id bigint,
	n_rows bigint NOT NULL,
	n_labelled bigint,
	profile drift.profile,
	outcome drift.outcome,
	fairness drift.fairness,
	value float8,
	error text,
	final boolean NOT NULL DEFAULT false,
	run_id bigint,
	collected_at timestamptz NOT NULL DEFAULT now(),
	UNIQUE NULLS NOT DISTINCT (source_id, window_start, model_id, window_end, kind, column_name,
							   segment_key, segment_value, monitor_id)
);
CREATE INDEX window_state_rows ON drift.window_state (source_id, window_start)
	WHERE kind = 'rows' AND segment_key IS NULL;
CREATE INDEX window_state_open ON drift.window_state (source_id, window_start)
	WHERE kind = 'rows' AND NOT final;
COMMENT ON TABLE drift.window_state IS 'Step collect: what was in a window, as mergeable states; one row a model, window, segment and column.';
COMMENT ON COLUMN drift.window_state.source_id IS 'The source.';
COMMENT ON COLUMN drift.window_state.model_id IS 'The model.';
COMMENT ON COLUMN drift.window_state.window_start IS 'Start of the window, included.';
COMMENT ON COLUMN drift.window_state.window_end IS 'End of the window, excluded.';
COMMENT ON COLUMN drift.window_state.segment_key IS 'Segment column; NULL: all rows.';
COMMENT ON COLUMN drift.window_state.segment_value IS 'Value of the segment column, as text; NULL is a value, too.';
COMMENT ON COLUMN drift.window_state.kind IS 'rows (counts only), profile, outcome, scores (by prediction, for drift.estimate), fairness, check (what a monitor counts in the same scan) or custom.';
COMMENT ON COLUMN drift.window_state.column_name IS 'Column of a profile, protected attribute of a fairness state, else NULL.';
COMMENT ON COLUMN drift.window_state.monitor_id IS 'The monitor that a value of kind check or custom belongs to, else NULL.';
COMMENT ON COLUMN drift.window_state.n_rows IS 'Rows in the window and segment.';
COMMENT ON COLUMN drift.window_state.n_labelled IS 'Rows among them with a label.';
COMMENT ON COLUMN drift.window_state.profile IS 'State, when kind is profile.';
COMMENT ON COLUMN drift.window_state.outcome IS 'State, when kind is outcome or scores.';
COMMENT ON COLUMN drift.window_state.fairness IS 'State, when kind is fairness.';
COMMENT ON COLUMN drift.window_state.value IS 'Value, when kind is check or custom.';
COMMENT ON COLUMN drift.window_state.error IS 'Why it could not be collected.';
COMMENT ON COLUMN drift.window_state.final IS 'Lateness is over: the window is not looked at again. Kept in the rows of kind rows.';
COMMENT ON COLUMN drift.window_state.run_id IS 'Run that wrote it.';
COMMENT ON COLUMN drift.window_state.collected_at IS 'When it was written.';

CREATE TABLE drift.rollup_state (
	source_id bigint NOT NULL,
	model_id bigint NOT NULL,
	window_length interval NOT NULL,
	window_start timestamptz NOT NULL,
	window_end timestamptz NOT NULL,
	segment_key text,
	segment_value text,
	kind text NOT NULL CHECK (kind IN ('rows', 'profile', 'outcome', 'scores', 'fairness')),
	column_name name,
	monitor_id bigint,
	n_rows bigint NOT NULL,
	n_labelled bigint,
	profile drift.profile,
	outcome drift.outcome,
	fairness drift.fairness,
	value float8,
	error text,
	final boolean NOT NULL DEFAULT false,
	run_id bigint,
	collected_at timestamptz NOT NULL DEFAULT now(),
	UNIQUE NULLS NOT DISTINCT (source_id, window_length, window_start, model_id, kind, column_name,
							   segment_key, segment_value)
);
COMMENT ON TABLE drift.rollup_state IS 'States of window_state merged to the longer windows of monitors that have their own; what no monitor needs is not merged.';
COMMENT ON COLUMN drift.rollup_state.source_id IS 'The source.';
COMMENT ON COLUMN drift.rollup_state.model_id IS 'The model.';
COMMENT ON COLUMN drift.rollup_state.window_length IS 'Length of the window, as the monitors give it.';
COMMENT ON COLUMN drift.rollup_state.window_start IS 'Start of the window, included.';
COMMENT ON COLUMN drift.rollup_state.window_end IS 'End of the window, excluded.';
COMMENT ON COLUMN drift.rollup_state.segment_key IS 'Segment; NULL: all rows.';
COMMENT ON COLUMN drift.rollup_state.segment_value IS 'Value of the segment, as text; NULL is a value, too.';
COMMENT ON COLUMN drift.rollup_state.kind IS 'rows, profile, outcome, scores or fairness.';
COMMENT ON COLUMN drift.rollup_state.column_name IS 'Column of a profile, protected attribute of a fairness state, else NULL.';
COMMENT ON COLUMN drift.rollup_state.monitor_id IS 'Always NULL; as in window_state.';
COMMENT ON COLUMN drift.rollup_state.n_rows IS 'Rows in the window and segment.';
COMMENT ON COLUMN drift.rollup_state.n_labelled IS 'Rows among them with a label.';
COMMENT ON COLUMN drift.rollup_state.profile IS 'State, when kind is profile.';
COMMENT ON COLUMN drift.rollup_state.outcome IS 'State, when kind is outcome or scores.';
COMMENT ON COLUMN drift.rollup_state.fairness IS 'State, when kind is fairness.';
COMMENT ON COLUMN drift.rollup_state.value IS 'Always NULL; as in window_state.';
COMMENT ON COLUMN drift.rollup_state.error IS 'Always NULL; as in window_state.';
COMMENT ON COLUMN drift.rollup_state.final IS 'All windows merged into it are final.';
COMMENT ON COLUMN drift.rollup_state.run_id IS 'Run that wrote it.';
COMMENT ON COLUMN drift.rollup_state.collected_at IS 'When it was written.';

CREATE TABLE drift.result (
	result_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	run_id bigint,
	monitor_id bigint NOT NULL,
	source_id bigint NOT NULL,
	model_id bigint NOT NULL,
	baseline_id bigint,
	window_start timestamptz NOT NULL,
	window_end timestamptz NOT NULL,
	metric text NOT NULL,
	column_name name,
	segment_key text,
	segment_value text,
	value float8,
	n_current bigint,
	n_baseline bigint,
	n_null bigint,
	critical_value float8,
	p_value float8,
	ci_low float8,
	ci_high float8,
	status text CHECK (status IN ('ok', 'warn', 'critical', 'insufficient_data', 'error')),
	warn_low float8,
	warn_high float8,
	critical_low float8,
	critical_high float8,
	limit_kind text,
	basis text,
	history int,
	p_adjusted float8,
	tier text,
	reason_code text,
	reason text,
	measured_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	judged_at timestamptz,
	alerted_at timestamptz,
	UNIQUE NULLS NOT DISTINCT (monitor_id, window_start, column_name, segment_key, segment_value)
);
CREATE INDEX result_model_window ON drift.result (model_id, window_start);
CREATE INDEX result_window ON drift.result USING brin (window_start);
COMMENT ON TABLE drift.result IS 'Steps measure and judge: one row a monitor, window, column and segment; passes are kept. Measured again, a row is replaced.';
COMMENT ON COLUMN drift.result.result_id IS 'Key.';
COMMENT ON COLUMN drift.result.run_id IS 'Run that measured it last.';
COMMENT ON COLUMN drift.result.monitor_id IS 'The monitor.';
COMMENT ON COLUMN drift.result.source_id IS 'The source.';
COMMENT ON COLUMN drift.result.model_id IS 'The model.';
COMMENT ON COLUMN drift.result.baseline_id IS 'The baseline it was compared with.';
COMMENT ON COLUMN drift.result.window_start IS 'Start of the window, included.';
COMMENT ON COLUMN drift.result.window_end IS 'End of the window, excluded.';
COMMENT ON COLUMN drift.result.metric IS 'The monitor''s metric.';
COMMENT ON COLUMN drift.result.column_name IS 'Column or protected attribute; NULL for rows and performance.';
COMMENT ON COLUMN drift.result.segment_key IS 'Segment column; NULL: all rows.';
COMMENT ON COLUMN drift.result.segment_value IS 'Value of the segment column, as text.';
COMMENT ON COLUMN drift.result.value IS 'Value of the metric; NULL where it could not be computed, and reason says why.';
COMMENT ON COLUMN drift.result.n_current IS 'Values, or labelled rows, of the window behind the value.';
COMMENT ON COLUMN drift.result.n_baseline IS 'The same of the baseline.';
COMMENT ON COLUMN drift.result.n_null IS 'Rows of the window that took no part: missing values, or rows without label.';
COMMENT ON COLUMN drift.result.critical_value IS 'Value that chance alone exceeds with probability alpha at these sample sizes.';
COMMENT ON COLUMN drift.result.p_value IS 'Probability of such a value without drift, where the metric has a test.';
COMMENT ON COLUMN drift.result.ci_low IS 'Lower end of the 95 % confidence interval of the value, where there is one.';
COMMENT ON COLUMN drift.result.ci_high IS 'Upper end of it.';
COMMENT ON COLUMN drift.result.status IS 'ok, warn, critical, insufficient_data or error; NULL until judged.';
COMMENT ON COLUMN drift.result.warn_low IS 'Values below warn; NULL: no lower limit.';
COMMENT ON COLUMN drift.result.warn_high IS 'Values above warn; NULL: no upper limit.';
COMMENT ON COLUMN drift.result.critical_low IS 'Values below are critical.';
COMMENT ON COLUMN drift.result.critical_high IS 'Values above are critical.';
COMMENT ON COLUMN drift.result.limit_kind IS 'Method that gave the limits (baseline: around the baseline''s value, without its windows), and what widened them: +floor, +significance.';
COMMENT ON COLUMN drift.result.basis IS 'What the limits were derived from, in words.';
COMMENT ON COLUMN drift.result.history IS 'Windows behind the limits; the window itself is never one of them.';
COMMENT ON COLUMN drift.result.p_adjusted IS 'p_value adjusted for the number of columns tested together (the monitor''s correction).';
COMMENT ON COLUMN drift.result.tier IS 'page or digest, as the monitor said when it was judged.';
COMMENT ON COLUMN drift.result.reason_code IS 'Code of what is wrong with the data, for machines, where status is warn or critical; doc/quality.md lists them.';
COMMENT ON COLUMN drift.result.reason IS 'Why the status is what it is, in words.';
COMMENT ON COLUMN drift.result.measured_at IS 'When it was measured last.';
COMMENT ON COLUMN drift.result.judged_at IS 'When it was judged last.';
COMMENT ON COLUMN drift.result.alerted_at IS 'When the alert step took it in; NULL: not yet, or not evaluable.';

CREATE TABLE drift.run (
	run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	source_id bigint NOT NULL,
	as_of timestamptz NOT NULL,
	kind text NOT NULL DEFAULT 'due' CHECK (kind IN ('due', 'backfill')),
	status text NOT NULL CHECK (status IN ('running', 'ok', 'partial', 'error', 'aborted',
		'skipped')),
	started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	finished_at timestamptz,
	duration interval GENERATED ALWAYS AS (finished_at - started_at) STORED,
	windows int,
	rows_read bigint,
	states_written bigint,
	results_written bigint,
	monitors_failed int,
	alerts_fired int,
	message text,
	caller name NOT NULL DEFAULT current_user,
	pid int NOT NULL DEFAULT pg_backend_pid()
);
CREATE INDEX run_source ON drift.run (source_id, run_id);
CREATE INDEX run_open ON drift.run (source_id) WHERE status = 'running';
COMMENT ON TABLE drift.run IS 'Log of the runs, one row a source and run; a run that had nothing to do is not kept.';
COMMENT ON COLUMN drift.run.run_id IS 'Key.';
COMMENT ON COLUMN drift.run.source_id IS 'The source.';
COMMENT ON COLUMN drift.run.as_of IS 'Time up to which windows were due.';
COMMENT ON COLUMN drift.run.kind IS 'due or backfill.';
COMMENT ON COLUMN drift.run.status IS 'running, ok, partial (some monitors failed), error (nothing was collected), aborted (the backend went away), skipped (the caller cannot become the owner).';
COMMENT ON COLUMN drift.run.started_at IS 'Start, by the clock.';
COMMENT ON COLUMN drift.run.finished_at IS 'End, by the clock.';
COMMENT ON COLUMN drift.run.duration IS 'How long it took.';
COMMENT ON COLUMN drift.run.windows IS 'Windows collected.';
COMMENT ON COLUMN drift.run.rows_read IS 'Rows of the log in them.';
COMMENT ON COLUMN drift.run.states_written IS 'Rows written to window_state.';
COMMENT ON COLUMN drift.run.results_written IS 'Rows written to result.';
COMMENT ON COLUMN drift.run.monitors_failed IS 'Monitors that ended in status error.';
COMMENT ON COLUMN drift.run.alerts_fired IS 'Alerts that began to fire.';
COMMENT ON COLUMN drift.run.message IS 'What went wrong, or what the caller should know.';
COMMENT ON COLUMN drift.run.caller IS 'Role that called it.';
COMMENT ON COLUMN drift.run.pid IS 'Backend that ran it.';

CREATE TABLE drift.backfill_job (
	job_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	source_id bigint NOT NULL,
	from_time timestamptz NOT NULL,
	to_time timestamptz NOT NULL,
	position timestamptz NOT NULL,
	windows_total int NOT NULL,
	windows_done int NOT NULL DEFAULT 0,
	windows_failed int NOT NULL DEFAULT 0,
	rows_read bigint NOT NULL DEFAULT 0,
	calls int NOT NULL DEFAULT 1,
	started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	continued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	position_at_call timestamptz NOT NULL,
	moved_at timestamptz,
	finished_at timestamptz,
	pid int NOT NULL DEFAULT pg_backend_pid(),
	caller name NOT NULL DEFAULT current_user
);
CREATE UNIQUE INDEX backfill_job_open ON drift.backfill_job (source_id, from_time)
	WHERE finished_at IS NULL;
COMMENT ON TABLE drift.backfill_job IS 'How far each backfill has come; one that broke off is continued from its position. drift.backfill_progress shows it.';
COMMENT ON COLUMN drift.backfill_job.job_id IS 'Key.';
COMMENT ON COLUMN drift.backfill_job.source_id IS 'The source.';
COMMENT ON COLUMN drift.backfill_job.from_time IS 'Start of the backfill.';
COMMENT ON COLUMN drift.backfill_job.to_time IS 'Its end.';
COMMENT ON COLUMN drift.backfill_job.position IS 'Everything before this is done.';
COMMENT ON COLUMN drift.backfill_job.windows_total IS 'Windows between from_time and to_time, without those of a baseline.';
COMMENT ON COLUMN drift.backfill_job.windows_done IS 'Windows done.';
COMMENT ON COLUMN drift.backfill_job.windows_failed IS 'Batches that could not be collected; drift.run says why.';
COMMENT ON COLUMN drift.backfill_job.rows_read IS 'Rows of the log read.';
COMMENT ON COLUMN drift.backfill_job.calls IS 'How often it was begun or continued.';
COMMENT ON COLUMN drift.backfill_job.started_at IS 'When it was begun.';
COMMENT ON COLUMN drift.backfill_job.continued_at IS 'When it was last begun or continued.';
COMMENT ON COLUMN drift.backfill_job.position_at_call IS 'Position at that time.';
COMMENT ON COLUMN drift.backfill_job.moved_at IS 'When it last came further.';
COMMENT ON COLUMN drift.backfill_job.finished_at IS 'When it ended; NULL: not yet.';
COMMENT ON COLUMN drift.backfill_job.pid IS 'Backend that works, or worked, on it.';
COMMENT ON COLUMN drift.backfill_job.caller IS 'Role that began it.';

CREATE TABLE drift.change_log (
	change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
	changed_by name NOT NULL DEFAULT current_user,
	object text NOT NULL,
	object_id bigint,
	name text NOT NULL,
	action text NOT NULL,
	old jsonb,
	new jsonb,
	reason text
);
CREATE INDEX change_log_object ON drift.change_log (object, object_id);
COMMENT ON TABLE drift.change_log IS 'Who changed what in the configuration: written by the functions that create, change and drop. An UPDATE by hand is not in it.';
COMMENT ON COLUMN drift.change_log.change_id IS 'Key.';
COMMENT ON COLUMN drift.change_log.changed_at IS 'When.';
COMMENT ON COLUMN drift.change_log.changed_by IS 'Role that did it.';
COMMENT ON COLUMN drift.change_log.object IS 'model, source, baseline or monitor.';
COMMENT ON COLUMN drift.change_log.object_id IS 'Its number.';
COMMENT ON COLUMN drift.change_log.name IS 'Its name at that time.';
COMMENT ON COLUMN drift.change_log.action IS 'create, change, promote, replace, suspend, resume or drop.';
COMMENT ON COLUMN drift.change_log.old IS 'What it was: all of it, or the settings that changed.';
COMMENT ON COLUMN drift.change_log.new IS 'What it became.';
COMMENT ON COLUMN drift.change_log.reason IS 'Why, where the caller said so.';

-- Configuration and history are the user's data: pg_dump must carry them.
DO $$
DECLARE
	relation record;
BEGIN
	FOR relation IN
		SELECT c.oid::pg_catalog.regclass AS name
		FROM pg_catalog.pg_class c
		WHERE c.relnamespace = 'drift'::pg_catalog.regnamespace AND c.relkind IN ('r', 'S')
		ORDER BY c.oid
	LOOP
		PERFORM pg_catalog.pg_extension_config_dump(relation.name, '');
	END LOOP;
END
$$;
