// What tests/widgets/test_contract.py asks of the page that shows a widget; every answer is a list of complaints.

const root = document.querySelector(".bs-root");
const WRONG = /NaN|undefined|Infinity/;
const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
// A change asks for the next frame at once, so what is asked for after it comes when that is drawn.
const redrawn = () => new Promise((done) => requestAnimationFrame(done));
// Handles come and go as a drawing is rebuilt, so they are looked up anew each time.
const sliders = () => [...root.querySelectorAll("[role=slider], input[type=range]")];
const nameOf = (el) => el.getAttribute("aria-label") ?? el.closest("label")?.textContent ?? el.textContent;

function push(el, end) {
  if (el.matches("input")) {
    el.value = end === "Home" ? el.min : el.max;
    el.dispatchEvent(new Event("input", { bubbles: true }));
  } else el.dispatchEvent(new KeyboardEvent("keydown", { key: end, bubbles: true, cancelable: true }));
}

function complaints(where) {
  const found = [];
  const markup = root.outerHTML;
  const bad = markup.search(WRONG);
  if (bad >= 0) found.push([where, markup.slice(Math.max(0, bad - 60), bad + 40)]);
  for (const el of root.querySelectorAll("[role=slider]")) {
    const at = ["min", "now", "max"].map((part) => Number(el.getAttribute(`aria-value${part}`)));
    if (!(at[0] <= at[1] && at[1] <= at[2])) found.push([where, String(at)]);
  }
  return found;
}

// What is asked of markup needs no painting, which takes a third of the time. (No focus is given meanwhile.)
const unpainted = () => (document.body.style.visibility = "hidden");

async function visitCorners(corners) {
  const found = [];
  unpainted();
  for (const corner of corners) {
    for (const [i, end] of corner) if (sliders()[i]) push(sliders()[i], end);
    await redrawn();
    found.push(...complaints(JSON.stringify(corner)));
  }
  return found;
}

// After each button the ends once more, of all handles together and, if so asked, of each alone: a button may bring
// other data or another family of priors.
async function pressEverything(alone) {
  const found = [];
  unpainted();
  for (let i = 0; i < 60; i++) {
    const button = [...root.querySelectorAll("button, input[type=checkbox]")][i];
    if (!button) break;
    button.click();
    await redrawn();
    found.push(...complaints(nameOf(button)));
    const count = sliders().length;
    const steps = alone && count <= 5 ? [...Array(count).keys(), null] : [null];
    for (const step of steps) {
      for (const end of ["Home", "End"]) {
        for (const [k, el] of sliders().entries()) if (step === null || k === step) push(el, end);
        await redrawn();
        found.push(...complaints(`${nameOf(button)}, then ${end} of ${step ?? "all"}`));
      }
    }
  }
  await frame();
  return [...found, ...complaints("in the end")];
}

const handles = () => [...root.querySelectorAll(".bs-handle[role=slider]")];
const valueOf = (el, part = "now") => Number(el.getAttribute(`aria-value${part}`));

// The first handles, and which way the arrow keys take each: right, up, left, down.
async function waysOfKeys(most) {
  const found = [];
  for (let i = 0; i < Math.min(most, handles().length); i++) {
    const ways = [];
    for (const key of ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"]) {
      const before = valueOf(handles()[i]);
      push(handles()[i], key);
      await redrawn();
      ways.push(Math.sign(valueOf(handles()[i]) - before));
    }
    found.push([nameOf(handles()[i]), ways]);
  }
  return found;
}

// Home and End take a handle to the ends that it names.
async function endsThatAreMissed() {
  const found = [];
  for (let i = 0; i < handles().length; i++) {
    for (const [key, end] of [
      ["Home", "min"],
      ["End", "max"],
    ]) {
      push(handles()[i], key);
      await redrawn();
      const [low, now, high] = ["min", "now", "max"].map((part) => valueOf(handles()[i], part));
      const wanted = end === "min" ? low : high;
      if (!(Math.abs(now - wanted) <= 0.02 * Math.max(high - low, Math.abs(wanted))))
        found.push(`${nameOf(handles()[i])} ${key}: ${now}`);
    }
  }
  return found;
}

// Each button in turn, and each handle to both ends: nothing else that can be pressed moves, nor the page below.
async function pressesThatMove() {
  const below = document.querySelector("main").appendChild(document.createElement("p"));
  const grown = () =>
    [...root.querySelectorAll("[aria-label=Data] [aria-pressed]")].map((b) => b.ariaPressed);
  const controls = () =>
    [...root.querySelectorAll("button, input"), below].filter((el) => el.checkVisibility());
  const tops = () => new Map(controls().map((el) => [el, el.getBoundingClientRect().top + scrollY]));
  const found = [];
  async function compare(name, act) {
    const [before, data] = [tops(), String(grown())];
    act();
    await frame();
    const other = data !== String(grown());
    for (const [el, top] of tops())
      if (before.has(el) && !(other && el === below) && Math.abs(before.get(el) - top) > 0.5)
        found.push(
          `${name} moves ${el === below ? "the page below" : nameOf(el)} by ${top - before.get(el)}`,
        );
  }
  const all = controls().filter((el) =>
    el.matches("button:not([aria-expanded], .bs-grows), input[type=checkbox]"),
  );
  for (const el of all) await compare(nameOf(el), () => el.click());
  for (const el of sliders().slice(0, 8))
    for (const end of ["Home", "End"]) await compare(`${nameOf(el)} ${end}`, () => push(el, end));
  return found;
}

