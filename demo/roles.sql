-- roles.sql - what each column of the user's files is for, and the labels that belong to the log
--
-- Roles come from options, else from usual names; what cannot be decided is an error that names the
-- option to give.

CREATE SCHEMA demo;

CREATE TABLE demo.options (name text PRIMARY KEY, value text NOT NULL);

-- What was decided on the way, to be told to the user.
CREATE TABLE demo.note (n int GENERATED ALWAYS AS IDENTITY, note text NOT NULL);

CREATE FUNCTION demo.option(option text) RETURNS text
LANGUAGE sql STABLE RETURN (SELECT nullif(value, '') FROM demo.options WHERE name = option);

-- The column a user means by a name: as the header has it, or as the tables here have it.
CREATE FUNCTION demo.resolve(option text, given text) RETURNS name
LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
	column_name name := (SELECT name FROM incoming.found
		WHERE name = btrim(given) OR btrim(header) = btrim(given)
			OR (lower(name) = lower(btrim(given)) AND NOT EXISTS (SELECT FROM incoming.found AS o
				WHERE o.name = btrim(given)))
		ORDER BY (name = btrim(given)) DESC, file = 'log' DESC, position LIMIT 1);
BEGIN
	IF column_name IS NULL THEN
		RAISE EXCEPTION '--%: there is no column "%"', option, given
			USING ERRCODE = 'undefined_column',
			HINT = 'The columns are: ' || (SELECT string_agg(DISTINCT name, ', ') FROM incoming.found) || '.';
	END IF;
	RETURN column_name;
END
$$;

-- A list given as a,b,c; a name with a comma in it is written in quotes, as in the file's header.
CREATE FUNCTION demo.list(option text) RETURNS text[]
LANGUAGE sql STABLE
RETURN coalesce(ARRAY(SELECT demo.resolve(option, h)
	FROM unnest(incoming.split_header(demo.option(option), ',')) WITH ORDINALITY AS u(h, i) ORDER BY i), '{}');

-- A column given by an option, or the first with one of the usual names that no option gives away.
CREATE FUNCTION demo.role(option text, usual text) RETURNS name
LANGUAGE sql STABLE
RETURN coalesce(demo.resolve(option, demo.option(option)),
	(SELECT name FROM incoming.found WHERE name ~* ('^(' || usual || ')$')
		AND name NOT IN (SELECT demo.resolve(o.name, o.value) FROM demo.options AS o
			WHERE o.name IN ('id', 'label', 'prediction', 'score', 'model', 'version', 'time'))
		ORDER BY file = 'log' DESC, position LIMIT 1));

-- One row with the column each role has; NULL: no such column.
CREATE TABLE demo.roles (
	id name, "time" name, prediction name, score name, label name, model name, version name,
	segments name[] NOT NULL, protected name[] NOT NULL, features name[] NOT NULL
);

-- Columns of the log that only tell rows apart: an integer that counts, text that never repeats.
CREATE FUNCTION demo.counters() RETURNS name[]
LANGUAGE sql STABLE
RETURN ARRAY(SELECT name FROM incoming.found WHERE file = 'log' AND rows > 20 AND distincts = rows
	AND (classes = '{integer}' AND span < 2 * rows OR 'text' = ANY (classes)));

-- Find the label in a file of labels: the only column that is not the id.
CREATE PROCEDURE demo.find_roles()
LANGUAGE plpgsql AS $$
DECLARE
	r demo.roles;
	labels name[] := ARRAY(SELECT name FROM incoming.found WHERE file = 'labels' ORDER BY position);
	shared name[] := ARRAY(SELECT name FROM incoming.found WHERE file = 'labels'
		AND name IN (SELECT name FROM incoming.found WHERE file = 'log'));
