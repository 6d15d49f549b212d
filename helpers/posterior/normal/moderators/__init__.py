"""Studies whose effects have a mean that moderators explain: a regression, normal given τ."""
