// Narrows down the list of stories. It asks for the short facts of all stories when somebody opens the box, not before, and
// takes the cards of those that fit from the pages of the list. Without this file the box holds plain links to the stories by
// sector, topic, network and standpoint.

import { isLeftOut } from "./notes.js";

const box = document.getElementById("kg-narrow");
const links = document.getElementById("kg-narrow-links");
const listing = document.getElementById("kg-listing");
const place = document.getElementById("kg-found");
const said = document.getElementById("kg-narrow-said");
const own = listing.querySelectorAll(".kg-card");
const STEP = own.length;
const asked = new URLSearchParams(location.search);
const FIELDS = [
  ["from", "Who tells it", "Everybody", "standpoints"],
  ["sector", "Service", "All services", "sectors"],
  ["topic", "Topic", "All topics", "topics"],
  ["network", "Network", "All networks", "networks"],
];

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const state = { facts: null, selects: {}, changed: null, turn: 0, pages: new Map() };

// A choice that would leave no story is not offered; each of the others says how many would be.
const offer = (name, number) => {
  const [, , all, kind] = FIELDS[number];
  const select = state.selects[name];
  const chosen = select.value;
  const counts = new Map();
  const stories = fitting(name);
  for (const { about } of stories) for (const each of about[number]) counts.set(each, (counts.get(each) ?? 0) + 1);
  const options = state.facts[kind].flatMap(([slug, title], place) =>
    counts.has(place) || slug === chosen ? [new Option(`${title} (${counts.get(place) ?? 0})`, slug)] : [],
  );
  const any = element("option", { value: "", textContent: `${all} (${stories.length})`, lang: document.documentElement.lang });
  select.replaceChildren(any, ...options);
  select.value = chosen;
};

const chooser = ([name, label], number) => {
  const { lang } = box.dataset; // of all names but those of standpoints, which are kgen's own words
  const select = element("select", { id: `kg-narrow-${name}`, ...(number > 0 && lang && { lang }) });
  state.selects[name] = select;
  return element("div", {}, element("label", { htmlFor: select.id, textContent: label }), select);
};

const form = () => {
  state.changed = element("input", { type: "checkbox", id: "kg-narrow-changed" });
  state.changedCount = element("span");
  const changed = element("label", { className: "kg-narrow-changed", htmlFor: "kg-narrow-changed" }, state.changed, " Something changed", state.changedCount);
  const made = element("form", { className: "kg-narrow-form" }, ...FIELDS.map(chooser), element("div", {}, changed));
  state.clear = element("button", { type: "button", className: "kg-narrow-clear", textContent: "Show all stories", hidden: true });
  state.clear.addEventListener("click", clear);
  said.after(state.clear);
  made.addEventListener("submit", event => event.preventDefault());
  made.addEventListener("change", event => show(STEP, event.target));
  return made;
};

const placeOf = (name, kind) => {
  const slug = state.selects[name].value;
  return slug ? state.facts[kind].findIndex(each => each[0] === slug) : -1;
};

// The stories that fit what is chosen, whatever is chosen in one of the fields, and that are not left out.
const fitting = except => {
  const places = FIELDS.map(([name, , , kind]) => (name === except ? -1 : placeOf(name, kind)));
  const isChanged = state.changed.checked && except !== "changed";
  return state.facts.stories.filter(
    story =>
      places.every((each, number) => each < 0 || story.about[number].includes(each)) &&
      (!isChanged || story.changed) &&
      !isLeftOut(story.kinds),
  );
};

const offerAll = except => {
  FIELDS.forEach(([name], number) => state.selects[name] !== except && offer(name, number));
  const changed = fitting("changed").filter(story => story.changed).length;
  state.changedCount.textContent = ` (${changed})`;
  state.changed.disabled = !changed && !state.changed.checked;
};

// The cards on a page of the list; the first is this page. A list that changed meanwhile is not mixed with an older one.
const read = async number => {
  if (number === 1) return own;
  const address = new URL(`page/${number}/`, location.href);
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const cards = page.querySelectorAll("#kg-listing .kg-card");
  for (const link of page.querySelectorAll("#kg-listing .kg-card a")) link.href = new URL(link.getAttribute("href"), address);
  return cards;
};

