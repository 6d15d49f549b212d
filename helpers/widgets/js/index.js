// The one module behind every widget: JupyterLab and the static page run this same file.

import * as anova from "./engine/anova.js";
import * as paste from "./core/paste.js";
import * as roomCore from "./engine/room.js";
import * as world from "./core/world.js";
import * as betaBinomial from "./engine/beta_binomial.js";
import * as diagnostics from "./engine/diagnostics.js";
import * as heterogeneity from "./engine/heterogeneity.js";
import * as planning from "./engine/planning.js";
import * as priors from "./engine/priors.js";
import * as randomEffects from "./engine/random_effects.js";
import * as samplers from "./engine/samplers.js";
import * as special from "./engine/special.js";
import * as studentMu from "./engine/student_mu.js";
import * as votes from "./engine/votes.js";
import * as winner from "./engine/winner.js";
import * as heterogeneityExplorer from "./widgets/heterogeneity_explorer.js";
import * as room from "./widgets/room.js";
import * as sampleSizePlanner from "./widgets/sample_size_planner.js";
import * as significanceLottery from "./widgets/significance_lottery.js";
import * as smallVariant from "./widgets/small_variant.js";
import * as sumsOfSquares from "./widgets/sums_of_squares.js";
import * as tauExplorer from "./widgets/tau_explorer.js";
import * as tauPrior from "./widgets/tau_prior.js";
import * as winnerPicker from "./widgets/winner_picker.js";

const WIDGETS = {
  HeterogeneityExplorer: heterogeneityExplorer.render,
  Room: room.render,
  SampleSizePlanner: sampleSizePlanner.render,
  SignificanceLottery: significanceLottery.render,
  SmallVariant: smallVariant.render,
  SumsOfSquares: sumsOfSquares.render,
  TauExplorer: tauExplorer.render,
  TauPrior: tauPrior.render,
  WinnerPicker: winnerPicker.render,
};

export const core = { paste, room: roomCore, world };
export const page = world.createPage;
export const engine = {
  anova, betaBinomial, diagnostics, heterogeneity, planning, priors, randomEffects, samplers, special, studentMu, votes, winner,
};

export default {
  render({ model, el }) {
    return WIDGETS[model.get("_kind")]({ model, el });
  },
};
