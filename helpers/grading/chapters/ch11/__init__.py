"""Chapter 11: Diagnostics."""
