// Full text: what Pagefind finds, without what only seems to be found, and what to say of words that no page has.

import { fold, numberInWords, slips, stem, telling } from "./names.js";

export const AT_ONCE = 10;
// How much it counts where a word stands. A response that is called by what it answers must not come before that.
const SHOWN = { title: 5, labels: 4, by: 3, about: 1.5, summary: 1.5, voice: 0.5, month: 0.5, note: 0.5 };
const UNCOUNTED = { called: 0, kind: 0, illustrative: 0, lang: 0, title_lang: 0 };
const OPTIONS = { excerptLength: 28, ranking: { metaWeights: { ...SHOWN, ...UNCOUNTED } } };
const FEW = 3;
const MOST_WORDS = 12;
const MOST_LOOSE = 30;
const MOST_SEARCHES = 6;

// Open the index whose program and folders of parts have these addresses.
export async function open(program, parts) {
  const pagefind = await import(program);
  await pagefind.options(OPTIONS);
  // A large garden has its index in parts, which are searched as one.
  const [first, ...further] = parts;
  const baseUrl = new URL("..", first).pathname;
  await Promise.all(further.map((part) => pagefind.mergeIndex(part, { baseUrl, ...OPTIONS })));
  const lists = new Map();
  return {
    filters: () => pagefind.filters(),
    search: async (words, filters) => (await pagefind.search(words || null, { filters })).results,
    // The words of the garden with a first letter, those on most pages first.
    words(letter) {
      if (!lists.has(letter)) {
        const addresses = parts.map((part) => new URL(`words/${letter}.txt`, part));
        lists.set(letter, Promise.all(addresses.map(listed)).then((each) => each.flat()));
      }
      return lists.get(letter);
    },
  };
}

async function listed(address) {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? (await answer.text()).split(" ") : [];
}

// What a query finds: `pages` in order, each with `page()`, which gives what the index knows of it, or null where it is
// no answer after all; from the place `loose` on they have most of the words, but not all. `unknown` are the words that
// no page has, each with the one that was `meant`, if one is like it; `asked` is what was looked for instead.
// With `isFound`, nothing is looked for beyond pages with all words.
export async function find(index, query, filters, isFound) {
  if (!query || query.includes('"')) {
    const pages = (await index.search(query, filters)).map((each) => ({ id: each.id, page: () => each.data() }));
    return { pages, loose: pages.length, unknown: [], asked: query };
  }
  const all = [...new Set(telling(fold(query)))];
  const long = all.filter((word) => word.length > 1);
  let words = (long.length > 0 ? long : all).slice(0, MOST_WORDS);
  let { pages, seen } = await withAll(index, words, filters);
  const lost = words.filter((word) => !seen.has(word));
  const unknown = (await Promise.all(lost.map((word) => misspelt(index, word)))).filter(Boolean);
  if (unknown.length > 0) {
    const instead = new Map(unknown.map((each) => [each.word, each.meant]));
    words = words.map((word) => (instead.has(word) ? instead.get(word) : word)).filter(Boolean);
    pages = words.length > 0 ? (await withAll(index, words, filters)).pages : [];
  }
  const loose = pages.length;
  if (!isFound && loose < FEW && words.length > 1) pages = [...pages, ...(await withMost(index, words, filters, pages))];
  return { pages, loose, unknown, asked: words.join(" ") };
}

// Pages with all words, and the words that the first of them have. Where Pagefind knows a word in no page of a part of
// the index, it takes the first letters for it (`he` for helicopter), or leaves it out: such pages are no answer.
async function withAll(index, words, filters) {
  const found = await index.search(words.join(" "), filters);
  const first = await Promise.all(found.slice(0, AT_ONCE).map((each) => each.data()));
  const held = first.map((page) => words.filter((word) => holds(page, word)));
  const pages = found.map((each) => ({ id: each.id, page: () => each.data().then((page) => answering(page, words, words.length)) }));
  return {
    pages: pages.filter((_, place) => place >= held.length || held[place].length === words.length),
    seen: new Set(held.flat()),
  };
}

const answering = (page, words, least) => (words.filter((word) => holds(page, word)).length >= least ? page : null);

// Pages with most of the words, those with the rarest first.
async function withMost(index, all, filters, but) {
  // Long words say most; each takes a search of its own.
  const words = [...all].sort((one, other) => other.length - one.length).slice(0, MOST_SEARCHES);
  const found = await Promise.all(words.map((word) => index.search(word, filters)));
  const known = new Set(but.map((each) => each.id));
  const weights = found.map((each) => (each.length > 0 ? 1 / Math.log(2 + each.length) : 0));
  const pages = new Map();
  const rarest = found.map((_, place) => place).sort((one, other) => weights[other] - weights[one]);
  for (const place of rarest) {
    for (const each of found[place]) {
      if (known.has(each.id)) continue;
      const page = pages.get(each.id) ?? { id: each.id, weight: 0, page: () => each.data().then((data) => answering(data, words, 1)) };
      page.weight += weights[place] * (0.75 + (0.25 * each.score) / (found[place][0].score || 1));
      pages.set(each.id, page);
    }
  }
  const least = weights.reduce((sum, each) => sum + each, 0) / 2;
  const enough = [...pages.values()].filter((each) => each.weight >= least);
  return enough.sort((one, other) => other.weight - one.weight).slice(0, MOST_LOOSE);
}

const texts = new Map();

// Whether a word of a page begins with what was typed, but for its last two letters (of a short word fewer) or its ending.
function holds(page, word) {
  if (texts.size > 500) texts.clear();
  if (!texts.has(page.raw_url ?? page.url)) {
    texts.set(page.raw_url ?? page.url, ` ${fold([page.content, ...Object.values(page.meta)].join(" "))}`);
  }
  return beginnings(word).some((begun) => texts.get(page.raw_url ?? page.url).includes(` ${begun}`));
}

const beginnings = (word) => [word.slice(0, Math.max(Math.min(4, word.length), word.length - 2)), stem(word, 3)];

// A word that no page has, with the one that is most like it; null for a word that some page has.
async function misspelt(index, word) {
  const words = await index.words(/^[a-z]/.test(word) ? word[0] : "other");
  const begun = beginnings(word);
  if (words.some((each) => begun.some((letters) => each.startsWith(letters)))) return null;
  const number = numberInWords(word);
  if (number !== word && (await index.words(number[0])).includes(number)) return { word, meant: number };
  let [meant, least] = ["", Infinity];
  for (const each of words) {
    const count = slips(word, each);
    if (count < least) [meant, least] = [each, count];
  }
  return { word, meant };
}
