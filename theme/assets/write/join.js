// The form at /join/.

import { add, fields, ticked, titleOf } from "./controls.js";
import { find, make, show, voiceInWords } from "./dom.js";
import { monthOfYes, slugIn, start, told } from "./form.js";

const SHOWN = [
  ["offers", "Can help with"],
  ["asks", "Would like to learn about"],
  ["sectors", "Services"],
  ["networks", "Networks"],
];

const look = ({ values }) => {
  show(find("kg-w-young"), ticked("under_18") === "yes");
  const voices = [...fields.get("standpoint").querySelectorAll("input:checked")].map(input => input.dataset.one);
  const rows = SHOWN.filter(([field]) => values[field].length).map(([field, label]) =>
    make(
      "div",
      {},
      make("dt", {}, label),
      make("dd", {}, values[field].map(name => titleOf(field, name) ?? name).join(", ")),
    ),
  );
  find("kg-w-preview").replaceChildren(
    make("p", { className: "kg-kicker" }, voiceInWords(voices) || "Somebody"),
    make("p", { className: "kg-preview-title", dir: "auto" }, values.name || "Your name here"),
    ...(rows.length ? [make("dl", { className: "kg-pair" }, ...rows)] : []),
  );
};

start({
  word: "name",
  entry: "person",
  ref: "consent.ref",
  thanks: "It has arrived. Thank you for putting your name down. The stewards read it next. Keep your receipt: it shows you what comes of it.",
  made: values => {
    values["consent.given"] = ticked("under_18") === "no" || told.given ? monthOfYes() : "";
  },
  missing: ({ values }, say) => {
    say(!values.name, "Say what others should call you here.", "kg-w-name");
    say(!ticked("under_18"), "Say whether you are under 18.", "kg-w-under_18");
    say(ticked("under_18") === "yes", "Names of people under 18 are not shown here. Please talk to the stewards.", "kg-w-young");
  },
  look,
  called: values => values.name,
  ready: () => {
    const slug = slugIn(new URLSearchParams(location.search).get("network"));
    if (titleOf("networks", slug)) add(fields.get("networks"), slug);
  },
});
