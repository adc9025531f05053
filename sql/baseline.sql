
-- baseline: what a model is compared with

CREATE FUNCTION drift.create_baseline(source text, model text, range tstzrange DEFAULT NULL,
									  relation regclass DEFAULT NULL,
										relation_filter text DEFAULT NULL,
									  reason text DEFAULT NULL)
	RETURNS bigint
	LANGUAGE plpgsql
	SET search_path = pg_catalog, drift, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	src drift.source := drift.find_source(source);
	id bigint;
	model_id bigint := drift.find_model(model);
	first timestamptz;
	last timestamptz;
	missing text;
BEGIN
	IF relation IS NOT NULL THEN
		PERFORM drift.check_relation(relation, 'relation'),
			drift.check_condition(relation, nullif(relation_filter, ''), 'relation_filter');
	END IF;
	IF (range IS NULL) = (relation IS NULL) THEN
		RAISE EXCEPTION 'a baseline is either a time range of the log or another relation'
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Pass range => ''[2026-01-01,2026-02-01)'' or relation => ''training_data''.';
	END IF;
	IF NOT EXISTS (SELECT FROM drift.source_model sm
				   WHERE sm.source_id = src.source_id AND sm.model_id = model_id) THEN
		RAISE EXCEPTION 'source "%" does not log model "%"', src.name, model
			USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Call drift.add_source_model first.';
	END IF;
	IF range IS NOT NULL THEN
		IF isempty(range) OR lower_inf(range) OR upper_inf(range) THEN
			RAISE EXCEPTION 'baseline range % needs a start and an end', range
				USING ERRCODE = 'invalid_parameter_value',
					HINT = 'Write ''[2026-01-01,2026-02-01)''.';
		END IF;
		SELECT min(w.window_start), max(w.window_end) INTO first, last
		FROM drift.windows(src, lower(range), upper(range)) w;
		IF first IS NULL THEN
			RAISE EXCEPTION 'baseline range % holds no whole window of %', range, src.window_length
				USING ERRCODE = 'invalid_parameter_value',
				HINT = 'Take a longer range or shorter windows.';
		END IF;
		range := tstzrange(first, last);
	ELSE
		SELECT string_agg(quote_ident(sc.column_name), ', ') INTO missing
		FROM drift.source_column sc
		WHERE sc.source_id = src.source_id AND sc.role = 'feature' AND NOT EXISTS (
			SELECT FROM pg_attribute a WHERE a.attrelid = relation
				AND a.attname = sc.column_name AND a.attnum > 0 AND NOT a.attisdropped);
		IF missing IS NOT NULL THEN
			RAISE WARNING 'baseline % lacks columns of the log: %', relation, missing
				USING HINT = 'Their monitors will say insufficient_data.';
		END IF;
	END IF;
	UPDATE drift.baseline b SET active = false
	WHERE b.source_id = src.source_id AND b.model_id = model_id AND b.active;
	INSERT INTO drift.baseline (source_id, model_id, kind, range, relation, relation_filter,
		version, reason)
	SELECT src.source_id, model_id, CASE WHEN range IS NULL THEN 'relation' ELSE 'range' END,
		range, relation, nullif(relation_filter, ''), coalesce(max(b.version), 0) + 1, reason
	FROM drift.baseline b WHERE b.source_id = src.source_id AND b.model_id = model_id
	RETURNING baseline_id INTO id;
	RETURN id;
END
$$;
COMMENT ON FUNCTION drift.create_baseline(text, text, tstzrange, regclass, text, text) IS
'Make a new active baseline for a model of a source: a time range of the log (cut to whole windows) or another relation with the same column names. The one before stays in the table, inactive. The next run freezes its states.';
