// What the desk adds where scripts run: every page works without it.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

for (const element of all("[data-script]")) element.hidden = false;

// --- leaving what is not saved

const lost = new Set(); // functions that say whether something would be lost

addEventListener("beforeunload", event => {
  if ([...lost].some(isLost => isLost())) event.preventDefault();
});

const written = form => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));

const guard = form => {
  const before = written(form);
  const isLost = () => "unsaved" in form.dataset || written(form) !== before;
  lost.add(isLost);
  form.addEventListener("submit", () => lost.delete(isLost));
};

// What is shown once is lost unless it has been copied or printed.
const once = element => {
  const isLost = () => true;
  const taken = () => lost.delete(isLost);
  lost.add(isLost);
  element.addEventListener("copy", taken);
  element.addEventListener("taken", taken);
  addEventListener("afterprint", taken);
};

// --- copying

const copies = button => {
  const words = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words.textContent);
      said.textContent = "Copied.";
      words.dispatchEvent(new Event("taken", { bubbles: words.matches(".verbatim") }));
    } catch {
      getSelection().selectAllChildren(words);
      said.textContent = "It is marked now: copy it with Ctrl+C (⌘C on a Mac).";
    }
  });
};

// --- files dropped anywhere on the page

const MOST_FILES = 200;
const MOST_BYTES = 40_000_000;

const size = bytes => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

const takesDrops = form => {
  const input = form.querySelector("input[type=file]");
  const said = form.querySelector("[role=status]");
  const show = () => {
    const files = [...input.files];
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const isTooMuch = files.length > MOST_FILES || total > MOST_BYTES;
    const problem = isTooMuch ? `At most ${MOST_FILES} files and ${size(MOST_BYTES)} at once. Choose fewer.` : "";
    input.setCustomValidity(problem);
    said.replaceChildren();
    if (!files.length) return;
    const lines = files.map(file => make("li", {}, make("bdi", { textContent: file.name }), ` (${size(file.size)})`));
    said.append(
      make("p", { textContent: files.length === 1 ? "1 file, not taken in yet:" : `${files.length} files, not taken in yet:` }),
      make("ul", { className: "dropped" }, ...lines),
      make("p", { className: "problem", textContent: problem }),
    );
  };
  input.addEventListener("change", show);
  const holdsFiles = event => event.dataTransfer?.types.includes("Files");
  let depth = 0;
  const dragged = by => {
    depth = Math.max(0, depth + by);
    document.documentElement.classList.toggle("is-dragged", depth > 0);
  };
  addEventListener("dragenter", event => holdsFiles(event) && dragged(1));
  addEventListener("dragleave", event => holdsFiles(event) && dragged(-1));
  addEventListener("dragover", event => holdsFiles(event) && event.preventDefault());
  addEventListener("drop", event => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    dragged(-depth);
    const together = new DataTransfer();
    for (const file of [...input.files, ...event.dataTransfer.files]) together.items.add(file);
    input.files = together.files;
    show();
    form.querySelector("button").focus();
  });
  guard(form);
};

// --- fields

const grows = area => {
  const grow = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener("input", grow);
  grow();
};

const counts = field => {
  const longest = Number(field.dataset.longest);
  const said = make("p", { className: "help", role: "status" });
  field.after(said);
  const count = () => {
    const length = [...field.value].length;
    said.textContent = length > longest * 0.8 ? `${length} of at most ${longest} characters` : "";
  };
  field.addEventListener("input", count);
  count();
};

// Names one by one, each found as somebody types; what is sent is still the lines of the textarea.
const namesOneByOne = area => {
  const list = document.getElementById(area.dataset.names);
  const titles = new Map(all("option", list).map(option => [option.value, option.label]));
  const slugs = new Map([...titles].map(([slug, title]) => [title.toLowerCase(), slug]));
  const label = document.querySelector(`label[for="${CSS.escape(area.id)}"]`);
  const { id } = area;
  const rows = make("div", { role: "group", className: "named" });
  rows.setAttribute("aria-labelledby", label.id);
  const inputs = () => all("input", rows);
  const update = () => {
    area.value = inputs().map(input => input.value.trim()).filter(Boolean).join("\n");
    for (const [index, input] of inputs().entries()) {
      const said = input.parentElement.querySelector(".quiet");
      const title = titles.get(input.value.trim()) ?? "";
      said.textContent = title;
      input.id = index ? `${id}-${index + 1}` : id;
      if (index) input.setAttribute("aria-label", `${label.textContent} ${index + 1}`);
      else input.removeAttribute("aria-label");
      const name = title || input.value || `${label.textContent} ${index + 1}`;
      input.parentElement.querySelector("button").setAttribute("aria-label", `Remove ${name}`);
    }
  };
  const add = value => {
    const input = make("input", { type: "text", value, autocomplete: "off", spellcheck: false });
    input.setAttribute("list", list.id);
    for (const name of ["aria-describedby", "aria-invalid"])
      if (area.hasAttribute(name)) input.setAttribute(name, area.getAttribute(name));
    input.addEventListener("input", update);
    input.addEventListener("change", () => {
      input.value = slugs.get(input.value.trim().toLowerCase()) ?? input.value;
      update();
    });
    const remove = make("button", { type: "button", className: "plain", textContent: "Remove" });
    const row = make("div", { className: "named-row" }, input, remove, make("span", { className: "quiet" }));
    remove.addEventListener("click", () => {
      const next = inputs().find(each => each !== input) ?? input;
      if (next === input) input.value = "";
      else row.remove();
      update();
      next.focus();
    });
    more.before(row);
    return input;
  };
  const more = make("button", { type: "button", className: "plain", textContent: "Add another" });
  more.addEventListener("click", () => {
    const input = add("");
    update();
    input.focus();
  });
  rows.append(more);
  area.removeAttribute("id");
  area.hidden = true;
  area.after(rows);
  for (const help of all("[data-lines]", area.parentElement)) help.hidden = true;
  for (const line of area.value.split("\n").filter(Boolean)) add(line);
  if (!inputs().length) add("");
  update();
};

