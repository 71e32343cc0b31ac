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

const leaveOut = () => {
  let count = 0;
  for (const story of document.querySelectorAll("[data-mentions]")) {
    story.hidden = isLeftOut(story.dataset.mentions.split(" "));
    if (story.hidden && story.matches(".kg-card")) count += 1;
  }
  const said = document.getElementById("kg-notes-said");
  if (said) said.textContent = leftOut.size ? ` (${count} left out)` : "";
};

const choose = () => {
  leftOut = new Set([...place.querySelectorAll(":checked")].map((box) => box.value));
  keep();
  leaveOut();
  document.dispatchEvent(new Event("kgen:left-out"));
};

leaveOut();
if (place) {
  for (const box of place.querySelectorAll("input")) box.checked = leftOut.has(box.value);
  place.hidden = false;
  place.addEventListener("change", choose);
}
