"""The exercises, a module a chapter; each holds one list called ``EXERCISES``."""
