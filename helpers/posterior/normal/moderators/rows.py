"""The meta-regression as a batch of rows on the axis of τ, its coefficients integrated out.

    y_k ~ Normal(θ_k, s_k²),   θ_k ~ Normal(x_k·β, τ²),   β_j ~ Normal(m_j, c_j²), or flat

A prior is one more observation of its coefficient, so given τ this is a weighted regression (Gelman et al.
2013, Bayesian Data Analysis, 3rd ed., §14.8). It is solved in the basis in which the coefficients given τ = 0
are independent with variance 1, about their mean there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.posterior.axis import Axis, finite_moments
from helpers.posterior.normal.given_tau import BLOCK, LOG_2PI, over_studies
from helpers.posterior.normal.nodes import TauNodes
from helpers.posterior.normal.rows import own_reach
from helpers.posterior.normal.tau_rows import TauRows
from helpers.priors import Flat, Normal, Prior

NEAREST = 1e-6  # of the smallest standard error, below which no sd of a mean is looked for


@dataclass(frozen=True)
class Fitted:
    """At each τ: log p(y | τ), (b, N, 1), the mean of the coefficients (b, N, P) in the basis, and ``root``
    (b, N, P, P), with which the variance of x·β is |root x|²."""

    log_likelihood: FloatArray
    mean: FloatArray
    root: FloatArray


@dataclass(frozen=True, kw_only=True)
class CoefficientNodes(TauNodes):
    """A posterior as a mixture of normals of coefficients: mean (b, M, P) and root (b, M, P, P)."""

    mean: FloatArray
    root: FloatArray

    def along(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean and variance of x·β at the nodes, for x (b, P) in the basis: (b, M) each."""
        turned = (self.root @ x[:, None, :, None])[..., 0]
        return (self.mean @ x[:, :, None])[..., 0], (turned * turned).sum(axis=-1)


