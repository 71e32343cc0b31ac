// Full text: what Pagefind finds, without what only seems to be found, and what to say about words that no page has.

import { numberInWords, slips } from "./names.js";
import { answers, asTyped, beginnings, holds, isShort, isUnspaced, isWhole, pieces, read, respelt } from "./query.js";

export const AT_ONCE = 10;
// How much it counts where a word is. A response that is called by what it answers must not come before that.
const SHOWN = { title: 5, labels: 4, by: 3, plain: 2, about: 1.5, facts: 0.5, summary: 1.5, voice: 0.5, month: 0.5, note: 0.5 };
const UNCOUNTED = { called: 0, kind: 0, illustrative: 0, lang: 0, title_lang: 0 };
// A worker would be a second program to load, as large as the first.
const OPTIONS = { noWorker: true, excerptLength: 28, ranking: { metaWeights: { ...SHOWN, ...UNCOUNTED } } };
const MOST_OTHERS = 30;
const MANY = 100;
// The score at which a word is worth half of what it can be, what all words together add, and the share of them that a
// page has to have.
const WORTH_HALF = 10;
const WITH_ALL = 1.15;
const LEAST = 0.3;
// A word on so few pages may be a slip, if another one is on so many times as many.
const HARDLY_ANY = 3;
const TIMES_AS_MANY = 20;
const LONG = 5;
const EXACT = 1000;

// Open the index whose program and folders of parts have these addresses.
export async function open(program, parts) {
  const pagefind = await import(program);
  await pagefind.options(OPTIONS);
  // A large garden has its index in parts, which are searched as one.
  const [first, ...further] = parts;
  const baseUrl = new URL("..", first).pathname;
  await Promise.all(further.map((part) => pagefind.mergeIndex(part, { baseUrl, ...OPTIONS })));
  const lists = new Map();
  const written = new Map();
  return {
    filters: () => pagefind.filters(),
    search: async (words, filters) => (await pagefind.search(words || null, { filters })).results,
    // The words of the garden that begin as a word does, folded, those on most pages first.
    words(word) {
      const letter = /^[a-z]/.test(word) ? word[0] : "other";
      if (!lists.has(letter)) {
        const addresses = parts.map((part) => new URL(`words/${letter}.txt`, part));
        lists.set(letter, Promise.all(addresses.map((each) => listed(each, written))).then((each) => each.flat()));
      }
      return lists.get(letter);
    },
    // One of them as somebody wrote it.
    written: (word) => written.get(word) ?? word,
  };
}

// The words of a file: `zazolcona=zażółcona` if one is written differently from how it is folded.
async function listed(address, written) {
  const answer = await fetch(address).catch(() => null);
  const rows = answer?.ok ? (await answer.text()).split(" ") : [];
  return rows.map((row) => {
    const [word, shown] = row.split("=");
    if (shown) written.set(word, shown);
    return word;
  });
}

