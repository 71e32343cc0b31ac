// Finds in a text what safeguarding.json describes, as kgen/safeguarding/scanner.py does: the JSON says what is looked for.
// tests/browser/test_scan.py has both read the same passages, and they must agree on each.

const LETTER_OR_DIGIT = /^[\p{L}\p{N}]$/u;
const WITHOUT_WIDTH = /^[\p{Cf}\p{Mn}\p{Me}]$/u;
const LEVELS = ["block", "warn", "info"];
const WORD = /[A-Za-zÀ-ÖØ-öø-ÿ]+/g;
const WORD_AT_START = /^[A-Za-zÀ-ÖØ-öø-ÿ]+/;
const SENTENCE_END = /(?<=[a-z]{2}[.!?]) |\n/;
// A character beyond the first 65,536 counts as one in Python and two here, so one that counts as one stands in for it.
const OTHER_LETTER = "\uA500";
const OTHER_SIGN = "\uFFFC";

const isLetterOrDigit = sign => LETTER_OR_DIGIT.test(sign);
const isLetter = sign => /^\p{L}$/u.test(sign);
const digitsOf = text => text.replace(/[^0-9]/g, "");
const groupsOf = text => (text.match(/[0-9]+/g) ?? []).map(group => group.length);
const folded = word => word.toLowerCase().replaceAll("ß", "ss");
const without = (text, start) => (start && text.startsWith(start) ? text.slice(start.length) : text);
const lastLine = text => text.slice(text.lastIndexOf("\n") + 1);
const lookup = table => new Map(Object.entries(table));

// How many of `starts`, which rise, are at most `offset`.
const countUpTo = (starts, offset) => {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
};

