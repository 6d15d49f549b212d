"""A plane of two hyperparameters: nodes over it, and what they say between them."""
