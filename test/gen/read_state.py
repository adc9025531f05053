#!/usr/bin/python3
"""read_state.py - reads drift's states from their bytes, as doc/state-format.md says, without drift

    read_state.py FILE      a file of COPY ... (FORMAT binary) with rows like those of kept_states.sql

Prints "name <tab> what <tab> value" for each state: counts, quantiles and metrics that follow from the bytes.
test/sql/kept_states.sql compares them with what drift's functions say. Needs nothing but Python.
"""
import math
import struct
import sys

VERSION = 1
KINDS = {1: 'numeric', 2: 'category', 3: 'binary', 4: 'class', 5: 'regression', 6: 'groups', 7: 'estimated', 8: 'keys',
         9: 'weighted', 10: 'queries'}
STORED, TAIL, REGISTERS, BINS = 2048, 256, 1024, 60


class Bytes:
    """A message that is read from the front."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        if self.at + n > len(self.data):
            raise ValueError('the message ends early')
        self.at += n
        return self.data[self.at - n:self.at]

    def byte(self):
        return self.take(1)[0]

    def int(self):
        return struct.unpack('>q', self.take(8))[0]

    def float(self):
        return struct.unpack('>d', self.take(8))[0]

    def ints(self, n):
        return [self.int() for _ in range(n)]

    def floats(self, n):
        return [self.float() for _ in range(n)]

    def text(self):
        return self.take(struct.unpack('>i', self.take(4))[0]).decode()

    def fixed(self):
        """Whole units and 2^-64ths."""
        whole, part = self.int(), self.int() % 2 ** 64
        return whole + part / 2 ** 64


def implied_counts(n):
    """The rows that each of the 2,048 values of a summary stands for."""
    inner, rows = STORED - 2 * TAIL, n - 2 * TAIL
    ranks = [rows // inner * j + rows % inner * j // inner for j in range(inner + 1)]
    return [1] * TAIL + [b - a for a, b in zip(ranks, ranks[1:])] + [1] * TAIL


def unpack_registers(data):
    """Four registers of six bits in three bytes, the first in the lowest bits."""
    out = []
    for i in range(0, len(data), 3):
        word = data[i] | data[i + 1] << 8 | data[i + 2] << 16
        out += [word >> shift & 63 for shift in (0, 6, 12, 18)]
    return out


def weights(b):
    """What is added where rows have weights: counts are in units of 2^unit then."""
    return {'rows': b.int(), 'unit': b.int(), 'squares': b.float(), 'null_weight': b.float()}


def distribution(b):
    """A distribution of numbers: exact values with counts, or a summary."""
    form = b.byte()
    weighted, form = form & 16, form & ~16
    d = dict(zip(('n', 'null', 'nan', 'low_inf', 'high_inf', 'zero', 'negative', 'finite', 'scale'), b.ints(9)))
    d.update(zip(('mean', 'm2', 'm3', 'm4'), b.floats(4)))
    d['rank_error'] = b.int()
    d['weights'] = weights(b) if weighted else None
    d['registers'] = unpack_registers(b.take(REGISTERS * 6 // 8)) if form == 2 else None
    d['values'] = b.floats(b.int())
    d['counts'] = b.ints(len(d['values'])) if form == 1 else implied_counts(d['n'])
    assert form in (1, 2) and sum(d['counts']) == d['n']
    return d


def quantile(values, counts, p, exact):
    """Type 7 of Hyndman and Fan for exact values, else the value whose rank covers p."""
    n = sum(counts)
    ends, total = [], 0
    for c in counts:
        total += c
        ends.append(total)

    def at(rank):
        low, high = 0, len(ends) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if ends[middle] > rank else (middle + 1, high)
        return values[low]
    if not exact:
        return at(max(0, math.ceil(p * n) - 1))
    h = p * (n - 1)
    a, b, share = at(int(h)), at(min(int(h) + 1, n - 1)), h - int(h)
    return a if a == b or share == 0 else a + (b - a) * share


def say_distribution(d, extra=''):
    yield extra + 'n', d['weights']['rows'] if d['weights'] else d['n']
    yield extra + 'n_null', d['null']
    if d['weights']:
        yield extra + 'weight', math.ldexp(d['n'], d['weights']['unit'])
        yield extra + 'n_effective', d['n'] ** 2 / d['weights']['squares']
        return
    if extra:
        return
    yield 'n_nan', d['nan']
    yield 'n_zero', d['zero']
    yield 'n_negative', d['negative']
    yield 'rank_error', d['rank_error']
    if d['finite']:
        yield 'mean', math.ldexp(d['mean'], d['scale'])
    if d['finite'] > 1:
        yield 'stddev', math.ldexp(math.sqrt(d['m2'] / (d['finite'] - 1)), d['scale'])
    if d['registers'] is None:
        yield 'n_distinct', len(d['values'])
    for p in (0, 0.25, 0.5, 0.9, 0.99) if d['n'] else ():
        yield 'quantile %s' % p, quantile(d['values'], d['counts'], p, d['rank_error'] == 0)


def categories(b, sides, profile):
    """Counts of categories, by side."""
    d = {'sides': [dict(zip(('n', 'null', 'error'), b.ints(3))) for _ in range(sides)], 'items': {}}
    weighted = d['sides'][0]['n'] >= 2 ** 62
    for side in d['sides']:
        side['n'] %= 2 ** 62
    exact = all(s['error'] == 0 for s in d['sides'])
    for _ in range(b.int()):
        name = b.text()
        d['items'][name] = [b.ints(1 if exact else 2) for _ in range(sides)]
    if not exact:
        d['dropped'] = (b.float(), b.int(), b.int()) if profile else None
        d['registers'] = list(b.take(REGISTERS))
    for side in d['sides']:
        side['weights'] = weights(b) if weighted else None
    return d


def say_categories(d):
    for label, side, i in zip(('',) if len(d['sides']) == 1 else ('reference ', 'current '), d['sides'], (0, 1)):
        yield label + 'n', side['weights']['rows'] if side['weights'] else side['n']
        yield label + 'n_null', side['null']
        if side['weights']:
            yield label + 'weight', math.ldexp(side['n'], side['weights']['unit'])
        elif label == '':
            yield 'n_listed', len(d['items'])
            yield 'bound', side['error']
            top = sorted(d['items'].items(), key=lambda x: (-x[1][i][0], x[0].encode()))[:3]
            for name, counts in top:
                yield 'count ' + name, counts[i][0]


def say_profile(kind, b):
    return say_distribution(distribution(b)) if kind == 'numeric' else say_categories(categories(b, 1, True))


def sample_side(b):
    nulls, nans, form = b.ints(3)
    own, form = weights(b) if form & 16 else None, form & ~16
    if form == 3:
        d = distribution(b)
        assert d['null'] == 0 and d['nan'] == 0
        d['null'], d['nan'] = nulls, nans
        return d
    values = b.floats(b.int())
    counts = b.ints(len(values)) if form == 2 else [1] * len(values)
    return {'n': sum(counts), 'null': nulls, 'nan': nans, 'values': values, 'counts': counts, 'rank_error': 0, 'weights': own}


def say_sample(kind, b):
    if kind == 'category':
        yield from say_categories(categories(b, 2, False))
        return
    for label in ('reference ', 'current '):
        side = sample_side(b)
        yield from say_distribution(side, label)


def confusion(b):
    return [b.ints(3) for _ in range(3)]


def score_points(b):
    bits = b.int()
    return bits, [(b.float(), b.int(), b.fixed()) for _ in range(b.int())]


def say_binary(b):
    c = confusion(b)
    scores = b.int()
    yield 'rows', sum(map(sum, c))
    yield 'accuracy', (c[0][0] + c[1][1]) / sum(c[0][:2] + c[1][:2])
    yield 'recall', c[1][1] / sum(c[1][:2])
    if scores == 0:
        return
    n, outside = b.ints(2)
    log_loss, _, brier, _ = [b.fixed() for _ in range(4)]
    bins = [(b.int(), b.int(), b.fixed()) for _ in range(BINS)]
    assert sum(x[0] for x in bins) == n
    if outside == 0:
        yield 'log_loss', log_loss / n
        yield 'brier', brier / n
    if scores == 2:
        negative, positive = distribution(b), distribution(b)
        assert negative['n'] + positive['n'] == n + outside
        yield 'roc_auc', auc(negative, positive)


def auc(negative, positive):
    """Share of pairs in order; ties count half."""
    rows = sorted([(v, c, 0) for v, c in zip(negative['values'], negative['counts'])] +
                  [(v, 0, c) for v, c in zip(positive['values'], positive['counts'])])
    below = wins = at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and rows[end][0] == rows[at][0]:
            end += 1
        neg, pos = sum(r[1] for r in rows[at:end]), sum(r[2] for r in rows[at:end])
        wins += pos * (below + neg / 2)
        below += neg
        at = end
    return wins / (negative['n'] * positive['n'])


def say_weighted(b):
    cells = [(b.int(), b.float(), b.float()) for _ in range(9)]
    weight = [c[1] for c in cells]
    n, outside = b.ints(2)
    b.floats(2)
    losses = [b.float() + b.float() for _ in range(4)]
    bins = [b.floats(3) for _ in range(BINS)]
    b.int()
    points = [b.floats(3) for _ in range(b.int())]
    negative = {'values': [p[0] for p in points], 'counts': [p[1] for p in points], 'n': sum(p[1] for p in points)}
    positive = {'values': [p[0] for p in points], 'counts': [p[2] for p in points], 'n': sum(p[2] for p in points)}
    yield 'n', sum(c[0] for c in cells)
    yield 'accuracy', (weight[0] + weight[4]) / (weight[0] + weight[1] + weight[3] + weight[4])
    yield 'log_loss', losses[0] / sum(x[0] for x in bins)
    yield 'brier', losses[2] / sum(x[0] for x in bins)
    yield 'roc_auc', auc(negative, positive)


def say_class(b):
    unlabelled, unpredicted, unusable, classes = b.ints(4)
    names = [b.text() for _ in range(classes)]
    pairs = [b.ints(3) for _ in range(b.int())]
    n = sum(p[2] for p in pairs)
    assert names == sorted(names, key=str.encode)
    yield 'class_accuracy', sum(p[2] for p in pairs if p[0] == p[1]) / n
    if b.int() == 0:
        return
    n, unlisted = b.ints(2)
    b.ints(10)
    log_loss, _, brier, _ = [b.fixed() for _ in range(4)]
    bins = [(b.int(), b.int(), b.fixed()) for _ in range(BINS)]
    assert sum(x[0] for x in bins) == n
    yield 'scored', n
    yield 'label_not_scored', unlisted
    yield 'brier', brier / n
    aucs = []
    for _ in range(b.int()):
        b.int()
        aucs.append(auc(distribution(b), distribution(b)))
    yield 'macro_roc_auc', sum(aucs) / len(aucs)


def say_regression(b):
    n = b.ints(10)[0]
    weight = b.floats(4)[0]
    sums = [b.float() + b.float() for _ in range(19)]
    b.floats(11)
    form = b.int()
    if form == 1:
        errors = distribution(b)
        assert errors['n'] == n
        yield 'median_absolute_error', sorted(abs(v) for v, c in zip(errors['values'], errors['counts'])
                                              for _ in range(c))[n // 2]
    elif form == 2:
        b.int()
        points = [b.floats(3) for _ in range(b.int())]
        assert abs(sum(p[1] for p in points) / weight - 1) < 1e-12
    n = weight if form == 2 else n
    yield 'mean_error', sums[0] / n
    yield 'mae', sums[1] / n
    yield 'mse', sums[2] / n
    yield 'r2', 1 - sums[2] / sums[9]


def say_estimated(b):
    rows = [(b.int(), b.fixed()) for _ in range(3)]
    b.int()
    bits, points = score_points(b)
    assert sum(p[1] for p in points) <= sum(r[0] for r in rows)
    yield 'rows', sum(r[0] for r in rows)
    yield 'precision', rows[1][1] / rows[1][0]
    yield 'accuracy', (rows[0][0] - rows[0][1] + rows[1][1]) / (rows[0][0] + rows[1][0])


def say_outcome(kind, b):
    return {'binary': say_binary, 'class': say_class, 'regression': say_regression, 'estimated': say_estimated,
            'weighted': say_weighted}[kind](b)


def say_fairness(kind, b):
    b.int()
    confusion(b)
    for _ in range(b.int()):
        name, c = b.text(), confusion(b)
        selected = sum(row[1] for row in c)
        yield 'n ' + name, sum(row[0] + row[1] for row in c)
        yield 'selection_rate ' + name, selected / sum(row[0] + row[1] for row in c)


def say_calibrator(kind, b):
    missing = b.int()
    bits, points = score_points(b)
    yield 'n_missing', missing
    yield 'n', sum(p[1] for p in points)
    yield 'is_exact', 't' if bits == 0 else 'f'


def say_profiles(kind, b):
    yield from zip(('n_rows', 'n_null', 'n_not_object', 'n_left_out'), b.ints(4))
    for _ in range(b.int()):
        key, count = b.text(), b.ints(6)
        if count[1] > 0:
            d = distribution(b)
            yield 'n numeric ' + key, d['n']
            yield 'median numeric ' + key, quantile(d['values'], d['counts'], 0.5, d['rank_error'] == 0)
        if count[2] + count[3] > 0:
            d = categories(b, 1, True)
            yield 'n category ' + key, d['sides'][0]['n']
        yield 'arrays ' + key, count[4]


def say_ranking(kind, b):
    items = b.ints(4)[0]
    waiting = [(b.int(), b.float(), b.float()) for _ in range(b.int())]
    assert len(waiting) <= items
    if b.int() == 0:
        return
    n, irrelevant = b.ints(2)
    sums = [[(b.fixed(), b.fixed()) for _ in range(7)] for _ in range(17)]
    for metric, name in ((0, 'ndcg'), (2, 'map'), (3, 'mrr')):
        yield name, sums[16][metric][0] / n
        yield name + '@3', sums[2][metric][0] / n


TYPES = [('sample', say_sample), ('profile', say_profile), ('outcome', say_outcome), ('fairness', say_fairness),
         ('calibrator', say_calibrator), ('profiles', say_profiles),
         ('ranking', say_ranking)]


def read_copy(data):
    """The rows of COPY's binary format, each a list of fields or None."""
    assert data[:11] == b'PGCOPY\n\xff\r\n\0'
    at = 19 + struct.unpack('>i', data[15:19])[0]
    while True:
        n = struct.unpack('>h', data[at:at + 2])[0]
        at += 2
        if n < 0:
            return
        row = []
        for _ in range(n):
            size = struct.unpack('>i', data[at:at + 4])[0]
            at += 4
            row.append(None if size < 0 else data[at:at + size])
            at += max(size, 0)
        yield row


def show(value):
    if isinstance(value, float):
        return 'NaN' if math.isnan(value) else repr(value).replace('inf', 'Infinity')
    return str(value)


def main():
    for row in read_copy(open(sys.argv[1], 'rb').read()):
        name = row[0].decode()
        for (_, say), state in zip(TYPES, row[1:]):
            if state is None:
                continue
            b = Bytes(state)
            version, kind = b.byte(), b.byte()
            if version != VERSION:
                raise ValueError('%s: format version %d' % (name, version))
            for what, value in say(KINDS[kind], b):
                print(name, what, show(value), sep='\t')
            if b.at != len(state):
                raise ValueError('%s: %d bytes were not read' % (name, len(state) - b.at))


main()
