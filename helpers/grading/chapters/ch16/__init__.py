"""Chapter 16: When past and present disagree."""
