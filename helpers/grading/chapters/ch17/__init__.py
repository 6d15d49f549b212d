"""Chapter 17: The next experiment."""