export class Scanner {
  // `data` is what safeguarding.json holds. Throws a SyntaxError in a browser too old for its patterns.
  constructor(data) {
    this.data = data;
    this.words = Object.fromEntries(
      Object.entries(data.words).map(([name, words]) => [name, typeof words === "string" ? words.split(" ") : words]),
    );
    this.wordSets = new Map();
    this.entities = lookup(data.normalise.entities);
    this.cells = lookup(data.normalise.cell_tags);
    this.letters = new Map(this.#letters());
    this.token = new RegExp(data.normalise.tokens, "gu");
    this.national = data.phone.national.map(pattern => new RegExp(`^(?:${pattern})$`));
    this.drama = data.phone.drama.map(pattern => new RegExp(`^(?:${pattern})$`));
    // Stretches that most rules skip.
    this.apart = Object.fromEntries(
      Object.entries(data.apart)
        .filter(([kind]) => kind !== "about")
        .map(([kind, patterns]) => [kind, patterns.map(pattern => this.#compiled(pattern, "i"))]),
    );
    this.spoken = this.#compiled("{{spoken}}", "i");
    // What is between the parts of a number and is not one of them: `<b>`, where a link leads, `, then`.
    this.betweenParts = this.#compiled("{{tag}}|{{and-then}}", "i");
    this.counted = this.#compiled("^(?:{{counted}})", "i");
    this.rules = data.rules.map((raw, rank) => this.#rule(raw, rank));
    this.details = data.budget.details.map((raw, rank) => this.#rule(raw, rank));
  }

  // --- reading the rules

  *#letters() {
    const { dashes, spaces, apostrophes, zeros } = this.data.normalise;
    for (const [signs, plain] of [
      [dashes, "-"],
      [spaces, " "],
      [apostrophes, "'"],
    ])
      for (const sign of signs) yield [sign, plain];
    for (const zero of zeros) {
      for (let value = 0; value < 10; value += 1) yield [String.fromCodePoint(zero.codePointAt(0) + value), String(value)];
    }
  }

  #expanded(pattern) {
    for (const [name, text] of Object.entries(this.data.parts)) pattern = pattern.replaceAll(`{{${name}}}`, () => text);
    for (const [name, words] of Object.entries(this.words)) {
      if (pattern.includes(`{{${name}}}`)) {
        pattern = pattern.replaceAll(`{{${name}}}`, () => words.map(word => word.replaceAll(".", "\\.")).join("|"));
      }
    }
    return pattern.includes("{{") ? this.#expanded(pattern) : pattern;
  }

  // Without the flag u: with it, a browser takes three times as long over an expression that it meets for the first time.
  #compiled(pattern, flags = "") {
    return new RegExp(this.#expanded(pattern), (flags.includes("y") ? "y" : "g") + (flags.includes("i") ? "i" : ""));
  }

  #near(near) {
    if (near === undefined) return null;
    return { ...near, words: this.#compiled(`(?<![A-Za-z])(?:{{${near.words}}})(?![A-Za-z])`, "i") };
  }

  #pattern(raw, skips) {
    return {
      find: this.#compiled(raw.find, raw.flags),
      whole: raw.whole ?? false,
      unless: raw.unless === undefined ? null : this.#compiled(`(?:${raw.unless})(?=\\n?$)`, "i"),
      sticky: raw.behind === undefined ? null : this.#compiled(raw.find, `${raw.flags ?? ""}y`),
      behind: raw.behind === undefined ? null : this.#compiled(`(?:(?<![A-Za-z])|(?![A-Za-z]))(?:${raw.behind})`, "i"),
      near: this.#near(raw.near),
      far: this.#near(raw.far),
      skips: raw.skips ?? skips,
      after: this.wordSet(raw.after),
      linking: new Set(this.data.linking[raw.after] ?? []),
      validator: raw.check === undefined ? null : VALIDATORS[raw.check],
    };
  }

  // The words of a list without their case; nothing if no list is named.
  wordSet(name) {
    if (name === undefined) return null;
    if (!this.wordSets.has(name)) this.wordSets.set(name, new Set(this.words[name].map(folded)));
    return this.wordSets.get(name);
  }

  #rule(raw, rank) {
    return {
      id: raw.id,
      finds: raw.finds,
      rank,
      patterns: (raw.patterns ?? []).map(each => this.#pattern(each, raw.skips ?? Object.keys(this.apart))),
      level: raw.severity ?? "warn",
      kinds: raw.kinds ?? [],
      mend: raw.mend ?? "",
    };
  }

  // --- normalising

  // A text as it is searched (`plain`), with a function from its offsets to those of the written text.
  normalised(written) {
    const starts = [0];
    const shifts = [0];
    let shift = 0;
    const plain = written.replace(this.token, (token, offset) => {
      const read = this.#plain(token);
      if (read.length !== token.length) {
        shift += token.length - read.length;
        starts.push(offset + token.length - shift);
        shifts.push(shift);
      }
      return read;
    });
    let start = 0;
    const lines = plain.split("\n").map(text => {
      const line = { text, start };
      start += text.length + 1;
      return line;
    });
    return {
      plain,
      lines,
      written: offset => offset + shifts[countUpTo(starts, offset) - 1],
    };
  }

  #plain(token) {
    if (token[0] === "<" && token.length > 1) {
      const tag = token.slice(1, -1).split(" ")[0].toLowerCase();
      return this.cells.get(tag) ?? (this.data.normalise.inline_tags.includes(tag.replaceAll("/", "")) ? "" : " ");
    }
    if (token[0] === "\t" && token.length > 1) return `|${token[1]}`;
    if (token[0] === "\t" || token.includes("\n")) return " ";
    if (token[0] === "*" || token[0] === "_") return "";
    if (token[0] === "\\" && token.length > 1) {
      return token.length > 2 ? this.#plain(String.fromCodePoint(parseInt(token.slice(2), 16))) : token[1];
    }
    if (token[0] === "%" && token.length === 3) {
      const letter = String.fromCharCode(parseInt(token.slice(1), 16));
      return letter >= " " && letter <= "~" ? letter : token;
    }
    if (token[0] === "&" && token.length > 1) return this.#plainEntity(token);
    return [...token.normalize("NFKC")].map(letter => this.#plainLetter(letter)).join("");
  }

  #plainEntity(token) {
    const name = token.slice(1).replace(/;$/, "");
    if (name[0] !== "#") return this.entities.get(name.toLowerCase()) ?? token;
    const number = /^#(?:[xX]([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name);
    const code = number?.[1] ? parseInt(number[1], 16) : number ? parseInt(number[2], 10) : 0;
    return code > 0 && code <= 0x10ffff ? this.#plain(String.fromCodePoint(code)) : token;
  }

  #plainLetter(letter) {
    if (WITHOUT_WIDTH.test(letter)) return "";
    const plain = this.letters.get(letter) ?? letter;
    if (plain.length === 1 && (plain < "\uD800" || plain > "\uDFFF")) return plain;
    return isLetterOrDigit(plain) ? OTHER_LETTER : OTHER_SIGN;
  }

  // --- searching

  // All that `rules` find in a normalised, in order. Of what overlaps, only the most serious and most exact is left.
  hits(normalised, rules = this.rules) {
    return withoutOverlaps(rules.flatMap(rule => [...this.#allHits(normalised, rule)]));
  }

  hasAny(normalised, rule) {
    return !this.#allHits(normalised, rule).next().done;
  }

  *#allHits(normalised, rule) {
    for (const pattern of rule.patterns) {
      for (const line of normalised.lines) yield* this.#matches(rule, pattern, normalised, line);
    }
  }

  // Whether a match is within code or an address.
  #isApart(normalised, start, end, kinds) {
    normalised.apart ??= Object.entries(this.apart).flatMap(([kind, patterns]) =>
      patterns.flatMap(pattern =>
        [...normalised.plain.matchAll(pattern)].map(match => [kind, match.index, match.index + match[0].length]),
      ),
    );
    return normalised.apart.some(([kind, first, last]) => kinds.includes(kind) && first <= start && end <= last);
  }

  *#matches(rule, pattern, normalised, { text, start }) {
    let match = nextMatch(pattern, text, 0);
    while (match) {
      const end = match.index + match[0].length;
      const isApart = () => this.#isApart(normalised, start + match.index, start + end, pattern.skips);
      const found = this.#key(pattern, match, end);
      const key = found && pattern.skips.length && isApart() ? "" : found;
      if (key) yield { rule, start: start + match.index, end: start + end, key };
      match = nextMatch(pattern, text, key ? end : match.index + 1);
    }
  }

  // What a match is known by, or nothing if what is around it speaks against it.
  #key(pattern, match, end) {
    const { input: text, index: start, 0: found } = match;
    if (pattern.whole && (isLetterOrDigit(text[start - 1] ?? "") || isLetterOrDigit(text[end] ?? ""))) return "";
    if (pattern.unless && searched(pattern.unless, text.slice(Math.max(0, start - 32), start), 0)) return "";
    if (pattern.after && !pattern.after.has(wordBefore(text, start, pattern.linking))) return "";
    if (pattern.far && isNear(pattern.far, text, start, end)) return "";
    if (pattern.near && !isNear(pattern.near, text, start, end)) return "";
    return pattern.validator ? pattern.validator(match, this) : found.toLowerCase();
  }
}

