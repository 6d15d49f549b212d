// Exercises that are answered on the page: the form is made from the data beside it, and what is said to each answer was said
// when the book was built, by the same judge as in a notebook.
(() => {
  const WORDS = { pass: ["✓", "Right"], partial: ["◐", "Partly right"], wrong: ["✗", "Not yet"] };
  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // Each form: its controls, and how to read an answer from them and put one back; null is no answer yet.
  const forms = {
    choice({ id, options, confidence }) {
      const radios = Object.entries(options).map(([key, text]) => {
        const radio = element("input", { type: "radio", name: `exercise-${id}`, value: key });
        return [
          radio,
          element("label", { className: "quiz-choice" }, radio, element("span", { textContent: text })),
        ];
      });
      const least = Math.floor(100 / radios.length);
      const sure = element("input", {
        type: "number",
        min: least,
        max: 100,
        step: 1,
        value: least,
        required: true,
      });
      const controls = [
        element(
          "fieldset",
          {},
          element("legend", { textContent: "Your answer" }),
          ...radios.map((r) => r[1]),
        ),
      ];
      if (confidence)
        controls.push(
          element("label", {}, `How sure, in percent (${least} is a guess, 100 certain): `, sure),
        );
      return {
        controls,
        read() {
          const chosen = radios.find(([radio]) => radio.checked)?.[0].value;
          if (chosen === undefined) return null;
          return confidence ? [chosen, Math.min(100, Math.max(least, Number(sure.value)))] : chosen;
        },
        show(answer) {
          const [key, percent] = confidence && Array.isArray(answer) ? answer : [answer, least];
          for (const [radio] of radios) radio.checked = radio.value === key;
          sure.value = percent;
        },
      };
    },
    sentence({ id, slots }) {
      const selects = Object.entries(slots).map(([slot, clauses]) => {
        const first = element("option", { value: "", textContent: "…" });
        const rest = Object.entries(clauses).map(([key, text]) =>
          element("option", { value: key, textContent: text }),
        );
        return element("select", { name: `${id}-${slot}`, ariaLabel: slot }, first, ...rest);
      });
      return {
        controls: selects,
        read: () =>
          selects.every((each) => each.value) ? selects.map((each) => each.value).join(" ") : null,
        show: (answer) =>
          String(answer)
            .split(" ")
            .forEach((key, i) => selects[i] && (selects[i].value = key)),
      };
    },
    // A number, or a few with a name each.
    value({ labels }) {
      const form = numbers(labels);
      return labels.length > 1 ? { ...form, controls: [named(form, labels)] } : form;
    },
    // One drawn case of a function: its data, and a field for every number that comes out.
    case({ data, labels }) {
      const shown = element("pre", { className: "page-data", tabIndex: 0, textContent: data });
      shown.setAttribute("role", "group");
      shown.setAttribute("aria-label", "The data of this case");
      const ask = element("p", {
        textContent: "What should your function return for these data? Three decimals are enough.",
      });
      const form = numbers(labels);
      return { ...form, controls: [ask, shown, named(form, labels)] };
    },
  };

  function named({ controls }, labels) {
    const fields = controls.map((input, i) =>
      element("label", { className: "page-number" }, element("span", { textContent: labels[i] }), input),
    );
    return element("div", { className: "page-numbers" }, ...fields);
  }

  // Thousands, or decimals?
  const OPEN = /^[-+−–]?[1-9]\d{0,2},\d{3}$/;

  // A number as people write it: 0.31, 0,31, 31 %, 1,234.5 or 1.234,5; NaN where it could be two.
  function number(text) {
    const [, plain, percent] = text
      .trim()
      .replace(/[−–]/g, "-")
      .match(/^(.*?)\s*(%?)$/);
    if (plain === "" || OPEN.test(plain)) return NaN;
    return Number(point(plain)) / (percent ? 100 : 1);
  }

  // The same with a decimal point and nothing between thousands.
  function point(plain) {
    if (/^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(plain)) return plain.replaceAll(",", "");
    const byPoints = /^[-+]?[1-9]\d{0,2}((\.\d{3})+,\d*|(\.\d{3}){2,})$/.test(plain);
    return (byPoints ? plain.replaceAll(".", "") : plain).replace(/^([^.,]*),([^.,]*)$/, "$1.$2");
  }

  // How many decimals somebody wrote: a nought at the end is one too, and per cent have two more.
  function decimals(text) {
    const after = point(text.replace("%", "").trim()).match(/\.(\d*)/);
    return (after ? after[1].length : 0) + (text.includes("%") ? 2 : 0);
  }

  // Whether a number is the right one as far as it was written: `as_far_as_it_goes` of the notebook's judge.
  function goes(x, right, places) {
    const last = 10 ** -places;
    const size = Math.abs(right);
    if (right === 0 || x === 0) return right !== 0 && size < last;
    const zeros = places ? 0 : String(Math.round(Math.abs(x))).match(/0*$/)[0].length;
    const unit = Math.min(last * 10 ** zeros, Math.max(10 ** Math.floor(Math.log10(size)), 0.1));
    if (Math.abs(x - right) <= 0.5 * unit * (1 + 1e-9)) return true;
    const missing = size - x * Math.sign(right);
    return (0 <= missing && missing < last) || (!places && size >= 1 && Math.abs(missing) < 1);
  }

  // Fields for numbers.
  function numbers(names) {
    const inputs = names.map((ariaLabel) =>
      element("input", { type: "text", inputMode: "decimal", autocomplete: "off", ariaLabel }),
    );
    return {
      controls: inputs,
      problem() {
        const typed = inputs.map((input) => input.value.replace("%", "").trim());
        const open = typed.find((text) => OPEN.test(text));
        if (open)
          return `“${open}” could be ${open.replace(",", "")} or ${open.replace(",", ".")}: write it one of these ways.`;
        const wanted = inputs.length > 1 ? "Every field wants a number" : "A number is wanted";
        return `${wanted}, such as 0.31 or 0,31.`;
      },
      read() {
        const found = inputs.map((input) => number(input.value));
        return found.every(Number.isFinite) ? found : null;
      },
      typed: () => inputs.map((input) => input.value),
      show: (answer) => [answer].flat().forEach((value, i) => inputs[i] && (inputs[i].value = value)),
    };
  }

  const between = (x, [low, high]) => low <= x && x <= high;

  // Of each number: whether it is right, and whether it may be, as far as it goes.
  function standing({ regions, right, decimals: wanted, room }, answer, typed) {
    return answer.map((x, i) => {
      const places = decimals(typed[i]);
      const few = places < (wanted ?? 12);
      const is = between(x, regions[0][i]) && (!few || Math.abs(x - right[i]) <= room[i]);
      return { is, short: !is && few && goes(x, right[i], places) };
    });
  }

  function told(facts, answer, typed) {
    if (!facts.regions) return facts.told[Array.isArray(answer) ? answer[0] : answer];
    const how = standing(facts, answer, typed);
    if (how.every(({ is }) => is)) return facts.told[0];
    const wrong = facts.regions.slice(1);
    const place = (numbers) =>
      1 + wrong.findIndex((region) => region.every((each, i) => between(numbers[i], each)));
    const found = place(answer);
    // A nought may be anything.
    if (how.every(({ is, short }) => is || short) && how.some(({ short }, i) => short && answer[i])) {
      const key = how.map(({ is }) => (is ? "1" : "0")).join("");
      const said = facts.short[key] ?? facts.short[""];
      const known = found && found <= facts.mistakes ? facts.told[found].words : "";
      return { ...said, more: known && `<p>If nothing was rounded:</p>${known}` };
    }
    const filled = place(answer.map((x, i) => (how[i].short ? facts.right[i] : x)));
    return facts.told[found || filled || facts.told.length - 1];
  }

  // Of several numbers of a case, which are right and which are not; of a value its words say that.
  function which(facts, answer, typed) {
    if (facts.kind !== "case" || answer.length < 2) return "";
    const how = standing(facts, answer, typed);
    const groups = [
      ["Right", ({ is }) => is],
      ["Perhaps right, with few digits", ({ short }) => short],
      ["Not right", ({ is, short }) => !is && !short],
    ].map(([name, has]) => [name, facts.labels.filter((_, i) => has(how[i])).join("; ")]);
    const told = groups.filter(([, labels]) => labels);
    return told.length > 1 ? told.map(([name, labels]) => `${name}: ${labels}.`).join(" ") : "";
  }

  // A case is not the exercise: it is kept apart, and earns nothing.
  const shelf = ({ kind }) => (kind === "case" ? "case" : "exercise");
  const ids = { exercise: [], case: [] };
  for (const script of document.querySelectorAll(".page-exercise > script")) {
    const facts = JSON.parse(script.textContent);
    const { controls, read, show, problem, typed } = forms[facts.kind](facts);
    const button = element("button", { type: "submit", textContent: "Check" });
    const said = element("div", { className: "page-said quiz-answer" });
    said.setAttribute("role", "status");
    const form = element("form", { className: "page-answer" }, ...controls, button, said);
    script.parentElement.querySelector(".page-form").replaceWith(form);
    ids[shelf(facts)].push(facts.id);

    const say = (answer) => {
      const found = answer === null ? null : told(facts, answer, typed?.());
      delete said.dataset.right;
      if (!found) {
        said.textContent = problem?.() ?? "There is no answer yet.";
        return null;
      }
      const [icon, word] = WORDS[found.verdict] ?? WORDS.wrong;
      said.dataset.right = found.verdict === "pass";
      said.innerHTML = `<strong>${icon} ${word}.</strong> ${found.words}`;
      const parts = which(facts, answer, typed?.());
      if (parts) said.append(element("p", { textContent: parts }));
      if (found.more)
        said.append(element("details", { innerHTML: `<summary>Tell me more</summary>${found.more}` }));
      return found;
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const answer = read();
      const found = say(answer);
      if (!found) return;
      const { verdict, score } = found;
      window.borrowing.keep(shelf(facts), facts.id, { answer, verdict, score, typed: typed?.() });
      if (facts.keep && window.borrowing.recall("prediction", facts.id) === undefined)
        window.borrowing.keep("prediction", facts.id, { answer, verdict }); // the first counts
    });
    const before = window.borrowing.recall(shelf(facts), facts.id);
    if (before && typeof before === "object" && before.answer !== undefined) {
      show(before.typed ?? before.answer);
      say(read());
    }
  }
  for (const [kind, known] of Object.entries(ids)) if (known.length) window.borrowing.offer(kind, known);
})();
