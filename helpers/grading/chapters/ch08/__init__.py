"""Chapter 8: From Metropolis to Gibbs."""
