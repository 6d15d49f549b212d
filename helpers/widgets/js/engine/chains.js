// Chains with the ailment asked for, about a target that is known: normal, mean 0, standard deviation 1.

import { generator } from "./samplers.js";

export function noiseOf(chains, draws, seed) {
  const rng = generator(seed);
  return Array.from({ length: chains }, () => Array.from({ length: draws }, rng.normal));
}

// noise: standard normals, one array a chain. memory: correlation from one draw to the next; drift: how far above its
// place every chain starts, whence it comes down evenly to the last draw; apart: how far the last chain sits too high;
// width: of the last chain, 1 where it is right.
export function ailing(noise, { apart = 0, drift = 0, memory = 0, width = 1 }) {
  const fresh = Math.sqrt(1 - memory * memory);
  return noise.map((shocks, c) => {
    const last = c === noise.length - 1,
      end = shocks.length - 1;
    let x = shocks[0];
    return shocks.map((z, i) => {
      if (i) x = memory * x + fresh * z;
      return x * (last ? width : 1) + drift * (1 - i / end) + (last ? apart : 0);
    });
  });
}

// How often each chain has each band of ranks among the draws of all: bins of equal count if the chains agree.
export function rankCounts(chains, bins) {
  const flat = chains.flat(),
    n = chains[0].length,
    counts = chains.map(() => new Array(bins).fill(0));
  const order = Uint32Array.from(flat, (_, i) => i).sort((i, j) => flat[i] - flat[j]);
  order.forEach((at, rank) => counts[Math.floor(at / n)][Math.floor((rank * bins) / flat.length)]++);
  return counts;
}
