"""Chapter 19: What the archive knows."""
