-- simulate.sql - sixty days of loan decisions, with faults put in on known dates
--
-- psql variables: rows (about how many decisions in all), last_day (the last day's date, UTC).
-- Every value is a hash of the row's number and the column's name, so the same rows come out on every
-- machine, in any order, in any version of PostgreSQL. Only the dates move: the last day is yesterday.
--
-- loan.future holds all that will happen; demo/replay.sql moves it into loan.decision day by day.

CREATE SCHEMA loan;

-- What goes wrong, where and when. A column is touched by a fault, or it must stay silent: the verdict
-- (verdict.sql) compares this table with the alerts and knows nothing else.
CREATE TABLE loan.fault (
	fault text PRIMARY KEY,
	what text NOT NULL,
	model text,						-- NULL: every model
	segment jsonb,					-- NULL: every row
	touches text[] NOT NULL,		-- columns in which the fault may be seen
	shows_in text[] NOT NULL,		-- columns of which at least one must raise an alert
	from_day int NOT NULL,			-- first day, counted from 0
	to_day int NOT NULL,			-- last day
	allowed int NOT NULL			-- days after the first within which it must be found
);

INSERT INTO loan.fault VALUES
	('slow drift', 'income grows by 1.5 % a day', 'consumer', NULL,
		'{income}', '{income}', 30, 59, 20),
	('concept drift', 'who repays changes, no feature does', 'car', NULL,
		'{repaid}', '{repaid}', 33, 59, 14),
	('growing gap', 'women are scored lower, a little more each day', 'consumer', NULL,
		'{score,approved,repaid,sex}', '{sex}', 35, 59, 20),
	('unit error', 'amounts arrive in cents', NULL, '{"country": "PL"}',
		'{amount}', '{amount}', 38, 44, 3),
	('new category', '8 % of all purposes are "solar"', NULL, NULL,
		'{purpose}', '{purpose}', 41, 59, 3),
	('burst of NULLs', '40 % of all employers are missing', NULL, NULL,
		'{employer}', '{employer}', 45, 48, 3),
	('feed stops', 'no bureau score arrives any more', NULL, NULL,
		'{bureau_score}', '{bureau_score}', 50, 59, 3);

-- A number in (0, 1) that depends on the row and the name only.
CREATE FUNCTION loan.uniform(row_number bigint, name text) RETURNS float8
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ((hashint8extended(hashint8extended(row_number, hashtextextended(name, 0)), 1) >> 12) + 2251799813685248.5)
	/ 4503599627370496.0;

-- A standard normal number (Box and Muller 1958).
CREATE FUNCTION loan.normal(row_number bigint, name text) RETURNS float8
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN sqrt(-2 * ln(loan.uniform(row_number, name))) * cos(2 * pi() * loan.uniform(row_number, name || ''''));

-- The prediction log as an application would write it; the label comes a week later.
CREATE TABLE loan.decision (
	id bigint PRIMARY KEY,
	decided_at timestamptz NOT NULL,
	model text NOT NULL,
	version text NOT NULL,
	country text,
	channel text,
	sex text,
	age_group text,
	age int,						-- normal
	income numeric(12,2),			-- log-normal
	amount numeric(12,2),			-- log-normal
	savings float8,					-- zero for a third, log-normal for the others
	debt_ratio float8,				-- bounded
	open_accounts int,				-- counts
	largest_transfer real,			-- heavy tail, no variance
	term_months smallint,			-- few values
	homeowner boolean,
	purpose text,					-- few categories
	employer text,					-- some thousand categories
	employed_since date,
	bureau_score float8,			-- normal, some missing
	score float8,					-- what the model said: probability to repay
	approved boolean,				-- what was decided
	repaid boolean					-- what came true
) WITH (fillfactor = 70);

CREATE INDEX ON loan.decision (decided_at);
CREATE UNLOGGED TABLE loan.future (day int NOT NULL, LIKE loan.decision);

-- Fewer decisions at week-ends, a little chance on every day; and what is wrong on which day.
CREATE TABLE loan.calendar AS
	SELECT day, (sum(n) OVER (ORDER BY day) - n)::bigint AS first_id, n,
		(:'last_day'::date - 59 + day)::timestamp AT TIME ZONE 'UTC' AS starts,
		ARRAY(SELECT fault FROM loan.fault WHERE day BETWEEN from_day AND to_day) AS faults
	FROM (
		SELECT day, round(:rows / 60.0 * (1 + 0.03 * loan.normal(day, 'volume'))
				* ('{1.15,1.2,1.15,1.1,1.05,0.75,0.6}'::numeric[])[1 + day % 7])::bigint AS n
		FROM generate_series(0, 59) AS day
	) AS volume;

INSERT INTO loan.future
WITH person AS MATERIALIZED (
	-- Who asks: independent of day and fault.
	SELECT day, faults, i, starts, starts + interval '1 day' * loan.uniform(i, 'time') AS decided_at,
		CASE WHEN loan.uniform(i, 'model') < 0.7 THEN 'consumer' ELSE 'car' END AS model,
		CASE WHEN country < 0.35 THEN 'DE' WHEN country < 0.60 THEN 'FR' WHEN country < 0.78 THEN 'ES'
			WHEN country < 0.92 THEN 'PL' ELSE 'PT' END AS country,
		CASE WHEN channel < 0.55 THEN 'web' WHEN channel < 0.85 THEN 'branch' ELSE 'partner' END AS channel,
		CASE WHEN loan.uniform(i, 'sex') < 0.48 THEN 'F' ELSE 'M' END AS sex,
		greatest(18, least(90, 44 + 14 * loan.normal(i, 'age')))::int AS age,
		loan.normal(i, 'income') AS income,
		loan.normal(i, 'debt') AS debt,
		CASE WHEN loan.uniform(i, 'saves') < 0.67
			THEN exp(8 + 1.2 * loan.normal(i, 'savings')) ELSE 0 END AS savings,
		floor(ln(loan.uniform(i, 'accounts')) / ln(0.7))::int AS accounts,
		loan.uniform(i, 'homeowner') < 0.45 AS homeowner,
		2 + floor(20 * loan.uniform(i, 'employed') ^ 2) AS years,
		loan.uniform(i, 'purpose') AS purpose
	FROM loan.calendar, generate_series(first_id, first_id + n - 1) AS i,
		LATERAL (SELECT loan.uniform(i, 'country') AS country, loan.uniform(i, 'channel') AS channel) AS u
), scored AS (
	-- What the model makes of it, and how likely the loan is repaid. Income, amount, purpose, employer
	-- and bureau score are logged but not used by the model, so a fault in one stays in one column.
	SELECT *, 0.9 - 1.3 * debt + 0.5 * (savings > 0)::int + 0.5 * homeowner::int
			- 0.12 * accounts + 0.05 * (years - 8) AS logit,
		CASE WHEN 'growing gap' = ANY (faults) AND model = 'consumer' AND sex = 'F'
			THEN 0.07 * (day - 34) ELSE 0 END AS penalty
	FROM person
)
SELECT day, i, decided_at, model, CASE model WHEN 'car' THEN '1.1' ELSE '2.4' END, country, channel, sex,
	CASE WHEN age < 30 THEN '18-29' WHEN age < 45 THEN '30-44' WHEN age < 60 THEN '45-59' ELSE '60+' END,
	age,
	exp(10.3 + 0.45 * income) * CASE WHEN 'slow drift' = ANY (faults) AND model = 'consumer'
		THEN 1.015 ^ (day - 29) ELSE 1 END,
	exp(9.1 + 0.7 * loan.normal(i, 'amount')) * CASE WHEN 'unit error' = ANY (faults) AND country = 'PL'
		THEN 100 ELSE 1 END,
	savings,
	1 / (1 + exp(0.8 - 0.7 * debt)),
	accounts,
	exp(5 - ln(loan.uniform(i, 'transfer')) / 1.3),
	('{12,24,36,48,60,72}'::smallint[])[1 + floor(6 * loan.uniform(i, 'term'))::int],
	homeowner,
	CASE WHEN 'new category' = ANY (faults) AND loan.uniform(i, 'solar') < 0.08 THEN 'solar'
		WHEN purpose < 0.4 THEN 'car' WHEN purpose < 0.65 THEN 'furniture' WHEN purpose < 0.8 THEN 'travel'
		WHEN purpose < 0.9 THEN 'wedding' WHEN purpose < 0.97 THEN 'education' ELSE 'other' END,
	CASE WHEN 'burst of NULLs' = ANY (faults) AND loan.uniform(i, 'nulls') < 0.4 THEN NULL
		ELSE 'employer ' || floor(4000 * loan.uniform(i, 'employer') ^ 3) END,
	(starts AT TIME ZONE 'UTC')::date - (365 * years + 364 * loan.uniform(i, 'since'))::int,
	CASE WHEN 'feed stops' <> ALL (faults) AND loan.uniform(i, 'bureau') > 0.03
		THEN 600 + 80 * loan.normal(i, 'bureau score') END,
	1 / (1 + exp(penalty - logit)),
	logit - penalty > 0,
	-- The label follows the model's view of the row; after the concept drift it hardly does.
	loan.uniform(i, 'label') < 1 / (1 + exp(CASE WHEN 'concept drift' = ANY (faults) AND model = 'car'
		THEN -0.7 - 0.25 * logit ELSE -logit END))
FROM scored
ORDER BY day, decided_at;

CREATE INDEX ON loan.future (day);
ANALYZE loan.future;

-- One day passes: its decisions are made, and the labels of a week before become known.
CREATE PROCEDURE loan.pass(today int)
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO loan.decision
		SELECT id, decided_at, model, version, country, channel, sex, age_group, age, income, amount, savings,
			debt_ratio, open_accounts, largest_transfer, term_months, homeowner, purpose, employer, employed_since,
			bureau_score, score, approved, NULL
		FROM loan.future WHERE day = today;
	UPDATE loan.decision AS d SET repaid = f.repaid FROM loan.future AS f
		WHERE f.day = today - 7 AND d.id = f.id;
END
$$;
