// The colours somebody chose, set before the page is painted; the button that changes them; the menu of narrow windows.
// Without this script the colours are those of the device, and the menu is open.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  // A browser may keep nothing, or forbid asking.
  const kept = (value) => {
    try {
      if (value === undefined) return localStorage.getItem("kgen.scheme");
      if (value === "") localStorage.removeItem("kgen.scheme");
      else localStorage.setItem("kgen.scheme", value);
    } catch {}
    return null;
  };
  const show = (scheme) => {
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  };
  show(kept());
  root.classList.add("kg-js");
  const colours = (button) => {
    const words = { "": "as on this device", light: "light", dark: "dark" };
    // From what the device asks for to its opposite, then to the same by choice, then back to the device.
    const next = () => {
      const [same, other] = dark.matches ? ["dark", "light"] : ["light", "dark"];
      return { "": other, [other]: same, [same]: "" }[root.dataset.scheme || ""];
    };
    const name = () => {
      const said = `Colours: ${words[root.dataset.scheme || ""]}. Change to ${words[next()]}.`;
      button.setAttribute("aria-label", said);
      button.title = said;
    };
    name();
    dark.addEventListener("change", name);
    button.addEventListener("click", () => {
      const chosen = next();
      kept(chosen);
      show(chosen);
      name();
    });
  };
  const menu = (button) => {
    const set = (isOpen) => button.setAttribute("aria-expanded", String(isOpen));
    button.addEventListener("click", () => set(button.getAttribute("aria-expanded") !== "true"));
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
      set(false);
      if (button.offsetParent) button.focus();
    });
  };
  addEventListener("DOMContentLoaded", () => {
    const [scheme, ways] = ["kg-scheme", "kg-menu"].map((id) => document.getElementById(id));
    if (scheme) colours(scheme);
    if (ways) menu(ways);
  });
})();