@dataclass(frozen=True)
class RegressionRows(TauRows):
    """Studies with moderators, each array a row a problem.

    ``x`` (b, K, P) and ``priors`` (b, P, P), the moderators and the priors' rows of the regression, in the
    basis; ``left`` (b, K) and ``prior_left`` (b, P), what the mean ``start`` (b, P) at τ = 0 leaves of the
    estimates and of the prior means; ``basis`` (b, P, P), which takes moderators there; ``far`` (b, P, P),
    with which |x far|²τ² is the variance of x·β as τ → ∞, 0 where no coefficient is flat; ``constant`` (b,)
    of the log likelihood; ``condition`` (b,) of the moderators.
    """

    x: FloatArray
    priors: FloatArray
    left: FloatArray
    prior_left: FloatArray
    start: FloatArray
    basis: FloatArray
    far: FloatArray
    constant: FloatArray
    condition: FloatArray

    @property
    def conditioning(self) -> FloatArray:
        return self.condition

    @property
    def flat_order(self) -> int:
        """Highest finite moment, at most 2, of what a flat coefficient is part of."""
        return finite_moments(self.axis.decay)

    def given(self, tau: FloatArray) -> Fitted:
        t2 = tau * tau
        first, second = np.triu_indices(self.x.shape[2])
        x = self.x.mT
        terms = np.concatenate([x[:, first] * x[:, second], x * self.left[:, None]], axis=1)
        sums, log_v = over_studies(terms, self.s2, t2)
        sums = np.moveaxis(sums, 1, 2)
        precision = np.empty((*tau.shape, x.shape[1], x.shape[1]))
        precision[..., first, second] = precision[..., second, first] = sums[..., : len(first)]
        precision += (self.priors.mT @ self.priors)[:, None]
        pull = sums[..., len(first) :] + (self.prior_left[:, None] @ self.priors)
        root, log_det = _inverse_root(precision)
        mean = (root.mT @ (root @ pull[..., None]))[..., 0]
        gap = self.prior_left[:, None] - mean @ self.priors.mT
        scatter = self._scatter(mean, t2) + (gap * gap).sum(axis=-1)
        log_likelihood = self.constant[:, None] - 0.5 * (log_v + log_det + scatter)
        return Fitted(log_likelihood[..., None], mean, root)

    def _scatter(self, mean: FloatArray, t2: FloatArray) -> FloatArray:
        """Σ (y − x·mean)²/v: (b, N), a sum of squares and not a difference of sums."""
        found = np.zeros(t2.shape)
        step = max(BLOCK // t2.size, 1)
        for k in range(0, self.x.shape[1], step):
            part = slice(k, k + step)
            gap = self.left[:, None, part] - mean @ self.x[:, part].mT
            gap *= gap
            gap /= self.s2[:, None, part] + t2[..., None]
            found += gap.sum(axis=2)
        return found

    def narrowest(self) -> FloatArray:
        least = np.sqrt((self.x * self.x).sum(axis=2).min(axis=1))
        return np.maximum(least, NEAREST * np.sqrt(self.s2.min(axis=1)))

    def on_nodes(
        self, weight: FloatArray, tau: FloatArray, given: Any, beyond: FloatArray, log_evidence: FloatArray
    ) -> CoefficientNodes:
        return CoefficientNodes(
            weight=weight[..., 0], tau=tau, mean=given.mean, root=given.root, beyond=beyond,
            log_evidence=log_evidence,
        )  # fmt: skip

    def summary(self, nodes: CoefficientNodes) -> FloatArray:
        """Mean and sd of τ, log evidence, means and sds of the coefficients: (3 + 2P, b)."""
        own = [self.line(nodes, self.basis[:, j], self.far[:, j]) for j in range(self.basis.shape[1])]
        return np.concatenate([self.tau_moments(nodes), *np.stack(own, axis=1)])

    def line(self, nodes: CoefficientNodes, x: FloatArray, far: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean and sd of x·β, (b,) each: x (b, P) in the basis, and its ``far``."""
        mean, variance = nodes.along(x)
        centre = (nodes.weight * mean).sum(axis=1)
        spread = far_variance(far)
        total = (nodes.weight * (variance + (mean - centre[:, None]) ** 2)).sum(axis=1)
        total += spread * nodes.beyond[:, 1]
        centre = centre + (x * self.start).sum(axis=1)
        order = np.where(spread > 0, self.flat_order, 2)
        return np.where(order > 0, centre, np.nan), np.where(order > 1, np.sqrt(total), np.inf)

    def effect_moments(self, nodes: CoefficientNodes) -> tuple[FloatArray, FloatArray]:
        t2 = nodes.tau * nodes.tau
        mean, sd = np.empty((2, *self.y.shape))
        step = max(BLOCK // nodes.root[..., 0].size, 1)
        for k in range(0, self.y.shape[1], step):
            part = slice(k, k + step)
            x = self.x[:, part]
            shrink = self.s2[:, part, None] / (self.s2[:, part, None] + t2[:, None])
            turned = nodes.root[:, None] @ x[:, :, None, :, None]
            variance = shrink * (t2[:, None] + shrink * (turned[..., 0] ** 2).sum(axis=-1))
            pulled = shrink * (x @ nodes.mean.mT - self.left[:, part, None])
            centre = (pulled @ nodes.weight[..., None])[..., 0]
            variance += (pulled - centre[..., None]) ** 2
            mean[:, part] = self.y[:, part] + centre
            sd[:, part] = np.sqrt((variance @ nodes.weight[..., None])[..., 0])
        return mean, sd


def far_variance(far: FloatArray) -> FloatArray:
    """|far|² along the last axis."""
    return (far * far).sum(axis=-1)


def _inverse_root(precision: FloatArray) -> tuple[FloatArray, FloatArray]:
    """L⁻¹ of precision = L·Lᵀ, and log of its determinant; scaled, as its diagonal may be anything."""
    scale = np.sqrt(np.diagonal(precision, axis1=-2, axis2=-1))
    try:
        lower = np.linalg.cholesky(precision / (scale[..., None] * scale[..., None, :]))
    except np.linalg.LinAlgError:
        raise ValueError(
            "moderators are so nearly collinear that, weighted by std_errors, no digits are left to tell "
            "them apart: leave one out, or centre and rescale them"
        ) from None
    diagonal = np.diagonal(lower, axis1=-2, axis2=-1)
    return np.linalg.inv(lower) / scale[..., None, :], 2 * np.log(diagonal * scale).sum(axis=-1)


def prepare(
    y: FloatArray, s2: FloatArray, x: FloatArray, priors: Sequence[Prior], tau_prior: Prior
) -> RegressionRows:
    """Rows for studies ``y``, ``s2`` (B, K) with moderators ``x`` (B, K, P)."""
    P = x.shape[2]
    flat = np.array([isinstance(prior, Flat) for prior in priors])
    m, c = np.array([(p.mean, p.sd) if isinstance(p, Normal) else (0.0, np.inf) for p in priors]).T
    s = np.sqrt(s2)
    known = np.broadcast_to(np.diag(1 / c), (len(y), P, P))
    weighted = np.concatenate([x / s[..., None], known], axis=1)
    r = np.linalg.qr(weighted, mode="r")
    basis = np.linalg.inv(r)
    diagonal = np.abs(np.diagonal(r, axis1=1, axis2=2))
    turned = weighted @ basis
    seen = np.concatenate([y / s, np.broadcast_to(m / c, (len(y), P))], axis=1)
    start = np.zeros((len(y), P))
    for _ in range(2):  # once more for what rounding left
        start += ((seen - (turned @ start[..., None])[..., 0])[:, None] @ turned)[:, 0]
    in_basis, prior_rows = x @ basis, known @ basis
    left = y - (in_basis @ start[..., None])[..., 0]
    proper = c[~flat]
    constant = 0.5 * (P - y.shape[1] - proper.size) * LOG_2PI - np.log(proper).sum()
    reach, far = _far(y, x, m, flat)
    reach = np.maximum(reach, np.maximum(np.abs(left), s).max(axis=1))
    axis = Axis(
        tau_prior,
        np.minimum(s.min(axis=1), tau_prior.resolution),
        np.maximum(reach, own_reach(tau_prior)),
        y.shape[1] - int(flat.sum()) + tau_prior.tail,
    )
    return RegressionRows(
        y=y,
        s2=s2,
        axis=axis,
        x=in_basis,
        priors=prior_rows,
        left=left,
        prior_left=m / c - (prior_rows @ start[..., None])[..., 0],
        start=start,
        basis=basis,
        far=far,
        constant=constant - np.log(diagonal).sum(axis=1),
        condition=(np.sqrt((weighted**2).sum(axis=1)) / diagonal).max(axis=1),
    )


def _far(y: FloatArray, x: FloatArray, m: FloatArray, flat: np.ndarray) -> tuple[FloatArray, FloatArray]:
    """As τ → ∞, where coefficients have their prior means and flat ones are fitted unweighted: the largest
    residual (B,), and ``far`` of the rows."""
    left = y - x @ m
    far = np.zeros((len(y), len(m), len(m)))
    if flat.any():
        q, r = np.linalg.qr(x[..., flat])
        left = left - (q @ (left[:, None] @ q)[:, 0, :, None])[..., 0]
        inner = np.ix_(np.arange(len(y)), np.flatnonzero(flat), np.arange(int(flat.sum())))
        far[inner] = np.linalg.inv(r)
    return np.abs(left).max(axis=1), far
