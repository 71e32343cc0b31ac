// Narrows down the list of stories. It asks for the short facts of all stories when somebody opens the box, not before.
// Without this file the box holds plain links to the stories by sector, topic, network and standpoint.

import { isLeftOut } from "./notes.js";

const box = document.getElementById("kg-narrow");
const links = document.getElementById("kg-narrow-links");
const listing = document.getElementById("kg-listing");
const place = document.getElementById("kg-found");
const said = document.getElementById("kg-narrow-said");
const STEP = 50;
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

const state = { facts: null, selects: {}, changed: null, shown: STEP };

const months = new Intl.DateTimeFormat(document.documentElement.lang || "en", { month: "long", year: "numeric", timeZone: "UTC" });

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
  select.replaceChildren(new Option(`${all} (${stories.length})`, ""), ...options);
  select.value = chosen;
};

const chooser = ([name, label]) => {
  const select = element("select", { id: `kg-narrow-${name}` });
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

// As kgen.english.voice_in_words has it.
const voiceOf = voices => {
  const isShort = voices.every(each => each.startsWith("somebody who "));
  const words = voices.map(each => (isShort ? each.replace("somebody who ", "") : each)).join(" and ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
};

const badge = (words, kind = "") => element("span", { className: `kg-badge ${kind}`, textContent: words });

const row = story => {
  const link = element("a", { href: `${story.slug}/`, textContent: story.title });
  if (story.lang) link.lang = story.lang;
  const about = story.about[1].map(each => state.facts.sectors[each][1]);
  const voice = voiceOf(story.about[0].map(each => state.facts.standpoints[each][2]));
  const month = story.month && months.format(new Date(`${story.month}-01T00:00:00Z`));
  const head = element("div", { className: "kg-card-head" }, element("p", { className: "kg-voice", textContent: voice }), element("p", { className: "kg-small" }, about.join(", "), " ", ...(month ? [element("span", { className: about.length ? "kg-card-month" : "", textContent: month })] : [])));
  const body = element("div", { className: "kg-card-body" });
  if (story.note) body.append(element("p", { className: "kg-small" }, badge(`Content note: ${story.note}`, "kg-badge--note")));
  body.append(element("h2", { className: "kg-card-title", dir: "auto" }, link));
  const badges = [story.illustrative && !state.allIllustrative && "Illustrative", ["", "A change is planned", "Something changed"][story.changed]];
  if (badges.some(Boolean)) body.append(element("p", { className: "kg-small" }, ...badges.filter(Boolean).map(words => badge(words))));
  return element("li", { className: "kg-card" }, head, body);
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

const show = (shown, changed) => {
  offerAll(changed);
  remember();
  const any = FIELDS.some(([name]) => state.selects[name].value) || state.changed.checked;
  listing.hidden = any;
  place.hidden = !any;
  state.clear.hidden = !any;
  if (!any) said.textContent = "";
  if (!any) return;
  const found = fitting();
  const count = found.length === 1 ? "One story" : `${found.length} stories`;
  const write = element("a", { href: "../write/", textContent: "tell the story that is missing" });
  said.replaceChildren(...(found.length ? [`${count}.`] : ["No story fits all of this. Take one of your choices back, or ", write, "."]));
  const rest = found.length - shown;
  const more = element("button", { type: "button", className: "kg-button", textContent: `Show ${Math.min(rest, STEP)} more` });
  more.addEventListener("click", () => {
    show(shown + STEP);
    place.querySelectorAll("a")[shown]?.focus();
  });
  const list = element("ul", { className: "kg-cards kg-plain" }, ...found.slice(0, shown).map(row));
  place.replaceChildren(...(found.length ? [list] : []), ...(rest > 0 ? [more] : []));
};

const story = ([title, slug, month, changed, illustrative, lang, kinds, note, ...about]) => ({
  title, slug, month, changed, illustrative, lang, kinds: kinds ? kinds.split(" ") : [], note, about,
});

const begin = async () => {
  if (state.facts) return;
  const answer = await fetch(box.dataset.facts);
  if (!answer.ok) return;
  const facts = await answer.json();
  state.facts = { ...facts, stories: facts.stories.map(story) };
  state.allIllustrative = state.facts.stories.every(each => each.illustrative);
  links.replaceWith(form());
  for (const [name, , , kind] of FIELDS) {
    const known = state.facts[kind].find(([slug]) => slug === asked.get(name));
    state.selects[name].replaceChildren(new Option("", ""), ...(known ? [new Option(known[1], known[0])] : []));
    state.selects[name].value = known ? known[0] : "";
  }
  state.changed.checked = asked.get("changed") === "yes";
  show(STEP);
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