BEGIN
	r.id := demo.role('id', 'id|.*[_ ]id|uuid|key');
	IF demo.option('id') IS NULL AND cardinality(shared) = 1 THEN
		r.id := shared[1];
	END IF;
	IF cardinality(labels) > 0 AND (r.id IS NULL OR r.id <> ALL (shared)) THEN
		RAISE EXCEPTION 'the labels cannot be joined: no id column that both the log and the labels have'
			USING ERRCODE = 'undefined_column', HINT = format('Name it with --id. Columns of the labels: %s.',
				array_to_string(labels, ', '));
	END IF;
	r.label := demo.role('label', 'label|target|actual|y_true|ground_truth|outcome');
	IF demo.option('label') IS NULL AND cardinality(labels) > 0 THEN
		IF cardinality(labels) <> 2 THEN
			RAISE EXCEPTION 'the file of labels has % columns beside the id: which is the label?',
				cardinality(labels) - 1
				USING ERRCODE = 'ambiguous_column', HINT = format('Name it with --label. Columns: %s.',
					array_to_string(labels, ', '));
		END IF;
		r.label := (array_remove(labels, r.id))[1];
	END IF;
	IF cardinality(labels) > 0 AND r.label <> ALL (labels) THEN
		RAISE EXCEPTION 'column "%" is not in the file of labels', r.label
			USING ERRCODE = 'undefined_column', HINT = format('Name another with --label. Columns: %s.',
				array_to_string(labels, ', '));
	END IF;
	r.time := demo.resolve('time', demo.option('time'));
	r.prediction := demo.role('prediction', 'prediction|predicted|y_pred|predicted_label|decision');
	r.score := demo.role('score', 'score|probability|predicted_probability|y_prob|y_score|proba');
	r.model := demo.role('model', 'model|model_name');
	r.version := demo.role('version', 'version|model_version');
	r.segments := demo.list('segments');
	r.protected := demo.list('protected');
	r.features := demo.list('features');
	IF cardinality(r.features) = 0 THEN
		r.features := ARRAY(SELECT name FROM incoming.found WHERE file = 'log'
			AND name <> ALL (array_remove(ARRAY[r.id, r.time, r.prediction, r.score, r.label, r.model, r.version]
				|| demo.list('exclude'), NULL))
			AND (NOT EXISTS (SELECT FROM incoming.found WHERE file = 'reference')
				OR name IN (SELECT name FROM incoming.found WHERE file = 'reference'))
			AND name <> ALL (demo.counters())
			ORDER BY position);
		INSERT INTO demo.note (note)
			SELECT format('"%s" numbers the rows: not watched (name it in --features to watch it)', name)
			FROM unnest(demo.counters()) AS name WHERE name IS DISTINCT FROM r.id;
	END IF;
	INSERT INTO demo.roles SELECT r.*;
END
$$;

-- Days and times cannot be compared as features: they go by by themselves.
CREATE PROCEDURE demo.leave_out_times()
LANGUAGE plpgsql AS $$
DECLARE
	times name[] := ARRAY(SELECT name FROM incoming.typed, demo.roles
		WHERE type IN ('date', 'timestamptz') AND name = ANY (features));
BEGIN
	UPDATE demo.roles SET features = ARRAY(SELECT f FROM unnest(features) WITH ORDINALITY AS u(f, i)
		WHERE f <> ALL (times) ORDER BY i);
	INSERT INTO demo.note (note)
		SELECT format('"%s" holds times: not watched as a feature', name) FROM unnest(times) AS name;
END
$$;

-- A label or prediction in words or in 0 and 1 becomes boolean: that is what a binary model says.
CREATE PROCEDURE demo.type_roles()
LANGUAGE plpgsql AS $$
DECLARE
	r record;
	two_valued boolean;
BEGIN
	FOR r IN SELECT t.name, t.type FROM incoming.typed AS t, demo.roles AS o
		WHERE t.name IN (o.prediction, o.label) AND t.type IN ('integer', 'double precision') LOOP
		SELECT bool_and(fits) INTO two_valued FROM (
			SELECT demo.only_zero_one(f.file, f.name) AS fits FROM incoming.found AS f
			WHERE f.name = r.name) AS files;
		IF two_valued THEN
			UPDATE incoming.typed SET type = 'boolean', why = 'only 0 and 1' WHERE name = r.name;
		END IF;
	END LOOP;
	UPDATE incoming.typed SET type = 'text', why = 'names a group' FROM demo.roles
		WHERE typed.name = ANY (protected || segments) OR typed.name IN (model, version);
END
$$;

