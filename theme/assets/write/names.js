// Finds in a text what looks like people's names, as kgen/safeguarding/names.py does: both read person-names.json and
// given-names.json, and tests/browser/test_names.py lets them read the same passages.

// How many characters around a name are looked at.
const [BEFORE, BEHIND] = [48, 64];
// How many on each side, and words before, where a whole clause says whose name it is.
const [CLAUSE, PHRASE] = [140, 16];
// How many before a name in an item of a list, in which the list begins, and in a form without colons.
const [ITEM, LIST, FIELD] = [6, 400, 12];
// How many behind a name may give its age later, also where others may be meant; and before it may say that the teller was a
// child.
const [LATER, MUCH_LATER] = [260, 900];
// Letters that Unicode does not take apart, as in kgen/letters.py.
const LETTERS = { ł: "l", ø: "o", đ: "d", ı: "i", ħ: "h", ŧ: "t", ß: "ss", æ: "ae", œ: "oe", ð: "d", þ: "th" };
// Letters of a shouted abbreviation, words of a shouted name.
const [SHORTEST_SHOUTED, LONGEST_SHOUTED] = [3, 3];
// Before a surname or an age.
const MOST_INITIALS = 6;
// From this age on, it counts even where the text tells of a grown-up's past or work.
const GROWN = 13;
// A higher number is a year of birth, not an age.
const FIRST_YEAR = 1900;
// What replaces tags, which leave room, and what is behind the words that they show; # replaces addresses and code.
const MASKS = { "<": " ", "\"": ")", "'": ")" };
const OPENING = new Set(["\"", "'", "(", "“"]);
const AROUND_WORDS = "\"'(“.,*_";
const AROUND_HEADS = " \n>+-|:";
const AROUND_SENTENCES = " \"“”'([*_>-";

export const plainLetters = text => text.replace(/[łøđıħŧßæœðþ]/g, letter => LETTERS[letter]);

export const fold = name => plainLetters(name.toLowerCase()).normalize("NFD").replace(/\p{M}/gu, "");

const unpacked = function* ({ names, pairs }) {
  let [text, name] = [names, ""];
  for (const [, sign, pair] of pairs.matchAll(/(.)(..)/g)) text = text.replaceAll(sign, () => pair);
  for (const [, shared, rest] of text.matchAll(/([0-9A-Z])([a-z]*)/g)) {
    name = name.slice(0, parseInt(shared, 36)) + rest;
    yield name;
  }
};

const withoutEnding = name => (name.endsWith("'s") ? name.slice(0, -2) : name);
const lastLine = text => text.slice(text.lastIndexOf("\n") + 1);
const firstLine = text => text.split("\n", 1)[0];
const escaped = name => name.replace(/[.]/g, "\\.");
const cellsOf = row => stripped(stripped(row, " "), "|").split("|").map(cell => stripped(cell, " "));
const isShouted = word => word.text.length > 1 && word.text === word.text.toUpperCase();

const pronounOf = ([match]) =>
  /\b(?:he|his)\b/i.test(match) ? "he" : /\b(?:she|her)\b/i.test(match) ? "she" : "";

const stripped = (text, signs) => {
  let [start, end] = [0, text.length];
  while (start < end && signs.includes(text[start])) start += 1;
  while (end > start && signs.includes(text[end - 1])) end -= 1;
  return text.slice(start, end);
};

export class Names {
  // `data` is what person-names.json holds, `given` given-names.json, `shared` the lists of safeguarding.json as a Scanner has them.
  constructor(data, given, shared) {
    this.data = data;
    this.patterns = { ...data.parts, ...data.exact };
    this.lists = { ...shared };
    for (const [name, words] of Object.entries(data.words)) {
      this.lists[name] = [...(shared[name] ?? []), ...words.split(" ")];
    }
    this.parts = new Map();
    this.said = new Map();
    this.sets = new Map();
    this.given = new Set(unpacked(given));
    const union = (...lists) => new Set(lists.flatMap(list => [...this.words(list)]));
    this.notName = union("not-name", "neither", "town");
    this.thing = union("thing", "organisation");
    this.noPlace = union("not-name", "neither", "not-place", "thing", "organisation");
    for (const name of this.words("town")) this.noPlace.delete(name);
    const alsoWords = union("also-a-word", "weak", "either");
    this.small = new Set([...this.given].filter(name => name.length > 3 && !alsoWords.has(name)));
    this.counts = new Map(shared.count.map((word, number) => [word, number + 1]));
    this.classes = new Map(
      ["either", "weak", "place", "doubtful"].flatMap(sort => [...this.words(sort)].map(name => [name, sort])),
    );
    this.known = new Map();
    for (const phrase of data.known.split("|")) {
      const first = phrase.split(" ")[0];
      this.known.set(first, [...(this.known.get(first) ?? []), phrase]);
    }
  }

