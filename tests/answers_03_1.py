"""Two answers to 03.1, as a learner writes them: right, and with the weights 1/s."""

from __future__ import annotations

WRONG = """\
def q_statistic(effects, std_errors):
    w = 1 / std_errors
    return (w * (effects - (w * effects).sum() / w.sum()) ** 2).sum()
"""
RIGHT = WRONG.replace("1 / std_errors\n", "1 / std_errors**2\n")
