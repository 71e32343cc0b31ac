// Narrows down the list of stories. It asks for the short facts of all stories when somebody opens the box, not before.
// Without this file the box holds plain links to the stories by sector, topic, network and standpoint.

const box = document.getElementById("kg-narrow");
const links = document.getElementById("kg-narrow-links");
const listing = document.getElementById("kg-listing");
const place = document.getElementById("kg-found");
const STEP = 50;
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

const chooser = ([name, label, all, kind]) => {
  const select = element("select", { id: `kg-narrow-${name}` }, element("option", { value: "", textContent: all }));
  state.facts[kind].forEach(([slug, title]) => select.append(element("option", { value: slug, textContent: title })));
  state.selects[name] = select;
  return element("div", {}, element("label", { htmlFor: select.id, textContent: label }), select);
};

const form = () => {
  state.changed = element("input", { type: "checkbox", id: "kg-narrow-changed" });
  const changed = element("label", { htmlFor: "kg-narrow-changed" }, state.changed, " Something changed");
  const made = element("form", { className: "kg-narrow-form" }, ...FIELDS.map(chooser), element("div", {}, changed));
  made.addEventListener("submit", event => event.preventDefault());
  made.addEventListener("change", () => show(STEP));
  return made;
};

const chosen = () => {
  const places = FIELDS.map(([name, , , kind]) => {
    const slug = state.selects[name].value;
    return slug ? state.facts[kind].findIndex(each => each[0] === slug) : -1;
  });
  return { places, any: places.some(each => each >= 0) || state.changed.checked };
};

// As kgen.english.voice_in_words has it.
const voiceOf = voices => {
  const isShort = voices.every(each => each.startsWith("somebody who "));
  const words = voices.map(each => (isShort ? each.replace("somebody who ", "") : each)).join(" and ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
};

const row = story => {
  const link = element("a", { href: `${story.slug}/`, textContent: story.title });
  if (story.lang) link.lang = story.lang;
  const about = story.about[1].map(each => state.facts.sectors[each][1]);
  const voice = voiceOf(story.about[0].map(each => state.facts.standpoints[each][2]));
  const facts = element("p", { className: "kg-small", textContent: [voice, about.join(", "), story.month && months.format(new Date(`${story.month}-01T00:00:00Z`))].filter(Boolean).join(" · ") });
  const badges = [story.illustrative && "Illustrative", ["", "A change is planned", "Something changed"][story.changed]];
  badges.filter(Boolean).forEach(words => facts.append(" ", element("span", { className: "kg-badge", textContent: words })));
  return element("li", {}, element("h2", { className: "kg-card-title" }, link), facts);
};

const remember = () => {
  const asked = new URLSearchParams();
  for (const [name] of FIELDS) if (state.selects[name].value) asked.set(name, state.selects[name].value);
  if (state.changed.checked) asked.set("changed", "yes");
  history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
};

const show = shown => {
  const { places, any } = chosen();
  remember();
  listing.hidden = any;
  place.hidden = !any;
  if (!any) return;
  const found = state.facts.stories.filter(
    story => places.every((each, number) => each < 0 || story.about[number].includes(each)) && (!state.changed.checked || story.changed),
  );
  const count = found.length === 1 ? "One story" : `${found.length || "No"} stories`;
  document.getElementById("kg-narrow-said").textContent = found.length ? `${count}.` : "No story fits all of this. Take one of your choices back, or tell the story that is missing.";
  const rest = found.length - shown;
  const more = element("button", { type: "button", className: "kg-button", textContent: `Show ${Math.min(rest, STEP)} more` });
  more.addEventListener("click", () => {
    show(shown + STEP);
    place.querySelectorAll("a")[shown]?.focus();
  });
  place.replaceChildren(element("ul", { className: "kg-list" }, ...found.slice(0, shown).map(row)), ...(rest > 0 ? [more] : []));
};

const story = ([title, slug, month, changed, illustrative, lang, ...about]) => ({ title, slug, month, changed, illustrative, lang, about });

const begin = async () => {
  if (state.facts) return;
  const answer = await fetch(box.dataset.facts);
  if (!answer.ok) return;
  const facts = await answer.json();
  state.facts = { ...facts, stories: facts.stories.map(story) };
  links.replaceWith(form());
  const asked = new URLSearchParams(location.search);
  for (const [name] of FIELDS) state.selects[name].value = asked.get(name) ?? "";
  for (const [name] of FIELDS) if (state.selects[name].selectedIndex < 0) state.selects[name].value = "";
  state.changed.checked = asked.get("changed") === "yes";
  show(STEP);
};

box.addEventListener("toggle", () => box.open && begin());
if (location.search.length > 1) box.open = true;
