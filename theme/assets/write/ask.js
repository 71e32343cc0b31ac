// The form at /ask/.

import { fields, titleOf } from "./controls.js";
import { find, make, paragraph, thisMonth } from "./dom.js";
import { start } from "./form.js";

const look = ({ values, text }) => {
  const wanted = [...fields.get("wanted").querySelectorAll("input:checked")].map(input =>
    input.parentElement.textContent.trim(),
  );
  const paragraphs = text
    .trim()
    .split(/\n\s*\n/)
    .filter(Boolean);
  const parts = [
    make("p", { className: "kg-kicker" }, "A question"),
    make("p", { className: "kg-preview-title", dir: "auto" }, values.title || "Your question"),
    make("div", { className: "kg-prose" }, ...paragraphs.map(paragraph)),
  ];
  if (wanted.length) parts.push(make("p", {}, `Hopes to hear from: ${wanted.join(", ")}`));
  const topics = values.topics.map(name => titleOf("topics", name) ?? name);
  if (topics.length) parts.push(make("p", {}, `About: ${topics.join(", ")}`));
  find("kg-w-preview").replaceChildren(...parts);
};

start({
  word: "question",
  entry: "question",
  ref: "ref",
  thanks: "It has arrived. Thank you for asking. The stewards read it next. Keep your receipt: it shows you what comes of it.",
  made: values => {
    values.opened = thisMonth();
  },
  missing: ({ values }, say) => say(!values.title, "Your question is still empty.", "kg-w-title"),
  look,
  called: values => values.title,
  ready: () => {},
});