  // The words of a list in lower case, without accents and 's.
  words(name) {
    if (!this.sets.has(name)) {
      this.sets.set(name, new Set(this.lists[name].map(word => withoutEnding(fold(word)))));
    }
    return this.sets.get(name);
  }

  // The words of a list as they are there.
  exactly(name) {
    const key = `= ${name}`;
    if (!this.sets.has(key)) this.sets.set(key, new Set(this.lists[name]));
    return this.sets.get(key);
  }

  // A part as an expression; `ends` is ^, $ or both for where it has to be, y if it must match at `lastIndex`, and 1
  // if the first match is enough.
  part(name, ends = "") {
    const key = ends + name;
    if (!this.parts.has(key)) {
      let pattern = this.#expanded(this.patterns[name]);
      if (ends.includes("^")) pattern = `^(?:${pattern})`;
      if (ends.includes("$")) pattern = `(?:${pattern})$`;
      const flags = (name in this.data.exact ? "" : "i") + (ends === "y" ? "y" : ends ? "" : "g");
      this.parts.set(key, new RegExp(pattern, flags));
    }
    return this.parts.get(key);
  }

  #expanded(pattern) {
    for (const [name, text] of Object.entries(this.patterns)) pattern = pattern.replaceAll(`{{${name}}}`, () => text);
    for (const [name, words] of Object.entries(this.lists)) {
      pattern = pattern.replaceAll(`{{${name}}}`, () => words.join("|"));
    }
    return pattern.includes("{{") ? this.#expanded(pattern) : pattern;
  }

  // All that looks like a name in a normalised text, and what shows a child, in order.
  in(plain) {
    const found = new Text(this, plain);
    const hits = [...found.runs()].flatMap(run => [...found.inRun(run)]);
    const taken = new Set(hits.map(hit => hit.start));
    hits.push(...[...found.inSmallLetters()].filter(hit => !taken.has(hit.start)));
    const madeUp = new Set(hits.filter(hit => hit.sort === "full" && found.isMadeUp(hit)).map(hit => hit.name));
    for (const hit of hits) if (hit.sort === "full" && madeUp.has(hit.name)) hit.sort = "name";
    hits.push(...found.ofThemselves());
    const order = (one, other) =>
      one.start - other.start || one.end - other.end || (one.sort < other.sort ? -1 : one.sort > other.sort ? 1 : 0);
    hits.sort(order).push(...found.toldBefore(hits));
    return hits.sort(order);
  }

  // What is known about a capitalised word wherever it is.
  sayOf(written) {
    if (!this.said.has(written)) {
      const ending = written.search(this.part("ending", "1"));
      const text = ending < 0 ? written : written.slice(0, ending);
      const possessive = written.endsWith("'s");
      const name = fold(text);
      const isListed =
        this.given.has(name) || this.known.has(name) || ["title", "kin", "saint"].some(list => this.exactly(list).has(text));
      this.said.set(written, {
        text,
        name,
        possessive,
        length: possessive ? written.length : text.length,
        isTelling: isListed || !(this.notName.has(name) || this.part("number", "^$").test(name)),
        isThing: this.thing.has(name),
      });
    }
    return this.said.get(written);
  }

  isPossible(word) {
    const isTitle = this.exactly("title").has(word.text);
    return word.name.length > 1 && !this.notName.has(word.name) && !isTitle && !isShouted(word);
  }

  isSurname(word) {
    // `Starter Kit`
    const isName = this.given.has(word.name) && this.classes.get(word.name) !== "weak";
    return isName || word.text.search(this.part("surname", "1")) >= 0;
  }

  classOf(word) {
    const [first, ...second] = word.name.split("-");
    const sort = this.classes.get(first) ?? "strong";
    // `Lily-Mae`
    const isDouble = this.given.has(second.join("-")) && ["either", "weak"].includes(sort);
    return isDouble ? "strong" : sort;
  }

  // School years, and ages in months and weeks, are those of children.
  years(match) {
    const number = match.slice(1).find(Boolean);
    if (number === undefined) return 5;
    if (this.part("baby", "^").test(match[0].slice(match[0].indexOf(number) + number.length))) return 5;
    return /^[0-9]+$/.test(number) ? Number(number) : (this.counts.get(number.toLowerCase()) ?? 99);
  }
}

class Text {
  constructor(names, plain) {
    this.names = names;
    this.text = plain.replace(names.part("masked"), found => (MASKS[found[0]] ?? "#").repeat(found.length));
    const end = this.text.startsWith("---\n") ? this.text.indexOf("\n---", 3) : -1;
    this.prose = end >= 0 ? end + 4 : 0;
    this.knownUntil = 0;
    this.ages = new Map();
    this.said = new Map();
    [this.lineFrom, this.lineUpTo] = [0, 0];
  }

