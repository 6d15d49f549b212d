"""Figures: what can be seen on a pair of axes."""
