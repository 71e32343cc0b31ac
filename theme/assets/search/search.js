// Looks for names and words in the garden. Nothing is loaded before somebody begins to look, and the ways to narrow it
// down only when they are opened; what was looked for is in the address, so that it can be sent on.

import { better, fold, HALF, isIn, matching, prepared, WHOLE } from "./names.js";
import { speaksOf } from "./query.js";
import { AT_ONCE, find, open } from "./text.js";

const form = document.querySelector(".kg-search");
const words = document.getElementById("kg-words");
const filters = form.querySelector("details");
const selects = [...filters.querySelectorAll("select")];
const said = document.getElementById("kg-said");
const busy = document.getElementById("kg-busy");
const meant = document.getElementById("kg-meant");
const results = document.getElementById("kg-results");
const more = document.getElementById("kg-more");
const help = document.getElementById("kg-help");
const ways = document.getElementById("kg-ways");
const slash = document.getElementById("kg-slash");
// Full text waits for a pause, since each beginning of a word takes other pieces of the index.
const PAUSE = 300;
const LONG_PAUSE = 700;
const SOON = 300;

const asked = new URLSearchParams(location.search);
const address = (path) => new URL(path, location.href).href;
const root = address(form.dataset.root);
let index;
let choices;
let head;
let latest = 0;
let rest = [];
let shown = new Set();
let waiting;
let soon;

// On a slow line seconds pass before anything can be found: those who wait are told.
function wait(isWaiting) {
  clearTimeout(soon);
  if (isWaiting) soon = setTimeout(() => (busy.hidden = false), SOON);
  else busy.hidden = true;
}

const opened = () => (index ??= open(address(form.dataset.index), form.dataset.parts.split(" ").map(address)));
const named = () => (head ??= load("names.json").catch(() => ({ entries: [], parts: 0 })));
const parts = new Map();

async function load(file) {
  const answer = await fetch(address(file));
  const { kinds, stories, voices, lang: own = "", pages = [], parts = 0 } = await answer.json();
  const place = (folder, title, slug) => new URL(`${folder}${slug || title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}/`, root).href;
  const entries = kinds.flatMap(([kind, folder, rows]) =>
    rows.map(([title, count = 0, slug = "", labels = []]) => ({ kind, title, href: place(folder, title, slug), labels, count, lang: kind === "Source" ? "" : own })),
  );
  const ofKgen = pages.map(([path, title, labels = []]) => ({ kind: "Page", title, href: new URL(path, root).href, labels, count: 0, isOwn: true }));
  const told = stories.map(([title, slug = "", voice = 0, month = "", illustrative = 0, note = "", lang = ""]) => ({
    ...{ kind: "Story", title, href: place("stories/", title, slug), labels: [], count: 0 },
    ...{ voice: voices[voice], month, illustrative, note, lang },
  }));
  return { entries: [...entries, ...ofKgen, ...told].map(prepared), parts };
}

// The names that answer a query. In a large garden, stories and rarer names are in parts, found by the whole name.
async function namesFor(query) {
  const { entries, parts: count } = await named();
  const found = matching(query, entries);
  const folded = fold(query);
  if (count === 0 || folded.length < 2) return found;
  const number = digest(folded) % count;
  if (!parts.has(number)) parts.set(number, load(`names-${number}.json`).catch(() => ({ entries: [] })));
  const places = (await parts.get(number)).entries.map((entry) => [entry, entry.texts.findIndex((text) => text.folded === folded)]);
  const exact = places.filter(([, place]) => place >= 0).map(([entry, place]) => ({ entry, worth: WHOLE - Math.min(place, 1), rank: 2 }));
  return [...exact, ...found].sort(better);
}

// CRC-32, by which kgen.exports.names divides names.
function digest(text) {
  let sum = ~0;
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum >>> 0;
}

const offered = () => (choices ??= offer());

