// TO WRITE: what is dragged, and what follows. What stands here is an example.

import { html, div, set } from "../core/dom.js";
import { fixed } from "../core/format.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";

function effectTrack({ get, change }) {
  return track({
    describe: "Effect",
    caption: () => "effect",
    ticks: [-1, 0, 1],
    text: (v) => fixed(v, 2),
    knob: {
      label: "Effect",
      bounds: () => [-1, 1],
      step: () => 0.01,
      get: () => get("effect"),
      set: (v) => change({ effect: Math.round(100 * v) / 100 }),
      text: (v) => fixed(v, 2),
    },
  });
}

const sentence = (effect) => `The effect is ${fixed(effect, 2)}.`;

export function render({ model, el }) {
  return view({ model, el }, "Metropolis walk", (context) => {
    const rail = effectTrack(context);
    const words = html("p", { class: "bs-words" });
    context.root.append(div("bs-stage", rail.node), words);

    const layout = (width) => rail.layout(width, [-1, 1]);
    function draw() {
      const effect = context.get("effect");
      rail.place(effect);
      set(words, { text: sentence(effect) });
      context.announce(sentence(effect));
    }
    return { layout, draw };
  });
}