const searched = (pattern, text, from) => {
  pattern.lastIndex = from;
  return pattern.exec(text);
};

const nextMatch = (pattern, text, from) => {
  if (!pattern.behind) return searched(pattern.find, text, from);
  for (let before; (before = searched(pattern.behind, text, from)); from = before.index + 1) {
    const match = searched(pattern.sticky, text, before.index + before[0].length);
    if (match) return match;
  }
  return null;
};

// The last word before an offset that does not only link; it is whole within 40 characters.
const wordBefore = (text, start, linking) => {
  const before = text.slice(Math.max(0, start - 41), start);
  const words = lastLine(start > 40 ? before.replace(WORD_AT_START, "") : before).match(WORD) ?? [];
  return words.findLast(word => !linking.has(word)) ?? "";
};

const isNear = (near, text, start, end) => {
  const before = text
    .slice(Math.max(0, start - near.before), start)
    .split(SENTENCE_END)
    .at(-1);
  const behind = text.slice(end, end + near.behind).split(SENTENCE_END)[0];
  return [before, behind].some(part => searched(near.words, part, 0) !== null);
};

const withoutOverlaps = found => {
  const kept = [];
  const order = (one, other) =>
    LEVELS.indexOf(one.rule.level) - LEVELS.indexOf(other.rule.level) ||
    one.rule.rank - other.rule.rank ||
    one.start - other.start ||
    other.end - one.end;
  for (const hit of found.sort(order)) {
    if (kept.every(each => each.end <= hit.start || hit.end <= each.start)) kept.push(hit);
  }
  return kept.sort((one, other) => one.start - other.start);
};

// --- the functions that patterns name; each returns what two mentions of the same thing share, or nothing to refuse

// A number of Scotland begins with the day and month of a birthday.
const ISSUED = /^(?:(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])|(?:3[2-9]|[467][0-9])[0-9]{2})[0-9]{6}$/;
const UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ0123456789";
const NI_NEVER = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"];
const isSame = (one, other) => one.join() === other.join();

