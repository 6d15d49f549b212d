"""Chapter 3: Q, I² and τ̂."""
