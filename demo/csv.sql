-- csv.sql - read anyone's CSV files: names from the header, types from the values
--
-- A file first becomes a table of text, column by column as the header says (incoming.make_table, then
-- COPY). Types are found over the whole file, not over its first lines: each distinct value of a column
-- falls into a class by its form, and the set of classes decides (incoming.find_types). What the form
-- suggests, a trial cast of every value confirms (incoming.confirm_types).

CREATE SCHEMA incoming;

-- What is known about the columns of each file.
CREATE TABLE incoming.found (
	file text NOT NULL,				-- 'reference', 'log' or 'labels'
	position int NOT NULL,
	name text NOT NULL,				-- the column's name in the tables here
	header text NOT NULL,			-- its name in the file
	classes text[],					-- forms of its values
	rows bigint,
	nulls bigint,
	distincts bigint,
	largest numeric,				-- largest magnitude among integers
	span numeric,					-- largest less smallest integer
	example text,
	PRIMARY KEY (file, position),
	UNIQUE (file, name)
);

-- The type each column has in all files, and why.
CREATE TABLE incoming.typed (
	name text PRIMARY KEY,
	type text NOT NULL,
	why text NOT NULL
);

-- Split a header line as RFC 4180 has it: quotes protect separators, and "" is a quote.
CREATE FUNCTION incoming.split_header(line text, delimiter text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
	names text[] := '{}';
	name text := '';
	c text;
	quoted boolean := false;
	closed boolean := false;		-- a quoted name has just ended
BEGIN
	FOREACH c IN ARRAY regexp_split_to_array(line, '') LOOP
		IF quoted AND c = '"' THEN
			quoted := false;
			closed := true;
		ELSIF c = '"' AND closed THEN
			name := name || '"';
			quoted := true;
			closed := false;
		ELSIF c = '"' AND btrim(name) = '' THEN
			name := '';
			quoted := true;
		ELSIF c = delimiter AND NOT quoted THEN
			names := names || name;
			name := '';
			closed := false;
		ELSE
			name := name || c;
			closed := false;
		END IF;
	END LOOP;
	IF quoted THEN
		RAISE EXCEPTION 'the header line ends inside quotes: %', right(line, 60)
			USING ERRCODE = 'data_exception',
			HINT = 'Close the quotes, and put the header on one line.';
	END IF;
	RETURN names || name;
END
$$;

-- Names that a table can have: none empty, none too long, no two equal, none of the system's.
CREATE FUNCTION incoming.usable_names(headers text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
	names text[] := '{}';
	taken text[] := '{ctid,xmin,xmax,cmin,cmax,tableoid,arrived_at,
		incoming_line,incoming_file,incoming_clock,incoming_number,incoming_rows,incoming_window}';
	name text;
	try text;
	n int;
BEGIN
	FOR i IN 1 .. cardinality(headers) LOOP
		name := coalesce(nullif(btrim(headers[i], E' \t\r\n'), ''), 'column_' || i);
		WHILE octet_length(name) > 56 LOOP
			name := left(name, -1);
		END LOOP;
		try := name;
		n := 1;
		WHILE try = ANY (taken) LOOP
			n := n + 1;
			try := name || '_' || n;
		END LOOP;
		names := names || try;
		taken := taken || try;
	END LOOP;
	RETURN names;
END
$$;

-- Make the table of text for a file, and return the COPY command that fills it.
CREATE FUNCTION incoming.make_table(file text, line text, delimiter text, encoding text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	headers text[] := incoming.split_header(line, delimiter);
	names text[] := incoming.usable_names(headers);
BEGIN
	INSERT INTO incoming.found (file, position, name, header)
		SELECT make_table.file, i, names[i], headers[i] FROM generate_subscripts(names, 1) AS i;
	EXECUTE format('CREATE UNLOGGED TABLE incoming.%I (%s, incoming_line bigint GENERATED ALWAYS AS IDENTITY)',
		file, (SELECT string_agg(format('%I text', name), ', ' ORDER BY i)
			FROM unnest(names) WITH ORDINALITY AS u(name, i)));
	RETURN format('COPY incoming.%I (%s) FROM STDIN (FORMAT csv, HEADER, DELIMITER %L, ENCODING %L)',
		file, (SELECT string_agg(quote_ident(name), ', ' ORDER BY i)
			FROM unnest(names) WITH ORDINALITY AS u(name, i)), delimiter, encoding);
END
$$;

-- The form of one value. A number with leading zeros is a code (a postcode), not a number.
CREATE FUNCTION incoming.class(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
	WHEN value IS NULL THEN NULL
	WHEN value ~ '^[+-]?(0|[1-9]\d{0,17})$' THEN 'integer'
	WHEN value ~ '^[+-]?0\d*$' THEN 'code'
	WHEN value ~* '^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$' OR value ~* '^[+-]?inf(inity)?$' THEN 'float'
	WHEN value ~* '^(na|n/a|nan|null|none|\\n|-|\?)$' OR btrim(value) = '' THEN 'missing'
	WHEN value ~* '^(t|true|f|false|y|yes|n|no)$' THEN 'boolean'
	WHEN value ~ '^\d{4}[-/]\d{1,2}[-/]\d{1,2}$' THEN 'date'
	WHEN value ~* '^\d{4}[-/]\d{1,2}[-/]\d{1,2}[ t]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)? ?(z|utc|[+-]\d{2}(:?\d{2})?)?$'
		THEN 'timestamp'
	ELSE 'text' END;

-- Look at every distinct value of every column of a file.
CREATE PROCEDURE incoming.find_types(file text)
LANGUAGE plpgsql AS $$
DECLARE
	r record;
BEGIN
	FOR r IN SELECT f.name FROM incoming.found AS f WHERE f.file = find_types.file ORDER BY position LOOP
		EXECUTE format($q$
			UPDATE incoming.found SET (classes, rows, nulls, distincts, largest, span, example) = (
				SELECT array_agg(DISTINCT class) FILTER (WHERE class IS NOT NULL), sum(n),
					coalesce(sum(n) FILTER (WHERE class IS NULL OR class = 'missing'), 0),
					count(value),
					max(abs(value::numeric)) FILTER (WHERE class = 'integer'),
					max(value::numeric) FILTER (WHERE class = 'integer')
						- min(value::numeric) FILTER (WHERE class = 'integer'),
					min(value) FILTER (WHERE class <> 'missing')
				FROM (SELECT %1$I AS value, incoming.class(%1$I) AS class, count(*) AS n
					FROM incoming.%2$I GROUP BY 1) AS v)
			WHERE file = %2$L AND name = %1$L$q$, r.name, file);
	END LOOP;
END
$$;

-- The type that fits a set of classes; NULL for a column without any value.
CREATE FUNCTION incoming.type_of(classes text[], largest numeric) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE
	WHEN classes <@ '{missing}' THEN NULL
	WHEN classes <@ '{missing,integer}' THEN CASE WHEN largest < 2147483648 THEN 'integer' ELSE 'bigint' END
	WHEN classes <@ '{missing,integer,float}' THEN 'double precision'
	WHEN classes <@ '{missing,boolean}' THEN 'boolean'
	WHEN classes <@ '{missing,date}' THEN 'date'
	WHEN classes <@ '{missing,date,timestamp}' THEN 'timestamptz'
	ELSE 'text' END;

-- A column as an expression of its type; in text only the empty field is missing (NA may be Namibia).
CREATE FUNCTION incoming.cast_to(name text, type text) RETURNS text
LANGUAGE sql STABLE STRICT
RETURN CASE
	WHEN type = 'text' THEN format('nullif(%I, %L)', name, '')
	WHEN type = 'boolean' AND EXISTS (SELECT FROM incoming.found AS f
			WHERE f.name = cast_to.name AND f.classes && '{integer,float}')
		THEN format('CASE WHEN incoming.class(%1$I) <> %2$L THEN %1$I::float8 = 1 END', name, 'missing')
	WHEN EXISTS (SELECT FROM incoming.found AS f WHERE f.name = cast_to.name AND 'missing' = ANY (f.classes))
		THEN format('CASE WHEN incoming.class(%1$I) <> %2$L THEN %1$I::%3$s END', name, 'missing', type)
	ELSE format('%I::%s', name, type) END;

-- Decide one type per column name over all files, and try it on every value.
CREATE PROCEDURE incoming.confirm_types(categories text[])
LANGUAGE plpgsql AS $$
DECLARE
	r record;
	t record;
BEGIN
	INSERT INTO incoming.typed
		SELECT name,
			CASE WHEN name = ANY (categories) THEN 'text' ELSE coalesce(type, 'text') END,
			CASE WHEN name = ANY (categories) THEN 'asked for'
				WHEN type IS NULL THEN 'no values at all' ELSE array_to_string(classes, ', ') END
		FROM (SELECT name, array_agg(DISTINCT class) AS classes,
				incoming.type_of(array_agg(DISTINCT class), max(largest)) AS type
			FROM incoming.found LEFT JOIN unnest(classes) AS class ON true
			GROUP BY name) AS c;
	FOR t IN SELECT f.file, f.name, y.type FROM incoming.found AS f JOIN incoming.typed AS y USING (name)
		WHERE y.type <> 'text' LOOP
		BEGIN
			EXECUTE format('SELECT count(%s) FROM incoming.%I',
				incoming.cast_to(t.name, t.type), t.file) INTO r;
		EXCEPTION WHEN data_exception THEN
			UPDATE incoming.typed SET type = 'text', why = 'not ' || t.type || ': ' || SQLERRM
				WHERE name = t.name;
		END;
	END LOOP;
END
$$;
