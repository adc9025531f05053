-- limits of a series of windows against statsmodels 0.13.5+dfsg, SciPy 1.10.1, NumPy 1.24.2:
-- made by test/gen/thresholds.py, do not edit
\set ECHO none
\set QUIET 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS drift;
SELECT plan(22);

CREATE FUNCTION pg_temp.differs(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS DISTINCT FROM b ELSE abs(a - b) > 1e-9 * greatest(1, abs(b)) END';
CREATE FUNCTION pg_temp.value(i int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
'SELECT 50 + 0.01::float8 * i + CASE WHEN i / 7.0::float8 - floor(i / 7.0::float8) > 0.7 THEN 2 ELSE 0 END
	+ (i * 0.6180339887498949::float8 - floor(i * 0.6180339887498949::float8)
		+ (i * 0.7548776662466927::float8 - floor(i * 0.7548776662466927::float8)) - 1) + CASE WHEN i BETWEEN 90 AND 95 THEN 6 ELSE 0 END';
CREATE FUNCTION pg_temp.rule(method text, reach int, settings float8[], guard boolean, direction text, exclude boolean, fallback text DEFAULT 'none')
RETURNS drift.limit_rule LANGUAGE sql AS $$SELECT ROW(method, fallback, false, false, direction, guard, exclude, 7, reach, 1, 0.001, 3, 6,
	NULL, NULL, NULL, NULL, 1, 4, settings)::drift.limit_rule$$;
CREATE FUNCTION pg_temp.series(scale float8, first int) RETURNS drift.series_point[] LANGUAGE sql AS $$
	SELECT array_agg(ROW(i, pg_temp.value(i) / scale, 100 + i, i % 7, false, i >= first, 0.5, 1, NULL, NULL, NULL, 0)::drift.series_point ORDER BY i)
	FROM generate_series(1, 160) i WHERE i NOT IN (33, 34, 120)$$;

CREATE TEMP TABLE expected(name, method, reach, settings, guard, direction, exclude, number, warn_low, warn_high, critical_low, critical_high) AS VALUES
	('rolling', 'rolling', 56, '{28}', false, 'both', false, 60, 48.00436723270521, 53.81934551984287, 45.09687808913638, 56.726834663411694),
	('rolling', 'rolling', 56, '{28}', false, 'both', false, 61, 47.946845849803566, 53.84024902059434, 45.00014426440818, 56.78695060598973),
	('rolling', 'rolling', 56, '{28}', false, 'both', false, 80, 48.04993893123613, 54.325773587602555, 44.91202160305291, 57.463690915785776),
	('rolling', 'rolling', 56, '{28}', false, 'both', false, 89, 48.33720848397137, 54.288056681948774, 45.36178438498267, 57.26348078093747),
	('rolling', 'rolling', 56, '{28}', false, 'both', false, 119, 45.915964451229684, 59.46971430020001, 39.13908952674452, 66.24658922468518),
	('rolling', 'rolling', 56, '{28}', false, 'both', false, 121, 46.158416200192974, 58.85022871837276, 39.81250994110308, 65.19613497746266),
	('rolling', 'rolling', 56, '{28}', false, 'both', false, 122, 46.55989294069781, 58.02764040607512, 40.82601920800914, 63.761514138763786),
	('rolling', 'rolling', 56, '{28}', false, 'both', false, 159, 48.83693670227147, 55.32453159174236, 45.59313925753602, 58.568329036477806),
	('rolling', 'rolling', 56, '{28}', false, 'both', false, 160, 48.98971921328629, 55.080429533577856, 45.94436405314051, 58.12578469372364),
	('rolling, guarded', 'rolling', 56, '{28}', true, 'both', false, 60, 47.655587317937645, 54.16812543461043, 44.39931825960125, 57.424394492946824),
	('rolling, guarded', 'rolling', 56, '{28}', true, 'both', false, 61, 47.59336204400055, 54.19373282639736, 44.29317665280215, 57.493918217595755),
	('rolling, guarded', 'rolling', 56, '{28}', true, 'both', false, 80, 47.6735170482199, 54.70219547061878, 44.159177837020465, 58.21653468181822),
	('rolling, guarded', 'rolling', 56, '{28}', true, 'both', false, 89, 47.98027914996573, 54.64498601595441, 44.6479257169714, 57.97733944894874),
	('rolling, guarded', 'rolling', 56, '{28}', true, 'both', false, 119, 45.103016322504736, 60.28266242892496, 37.513193269294625, 67.87248548213508),
	('rolling, guarded', 'rolling', 56, '{28}', true, 'both', false, 121, 45.39716670453654, 59.6114782140292, 38.290010949790215, 66.71863396877552),
	('rolling, guarded', 'rolling', 56, '{28}', true, 'both', false, 122, 45.8720623442539, 58.71547100251903, 39.45035801512133, 65.1371753316516),
	('rolling, guarded', 'rolling', 56, '{28}', true, 'both', false, 159, 48.447813530891594, 55.713654763122236, 44.814892914776266, 59.346575379237564),
	('rolling, guarded', 'rolling', 56, '{28}', true, 'both', false, 160, 48.62440100890296, 55.44574773796119, 45.21372764437384, 58.85642110249031),
	('median', 'median', 42, '{21}', false, 'both', false, 60, 48.67952581407428, 52.84581637559131, 46.59638053331576, 54.928961656349834),
	('median', 'median', 42, '{21}', false, 'both', false, 61, 48.67952581407428, 52.84581637559131, 46.59638053331576, 54.928961656349834),
	('median', 'median', 42, '{21}', false, 'both', false, 80, 48.378744616836975, 53.868123912733076, 45.63405496888893, 56.61281356068112),
	('median', 'median', 42, '{21}', false, 'both', false, 89, 48.51840155095525, 53.81075648847148, 45.87222408219712, 56.45693395722961),
	('median', 'median', 42, '{21}', false, 'both', false, 119, 49.56590000704556, 52.97213402218326, 47.86278299947671, 54.67525102975212),
	('median', 'median', 42, '{21}', false, 'both', false, 121, 49.56590000704556, 52.97213402218326, 47.86278299947671, 54.67525102975212),
	('median', 'median', 42, '{21}', false, 'both', false, 122, 49.48953631290002, 53.09279468641751, 47.687907126141276, 54.89442387317626),
	('median', 'median', 42, '{21}', false, 'both', false, 159, 49.271044625519494, 54.197391733415856, 46.80787107157131, 56.66056528736404),
	('median', 'median', 42, '{21}', false, 'both', false, 160, 49.271044625519494, 54.197391733415856, 46.80787107157131, 56.66056528736404),
	('like windows, mean', 'seasonal', 112, '{8, 0}', false, 'both', false, 60, 49.07330941149645, 51.25265492330904, 47.98363665559016, 52.34232767921533),
	('like windows, mean', 'seasonal', 112, '{8, 0}', false, 'both', false, 61, 51.05687835003902, 53.151997639763046, 50.009318705177016, 54.19955728462505),
	('like windows, mean', 'seasonal', 112, '{8, 0}', false, 'both', false, 80, 48.74258870654486, 52.149841828124146, 47.038962145755214, 53.85346838891379),
	('like windows, mean', 'seasonal', 112, '{8, 0}', false, 'both', false, 89, 50.96833075046222, 53.89641417790133, 49.50428903674267, 55.36045589162088),
	('like windows, mean', 'seasonal', 112, '{8, 0}', false, 'both', false, 119, 45.51482274815946, 57.99471687624337, 39.274875684117504, 64.23466394028533),
	('like windows, mean', 'seasonal', 112, '{8, 0}', false, 'both', false, 121, 45.20674991185272, 57.83443633253646, 38.892906701510846, 64.14827954287833),
	('like windows, mean', 'seasonal', 112, '{8, 0}', false, 'both', false, 122, 45.02773857822121, 58.27927097616115, 38.40197237925124, 64.90503717513113),
	('like windows, mean', 'seasonal', 112, '{8, 0}', false, 'both', false, 159, 51.85114795943334, 55.041324064696504, 50.25605990680176, 56.636412117328085),
	('like windows, mean', 'seasonal', 112, '{8, 0}', false, 'both', false, 160, 51.88676507763496, 54.77153025648806, 50.444382488208404, 56.21391284591462),
	('like windows, median', 'seasonal', 112, '{8, 1}', false, 'both', false, 60, 48.81099966885766, 51.65420149599561, 47.389398755288695, 53.075802409564574),
	('like windows, median', 'seasonal', 112, '{8, 1}', false, 'both', false, 61, 50.75825078608054, 53.235444783598695, 49.51965378732146, 54.47404178235777),
	('like windows, median', 'seasonal', 112, '{8, 1}', false, 'both', false, 80, 48.42086384935064, 52.31965876043779, 46.47146639380707, 54.26905621598136),
	('like windows, median', 'seasonal', 112, '{8, 1}', false, 'both', false, 89, 50.82393570635375, 53.8501414483016, 49.31083283537983, 55.36324431927552),
	('like windows, median', 'seasonal', 112, '{8, 1}', false, 'both', false, 119, 49.813907686085145, 52.474105598413246, 48.483808729921094, 53.8042045545773),
	('like windows, median', 'seasonal', 112, '{8, 1}', false, 'both', false, 121, 49.529373793601714, 52.37257562073972, 48.10777288003271, 53.79417653430872),
	('like windows, median', 'seasonal', 112, '{8, 1}', false, 'both', false, 122, 49.640401906217235, 52.66660764816511, 48.12729903524329, 54.17971051913906),
	('like windows, median', 'seasonal', 112, '{8, 1}', false, 'both', false, 159, 51.3280714717592, 55.5928742124662, 49.19567010140571, 57.72527558281969),
	('like windows, median', 'seasonal', 112, '{8, 1}', false, 'both', false, 160, 51.830281626135346, 54.85648736808322, 50.3171787551614, 56.36959023905717),
	('relative', 'relative', 42, '{3, 0.1, 0.3}', false, 'both', false, 60, 45.25254251685873, 55.30866307616067, 35.19642195755679, 65.36478363546262),
	('relative', 'relative', 42, '{3, 0.1, 0.3}', false, 'both', false, 61, 47.09716300635566, 57.56319922999025, 36.63112678272106, 68.02923545362484),
	('relative', 'relative', 42, '{3, 0.1, 0.3}', false, 'both', false, 80, 45.5449523067973, 55.66605281941893, 35.423851794175675, 65.78715333204055),
	('relative', 'relative', 42, '{3, 0.1, 0.3}', false, 'both', false, 89, 47.44653671226966, 57.99021153721848, 36.902861887320846, 68.5338863621673),
	('relative', 'relative', 42, '{3, 0.1, 0.3}', false, 'both', false, 119, 46.08515139717752, 56.32629615210586, 35.844006642249184, 66.5674409070342),
	('relative', 'relative', 42, '{3, 0.1, 0.3}', false, 'both', false, 121, 45.874392376171386, 56.06870179309836, 35.68008295924441, 66.26301121002534),
	('relative', 'relative', 42, '{3, 0.1, 0.3}', false, 'both', false, 122, 45.91901286566832, 56.12323794692795, 35.71478778440869, 66.32746302818758),
	('relative', 'relative', 42, '{3, 0.1, 0.3}', false, 'both', false, 159, 48.16997097705469, 58.87440897195574, 37.46553298215365, 69.57884696685677),
	('relative', 'relative', 42, '{3, 0.1, 0.3}', false, 'both', false, 160, 48.21459146655162, 58.92894512578532, 37.50023780731792, 69.64329878501901),
	('quantile', 'quantile', 80, '{40, 0.95, 1}', false, 'both', false, 60, 49.805860640669295, 52.67833679406795, 49.72152633990446, 53.06014102481232),
	('quantile', 'quantile', 80, '{40, 0.95, 1}', false, 'both', false, 61, 49.805860640669295, 52.67833679406795, 49.72152633990446, 53.06014102481232),
	('quantile', 'quantile', 80, '{40, 0.95, 1}', false, 'both', false, 80, 49.88720033703178, 52.756503530539625, 49.82596433480549, 53.10128577974066),
	('quantile', 'quantile', 80, '{40, 0.95, 1}', false, 'both', false, 89, 49.91029863557034, 53.06219826255873, 49.82596433480549, 53.398755709720184),
	('quantile', 'quantile', 80, '{40, 0.95, 1}', false, 'both', false, 119, 50.58657819189187, 57.23530900793555, 50.0158440547236, 59.46204894969288),
	('quantile', 'quantile', 80, '{40, 0.95, 1}', false, 'both', false, 121, 50.58657819189187, 57.23530900793555, 50.0158440547236, 59.46204894969288),
	('quantile', 'quantile', 80, '{40, 0.95, 1}', false, 'both', false, 122, 50.58657819189187, 57.23530900793555, 50.0158440547236, 59.46204894969288),
	('quantile', 'quantile', 80, '{40, 0.95, 1}', false, 'both', false, 159, 50.919813366296665, 54.1634840422994, 50.71522190958369, 54.22472004452568),
	('quantile', 'quantile', 80, '{40, 0.95, 1}', false, 'both', false, 160, 50.919813366296665, 54.1634840422994, 50.71522190958369, 54.22472004452568),
	('cusum', 'cusum', 40, '{40, 0.5, 5, 9}', false, 'both', false, 60, 46.065000481848735, 54.38173101401599, 42.683402295888826, 57.7633291999759),
	('cusum', 'cusum', 40, '{40, 0.5, 5, 9}', false, 'both', false, 61, 45.93290541061377, 55.9315984084976, 42.17864844434681, 59.68585537476456),
	('cusum', 'cusum', 40, '{40, 0.5, 5, 9}', false, 'both', false, 80, 45.53892052170191, 56.67134730666929, 41.45513404850551, 60.75513377986569),
	('cusum', 'cusum', 40, '{40, 0.5, 5, 9}', false, 'both', false, 89, 45.467698183934786, 56.632965450665964, 41.40760099602107, 60.69306263857968),
	('cusum', 'cusum', 40, '{40, 0.5, 5, 9}', false, 'both', false, 119, 41.77720778274201, 69.44587271053993, 30.062159605784977, 81.160920887549),
	('cusum', 'cusum', 40, '{40, 0.5, 5, 9}', false, 'both', false, 121, 43.36290979270608, 69.7007434913409, 31.552950126072048, 81.51070315802738),
	('cusum', 'cusum', 40, '{40, 0.5, 5, 9}', false, 'both', false, 122, 45.80096651971024, 69.38831753012681, 34.26704186582228, 80.922242184066),
	('cusum', 'cusum', 40, '{40, 0.5, 5, 9}', false, 'both', false, 159, 46.08366261455181, 57.50934314772604, 41.9288696933858, 61.664136068892056),
	('cusum', 'cusum', 40, '{40, 0.5, 5, 9}', false, 'both', false, 160, 45.46867620406342, 58.04557609999104, 40.76486988962461, 62.749382414408956),
	('cusum, guarded', 'cusum', 40, '{40, 0.5, 5, 9}', true, 'both', false, 60, 44.966824831651046, 56.46257114340988, 40.9539387554083, 60.475457219652625),
	('cusum, guarded', 'cusum', 40, '{40, 0.5, 5, 9}', true, 'both', false, 61, 44.38819498153535, 57.15079517825488, 39.933080956125636, 61.605909203664595),
	('cusum, guarded', 'cusum', 40, '{40, 0.5, 5, 9}', true, 'both', false, 80, 44.28308195972845, 58.02517188493373, 39.481183293091334, 62.82707055157084),
	('cusum, guarded', 'cusum', 40, '{40, 0.5, 5, 9}', true, 'both', false, 89, 44.219144507730654, 57.881519126870096, 39.4451007615599, 62.65556287304085),
	('cusum, guarded', 'cusum', 40, '{40, 0.5, 5, 9}', true, 'both', false, 119, 33.62689999230814, 73.04846294208787, 19.85182272272241, 86.82354021167359),
	('cusum, guarded', 'cusum', 40, '{40, 0.5, 5, 9}', true, 'both', false, 121, 33.388064281139876, 73.5360336182459, 19.373382435081993, 87.55071546430378),
	('cusum, guarded', 'cusum', 40, '{40, 0.5, 5, 9}', true, 'both', false, 122, 33.9243771091827, 73.13396515282783, 20.23726140146976, 86.82108086054077),
	('cusum, guarded', 'cusum', 40, '{40, 0.5, 5, 9}', true, 'both', false, 159, 44.73439159927208, 58.858614163005775, 39.80396824730714, 63.789037514970715),
	('cusum, guarded', 'cusum', 40, '{40, 0.5, 5, 9}', true, 'both', false, 160, 43.94111282317152, 59.93170694962548, 38.35918444891199, 65.51363532388501),
	('page_hinkley', 'page_hinkley', 40, '{40, 0.25, 5, 9}', false, 'both', false, 60, 48.11626115377185, 55.76489603305001, 44.556684115931176, 59.324473070905704),
	('page_hinkley', 'page_hinkley', 40, '{40, 0.25, 5, 9}', false, 'both', false, 61, 47.73772788138186, 56.136349423993956, 43.7858784432026, 60.088198862173215),
	('page_hinkley', 'page_hinkley', 40, '{40, 0.25, 5, 9}', false, 'both', false, 80, 46.099894767481416, 56.0705054769852, 41.811918970633364, 60.358481273833256),
	('page_hinkley', 'page_hinkley', 40, '{40, 0.25, 5, 9}', false, 'both', false, 89, 46.611803656482174, 56.90388635430613, 42.34870160918088, 61.166988401607426),
	('page_hinkley', 'page_hinkley', 40, '{40, 0.25, 5, 9}', false, 'both', false, 119, 35.50111379822485, 66.41630914252485, 23.200313212388746, 78.71710972836095),
	('page_hinkley', 'page_hinkley', 40, '{40, 0.25, 5, 9}', false, 'both', false, 121, 35.40322555651514, 67.56453745340228, 23.00276790651794, 79.96499510339949),
	('page_hinkley', 'page_hinkley', 40, '{40, 0.25, 5, 9}', false, 'both', false, 122, 35.78569354617586, 67.57607337352881, 23.67507265956277, 79.68669426014189),
	('page_hinkley', 'page_hinkley', 40, '{40, 0.25, 5, 9}', false, 'both', false, 159, 49.19565859244663, 57.78820476146274, 44.83312602523062, 62.150737328678744),
	('page_hinkley', 'page_hinkley', 40, '{40, 0.25, 5, 9}', false, 'both', false, 160, 46.30375592632997, 57.85436902985172, 41.364759296178626, 62.79336566000306),
	('ewma', 'ewma', 40, '{40, 0.3}', false, 'both', false, 60, 46.79085448307317, 53.893629109935596, 43.23946716964195, 57.445016423366816),
	('ewma', 'ewma', 40, '{40, 0.3}', false, 'both', false, 61, 47.21331539469162, 55.098829774677945, 43.27055820469846, 59.041586964671104),
	('ewma', 'ewma', 40, '{40, 0.3}', false, 'both', false, 80, 46.530039999358316, 55.10770596010193, 42.241207018995574, 59.396538940464666),
	('ewma', 'ewma', 40, '{40, 0.3}', false, 'both', false, 89, 46.7044558747031, 55.23236439162901, 42.44050161623113, 59.496318650082955),
	('ewma', 'ewma', 40, '{40, 0.3}', false, 'both', false, 119, 43.71531410647641, 68.32183323668696, 31.412054541397158, 80.62509280181824),
	('ewma', 'ewma', 40, '{40, 0.3}', false, 'both', false, 121, 44.4641754034326, 69.27004850560488, 32.06123885229401, 81.67298505674346),
	('ewma', 'ewma', 40, '{40, 0.3}', false, 'both', false, 122, 45.445771388486044, 69.67185508483325, 33.33272954026121, 81.78489693305809),
	('ewma', 'ewma', 40, '{40, 0.3}', false, 'both', false, 159, 47.83880369238217, 56.56561300225529, 43.47539903745484, 60.92901765718263),
	('ewma', 'ewma', 40, '{40, 0.3}', false, 'both', false, 160, 46.847450041055474, 56.727417951746055, 41.90746608572063, 61.6674019070809),
	('holt_winters', 'holt_winters', 40, '{40, 7, 0.2, 0.05, 0.15}', false, 'both', false, 80, 49.22357747463334, 53.02026102424929, 47.32523569982536, 54.91860279905726),
	('holt_winters', 'holt_winters', 40, '{40, 7, 0.2, 0.05, 0.15}', false, 'both', false, 89, 51.123791497969414, 54.85575726452766, 49.25780861469029, 56.721740147806784),
	('holt_winters', 'holt_winters', 40, '{40, 7, 0.2, 0.05, 0.15}', false, 'both', false, 119, 43.79479261923255, 59.29300801115424, 36.04568492327171, 67.04211570711509),
	('holt_winters', 'holt_winters', 40, '{40, 7, 0.2, 0.05, 0.15}', false, 'both', false, 121, 42.95158612314271, 60.20645854005986, 34.324149914684135, 68.83389474851845),
	('burn_rate', 'burn_rate', 24, '{24, 0.98, 6, 2, 4, 24, 3, 1.5}', false, 'up', false, 60, NULL::float8, -0.011406854011948252, NULL::float8, 0.2221799305039233),
	('burn_rate', 'burn_rate', 24, '{24, 0.98, 6, 2, 4, 24, 3, 1.5}', false, 'up', false, 61, NULL::float8, -0.010186621885032504, NULL::float8, 0.2251997444192943),
	('burn_rate', 'burn_rate', 24, '{24, 0.98, 6, 2, 4, 24, 3, 1.5}', false, 'up', false, 80, NULL::float8, -0.011767217395996512, NULL::float8, 0.21924808974281984),
	('burn_rate', 'burn_rate', 24, '{24, 0.98, 6, 2, 4, 24, 3, 1.5}', false, 'up', false, 89, NULL::float8, -0.011674498070915522, NULL::float8, 0.2230417815704918),
	('burn_rate', 'burn_rate', 24, '{24, 0.98, 6, 2, 4, 24, 3, 1.5}', false, 'up', false, 119, NULL::float8, -0.015670152611144225, NULL::float8, 0.21894976596108465),
	('burn_rate', 'burn_rate', 24, '{24, 0.98, 6, 2, 4, 24, 3, 1.5}', false, 'up', false, 121, NULL::float8, 0.008628684882958964, NULL::float8, 0.18927122855067352),
	('burn_rate', 'burn_rate', 24, '{24, 0.98, 6, 2, 4, 24, 3, 1.5}', false, 'up', false, 122, NULL::float8, 0.008763781233046162, NULL::float8, 0.1895078169866198),
	('burn_rate', 'burn_rate', 24, '{24, 0.98, 6, 2, 4, 24, 3, 1.5}', false, 'up', false, 159, NULL::float8, -0.012371092941074182, NULL::float8, 0.22166552746614449),
	('burn_rate', 'burn_rate', 24, '{24, 0.98, 6, 2, 4, 24, 3, 1.5}', false, 'up', false, 160, NULL::float8, -0.014129598341136047, NULL::float8, 0.2197717655621672),
	('rolling without fired', 'rolling', 56, '{28}', false, 'both', true, 89, 48.33720848397137, 54.288056681948774, 45.36178438498267, 57.26348078093747),
	('rolling without fired', 'rolling', 56, '{28}', false, 'both', true, 96, 48.355811584458905, 54.24956260574011, 45.40893607381831, 57.196438116380705),
	('rolling without fired', 'rolling', 56, '{28}', false, 'both', true, 97, 48.3533824362346, 54.25334863038471, 45.40339933915954, 57.20333172745976),
	('rolling without fired', 'rolling', 56, '{28}', false, 'both', true, 104, 48.32958325252977, 54.572360234745815, 45.208194761421744, 57.693748725853844),
	('rolling without fired', 'rolling', 56, '{28}', false, 'both', true, 130, 48.69540293722744, 54.66609497806037, 45.71005691681098, 57.651440998476836),
	('median without fired', 'median', 42, '{21}', false, 'both', true, 89, 48.51840155095525, 53.81075648847148, 45.87222408219712, 56.45693395722961),
	('median without fired', 'median', 42, '{21}', false, 'both', true, 96, 48.51840155095525, 53.81075648847148, 45.87222408219712, 56.45693395722961),
	('median without fired', 'median', 42, '{21}', false, 'both', true, 97, 48.51840155095525, 53.81075648847148, 45.87222408219712, 56.45693395722961),
	('median without fired', 'median', 42, '{21}', false, 'both', true, 104, 48.98292155976489, 53.34623647966184, 46.801264099816414, 55.527893939610315),
	('median without fired', 'median', 42, '{21}', false, 'both', true, 130, 50.26266331345243, 52.148784235830966, 49.31960285226316, 53.091844697020235);
SELECT is((SELECT string_agg(e.name || ' ' || e.number || ': ' || concat_ws(' ', l.warn_low, l.warn_high, l.critical_low, l.critical_high), E'\n')
	FROM expected e LEFT JOIN LATERAL drift.limits(pg_temp.rule(e.method, e.reach, e.settings::float8[], e.guard, e.direction, e.exclude),
			pg_temp.series(CASE e.method WHEN 'burn_rate' THEN 1000 ELSE 1 END, CASE WHEN e.exclude THEN 60 ELSE e.number END)) l
		ON l.window_number = e.number
	WHERE e.name = x.name AND (pg_temp.differs(l.warn_low, e.warn_low) OR pg_temp.differs(l.warn_high, e.warn_high)
		OR pg_temp.differs(l.critical_low, e.critical_low) OR pg_temp.differs(l.critical_high, e.critical_high))), NULL, x.name || ', ' || x.n || ' windows')
FROM (SELECT e.name, count(*) AS n FROM expected e GROUP BY 1) x ORDER BY x.name COLLATE "C";
SELECT is((SELECT string_agg(a::text, ' ') FROM unnest(drift.p_adjust(ARRAY[0.001, 0.2, NULL, 0.03, 0.03, 0.0004, 1.0, 0.012, 0.5], 'bonferroni'), ARRAY[0.008, 1.0, NULL, 0.24, 0.24, 0.0032, 1.0, 0.096, 1.0]::float8[]) AS u(a, b) WHERE pg_temp.differs(a, b)), NULL, 'p-values: bonferroni');
SELECT is((SELECT string_agg(a::text, ' ') FROM unnest(drift.p_adjust(ARRAY[0.001, 0.2, NULL, 0.03, 0.03, 0.0004, 1.0, 0.012, 0.5], 'holm'), ARRAY[0.007, 0.6000000000000001, NULL, 0.15, 0.15, 0.0032, 1.0, 0.07200000000000001, 1.0]::float8[]) AS u(a, b) WHERE pg_temp.differs(a, b)), NULL, 'p-values: holm');
SELECT is((SELECT string_agg(a::text, ' ') FROM unnest(drift.p_adjust(ARRAY[0.001, 0.2, NULL, 0.03, 0.03, 0.0004, 1.0, 0.012, 0.5], 'bh'), ARRAY[0.004, 0.26666666666666666, NULL, 0.048, 0.048, 0.0032, 1.0, 0.032, 0.5714285714285714]::float8[]) AS u(a, b) WHERE pg_temp.differs(a, b)), NULL, 'p-values: bh');
SELECT ok(abs(drift.sigma_factor(3, 28) / 3.361514790971001 - 1) < 0.01, 'k = 3 of 28 windows is Student''s quantile');
SELECT ok(abs(drift.sigma_factor(4, 28) / 4.811239696889253 - 1) < 0.01, 'k = 4 of 28 windows is Student''s quantile');
SELECT ok(abs(drift.sigma_factor(4, 7) / 10.523848478254129 - 1) < 0.25, 'k = 4 of 7 windows is Student''s quantile');
SELECT is(drift.sigma_factor(4, 1), NULL, 'one window has no sigma');

SELECT * FROM finish();
ROLLBACK;
