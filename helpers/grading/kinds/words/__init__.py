"""Words: an option chosen, a sentence put together, a text."""
