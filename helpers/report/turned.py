"""Where lower is better: effects with their signs turned, which are reductions."""

from __future__ import annotations

from typing import Any

EFFECT, REDUCTION = "effect", "reduction"


def turned(found: dict[str, Any]) -> dict[str, Any]:
    """What `Experiments` holds with every effect's sign turned; counts, means and sizes stay as they are."""
    skew = found.get("skew")
    if skew is not None:
        skew = skew.assign(**{name: -skew[name] for name in ("capped_effect", "moves_by") if name in skew})
    enormous = found.get("enormous")
    if enormous is not None:
        enormous = enormous.assign(moves_by=-enormous["moves_by"])
    return found | {
        "table": found["table"].assign(effect=-found["table"]["effect"]),
        "skew": skew,
        "enormous": enormous,
        "scale": f"{found['scale']}, sign turned: a reduction",
        "said": [
            *found["said"],
            "lower is better, as you said: signs are turned, so an effect above 0 is a reduction",
        ],
    }


def renamed(tables: dict[str, Any]) -> dict[str, Any]:
    """The tables with columns of effects under the name of what they hold."""
    names = {EFFECT: REDUCTION, f"capped_{EFFECT}": f"capped_{REDUCTION}"}
    return {key: table.rename(columns=names) for key, table in tables.items()}
