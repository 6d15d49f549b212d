"""How the course is made: exercises from solutions, the Sphinx extension, checks on the book's promises."""
