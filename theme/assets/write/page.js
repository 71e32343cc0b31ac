// The form at /write/: checks what is typed, shows what it becomes, and sends nothing until somebody chooses to.

import { Names } from "./names.js";
import { grouped, hashOf, newReceipt, plainReceipt } from "./receipt.js";
import { Scanner } from "./scan.js";
import { mailTo, post } from "./sending.js";
import { findings, foldName, later, oneLine, received, slugOf, storyFile } from "./story.js";

const OFFERED_AT_ONCE = 12;
const PAUSE = 400; // milliseconds without a key before the text is looked at
const MOST_HINTS = 20;
const LARGEST = 256 * 1024; // bytes that kgen reads
const KINDS = { topics: "topic", sectors: "service", networks: "network", answers: "question" };
const FOLDERS = { topics: "topics", sectors: "sectors", networks: "networks", answers: "questions" };

const find = id => document.getElementById(id);
const form = find("kg-w-form");
const { order, source, months, checks, base, contact, newFile } = form.dataset;
const ORDER = order.split(",");
const published = form.dataset.published.split("\n").filter(Boolean);
const steps = [...document.querySelectorAll("details.kg-step")];
const fields = new Map([...form.querySelectorAll("[data-field]")].map(element => [element.dataset.field, element]));

// What belongs to the story and is asked nowhere.
const story = { receipt: "", ref: "", given: "", review: "", readBy: "", date: "", others: [], isMarkdown: false };
let offered = {};
let scanner = null;
let peoplesNames = null;

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const show = (element, isShown) => element && (element.hidden = !isShown);
const thisMonth = () => new Date().toISOString().slice(0, 7);
const inWords = month =>
  new Date(`${month}-01T00:00:00Z`).toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const upperFirst = text => text.slice(0, 1).toUpperCase() + text.slice(1);
const WHO = "somebody who ";
// As kgen.english.voice_in_words has it.
const voiceInWords = voices => {
  const isShort = voices.every(each => each.startsWith(WHO));
  return upperFirst(voices.map(each => (isShort ? each.slice(WHO.length) : each)).join(" and "));
};

// --- what the form holds

const isSeveral = control => ["several", "names", "lines"].includes(control);

const season = text => {
  const [, name, year] = /^(spring|summer|autumn|winter),? +(\d{4})$/i.exec(text) ?? [];
  return name ? `${year}-${name.toLowerCase()}` : text;
};

const valueOf = (element, control) => {
  const inputs = [...element.querySelectorAll("input")];
  const ticked = inputs.filter(input => input.checked).map(input => input.value);
  if (control === "choice" || control === "yes-or-no") return ticked[0] ?? "";
  if (control === "several") return ticked;
  if (control === "names")
    return [...ticked, ...textsOf(inputs.find(input => input.type === "text"))].map(nameFor(element.dataset.field));
  return control === "lines" ? textsOf(inputs[0]) : oneLine(inputs[0].value);
};

const textsOf = input =>
  input.value
    .split(input.list ? "\n" : ",")
    .map(oneLine)
    .filter(Boolean);

// The slug of what somebody calls by its title; what the garden does not have stays as it is.
const nameFor = field => text => {
  const known = (offered[field] ?? []).find(([slug, title]) => [slug, title].some(name => foldName(name) === foldName(text)));
  return known ? known[0] : text;
};

// "yes", "no", or nothing where nobody has answered yet.
const isUnder18 = () => form.querySelector("input[name=under_18]:checked")?.value ?? "";

const valuesNow = () => {
  const values = {};
  for (const [name, element] of fields) values[name] = valueOf(element, element.dataset.control);
  values.period = season(values.period);
  if (!["planned", "made"].includes(values["change.status"])) values["change.what"] = values["change.when"] = "";
  values.date = story.date || thisMonth();
  values["consent.given"] = story.given || thisMonth();
  values["consent.ref"] = story.ref;
  if (isUnder18() === "yes") values.about_child = "true";
  const needsReview = values["consent.whose"] === "with-permission";
  values["consent.read_by"] = story.readBy;
  values["consent.review"] = story.review || (needsReview ? later(values["consent.given"], Number(months)) : "");
  return values;
};

const storyNow = () => {
  const values = valuesNow();
  const text = find("kg-w-text").value;
  return { values, text, file: storyFile(ORDER, values, text, story.others, story.isMarkdown) };
};

