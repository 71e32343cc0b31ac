// Looks for words in the garden. Nothing of the index is loaded before somebody begins to look, and what one can narrow
// it down by only when that is opened; what was looked for stands in the address, so that it can be sent on.

const form = document.querySelector(".kg-search");
const words = document.getElementById("kg-words");
const filters = form.querySelector("details");
const selects = [...filters.querySelectorAll("select")];
const said = document.getElementById("kg-said");
const results = document.getElementById("kg-results");
const more = document.getElementById("kg-more");
const slash = document.getElementById("kg-slash");
const AT_ONCE = 10;
const PAUSE = 200;
const OPTIONS = { excerptLength: 28 };

const asked = new URLSearchParams(location.search);
let index;
let choices;
let latest = 0;
let rest = [];
let waiting;

const opened = () => (index ??= open());

async function open() {
  const pagefind = await import(new URL(form.dataset.index, location.href).href);
  await pagefind.options(OPTIONS);
  // A large garden has its index in parts, which are searched as one.
  const baseUrl = new URL("..", new URL(form.dataset.index, location.href)).pathname;
  const further = form.dataset.further?.split(" ") ?? [];
  await Promise.all(further.map((part) => pagefind.mergeIndex(new URL(part, location.href).href, { baseUrl, ...OPTIONS })));
  return pagefind;
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

async function look() {
  const number = ++latest;
  const pagefind = await (filters.open ? offered() : Promise.resolve()).then(opened).catch(() => null);
  if (number !== latest) return;
  if (pagefind === null) {
    say("The search could not be opened. The lists below lead to everything.");
    return;
  }
  const query = words.value.trim();
  const only = Object.fromEntries(selects.filter((each) => each.value).map((each) => [each.name, each.value]));
  remember(query, only);
  const looking = query !== "" || Object.keys(only).length > 0;
  const found = looking ? (await pagefind.search(query || null, { filters: only })).results : [];
  if (number === latest) await show(found, looking);
}

function remember(query, only) {
  const address = new URL(location.href);
  address.search = new URLSearchParams({ ...(query && { q: query }), ...only }).toString();
  history.replaceState(null, "", address);
}

async function show(found, looking) {
  results.replaceChildren();
  rest = found;
  more.parentElement.hidden = true;
  if (found.length > 0) {
    await next();
    say(found.length === 1 ? "One page was found." : `${found.length} pages were found.`);
  } else {
    say(looking ? "Nothing was found. Try fewer or other words, take a filter away, or use the lists below." : "");
  }
}

async function next() {
  const number = latest;
  const shown = await Promise.all(rest.slice(0, AT_ONCE).map((each) => each.data()));
  if (number !== latest) return;
  rest = rest.slice(AT_ONCE);
  results.append(...shown.map(item));
  more.parentElement.hidden = rest.length === 0;
}

function item(page) {
  const { title, kind, voice, month, summary, illustrative, lang, title_lang } = page.meta;
  const link = Object.assign(document.createElement("a"), { href: page.url, textContent: title });
  if (title_lang) link.lang = title_lang;
  const about = [voice || kind, month, illustrative && "illustrative"].filter(Boolean).join(" · ");
  const entry = element("li", "", element("p", "kg-voice", about), element("h2", "kg-card-title", link));
  const told = [summary && element("p", "kg-summary", summary), element("p", "kg-small", ...marked(page.excerpt))];
  for (const words of told.filter(Boolean)) {
    if (lang) words.lang = lang;
    entry.append(words);
  }
  return entry;
}

// The words around a match come as HTML in which only <mark> stands unescaped: it is read, never inserted.
function marked(excerpt) {
  const read = new DOMParser().parseFromString(excerpt, "text/html").body;
  return [...read.childNodes].map((node) =>
    node.nodeName === "MARK" ? element("mark", "", node.textContent) : document.createTextNode(node.textContent),
  );
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

document.getElementById("kg-without").remove();
form.hidden = false;
slash.checked = isKept();
slash.closest("p").hidden = false;
slash.addEventListener("change", () => keep(slash.checked));
document.addEventListener("keydown", step);
words.value = asked.get("q") ?? "";
words.addEventListener("focus", () => opened().catch(() => {}), { once: true });
words.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, PAUSE);
});
filters.addEventListener("change", look);
filters.addEventListener("toggle", () => filters.open && offered().catch(look));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  look();
});
more.addEventListener("click", async () => {
  const before = results.children.length;
  await next();
  results.children[before]?.querySelector("a").focus();
});
filters.open = selects.some((each) => asked.get(each.name));
if (asked.size > 0) look();
if (location.hash === "#kg-words") words.focus();
