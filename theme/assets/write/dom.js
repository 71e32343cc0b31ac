// Small helpers of the forms at /write/, /join/ and /ask/.

export const find = id => document.getElementById(id);
export const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
export const show = (element, isShown) => element && (element.hidden = !isShown);
export const thisMonth = () => new Date().toISOString().slice(0, 7);
export const inWords = month =>
  new Date(`${month}-01T00:00:00Z`).toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
export const upperFirst = text => text.slice(0, 1).toUpperCase() + text.slice(1);
const WHO = "somebody who ";
// As kgen.english.voice_in_words has it.
export const voiceInWords = voices => {
  const isShort = voices.every(each => each.startsWith(WHO));
  return upperFirst(voices.map(each => (isShort ? each.slice(WHO.length) : each)).join(" and "));
};
export const paragraph = text => {
  const lines = text.split("\n").map(line => line.trim());
  return make("p", { dir: "auto" }, ...lines.flatMap((line, number) => (number ? [make("br"), line] : [line])));
};
