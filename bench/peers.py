"""drift against DuckDB (one thread, its own table) and against COPY to pandas with SciPy and NumPy.

usage: peers.py RUNS [ONLY]   (connection by PG* variables; DRIFT_DUCKDB: folder of the npm package)

Every round runs drift's query and then the peer's; the figure is the median of the rounds' ratios. Every
peer's values are compared with drift's. Exit status 1: a figure missed its limit or values differ.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import psycopg2

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = [f"f{i}" for i in range(1, 9)]
DUCKDB = "@duckdb/node-api@1.5.6-r.1"


def three(columns):
    """KS, PSI and Wasserstein of columns in one query on one state each."""
    out = ", ".join(f"drift.ks_stat({c}), drift.psi({c}), drift.wasserstein({c})" for c in columns)
    states = ", ".join(f"drift.sample_agg({c}, NOT is_ref) AS {c}" for c in columns)
    return f"SELECT {out} FROM (SELECT {states} FROM bench.log) AS states"


class Postgres:
    """One backend, and the peak of its anonymous memory during a query."""

    def __init__(self):
        self.connection = psycopg2.connect("")
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()
        self.cursor.execute("SET max_parallel_workers_per_gather = 0")
        self.status = f"/proc/{self.connection.info.backend_pid}/status"

    def anonymous(self):
        with open(self.status, encoding="ascii") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("RssAnon"))

    def run(self, query):
        """Return milliseconds, the first row, and the peak in MiB."""
        done, peak = threading.Event(), [0.0]

        def watch():
            while not done.wait(0.005):
                peak[0] = max(peak[0], self.anonymous())

        watcher = threading.Thread(target=watch)
        watcher.start()
        start = time.perf_counter()
        self.cursor.execute(query)
        row = self.cursor.fetchone()
        ms = (time.perf_counter() - start) * 1000
        done.set()
        watcher.join()
        return ms, row, peak[0]


class DuckDB:
    """The engine in a Node process, one thread, with a table of its own."""

    # The exact KS statistic in three forms. Only the first promises its answer and is quick; the second
    # relies on the order in which a subquery's rows happen to come; the third is what most people write.
    SIDES = """WITH n AS (SELECT count(*) FILTER (is_ref) AS r, count(*) FILTER (NOT is_ref) AS c
        FROM log WHERE {c} IS NOT NULL) """
    GAP = "SELECT max(abs(r::DOUBLE / (SELECT r FROM n) - (k - r)::DOUBLE / (SELECT c FROM n)))"
    KS = {
        "window": SIDES + GAP + """ FROM (
            SELECT sum(is_ref::INT) OVER (ORDER BY {c}) AS r, count(*) OVER (ORDER BY {c}) AS k
            FROM log WHERE {c} IS NOT NULL)""",
        "running": SIDES + GAP + """ FROM (
            SELECT sum(is_ref::INT) OVER (ROWS UNBOUNDED PRECEDING) AS r, row_number() OVER () AS k,
                {c}, lead({c}) OVER () AS following
            FROM (SELECT {c}, is_ref FROM log WHERE {c} IS NOT NULL ORDER BY {c}))
            WHERE following IS DISTINCT FROM {c}""",
        "group": SIDES + GAP + """ FROM (
            SELECT sum(r) OVER (ORDER BY {c}) AS r, sum(k) OVER (ORDER BY {c}) AS k
            FROM (SELECT {c}, count(*) FILTER (is_ref) AS r, count(*) AS k
                FROM log WHERE {c} IS NOT NULL GROUP BY {c}))""",
    }

    def __init__(self):
        folder = os.environ["DRIFT_DUCKDB"]
        if not os.path.isdir(f"{folder}/node_modules/@duckdb"):
            os.makedirs(folder, exist_ok=True)
            subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, DUCKDB],
                           check=True, stdout=subprocess.DEVNULL)
        self.node = subprocess.Popen(["node", f"{HERE}/duckdb.mjs"], text=True, bufsize=1,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as work:
            csv = f"{work}/log.csv"
            query = f"COPY (SELECT is_ref, {', '.join(COLUMNS)} FROM bench.log) TO STDOUT (FORMAT csv)"
            with open(csv, "wb") as out:
                subprocess.run(["psql", "-X", "-c", query], check=True, stdout=out)
            types = ", ".join(f"'{c}': 'DOUBLE'" for c in COLUMNS)
            self.run(f"CREATE TABLE log AS SELECT * FROM read_csv('{csv}', header = false, delim = ',', "
                     f"columns = {{'is_ref': 'BOOLEAN', {types}}})")
        self.load = time.perf_counter() - start
        self.version = self.run("SELECT version()")[1][0]

    def run(self, query):
        self.node.stdin.write(" ".join(query.split()) + "\n")
        answer = json.loads(self.node.stdout.readline())
        if "error" in answer:
            raise RuntimeError(f"DuckDB: {answer['error']}")
        return answer["ms"], answer["rows"][0] if answer["rows"] else None

    def close(self):
        self.node.stdin.close()
        self.node.wait()


class Table:
    """Figures as they come, with the verdict."""

    def __init__(self):
        self.over = False
        print(f"{'case':<28}{'drift':>12}{'peer':>12}{'figure':>10}{'limit':>8}  verdict")

    def add(self, name, mine, peer, limit, unit="ms"):
        figure = statistics.median(p / m for m, p in zip(mine, peer))
        verdict = "" if limit is None else "ok" if figure >= limit else "OVER"
        self.over |= verdict == "OVER"
        print(f"{name:<28}{statistics.median(mine):>9.0f} {unit:<3}{statistics.median(peer):>8.0f} {unit:<3}"
              f"{figure:>9.1f}x{'' if limit is None else limit:>7}  {verdict}", flush=True)

    def same(self, name, mine, peer, tolerance=1e-9):
        """Speed is worth nothing if the answer differs."""
        for a, b in zip(mine, peer):
            if abs(a - b) > tolerance * max(abs(a), abs(b)):
                self.over = True
                print(f"{name}: drift says {a!r}, the peer {b!r}")


def against_duckdb(table, postgres, runs):
    duck = DuckDB()
    print(f"DuckDB {duck.version}, one thread; export and load took {duck.load:.1f} s and are not counted")
    for form, column, limit in (("window", "f1", 2.5), ("running", "f1", None), ("group", "f1", None),
                                ("group", "f3", None)):
        name, mine, peer = f"duckdb-ks-{form}-{column}", [], []
        for _ in range(runs):
            ms, row, _ = postgres.run(f"SELECT drift.ks_stat({column}, NOT is_ref) FROM bench.log")
            mine.append(ms)
            ms, answer = duck.run(DuckDB.KS[form].format(c=column))
            peer.append(ms)
            table.same(name, row, [float(v) for v in answer])
        table.add(name, mine, peer, limit)
        if form == "window" and column == "f1":
            table.add("duckdb-ks-with-export", mine, [ms + 1000 * duck.load for ms in peer], None)
    duck.close()


def against_pandas(table, postgres, runs, columns, faster, smaller):
    name = f"pandas-{len(columns)}"
    mine, peer, mine_mib, peer_mib = [], [], [], []
    for _ in range(runs):
        ms, row, mib = postgres.run(three(columns))
        mine.append(ms)
        mine_mib.append(mib)
        child = subprocess.run([sys.executable, f"{HERE}/pandas_peer.py", *columns], check=True,
                               capture_output=True, text=True)
        answer = json.loads(child.stdout)
        peer.append(answer["ms"])
        peer_mib.append(answer["mib"])
        # PSI's edges lie a hair apart: quantiles are defined in more than one way.
        flat = [v for three_values in answer["values"] for v in three_values]
        table.same(name + " ks", row[0::3], flat[0::3])
        table.same(name + " psi", row[1::3], flat[1::3], 0.01)
        table.same(name + " wasserstein", row[2::3], flat[2::3], 1e-8)
    table.add(name, mine, peer, faster)
    table.add(name + " memory", mine_mib, peer_mib, smaller, "MiB")


def main():
    runs = int(sys.argv[1])
    only = set(sys.argv[2].split(",")) if len(sys.argv) > 2 and sys.argv[2] else {"duckdb", "pandas-1", "pandas-8"}
    table = Table()
    if "duckdb" in only:
        against_duckdb(table, Postgres(), runs)
    if "pandas-1" in only:
        against_pandas(table, Postgres(), runs, COLUMNS[:1], 10, 8)
    if "pandas-8" in only:
        against_pandas(table, Postgres(), runs, COLUMNS, 15, None)
    sys.exit(1 if table.over else 0)


main()
