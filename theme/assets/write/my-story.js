// /my-story/: what belongs to a receipt, and a message that has it changed or taken back. The receipt is looked up on the
// device: what is asked of the server is the list of all receipts' hashes (or of those that begin alike), and the page of
// what was found. It is kept only in this script, until the page is left.

import { inWords, make } from "./dom.js";
import { grouped, hashOf, LENGTH, plainReceipt } from "./receipt.js";
import { mailTo, post } from "./sending.js";

const find = id => document.getElementById(`kg-mine-${id}`);
const form = find("form");
const ask = find("ask-form");
const field = find("receipt");
const { base } = form.dataset;
const PARTS = ["found", "none", "ask"];
const SAID = ["busy", "wrong", "found-title", "title", "kind", "answered", "changed", "review", "told"];
const KINDS = {
  stories: { title: "Your story is published", name: "A story.", answers: "Who answered", none: "Nobody yet." },
  questions: { title: "Your question is published", name: "A question.", answers: "Who answered", none: "Nobody yet." },
  people: { title: "Your page is published", name: "A page about you.", answers: "Stories told", none: "None yet." },
};
let receipt = "";
let latest = 0;

const words = element => element?.textContent.trim().replace(/\s+/g, " ") ?? "";

// --- looking it up

// Nothing of it stays in the browser's cache.
const asked = address => fetch(address, { cache: "no-store", referrerPolicy: "no-referrer" });

// Where what belongs to a hash is published, and the month of its review; undefined if nothing is.
const published = async hash => {
  const { receipts, parts } = await (await asked(`${base}data/receipts.json`)).json();
  if (!parts) return receipts[hash];
  const part = await asked(`${base}data/receipts/${hash.slice(0, 2)}.json`);
  return part.status === 404 ? undefined : (await part.json()).receipts[hash];
};

const pageAt = async address => {
  const answer = await asked(address);
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
};

const lookUp = async event => {
  event.preventDefault();
  clear();
  const typed = plainReceipt(field.value);
  if (typed.length !== LENGTH) {
    const has = typed ? `, and this has ${typed.length}` : "";
    tellWrong(`A receipt has 32 characters, from 0 to 9 and a to f${has}. An O is a 0, and an l is a 1.`, true);
    return;
  }
  find("busy").textContent = "Looking it up…";
  const number = latest;
  const isNow = () => number === latest; // The page was not left, and nothing else was typed.
  let found;
  let page = null;
  try {
    found = await published(await hashOf(typed));
    if (found) page = await pageAt(`${base}${found.url}`).catch(() => null);
  } catch {
    if (isNow()) tellWrong("It could not be looked up. Are you online? Please try again.");
    return;
  }
  if (!isNow()) return;
  find("busy").textContent = "";
  receipt = typed;
  if (found) {
    show(found, page);
    field.value = "";
  }
  find("found").hidden = !found;
  find("none").hidden = Boolean(found);
  find("ask").hidden = false;
  find(found ? "found-title" : "none-title").focus();
};

const tellWrong = (text, isOfField = false) => {
  find("busy").textContent = "";
  find("wrong").textContent = text;
  field.setAttribute("aria-invalid", isOfField);
  field.focus();
};

// --- what is there

const show = ({ url, review }, page) => {
  const address = new URL(`${base}${url}`, location.href).href;
  const kind = KINDS[url.split("/")[0]];
  const hasChanges = page && kind !== KINDS.people;
  find("found-title").textContent = kind.title;
  put("title", [linked(page?.querySelector("h1"), address)]);
  put("kind", [`${kind.name} ${words(page?.querySelector(".kg-byline"))}`]);
  find("answered-name").textContent = kind.answers;
  put("answered", page && listed(answersOn(page, address), kind.none));
  put("changed", hasChanges && listed(changesOn(page, address), "Nothing has been written down yet."));
  find("came").hidden = !page?.querySelector(".kg-came");
  put("review", review && [`Its consent is asked for again in ${inWords(review)}. If nobody gives it again, it is hidden.`]);
};

// Show what is known about something. If it is nothing, its line goes too.
const put = (id, children) => {
  find(id).replaceChildren(...(children || []));
  find(id).parentElement.hidden = !children;
};

const listed = (items, otherwise) =>
  items.length ? [make("ul", { className: "kg-plain" }, ...items.map(each => make("li", {}, ...each)))] : [otherwise];

