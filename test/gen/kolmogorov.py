#!/usr/bin/python3
"""Write test/c/kolmogorov_values.h: p-values of SciPy that test_kolmogorov.c compares with.

    /usr/bin/python3 test/gen/kolmogorov.py > test/c/kolmogorov_values.h
"""
import math

import numpy as np
import scipy
from scipy import special, stats
from scipy.stats import _stats_py

ONE_SAMPLE_N = [1, 2, 3, 5, 10, 37, 139, 140, 141, 500, 2000, 9999, 40000, 100000, 100001, 700000,
                1000000, 1000001, 30000000]
ONE_SAMPLE_Z = [0.25, 0.5, 0.8, 0.86, 0.87, 1.0, 1.3, 1.48, 1.49, 2.0, 2.1, 3.0, 5.0, 9.0, 15.0, 19.0]
TWO_SAMPLE = [(1, 1), (1, 2), (2, 3), (5, 5), (7, 5), (10, 30), (50, 50), (60, 35), (100, 99), (333, 222),
              (500, 500), (1000, 10), (700, 650), (2000, 3000), (10000, 3), (10000, 10000), (10000, 7001),
              (10001, 5), (20000, 20000), (5000000, 4000000)]
TWO_SAMPLE_Z = [0.3, 0.7, 1.0, 1.5, 2.5, 4.0, 7.0]


def two_sample(n, m, z, alternative):
    """The statistic nearest to z / sqrt(effective n), and ks_2samp's p-value of it."""
    lcm = n * m // math.gcd(n, m)
    h = min(max(round(z / math.sqrt(n * m / (n + m)) * lcm), 1), lcm)
    d = h / lcm
    p, success = math.nan, False
    if max(n, m) <= 10000:
        success, d, p = _stats_py._attempt_exact_2kssamp(n, m, math.gcd(n, m), d, alternative)
    if not success:
        large, small = float(max(n, m)), float(min(n, m))
        effective = large * small / (large + small)
        if alternative == "two-sided":
            p = stats.kstwo.sf(d, np.round(effective))
        else:
            z = math.sqrt(effective) * d
            p = math.exp(-2 * z * z - 2 * z * (large + 2 * small) /
                         math.sqrt(large * small * (large + small)) / 3)
    return d, min(max(p, 0), 1)


print("/* made by test/gen/kolmogorov.py with SciPy %s, NumPy %s: do not edit */" % (
    scipy.__version__, np.__version__))
print("static const struct\n{\n\tdouble\t\tn;\n\tdouble\t\td;\n\tdouble\t\tboth;\n\tdouble\t\tone;\n}\t\t\t"
      "one_sample[] = {")
for n in ONE_SAMPLE_N:
    for z in ONE_SAMPLE_Z:
        d = z / math.sqrt(n)
        if 0.5 / n < d < 1:
            print("\t{%r, %r, %r, %r}," % (float(n), d, float(stats.kstwo.sf(d, n)),
                                           float(special.smirnov(n, d))))
print("};\n\nstatic const struct\n{\n\tlong\t\tn;\n\tlong\t\tm;\n\tint\t\t\talternative;\n\tdouble\t\td;"
      "\n\tdouble\t\tp;\n}\t\t\ttwo_sample[] = {")
for n, m in TWO_SAMPLE:
    for z in TWO_SAMPLE_Z:
        for k, alternative in enumerate(("two-sided", "less")):
            d, p = two_sample(n, m, z, alternative)
            print("\t{%d, %d, %d, %r, %r}," % (n, m, k, d, float(p)))
print("};")