// The card of a story; null if it cannot be loaded.
const card = async ({ place }) => {
  const number = Math.floor(place / STEP) + 1;
  if (!state.pages.has(number)) state.pages.set(number, read(number));
  const cards = await state.pages.get(number).catch(() => null);
  return cards?.[place % STEP]?.cloneNode(true);
};

const remember = () => {
  const chosen = new URLSearchParams();
  for (const [name] of FIELDS) if (state.selects[name].value) chosen.set(name, state.selects[name].value);
  if (state.changed.checked) chosen.set("changed", "yes");
  history.replaceState(null, "", chosen.size ? `?${chosen}` : location.pathname);
};

const clear = () => {
  for (const [name] of FIELDS) state.selects[name].value = "";
  state.changed.checked = false;
  show(STEP);
  state.selects[FIELDS[0][0]].focus();
};

const show = async (shown, changed) => {
  offerAll(changed);
  remember();
  const any = FIELDS.some(([name]) => state.selects[name].value) || state.changed.checked;
  state.clear.hidden = !any;
  const turn = (state.turn += 1);
  const found = any ? fitting() : [];
  const count = found.length === 1 ? "One story" : `${found.length.toLocaleString("en")} stories`;
  const write = element("a", { href: "../write/", textContent: "tell the story that is missing" });
  if (!any) said.textContent = "";
  else said.replaceChildren(...(found.length ? [`${count}.`] : ["No story fits all of this. Take one of your choices back, or ", write, "."]));
  const list = element("div", { className: "kg-cards" });
  const lay = (...children) => {
    place.replaceChildren(...children);
    listing.hidden = any;
    place.hidden = !any;
  };
  if (!found.length) lay();
  for (const waiting of found.slice(0, shown).map(card)) {
    const made = await waiting;
    if (turn !== state.turn) return; // somebody has chosen something else meanwhile
    if (!made) return failed(lay);
    if (!list.isConnected) lay(list);
    list.append(made);
  }
  if (found.length > shown) place.append(...goingOn(shown, found.length - shown));
};

const failed = lay => {
  state.pages.clear();
  lay();
  said.textContent = "The stories could not be loaded. Please try again.";
};

const goingOn = (shown, rest) => {
  const more = element("button", { type: "button", className: "kg-button", textContent: `Show ${Math.min(rest, STEP)} more` });
  more.addEventListener("click", async () => {
    await show(shown + STEP);
    place.querySelectorAll("a")[shown]?.focus();
  });
  return [more, element("p", { className: "kg-on-paper", textContent: `And ${rest} more on the website.` })];
};

const story = ([changed, kinds, ...about], place) => ({ place, changed, kinds: kinds ? kinds.split(" ") : [], about });

const begin = async () => {
  if (state.facts) return;
  const answer = await fetch(box.dataset.facts, { cache: "no-cache" });
  if (!answer.ok) return;
  const facts = await answer.json();
  state.facts = { ...facts, stories: facts.stories.map(story) };
  links.replaceWith(form());
  for (const [name, , , kind] of FIELDS) {
    const known = state.facts[kind].find(([slug]) => slug === asked.get(name));
    state.selects[name].replaceChildren(new Option("", ""), ...(known ? [new Option(known[1], known[0])] : []));
    state.selects[name].value = known ? known[0] : "";
  }
  state.changed.checked = asked.get("changed") === "yes";
  box.open = true; // before there are cards, which would move
  await show(STEP);
};

document.addEventListener("kgen:left-out", () => state.facts && show(STEP));
box.addEventListener("toggle", () => box.open && begin());

// A reader who comes with a choice never sees the whole list first.
if ([...FIELDS.map(([name]) => name), "changed"].some(name => asked.has(name))) {
  listing.hidden = true;
  place.hidden = false;
  place.classList.add("kg-found--waiting");
  begin().finally(() => {
    place.classList.remove("kg-found--waiting");
    if (!state.facts) [listing.hidden, place.hidden] = [false, true];
    box.open = true;
  });
}
