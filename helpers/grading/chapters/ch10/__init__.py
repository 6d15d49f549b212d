"""Chapter 10: Non-centring."""
