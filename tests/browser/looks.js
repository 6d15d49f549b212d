// axe-core measures the contrast of all words, in code each token's. Words that look alike have one contrast: where it
// has measured one of them, and that was enough, the others are taken as read. What it could not decide, or objected
// to, says nothing of others, so they are measured; so is whatever may stand on more than its ancestors' backgrounds.
// Folded parts and what formulae are drawn with are not shown to it: it would look for words in all of them.

(() => {
  const contrast = axe._audit.rules.find((rule) => rule.id === "color-contrast");
  const words = axe._audit.checks["color-contrast"];
  const links = axe._audit.checks["link-in-text-block"];
  const style = axe._audit.checks["link-in-text-block-style"];
  const { matches } = contrast;
  const { evaluate } = links;
  const UNHEARD = { data() {}, relatedNodes() {} };
  let run;

  // Of formulae the glyphs, which are no text, and the clipped words of screen readers. A formula that scrolls is then
  // no such box for axe; whether the keyboard scrolls it the tests of the book's pages ask themselves.
  const UNSEEN = "details:not([open]) > :not(summary), mjx-container > *";

  // While ``judge`` runs the page is without them.
  window.withoutUnseen = async (judge) => {
    const taken = [...document.querySelectorAll(UNSEEN)].filter((el) => !el.closest(".bs-widget"));
    const marks = taken.map((el) => {
      const mark = document.createComment("");
      el.replaceWith(mark);
      return mark;
    });
    try {
      return await judge();
    } finally {
      marks.forEach((mark, i) => mark.replaceWith(taken[i]));
    }
  };

  // Before each run, since another theme changes what words look like.
  window.forgetLooks = () => {
    run = { numbers: new Map(), behind: new Map([[null, { id: 0, boxes: [] }]]), enough: new Set() };
    run.over = outOfFlow();
  };

  const paints = ({ backgroundColor, backgroundImage }) =>
    backgroundImage !== "none" || !/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor);

  // Painted boxes that may lie over or under words which are not theirs.
  function outOfFlow() {
    const moved = ({ position, float, transform }) =>
      position !== "static" || float !== "none" || transform !== "none";
    return [...document.body.querySelectorAll("*")]
      .filter((el) => moved(getComputedStyle(el)) && paints(getComputedStyle(el)) && el.checkVisibility())
      .map((el) => [el, el.getBoundingClientRect()]);
  }

  function numbered(text) {
    if (!run.numbers.has(text)) run.numbers.set(text, run.numbers.size + 1);
    return run.numbers.get(text);
  }

  // What the element and its ancestors paint and fade, as one number, and the boxes of those that paint.
  function behind(el) {
    if (!run.behind.has(el)) {
      const [above, style] = [behind(el.parentElement), getComputedStyle(el)];
      const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = style;
      const fades = opacity !== "1" || filter !== "none" || mixBlendMode !== "normal";
      const own = [above.id, backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join();
      run.behind.set(el, {
        id: paints(style) || fades ? numbered(own) : above.id,
        boxes: paints(style) ? [...above.boxes, el.getBoundingClientRect()] : above.boxes,
      });
    }
    return run.behind.get(el);
  }

  const within = (a, b) =>
    a.left > b.left - 1 && a.right < b.right + 1 && a.top > b.top - 1 && a.bottom < b.bottom + 1;
  const apart = (a, b) =>
    a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

  // All that the contrast of its words depends on; null where something else may lie behind them.
  function look(el) {
    const [{ id, boxes }, box] = [behind(el), el.getBoundingClientRect()];
    const alone = run.over.every(([other, its]) => apart(box, its) || other.contains(el));
    const { color, fontSize, fontWeight, textShadow, webkitTextStroke } = getComputedStyle(el);
    return alone && boxes.every((its) => within(box, its))
      ? [id, color, fontSize, fontWeight, textShadow, webkitTextStroke].join()
      : null;
  }

  const hasWords = (el, node) =>
    /^(input|select|textarea)$/i.test(el.nodeName) ||
    node.children.some(({ props }) => props.nodeName === "#text" && props.nodeValue.trim());

  function isEnough(el, node) {
    let ratio; // axe passes what is hidden too, but without a number
    const asked = { ...UNHEARD, data: (found) => (ratio = found?.contrastRatio) };
    return words.evaluate.call(asked, el, words.options, node) === true && ratio > 1;
  }

  // Which elements axe is to measure: it asks this of all first, and takes longer for it than to measure them.
  contrast.matches = function (el, node, ...rest) {
    if (!hasWords(el, node) || !el.checkVisibility({ visibilityProperty: true })) return false;
    const known = look(el);
    if (run.enough.has(known) || !matches.call(this, el, node, ...rest)) return false;
    if (known === null || !isEnough(el, node)) return true;
    run.enough.add(known);
    return false;
  };

  // A link within text is told from it by its style or by its contrast; axe asks for both, and contrast takes long.
  links.evaluate = function (el, ...rest) {
    return style.evaluate.call(UNHEARD, el) === true || evaluate.call(this, el, ...rest);
  };
})();
