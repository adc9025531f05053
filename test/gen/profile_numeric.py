#!/usr/bin/python3
"""Reference values for test/c/test_moments.c and test/sql/profile_numeric.sql, from NumPy and SciPy.

    test/gen/profile_numeric.py > test/c/profile_values.h

The data are closed formulas of i that C and SQL repeat to the bit: u = (i * 7919 + 13) % 10007 / 10007.
"""
import numpy
import scipy
from scipy import stats

QUANTILES = [0, 0.001, 0.01, 0.05, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.999, 1]


def u(n):
    i = numpy.arange(1, n + 1)
    return ((i * 7919 + 13) % 10007) / 10007.0


def columns():
    x = u(2000)
    yield "UNIFORM", x
    yield "SKEWED", x * x * x * 100 - 5
    yield "SHIFTED", x + 1e9
    yield "HUGE", (x - 0.25) * 1e300
    yield "TINY", (x - 0.25) * 1e-300
    yield "TIED", numpy.floor(x * 7)
    yield "PAIR", numpy.array([1.0, 4.0])


def moments(x):
    # powers of the huge and the tiny column leave the range of doubles: work on scaled values
    scale = 2.0 ** numpy.floor(numpy.log2(numpy.max(numpy.abs(x))))
    y = numpy.array(x, dtype=numpy.longdouble) / numpy.longdouble(scale)
    mean = y.mean()
    d = y - mean
    m2, m3, m4 = (d ** 2).mean(), (d ** 3).mean(), (d ** 4).mean()
    result = [float(mean) * scale, float(numpy.sqrt(m2 * len(y) / (len(y) - 1))) * scale,
              float(m3 / m2 ** 1.5), float(m4 / m2 ** 2 - 3)]
    if scale < 1e100 and scale > 1e-100:
        peer = [numpy.mean(x), numpy.std(x, ddof=1), stats.skew(x), stats.kurtosis(x)]
        tolerance = 1e-4 if numpy.mean(x) > 1e8 else 1e-9
        assert numpy.allclose(peer, result, rtol=tolerance, atol=1e-9), (peer, result)
    return result


def main():
    print("/* Printed by test/gen/profile_numeric.py with NumPy %s and SciPy %s: do not edit. */"
          % (numpy.__version__, scipy.__version__))
    print("#ifndef PROFILE_VALUES_H\n#define PROFILE_VALUES_H\n")
    print("/* mean, standard deviation (n - 1), skewness, excess kurtosis */")
    for name, x in columns():
        print("static const double %s_MOMENTS[4] = {%s};"
              % (name, ", ".join("%.17g" % v for v in moments(x))))
    print("\nstatic const double QUANTILES[%d] = {%s};"
          % (len(QUANTILES), ", ".join("%.17g" % q for q in QUANTILES)))
    for name, x in columns():
        print("static const double %s_QUANTILES[%d] = {%s};"
              % (name, len(QUANTILES),
                 ",\n\t".join("%.17g" % v for v in numpy.quantile(x, QUANTILES))))
    print("\n#endif\t\t\t\t\t\t\t/* PROFILE_VALUES_H */")


main()
