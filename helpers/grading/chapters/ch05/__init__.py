"""Chapter 5: the posterior of τ."""