// What a query finds: `pages`, the best first, each with `page()`, which gives what the index knows about it, or null if
// it is no answer; `whole` of them have all words, the others some. `unknown` are the words that no page has,
// each with the one that was `meant`, if one is like it; `asked` is what was looked for instead, and `meant` the query as
// it was probably meant, if it was meant otherwise. With `isFound`, a name is just that: only pages with all words
// count, and nothing else was meant. `isNamed` says whether a name that was found has a word.
export async function find(index, query, filters, { isFound, isNamed }) {
  if (!query || query.includes('"')) {
    const pages = (await index.search(query, filters)).map((each) => ({ page: () => each.data() }));
    return { pages, whole: pages.length, unknown: [], asked: query, meant: "" };
  }
  const asked = read(query);
  const { parts } = asked;
  const many = asked.words.length > 1 ? await withAll(index, asked, filters) : null;
  if (many) {
    const pages = many.map((each) => ({ page: async () => answering(await each.data(), asked.words, parts, new Map()) }));
    return { pages, whole: pages.length, unknown: [], asked: asked.words.join(" "), meant: "" };
  }
  let lists = await searched(index, asked.words, parts, filters);
  let words = [...lists.keys()];
  let found = ranked(words, lists, isFound);
  const lost = await notSeen(found, words, lists, parts);
  const unknown = (await Promise.all(lost.map((word) => misspelt(index, word, isNamed)))).filter(Boolean);
  const instead = new Map(unknown.map((each) => [each.word, each.meant]));
  if (unknown.length > 0) {
    words = [...new Set(words.map((word) => instead.get(word) ?? word))].filter(Boolean);
    lists = await searched(index, words, parts, filters);
  }
  const usual = isFound ? new Map() : await moreUsual(index, words, lists, filters, isNamed);
  if (unknown.length + usual.size > 0) found = ranked(words, lists, isFound);
  const pages = found.pages.map((each) => ({ page: async () => answering(await each.data(), each.words, parts, usual) }));
  return {
    pages,
    whole: found.whole,
    unknown: unknown.filter(({ word }) => !isNamed(word) && !isUnspaced(word)).map((each) => asTyped(asked, each.word) || each.word),
    asked: words.map((word) => asTyped(asked, word) || index.written(word)).join(" "),
    meant: isFound ? "" : suggested(index, asked, instead, usual),
  };
}

// The query with the words that were probably meant, as somebody wrote them; nothing if that is what was typed.
function suggested(index, asked, instead, usual) {
  const others = [...instead, ...usual].map(([word, other]) => [word, index.written(other)]);
  return others.some(([, other]) => other) ? respelt(asked, new Map(others)) : "";
}

// The pages that have all words, in Pagefind's order, if they are so many that no word among them is rare: each word by
// itself would then be on thousands of pages, and take long.
async function withAll(index, { words, parts }, filters) {
  if (parts.size > 0 || words.some((word) => isShort(word) || isUnspaced(word))) return null;
  const pages = await index.search(words.join(" "), filters);
  if (pages.length <= MANY) return null;
  const first = await Promise.all(pages.slice(0, AT_ONCE).map((each) => each.data()));
  return words.every((word) => first.some((page) => holds(page, word, parts))) ? pages : null;
}

// For each word the pages that have it, the best first, as Pagefind finds them. If no page of a part of the index has
// a word, Pagefind takes its first letters instead (`he` for helicopter): such pages are not an answer. A word of
// several parts that is nowhere as one gives way to these.
async function searched(index, words, parts, filters) {
  const lists = await Promise.all(
    words.map(async (word) => {
      if (!parts.has(word)) return [[word, await listFor(index, word, filters)]];
      const list = await listOfParts(index, word, parts, filters);
      if (list.length > 0) return [[word, list]];
      const long = parts.get(word).filter((part) => part.length > 1);
      return Promise.all(long.map(async (part) => [part, await listFor(index, part, filters)]));
    }),
  );
  return new Map(lists.flat());
}

async function listFor(index, word, filters) {
  const pages = index.search(isUnspaced(word) ? pieces(word).join(" ") : word, filters);
  if (!isWhole(word)) return pages;
  const whole = new Set((await index.search(`"${word}"`, filters)).map((each) => each.id));
  return (await pages).filter((each) => whole.has(each.id));
}

// The pages that have a word run together, as Pagefind knows it if there is a hyphen in it, and after them those that
// have its parts.
async function listOfParts(index, word, parts, filters) {
  // The pages of a single letter are most of the garden's.
  const long = parts.get(word).filter((part) => part.length > 1);
  const [whole, apart] = await Promise.all([
    listFor(index, word, filters),
    long.length > 0 ? index.search(long.join(" "), filters) : [],
  ]);
  const [one, other] = await Promise.all([whole[0]?.data(), apart[0]?.data()]);
  const typed = one && holds(one, word, new Map()) ? whole : [];
  return withOther(typed, other && holds(other, word, parts) ? apart : []);
}

