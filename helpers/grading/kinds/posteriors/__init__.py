"""Posteriors: draws from one, and the model that has one."""
