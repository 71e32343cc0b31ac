// The form at /write/.

import { add, fields, folderOf, form, ticked, titleOf, wordFor } from "./controls.js";
import { find, inWords, make, paragraph, show, thisMonth, voiceInWords } from "./dom.js";
import { ORDER, fill, look, monthOfYes, slugIn, start, told } from "./form.js";
import { hashOf, plainReceipt } from "./receipt.js";
import { later, received } from "./story.js";

const { source, months, base } = form.dataset;
const TRIED = ["tries.went", "tries.note"];
const NAMING = ["topics", "sectors", "networks", "answers"];

const season = text => {
  const [, name, year] = /^(spring|summer|autumn|winter),? +(\d{4})$/i.exec(text) ?? [];
  return name ? `${year}-${name.toLowerCase()}` : text;
};

const made = values => {
  values.period = season(values.period);
  if (!["planned", "made"].includes(values["change.status"])) values["change.what"] = values["change.when"] = "";
  if (!values["tries.story"].length) for (const name of TRIED) values[name] = "";
  values.date = told.date || thisMonth();
  values["consent.given"] = monthOfYes();
  if (ticked("under_18") === "yes") values.about_child = "true";
  const needsReview = values["consent.whose"] === "with-permission";
  values["consent.read_by"] = told.readBy;
  values["consent.seen"] = told.seen;
  values["consent.review"] = told.review || (needsReview ? later(values["consent.given"] || thisMonth(), Number(months)) : "");
};

const isForSomebody = values => values["consent.whose"] === "with-permission";
const isRefused = values =>
  source === "public" && (isForSomebody(values) || values.about_child === "true");

