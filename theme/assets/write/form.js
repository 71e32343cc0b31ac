// What the forms at /write/, /join/ and /ask/ share: they check what is typed, show what it becomes, and send nothing until
// somebody chooses to. Each begins with `start(kind)`:
//
//   word            what is told: "story", "name", "question"
//   entry           the kind of entry, as kgen calls it
//   ref             the field that holds the hash of the receipt
//   thanks          what is said when it has arrived
//   made(values)    fills in the fields that nobody is asked for
//   missing(now, say)  says what is missing: say(isMissing, words, id)
//   look(now)       shows how it will look, and what depends on other answers
//   called(values)  the words that a file is named after
//   ready()         what else there is to do once the garden's names are there

import { fields, fillIn, form, labelOf, offerNames, privately, ticked, valuesOf } from "./controls.js";
import { find, make, show, thisMonth, upperFirst } from "./dom.js";
import { Names } from "./names.js";
import { Scanner } from "./scan.js";
import { grouped, hashOf, newReceipt } from "./receipt.js";
import { mailTo, post } from "./sending.js";
import { findings, slugOf, storyFile } from "./story.js";

const PAUSE = 400; // milliseconds without a key before the text is looked at
const MOST_HINTS = 20;
const LARGEST = 256 * 1024; // bytes that kgen reads

const { order, checks, base, contact, newFile, alone } = form.dataset;
export const ORDER = order.split(",");
const published = form.dataset.published.split("\n").filter(Boolean);
const steps = [...document.querySelectorAll("details.kg-step")];
const words = find("kg-w-text");

// What belongs to an entry and is asked nowhere.
export const told = { receipt: "", ref: "", given: "", review: "", seen: "", readBy: "", date: "", others: [], isMarkdown: false };
let kind = null;
let scanner = null;
let peoplesNames = null;

// --- what the form holds

// The month of a yes; none before somebody has said it, and said whether they are a child.
export const monthOfYes = () => {
  const isSaid = find("kg-w-agreed").checked && (!form.elements.under_18 || ticked("under_18"));
  return told.given || (isSaid ? thisMonth() : "");
};

const valuesNow = () => {
  const values = valuesOf();
  values[kind.ref] = told.ref;
  kind.made(values);
  return values;
};

const entryNow = () => {
  const values = valuesNow();
  const text = words?.value ?? "";
  return { values, text, file: storyFile(ORDER, values, text, told.others, told.isMarkdown) };
};

// The file, and before it what only the stewards are told.
const message = ({ file }) => {
  const lines = privately();
  return lines.length ? `${alone}\n${lines.join("\n")}\n\n${file.text}` : file.text;
};

export const fill = ({ values, text, others = [], isMarkdown = false }) => {
  fillIn(values);
  if (words) words.value = text;
  const [ref, given, review, seen, date, readBy] = [
    kind.ref, "consent.given", "consent.review", "consent.seen", "date", "consent.read_by",
  ].map(name => values[name] ?? "");
  Object.assign(told, { others, isMarkdown, ref, given, review, seen, readBy, date });
};

// --- what is missing, and what could tell who somebody is

const missingFrom = now => {
  const missing = [];
  const say = (isMissing, words, id) => isMissing && missing.push([words, id]);
  for (const [name, element] of fields) {
    const { most } = element.dataset;
    const count = Array.isArray(now.values[name]) ? now.values[name].length : 0;
    say(Number(most) && count > Number(most), `${labelOf(name)} Choose at most ${most}.`, `kg-w-${name}`);
  }
  kind.missing(now, say);
  say(!find("kg-w-agreed").checked, `Tick the line that says you want it to be published.`, "kg-w-agreed");
  say(
    new Blob([now.file.text]).size > LARGEST,
    `Your ${kind.word} is longer than this website can take. Could it be two?`,
    "kg-w-text",
  );
  const places = [...form.querySelectorAll("[id]")];
  return missing.sort(([, one], [, other]) => places.indexOf(find(one)) - places.indexOf(find(other)));
};

const found = ({ values, file }) => {
  if (!scanner || checks === "none") return [];
  const all = findings(scanner, file, values, published, peoplesNames, kind.entry);
  const softened = each => (each.severity === "error" ? { ...each, severity: "warning" } : each);
  return checks === "warn" ? all.map(softened) : all;
};

