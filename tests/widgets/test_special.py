"""The browser's distribution functions against SciPy's."""

import numpy as np
import pytest
from scipy import special, stats

pytestmark = pytest.mark.browser


def assert_close(got, wanted, rtol=2e-13):
    np.testing.assert_allclose(np.array(got, float), wanted, rtol=rtol, atol=1e-300)


def test_normal_tails(engine):
    z = np.concatenate([np.linspace(-37, 37, 400), [0.0, 1e-9]])
    rows = [[v] for v in z.tolist()]
    assert_close(engine("special.normalCdf", rows), special.ndtr(z), 1e-12)
    assert_close(engine("special.normalLogSf", rows), special.log_ndtr(-z), 1e-12)


def test_normal_quantile(engine):
    p = np.concatenate([np.logspace(-300, -1, 60), np.linspace(0.01, 0.99, 99), 1 - np.logspace(-15, -2, 20)])
    got = np.array(engine("special.normalQuantile", [[v] for v in p.tolist()]))
    np.testing.assert_allclose(got, special.ndtri(p), rtol=1e-12, atol=1e-14)


def test_log_gamma(engine):
    x = np.concatenate([np.logspace(-3, 4, 200), [1.0, 2.0, 0.5]])
    got = np.array(engine("special.logGamma", [[v] for v in x.tolist()]))
    np.testing.assert_allclose(got, special.gammaln(x), rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize("df", [1, 2, 3, 7, 12, 99, 999])
def test_chi_squared_tail(engine, df):
    q = np.concatenate(
        [stats.chi2(df).ppf([1e-12, 1e-4, 0.1, 0.5, 0.9, 0.9999]), [df * 0.01, df * 6.0, df + 1.0]]
    )
    assert_close(engine("special.chi2Sf", [[v, df] for v in q.tolist()]), special.chdtrc(df, q), 1e-12)


@pytest.mark.parametrize("df", [1, 2, 3, 4, 7, 12, 30, 99, 999])
def test_student_t(engine, df):
    t = np.linspace(-40, 40, 161)
    assert_close(engine("special.tCdf", [[v, df] for v in t.tolist()]), stats.t.cdf(t, df), 1e-12)
    p = np.array([1e-12, 1e-6, 0.001, 0.025, 0.2, 0.5, 0.51, 0.75, 0.95, 0.975, 0.995, 1 - 1e-9])
    got = np.array(engine("special.tQuantile", [[v, df] for v in p.tolist()]))
    np.testing.assert_allclose(got, stats.t.ppf(p, df), rtol=2e-12, atol=1e-14)


def test_incomplete_beta(engine):
    rng = np.random.default_rng(3)
    a, b = np.exp(rng.uniform(-1, 6, (2, 300)))
    x = special.betaincinv(a, b, rng.uniform(1e-6, 1, 300))
    got = engine("special.betaI", np.column_stack([a, b, x]).tolist())
    assert_close(got, special.betainc(a, b, x), 1e-11)
