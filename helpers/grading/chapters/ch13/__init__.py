"""Chapter 13: Which model foresees the next one?."""
