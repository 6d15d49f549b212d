// What a world holds that is the reader’s own, in words.

export const PRIORS = ["mu_prior", "tau_prior", "family", "scale"];

export function inWords({ data, dataset, room, figures, ...rest }) {
  const parts = [
    data && `${data.effects.length} experiments of yours`,
    dataset && "a data set you chose",
    room && "a room",
    "seed" in rest && "random worlds of your own",
    PRIORS.some((p) => p in rest) && "your priors",
    figures && "what you set in the figures",
  ];
  return parts.filter(Boolean).join(", ") || "your settings";
}