// What was ticked for a text stays ticked in this window, until the text changes.
const keepsTicks = list => {
  const key = `kgen-desk-ticks ${list.dataset.ticks}`;
  const boxes = all("input[type=checkbox]", list);
  const ticked = sessionStorage.getItem(key)?.split(" ") ?? [];
  for (const box of boxes) if (ticked.includes(box.name)) box.checked = true;
  list.addEventListener("change", () => {
    sessionStorage.setItem(key, boxes.filter(box => box.checked).map(box => box.name).join(" "));
  });
};

const ticksAll = button => {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of all("input[type=checkbox]", button.closest("fieldset"))) box.checked = true;
  });
};

// --- sending a form once, and coming back to the same place

const KEPT = "kgen-desk-kept";
const placeOf = path => `kgen-desk-place ${path}`;

addEventListener("submit", event => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if ("sent" in form.dataset) return event.preventDefault();
  form.dataset.sent = "";
  for (const button of form.elements) if (button.type === "submit") button.setAttribute("aria-disabled", "true");
  sessionStorage.setItem(KEPT, form.dataset.return ?? location.pathname);
});

addEventListener("pagehide", () => sessionStorage.setItem(placeOf(location.pathname), scrollY));

addEventListener("pageshow", event => {
  if (!event.persisted) return;
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of all("[aria-disabled]")) button.removeAttribute("aria-disabled");
});

const comeBack = () => {
  const isKept = sessionStorage.getItem(KEPT) === location.pathname;
  sessionStorage.removeItem(KEPT);
  if (!isKept || location.hash) return;
  const place = Number(sessionStorage.getItem(placeOf(location.pathname)));
  if (!place) return;
  scrollTo(0, place + document.getElementById("notice").scrollHeight);
  // What was just done is said in sight, until somebody reads on.
  const root = document.documentElement;
  root.classList.add("is-kept");
  const from = scrollY;
  const readOn = () => {
    if (Math.abs(scrollY - from) < 200) return;
    root.classList.remove("is-kept");
    removeEventListener("scroll", readOn);
  };
  addEventListener("scroll", readOn);
};

// Words that are in a status when the page loads are not read out: they have to change.
const sayNotice = status => {
  const words = [...status.childNodes];
  if (!status.textContent.trim()) return;
  const height = status.offsetHeight;
  status.style.minHeight = `${height}px`;
  status.replaceChildren();
  setTimeout(() => {
    status.append(...words);
    status.style.minHeight = "";
  }, 100);
};

// --- looking again while the garden is being checked

const PAUSE = 3000;

const isTyping = () =>
  document.activeElement?.matches("input, textarea, select") ||
  all("input[type=file]").some(input => input.files.length) ||
  !getSelection().isCollapsed;

const replaced = (old, fresh) => {
  if (old.isEqualNode(fresh)) return;
  const { activeElement } = document;
  const href = old.contains(activeElement) ? activeElement.getAttribute("href") : null;
  old.replaceWith(fresh);
  if (href) all("a", fresh).find(link => link.getAttribute("href") === href)?.focus({ preventScroll: true });
};

const lookAgain = async () => {
  if (document.hidden || isTyping()) return setTimeout(lookAgain, PAUSE);
  try {
    const answer = await fetch(location.pathname);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.getElementById("lists")) return;
    if (isTyping()) return setTimeout(lookAgain, PAUSE);
    for (const old of all("[data-live]")) {
      const fresh = page.getElementById(old.id);
      if (fresh) replaced(old, document.adoptNode(fresh));
    }
    if (document.querySelector("[data-checking]")) return setTimeout(lookAgain, PAUSE);
    const done = make("p", { className: "notice", textContent: "The garden has been checked. This page is up to date." });
    document.getElementById("notice").replaceChildren(done);
  } catch {
    setTimeout(lookAgain, PAUSE * 3);
  }
};

// --- all of it

all("textarea[data-names]").forEach(namesOneByOne);
all("[data-longest]").forEach(counts);
if (!CSS.supports("field-sizing", "content")) all("textarea").forEach(grows);
all("[data-copy]").forEach(copies);
all("[data-once]").forEach(once);
all("[data-ticks]").forEach(keepsTicks);
all("[data-tick-all]").forEach(ticksAll);
all("form[data-guard]").forEach(guard);
all("form[data-drop]").forEach(takesDrops);
all("#notice").forEach(sayNotice);
comeBack();
if (document.querySelector("[data-checking]")) setTimeout(lookAgain, PAUSE);
