"""Numbers: a function that is called on fresh cases, and a value that is handed over."""