const fill = ({ values, text, others = [], isMarkdown = false }) => {
  form.reset();
  for (const [name, element] of fields) {
    const value = values[name] ?? "";
    const items = [isSeveral(element.dataset.control) && typeof value === "string" ? value.split(",") : value]
      .flat()
      .map(oneLine)
      .filter(Boolean);
    put(element, element.dataset.control, items);
  }
  find("kg-w-text").value = text;
  const [ref, given, review, date] = ["consent.ref", "consent.given", "consent.review", "date"].map(
    name => values[name] ?? "",
  );
  const readBy = values["consent.read_by"] ?? "";
  Object.assign(story, { others, isMarkdown, ref, given, review, readBy, date });
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

// --- choosing names

const choice = (field, value, label, isAdded) =>
  make(
    "label",
    { className: `kg-choice${isAdded ? " kg-added" : ""}` },
    make("input", { type: "checkbox", name: field, value, checked: isAdded }),
    " ",
    make("span", {}, label),
  );

const add = (element, text) => {
  const field = element.dataset.field;
  const name = nameFor(field)(text);
  const ticked = [...element.querySelectorAll("input[type=checkbox]")].find(input => input.value === name);
  if (ticked) {
    ticked.checked = true;
    return;
  }
  const title = (offered[field] ?? []).find(([slug]) => slug === name)?.[1];
  const label = title ?? (name.startsWith("stories/") ? "The story that you came from" : `${name} (new)`);
  element.querySelector(".kg-words").before(choice(field, name, label, true));
};

const offer = element => {
  const field = element.dataset.field;
  const names = offered[field] ?? [];
  const words = element.querySelector(".kg-words");
  for (const [slug, title] of names.slice(0, OFFERED_AT_ONCE)) words.before(choice(field, slug, title, false));
  const list = make(
    "datalist",
    { id: `kg-w-${field}-names` },
    ...names.slice(OFFERED_AT_ONCE).map(([, title]) => make("option", { value: title })),
  );
  const input = words.querySelector("input");
  input.setAttribute("list", list.id);
  words.querySelector("[data-label]").textContent = names.length
    ? `Another ${KINDS[field]}, or a new one`
    : `A new ${KINDS[field]}`;
  const button = make("button", { type: "button", className: "kg-button kg-button--quiet kg-add" }, "Add");
  button.setAttribute("aria-label", `Add this ${KINDS[field]}`);
  const addTyped = () => {
    for (const text of textsOf(input)) add(element, text);
    input.value = "";
    input.focus();
    changed();
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

// --- what is missing, and what could tell who somebody is

const isRefused = values =>
  source === "public" && (values["consent.whose"] === "with-permission" || values.about_child === "true");

const missingFrom = ({ values, text, file }) => {
  const missing = [];
  const say = (isMissing, words, id) => isMissing && missing.push([words, id]);
  say(!text.trim(), "Your story is still empty.", "kg-w-text");
  say(!values.standpoint.length, "Say where you speak from.", "kg-w-standpoint");
  for (const [name, element] of fields) {
    const { most } = element.dataset;
    const count = Array.isArray(values[name]) ? values[name].length : 0;
    say(
      Number(most) && count > Number(most),
      `${element.querySelector("legend, label").textContent} Choose at most ${most}.`,
      `kg-w-${name}`,
    );
  }
  say(!values["consent.whose"], "Say whose story it is.", "kg-w-consent.whose");
  say(!values["consent.others"], "Say whether other people are in it.", "kg-w-consent.others");
  say(!isUnder18() && !story.isOpened, "Say whether you are under 18.", "kg-w-under_18");
  const hasOthers = ["agreed", "disguised"].includes(values["consent.others"]);
  say(hasOthers && !values.about_child, "Say whether it is about a child.", "kg-w-about_child");
  say(isRefused(values), "This website cannot take a story told for somebody else, or about a child.", "kg-w-refused");
  say(!find("kg-w-agreed").checked, "Tick the line that says you want it to be published.", "kg-w-agreed");
  say(
    values.period && !/^\d{4}(-(spring|summer|autumn|winter))?$/.test(values.period),
    "Write when it happened as a year, or as a season such as autumn 2025.",
    "kg-w-period",
  );
  say(
    values.lang && !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(values.lang),
    "Write the language as a code, such as cy for Welsh.",
    "kg-w-lang",
  );
  say(
    values["change.when"] && !/^\d{4}-(0[1-9]|1[0-2])$/.test(values["change.when"]),
    "Write the month of the change as in 2026-10.",
    "kg-w-change.when",
  );
  say(
    new Blob([file.text]).size > LARGEST,
    "Your story is longer than this website can take. Could it be two?",
    "kg-w-text",
  );
  return missing;
};

const found = ({ values, file }) => {
  if (!scanner || checks === "none") return [];
  const all = findings(scanner, file, values, published, peoplesNames);
  const softened = each => (each.severity === "error" ? { ...each, severity: "warning" } : each);
  return checks === "warn" ? all.map(softened) : all;
};

// The rules name fields as files do; whoever fills in the form knows them by their questions.
const inPlainWords = mend =>
  mend
    .replace(/`([a-z_]+)`/g, (code, field) => (fields.has(field) ? `“${labelOf(field)}”` : code))
    .split(/(?<=[.!?”]) (?=[A-Z])/)
    .filter(sentence => !sentence.includes("`"))
    .join(" ");

const hint = (finding, file) => {
  const item = make("li", {}, `${upperFirst(finding.message)}. ${inPlainWords(finding.mend)}`);
  if (finding.start >= file.head) {
    const button = make("button", { type: "button", className: "kg-link" }, "Show me where");
    button.addEventListener("click", () => select(file.text, finding));
    item.append(" ", button);
  } else if (find(`kg-w-${finding.field}`)) {
    item.append(" It is in: ", make("a", { href: `#kg-w-${finding.field}` }, labelOf(finding.field)), ".");
  }
  return item;
};

const labelOf = field => fields.get(field)?.querySelector("legend, label")?.textContent ?? field;

// Select in the story what stands at a place of the file.
const select = (text, { start, end }) => {
  const area = find("kg-w-text");
  const words = text.slice(start, end).replaceAll("\\\n", "\n");
  const before = text.slice(0, start).replaceAll("\\\n", "\n").split(words).length - 1;
  const inHead = text.slice(0, text.indexOf("\n---\n") + 5).split(words).length - 1;
  let place = -1;
  for (let count = before - inHead; count >= 0; count -= 1) place = area.value.indexOf(words, place + 1);
  area.focus();
  if (place >= 0) area.setSelectionRange(place, place + words.length);
};

let lastHints = "";
const showHints = (all, file) => {
  const box = find("kg-w-hints");
  const said = JSON.stringify(all);
  if (said === lastHints) return;
  lastHints = said;
  const stops = all.filter(each => each.severity === "error");
  const others = all.filter(each => each.severity !== "error");
  const part = (words, list) => {
    if (!list.length) return [];
    const items = list.slice(0, MOST_HINTS).map(each => hint(each, file));
    if (list.length > MOST_HINTS) items.push(make("li", {}, `And ${list.length - MOST_HINTS} more.`));
    return [make("p", {}, make("strong", {}, words)), make("ul", {}, ...items)];
  };
  box.replaceChildren(
    ...part(
      "This has to change before your story can be published. You can change it yourself, or leave it to the stewards.",
      stops,
    ),
    ...part("Worth a second look. It may be fine.", others),
  );
  show(box, all.length);
};

// --- how it will look

const preview = ({ values, text }) => {
  const voices = [...fields.get("standpoint").querySelectorAll("input:checked")].map(input => input.dataset.one);
  const names = [values.author].flat();
  const paragraphs = text
    .trim()
    .split(/\n\s*\n/)
    .filter(Boolean);
  const pair = [
    ["handbrake", "What got in the way"],
    ["release", "What helped"],
  ].filter(([name]) => values[name]);
  const parts = [
    make("p", { className: "kg-kicker" }, voiceInWords(voices) || "Somebody"),
    make("p", { className: "kg-preview-title", dir: "auto" }, values.title || "Your story"),
    make(
      "p",
      { className: "kg-byline" },
      `${names.length ? `Told by ${names.join(", ")}` : "Told anonymously"}, ${inWords(values.date)}${values.place ? `, ${values.place}` : ""}.`,
    ),
    make("div", { className: "kg-prose" }, ...(paragraphs.length ? paragraphs.map(paragraph) : [make("p", {}, "…")])),
  ];
  if (pair.length)
    parts.push(
      make(
        "dl",
        { className: "kg-pair" },
        ...pair.map(([name, label]) =>
          make("div", { className: `kg-${name}` }, make("dt", {}, label), make("dd", {}, values[name])),
        ),
      ),
    );
  if (values["change.what"]) parts.push(make("p", { className: "kg-change" }, values["change.what"]));
  find("kg-w-preview").replaceChildren(...parts);
  find("kg-w-places").replaceChildren(...places(values).map(each => make("li", {}, ...each)));
};

const paragraph = text => {
  const lines = text.split("\n").map(line => line.trim());
  return make("p", { dir: "auto" }, ...lines.flatMap((line, number) => (number ? [make("br"), line] : [line])));
};

const places = values => {
  const list = [["On a page of its own, and in the list of ", make("a", { href: `${base}stories/` }, "all stories")]];
  for (const [field, kind] of Object.entries(KINDS)) {
    for (const name of values[field]) {
      const title = (offered[field] ?? []).find(([slug]) => slug === name)?.[1];
      if (title) list.push([`With the ${kind} `, make("a", { href: `${base}${FOLDERS[field]}/${name}/` }, title)]);
      else if (name.startsWith("stories/"))
        list.push([
          "With the story that it answers: ",
          make("a", { href: `${base}${name}/` }, name.slice(8).replaceAll("-", " ")),
        ]);
      else list.push([`With a new ${kind}, if the stewards agree: ${name}`]);
    }
  }
  for (const name of values.author) list.push([`On a page for the name ${name}`]);
  if (!values.topics.length && !values.answers.length) list.push(["With the topics that the stewards find for it"]);
  return list;
};

// --- every change

let pause = 0;
const changed = () => {
  clearTimeout(pause);
  pause = setTimeout(look, PAUSE);
};

const look = () => {
  const now = storyNow();
  showHints(found(now), now.file);
  preview(now);
  const { values } = now;
  show(find("kg-w-refused"), isRefused(values));
  show(find("kg-w-young"), isUnder18() === "yes");
  const review = isRefused(values) ? "" : values["consent.review"];
  show(find("kg-w-review"), review);
  find("kg-w-review").textContent = review && `After ${inWords(review)} the story is hidden, unless they agree again.`;
  for (const name of ["change.what", "change.when"])
    show(fields.get(name), ["planned", "made"].includes(values["change.status"]));
  const missing = missingFrom(now);
  if (!find("kg-w-missing").hidden) showMissing(missing, false);
  showStates(missing);
  keepDraft(now);
};

// Beside the name of each step: whether something that is needed is still missing there.
const showStates = missing => {
  const last = steps.at(-1);
  for (const step of steps) {
    const state = step.querySelector("[data-state]");
    const isMissing = missing.some(([, id]) => step.contains(find(id)));
    step.classList.toggle("kg-step--done", state.textContent !== "Optional" && !(step === last ? missing.length : isMissing));
    if (step === last) state.textContent = missing.length ? "" : "Ready";
    else if (state.textContent !== "Optional") state.textContent = isMissing ? "Needed" : "Done";
  }
};

// Open the step after the one in which somebody says that they are done, and fold that one.
const goOn = event => {
  const step = event.target.closest(".kg-step");
  const next = steps[steps.indexOf(step) + 1];
  if (step.matches("details")) step.open = false;
  next.open = true;
  next.querySelector("summary").focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
};

const showMissing = (missing, isAsked) => {
  const box = find("kg-w-missing");
  show(box, missing.length);
  box.replaceChildren(
    make("p", {}, make("strong", {}, "Before you send it:")),
    make("ul", {}, ...missing.map(([words, id]) => make("li", {}, make("a", { href: `#${id}` }, words)))),
  );
  if (missing.length && isAsked) box.focus();
};

// Follow a link to a question: open what it lies in, and go to where it is answered.
const goTo = event => {
  const link = event.target.closest?.('a[href^="#kg-w-"]');
  const target = link && find(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  for (let around = target.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  const field = target.matches("fieldset") ? target.querySelector("input") : target;
  field.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
};

const say = (...words) => {
  const said = find("kg-w-said");
  said.replaceChildren(...words);
  said.focus();
};

// --- the draft, kept only if somebody asks for it

const DRAFT = `kgen-draft ${new URL(base, location.href).pathname}`;
const store = action => {
  try {
    return action(localStorage);
  } catch {
    return null; // a browser may refuse to keep anything
  }
};

const keepDraft = ({ values, text }) => {
  const kept = { values, text, story: { ...story, under18: isUnder18() } };
  if (find("kg-w-keep").checked) store(place => place.setItem(DRAFT, JSON.stringify(kept)));
};

const dropDraft = () => store(kept => kept.removeItem(DRAFT));

const openDraft = () => {
  const draft = store(kept => JSON.parse(kept.getItem(DRAFT)));
  if (!draft) return false;
  fill({ ...draft, others: draft.story.others, isMarkdown: draft.story.isMarkdown });
  Object.assign(story, draft.story);
  for (const input of form.querySelectorAll("input[name=under_18]")) input.checked = input.value === story.under18;
  find("kg-w-keep").checked = true;
  find("kg-w-opened").textContent = "This is the draft that you kept in this browser. “Delete all that I wrote here” removes it.";
  show(find("kg-w-opened"), true);
  return true;
};

// --- ways for it to leave this page

const complete = () => {
  const now = storyNow();
  const missing = missingFrom(now);
  showMissing(missing, true);
  return missing.length ? null : now;
};

const send = async () => {
  const now = complete();
  if (!now) return;
  const thanks = "It has arrived. Thank you for telling it. Keep your receipt.";
  const sent = await post(form.action, { file: now.file.text }, say, { thanks, keep: "save it as a file" });
  if (!sent) return;
  find("kg-w-keep").checked = false;
  dropDraft();
};

const share = async () => {
  const now = complete();
  if (now) await navigator.share({ text: now.file.text }).catch(() => say("Nothing was shared."));
};

const stillMissing = now => {
  const missing = missingFrom(now);
  showMissing(missing, false);
  return missing.length ? " Something is still missing: see the list above." : "";
};

const copy = async () => {
  const now = storyNow();
  const area = find("kg-w-file");
  area.value = now.file.text;
  try {
    await navigator.clipboard.writeText(now.file.text);
    say(
      `Copied. Paste it into a message${contact ? ` to the stewards (${contact})` : " to the stewards"}.${stillMissing(now)}`,
    );
  } catch {
    show(area, true);
    area.focus();
    area.select();
  }
};

const download = () => {
  const now = storyNow();
  const link = make("a", {
    href: URL.createObjectURL(new Blob([now.file.text], { type: "text/markdown" })),
    download: `${slugOf(now.values.title)}.md`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  say(`Saved among your downloads.${stillMissing(now)}`);
};

const mail = event => {
  const now = complete();
  if (!now) {
    event.preventDefault();
    return;
  }
  const link = event.currentTarget;
  const { href, isWhole } = mailTo(link.href, "A story", now.file.text, "I have copied my story. Here it is:\n\n");
  link.href = href;
  if (!isWhole) copy();
};

const LONGEST_ADDRESS = 7000;
const propose = event => {
  event.preventDefault();
  const now = complete();
  if (!now) return;
  if (found(now).some(each => each.severity === "error")) {
    say(
      "On GitHub anybody could read it at once. Please first change what is listed below your story, or send it to the stewards instead.",
    );
    return;
  }
  const address = new URL(newFile);
  address.searchParams.set("filename", `${slugOf(now.values.title)}.md`);
  const whole = new URL(address);
  whole.searchParams.set("value", now.file.text);
  const isShort = whole.href.length <= LONGEST_ADDRESS;
  if (!isShort) {
    copy();
    say("Your story is too long to be put there by itself. It was copied: paste it into the empty file.");
  }
  window.open(isShort ? whole.href : address.href, "_blank", "noopener,noreferrer");
};

const clear = async () => {
  dropDraft();
  fill({ values: {}, text: "" });
  story.isOpened = false;
  find("kg-w-keep").checked = false;
  show(find("kg-w-missing"), false);
  show(find("kg-w-opened"), false);
  show(find("kg-w-file"), false);
  find("kg-w-file").value = "";
  await giveReceipt();
  look();
  find("kg-w-text").focus();
};

// --- receipts, and what stewards open

const giveReceipt = async () => {
  show(find("kg-w-receipt-box"), Boolean(crypto.subtle));
  if (!crypto.subtle) return; // only over https
  story.receipt = story.receipt && story.ref ? story.receipt : newReceipt();
  story.ref = await hashOf(story.receipt);
  find("kg-w-receipt").textContent = grouped(story.receipt);
};

const open = async () => {
  const [file] = find("kg-w-open").files;
  if (!file) return;
  const told = find("kg-w-opened");
  try {
    fill(received(await file.text(), ORDER));
    story.isOpened = true;
    story.receipt = "";
    show(find("kg-w-receipt-box"), false);
    told.textContent = `${file.name} is open. Whoever told it keeps the receipt; nothing here changes that.`;
  } catch (error) {
    told.textContent = `${file.name} could not be opened. ${error.message}`;
  }
  show(told, true);
  look();
  told.scrollIntoView();
};

const checkReceipt = async () => {
  const receipt = plainReceipt(find("kg-w-check").value);
  const answer = find("kg-w-checked");
  if (receipt.length !== 32) answer.textContent = receipt && "A receipt has 32 characters, from 0 to 9 and a to f.";
  else
    answer.textContent =
      (await hashOf(receipt)) === story.ref
        ? "Yes, it belongs to the opened story."
        : "No, it belongs to another story.";
};

// --- leaving

const leave = () => {
  document.body.hidden = true;
  form.reset();
  location.replace(find("kg-w-exit").href);
};

let shifts = [];
const countShifts = event => {
  const now = event.timeStamp;
  shifts = event.key === "Shift" && !event.repeat ? [...shifts.filter(time => now - time < 5000), now] : [];
  if (shifts.length >= 3) leave();
};

// --- beginning

const json = name => fetch(name).then(answer => (answer.ok ? answer.json() : Promise.reject(new Error(name))));

const chooseFromAddress = () => {
  const asked = new URLSearchParams(location.search);
  for (const [name, before] of [
    ["question", ""],
    ["story", "stories/"],
  ]) {
    const slug = asked.get(name) ?? "";
    if (/^[a-z0-9][a-z0-9-]{0,79}$/.test(slug)) add(fields.get("answers"), before + slug);
  }
  sayWhatIsAnswered();
};

// Who came to answer something reads above the box what it was.
const sayWhatIsAnswered = () => {
  const ticked = fields.get("answers").querySelector("input[type=checkbox]:checked");
  if (!ticked) return;
  const line = find("kg-w-answered");
  line.textContent = `In answer to: ${ticked.closest("label").textContent.trim()}`;
  line.hidden = false;
};

// What somebody began to write on the home page waits in this tab until the form takes it up, once.
const takeUpSentence = () => {
  try {
    const words = sessionStorage.getItem("kgen.sentence");
    sessionStorage.removeItem("kgen.sentence");
    const text = find("kg-w-text");
    if (words && !text.value.includes(words)) text.value = text.value ? `${text.value}\n\n${words}` : words;
  } catch {
    // a browser may refuse to keep anything
  }
};

const begin = async () => {
  for (const step of steps) step.open = false;
  document.querySelector(".kg-write").classList.add("is-folded");
  find("kg-w-without").remove();
  for (const button of document.querySelectorAll("[data-next]")) button.addEventListener("click", goOn);
  find("kg-w-exit").addEventListener("click", event => {
    event.preventDefault();
    leave();
  });
  addEventListener("keydown", countShifts);
  addEventListener("click", goTo);
  const files = ["names.json", "safeguarding.json", "person-names.json", "given-names.json"];
  const [names, rules, ways, given] = await Promise.allSettled(files.map(json));
  offered = names.value ?? {};
  try {
    scanner = rules.value ? new Scanner(rules.value) : null;
    if (scanner && ways.value && given.value)
      peoplesNames = new Names(ways.value, given.value, rules.value.words);
  } catch {
    scanner = null; // too old for the patterns; the stewards check it again in any case
  }
  for (const element of fields.values()) if (element.dataset.control === "names") offer(element);
  if (!openDraft()) chooseFromAddress();
  takeUpSentence();
  await giveReceipt();
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("input", changed);
  find("kg-w-keep").addEventListener("change", event => (event.target.checked ? look() : dropDraft()));
  const actions = {
    "kg-w-send": send,
    "kg-w-share": share,
    "kg-w-mail": mail,
    "kg-w-copy": copy,
    "kg-w-download": download,
    "kg-w-github": propose,
    "kg-w-clear": clear,
  };
  for (const [id, action] of Object.entries(actions)) find(id)?.addEventListener("click", action);
  find("kg-w-open").addEventListener("change", open);
  find("kg-w-check").addEventListener("input", checkReceipt);
  find("kg-w-plain")?.remove();
  document.querySelector(".kg-write").classList.add("is-live");
  show(find("kg-w-share"), Boolean(navigator.share));
  look();
};

begin();
