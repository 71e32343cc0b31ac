// What goes with content notes. It leaves stories that speak of some things out of lists, for as long as a reader wants
// it: what is chosen is kept on the device and sent nowhere. And it makes the link "Exit this page" quick. Without this file
// each story says what it speaks of, all are listed, and the link is a plain link.

const KEY = "kgen.left-out";
const place = document.getElementById("kg-notes-kinds");

const kept = () => {
  try {
    return (localStorage.getItem(KEY) ?? "").split(" ").filter(Boolean);
  } catch {
    return []; // a browser may refuse to keep anything
  }
};

let leftOut = new Set(kept());

export const isLeftOut = (kinds) => kinds.some((kind) => leftOut.has(kind));

const keep = () => {
  try {
    if (leftOut.size) localStorage.setItem(KEY, [...leftOut].join(" "));
    else localStorage.removeItem(KEY);
  } catch {
    // then it holds only on this page
  }
};

const said = document.getElementById("kg-notes-said");

// What is missing from a part of a page that has no box to choose in, and where to choose again.
const missing = (count) => {
  const line = document.createElement("p");
  line.className = "kg-small kg-left-out";
  const link = document.createElement("a");
  link.href = new URL("../../stories/#kg-notes", import.meta.url);
  link.textContent = "Change what is left out";
  line.append(count === 1 ? "One story is left out here, as you chose. " : `${count} stories are left out here, as you chose. `, link);
  return line;
};

const leaveOut = () => {
  const all = new Set();
  const parts = new Map();
  for (const story of document.querySelectorAll("[data-mentions]")) {
    story.hidden = isLeftOut(story.dataset.mentions.split(" "));
    if (!story.hidden) continue;
    const address = story.querySelector("a[href]").href;
    const part = story.closest("section");
    all.add(address);
    parts.set(part, (parts.get(part) ?? new Set()).add(address));
  }
  if (said) said.textContent = leftOut.size ? ` (${all.size ? `${all.size} left out` : "nothing left out here"})` : "";
  else for (const [part, stories] of parts) part?.append(missing(stories.size));
};

const choose = () => {
  leftOut = new Set([...place.querySelectorAll(":checked")].map((box) => box.value));
  keep();
  leaveOut();
  document.dispatchEvent(new Event("kgen:left-out"));
};

leaveOut();
if (place) {
  if (location.hash === "#kg-notes") document.getElementById("kg-notes").open = true;
  for (const box of place.querySelectorAll("input")) box.checked = leftOut.has(box.value);
  place.hidden = false;
  place.addEventListener("change", choose);
}

// After GOV.UK's pattern: the page goes blank at once, another takes its place, and Back does not lead here. Shift pressed
// three times within five seconds does the same.
const PRESSES = 3;
const WITHIN = 5000;

const offerExit = (link, said) => {
  const leave = () => {
    document.body.hidden = true;
    document.title = "Loading";
    location.replace(link.href);
  };
  let presses = [];
  addEventListener("keydown", (event) => {
    const now = event.timeStamp;
    presses = event.key === "Shift" && !event.repeat ? [...presses.filter((time) => now - time < WITHIN), now] : [];
    const left = PRESSES - presses.length;
    if (left <= 0) return leave();
    said.textContent = presses.length ? `Shift, press ${left} more ${left === 1 ? "time" : "times"} to exit.` : "";
  });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  // A page that the browser kept in memory comes back as it was left: blank.
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.body.hidden = false;
  });
};

const exit = document.getElementById("kg-exit");
if (exit) offerExit(exit, document.getElementById("kg-exit-said"));
