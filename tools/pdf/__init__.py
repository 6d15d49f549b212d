"""The built site on paper: the whole book, or one part, as one PDF (``make pdf``, ``make pdf PART=2``)."""
