"""Chapter 6: counts."""
