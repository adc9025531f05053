#!/usr/bin/python3
"""Print what test/sql/recommendation_lists.sql expects, from definitions written down in plain Python.

    /usr/bin/python3 test/gen/recommendation.py
"""
import itertools
import math

import numpy as np
import scipy
from scipy import stats
from sklearn.metrics.pairwise import cosine_similarity


def main():
    lists = {}
    for i in range(1, 401):                         # the table of the test, made in the same way
        lists.setdefault(i % 23, set()).add((i * i * 7 + i // 23) % 61)
    category = {item: item % 5 for item in range(61) if item % 11}
    popularity = {item: (item + 1) / 64 for item in range(61) if item % 7}
    exposure = sorted(sum(item in items for items in lists.values()) for item in range(61))
    each = {"category_diversity": [], "distinct_categories": [], "novelty": [], "popularity": []}
    for items in lists.values():
        known = [category[x] for x in items if x in category]
        pairs = list(itertools.combinations(known, 2))
        if pairs:
            each["category_diversity"].append(np.mean([a != b for a, b in pairs]))
        if known:
            each["distinct_categories"].append(len(set(known)) / len(known))
        shares = [popularity[x] for x in items if x in popularity]
        each["novelty"].append(np.mean([-math.log2(p) for p in shares]))
        each["popularity"].append(np.mean(shares))
    matrix = np.array([[item in items for item in range(61)] for items in lists.values()], dtype=float)
    similar = cosine_similarity(matrix)[np.triu_indices(len(lists), 1)]
    difference = sum(abs(a - b) for a in exposure for b in exposure)
    print("coverage", sum(e > 0 for e in exposure) / 80)
    for size in (61, 80):
        padded = [0] * (size - 61) + exposure
        difference = sum(abs(a - b) for a in padded for b in padded)
        print("exposure_gini", size, difference / (2 * size * sum(padded)))
    print("personalization", 1 - similar.mean())
    for name, values in each.items():
        half = stats.norm.ppf(0.975) * np.std(values, ddof=1) / math.sqrt(len(values))
        print(name, np.mean(values), len(values), np.mean(values) - half, np.mean(values) + half)
    print("items recommended", sum(e > 0 for e in exposure), "lists", len(lists), "SciPy", scipy.__version__)


main()