// A link to an address, with a page's words and their language.
const linked = (element, address) => {
  const link = make("a", { href: address, dir: "auto" }, words(element) || "See the page");
  if (element?.lang) link.lang = element.lang;
  return link;
};

const leadingOn = (link, address) => linked(link, new URL(link.getAttribute("href"), address).href);

const answersOn = (page, address) => {
  const section = page.querySelector("#answers, #stories")?.closest("section");
  const cards = [...(section?.querySelectorAll(".kg-card") ?? [])];
  const answers = cards.map(card => [
    leadingOn(card.querySelector(".kg-card-title a"), address),
    ...[...card.querySelectorAll(".kg-badge")].flatMap(each => [" ", document.importNode(each, true)]),
    make("span", { className: "kg-note" }, ` ${words(card.querySelector(".kg-voice"))}`),
  ]);
  if (answers.length && page.querySelector(".kg-pager")) answers.push([make("a", { href: address }, "More on its page")]);
  return answers;
};

const changesOn = (page, address) => {
  const own = [...page.querySelectorAll(".kg-story-main > .kg-change")].map(each => [words(each).replace(/^What changed: /, "")]);
  const credited = [...page.querySelectorAll(".kg-came li")].map(each => {
    const said = each.cloneNode(true);
    said.querySelector(".kg-small").remove();
    return [words(said), " ", leadingOn(each.querySelector("a"), address)];
  });
  const rows = [...page.querySelectorAll('td[data-label="What changed"]:not(.kg-none)')];
  return [...own, ...credited, ...rows.map(each => [words(each), " ", leadingOn(each.parentElement.querySelector("td:last-child a"), address)])];
};

// --- a message that is ready to be sent

const wish = () => ask.querySelector("[name=wish]:checked")?.value ?? "";

const BEGINNINGS = { withdraw: "Please take back what belongs to this receipt.", change: "Please change what belongs to this receipt." };

const message = () => {
  const begin = BEGINNINGS[wish()] ?? "Please print beside my story what I say of what changed.";
  const said = find("words").value.trim();
  // kgen/stewarding/submission.py reads this again.
  const lines = [begin, "", `receipt: ${grouped(receipt)}`, `wish: ${wish()}`];
  return [...lines, ...(said ? ["words:", said] : [])].join("\n");
};

const write = () => {
  find("ready").hidden = !wish();
  find("message").textContent = wish() && receipt ? message() : "";
};

const tell = (...said) => {
  find("told").replaceChildren(...said);
  find("told").focus();
};

const send = async event => {
  event.preventDefault();
  if (!ask.hasAttribute("action")) return;
  const entries = { receipt, wish: wish(), words: find("words").value };
  const thanks = "The stewards have it. Look here again later to see what came of it.";
  await post(ask.action, entries, tell, { thanks, keep: "copy it" });
};

const copy = async () => {
  try {
    await navigator.clipboard.writeText(message());
    tell("Copied. Paste it into a message to the stewards.");
  } catch {
    getSelection().selectAllChildren(find("message"));
    find("message").focus();
  }
};

const mail = event => {
  const link = event.currentTarget;
  const plain = link.href;
  const { href, isWhole } = mailTo(plain, "A request", message(), "I have copied my message. Here it is:\n\n");
  link.href = href;
  if (!isWhole) copy();
  setTimeout(() => (link.href = plain));
};

// --- leaving

// Forget what was found, and what could be sent.
const clear = () => {
  latest += 1;
  receipt = "";
  ask.reset();
  write();
  for (const part of PARTS) find(part).hidden = true;
  for (const id of SAID) find(id).replaceChildren();
  field.removeAttribute("aria-invalid");
};

const forget = () => {
  clear();
  form.reset();
};

// --- beginning

const begin = () => {
  form.hidden = !crypto.subtle; // It is there only over https.
  if (form.hidden) return;
  find("without").remove();
  find("typed")?.remove();
  find("written").hidden = false;
  form.closest(".kg-write").classList.add("is-live");
  forget();
  form.addEventListener("submit", lookUp);
  field.addEventListener("input", clear);
  field.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  ask.addEventListener("input", write);
  ask.addEventListener("submit", send);
  find("copy").addEventListener("click", copy);
  find("mail")?.addEventListener("click", mail);
  addEventListener("pagehide", forget);
  addEventListener("pageshow", event => event.persisted && forget());
};

begin();
