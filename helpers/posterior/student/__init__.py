"""Estimates from a Student-t population: an integral over μ, the scale and df."""