async function offer() {
  const known = await (await opened()).filters();
  for (const select of selects) {
    const values = Object.entries(known[select.name] ?? {}).sort(([one], [other]) => one.localeCompare(other));
    for (const [value, count] of values) select.append(new Option(`${value} (${count})`, value));
    select.closest("p").hidden = values.length === 0;
    select.value = asked.get(select.name) ?? "";
  }
}

const narrowed = () => Object.fromEntries(selects.filter((each) => each.value).map((each) => [each.name, each.value]));

// Names are on the page with each letter; the full text follows when somebody pauses.
async function typed() {
  clearTimeout(waiting);
  const query = words.value.trim();
  waiting = setTimeout(look, query.length > 2 ? PAUSE : LONG_PAUSE);
  if (query && head === undefined) wait(true);
  if (head === undefined || !query || Object.keys(narrowed()).length > 0) return;
  const found = matching(query, (await named()).entries);
  if (query === words.value.trim()) putNames(found);
}

async function look() {
  clearTimeout(waiting);
  const number = ++latest;
  const isNow = () => number === latest;
  await (filters.open ? offered() : Promise.resolve()).catch(() => {});
  const query = words.value.trim();
  const only = narrowed();
  remember(query, only);
  if (help) help.hidden = !isInDistress(query);
  const isLooking = query !== "" || Object.keys(only).length > 0;
  if (!isLooking) return clear();
  wait(true);
  const names = Object.keys(only).length === 0 ? namesFor(query) : [];
  const opening = opened().catch(() => null);
  const found = await names;
  if (!isNow()) return;
  putNames(found);
  const isFound = found.some((each) => each.worth >= WHOLE - 3);
  const whole = await opening;
  if (!isNow()) return;
  const isNamed = (word) => found.some(({ entry }) => isIn(entry, word));
  const answer = whole && (await find(whole, inWords(query, found), only, { isFound, isNamed }).catch(() => null));
  if (isNow()) await show(query, found, answer);
  if (isNow()) wait(false);
}

// A query that is a name run together is looked for as the name: opensource as open source.
function inWords(query, found) {
  const texts = found.filter((each) => each.worth >= WHOLE - 6).flatMap((each) => each.entry.texts);
  const name = texts.find((text) => text.joined === fold(query));
  return name?.folded.includes(" ") ? name.folded : query;
}

// The garden's helplines, if it names any, are above what such words find.
const isInDistress = (query) => help !== null && speaksOf(query, help.dataset.words.split("|"));

function remember(query, only) {
  const here = new URL(location.href);
  here.search = new URLSearchParams({ ...(query && { q: query }), ...only }).toString();
  history.replaceState(null, "", here);
}

function clear() {
  wait(false);
  results.replaceChildren();
  rest = [];
  more.parentElement.hidden = meant.hidden = true;
  say("");
}

// A name of which less than half was typed counts only if no page has all words.
function putNames(found, isLoose = false) {
  const kept = found.filter((each) => isLoose || each.worth >= HALF);
  put(...kept.map((each) => nameItem(each.entry, each.label)), ...results.querySelectorAll("li:not(.kg-search__name)"));
  return kept.map((each) => each.entry);
}

// A link keeps the focus while more is found; if it is found no more, the words have it.
function put(...items) {
  const at = results.contains(document.activeElement) && document.activeElement.href;
  results.replaceChildren(...items);
  if (at) ([...results.querySelectorAll("a")].find(({ href }) => href === at) ?? words).focus();
}

async function show(query, found, answer) {
  const number = latest;
  const names = putNames(found, answer?.whole === 0);
  shown = new Set(names.map((each) => new URL(each.href).pathname));
  rest = answer?.pages ?? [];
  const items = await nextItems();
  if (number !== latest) return;
  put(...results.querySelectorAll(".kg-search__name"), ...items);
  ways.hidden = false;
  more.parentElement.hidden = rest.length === 0;
  const count = names.length + items.length + rest.length;
  // If something was found only by its name, nothing is said about words that no page has, nor to somebody in distress.
  const isSilent = isInDistress(query) || (names.length > 0 && !answer?.asked);
  const unknown = isSilent ? [] : (answer?.unknown ?? []);
  suggest(isInDistress(query) ? "" : answer?.meant);
  if (answer === null && names.length === 0) say("The search could not be opened. The lists below lead to everything.");
  else say([...lacking(unknown), counted(count, answer, unknown.length > 0, names.length > 0)].join(" "));
}

