"""Chapter 15: How much to borrow."""