CREATE FUNCTION demo.only_zero_one(file text, name text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
	answer boolean;
BEGIN
	EXECUTE format('SELECT bool_and(%1$I::float8 IN (0, 1)) FROM incoming.%2$I
		WHERE incoming.class(%1$I) <> %3$L', name, file, 'missing') INTO answer;
	RETURN coalesce(answer, true);
END
$$;

-- The expression that makes a timestamp of the time column, whatever it holds.
CREATE FUNCTION demo.clock(column_name name) RETURNS text
LANGUAGE plpgsql STABLE STRICT AS $$
DECLARE
	kind text := (SELECT type FROM incoming.typed WHERE name = column_name);
	low numeric;
	high numeric;
BEGIN
	IF kind IN ('date', 'timestamptz') THEN
		RETURN format('%s::timestamptz', incoming.cast_to(column_name, kind));
	ELSIF kind IN ('integer', 'bigint', 'double precision') THEN
		EXECUTE format('SELECT min(v), max(v) FROM (SELECT %s::numeric AS v FROM incoming.log) AS q',
			incoming.cast_to(column_name, kind)) INTO low, high;
		CASE
			WHEN low >= 1000 AND high < 3000 THEN
				RETURN format('make_timestamptz(%s::int, 1, 1, 0, 0, 0)', incoming.cast_to(column_name, kind));
			WHEN low >= 1e8 AND high < 1e10 THEN
				RETURN format('to_timestamp(%s)', incoming.cast_to(column_name, kind));
			WHEN low >= 1e11 AND high < 1e13 THEN
				RETURN format('to_timestamp(%s / 1000.0)', incoming.cast_to(column_name, kind));
			ELSE NULL;
		END CASE;
	END IF;
	RAISE EXCEPTION '--time: column "%" (%) holds no times: neither dates, nor years, nor seconds since 1970',
		column_name, kind
		USING ERRCODE = 'datatype_mismatch', HINT = 'Name another column with --time, or leave --time away and '
			'let the rows arrive in file order with --rows-per-window.';
END
$$;

-- SELECT list of a file's columns in their types; NULL for a column that this file does not have.
CREATE FUNCTION demo.typed_columns(of_file text, names name[]) RETURNS text
LANGUAGE sql STABLE
RETURN (SELECT string_agg(CASE WHEN f.name IS NULL THEN format('NULL::%s AS %I', t.type, n)
			ELSE format('%s AS %I', incoming.cast_to(n, t.type), n) END, ', ' ORDER BY i)
	FROM unnest(names) WITH ORDINALITY AS u(n, i)
		JOIN incoming.typed AS t ON t.name = n
		LEFT JOIN incoming.found AS f ON f.file = of_file AND f.name = n);

-- Every column that the log gets, once.
CREATE FUNCTION demo.columns() RETURNS name[]
LANGUAGE sql STABLE
RETURN (SELECT array_agg(n ORDER BY i) FROM (
	SELECT n, min(i) AS i FROM demo.roles, unnest(ARRAY[id, prediction, score, model, version]
		|| segments || protected || features) WITH ORDINALITY AS u(n, i)
	WHERE n IS NOT NULL AND n IS DISTINCT FROM label GROUP BY n) AS q);

-- The id as text, after it took its type: 7 and 7.0 are the same id.
CREATE FUNCTION demo.key(id name) RETURNS text
LANGUAGE sql STABLE STRICT
RETURN '(' || incoming.cast_to(id, (SELECT type FROM incoming.typed WHERE name = id)) || ')::text';

-- Labels by the text of their id; an id must not come twice.
CREATE PROCEDURE demo.make_labels()
LANGUAGE plpgsql AS $$
DECLARE
	r demo.roles;
	again text;
	unmatched bigint;
	n bigint;
BEGIN
	SELECT * INTO r FROM demo.roles;
	IF NOT EXISTS (SELECT FROM incoming.found WHERE file = 'labels') THEN
		RETURN;
	END IF;
	EXECUTE format('CREATE UNLOGGED TABLE demo.label AS SELECT %s AS key, %s AS value FROM incoming.labels',
		demo.key(r.id), incoming.cast_to(r.label, (SELECT type FROM incoming.typed WHERE name = r.label)));
	SELECT key INTO again FROM demo.label GROUP BY key HAVING count(*) > 1 LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'the labels name % "%" more than once', r.id, again
			USING ERRCODE = 'unique_violation', HINT = 'Keep one label per id, or name another column with --id.';
	END IF;
	CREATE UNIQUE INDEX ON demo.label (key);
	ANALYZE demo.label;
	EXECUTE format('SELECT count(*), count(*) FILTER (WHERE l.key IS NULL)
		FROM (SELECT %s AS key FROM incoming.log) AS q LEFT JOIN demo.label AS l USING (key)', demo.key(r.id))
		INTO n, unmatched;
	IF n = unmatched THEN
		RAISE EXCEPTION 'no % of the labels is in the log', r.id
			USING ERRCODE = 'data_exception', HINT = 'Name the column that both have with --id.';
	END IF;
	INSERT INTO demo.note (note) VALUES (format('%s of %s rows of the log have a label', n - unmatched, n));
END
$$;