function lacking(unknown) {
  const quoted = unknown.map((each) => `“${each}”`);
  const last = quoted.pop();
  if (last === undefined) return [];
  return [quoted.length > 0 ? `No page has the words ${quoted.join(", ")} and ${last}.` : `No page has the word ${last}.`];
}

function counted(count, answer, isUnknown, isNamed) {
  if (count === 0 && isUnknown) return "Try other words, or use the lists below.";
  if (count === 0) return "Nothing was found. Try fewer or other words, take a filter away, or use the lists below.";
  const pages = count === 1 ? "One page was found" : `${count.toLocaleString("en")} pages were found`;
  if (isUnknown && answer.asked) return `${pages} for “${answer.asked}”.`;
  const others = Math.min(count, answer?.pages.length ?? 0) - (answer?.whole ?? 0);
  if (others > 0 && answer.whole === 0) return `${pages} with some of these words.`;
  return others > 0 && !isNamed ? `${pages}, ${answer.whole === 1 ? "one" : answer.whole} of them with all these words.` : `${pages}.`;
}

function suggest(query) {
  meant.hidden = !query;
  if (query) meant.querySelector("button").textContent = query;
}

// The next pages as items, without those that are there already.
async function nextItems() {
  const items = [];
  while (items.length < AT_ONCE && rest.length > 0) {
    const batch = rest.slice(0, AT_ONCE - items.length);
    rest = rest.slice(batch.length);
    for (const page of await Promise.all(batch.map((each) => each.page()))) {
      const place = page && new URL(page.url, location.href).pathname;
      if (!page || shown.has(place)) continue;
      shown.add(place);
      items.push(item(page));
    }
  }
  return items;
}

// `Topic: Trust, 17 stories`, the label (of a source, its author or DOI) by which it was found, and what readers want to know about a story before opening it.
function nameItem({ kind, title, href, count, voice, month, illustrative, note, lang, isOwn }, label) {
  const link = Object.assign(document.createElement("a"), { href, textContent: title, dir: "auto" });
  if (lang) link.lang = lang;
  const told = count > 0 ? [count === 1 ? ", one story" : `, ${count} stories`] : [];
  const about = [voice, month].filter(Boolean).join(" · ");
  const entry = element("li", "kg-search__name", element("p", "", `${kind}: `, link, ...told));
  if (label && !isOwn) entry.firstChild.append(" ", element("span", "kg-small", kind === "Source" ? label : `also called ${label}`));
  if (about) entry.append(element("p", "kg-small", about, ...badges(illustrative && "Illustrative", note)));
  return entry;
}

// What readers want to know before opening a story.
function badges(illustrative, note) {
  const made = [illustrative && element("span", "kg-badge", illustrative)];
  if (note) made.push(element("span", "kg-badge kg-badge--note", `Content note: ${note}`));
  return made.filter(Boolean).flatMap((each) => [" ", each]);
}

// Whether a content note names something that a reader leaves out of lists, as ../stories/notes.js keeps it.
function isLeftOut(note) {
  let kept = "";
  try {
    kept = localStorage.getItem("kgen.left-out") ?? "";
  } catch {} // a browser may refuse to keep anything
  const leftOut = new Set(kept.split(" "));
  const known = form.dataset.notes.split("|").map((each) => each.split("="));
  return known.some(([kind, words]) => leftOut.has(kind) && ` ${note},`.replaceAll(" and ", ", ").includes(` ${words},`));
}

