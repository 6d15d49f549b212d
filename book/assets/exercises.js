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
    return point(plain) / (percent ? 100 : 1);
  }

  function point(plain) {
    if (/^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(plain)) return Number(plain.replaceAll(",", ""));
    const byPoints = /^[-+]?[1-9]\d{0,2}((\.\d{3})+,\d*|(\.\d{3}){2,})$/.test(plain);
    return Number((byPoints ? plain.replaceAll(".", "") : plain).replace(/^([^.,]*),([^.,]*)$/, "$1.$2"));
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
      show: (answer) => [answer].flat().forEach((value, i) => inputs[i] && (inputs[i].value = value)),
    };
  }

  function told(facts, answer) {
    if (facts.regions) {
      const inside = (region) => region.every(([low, high], i) => low <= answer[i] && answer[i] <= high);
      const place = facts.regions.findIndex(inside);
      return facts.told[place < 0 ? facts.told.length - 1 : place];
    }
    return facts.told[Array.isArray(answer) ? answer[0] : answer];
  }

  // Of several numbers of a case, which are right and which are not; of a value its words say that.
  function which({ kind, regions, labels }, answer) {
    if (kind !== "case") return "";
    const right = regions[0].map(([low, high], i) => low <= answer[i] && answer[i] <= high);
    if (right.every(Boolean) || !right.some(Boolean)) return "";
    const list = (wanted) => labels.filter((_, i) => right[i] === wanted).join("; ");
    return `Right: ${list(true)}. Not right: ${list(false)}.`;
  }

  // A case is not the exercise: it is kept apart, and earns nothing.
  const shelf = ({ kind }) => (kind === "case" ? "case" : "exercise");
  const ids = { exercise: [], case: [] };
  for (const script of document.querySelectorAll(".page-exercise > script")) {
    const facts = JSON.parse(script.textContent);
    const { controls, read, show, problem } = forms[facts.kind](facts);
    const button = element("button", { type: "submit", textContent: "Check" });
    const said = element("div", { className: "page-said quiz-answer" });
    said.setAttribute("role", "status");
    const form = element("form", { className: "page-answer" }, ...controls, button, said);
    script.parentElement.querySelector(".page-form").replaceWith(form);
    ids[shelf(facts)].push(facts.id);

    const say = (answer) => {
      const found = answer === null ? null : told(facts, answer);
      delete said.dataset.right;
      if (!found) {
        said.textContent = problem?.() ?? "There is no answer yet.";
        return null;
      }
      const [icon, word] = WORDS[found.verdict] ?? WORDS.wrong;
      said.dataset.right = found.verdict === "pass";
      said.innerHTML = `<strong>${icon} ${word}.</strong> ${found.words}`;
      const parts = which(facts, answer);
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
      window.borrowing.keep(shelf(facts), facts.id, { answer, verdict, score });
      if (facts.keep && window.borrowing.recall("prediction", facts.id) === undefined)
        window.borrowing.keep("prediction", facts.id, { answer, verdict }); // the first counts
    });
    const before = window.borrowing.recall(shelf(facts), facts.id);
    if (before && typeof before === "object" && before.answer !== undefined) {
      show(before.answer);
      say(read());
    }
  }
  for (const [kind, known] of Object.entries(ids)) if (known.length) window.borrowing.offer(kind, known);
})();