const isMod11 = digits => {
  const sum = [...digits.slice(0, 9)].reduce((total, digit, place) => total + digit * (10 - place), 0);
  return 11 - (sum % 11) === (Number(digits[9]) || 11);
};
const issuedNhs = digits => (ISSUED.test(digits) && isMod11(digits) ? digits : "");

// Whether ten digits are grouped as one number may be.
const isOneNumber = text => {
  const groups = groupsOf(text);
  const digits = digitsOf(text);
  if (isSame(groups, [3, 3, 4])) {
    const [one, other] = text.match(/(?<=[0-9])[^0-9]+(?=[0-9])/g).map(each => each.replace(/[()]/g, ""));
    return one === other;
  }
  if (isSame(groups, [10]) || groups.length === 10) return true;
  const between = new Set(text.match(/[^0-9A-Za-z]+/g) ?? []);
  const oneNumber = groups.length <= 5 && between.size === 1 && ![...between][0].includes(".");
  const beginsWithYear = groups[0] === 4 && ["19", "20"].includes(digits.slice(0, 2));
  const likely =
    (!groups.includes(1) && !isSame(groups.slice(0, 2), [2, 2])) ||
    isSame(groups, [1, 3, 3, 3]) ||
    isSame(groups, [2, 2, 2, 2, 2]);
  return oneNumber && likely && !beginsWithYear;
};

const COUNTS = [
  "zero one two three four five six seven eight nine",
  "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
].join(" ");
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety";
const VALUES = new Map([
  ...COUNTS.split(" ").map((word, value) => [word, value]),
  ...TENS.split(" ").map((word, place) => [word, 20 + 10 * place]),
  ["fourty", 40],
]);
const TIMES = { double: 2, treble: 3, triple: 3 };

// The digits of `seven`, `double two`, `eighty-two` or `four hundred and eighty-two`.
const figures = said => {
  const [first, ...rest] = said.split(/[ -]/);
  if (first in TIMES) return figures(rest[0]).repeat(TIMES[first]);
  const value = (/^[0-9]$/.test(first) ? Number(first) : (VALUES.get(first) ?? 0)) * (rest[0] === "hundred" ? 100 : 1);
  return String(rest.reduce((sum, word) => sum + (VALUES.get(word) ?? 0), value));
};

// The digits of a number that is spoken, nothing if no word is in it.
const spoken = (written, scanner) => {
  const text = written.toLowerCase();
  if (!/\p{L}/u.test(text)) return "";
  return [...text.matchAll(scanner.spoken)].map(([said]) => figures(said)).join("");
};

// A number of the United Kingdom without its first 0; nothing if it is not one, or is kept free for drama.
const national = (number, scanner) =>
  !scanner.national.some(pattern => pattern.test(number)) || scanner.drama.some(pattern => pattern.test(number))
    ? ""
    : number;

// More often a list or a date than a number, unless each digit of a mobile number is set apart.
const LISTED = /^(?!0(, ?|[/|])7(?:\1[0-9]){9}).*?[,/|]/;

const isListedPhone = groups =>
  groups.length >= 2 && groups.length <= 4 && groups[0] >= 3 && Math.min(...groups) >= 2;

const isAmount = (match, scanner) => {
  const end = match.index + match[0].length;
  return searched(scanner.counted, match.input.slice(end, end + 24), 0) !== null;
};

const OLD_YEAR =
  /^,? (?:in )?(?:the year )?(?:1[0-8][0-9]{2}(?![0-9])|(?:sixteen|seventeen|eighteen)[ -](?:hundred|oh|[a-z]{3,6}t(?:y|een)))/i;

// Not a day before 1900, which is history.
const modernDay = match => {
  const end = match.index + match[0].length;
  return OLD_YEAR.test(match.input.slice(end, end + 40)) ? "" : match[0].toLowerCase();
};

// Whether a mail address in lower case is that of a role: `safeguarding-lead@...`, not `anna.quill@...`.
export const isRoleMailbox = (address, scanner) => {
  const words = address.split("@")[0].split(/[._+\-0-9]+/).filter(Boolean);
  return words.length > 0 && words.every(word => scanner.words["role-word"].includes(word));
};

