// A world as one token in the address after the #, and back.

import { sound } from "./sound.js";

// What a thousand studies with names take, and some more.
const LONGEST = 250_000;

const bytes = (text) => new TextEncoder().encode(text);
export function encode(value) {
  return btoa(Array.from(bytes(JSON.stringify(value)), (b) => String.fromCharCode(b)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
export function decode(text) {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/")),
    codes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) codes[i] = raw.charCodeAt(i);
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(codes));
}

export const tokenIn = (hash) => new URLSearchParams(hash.replace(/^#/, "")).get("world");
// The place within the page: a bare #place, or the `at` that goes with a world.
export const placeIn = (hash) =>
  tokenIn(hash) === null ? hash.slice(1) : (new URLSearchParams(hash.slice(1)).get("at") ?? "");
// { world, troubles }: what can be used of the address, and what cannot, in words.
export function worldIn(hash) {
  const token = tokenIn(hash);
  if (!token) return { world: {}, troubles: [] };
  if (token.length > LONGEST) return { world: {}, troubles: ["it is far too long"] };
  try {
    return sound(decode(token));
  } catch {
    return { world: {}, troubles: ["it is cut short or mistyped"] };
  }
}
