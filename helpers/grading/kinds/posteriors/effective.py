"""How many independent draws a sample is worth, for the mean of any function of it.

The multi-chain estimator of Gelman et al. (*Bayesian Data Analysis*, 3rd ed. 2013, section 11.5)
with Geyer's initial monotone sequence (1992), on split chains, as Vehtari et al. (2021) use it: chains
that disagree with each other, or with their own halves, count for little.
"""

from __future__ import annotations

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from helpers._validate import FloatArray


def effective_draws(x: FloatArray) -> FloatArray:
    """Effective sample sizes of ``x``, shape (chains, draws, quantities) → (quantities,).

    Never more than the number of draws: an antithetic sampler is given no credit, because here an
    overstated precision fails a right answer. A quantity that never varies is worth one draw.
    """
    chains = split(x)
    m, n, _ = chains.shape
    if n < 4:
        return np.ones(x.shape[-1])
    covariance = _autocovariance(chains)
    within = covariance[0] * n / (n - 1)
    between = chains.mean(axis=1).var(axis=0, ddof=1) if m > 1 else np.zeros_like(within)
    total = within * (n - 1) / n + between
    with np.errstate(all="ignore"):
        rho = 1 - (within - covariance) / total
    rho[0] = 1.0
    time = _correlation_time(rho)
    return np.where(total > 0, np.clip(m * n / np.maximum(time, 1e-12), 1.0, m * n), 1.0)


def split(x: FloatArray) -> FloatArray:
    """Each chain as two: its first and its second half."""
    half = x.shape[1] // 2
    return np.concatenate([x[:, :half], x[:, x.shape[1] - half :]], axis=0)


def _autocovariance(chains: FloatArray) -> FloatArray:
    """Biased autocovariances along the draws, by FFT, averaged over chains: (lags, quantities).

    The transform is linear, so the average of the spectra is transformed back, once for all chains.
    """
    n = chains.shape[1]
    size = next_fast_len(2 * n - 1, real=True)
    spectra = rfft(chains - chains.mean(axis=1, keepdims=True), size, axis=1)
    return np.asarray(irfft((spectra.real**2 + spectra.imag**2).mean(axis=0), size, axis=0)[:n] / n)


def _correlation_time(rho: FloatArray) -> FloatArray:
    """Σ over all lags of the autocorrelation: sums of neighbouring pairs, cut at the first that is
    negative, and never rising."""
    n = len(rho) - len(rho) % 2
    pairs = rho[0:n:2] + rho[1:n:2]
    positive = np.cumprod(pairs > 0, axis=0).astype(bool)
    positive[0] = True
    falling = np.minimum.accumulate(np.where(positive, pairs, 0.0), axis=0)
    return np.asarray(2 * falling.sum(axis=0) - 1)