// Pages by what they are worth: for each word, how well Pagefind finds it there, up to a limit, and the more the rarer
// it is; and a little more where all words are. docs/decisions/0046 says how that was found.
function ranked(words, lists, isWhole) {
  const pages = new Map();
  for (const word of words) {
    const weight = 1 / Math.sqrt(Math.log(2 + lists.get(word).length));
    for (const { id, score, data } of lists.get(word)) {
      const page = pages.get(id) ?? { worth: 0, words: [], data };
      page.worth += (weight * score) / (score + WORTH_HALF);
      page.words.push(word);
      pages.set(id, page);
    }
  }
  const [whole, others] = [[], []];
  for (const page of pages.values()) (page.words.length === words.length ? whole : others).push(page);
  for (const page of whole) page.worth *= WITH_ALL;
  const best = (some) => some.sort((one, other) => other.worth - one.worth);
  const near = isWhole ? [] : best(others.filter((page) => page.words.length >= words.length * LEAST)).slice(0, MOST_OTHERS);
  return { pages: best([...whole, ...near]), whole: whole.length };
}

// The words that none of the first pages has, nor the best page for that word.
async function notSeen({ pages }, words, lists, parts) {
  const first = await Promise.all(pages.slice(0, AT_ONCE).map((each) => each.data()));
  const missing = words.filter((word) => !first.some((page) => holds(page, word, parts)));
  const best = await Promise.all(missing.map((word) => lists.get(word)[0]?.data()));
  return missing.filter((_, place) => !best[place] || !holds(best[place], missing[place], parts));
}

// For each word that hardly any page has, the more usual one that it may stand for, whose pages join its own.
async function moreUsual(index, words, lists, filters, isNamed) {
  const usual = new Map();
  for (const word of words.filter((each) => lists.get(each).length <= HARDLY_ANY && !isNamed(each))) {
    const other = await usualFor(index, word, lists.get(word).length, filters);
    if (!other) continue;
    usual.set(word, other.word);
    lists.set(word, withOther(lists.get(word), other.pages));
  }
  return usual;
}

// The word perhaps meant by somebody who typed one that only `count` pages have: one slip away, and on many times as
// many pages, which come with it.
async function usualFor(index, word, count, filters) {
  if (word.length < LONG) return null;
  const other = (await index.words(word)).find((each) => slips(word, each) === 1);
  const pages = other ? await index.search(other, filters) : [];
  return pages.length > 0 && pages.length >= count * TIMES_AS_MANY ? { word: other, pages } : null;
}

// Pages that have a word as it was typed, which count in full, and those that have the one it may stand for.
function withOther(typed, others) {
  const known = new Set(typed.map((each) => each.id));
  const exact = typed.map((each) => ({ id: each.id, score: EXACT + each.score, data: () => each.data() }));
  return [...exact, ...others.filter((each) => !known.has(each.id))];
}

// A page is not an answer if it lacks a word for which it was counted, and the one that this may stand for.
const answering = (page, words, parts, usual) =>
  page && words.every((word) => answers(page, word, parts) || (usual.has(word) && answers(page, usual.get(word), parts))) ? page : null;

// A word that no page has, with the one that is most like it; null for a word that some page has.
async function misspelt(index, word, isNamed) {
  // Too little is known about scripts without spaces to say so.
  if (isNamed(word) || isUnspaced(word)) return { word, meant: "" };
  const words = await index.words(word);
  const begun = beginnings(word);
  if (words.some((each) => begun.some((letters) => `${each} `.startsWith(letters)))) return null;
  const number = numberInWords(word);
  if (number !== word && (await index.words(number)).includes(number)) return { word, meant: number };
  let [meant, least] = ["", Infinity];
  for (const each of words) {
    const count = slips(word, each);
    if (count < least) [meant, least] = [each, count];
  }
  return { word, meant };
}