// Whether a host is one of some domains, or is below one.
export const isBelow = (host, domains) => domains.some(domain => host === domain || host.endsWith(`.${domain}`));

const isPublicMailbox = (address, scanner) =>
  isRoleMailbox(address, scanner) && isBelow(address.split("@").at(-1), scanner.words["public-host"]);

// `7 Mill Lane visits` says how many; `at 7 Mill Lane residents complained` says where.
const isCountThere = (match, scanner) => {
  const found = /^ ([a-z]+)(?![A-Za-z0-9_'-])/.exec(match.input.slice(match.index + match[0].length));
  const before = match.input.slice(Math.max(0, match.index - 12), match.index);
  const isThere = /\b(?:at|to|from|in|into|outside|near|number|no\.?|address:?),? $/i.test(before);
  return found !== null && scanner.words["counted-there"].includes(found[1]) && !isThere;
};

// `12 Church Road` and `12 Larkspur Court`, not `2 Family Court`.
const isStreet = (address, scanner) => {
  const words = address.split(/[ ,]+/).slice(1);
  const street = words.pop();
  return scanner.words["core-street"].includes(street) || words.some(word => !scanner.words["not-name"].includes(word));
};

const HISTORY_BEFORE = "1950";

const VALIDATORS = {
  "mod11-nhs": match => (isOneNumber(match[0]) ? issuedNhs(digitsOf(match[0])) : ""),

  "spoken-nhs": (match, scanner) => issuedNhs(spoken(match[0], scanner)),

  upn(match) {
    const number = match[0].toUpperCase().replace(/[^0-9A-Z]/g, "");
    const total = [...number.slice(1)].reduce((sum, sign, place) => sum + (place + 2) * UPN_LETTERS.indexOf(sign), 0);
    return UPN_LETTERS[total % 23] === number[0] ? number : "";
  },

  "valid-ni"(match) {
    const text = match[0];
    const number = text.toUpperCase().replace(/[^0-9A-Z]/g, "");
    const isSpelt = !isLetter(text[1]);
    if (/[DFIQUV]/.test(number.slice(0, 2)) || number[1] === "O" || NI_NEVER.includes(number.slice(0, 2))) return "";
    if (isSpelt) return text === text.toUpperCase() ? number : "";
    const inWords =
      text.slice(0, 2) !== text.slice(0, 2).toUpperCase() && !(/[0-9]/.test(text[2]) && /[0-9]/.test(text.at(-2)));
    return inWords && !isSame(groupsOf(text), [2, 2, 2]) ? "" : number;
  },

  email(match, scanner) {
    const address = match[0].toLowerCase();
    const isRepository = match.input[match.index + match[0].length] === ":" && match[0].startsWith("git@");
    const isFile = scanner.words["file-ending"].includes(address.slice(address.lastIndexOf(".") + 1));
    return isFile || isRepository || isPublicMailbox(address, scanner) ? "" : address;
  },

  "role-mailbox"(match, scanner) {
    const address = match[0].toLowerCase();
    return isPublicMailbox(address, scanner) ? address : "";
  },

  handle(match, scanner) {
    const before = match.input[match.index - 1] ?? "";
    const name = match[0].slice(1).toLowerCase();
    const isPartOfWord = isLetterOrDigit(before) || (before && "._%+-@".includes(before));
    return isPartOfWord || scanner.words["at-word"].includes(name) ? "" : name;
  },

  profile(match, scanner) {
    const before = match.input.slice(Math.max(0, match.index - 8), match.index).toLowerCase();
    const isOtherSite = isLetterOrDigit(before.at(-1) ?? "") || before.endsWith("-");
    const isPartOfSite = before.endsWith(".") && !["www.", "m.", "mobile.", "uk."].some(end => before.endsWith(end));
    const found = match[0].toLowerCase();
    return isOtherSite || isPartOfSite || scanner.words["not-profile"].includes(found.split("/")[1]) ? "" : found;
  },

  "uk-phone"(match, scanner) {
    let text = match[0].replace(scanner.betweenParts, "");
    if (/[oli]/i.test(text)) {
      if (digitsOf(text).length < 6) return "";
      // What is typed for a figure.
      text = text.replace(/[oO]/g, "0").replace(/[lLiI]/g, "1");
    }
    let number = without(without(digitsOf(text), "00"), "(0".includes(text[0]) ? "0" : "");
    if (["+", "00", "44"].some(start => text.startsWith(start))) number = without(number, "44");
    const groups = groupsOf(text);
    if (text.startsWith("44") && groups.length > 1 && ![2, 5, 6].includes(groups[0])) return "";
    const isDate = /^[0-9]{2}[ .\-][0-9]{2}[ .\-](?:19|20)[0-9]{2}/.test(text);
    if (isDate || (LISTED.test(text) && !isListedPhone(groups))) return "";
    return national(without(number, "0"), scanner);
  },

  // Not with two times of day in it.
  "parted-phone"(match, scanner) {
    const digits = digitsOf(match.slice(1).find(Boolean) ?? match[0]).replace(/^(?:0044|44)?0?/, "");
    return isSame(groupsOf(match[0]).slice(0, 2), [4, 4]) ? "" : national(digits, scanner);
  },

  "spoken-phone": (match, scanner) =>
    national(without(spoken(match[0], scanner), /^p/i.test(match[0]) ? "44" : "0"), scanner),

  "local-phone"(match, scanner) {
    const text = match[0];
    const [groups, digits] = [groupsOf(text), digitsOf(text)];
    const isYears = isSame(groups, [4, 4]) && ["19", "20"].includes(text.slice(0, 2));
    if (isAmount(match, scanner) || isYears) return "";
    const before = lastLine(match.input.slice(Math.max(0, match.index - 60), match.index)).toLowerCase();
    const isShortCode = before.includes("text") && (digits.length === 5 || before.endsWith(" to "));
    return isShortCode ? "" : digits;
  },

  "irish-phone": match => digitsOf(match[0]).replace(/^(?:00)?353|^0/, ""),

  abroad(match) {
    const digits = digitsOf(match[0]);
    return digits.startsWith("44") ? "" : digits;
  },

  postcode(match, scanner) {
    const [text, area, outward, gap, inward] = match;
    const isOdd = /[^ \-]/.test(gap) || gap.length > 2;
    const isOrdinal = ["st", "nd", "rd", "th"].includes(isOdd ? inward.toLowerCase() : inward);
    const endsInLetter =
      isLetter(outward.at(-1)) && !"oO".includes(outward.at(-1)) && !scanner.words["postcode-area-with-letters"].includes(area.toUpperCase());
    const around = [match.input[match.index - 1] ?? "", match.input[match.index + text.length] ?? ""];
    const isCode =
      !gap &&
      text === text.toLowerCase() &&
      (/^[0-9a-f]*$/.test(text) || around.some(sign => sign && "-_/=.".includes(sign)));
    if (!scanner.words["postcode-area"].includes(area.toUpperCase()) || isOrdinal || endsInLetter || isCode) return "";
    if (isOdd && text !== text.toUpperCase()) return "";
    return text.toUpperCase().replace(/[^0-9A-Z]/g, "");
  },

  "loose-postcode"(match, scanner) {
    const area = match[1].toUpperCase().replace(/[^A-Z]/g, "");
    return scanner.words["postcode-area"].includes(area) ? match[0].toUpperCase().replace(/[^0-9A-Z]/g, "") : "";
  },

  outcode(match, scanner) {
    const found = /([A-Z]{1,2})[0-9][A-Z0-9]?(?![A-Za-z0-9])/.exec(match[0]);
    return found && scanner.words["postcode-area"].includes(found[1]) ? found[0] : "";
  },

  date(match) {
    const parts = match[0].match(/[0-9]+/g).map(Number);
    const [one, other] = parts[0] > 31 ? parts.slice(1) : parts;
    const [low, high] = [Math.min(one, other), Math.max(one, other)];
    return low >= 1 && low <= 12 && high <= 31 ? match[0] : "";
  },

  "known-day"(match, scanner) {
    const found = match[0].toLowerCase();
    const day = /[0-9]{1,2}(?![0-9])/.exec(found);
    const month = /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/.exec(found);
    const year = /(?:19|20)[0-9]{2}/.exec(found);
    if (year && year[0] < HISTORY_BEFORE) return "";
    const isShared = day && month && !year;
    return isShared && scanner.words["known-day"].includes(`${Number(day[0])} ${month[0]}`) ? "" : modernDay(match);
  },

  "modern-day": modernDay,

  address(match, scanner) {
    const address = match[0].toLowerCase().replaceAll(",", "");
    const number = parseInt(address, 10);
    const isYear = number >= 1900 && number <= 2099;
    const isNone = scanner.words["known-address"].includes(address) || isYear || isCountThere(match, scanner);
    return isNone || !isStreet(match[0], scanner) ? "" : address;
  },

  "address-in-words": (match, scanner) =>
    isStreet(match[0].replace(/^[Nn](?:umber|o\.?) /, ""), scanner) ? match[0].toLowerCase() : "",

  "street-name": (match, scanner) =>
    scanner.words["known-street"].includes(match[0].toLowerCase()) ? "" : match[0].toLowerCase(),

  pitch(match, scanner) {
    const named = (match[0].match(/[A-Z][A-Za-z'-]+/g) ?? []).slice(/^[A-Z]/.test(match[0]) ? 1 : 0);
    return named.some(word => !scanner.words["not-name"].includes(word)) ? match[0].toLowerCase() : "";
  },

  "old-plate": (match, scanner) =>
    scanner.words["plate-ending"].includes(/[A-Z]{3}/.exec(match[0])[0]) ? "" : match[0].replaceAll(" ", ""),

  "screen-name"(match, scanner) {
    const name = match[0].split(" on ")[0].replace(/[.\-]+$/, "");
    if (name.length < 3 || scanner.words["not-screen-name"].includes(name.toLowerCase())) return "";
    const after = match.input[match.index + name.length] ?? "";
    const isLast = !after || '\n.,;!)"”'.includes(after);
    return /[0-9_.#]/.test(name) || (isLast && name.length >= 5) ? name.toLowerCase() : "";
  },

  "driving-licence"(match) {
    const number = match[0].replace(/[^0-9A-Z]/g, "");
    return number.length === 16 && /^[A-Z]+9*[0-9]{6}[A-Z9]/.test(number) ? number : "";
  },

  card(match) {
    const digits = digitsOf(match[0]);
    const sum = [...digits].reverse().reduce((total, digit, place) => {
      const value = place % 2 ? 2 * digit : Number(digit);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    return sum % 10 === 0 ? digits : "";
  },

  "irish-health"(match) {
    const digits = digitsOf(match[0]);
    const sum = [...digits].reduce((total, digit, place) => total + digit * (place % 2 ? 1 : 3), 0);
    const isIssued = digits.slice(7) >= "812" && digits.slice(7) < "860" && isMod11(digits.slice(7, 17));
    return isIssued && sum % 10 === 0 ? digits : "";
  },

  "office-number": (match, scanner) =>
    digitsOf(match[0]).length >= 5 && !isAmount(match, scanner) ? match[0].replace(/[^0-9A-Z]/g, "") : "",

  plate(match, scanner) {
    const plate = match[0].toUpperCase().replaceAll(" ", "");
    const age = Number(plate.slice(2, 4));
    const isIssued = (age >= 2 && age <= 29) || (age >= 51 && age <= 79);
    return isIssued && !scanner.words["plate-ending"].includes(plate.slice(4)) ? plate : "";
  },

  "own-name"(match, scanner) {
    const name = match[1] ?? match[0];
    const first = folded(name.split(" ")[0].replace(/'s$/, ""));
    const isUnlikely = ["not-name", "not-place", "neither", "generic", "title", "relation"].some(list =>
      scanner.wordSet(list).has(first),
    );
    return isUnlikely || scanner.words.region.includes(folded(name)) ? "" : name;
  },

  age(match) {
    const text = match[0].toLowerCase();
    const isCount = [" one", " 0", " 1"].some(end => text.endsWith(end)) || (text.startsWith("they") && text.length < 11);
    return isCount ? "" : text;
  },

  "school-year"(match) {
    const after = match.input[match.index + match[0].length] ?? "";
    return after && "s'/".includes(after) ? "" : match[0];
  },

  organisation(match, scanner) {
    const isGeneric = word => ["generic", "not-name"].some(list => scanner.wordSet(list).has(folded(word)));
    const before = lastLine(match.input.slice(Math.max(0, match.index - 60), match.index));
    for (const found of (before.match(/[A-Za-z'\-]+ $|[A-Za-z'\-]+(?= )/g) ?? []).reverse()) {
      const word = found.trim();
      if (!/^[A-Z]/.test(word)) return "";
      if (!isGeneric(word)) return word;
    }
    return "";
  },
};
