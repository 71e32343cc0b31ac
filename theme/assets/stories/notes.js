// Leaves stories that speak of some things out of lists, for as long as a reader wants it. What is chosen is kept on the
// device and sent nowhere. Without this file each story says what it speaks of, and all are listed.

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
