// The box on the home page. Without this file it is a link to the form. What is typed here waits only in this tab until
// the form takes it up: it is in no address, so no server writes it down.

const KEY = "kgen.sentence";
const section = document.querySelector("[data-tell]");

const canWait = () => {
  try {
    sessionStorage.setItem(KEY, "");
    sessionStorage.removeItem(KEY);
    return true;
  } catch {
    return false; // a browser may refuse to keep anything
  }
};

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const box = (link) => {
  const words = element("textarea", { id: "kg-tell-words", className: "kg-tell__field", rows: 2, dir: "auto", autocomplete: "off", maxLength: 20000 });
  const label = element("label", { className: "kg-tell__label", htmlFor: words.id, textContent: link.firstElementChild.textContent });
  const form = element("form", { className: "kg-tell__box" }, label, words, element("button", { className: "kg-button", textContent: link.lastElementChild.textContent }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (words.value.trim()) sessionStorage.setItem(KEY, words.value);
    location.assign(link.href);
  });
  return form;
};

if (section && canWait()) {
  const link = section.querySelector("a.kg-tell__box");
  link.parentElement.replaceWith(element("div", { className: "kg-tell__place" }, box(link)));
}
