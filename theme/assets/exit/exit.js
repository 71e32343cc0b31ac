// "Exit this page" after GOV.UK's pattern: the page goes blank at once, another takes its place, and Back does not
// lead here. Shift pressed three times within five seconds does the same. Without this file the link is a plain link.

const link = document.getElementById("kg-exit");
const said = document.getElementById("kg-exit-said");
const PRESSES = 3;
const WITHIN = 5000;

const leave = () => {
  document.body.hidden = true;
  document.title = "Loading";
  location.replace(link.href);
};

let presses = [];
const count = event => {
  const now = event.timeStamp;
  presses = event.key === "Shift" && !event.repeat ? [...presses.filter(time => now - time < WITHIN), now] : [];
  const left = PRESSES - presses.length;
  if (left <= 0) return leave();
  said.textContent = presses.length ? `Shift, press ${left} more ${left === 1 ? "time" : "times"} to exit.` : "";
};

link.addEventListener("click", event => {
  event.preventDefault();
  leave();
});
addEventListener("keydown", count);
// A page that the browser kept in memory comes back as it was left: blank.
addEventListener("pageshow", event => {
  if (event.persisted) document.body.hidden = false;
});
