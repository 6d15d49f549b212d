"""Grading a class: untrusted notebooks, each judged here on what its own walled-in process computes."""
