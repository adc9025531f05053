"""One run of what people do today: COPY columns to pandas, then SciPy and NumPy. Prints JSON.

usage: pandas_peer.py COLUMN...   (connection by PG* variables)
"""
import json
import resource
import subprocess
import sys
import time

import numpy as np
import pandas as pd
from scipy import stats


def pull(columns):
    """Read columns and side through COPY, without a second copy of the text in memory."""
    query = f"COPY (SELECT is_ref::int, {', '.join(columns)} FROM bench.log) TO STDOUT (FORMAT csv)"
    with subprocess.Popen(["psql", "-X", "-c", query], stdout=subprocess.PIPE) as child:
        types = {name: np.float64 for name in columns} | {"is_ref": bool}
        return pd.read_csv(child.stdout, header=None, names=["is_ref", *columns],
                           dtype=types, true_values=["1"], false_values=["0"])


def psi(reference, current, bins=10, epsilon=1e-4):
    """Population stability index over the reference's quantiles."""
    edges = np.unique(np.quantile(reference, np.linspace(0, 1, bins + 1)))[1:-1]
    shares = [np.maximum(np.bincount(np.searchsorted(edges, side), minlength=len(edges) + 1) / len(side), epsilon)
              for side in (reference, current)]
    return float(np.sum((shares[1] - shares[0]) * np.log(shares[1] / shares[0])))


def main():
    start = time.perf_counter()
    frame = pull(sys.argv[1:])
    pulled = time.perf_counter() - start
    side = frame["is_ref"].to_numpy()
    values = []
    for name in sys.argv[1:]:
        column = frame[name].to_numpy()
        there = ~np.isnan(column)
        reference, current = column[side & there], column[~side & there]
        values.append([float(stats.ks_2samp(reference, current, mode="asymp").statistic),
                       psi(reference, current), float(stats.wasserstein_distance(reference, current))])
    print(json.dumps({"ms": (time.perf_counter() - start) * 1000, "pull_ms": pulled * 1000, "values": values,
                      "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


main()