// Every target is large enough for a finger, and within the page; boxes are measured in single precision. At the head
// of a chapter some are still hidden.
function targetsOffTheScreen(width) {
  const hair = 1e-3;
  return [...document.querySelectorAll(".bs-root .bs-handle[role=slider] .bs-hit")]
    .filter((hit) => hit.checkVisibility() || !hit.closest(".bs-opening"))
    .map((hit) => [nameOf(hit.parentNode), hit.getBoundingClientRect()])
    .filter(
      ([, box]) =>
        Math.min(box.width, box.height) < 24 - hair || box.left < -hair || box.right > width + hair,
    )
    .map(([name, { left, right, width: wide, height }]) => `${name}: ${[left, right, wide, height]}`);
}

const handlesOutOfTabOrder = () =>
  sliders()
    .filter((el) => el.tabIndex !== 0 || !nameOf(el))
    .map((el) => el.outerHTML.slice(0, 120));

// Colours as [r, g, b, alpha], whatever notation the browser reports.
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
function colour(text) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = text;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data].map((v) => v / 255);
}

function luminance([r, g, b]) {
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

const over = ([r, g, b, a], back) => [r, g, b].map((v, i) => v * a + back[i] * (1 - a));

// What lies behind: the nearest backgrounds, as far as they let through what is behind them.
function background(el) {
  if (!el) {
    const page = document.body.appendChild(document.createElement("div"));
    page.style.backgroundColor = "Canvas";
    const found = colour(getComputedStyle(page).backgroundColor);
    page.remove();
    return found;
  }
  const own = colour(getComputedStyle(el).backgroundColor);
  return own[3] === 1 ? own : over(own, background(el.parentElement));
}

// WCAG's contrast of a colour, laid over the background, against the background.
function contrast(text, alpha, back) {
  const [r, g, b, a] = colour(text);
  const [high, low] = [luminance(over([r, g, b, a * alpha], back)), luminance(back)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const isSeen = (el) =>
  el.checkVisibility() && el.getBoundingClientRect().width + el.getBoundingClientRect().height > 0;

// Marks by fill or stroke 3 : 1 against the page, words 4.5 : 1 (WCAG 1.4.11 and 1.4.3); so does the ring that shows
// which handle has the focus.
function faintMarks() {
  const found = [];
  const back = background(root);
  const faint = (el, wanted, ...paints) => {
    const style = getComputedStyle(el);
    const best = Math.max(
      0,
      ...paints.map((paint) => {
        if (style[paint] === "none") return 0;
        const own = style[`${paint}Opacity`] ?? 1;
        return contrast(style[paint], own * style.opacity, paint === "color" ? background(el) : back);
      }),
    );
    if (best < wanted)
      found.push(`${el.getAttribute("class") ?? el.tagName}: ${best.toFixed(2)} ${el.textContent}`);
  };
  for (const el of root.querySelectorAll("svg :is(path[d]:not([d='']), line, rect, circle):not(.bs-hit)")) {
    if (isSeen(el)) faint(el, 3, "fill", "stroke");
  }
  for (const el of root.querySelectorAll("svg text"))
    if (isSeen(el) && el.textContent) faint(el, 4.5, "fill");
  for (const el of root.querySelectorAll(":not(svg *)")) {
    const own = [...el.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (own && isSeen(el)) faint(el, 4.5, "color");
  }
  for (const el of root.querySelectorAll("g.bs-handle[tabindex]")) {
    el.focus({ focusVisible: true });
    faint(el.querySelector(".bs-hit"), 3, "stroke");
  }
  return found;
}

// A pressed button must not look like its neighbours that are not.
function choicesThatLookAlike() {
  const look = (el) => {
    const { backgroundColor, borderColor, outlineStyle } = getComputedStyle(el);
    const weights = [el, ...el.children].map((part) => getComputedStyle(part).fontWeight);
    return String([backgroundColor, borderColor, outlineStyle, weights]);
  };
  return [...root.querySelectorAll("[aria-pressed=true]")]
    .filter((pressed) => {
      const others = [...root.querySelectorAll("[aria-pressed=false]")].filter(
        (el) => el.className === pressed.className,
      );
      return others.some((el) => look(el) === look(pressed));
    })
    .map((el) => el.textContent);
}
