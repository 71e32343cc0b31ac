// A story, a name or a question as values and text, and as the file that kgen reads. kgen/stewarding/form_file.py writes
// the same bytes.

import { fold, plainLetters } from "./names.js";
import { isBelow, isRoleMailbox } from "./scan.js";

const DOMAIN = /^(?:[a-z0-9-]+\.)+[a-z]{2,24}$/;
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g;
const HALF_A_SIGN = /[\ud800-\udfff]/gu;
const CODE = /&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));/g;
const SLUG = /^[a-z0-9][a-z0-9-]*$/;
const MARKUP = /^(?:[-*+] |[0-9]{1,9}[.)] |#{1,6} |[>|]|```|~~~)/;
const RULE = /^(?:-{2,}|={2,}|\*{3,}|_{3,})$/;

const isForbidden = sign => sign.replace(FORBIDDEN, "") === "";

// Text without characters that cannot be seen and change what is read; kgen refuses them, even as a code.
const readable = text => {
  const plain = text
    .replace(/\r\n?|\u2028|\u2029/g, "\n")
    .replace(HALF_A_SIGN, "")
    .replace(FORBIDDEN, "");
  const decoded = plain.replace(CODE, (code, hex, digits) => {
    const number = hex ? parseInt(hex, 16) : parseInt(digits, 10);
    return number <= 0x10ffff && isForbidden(String.fromCodePoint(number)) ? "" : code;
  });
  return decoded === plain ? plain : readable(decoded);
};

export const oneLine = text => readable(text).split(/\s+/).filter(Boolean).join(" ");

// What somebody typed as Markdown that shows it as they typed it: each line break stays, and no < begins HTML.
export const prose = text => {
  const lines = readable(text)
    .split("\n")
    .map(line => line.trim().replace(/(?<!\\)<(?=[A-Za-z/!?])/g, "\\<"));
  const isPlain = line => line && !MARKUP.test(line) && !RULE.test(line) && !line.endsWith("\\");
  const written = lines.map((line, number) => {
    const next = lines[number + 1] ?? "";
    if (RULE.test(next) && line) return `${line}\n`;
    return isPlain(line) && isPlain(next) ? `${line}\\` : line;
  });
  return written
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
};

export const typed = markdown =>
  markdown
    .replace(/\\\n/g, "\n")
    .replace(/\\<(?=[A-Za-z/!?])/g, "<")
    .trim();

