"""Chapter 1: eight answers to one question."""
