"""Chapter 2: segments inside one experiment."""