// The rules name fields as files do; those who fill in the form know them by their questions.
const byQuestion = words =>
  words
    .replace(/Write `([a-z_]+): (true|false)`/g, (line, field, value) => `Choose “${value === "true" ? "Yes" : "No"}” under \`${field}\``)
    .replace(/`([a-z_]+)`/g, (code, field) => (fields.has(field) ? `“${labelOf(field)}”` : code));

const inPlainWords = mend =>
  byQuestion(mend)
    .split(/(?<=[.!?”]) (?=[A-Z])/)
    .filter(sentence => !sentence.includes("`"))
    .join(" ");

const hint = (finding, file) => {
  const item = make("li", {}, `${upperFirst(byQuestion(finding.message))}. ${inPlainWords(finding.mend)}`);
  if (words && finding.start >= file.head) {
    const button = make("button", { type: "button", className: "kg-link" }, "Show me where");
    button.addEventListener("click", () => select(file.text, finding));
    item.append(" ", button);
  } else if (find(`kg-w-${finding.field}`)) {
    item.append(" It is in: ", make("a", { href: `#kg-w-${finding.field}` }, labelOf(finding.field)), ".");
  }
  return item;
};

// Select in the story what is at a place in the file.
const select = (text, { start, end }) => {
  const area = words;
  const marked = text.slice(start, end).replaceAll("\\\n", "\n");
  const before = text.slice(0, start).replaceAll("\\\n", "\n").split(marked).length - 1;
  const inHead = text.slice(0, text.indexOf("\n---\n") + 5).split(marked).length - 1;
  let place = -1;
  for (let count = before - inHead; count >= 0; count -= 1) place = area.value.indexOf(marked, place + 1);
  area.focus();
  if (place < 0) return;
  area.setSelectionRange(place, place + marked.length);
  area.scrollTop = Math.max(0, heightOf(area, place) - area.clientHeight / 2);
};

// How far down in a text area a place is, which no browser says: a copy that ends there is as high.
const heightOf = (area, place) => {
  const copy = area.cloneNode();
  copy.value = area.value.slice(0, place);
  copy.style.cssText = `position: absolute; visibility: hidden; width: ${area.offsetWidth}px; height: 0; min-height: 0`;
  area.after(copy);
  const { scrollHeight } = copy;
  copy.remove();
  return scrollHeight;
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
      `This has to change before your ${kind.word} can be published. You can change it yourself, or leave it to the stewards.`,
      stops,
    ),
    ...part("Worth a second look. It may be fine.", others),
  );
  show(box, all.length);
};

// --- every change

let pause = 0;
const changed = () => {
  clearTimeout(pause);
  pause = setTimeout(look, PAUSE);
};

