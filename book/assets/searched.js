// Sphinx lights up the words that led here, in figures too: it asks for the box of their titles, which have none.
SVGElement.prototype.getBBox ??= () => new DOMRect();
