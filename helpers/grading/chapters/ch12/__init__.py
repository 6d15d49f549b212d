"""Chapter 12: The workflow."""
