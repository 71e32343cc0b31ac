// How well a name answers what somebody types. Nothing here changes the page.

const APOSTROPHES = /['\u2019\u02bc]/g;
const ABBREVIATED = /(^|[^\p{L}\p{N}_])([\p{L}\p{N}_](?:[.&][\p{L}\p{N}_](?![\p{L}\p{N}_]))+)/gu;
// A letter that means nothing without its symbols, as in kgen.weave.typed: C++, C#, a grade of A+.
export const SIGNED = /(?<![\p{L}\p{N}])([A-Za-z])(\+\+?|#)(?![\p{L}+#])/gu;
const SIGNS = { "+": "plus", "++": "plusplus", "#": "sharp" };
const APART = /[^\p{L}\p{N}]+/gu;
// Letters that Unicode does not take apart, as in kgen/letters.py.
const LETTERS = { ł: "l", ø: "o", đ: "d", ı: "i", ħ: "h", ŧ: "t", ß: "ss", æ: "ae", œ: "oe", ð: "d", þ: "th" };
const ARTICLE = /(?<!\S)\u0627\u0644(?=[\p{L}\p{N}]{3})/gu;
// Letters of Thai, Lao, Burmese, Khmer, Chinese and Japanese, which put no spaces between words, as in kgen.weave.typed.
export const UNSPACED =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\u{20000}-\u{3ffff}]/u;
const IS_ENGLISH = /^en\b/i.test(document.documentElement.lang || "en");
const LITTLE = new Set(
  IS_ENGLISH
    ? (
        "a am an and any are as at be been but by can could did do does for from had has have he her him his how i if in " +
        "is it its me my not of on or our please she should so some than that the their them then there these they this " +
        "to us was we were what when where which who why will with would you your"
      ).split(" ")
    : [],
);
const NUMBERS = (
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
  "eighteen nineteen twenty"
).split(" ");
const ENDINGS = ["iness", "ings", "ness", "ing", "ies", "ers", "ed", "er", "es", "ly", "s", "e", "y"];
const VOWELS = "aeiouy";
// What a name is worth: all of it typed, all that was typed in it, or all of it within what was typed.
export const WHOLE = 100;
const WITHIN = 50;
// How alike two words are that differ only in an ending, or that begin alike.
const LIKE = 0.85;
const SAME = 0.95;
const AROUND = 20;
export const HALF = 31;
// Stories are found by their whole titles here; what has some words of a title is found by full text, and shown better.
const TITLE = 80;
export const MOST_NAMES = 6;

// Words without case, accents or symbols, a space between each two. kgen.weave.typed does the same.
export function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[łøđıħŧßæœðþ]/g, (letter) => LETTERS[letter])
    .replace(APOSTROPHES, "")
    .replace(ABBREVIATED, (_, before, letters) => before + letters.replace(/[.&]/g, ""))
    .replace(SIGNED, (_, letter, signs) => `${letter}${SIGNS[signs]} `)
    .replace(APART, " ")
    .trim()
    .replace(ARTICLE, "");
}

// The words of a folded text that say what it is about; all of them, if none does.
export function telling(folded) {
  const all = folded.split(" ").filter(Boolean);
  const found = all.filter((word) => !LITTLE.has(word));
  return found.length > 0 ? found : all;
}

// 18 as a word, if it is that small.
export const numberInWords = (word) => (/^\d\d?$/.test(word) ? (NUMBERS[Number(word)] ?? word) : word);

// What stays of a word without its ending, at least so many letters: hous for house, houses and housing.
export function stem(word, least = 4) {
  const ending = ENDINGS.find((each) => word.endsWith(each) && word.length - each.length >= least);
  return ending ? word.slice(0, -ending.length) : word;
}

// How many slips there are between a word as typed and as it is: letters left out, put in, taken for others or swapped.
// Infinity if there are more than one in a short word, or more than two in a long one. The first letter is usually
// right; in short words another letter makes another word, unless it is a vowel for a vowel.
export function slips(typed, word) {
  const most = typed.length < 4 || typed[0] !== word[0] ? 0 : Math.max(typed.length, word.length) < 8 ? 1 : 2;
  if (typed === word) return 0;
  if (Math.abs(typed.length - word.length) > most || most === 0) return Infinity;
  const other = (one, two) => (typed.length > 5 || (VOWELS.includes(one) && VOWELS.includes(two)) ? 1 : 2);
  let [before, last] = [[], Array.from({ length: word.length + 1 }, (_, place) => place)];
  for (let row = 1; row <= typed.length; row++) {
    const now = [row];
    for (let place = 1; place <= word.length; place++) {
      const [one, two] = [typed[row - 1], word[place - 1]];
      let least = Math.min(last[place] + 1, now[place - 1] + 1, last[place - 1] + (one === two ? 0 : other(one, two)));
      if (row > 1 && place > 1 && one === word[place - 2] && typed[row - 2] === two) {
        least = Math.min(least, before[place - 2] + 1);
      }
      now.push(least);
    }
    if (Math.min(...now) > most) return Infinity;
    [before, last] = [last, now];
  }
  return last[word.length] <= most ? last[word.length] : Infinity;
}