  *runs() {
    let run = [];
    for (const match of this.text.matchAll(this.names.part("token"))) {
      const { length, isTelling, isThing, ...said } = this.names.sayOf(match[0]);
      const start = match.index;
      const isJoined = run.length > 0 && this.#areJoined(run.at(-1), start);
      // `Child A`
      const isLabel = said.text === "A" && [...this.names.exactly("labelled")].some(word => this.text.endsWith(`${word} `, start));
      const belongs = isTelling || isLabel || (isJoined && isThing);
      if (run.length && !(isJoined && belongs)) {
        yield run;
        run = [];
      }
      if (belongs) run.push({ ...said, start, end: start + length });
    }
    if (run.length) yield run;
  }

  #areJoined(one, start) {
    const gap = this.text.slice(one.end, start);
    if (gap === " ") return !one.possessive;
    if (gap === ". " || gap === ".") return one.text.length === 1 || this.names.exactly("title").has(one.text);
    return gap.length < 12 && !one.possessive && this.names.part("joining", "^$").test(gap);
  }

  *inRun(run) {
    let place = 0;
    while (place < run.length) {
      if (run[place].start < this.knownUntil) {
        place += 1;
        continue;
      }
      const [hit, used] = this.#at(run, place);
      if (hit) {
        yield hit;
        yield* this.#child(hit);
      }
      place += used;
    }
  }

  // What begins with a word of a run, and how many words of the run that deals with.
  #at(run, place) {
    const { names } = this;
    const word = run[place];
    if (this.#isKnown(word)) return [null, 1];
    if (place + 1 < run.length) {
      if (names.exactly("saint").has(word.text)) return [null, run.length - place];
      if (names.exactly("title").has(word.text)) return this.#titled(run, place);
      const initials = this.#initials(run, place);
      const last = initials && this.#surnames(run, place + initials);
      if (last) return [this.#hit("full", run.slice(place + initials, place + initials + last)), initials + last];
      const shouted = this.#shouted(run, place);
      if (shouted) return [this.#hit("full", run.slice(place, place + shouted)), shouted];
    }
    const aged = word.text.length < SHORTEST_SHOUTED ? this.#agedInitials(run, place) : [];
    if (aged.length) return [this.#hit("name", aged), aged.length];
    const isGiven = names.given.has(word.name) || names.given.has(word.name.split("-")[0]);
    if (!(isGiven || names.isPossible(word)) || this.#isThing(run, place)) return [null, 1];
    return isGiven ? this.#given(run, place) : this.#unknown(run, place);
  }

  // Whether a word that could be a name is that of a thing. A first name with an age is not.
  #isThing(run, place) {
    const { name, start, end } = run[place];
    return this.#isBesideThing(run, place) && !(this.names.given.has(name) && this.#age(end, start) !== null);
  }

  // Whether a number comes before a word, or a run goes on as a thing.
  #isBesideThing(run, place) {
    const before = this.#wordBefore(run[place]);
    const isNext = this.names.given.has(run[place].name) && ",.:".includes(this.text[run[place].start - 2]);
    if (/^[0-9]/.test(before) && !isNext) return !this.names.part("age-word", "^$").test(before);
    if (place + 1 === run.length) return false;
    const { thing } = this.names;
    const things = run.slice(place + 1, place + 4).filter(each => thing.has(each.name));
    const isSurname =
      things.length === 1 &&
      this.names.words("surname-thing").has(things[0].name) &&
      run.length === place + 2;
    const isSomewhere = this.#follows(run[place], "before-thing") || this.#follows(run[place], "before-place");
    return things.length > 0 && (!isSurname || isSomewhere || this.names.classOf(run[place]) !== "strong");
  }

  #isKnown(word) {
    const phrases = this.names.known.get(word.name.split("-")[0]) ?? [];
    const written = phrases.length ? fold(this.text.slice(word.start, word.start + 40)).replaceAll("-", " ") : "";
    const goesOn = phrase => /^\p{L}/u.test(written.slice(phrase.length));
    const phrase = phrases.find(each => written.startsWith(each) && !goesOn(each));
    if (phrase !== undefined) this.knownUntil = word.start + phrase.length;
    return phrase !== undefined;
  }

  #titled(run, place) {
    let first = place + 1;
    while (first < run.length - 1 && run[first].name.length === 1) first += 1;
    const last = this.names.words("not-after-title").has(run[first].name) ? 0 : this.#surnames(run, first);
    if (!last || this.#isCalledAfter(run[first + last - 1])) return [null, 1];
    return [this.#hit("full", run.slice(first, first + last)), first + last - place];
  }

  // How many words are a full name in capitals, in a sentence that is not.
  #shouted(run, place) {
    const { given, notName, thing } = this.names;
    if (place || run.length < 2 || run.length > LONGEST_SHOUTED) return 0;
    const [first] = run;
    const isName = run.every(each => isShouted(each) && !notName.has(each.name) && !thing.has(each.name));
    const isGiven = given.has(first.name) && this.names.classOf(first) === "strong";
    const isShort = first.name.length <= SHORTEST_SHOUTED;
    if (!isName || !isGiven || isShort || this.#follows(first, "before-thing")) return 0;
    const isAmid = this.#isIn("shouted-before", this.#textBefore(first.start), "$");
    return isAmid || !this.#behind(run.at(-1), "small-behind") ? 0 : run.length;
  }

  // How many initials there are here: one with a full stop, or several.
  #initials(run, place) {
    let count = 0;
    const longest = Math.min(run.length - 1 - place, MOST_INITIALS);
    while (count < longest && this.names.part("initial", "^$").test(run[place + count].text)) count += 1;
    if (!(count && this.text[run[place].end] === ".") && count < 2) return 0;
    const letters = run.slice(place, place + count).map(each => each.name);
    if (this.names.words("not-initials").has(letters.join(""))) return 0;
    const isLetter = count === 1 && (run[place].name === "i" || this.#follows(run[place], "before-letter"));
    return isLetter ? 0 : count;
  }

  // The initials that end a run, if an age or a school year is said with them: `K. (9)`, `Child K, aged 9`.
  #agedInitials(run, place) {
    const { names } = this;
    const [initials, last] = [run.slice(place, place + MOST_INITIALS + 1), run.at(-1)];
    const isOfThing = place > 0 && !names.words("relation").has(run[place - 1].name);
    if (isOfThing || this.#follows(run[place], "before-letter")) return [];
    const isNumbered = /[0-9]/.test(this.text.slice(last.end, last.end + 16));
    const isPair = isNumbered && initials.length === 1 && isShouted(last) && !this.#follows(last, "before-thing");
    if (initials.length > MOST_INITIALS || !(isPair || initials.every(each => each.text.length === 1))) return [];
    if (names.words("not-initials").has(initials.map(each => each.name).join(""))) return [];
    if (!(this.#behind(last, "lettered") || (isPair && this.#behind(last, "numbered")))) return [];
    const stop = this.text[last.end] === "." ? "." : "";
    if (stop && this.#isIn("citation", this.#textBefore(run[place].start), "$")) return [];
    return [...initials.slice(0, -1), { ...last, end: last.end + stop.length, text: last.text + stop }];
  }

  // How many words from here on could be surnames; `Hill` is one if nothing else follows.
  #surnames(run, place) {
    const { thing } = this.names;
    const surnamesToo = this.names.words("surname-thing");
    let count = 0;
    for (const word of run.slice(place, place + 3)) {
      const isOfPerson = this.#isOfPerson(run, place) || (!count && this.#isBehindInitial(run, place));
      const isLast = word === run.at(-1) && surnamesToo.has(word.name) && isOfPerson;
      if (!isLast && (thing.has(word.name) || !this.names.isPossible(word))) break;
      count += 1;
      if (word.possessive) break;
    }
    const next = run[place + count];
    return next && thing.has(next.name) ? 0 : count;
  }

  // Whether a first name is there, or a first name or a title right before.
  #isOfPerson(run, place) {
    const { given } = this.names;
    const before = place ? run[place - 1] : run[place];
    return given.has(run[place].name) || given.has(before.name) || this.names.exactly("title").has(before.text);
  }

  #isBehindInitial(run, place) {
    const before = run.slice(Math.max(0, place - 2), place).map(each => each.name).join("");
    return place > 0 && run[place - 1].name.length === 1 && !this.names.words("not-initials").has(before);
  }

  #given(run, place) {
    const word = run[place];
    const more = word.possessive ? 0 : this.#surnames(run, place + 1);
    const names = run.slice(place, place + 1 + more);
    if (!this.#isPerson(run, place, names)) return [null, 1];
    const isStrong = this.names.classOf(word) === "strong";
    if (this.#follows(word, "before-thing") && !this.#isSpokenOf(run, place, names)) {
      return [this.#hit("perhaps", names), names.length];
    }
    const isFull =
      more && (isStrong || this.#isSpokenOf(run, place, names) || this.names.isSurname(names.at(-1)));
    return [this.#hit(isFull ? "full" : "name", names), names.length];
  }

  #isPerson(run, place, names) {
    const [word, last] = [run[place], names.at(-1)];
    if (this.#isCalledAfter(last)) return false;
    if (this.names.words("work").has(word.name) && this.#follows(word, "before-work")) return false;
    if (this.#isSpokenOf(run, place, names)) return true;
    const sort = this.names.classOf(word);
    if (sort === "doubtful" || isShouted(word)) return false;
    if (sort === "strong") return true;
    const isOne = names.length === 1 && ["a", "an"].includes(this.#wordBefore(word));
    if (sort === "either" && isOne) return this.#behind(last, "apposition");
    if (sort !== "either" && this.#follows(word, "before-thing")) return false;
    if (sort === "place" && this.#follows(word, "before-place")) return false;
    const before = run[place - 1];
    if (before && !(this.names.notName.has(before.name) || this.names.exactly("adjective").has(before.text))) return false;
    if (!this.#begins(word)) return true;
    return this.#behind(last, sort === "weak" ? "speaks" : "acts") || this.#behind(last, "apposition");
  }

  // Whether what is around a name speaks of a person.
  #isSpokenOf(run, place, names) {
    const [word, last] = [names[0], names.at(-1)];
    if (place && this.names.exactly("kin").has(run[place - 1].text)) return true;
    if (this.#isIntroduced(word)) return true;
    if (last.possessive && this.#behind(last, "person-behind")) return true;
    if (this.names.classOf(word) === "doubtful") return false;
    return this.#follows(word, "kin") || this.#age(last.end, word.start) !== null;
  }

  #unknown(run, place) {
    const word = run[place];
    const isNone = this.names.thing.has(word.name) || (place + 1 === run.length && this.names.words("relation").has(word.name));
    if (word.name.length < 3 || isNone) return [null, 1];
    const more = word.possessive ? 0 : this.#surnames(run, place + 1);
    const names = run.slice(place, place + 1 + more);
    const sort = this.#sortOfUnknown(run, place, names);
    return sort ? [this.#hit(sort, names), names.length] : [null, 1];
  }

  #sortOfUnknown(run, place, names) {
    const [word, last] = [names[0], names.at(-1)];
    const begins = this.#begins(word);
    const mayBeAged = this.#behind(last, "aged-perhaps") && !this.#behind(last, "numbers");
    if (begins && !(place || last.possessive || mayBeAged)) return "";
    if (this.#isCalledAfter(last) || this.#follows(word, "before-thing")) return begins ? "" : "unknown";
    const before = run[place - 1]?.text;
    if (place && this.names.exactly("kin").has(before) && !this.names.exactly("adjective").has(before)) return "name";
    if (this.#age(last.end, word.start, true) !== null) return "name";
    if (last.possessive && this.#behind(last, "person-behind")) return "perhaps";
    if (begins) return "";
    if (this.#isNamed(word) || this.#isRelated(word, last)) return names.length > 1 ? "full" : "name";
    if (names.length > 1 && this.names.isSurname(last)) return "full";
    if (this.#follows(word, "kin") || this.#isIntroduced(word)) return "perhaps";
    if (place && !this.#begins(run[place - 1])) return "unknown";
    return this.#behind(last, "acts") || this.#behind(last, "apposition") ? "perhaps" : "unknown";
  }

  // Whether `my son`, `our support worker` comes before it; after a comma it must end with one too.
  #isRelated(word, last) {
    if (!this.#isAfterRelation(word)) return false;
    const isAfterComma = this.text.slice(Math.max(0, word.start - 2), word.start) === ", ";
    return !isAfterComma || [",", ".", ")"].includes(this.text[last.end]);
  }

  *inSmallLetters() {
    const { names, text, prose } = this;
    if (this.#isIn("other-language", text.slice(0, prose))) return;
    const hasAny = (text.slice(prose).match(names.part("small-words")) ?? []).some(word => names.small.has(word));
    for (const match of hasAny ? this.#all("small") : []) {
      const name = match[1];
      if (!names.small.has(name)) continue;
      const end = match.index + match[0].indexOf(name) + name.length;
      const word = { start: end - name.length, end, text: name, name, possessive: text.startsWith("'s", end) };
      if (this.#isCalledAfter(word) || this.#follows(word, "before-thing")) continue;
      const isSpokenOf = this.#isIntroduced(word) || this.#follows(word, "kin");
      const hit = this.#hit(isSpokenOf || this.#age(end, word.start) !== null ? "name" : "perhaps", [word]);
      yield hit;
      yield* this.#child(hit);
    }
    for (const match of this.#all("small-titled")) {
      const name = match[1];
      if (names.notName.has(name) || names.words("not-after-title").has(name)) continue;
      const end = match.index + match[0].length;
      yield this.#hit("full", [{ start: end - name.length, end, text: name, name, possessive: false }]);
    }
  }

  *#all(part) {
    const pattern = this.names.part(part);
    pattern.lastIndex = this.prose;
    for (let match = pattern.exec(this.text); match; match = pattern.exec(this.text)) {
      const { lastIndex } = pattern;
      yield match;
      pattern.lastIndex = lastIndex;
    }
  }

  // Where somebody says that they are a child, or how old their own is and where it goes to school.
  *ofThemselves() {
    const { names, text } = this;
    const hit = (sort, match) => ({ sort, start: match.index, end: match.index + match[0].length, name: "", born: 0 });
    for (const hint of text.matchAll(names.part("i-am"))) {
      const sort = "IiWw".includes(hint[0][0]) ? "child" : "own-child";
      const said = names.part(sort === "child" ? "myself" : sort, "y");
      said.lastIndex = hint.index;
      const match = said.exec(text);
      if (match) yield hit(sort, match);
    }
    for (const match of text.matchAll(names.part("own-school"))) yield hit("own-child", match);
  }

  // First names that may be those of children whose age was told before.
  *toldBefore(hits) {
    let since = 0;
    for (const { sort, start, end, name } of hits) {
      const isFirst = ["name", "detail"].includes(sort) && this.names.given.has(fold(name));
      if (!isFirst || !["either", undefined].includes(this.names.classes.get(fold(name)))) continue;
      if (this.#age(end, start) === null && this.#isToldBefore(start, end, since))
        yield { sort: "child", start, end, name: "", born: 0 };
      since = end;
    }
  }

  // Whether an age before a first name may be that of whom it names (`Our son is nine. Jamie cries.`). `since` is where the
  // first name before it ends: whoever is named first is meant.
  #isToldBefore(start, end, since) {
    const before = this.text.slice(Math.max(since, start - MUCH_LATER), end).split(this.names.part("new-matter")).at(-1);
    // `he` may be somebody else, unless a text begins so.
    const isOther = match => {
      const [who, upTo] = [pronounOf(match), before.slice(0, match.index)];
      return who && stripped(upTo, "- \n") && !this.#isIn(`another-${who}`, upTo + match[0]);
    };
    if ([...before.matchAll(this.names.part("aged-earlier"))].every(isOther)) return false;
    if (/^ \p{Lu}/u.test(this.text.slice(end, end + 2)) || this.#isIn("long-ago", before)) return false;
    return !(this.#isSaid("not-child", this.text.slice(start, end)) || this.#isNobodys(start, end));
  }

  // --- what is around a name

  #hit(sort, names) {
    const [start, last] = [names[0].start, names.at(-1)];
    const isClose = ["name", "full"].includes(sort) && this.#hasDetail(start, last.end);
    const name = names.map(each => each.text).join(" ");
    return { sort: isClose ? "detail" : sort, start, end: last.start + last.text.length, name, born: 0 };
  }

  #hasDetail(start, end) {
    const [behind, before] = [this.#textBehind(end), this.#textBefore(start, CLAUSE)];
    if (this.#age(end, start) !== null) return true;
    const parts = ["diagnosis-behind", "address-near", "school-near", "street-near", "class-near"];
    if (parts.some(part => this.#isIn(part, behind, "^"))) return true;
    if (this.#row(start).cells.some(([head, cell]) => cell && this.#isIn("detail-head", head, "^$"))) return true;
    return this.#isIn("class-before", before, "$") || this.#isChildSomewhere(before, behind);
  }

  // Whether a child, as far as the words beside a name tell, is in a place: `Jo's mum lives in Hull`.
  #isChildSomewhere(before, behind) {
    if (!this.#isIn("child-before", before, "$") && !this.#isIn("child-behind", behind, "^")) return false;
    return [...behind.matchAll(this.names.part("place-near"))].some(match => !this.names.noPlace.has(fold(match[1])));
  }

  *#child(hit) {
    if (["perhaps", "unknown"].includes(hit.sort)) return;
    const age = this.#age(this.text.startsWith("'s", hit.end) ? hit.end + 2 : hit.end, hit.start);
    if (age === null || (age >= 18 && age <= FIRST_YEAR)) return;
    yield { ...hit, sort: "child", name: "", born: age > FIRST_YEAR ? age : 0 };
  }

  // Whether the text says so: `I'll call her Mrs Kaur`, `Mrs Kaur (not her real name)`.
  isMadeUp(hit) {
    const [before, behind] = [this.#textBefore(hit.start), this.#textBehind(hit.end)];
    return this.#isIn("made-up", before, "$") || this.#isIn("made-up-behind", behind, "^");
  }

  // The age that is said beside a name, or the year of birth; a school year counts as 5.
  #age(end, start, strict = false) {
    const last = this.text.slice(Math.max(0, end - 2), end) === "'s" ? end - 2 : end;
    const asked = `${start} ${last} ${strict}`;
    if (!this.ages.has(asked)) this.ages.set(asked, this.#readAge(start, last, strict));
    return this.ages.get(asked);
  }

  #readAge(start, end, strict) {
    const beside = this.#ageBehind(end, strict) ?? this.#ageBefore(start) ?? this.#ageInForm(start, end);
    const match = beside ?? (strict ? null : this.#ageLater(start, end));
    if (match === null) return this.#isListed(start) ? 5 : null;
    if (this.#isNobodys(start, end)) return null;
    const age = this.names.years(match);
    const ownPast = this.#isIn("own-past", `${this.#textBefore(start, LATER)}\n${this.#textBehind(end)}`);
    if (this.#isIn("dated", this.text.slice(Math.max(0, start - LIST), start), "$")) return null;
    return ownPast || (age < GROWN && this.#isIn("grown-up", this.#around(start, end))) ? null : age;
  }

  // Whether a name begins an item of a list of pupils (`Our star readers:`, and below it `- Olivia`), or a cell in a column
  // of them.
  #isListed(start) {
    const { cells, place } = this.#row(start);
    const head = cells[place]?.[0] ?? "";
    if (this.#isIn("pupil-head", head, "^$")) return true;
    if (cells.length && !this.#isIn("name-head", head, "^$")) return false;
    const { length } = this.#textBefore(start);
    return length > 0 && length <= ITEM && this.#isIn("listed", this.text.slice(Math.max(0, start - LIST), start), "$");
  }

  #ageBehind(end, strict) {
    const { names } = this;
    const behind = this.#textBehind(end, CLAUSE);
    if (strict) return names.part("aged-strictly", "^").exec(behind);
    for (const part of ["aged", "schooled", "schooled-at", "aged-and", "aged-in-sentence"]) {
      const match = names.part(part, "^").exec(behind);
      if (match) return match;
    }
    return null;
  }

  // An age that a later sentence gives, unless it speaks of somebody else: `Laura saw my son. He is six.`
  #ageLater(start, end) {
    const near = this.#ageOfLater(this.#textBehind(end, LATER));
    if (near) return this.#isIn("then", near[0]) && this.#isIn("grown-up-then", this.#around(start, end)) ? null : near;
    const match = this.#ageOfLater(this.#beforeOthers(start, end));
    return match && this.#isSaid("grown", this.text.slice(start, end)) ? null : match;
  }

  #ageOfLater(behind) {
    for (const match of behind.matchAll(this.names.part("aged-later"))) {
      if (!this.#isIn(`another-${pronounOf(match)}`, behind.slice(0, match.index))) return match;
    }
    return null;
  }

  // What comes behind a name before anybody else is named, and before a heading, a list or a table.
  #beforeOthers(start, end) {
    const [behind] = this.text.slice(end, end + MUCH_LATER).split(this.names.part("new-matter"), 1);
    const names = this.text.slice(start, end).split(" ").map(fold);
    for (const match of behind.matchAll(this.names.part("token"))) {
      const { name } = this.names.sayOf(match[0]);
      if (this.names.given.has(name) && !names.includes(name)) return behind.slice(0, match.index);
    }
    return behind;
  }

  // What a column of ages or classes says in the row of a name, or `Age 7` below `Child Megan`.
  #ageInForm(start, end) {
    const told = this.#row(start).cells.filter(([head]) => this.#isIn("age-head", head, "^$"));
    const match = told.map(([, cell]) => this.names.part("age-cell", "^$").exec(cell)).find(Boolean);
    const isField = !match && this.#isIn("form-name", this.text.slice(Math.max(0, start - FIELD), start), "$");
    return isField ? this.names.part("form-age", "^").exec(this.text.slice(end, end + LATER)) : (match ?? null);
  }

  // The heads and cells of the row of a table in which a name begins a cell, and the place of that cell. A form, such as
  // `Name: Jo` above `Age: 9`, is a row.
  #row(start) {
    this.fields ??= new Map(this.#findFields());
    this.rows ??= new Map(this.#findCells());
    const [fields, row] = [this.fields, this.rows].map(each => each.get(start) ?? { cells: [] });
    return { cells: [...row.cells, ...fields.cells], place: row.place ?? fields.place ?? 0 };
  }

  *#findFields() {
    for (const record of this.text.matchAll(this.names.part("record"))) {
      const found = [...record[0].matchAll(this.names.part("field"))];
      const cells = found.map(([, head, cell]) => [stripped(head, AROUND_HEADS), stripped(cell, " ")]);
      for (const [place, { index, 1: head }] of found.entries())
        yield [record.index + index + head.length, { cells, place }];
    }
  }

  // Where the cells of tables begin, each with its row and its place there.
  *#findCells() {
    let [heads, start, before] = [null, 0, ""];
    for (const line of this.text.split(/[\n¦]/)) {
      const isRule = !stripped(line, " |:-");
      if (!line.includes("|")) heads = stripped(line, " ") ? null : heads;
      else if (!heads || isRule) heads = cellsOf(isRule ? before : line);
      else {
        const row = cellsOf(line);
        const cells = heads.slice(0, row.length).map((head, column) => [head, row[column]]);
        const written = line.replace(/^ *\|?/, "");
        let at = start + line.length - written.length;
        for (const [place, cell] of written.split("|").entries()) {
          yield [at + cell.search(/[^ ]|$/), { cells, place }];
          at += cell.length + 1;
        }
      }
      [start, before] = [start + line.length + 1, line];
    }
  }

  #ageBefore(start) {
    return this.names.part("aged-before", "$").exec(this.#textBefore(start));
  }

  // Whether the text says that a name with an age is not a person's: `our cat Max is seven`, `Luke 6:12`.
  #isNobodys(start, end) {
    const { cells, place } = this.#row(start);
    if (place < cells.length && this.#isIn("staff-head", cells[place][0], "^$")) return true;
    const around = this.#around(start, end);
    this.references ??= [...this.#findReferences()];
    if (this.#isIn("nobody", around) || this.references.some(([first, last]) => first <= start && start < last)) return true;
    const name = this.text.slice(start, end);
    // `Chelsea 3, Arsenal 1`
    const isPlace = this.names.classes.get(fold(name)) === "place";
    return this.#isNobodyAnywhere(name) || (isPlace && ["score", "sport"].every(part => this.#isIn(part, around)));
  }

  // Whether the text says anywhere that a name is an animal's or a thing's, or names somebody of a book first.
  #isNobodyAnywhere(name) {
    if (this.#isSaid("thing-named", name)) return true;
    const [around] = this.#clauses(name);
    const [folded, first] = [fold(name), fold(name + around.split("\n")[1])];
    const isKnown = this.names.known.get(folded)?.some(each => first.startsWith(each));
    return isKnown || (this.names.words("work").has(folded) && this.#isIn("read-of", around));
  }

  // Whether a part is around a name anywhere in the text.
  #isSaid(what, name) {
    const key = `${what} ${name}`;
    if (!this.said.has(key)) this.said.set(key, [...this.#clauses(name)].some(each => this.#isIn(what, each)));
    return this.said.get(key);
  }

  // What is around a name, wherever it is.
  *#clauses(name) {
    for (const { index } of this.text.matchAll(new RegExp(`(?<![A-Za-z])${escaped(name)}(?![A-Za-z])`, "gu")))
      yield this.#around(index, index + name.length);
  }

  // Whether a part is in a text, or where `ends` says in it.
  #isIn(part, text, ends = "1") {
    return text.search(this.names.part(part, ends)) >= 0;
  }

  // What is around a name in its line, with a line break for the name.
  #around(start, end) {
    const before = this.#textBefore(start, CLAUSE).split(" ").slice(-PHRASE).join(" ").replace(/^ +/, "");
    return `${before}\n${this.#textBehind(end, CLAUSE)}`;
  }

  // Where there are chapters and verses of scripture, which the text shows not to be children's ages.
  *#findReferences() {
    for (const match of this.text.matchAll(this.names.part("references"))) {
      const end = match.index + match[0].length;
      const isShown =
        this.#isIn("scripture", match[0]) ||
        this.#isIn("scripture-before", this.#textBefore(match.index), "$") ||
        this.#isIn("scripture-behind", this.#textBehind(end), "^");
      if (isShown) yield [match.index, end];
    }
  }

  // Whether `my son`, `my name is`, `we call him` comes right before a name.
  #isIntroduced(word) {
    return this.#isAfterRelation(word) || this.#isAfter(word, "introduced");
  }

  #isNamed(word) {
    return this.#isAfter(word, "named");
  }

  #isAfter(word, part) {
    const introduces = this.names.exactly("introducing").has(this.#wordBefore(word));
    return introduces && this.#isIn(part, this.#textBefore(word.start), "$");
  }

  #isAfterRelation(word) {
    const before = this.#textBefore(word.start);
    const relation = this.names.words("relation");
    const near = (before.toLowerCase().match(this.names.part("any-word")) ?? []).slice(-4);
    return near.some(each => relation.has(each)) && this.#isIn("related", before, "$");
  }

  #follows(word, list) {
    return this.names.words(list).has(this.#wordBefore(word));
  }

  #wordBefore(word) {
    const end = OPENING.has(this.text[word.start - 1]) ? word.start - 1 : word.start;
    if (end < 1 || this.text[end - 1] !== " ") return "";
    const before = lastLine(this.text.slice(this.text.lastIndexOf(" ", end - 2) + 1, end - 1));
    return stripped(before, AROUND_WORDS).toLowerCase();
  }

  #behind(word, part) {
    return this.#isIn(part, this.#textBehind(word.end), "^");
  }

  #textBefore(start, most = BEFORE) {
    return lastLine(this.text.slice(Math.max(0, start - most), start));
  }

  #textBehind(end, most = BEHIND) {
    return firstLine(this.text.slice(end, end + most));
  }

  // Whether a thing is called after somebody: `the Rowan unit`, `Martha's rule`.
  #isCalledAfter(word) {
    return this.#behind(word, word.possessive ? "belongings" : "things-behind");
  }

  // Where the line of an offset begins. It is mostly asked for in order, and a line may be all of the text.
  #lineOf(start) {
    if (start < this.lineFrom) [this.lineFrom, this.lineUpTo] = [0, 0];
    if (start > this.lineUpTo) {
      const found = this.text.slice(this.lineUpTo, start).lastIndexOf("\n") + 1;
      if (found) this.lineFrom = this.lineUpTo + found;
      this.lineUpTo = start;
    }
    return this.lineFrom;
  }

  // Whether a sentence begins with a word, or it is in a heading or a title, where any may have a capital.
  #begins(word) {
    const { text } = this;
    const line = this.#lineOf(word.start);
    if (text.startsWith("#", line) || (word.start < this.prose && text.startsWith("title:", line))) return true;
    let before = text.slice(Math.max(line, word.start - 6), word.start);
    while (before && AROUND_SENTENCES.includes(before.at(-1))) before = before.slice(0, -1);
    return !before || ".!?:…|".includes(before.at(-1));
  }
}
