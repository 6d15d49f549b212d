"""Chapter 20: Your experiments."""