function item(page) {
  const { title, called, kind, voice, month, summary, illustrative, note, lang, title_lang } = page.meta;
  const link = Object.assign(document.createElement("a"), { href: page.url, textContent: title ?? called, dir: "auto" });
  if (title_lang) link.lang = title_lang;
  const about = [voice || kind, month].filter(Boolean).join(" · ");
  const entry = element("li", "", element("p", "kg-voice", about), element("h2", "kg-card-title", link));
  const marks = badges(illustrative, note);
  if (marks.length > 0) entry.append(element("p", "kg-small", ...marks));
  if (note && isLeftOut(note)) {
    entry.append(element("p", "kg-small", "You leave such stories out of lists, so only its title is shown."));
    return entry;
  }
  // What is found may be in the summary.
  const isAlone = !summary || summary.includes(page.plain_excerpt.slice(0, 40));
  const told = [
    !isAlone && element("p", "kg-summary", summary),
    element("p", isAlone ? "kg-summary" : "kg-small", ...marked(page.excerpt)),
  ];
  for (const words of told.filter(Boolean)) {
    words.dir = "auto";
    if (lang) words.lang = lang;
    entry.append(words);
  }
  return entry;
}

// The words around a match come as HTML in which only <mark> is unescaped: it is read, never inserted. An ellipsis shows
// where they begin or end within a sentence.
function marked(excerpt) {
  const read = new DOMParser().parseFromString(excerpt, "text/html").body;
  const words = read.textContent.trim();
  const parts = [...read.childNodes].map((node) =>
    node.nodeName === "MARK" ? element("mark", "", node.textContent) : document.createTextNode(node.textContent),
  );
  return [
    ...(/^\p{Ll}/u.test(words) ? ["… "] : []),
    ...parts,
    ...(/[.?!…؟۔।॥。！？][”’"'“»)\]」』）]*$/.test(words) ? [] : [" …"]),
  ];
}

function element(name, kind, ...inside) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...inside);
  return made;
}

function say(text) {
  said.textContent = text;
}

// Up and down lead from the words through the results and back.
function step(event) {
  const links = [...results.querySelectorAll("a")];
  const place = links.indexOf(document.activeElement);
  const isUp = event.key === "ArrowUp";
  if ((!isUp && event.key !== "ArrowDown") || links.length === 0) return;
  if (place < 0 && (isUp || document.activeElement !== words)) return;
  event.preventDefault();
  (isUp ? (links[place - 1] ?? words) : (links[place + 1] ?? links[place])).focus();
}

// What is kept is only that somebody does not want the key.
function keep(isOn) {
  try {
    if (isOn) localStorage.removeItem("kgen.slash");
    else localStorage.setItem("kgen.slash", "off");
  } catch {
    slash.disabled = true;
  }
  document.getElementById("kg-find-key").hidden = !isOn;
}

function isKept() {
  try {
    return localStorage.getItem("kgen.slash") !== "off";
  } catch {
    return true;
  }
}

slash.checked = isKept();
slash.addEventListener("change", () => keep(slash.checked));
document.addEventListener("keydown", step);
// A box of one line would leave a line break out.
words.value = (asked.get("q") ?? "").replace(/\s+/g, " ");
words.addEventListener("focus", () => Promise.all([named(), opened().catch(() => {})]), { once: true });
words.addEventListener("input", typed);
filters.addEventListener("change", look);
filters.addEventListener("toggle", () => filters.open && offered().catch(look));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  look();
});
meant.querySelector("button").addEventListener("click", (event) => {
  words.value = event.target.textContent;
  words.focus();
  look();
});
more.addEventListener("click", async () => {
  const items = await nextItems();
  results.append(...items);
  more.parentElement.hidden = rest.length === 0;
  items[0]?.querySelector("a").focus();
});
filters.open = selects.some((each) => asked.get(each.name));
if (asked.size > 0) {
  ways.hidden = true;
  look();
}
if (location.hash === "#kg-words") words.focus();