export const look = () => {
  const now = entryNow();
  showHints(found(now), now.file);
  kind.look(now);
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

// Follow a link to a question: open what it is in, and go to where it is answered.
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

const draftName = () => `kgen-draft ${new URL(base, location.href).pathname}${kind.entry === "story" ? "" : ` ${kind.entry}`}`;
const store = action => {
  try {
    return action(localStorage);
  } catch {
    return null; // a browser may refuse to keep anything
  }
};

const keepDraft = ({ values, text }) => {
  const kept = { values, text, story: { ...told, under18: ticked("under_18") } };
  if (find("kg-w-keep").checked) store(place => place.setItem(draftName(), JSON.stringify(kept)));
};

const dropDraft = () => store(kept => kept.removeItem(draftName()));

const openDraft = () => {
  const draft = store(kept => JSON.parse(kept.getItem(draftName())));
  if (!draft) return false;
  fill({ ...draft, others: draft.story.others, isMarkdown: draft.story.isMarkdown });
  Object.assign(told, draft.story);
  for (const input of form.querySelectorAll("input[name=under_18]")) input.checked = input.value === told.under18;
  find("kg-w-keep").checked = true;
  find("kg-w-opened").textContent = "This is the draft that you kept in this browser. “Delete all that I wrote here” removes it.";
  show(find("kg-w-opened"), true);
  return true;
};

// --- ways for it to leave this page

const complete = () => {
  look(); // What was answered a moment ago may have hidden or shown something.
  const now = entryNow();
  const missing = missingFrom(now);
  showMissing(missing, true);
  return missing.length ? null : now;
};


const send = async () => {
  const now = complete();
  if (!now) return;
  const lines = privately();
  const note = lines.length ? { note: lines.join("\n") } : {};
  const sent = await post(form.action, { file: now.file.text, ...note }, say, { thanks: kind.thanks, keep: "save it as a file" });
  if (!sent) return;
  find("kg-w-keep").checked = false;
  dropDraft();
};

const share = async () => {
  const now = complete();
  if (now) await navigator.share({ text: message(now) }).catch(() => say("Nothing was shared."));
};

const stillMissing = now => {
  const missing = missingFrom(now);
  showMissing(missing, false);
  return missing.length ? " Something is still missing: see the list above." : "";
};

// A story may be taken along unfinished: what is missing from it can be seen in its file.
const toTakeAlong = () => {
  if (kind.entry !== "story") return complete();
  look();
  return entryNow();
};

const copy = async () => {
  const now = toTakeAlong();
  if (!now) return;
  const area = find("kg-w-file");
  area.value = message(now);
  try {
    await navigator.clipboard.writeText(area.value);
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
  const now = toTakeAlong();
  if (!now) return;
  const link = make("a", {
    href: URL.createObjectURL(new Blob([message(now)], { type: "text/markdown" })),
    download: `${slugOf(kind.called(now.values), kind.entry)}.md`,
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
  const instead = `I have copied my ${kind.word}. Here it is:\n\n`;
  const { href, isWhole } = mailTo(link.href, `A ${kind.word}`, message(now), instead);
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
      `On GitHub anybody could read it at once. Please first change what is listed below your ${kind.word}, or send it to the stewards instead.`,
    );
    return;
  }
  const address = new URL(newFile);
  address.searchParams.set("filename", `${slugOf(kind.called(now.values), kind.entry)}.md`);
  const whole = new URL(address);
  whole.searchParams.set("value", now.file.text);
  const isShort = whole.href.length <= LONGEST_ADDRESS;
  if (!isShort) {
    copy();
    say(`Your ${kind.word} is too long to be put there by itself. It was copied: paste it into the empty file.`);
  }
  window.open(isShort ? whole.href : address.href, "_blank", "noopener,noreferrer");
};

const clear = async () => {
  dropDraft();
  fill({ values: {}, text: "" });
  told.isOpened = false;
  find("kg-w-keep").checked = false;
  show(find("kg-w-missing"), false);
  show(find("kg-w-opened"), false);
  show(find("kg-w-file"), false);
  find("kg-w-file").value = "";
  await giveReceipt();
  look();
  form.querySelector("input, textarea").focus();
};

// --- receipts

const giveReceipt = async () => {
  show(find("kg-w-receipt-box"), Boolean(crypto.subtle));
  if (!crypto.subtle) return; // only over https
  told.receipt = told.receipt && told.ref ? told.receipt : newReceipt();
  told.ref = await hashOf(told.receipt);
  find("kg-w-receipt").textContent = grouped(told.receipt);
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

// A slug in the address; nothing if it is not one.
export const slugIn = asked => (/^[a-z0-9][a-z0-9-]{0,79}$/.test(asked ?? "") ? asked : "");

const json = name => fetch(`${base}write/${name}`).then(answer => (answer.ok ? answer.json() : Promise.reject(new Error(name))));

export const start = async ofKind => {
  kind = ofKind;
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
  const [names, rules] = await Promise.allSettled(["names.json", "rules.json"].map(json));
  try {
    if (rules.value) {
      scanner = new Scanner(rules.value.safeguarding);
      peoplesNames = new Names(rules.value["person-names"], rules.value["given-names"], scanner.words);
    }
  } catch {
    scanner = null; // too old for the patterns; the stewards check it again in any case
  }
  offerNames(names.value ?? {});
  kind.ready(openDraft());
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
  find("kg-w-plain")?.remove();
  document.querySelector(".kg-write").classList.add("is-live");
  show(find("kg-w-share"), Boolean(navigator.share));
  look();
};
