"""Chapter 14: When Bayes earns its complexity."""
