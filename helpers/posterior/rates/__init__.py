"""One count an arm: an integral over the mean and the concentration of the Beta that the rates come from."""
