"""Chapter 18: Planning loops."""
