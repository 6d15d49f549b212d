"""Chapter 4: no, complete and partial pooling."""
