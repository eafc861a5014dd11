"""Writes the reference values that the statistics are tested against.

    python3 -m venv /tmp/reference && /tmp/reference/bin/pip install scipy==1.17.1 kneed==0.9.0
    /tmp/reference/bin/python tests/data/reference.py

The samples are made by formulas or taken from the named sources; every value beside them is
computed by SciPy or kneed, never by this project.
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
from kneed import KneeLocator
from scipy.optimize import curve_fit
from scipy.stats import CensoredData, binomtest, linregress, mannwhitneyu

HERE = pathlib.Path(__file__).parent


def write(name, source, cases):
    text = json.dumps({"source": source, "cases": cases}, indent=1)
    (HERE / name).write_text(text + "\n")


def rank_sum():
    rng = np.random.default_rng(7)

    def case(about, first, second):
        tied = len(set(first) | set(second)) < len(first) + len(second)
        exact = not tied and max(len(first), len(second)) < 50
        method = "exact" if exact else "asymptotic"
        u, p = mannwhitneyu(first, second, alternative="two-sided", method=method)
        return {"about": f"{about}, {method}", "first": first, "second": second, "u": u, "p": p}

    def sample(count, middle=100.0):
        return [round(value, 6) for value in rng.normal(middle, 4.0, count)]

    yield case("SciPy's own example", [19, 22, 16, 29, 24], [20, 11, 17, 12])
    yield case("no overlap", [1, 2, 3], [4, 5, 6, 7])
    yield case("no overlap, the other way", [4, 5, 6, 7], [1, 2, 3])
    yield case("one value each", [1], [2])
    yield case("six rounds, no overlap", [1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12])
    yield case("ten rounds alike", sample(10), sample(10))
    yield case("ten rounds, a tenth apart", sample(10), sample(10, 110.0))
    yield case("twenty rounds alike", sample(20), sample(20))
    yield case("twenty rounds, 4 % apart", sample(20), sample(20, 104.0))
    yield case("unequal sizes", sample(7), sample(18, 103.0))
    yield case("just exact", sample(49), sample(49, 101.0))
    yield case("just too many", sample(50), sample(50, 101.0))
    yield case("a hundred rounds", sample(100), sample(100, 101.0))
    # R's documentation of wilcox.test: permeability of human placenta (Hollander and Wolfe 1973).
    x = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    yield case("Hollander and Wolfe, placenta", x, [1.15, 0.88, 0.90, 0.74, 1.21])
    yield case("ties across", [1, 2, 2, 3, 5, 5, 8], [2, 3, 4, 5, 9, 9])
    yield case("ties within", [1, 1, 1, 4, 6, 7], [2, 3, 5, 8, 8, 9, 10])
    yield case("all tied but one", [3, 3, 3, 3, 3], [3, 3, 3, 3, 4])


def usl(n, gamma, alpha, beta):
    return gamma * n / (1 + alpha * (n - 1) + beta * n * (n - 1))


def usl_fits():
    rng = np.random.default_rng(11)

    def case(about, n, x):
        n, x = np.array(n, float), np.array(x, float)
        scale = max(x / n)
        start = [1.0, 0.01, 0.0001]
        bounds = ([0, 0, 0], [np.inf, 1, 1])
        tight = {"ftol": 1e-15, "xtol": 1e-15, "gtol": 1e-15, "max_nfev": 100_000}
        values, covariance = curve_fit(usl, n, x / scale, p0=start, bounds=bounds, x_scale=[1, 0.1, 0.001], **tight)
        errors = np.sqrt(np.diag(covariance))
        residuals = x / scale - usl(n, *values)
        r_squared = 1 - (residuals**2).sum() / (((x - x.mean()) / scale) ** 2).sum()
        factors = np.array([scale, 1, 1])
        names = ["gamma", "alpha", "beta"]
        return {
            "about": about,
            "threads": n.tolist(),
            "throughput": x.tolist(),
            "values": dict(zip(names, (values * factors).tolist())),
            "errors": dict(zip(names, (errors * factors).tolist())),
            "rSquared": r_squared,
        }

    # SPEC SDM91, Sun SPARCcenter 2000, as distributed with the R package usl.
    load = [1, 18, 36, 72, 108, 144, 216]
    scripts = [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2]
    yield case("SPEC SDM91 (R package usl, data set specsdm91)", load, scripts)
    # The table of that package's own test of its coefficients.
    yield case("R package usl, tests/coef.R", [1, 2, 4, 6, 8, 10], [1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557])
    many = np.array([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64], float)
    for about, alpha, beta in [("exchange-like", 0.2, 0.0041), ("75 % reads", 0.02, 0.0003), ("99 % reads", 0.01, 0.00001), ("read-heavy", 0.37, 0.0005)]:
        noise = np.exp(rng.normal(0, 0.01, len(many)))
        yield case(f"synthetic, {about}, 1 % noise", many, np.round(usl(many, 12e6, alpha, beta) * noise))


def lines():
    def case(about, x, y):
        fit = linregress(x, y)
        return {
            "about": about,
            "x": x,
            "y": y,
            "slope": fit.slope,
            "slopeError": fit.stderr,
            "intercept": fit.intercept,
            "rSquared": fit.rvalue**2,
        }

    yield case("falling", [1, 2, 3, 4, 6, 8], [12.4, 11.1, 10.3, 9.0, 6.9, 5.2])
    yield case("three points", [1, 2, 4], [10, 11, 9])
    yield case("nearly flat", [1, 2, 3, 4, 6, 8, 12, 16], [5.01, 4.98, 5.02, 5.0, 4.97, 5.03, 4.99, 5.0])


def knees():
    def case(about, x, y):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            knee = KneeLocator(x, y, S=1.0, curve="concave", direction="increasing").knee
        return {"about": about, "x": list(map(float, x)), "y": list(map(float, y)), "knee": None if knee is None else float(knee)}

    x = np.linspace(0.0, 1.0, 10)
    yield case("figure 2 of the paper", x, -1 / (x + 0.1) + 5)
    n = np.array([1, 2, 3, 4, 6, 8, 12, 16], float)
    yield case("saturates at four", n, np.minimum(n, 4) + 0.01 * n)
    yield case("contention", n, usl(n, 1.0, 0.2, 0.001))
    yield case("coherence", n, usl(n, 1.0, 0.05, 0.02))
    yield case("straight", n, 2 * n)
    yield case("two cores", n, [10, 19.5, 20.1, 20.3, 20.2, 20.4, 20.3, 20.5])
    yield case("two bends", n, [1, 4, 4.2, 4.3, 8, 8.2, 8.3, 8.4])


def survivals():
    def case(about, died, censored):
        curve = scipy.stats.ecdf(CensoredData(uncensored=died, right=censored)).sf
        keep = [at in set(died) for at in curve.quantiles]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            interval = curve.confidence_interval(method="log-log")

        def ends(side):
            values = side.probabilities[keep].tolist()
            # Where all have died there is none.
            alive = curve.probabilities[keep]
            return [None if left == 0 or np.isnan(v) else v for v, left in zip(values, alive)]

        return {
            "about": about,
            "died": list(map(float, died)),
            "censored": list(map(float, censored)),
            "at": curve.quantiles[keep].tolist(),
            "alive": curve.probabilities[keep].tolist(),
            "low": ends(interval.low),
            "high": ends(interval.high),
        }

    # Freireich et al. 1963, weeks of remission, the textbooks' example of the method.
    yield case("remission, treated", [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
    yield case("remission, placebo", [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [])
    yield case("one alive at the end", [0.5, 1.25, 1.25, 9.0], [300.0])
    yield case("most alive at the end", [40.0, 170.5], [300.0] * 28)


def shares():
    for runs in (1, 5, 30, 1000):
        for times in sorted({0, 1, runs // 3, runs - 1, runs}):
            interval = binomtest(times, runs).proportion_ci(method="wilson")
            yield {"times": times, "runs": runs, "low": interval.low, "high": interval.high}


source = f"tests/data/reference.py with SciPy {scipy.__version__}"
write("rank-sum.json", source + ", scipy.stats.mannwhitneyu", list(rank_sum()))
write("usl.json", source + ", scipy.optimize.curve_fit", list(usl_fits()))
write("line.json", source + ", scipy.stats.linregress", list(lines()))
write("knee.json", "tests/data/reference.py with kneed 0.9.0, KneeLocator(S=1)", list(knees()))
write("survival.json", source + ", scipy.stats.ecdf", list(survivals()))
write("wilson.json", source + ", scipy.stats.binomtest", list(shares()))
