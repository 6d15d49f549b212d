"""Chapter 7: many arms, many countries."""