const missing = ({ values, text }, say) => {
  say(!text.trim(), "Your story is still empty.", "kg-w-text");
  say(!values.standpoint.length, "Say where you speak from.", "kg-w-standpoint");
  say(!values["consent.whose"], "Say whose story it is.", "kg-w-consent.whose");
  say(!values["consent.others"], "Say whether other people are in it.", "kg-w-consent.others");
  say(!ticked("under_18") && !told.isOpened, "Say whether you are under 18.", "kg-w-under_18");
  const hasOthers = ["agreed", "disguised"].includes(values["consent.others"]);
  say(hasOthers && !values.about_child, "Say whether it is about a child.", "kg-w-about_child");
  say(values["tries.story"].length > 1, "Say how it went with one story at a time.", "kg-w-tries.story");
  say(values["tries.story"].length && !values["tries.went"], "Say how it went when you tried it.", "kg-w-tries.went");
  say(isRefused(values), "This website cannot take a story told for somebody else, or about a child.", "kg-w-refused");
  say(!values["consent.uses"].includes("site"), "Say whether it may be published on this website.", "kg-w-consent.uses");
  if (isForSomebody(values) && !isRefused(values) && !told.isOpened) {
    say(!ticked("private.whose"), "Say who you are writing it for.", "kg-w-private.whose");
    say(!ticked("private.agreed_by"), "Say how they agreed.", "kg-w-private.agreed_by");
    say(!ticked("private.read_back"), "Read it back to them, and tick that you have.", "kg-w-private.read_back");
  }
  say(
    values.period && !/^\d{4}(-(spring|summer|autumn|winter))?$/.test(values.period),
    "Write when it happened as a year, or as a season such as autumn 2025.",
    "kg-w-period",
  );
  say(
    values.lang && !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*(-x(-[A-Za-z0-9]{1,8})+)?$/.test(values.lang),
    "Write the language as a code, such as cy for Welsh.",
    "kg-w-lang",
  );
  say(
    values["change.when"] && !/^\d{4}-(0[1-9]|1[0-2])$/.test(values["change.when"]),
    "Write the month of the change as in 2026-10.",
    "kg-w-change.when",
  );
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

const showAll = now => {
  const { values } = now;
  preview(now);
  show(find("kg-w-refused"), isRefused(values));
  show(find("kg-w-young"), ticked("under_18") === "yes");
  find("kg-w-tried").classList.toggle("is-tried", values["tries.story"].length > 0);
  show(find("kg-w-for"), isForSomebody(values) && !isRefused(values));
  const review = isRefused(values) ? "" : values["consent.review"];
  show(find("kg-w-review"), review);
  find("kg-w-review").textContent = review && `After ${inWords(review)} the story is hidden, unless they agree again.`;
  for (const name of ["change.what", "change.when"])
    show(fields.get(name), ["planned", "made"].includes(values["change.status"]));
};

const places = values => {
  const list = [["On a page of its own, and in the list of ", make("a", { href: `${base}stories/` }, "all stories")]];
  for (const field of NAMING) {
    for (const name of values[field]) {
      const title = titleOf(field, name);
      if (title) list.push([`With the ${wordFor(field)} `, make("a", { href: `${base}${folderOf(field)}/${name}/` }, title)]);
      else if (name.startsWith("stories/"))
        list.push([
          "With the story that it answers: ",
          make("a", { href: `${base}${name}/` }, name.slice(8).replaceAll("-", " ")),
        ]);
      else list.push([`With a new ${wordFor(field)}, if the stewards agree: ${name}`]);
    }
  }
  if (values["tries.story"].length) list.push(["With the story that you tried, under “Where it travelled”"]);
  for (const name of values.author) list.push([`On a page for the name ${name}`]);
  if (!values.topics.length && !values.answers.length) list.push(["With the topics that the stewards find for it"]);
  return list;
};

// --- receipts, and what stewards open

const open = async () => {
  const [file] = find("kg-w-open").files;
  if (!file) return;
  const said = find("kg-w-opened");
  try {
    fill(received(await file.text(), ORDER));
    told.isOpened = true;
    told.receipt = "";
    show(find("kg-w-receipt-box"), false);
    said.textContent = `${file.name} is open. The teller keeps the receipt; nothing here changes that.`;
  } catch (error) {
    said.textContent = `${file.name} could not be opened. ${error.message}`;
  }
  show(said, true);
  look();
  said.scrollIntoView();
};

const checkReceipt = async () => {
  const receipt = plainReceipt(find("kg-w-check").value);
  const answer = find("kg-w-checked");
  if (receipt.length !== 32) answer.textContent = receipt && "A receipt has 32 characters, from 0 to 9 and a to f.";
  else
    answer.textContent =
      (await hashOf(receipt)) === told.ref
        ? "Yes, it belongs to the opened story."
        : "No, it belongs to another story.";
};

// --- beginning

const chooseFromAddress = () => {
  const asked = new URLSearchParams(location.search);
  for (const [name, before] of [
    ["question", ""],
    ["story", "stories/"],
  ]) {
    const slug = slugIn(asked.get(name));
    if (slug) add(fields.get("answers"), before + slug);
  }
  const tried = slugIn(asked.get("tries"));
  if (tried) {
    add(fields.get("tries.story"), `stories/${tried}`);
    fields.get("tries.story").querySelector(".kg-words").hidden = true;
  }
  const network = slugIn(asked.get("network"));
  if (titleOf("networks", network)) add(fields.get("networks"), network);
  const from = fields.get("standpoint").querySelector(`input[value="${slugIn(asked.get("from"))}"]`);
  if (from) from.checked = true;
  sayWhatIsAnswered();
};

// Somebody who came to answer something reads above the box what it was.
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

// What was read back to somebody is not what is there now.
find("kg-w-text").addEventListener("input", () => {
  const readBack = find("kg-w-private.read_back");
  if (readBack) readBack.checked = false;
});
find("kg-w-open").addEventListener("change", open);
find("kg-w-check").addEventListener("input", checkReceipt);
start({
  word: "story",
  entry: "story",
  ref: "consent.ref",
  thanks: "It has arrived. Thank you for telling it. The stewards read it next. Keep your receipt: it shows you what comes of it.",
  made,
  missing,
  look: showAll,
  called: values => values.title,
  ready: isDraft => {
    if (!isDraft) chooseFromAddress();
    takeUpSentence();
  },
});
