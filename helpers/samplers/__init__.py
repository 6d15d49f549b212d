"""Samplers from scratch, made to be read: each fits on a screen, and `helpers.posterior` can judge it.

`metropolis` and `hmc` need a log density, up to a constant, and move from one position to the next, `hmc` by
`leapfrog`; `gibbs_random_effects` draws each block of one model from its own conditional. Draws come in the
order in which they were made: the first are still on their way, and neighbours resemble each other. Before
you use them run several chains and ask `helpers.diagnostics.report({"mu": np.stack(chains)})`. For work of
your own take `helpers.models.fit`, which tunes itself.
"""

from __future__ import annotations

from helpers.samplers.chain import Chain
from helpers.samplers.gibbs import gibbs_random_effects, synchronous_gibbs_random_effects
from helpers.samplers.hamiltonian import hmc, leapfrog
from helpers.samplers.metropolis import Proposal, metropolis

__all__ = [
    "Chain",
    "Proposal",
    "gibbs_random_effects",
    "hmc",
    "leapfrog",
    "metropolis",
    "synchronous_gibbs_random_effects",
]
