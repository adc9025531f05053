#!/usr/bin/python3
"""Write test/c/proportion_values.h: intervals and tests of proportions by statsmodels and SciPy.

    /usr/bin/python3 test/gen/proportion.py > test/c/proportion_values.h
"""
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.proportion import (confint_proportions_2indep, proportion_confint,
                                          proportions_ztest)

CASES = [(1, 10, 2, 12), (0, 20, 5, 30), (7, 7, 3, 9), (30, 100, 45, 110), (500, 1000, 480, 1000), (3, 1000, 9, 1200),
         (999, 1000, 1990, 2000), (123456, 1000000, 124567, 1000001), (5, 5, 0, 5), (1, 1, 1, 2),
         (40000, 100000, 3, 20), (250, 300, 10, 300), (2, 100000, 30, 1000000)]


def line(k1, n1, k2, n2):
    half = 0 if k1 and k2 else 0.5
    z = proportions_ztest([k1, k2], [n1, n2])[1]
    fisher = stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]])[1]
    values = [*proportion_confint(k1, n1, method="wilson"),
              *confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff"),
              *confint_proportions_2indep(k1 + half, n1 + half, k2 + half, n2 + half, method="log",
                                          compare="ratio"), z, fisher]
    text = [repr(float(v)) for v in values]
    pairs = ["{%s, %s}" % pair for pair in zip(text[0:6:2], text[1:6:2])]
    return "\t{%d, %d, %d, %d,\n\t\t%s},\n" % (k1, n1, k2, n2, ", ".join(pairs + text[6:]))


print(f"""/* made by test/gen/proportion.py with statsmodels {statsmodels.__version__}, SciPy {scipy.__version__}: do not edit */
static const struct
{{
	double		k1, n1, k2, n2;
	double		wilson[2];
	double		newcombe[2];
	double		katz[2];
	double		z;
	double		fisher;
}}			proportions[] = {{""")
print("".join(line(*c) for c in CASES), end="")
print("};")
