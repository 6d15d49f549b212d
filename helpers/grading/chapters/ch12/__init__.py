"""Chapter 12: the workflow."""
