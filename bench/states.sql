-- states.sql: stored profiles, for their size, their bound and for merging

CREATE TABLE bench.profiles AS
SELECT unnest(ARRAY[
	drift.profile_agg(f1), drift.profile_agg(f2), drift.profile_agg(f3), drift.profile_agg(f4),
	drift.profile_agg(f5), drift.profile_agg(f6), drift.profile_agg(f7), drift.profile_agg(f8)]) AS p
FROM bench.log;

CREATE TABLE bench.windows AS
SELECT (id - 1) * 100 / :rows AS w, drift.profile_agg(f1) AS p FROM bench.log GROUP BY 1;

VACUUM (ANALYZE) bench.profiles, bench.windows;
