// What somebody types, as words, and whether a page has them. Nothing here looks into the index.

import { fold, SIGNED, slips, stem, telling, UNSPACED } from "./names.js";

// Characters that make one word of two: co-production, 3,450.50, go.usa.gov.
const JOINT = /[\p{L}\p{N}][-\u2010\u2011.,][\p{L}\p{N}]/u;
const RUN = new RegExp(`${UNSPACED.source}+|${UNSPACED.source.replace("[", "[^")}+`, "gu");
const SIGN_WITHIN = /\w[^\w\s]+\w/;
const SIGNS = /[^\s\p{L}\p{M}\p{N}]+/gu;
const AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;
const MONTH = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])$/;
const MOST_WORDS = 8;
// A word as short as this is looked for as it is, not as the beginning of others.
const SHORT = 2;
const LONG = 5;

// A query as `words`, where those with a joint between them are one, run together (coproduction); `parts` says of
// what, and `tokens` how it was typed.
export function read(query) {
  const tokens = query.split(/\s+/).flatMap((typed) => {
    const pieces = fold(typed).split(" ").filter(Boolean);
    const token = { typed: typed.search(SIGNED) < 0 ? typed.replace(AROUND, "") : typed, pieces };
    if (pieces.length < 2 || JOINT.test(typed)) return pieces.length > 0 ? [token] : [];
    return pieces.map((piece) => ({ typed: piece, pieces: [piece] }));
  });
  const parts = new Map(tokens.filter(({ pieces }) => pieces.length > 1).map(({ pieces }) => [pieces.join(""), pieces]));
  const all = [...new Set(tokens.map(({ pieces }) => pieces.join("")))];
  const told = new Set(telling(all.join(" ")));
  const found = all.filter((word) => told.has(word) || parts.has(word));
  const long = found.filter((word) => word.length > 1);
  return { words: (long.length > 0 ? long : found).slice(0, MOST_WORDS), parts, tokens };
}

// The same query with other words in place of some; what stands for nothing is left out.
export function respelt({ tokens }, instead) {
  const written = tokens.map(({ typed, pieces }) => {
    if (!pieces.some((piece) => instead.has(piece))) return typed;
    return pieces.map((piece) => instead.get(piece) ?? piece).join(" ");
  });
  return written.filter(Boolean).join(" ");
}

// A word as it was typed; nothing if it was not typed as one.
export const asTyped = ({ tokens }, word) => tokens.find(({ pieces }) => pieces.join("") === word)?.typed ?? "";

// Whether a query has one of some phrases, each word of them, allowing for a slip in a long one.
export function speaksOf(query, phrases) {
  const typed = fold(query).split(" ");
  const isOne = (word, place) => typed[place] === word || (word.length > LONG && slips(typed[place] ?? "", word) < 2);
  return phrases.some((phrase) => {
    const words = phrase.split(" ");
    return typed.some((_, start) => words.every((word, place) => isOne(word, start + place)));
  });
}

export const isUnspaced = (word) => UNSPACED.test(word);

export const isShort = (word) => word.length <= SHORT && !isUnspaced(word);

// Whether a word is looked for as it is, not as the beginning of others: a short one, and a month, 2026-10 run together.
export const isWhole = (word) => isShort(word) || MONTH.test(word);

// What a word is looked for by if its script has no spaces: every two letters that follow one another. kgen.weave.typed
// does the same.
export function pieces(word) {
  const runs = word.match(RUN) ?? [];
  return runs.flatMap((run) => {
    const letters = [...run];
    if (!isUnspaced(run) || letters.length === 1) return [run];
    return letters.slice(1).map((letter, place) => letters[place] + letter);
  });
}

// Whether a word of a page begins with what was typed, except for its last two letters (fewer for a short word) or
// its ending; or, for a word of several parts, with each of these.
export const holds = (page, word, parts) => has(page, word, parts, beginnings);

// The same for what Pagefind takes for a word: develop for developer and development, run for running.
export const answers = (page, word, parts) => has(page, word, parts, roots);

export const beginnings = (word) =>
  isWhole(word) ? whole(word) : [word.slice(0, Math.max(Math.min(4, word.length), word.length - 2)), stem(word, 3)];

const roots = (word) =>
  isWhole(word)
    ? whole(word)
    : [word.slice(0, Math.max(4, Math.ceil(word.length * 0.6))), stem(word, 3).replace(/i$|(.)(?=\1$)/, "")];

const whole = (word) => [`${word} `, `${word}s `];

function has(page, word, parts, begun) {
  const text = textOf(page);
  const hasOne = (each) => (isUnspaced(each) ? text.includes(each) : begun(each).some((letters) => text.includes(` ${letters}`)));
  return hasOne(word) || (parts.has(word) && parts.get(word).every(hasOne));
}

const texts = new Map();

// All that a page is found by, folded; what has a symbol within it also run together.
function textOf(page) {
  const name = page.raw_url ?? page.url;
  if (texts.size > 500) texts.clear();
  if (!texts.has(name)) {
    const text = [page.content, ...Object.values(page.meta)].join(" ");
    const joined = text.split(/\s+/).filter((each) => SIGN_WITHIN.test(each));
    texts.set(name, ` ${fold(text)} ${fold(joined.join(" ").replace(SIGNS, ""))} `);
  }
  return texts.get(name);
}
