"""What the book adds to Sphinx: directives, roles, widgets without a kernel, small print."""
