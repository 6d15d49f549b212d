"""Estimates with standard errors: given τ all is Gaussian, so that the posterior is an integral over τ."""
