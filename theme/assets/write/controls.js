// The questions of a form: what is filled in there, and how to fill it in.

import { find, make } from "./dom.js";
import { foldName, oneLine } from "./story.js";

const OFFERED_AT_ONCE = 12;
const WORDS = { topic: "topic", sector: "service", network: "network", question: "question" };
const OFFERED = { topic: "topics", sector: "sectors", network: "networks", question: "answers" };

export const form = find("kg-w-form");
export const fields = new Map(
  [...form.querySelectorAll("[data-field]")].map(element => [element.dataset.field, element]),
);

let garden = {};
// The names of the garden, by the fields of a story that take them.
export const offerNames = names => {
  garden = names;
  const naming = [...fields.values()].filter(({ dataset }) => dataset.control === "names" && dataset.kind in WORDS);
  naming.forEach(offer);
};

export const wordFor = field => WORDS[fields.get(field).dataset.kind];
export const folderOf = field => `${fields.get(field).dataset.kind}s`;
const offered = field => garden[OFFERED[fields.get(field)?.dataset.kind]] ?? [];
export const titleOf = (field, slug) => offered(field).find(([each]) => each === slug)?.[1];
export const labelOf = field => fields.get(field)?.querySelector("legend, label")?.textContent ?? field;
export const ticked = name => form.querySelector(`input[name="${name}"]:checked`)?.value ?? "";

const isSeveral = control => ["several", "names", "lines"].includes(control);

const valueOf = (element, control) => {
  const inputs = [...element.querySelectorAll("input")];
  const chosen = inputs.filter(input => input.checked).map(input => input.value);
  if (control === "choice" || control === "yes-or-no") return chosen[0] ?? "";
  if (control === "several") return chosen;
  if (control === "names")
    return [...chosen, ...textsOf(inputs.find(input => input.type === "text"))].map(nameFor(element.dataset.field));
  return control === "lines" ? textsOf(inputs[0]) : oneLine(inputs[0].value);
};

// What each field holds now, by its path.
export const valuesOf = () => {
  const values = {};
  for (const [name, element] of fields) values[name] = valueOf(element, element.dataset.control);
  return values;
};

const textsOf = input =>
  input.value
    .split(input.list ? "\n" : ",")
    .map(oneLine)
    .filter(Boolean);

// The slug of what somebody calls by its title; what the garden does not have stays as it is.
const nameFor = field => text => {
  const known = offered(field).find(([slug, title]) => [slug, title].some(name => foldName(name) === foldName(text)));
  return known ? known[0] : text;
};

export const fillIn = values => {
  form.reset();
  for (const [name, element] of fields) {
    const value = values[name];
    if (value === undefined && element.dataset.preset !== undefined) continue;
    const items = [isSeveral(element.dataset.control) && typeof value === "string" ? value.split(",") : (value ?? "")]
      .flat()
      .map(oneLine)
      .filter(Boolean);
    put(element, element.dataset.control, items);
  }
};

const put = (element, control, items) => {
  element.querySelectorAll(".kg-added").forEach(each => each.remove());
  if (control === "names") {
    for (const name of items) add(element, name);
    return;
  }
  const inputs = [...element.querySelectorAll("input")];
  if (["radio", "checkbox"].includes(inputs[0].type))
    for (const input of inputs) input.checked = items.includes(input.value);
  else inputs[0].value = items.join(", ");
};

// What only the stewards are told: a line for each answer.
export const privately = () =>
  [...form.querySelectorAll("[data-private]")]
    .filter(input => !input.closest("[hidden]") && (/^(radio|checkbox)$/.test(input.type) ? input.checked : input.value.trim()))
    .map(input => {
      const words = input.type === "checkbox" ? "yes" : oneLine(input.value);
      return `${input.dataset.private}: ${words}`;
    });

// --- choosing names

const choice = (field, value, label, isAdded) =>
  make(
    "label",
    { className: `kg-choice${isAdded ? " kg-added" : ""}` },
    make("input", { type: "checkbox", name: field, value, checked: isAdded }),
    " ",
    make("span", { dir: "auto", ...(form.dataset.lang && { lang: form.dataset.lang }) }, label),
  );

export const add = (element, text) => {
  const field = element.dataset.field;
  const name = nameFor(field)(text);
  const known = [...element.querySelectorAll("input[type=checkbox]")].find(input => input.value === name);
  if (known) {
    known.checked = true;
    return;
  }
  const label =
    titleOf(field, name) ?? (name.startsWith("stories/") ? "The story that you came from" : `${name} (new)`);
  element.querySelector(".kg-words").before(choice(field, name, label, true));
};

const offer = element => {
  const field = element.dataset.field;
  const names = offered(field);
  const words = element.querySelector(".kg-words");
  const alike = [...fields.values()].filter(each => each.dataset.kind === element.dataset.kind).length;
  const atOnce = Math.ceil(OFFERED_AT_ONCE / alike);
  for (const [slug, title] of names.slice(0, atOnce)) words.before(choice(field, slug, title, false));
  const list = make(
    "datalist",
    { id: `kg-w-${field}-names` },
    ...names.slice(atOnce).map(([, title]) => make("option", { value: title })),
  );
  const input = words.querySelector("input");
  input.setAttribute("list", list.id);
  words.querySelector("[data-label]").textContent = names.length
    ? `Another ${wordFor(field)}, or a new one`
    : `A new ${wordFor(field)}`;
  const button = make("button", { type: "button", className: "kg-button kg-button--quiet kg-add" }, "Add");
  button.setAttribute("aria-label", `Add this ${wordFor(field)}`);
  const addTyped = () => {
    for (const text of textsOf(input)) add(element, text);
    input.value = "";
    input.focus();
    form.dispatchEvent(new Event("input"));
  };
  button.addEventListener("click", addTyped);
  input.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    addTyped();
  });
  words.append(list);
  words.after(button);
};