// How alike a typed word and one of a name are, from 0 to 1. One of two letters may be the beginning of another while it
// is the last, since somebody is typing it.
export function likeness(typed, word, isLast = false) {
  if (typed === word || numberInWords(typed) === word) return 1;
  if (typed.length > 2 && stem(typed) === stem(word)) return 0.95;
  if (UNSPACED.test(typed)) return word.includes(typed) ? 0.9 : 0;
  if (word.startsWith(typed) && (isLast || typed.length > 2)) return typed.length > 1 ? 0.9 : 0.5;
  const [short, root] = [stem(word), stem(typed)];
  if (root.length > 3 && short.startsWith(root)) return 0.85;
  if (slips(typed, word) <= 2 || slips(root, short) <= 1) return 0.7;
  // A slip in the half of a word that is there already.
  if (typed.length > 4 && word.length > typed.length + 1) {
    const begun = [0, 1].some((more) => slips(typed, word.slice(0, typed.length + more)) <= 1);
    if (begun) return 0.5;
  }
  return 0;
}

// A name and its other labels, ready to be compared.
export function prepared(entry) {
  const texts = [entry.title, ...entry.labels].map((text) => {
    const folded = fold(text);
    const words = telling(folded);
    return { folded, words, joined: folded.replaceAll(" ", ""), told: words.join(" ") };
  });
  return { ...entry, texts };
}

// Whether a word is one of a name, or of one of its labels, or all of it run together.
export const isIn = (entry, word) =>
  entry.texts.some((text) => text.joined === word || text.folded.split(" ").some((each) => likeness(word, each) >= LIKE));

function worth(text, asked) {
  if (text.folded === asked.folded) return WHOLE;
  if (text.told === asked.told) return WHOLE - 3;
  if (text.joined === asked.joined) return WHOLE - 5;
  const last = asked.words.length - 1;
  const likest = asked.words.map((typed, place) => Math.max(...text.words.map((word) => likeness(typed, word, place === last))));
  const least = Math.min(...likest);
  if (least > 0) {
    const mean = likest.reduce((sum, each) => sum + each, 0) / likest.length;
    const share = Math.min(1, asked.words.length / text.words.length);
    return WITHIN + 44 * mean * share - (least < 0.7 && share < 1 ? 10 : 0);
  }
  if (asked.joined.length > 4 && text.joined.startsWith(asked.joined)) return WITHIN + 30;
  const known = asked.words.filter((_, place) => likest[place] >= LIKE).length / asked.words.length;
  const all = text.words.every((word) => asked.words.some((typed) => likeness(typed, word) >= LIKE));
  return all && known > 0.3 ? AROUND + 25 * known : 0;
}

// Names that are what was typed come first, then those that have its words, and then those with words like them.
const rank = (worth, text, asked) => {
  if (worth > 90) return 2;
  return asked.words.every((typed) => text.words.some((word) => likeness(typed, word) >= SAME)) ? 1 : 0;
};

export const better = (one, other) => other.rank - one.rank || other.worth - one.worth;

// The names that answer a query best, the best first, each with the label that does and its worth: HALF and more if at least half of what
// was typed is in a name. `entries` are prepared, those that matter most first.
export function matching(query, entries) {
  const folded = fold(query);
  if (!folded) return [];
  const words = telling(folded);
  const asked = { folded, words, joined: folded.replaceAll(" ", ""), told: words.join(" ") };
  const found = [];
  for (const entry of entries) {
    let [best, at] = [0, 0];
    entry.texts.forEach((text, place) => {
      const value = worth(text, asked) - (place > 0 ? 1 : 0);
      if (value > best) [best, at] = [value, place];
    });
    const label = entry.labels[at - 1] ?? "";
    if (best > (entry.kind === "Story" ? TITLE : 0)) found.push({ entry, worth: best, label, rank: rank(best, entry.texts[at], asked) });
  }
  found.sort(better);
  const most = Math.max(...found.map((each) => each.worth));
  // Two letters that are a name are not the beginning of another.
  const least = most > 90 && asked.joined.length < 3 ? 1 : 0;
  const near = found.filter((each) => each.rank >= least && each.worth > most - (most > 90 ? 25 : 40));
  return near.slice(0, most < WITHIN ? 2 : MOST_NAMES);
}