// What counts in a name that leads to an entry, as kgen/weave/name_index.py folds it.
export const foldName = name => {
  const plain = name
    .normalize("NFC")
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll("ς", "σ")
    .replaceAll("i\u0307", "i")
    .trim()
    .replace(/\u00ad/g, "")
    .replace(/[\u2018-\u201b\u2032\u2035\u02bc\u02b9\u00b4`\uff07\u2039\u203a]/g, "'")
    .replace(/[\u201c-\u201f\u2033\u2036\uff02\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\u058a\u05be\u301c\u30a0\ufe58\ufe63\uff0d]/g, "-");
  const separated = plain.replace(/\.md$/, "").replace(/[\s\-_]+/g, "-");
  return separated.replace(/^-(?=.)|(?<=.)-$/g, "");
};

// The month so many months after another, as kgen/checks/consent.py counts.
export const later = (month, count) => {
  const total = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + count;
  return `${String(Math.floor(total / 12)).padStart(4, "0")}-${String((total % 12) + 1).padStart(2, "0")}`;
};

// Lower-case letters of other alphabets, as in kgen/letters.py.
const PAIRS = (
  "а a б b в v г g д d е e ё yo ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh" +
  " щ shch ъ _ ы y ь _ э e ю yu я ya ґ g є ye і i ї yi ў u ђ dj ј j љ lj њ nj ћ c џ dz ѓ gj ќ kj ѕ dz" +
  " α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ u φ f χ ch ψ ps ω o"
).split(" ");
const ROMAN = new Map(PAIRS.flatMap((letter, place) => (place % 2 ? [] : [[letter, PAIRS[place + 1].replace("_", "")]])));
const FRACTION = "\u2044";
const LOST = "\0"; // stands for a letter or a digit that none is like

const romanised = text => [...text].map(letter => ROMAN.get(letter) ?? letter).join("");

// What stands for a letter or a symbol: other letters, nothing, or a space.
const plainOf = letter => {
  if (/^[\x00-\x7f]$/.test(letter)) return letter;
  const parts = romanised(plainLetters(letter.normalize("NFKD").toLowerCase()));
  if (parts.includes(FRACTION)) return ` ${parts.replace(FRACTION, " ")} `;
  const kept = parts.replace(/[^\x00-\x7f]/g, "");
  if (kept) return kept;
  if (/^[\p{L}\p{N}]$/u.test(letter)) return LOST;
  return /^[\p{M}\p{C}\u2018\u2019\u02bc]$/u.test(letter) ? "" : " ";
};

// The name of the file of a story, as kgen/read/slugs.py makes one from any text.
export const slugOf = (title, otherwise = "story") => {
  const plain = [...romanised(title.normalize("NFC").toLowerCase())].map(plainOf).join("").replaceAll("'", "");
  const words = plain.replaceAll(LOST, "").split(/[^a-z0-9]+/).filter(Boolean);
  if (plain.split(LOST).length - 1 > words.join("").length) return otherwise;
  return words.join("-").slice(0, 80).replace(/^-+|-+$/g, "") || otherwise;
};

const scalar = text => (SLUG.test(text) && !NOTHING.test(text) ? text : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`);

const written = value => {
  if (!Array.isArray(value)) return scalar(oneLine(value));
  const items = [...new Set(value.map(oneLine).filter(Boolean))].map(scalar);
  return items.length > 1 ? `[${items.join(", ")}]` : items[0];
};

const isEmpty = value => !value || (Array.isArray(value) ? !value.some(oneLine) : !oneLine(value));

// The file of a story. `order` holds the paths of all fields (`consent.whose`), `values` what they hold, `others` lines of
// fields that the form does not know; `isMarkdown` is true if the text is to stay as it is. Returns the text, the
// length of its head, and the name of the field in each line.
export const storyFile = (order, values, text, others = [], isMarkdown = false) => {
  const lines = [["---", ""]];
  let group = "";
  for (const path of order.filter(each => !isEmpty(values[each]))) {
    const [first, inner] = path.split(".");
    if (inner && first !== group) lines.push([`${first}:`, first]);
    group = inner ? first : "";
    lines.push([`${inner ? "  " : ""}${inner ?? first}: ${written(values[path])}`, inner ?? first]);
  }
  for (const line of others) lines.push([line, /^[A-Za-z_]+(?=:)/.exec(line)?.[0] ?? lines.at(-1)[1]]);
  lines.push(["---", ""], ["", ""]);
  const head = lines.map(([line]) => `${line}\n`).join("");
  return {
    text: `${head}${isMarkdown ? readable(text).trim() : prose(text)}\n`,
    head: head.length,
    fields: lines.map(([, field]) => field),
  };
};

// --- reading what was sent

// The story in what reached the stewards: the file itself, a form as it was sent, or a message that holds the file.
// Returns {values, text, others, isMarkdown}. Throws an Error that says in plain words what cannot be read.
export const received = (data, order) => {
  const text = data.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  if (/^\s*---[ \t]*\n/.test(text)) return readStory(text.trimStart(), order);
  const form = formIn(text.trim());
  if (form?.file) return received(form.file, order);
  if (form) return storyOfForm(form, order);
  const message = text.replace(/^(?:> ?)+/gm, "");
  const start = message.search(/^---[ \t]*$/m);
  if (start < 0) throw new Error("There is no story in this file: no line with just --- begins one.");
  return readStory(message.slice(start), order);
};

const formIn = text => {
  if (text.startsWith("{")) {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }
  if (!/^[\w.*%+-]+=\S*$/.test(text)) return null;
  const fields = new URLSearchParams(text);
  return Object.fromEntries([...new Set(fields.keys())].map(name => [name, fields.getAll(name).join(", ")]));
};

const storyOfForm = (form, order) => {
  const values = Object.fromEntries(order.filter(path => form[path]).map(path => [path, form[path]]));
  if (form.agreed === "yes") values["consent.given"] = new Date().toISOString().slice(0, 7);
  return { values, text: form.text ?? "", others: [], isMarkdown: false };
};

const readStory = (file, order) => {
  const [, head, body = ""] = /^---[ \t]*\n((?:[^\n]*\n)*?)---[ \t]*(?:\n([^]*)|$)/.exec(file) ?? [];
  if (head === undefined)
    throw new Error("The fields at the top begin with --- and never end. A line with just --- should end them.");
  const values = {};
  const others = [];
  let [group, path] = ["", ""];
  for (const [number, line] of head.split("\n").entries()) {
    if (!line.trim() || /^\s*#/.test(line)) continue;
    const [, indent, name, value] = /^( *)([A-Za-z_]+):(?: +(.*)|)$/.exec(line) ?? [];
    const item = /^ *- +(.*)$/.exec(line);
    if (name && !indent) group = path = name;
    else if (name) path = `${group}.${name}`;
    const isKnown = order.includes(path) || (path === group && order.some(each => each.startsWith(`${group}.`)));
    const isPartOfKnown = name && indent && order.some(each => each.startsWith(`${group}.`));
    if (!isKnown && !isPartOfKnown) others.push(line);
    else if (item) values[path] = [values[path] ?? [], valueOf(item[1], number)].flat();
    else if (!name || !isKnown)
      throw new Error(`Line ${number + 2} of the file cannot be read here. The command kgen intake says more.`);
    else if (value) values[path] = valueOf(value, number);
  }
  const text = typed(body);
  const isMarkdown = prose(text) !== body.trim();
  return { values, text: isMarkdown ? body.trim() : text, others, isMarkdown };
};

const PART = /^\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^,\]]*))\s*/;

