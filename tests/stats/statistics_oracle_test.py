#!/usr/bin/python3
"""bench/statistics, resampling and rank_test against numpy and scipy.

usage: statistics_oracle_test.py STATISTICS_MAIN

Exit 1 with the findings, 77 if scipy is not installed. Runs under the system's Python, for which python3-scipy is.
"""

import json
import subprocess
import sys

try:
    import numpy
    from scipy import stats
except ImportError as error:
    print(error)
    sys.exit(77)

findings = []
asked = 0


class Tool:
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, what, a, b=()):
        listed = [[list(map(float, x)) if numpy.ndim(x) else float(x) for x in sample] for sample in (a, b)]
        print(json.dumps({"what": what, "a": listed[0], "b": listed[1]}), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


def expect(what, ours, theirs, tolerance=1e-9):
    global asked
    asked += 1
    same = len(ours) == len(theirs) and all(
        (x is None) == (y is None) and (x is None or abs(x - y) <= tolerance * max(1, abs(y)))
        for x, y in zip(ours, theirs))
    if not same:
        findings.append(f"{what}: {ours} against {theirs}")


def check_percentiles(tool, random):
    for size in (1, 2, 9, 10, 99, 100, 999, 1000, 1001, 9999, 10000, 12345):
        values = random.lognormal(size=size)
        least = {50: 1, 90: 10, 95: 20, 99: 1000, 99.9: 10000}
        expect(f"percentiles of {size}", tool.ask("percentiles", values),
               [numpy.percentile(values, p) if size >= n else None for p, n in least.items()])


# Rounded values have ties and zeros, as clocks do.
def samples(random):
    for size in (3, 6, 10, 25, 80):
        for digits in (0, 1, 6):
            for shift in (0, 0.2, 1.5):
                yield (numpy.round(random.normal(size=size) + shift, digits),
                       numpy.round(random.normal(size=size + 4), digits))


def check_rank_tests(tool, random):
    for a, b in samples(random):
        theirs = stats.mannwhitneyu(a, b, alternative="two-sided", method="asymptotic")
        expect(f"mannwhitneyu of {list(a)} and {list(b)}", tool.ask("mannwhitneyu", a, b), [theirs.pvalue])
        if numpy.count_nonzero(a) > 9:  # below, scipy warns
            theirs = stats.wilcoxon(a, correction=True, mode="approx")
            expect(f"wilcoxon of {list(a)}", tool.ask("wilcoxon", a), [theirs.pvalue])


# The middle 95 % of a statistic of resampled executions and rounds, as numpy computes it.
def two_stage(random, executions, statistic, resamples=4000):
    results = []
    for _ in range(resamples):
        drawn = [executions[i] for i in random.integers(len(executions), size=len(executions))]
        rounds = [rounds[random.integers(len(rounds), size=len(rounds))] for rounds in drawn]
        results.append(statistic(numpy.concatenate(rounds)))
    return numpy.percentile(results, [2.5, 97.5])


# Two bootstraps of one sample differ by chance: by a tenth of the interval's width at most, with these numbers.
def expect_interval(what, ours, value, bounds):
    expect(f"{what}, value", ours[:1], [value])
    expect(f"{what}, interval", ours[1:], list(bounds), 0.1 * (bounds[1] - bounds[0]) / max(1, abs(bounds[1])))


def ratio(pairs):
    return numpy.median(pairs[:, 0] / pairs[:, 1])


def check_intervals(tool, random):
    for count in (1, 3, 8):
        now = [random.lognormal(0.1 * random.normal(), 0.2, size=40) for _ in range(count)]
        before = [rounds * random.lognormal(0, 0.05, size=40) * 1.1 for rounds in now]
        everything = numpy.concatenate(now)
        expect_interval(f"median of {count}", tool.ask("median", now), numpy.median(everything),
                        two_stage(random, now, numpy.median))
        both = [numpy.column_stack(pair) for pair in zip(now, before)]
        expect_interval(f"paired ratio of {count}", tool.ask("paired", now, before), ratio(numpy.concatenate(both)),
                        two_stage(random, both, ratio))
        # A machine of two speeds, each half of the time: the ratio must not see it.
        speed = [random.choice([1, 1.6], size=40) for _ in range(count)]
        fast_and_slow = [[a * b for a, b in zip(rounds, speed)] for rounds in (now, before)]
        expect(f"paired ratio of {count}, two speeds", tool.ask("paired", *fast_and_slow),
               tool.ask("paired", now, before))
    # scipy has no two stages, but one execution needs none.
    theirs = stats.bootstrap((now[0],), numpy.median, n_resamples=4000, method="percentile", random_state=random)
    interval = theirs.confidence_interval
    expect_interval("median, scipy's bootstrap", tool.ask("median", now[:1]), numpy.median(now[0]),
                    [interval.low, interval.high])
    theirs = stats.bootstrap((now[0], before[1]), lambda a, b: numpy.median(a) / numpy.median(b), vectorized=False,
                             n_resamples=4000, method="percentile", random_state=random)
    interval = theirs.confidence_interval
    expect_interval("unpaired ratio, scipy's bootstrap", tool.ask("unpaired", now[:1], before[1:2]),
                    numpy.median(now[0]) / numpy.median(before[1]), [interval.low, interval.high])


def main():
    tool = Tool(sys.argv[1])
    random = numpy.random.default_rng(20)
    check_percentiles(tool, random)
    check_rank_tests(tool, random)
    check_intervals(tool, random)
    print("\n".join(findings) or f"{asked} answers agree with scipy's")
    return 1 if findings or asked < 90 else 0


if __name__ == "__main__":
    sys.exit(main())
