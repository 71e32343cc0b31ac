// The / key opens the search, unless somebody is writing, or turned it off on the search page. Where stories are written it
// does nothing at all: somebody who has just left the field would lose their words.
(() => {
  const start = () => {
    const find = document.getElementById("kg-find");
    const key = document.getElementById("kg-find-key");
    if (!find || document.querySelector("textarea")) return;
    const isOff = () => {
      try {
        return localStorage.getItem("kgen.slash") === "off";
      } catch {
        return false;
      }
    };
    const isWriting = (place) => place.closest("input, textarea, select, [contenteditable]") !== null;
    key.hidden = isOff();
    if (!isOff()) find.setAttribute("aria-keyshortcuts", "/");
    addEventListener("keydown", (event) => {
      const plain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
      if (!plain || event.defaultPrevented || isOff() || isWriting(event.target)) return;
      event.preventDefault();
      const words = document.getElementById("kg-words");
      if (words) {
        words.focus();
        words.select();
      } else location.assign(find.href);
    });
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
