"""Measurements, run by ``python -m benchmarks [names]``: side by side in one run, as ratios travel best."""