const valueOf = (text, number) => {
  if (!text.startsWith("[")) {
    const [all, double, single] = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')\s*(?:#.*)?$/.exec(text) ?? [];
    return all === undefined ? something(text.replace(/\s+#.*$/, "").trim()) : unquoted(double, single);
  }
  const items = [];
  let rest = text.slice(1);
  while (rest && !rest.startsWith("]")) {
    const [all, double, single, plain] = PART.exec(rest);
    const after = rest.slice(all.length);
    if (!/^[,\]]/.test(after)) throw new Error(`Line ${number + 2} of the file holds a list that cannot be read here.`);
    const item = double === undefined && single === undefined ? something(plain.trim()) : unquoted(double, single);
    if (item) items.push(item);
    rest = after.startsWith(",") ? after.slice(1).trimStart() : after;
  }
  return items;
};

// What YAML reads as no value at all is no value here.
const NOTHING = /^(?:~|null|Null|NULL)$/;

const something = plain => (NOTHING.test(plain) ? "" : plain);

const unquoted = (double, single) =>
  double === undefined ? single.replaceAll("''", "'") : double.replace(/\\(.)/g, "$1");

// --- what `kgen check` will say

// What could tell readers who somebody is, as `kgen check` finds it in the file of a story. `published` holds texts of the
// stewards' own, which may be repeated; `names` looks for names, if it could be read. Each finding has a severity, a message, what to do, and where it is.
// `kind` is that of the entry.
export const findings = (scanner, file, values, published = [], names = null, kind = "story") => {
  const { fields, messages, budget } = scanner.data;
  const isIllustrative = values["consent.whose"] === "illustrative";
  const rules = scanner.rules.filter(rule =>
    isIllustrative ? rule.level === "block" : !rule.kinds.length || rule.kinds.includes(kind),
  );
  const known = new Set(published.flatMap(text => scanner.hits(scanner.normalised(text)).map(keyOf)));
  const domains = published.map(text => text.toLowerCase()).filter(text => DOMAIN.test(text));
  const isAllowed = hit =>
    known.has(keyOf(hit)) ||
    (["email", "role-mailbox"].includes(hit.rule.id) &&
      isRoleMailbox(hit.key, scanner) &&
      isBelow(hit.key.split("@").at(-1), domains));
  const normalised = scanner.normalised(file.text);
  const all = scanner.hits(normalised, rules);
  const found = [];
  const advice = new Map();
  for (const hit of all.filter(each => !isAllowed(each))) {
    const start = normalised.written(hit.start);
    const field = file.fields[file.text.slice(0, start).split("\n").length - 1] ?? "";
    const severity = severityOf(hit.rule, field, values, fields);
    if (!severity) continue;
    const message = messages.here.replace("{finds}", hit.rule.finds);
    const mend = hit.rule.mend.replace("{key}", hit.key);
    const finding = { severity, message, mend, field, start, end: normalised.written(hit.end) };
    const first = severity === "error" ? undefined : advice.get(mend + message);
    if (first) first.others += 1;
    else found.push(finding);
    if (!first && severity !== "error") advice.set(mend + message, Object.assign(finding, { others: 0 }));
  }
  for (const finding of advice.values()) finding.message += elsewhere(finding.others, messages);
  if (names && !isIllustrative) found.push(...people(names, fields, normalised, file, values, kind));
  const told = isIllustrative || kind !== "story" ? [] : details(scanner, normalised, values, all);
  const severity = overBudget(told.length, values, budget);
  if (severity) {
    const says = values.about_child === "true" ? budget.message_of_child : budget.message;
    const message = says.replace("{kinds}", told.map(rule => rule.finds).join(", "));
    found.push({ severity, message, mend: budget.mend, field: "title", start: -1, end: -1 });
  }
  return found;
};

// The form has no lines to count, so it only says how often the same stands further on.
const elsewhere = (others, messages) =>
  others ? messages.elsewhere.replace("{count}", others).replace(": {lines}", "") : "";

const keyOf = hit => `${hit.rule.id} ${hit.key}`;

const severityOf = (rule, field, values, fields) => {
  if (fields.dates.includes(field)) return "";
  if (fields.codes.includes(field) && !["email", "social-handle"].includes(rule.id)) return "";
  if (rule.level === "block") return "error";
  return rule.level === "info" ? "info" : "warning";
};

const details = (scanner, normalised, values, found) => {
  const place = oneLine(values.place ?? "").toLowerCase();
  const isTold = rule =>
    scanner.hasAny(normalised, rule) ||
    (rule.id === "author" && !isEmpty(values.author)) ||
    (rule.id === "place" && place && !scanner.words.region.includes(place)) ||
    (rule.id === "time" && ((values.period ?? "").includes("-") || found.some(hit => hit.rule.id === "exact-day")));
  return scanner.details.filter(isTold);
};

const overBudget = (count, values, budget) => {
  if (count > budget.block_above || (values.about_child === "true" && count >= budget.child_block_from)) return "error";
  return count > budget.warn_above ? "warning" : "";
};

// --- names of people, as kgen/checks/people.py finds them

const CLOSE = ["full", "detail"];
const CERTAIN = ["name", ...CLOSE];
const NAMELESS = ["child", "own-child"];

const people = (names, coded, normalised, file, values, kind) => {
  const { fields, messages } = names.data;
  const notRead = new Set([...fields["not-read"], ...fields.naming, ...coded.dates, ...coded.codes]);
  const isAboutChild = values.about_child === "true";
  const lists = [values.name, values.pseudonyms, values.author, isAboutChild ? [] : values.named];
  const allowed = new Set(lists.flatMap(list => [list ?? []].flat()).flatMap(wordsOf));
  const told = names
    .in(normalised.plain)
    .map(hit => placed(hit, normalised, file))
    .filter(({ field }) => !notRead.has(field));
  const left = told.filter(hit => !NAMELESS.includes(hit.sort) && !wordsOf(hit.name).every(word => allowed.has(word)));
  const [certain, perhaps] = [true, false].map(is => left.filter(hit => CERTAIN.includes(hit.sort) === is));
  if (isAboutChild) {
    return [
      ...finding("error", "about_child", "mend_about_child", certain, messages),
      ...finding("warning", "perhaps", "mend_perhaps", perhaps, messages),
    ];
  }
  if (kind !== "story")
    return finding("warning", "close", "mend_elsewhere", left.filter(hit => CLOSE.includes(hit.sort)), messages);
  const says = values.about_child === "false" ? "denied" : "not_said";
  const shown = told.filter(hit => hit.sort === "child" && isChildStill(hit.born));
  const ours = told.filter(hit => hit.sort === "own-child");
  const first = [...shown, ...ours].slice(0, 1);
  const denied = finding(shown.length ? "error" : "warning", says, "mend_denied", first, messages);
  const named = left.filter(hit => hit.sort !== "unknown");
  const close = named.filter(hit => CLOSE.includes(hit.sort));
  const ordered = [...close, ...named.filter(hit => !close.includes(hit))];
  const [severity, what] = close.length ? ["warning", "close"] : ["info", "name"];
  return [...denied, ...finding(severity, what, "mend", ordered, messages)];
};

// Somebody with a year of birth is a child if they can still be under 18 this year.
const LAST_YEAR = 18;
const isChildStill = born => !born || new Date().getFullYear() - born <= LAST_YEAR;

const BETWEEN_WORDS = /[\s,.;:()"“”-]+/;
const wordsOf = name => fold(name).replaceAll("’", "'").split(BETWEEN_WORDS).filter(Boolean);

const placed = (hit, normalised, file) => {
  const start = normalised.written(hit.start);
  const field = file.fields[file.text.slice(0, start).split("\n").length - 1] ?? "";
  return { ...hit, field, start, end: normalised.written(hit.end) };
};

// One finding for all of them, which shows where the first is; nothing if there is none.
const finding = (severity, says, mend, hits, messages) => {
  if (!hits.length) return [];
  const [{ field, start, end }] = hits;
  const message = messages[says] + elsewhere(hits.length - 1, messages);
  return [{ severity, message, mend: messages[mend], field, start, end }];
};
