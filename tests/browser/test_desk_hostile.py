"""Attacks on the desk in a real browser: every text that is known to be hostile, and pages of other sites."""

import json
import re
import signal
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import warm
import yaml
from gardens import BASIS, make_garden, story
from hostile import KINDS, OWN_PAYLOADS, each_in_one_kind, files_holding
from nightly import first_of, times
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Response, expect
from sites import command, environment

from kgen.editing.whole_files import write_whole

PASSPHRASE = "kettle bench window rain"
WORDS = "We waited three weeks for the letter."
AT_ONCE = 12
"""Payloads in the text of one draft."""
NO_FAULTS = ("Blocked script execution in", "Failed to load resource", "Refused to apply style from")
"""What Chromium says of the scripts of the garden's own pages, which do not run at the desk, and of what is missing."""
UNSEEN = ["a\u202egnp.exe", "pass\u200bword", "p\u0430ypal", "\U000e0041\U000e0042 tags", "Z" + "\u0301" * 400]


class Desk:
    """A garden at whose desk somebody is signed in: `url` ends without a slash."""

    def __init__(self, root: Path) -> None:
        self.root = root
        files = {**BASIS, "stories/old.md": story(WORDS, title="Old"), **each_in_one_kind(OWN_PAYLOADS)}
        make_garden(root, files, {"source": "private", "unresolved_links": "warn"})
        self._process = warm.Started(command("desk", "-a", "127.0.0.1:0"), cwd=root, env=environment())
        line = self._process.stdout.readline()
        found = re.search(r"(http://127\.0\.0\.1:\d+)/\?token=\S+", line)
        assert found, line
        self.opening, self.url = found[0], found[1]

    def sign_up(self, page: Page) -> None:
        page.goto(self.opening)
        page.goto(f"{self.url}/sign-in/new")
        page.fill("[name=name]", "Ada")
        page.fill("[name=passphrase]", PASSPHRASE)
        page.fill("[name=again]", PASSPHRASE)
        page.click("main button, form button")
        page.wait_for_selector("#take-in")

    def draft(self, name: str, text: str) -> None:
        path = self.root / "drafts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode(errors="replace"))

    def everything(self) -> dict[str, bytes]:
        """All files of the garden, and what the desk keeps about them, except what it notes by itself."""
        found = (path for path in self.root.rglob("*") if path.is_file() and ".git" not in path.parts)
        own = (".kgen", "site", "stewards.json", "lock", "published.json")
        return {str(path): path.read_bytes() for path in found if not {*own} & {*path.parts}}

    def stop(self) -> None:
        self._process.stop(signal.SIGTERM)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    yield desk
    desk.stop()


@pytest.fixture
def steward(desk: Desk, browser: Browser) -> Iterator[Page]:
    """A page of somebody who is signed in, in a browser of their own."""
    context = browser.new_context()
    page = context.new_page()
    if (desk.root / ".desk/stewards.json").exists():
        page.goto(desk.opening)
        page.goto(f"{desk.url}/sign-in")
        page.fill("[name=name]", "Ada")
        page.fill("[name=passphrase]", PASSPHRASE)
        page.click("main button, form button")
        page.wait_for_selector("#take-in")
    else:
        desk.sign_up(page)
    yield page
    context.close()


@pytest.fixture
def wrongs(desk: Desk, steward: Page) -> list[str]:
    """What must never happen: something runs, fails, or is asked of another host."""
    found: list[str] = []

    def asked(dialog: Dialog) -> None:
        if dialog.type != "beforeunload":  # A form with something wrong in it asks whether to leave it.
            found.append(f"dialog {dialog.message}")
        dialog.accept()

    steward.on("dialog", asked)
    steward.on("pageerror", lambda error: found.append(f"error {error}"))

    def logged(said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith(NO_FAULTS):
            found.append(f"error {said.text}")

    steward.on("console", logged)

    def answered(answer: Response) -> None:
        is_of_no_page = "/assets/" in answer.url or "/preview/" in answer.url  # What cannot be shown as it is.
        if answer.status >= 400 and not is_of_no_page:
            found.append(f"{answer.status} {answer.url}")

    steward.on("response", answered)
    steward.on("popup", lambda page: found.append(f"popup {page.url}"))
    steward.on("download", lambda each: found.append(f"download {each.url}"))
    ours = urlsplit(desk.url).netloc
    steward.on(
        "request", lambda each: found.append(f"request {each.url}") if urlsplit(each.url).netloc != ours else None
    )
    return found


FOREIGN = """() => {
  const found = [];
  const known = new Set(("html head meta title link script body a header svg path span div p b form input button nav ul"
    + " li main h1 h2 h3 section ol dl dt dd sup mark details summary iframe fieldset legend label textarea select"
    + " option datalist bdi code i br").split(" "));
  const forms = new RegExp("^(?:/sign-out|publish|read|ask|unask|hold|resume|decline|undo"
    + "|hide|show|renew|rename|merge|withdraw|delete|/(?:waiting|garden)/[a-z-]+/[a-z0-9-]+/save)$");
  const files = ["/desk/desk.js", "/desk/desk.css", "/desk/sprout.svg"];
  const never = ["style", "srcdoc", "srcset"];
  for (const each of document.querySelectorAll("*")) {
    const name = each.localName;
    if (!known.has(name)) found.push(name);
    for (const { name: attribute } of each.attributes)
      if (attribute.startsWith("on") || never.includes(attribute) && name !== "textarea")
        found.push(`${name} ${attribute}`);
    for (const attribute of ["href", "src", "action", "formaction"]) {
      const value = each.getAttribute(attribute);
      if (value === null) continue;
      if (!new URL(value, location.href).href.startsWith(location.origin + "/")) found.push(`${name} ${value}`);
      if (attribute.endsWith("action") && !forms.test(value)) found.push(`form ${value}`);
    }
    const isOwn = files.includes(each.getAttribute("src") ?? each.getAttribute("href"))
      || name === "meta" && each.parentElement === document.head && (each.name === "viewport"
        || each.hasAttribute("charset"))
      || name === "iframe" && ["", "allow-same-origin"].includes(each.getAttribute("sandbox"))
        && each.getAttribute("src").match("^/(?:preview|site)/");
    if (["script", "style", "link", "meta", "iframe"].includes(name) && !isOwn) found.push(each.outerHTML);
  }
  return found;
}"""
"""What stands on a page of the desk and is not the desk's own."""
RAN = "Object.keys(window).filter(name => /^(?:xss|pwned|alerted|ran)$/i.test(name))"


def look_at(page: Page, address: str, wrongs: list[str], *, is_desk: bool) -> None:
    answer = page.goto(address)
    assert answer is not None and answer.status in ((200,) if is_desk else (200, 404)), address
    if is_desk:
        assert page.evaluate(FOREIGN) == [], address
        assert page.evaluate(RAN) == [], address
        assert page.evaluate("innerWidth >= document.documentElement.scrollWidth"), address
    assert page.url == address
    assert wrongs == [], (address, wrongs[:5])


def holding(payloads: Sequence[str], number: int) -> dict[str, str]:
    """A file of each kind: each with its own payload in all its fields, and all of them in its text."""
    files = {}
    for place in range(KINDS):
        name, text = list(files_holding(number, payloads[place % len(payloads)]).items())[place]
        body = "\n\n".join(payloads) if place in (3, 0) else ""
        files[name] = f"{text}\n\n{body}\n"
    return files


@pytest.fixture(scope="module")
def payloads(shared: Path) -> list[str]:
    vectors = shared / "vectors"
    found = [case["payload"] for case in json.loads((vectors / "xss-dompurify.json").read_text())]
    for name in ("commonmark-spec", "gfm-extensions"):
        found += [case["markdown"] for case in json.loads((vectors / f"{name}.json").read_text())]
    found += [text for text in json.loads((vectors / "naughty-strings.json").read_text()) if text.strip()]
    found += OWN_PAYLOADS + UNSEEN
    found += [str(each) for each in yaml.safe_load((Path(__file__).parents[1] / "attacks.yml").read_text())]
    assert len(found) > 1400
    return found


def test_no_hostile_entry_does_anything_at_the_desk(desk: Desk, steward: Page, wrongs: list[str]) -> None:
    names = [name.removesuffix(".md") for name in each_in_one_kind(OWN_PAYLOADS)]
    assert len(names) >= len(OWN_PAYLOADS)
    for address in ("/", "/garden/", "/garden/?q=%3Cscript%3E%22%27", "/history/", "/site/"):
        look_at(steward, f"{desk.url}{address}", wrongs, is_desk=False)
    for name in names[:: times(4, 1)]:
        look_at(steward, f"{desk.url}/garden/{name}/", wrongs, is_desk=True)
    for name in names[1 :: times(12, 1)]:
        look_at(steward, f"{desk.url}/garden/{name}/edit/", wrongs, is_desk=True)


SHARES = 36


@pytest.mark.parametrize("share", [0, *(pytest.param(share, marks=pytest.mark.nightly) for share in range(1, SHARES))])
def test_no_hostile_text_does_anything_at_the_desk(
    desk: Desk, steward: Page, wrongs: list[str], payloads: list[str], share: int
) -> None:
    names = []
    for number, start in list(enumerate(range(0, len(payloads), AT_ONCE)))[share::SHARES]:
        for name, text in holding(payloads[start : start + AT_ONCE], number).items():
            kind = name.partition("/")[0]
            if kind in ("topics", "stories", "people") or number % 20 == 0:
                desk.draft(name, text)
                names.append(name.removesuffix(".md"))
    for address in ("/", "/waiting/", "/waiting/?page=3", "/waiting/?q=%3Cscript%3E", "/old/"):
        look_at(steward, f"{desk.url}{address}", wrongs, is_desk=False)
    for number, name in enumerate(names):
        look_at(steward, f"{desk.url}/waiting/{name}/", wrongs, is_desk=True)
        if number % times(6, 3) == 0:
            look_at(steward, f"{desk.url}/waiting/{name}/edit/", wrongs, is_desk=True)
            own = name.removeprefix("pages/")
            look_at(steward, f"{desk.url}/preview/{name}/site/{own}/", wrongs, is_desk=False)
    for name in names:
        (desk.root / "drafts" / f"{name}.md").unlink()


def test_what_cannot_be_seen_is_in_sight(desk: Desk, steward: Page) -> None:
    desk.draft(
        "stories/unseen.md", story("Ring \u202e12345\u202c now, or pass\u200bword p\u0430ypal.", title="A\u200bb")
    )
    steward.goto(f"{desk.url}/waiting/stories/unseen/")
    assert "U+200B" in steward.inner_text("h1")
    assert steward.locator("div.words .unseen").all_inner_texts() == ["U+202E", "U+202C", "U+200B", "U+0430"]
    text = steward.inner_text("div.words")
    assert text.index("12345") < text.index("now")
    assert "now" in text
    expect(steward.locator("div.words .unseen").first).to_be_visible()
    steward.goto(f"{desk.url}/waiting/stories/unseen/edit/")
    assert steward.input_value("#field-text").startswith("Ring \u202e12345")


def test_marks_on_letters_stay_within_their_text(desk: Desk, steward: Page) -> None:
    desk.draft("stories/tall.md", story("\n\n".join(["Z" + "\u0301" * 900] * 3), title="Tall"))
    steward.goto(f"{desk.url}/waiting/stories/tall/")
    clipped = steward.evaluate("getComputedStyle(document.querySelector('div.words')).overflow")
    assert clipped == "clip"


def test_names_of_files_are_words(desk: Desk, steward: Page, wrongs: list[str]) -> None:
    names = [
        "<img src=x onerror=alert(1)>.txt",
        "\u202etxt.exe",
        "a\u200bb.txt",
        '"><script>alert(1)</script>',
        "x" * 900,
    ]
    files = [
        {"name": name, "mimeType": "text/plain", "buffer": f"{WORDS} {number}, and more of it.".encode()}
        for number, name in enumerate(names)
    ]
    steward.goto(f"{desk.url}/")
    steward.set_input_files("#files", files)
    steward.click("form[data-drop] button.first")
    steward.wait_for_selector("h1")
    assert steward.inner_text("h1") == "What you took in"
    assert wrongs == []
    forms = steward.evaluate(
        "[...document.querySelectorAll('script, img, form')].map(each => each.outerHTML.slice(0, 40))"
    )
    assert len(forms) == 2, forms


# --- other sites


ATTACK = """<!doctype html><title>x</title>
<script>
const desk = {desk};
const fields = [["csrf", ""], ["sure", "yes"], ["reason", "x"], ["digest", ""], ["text", "x"]];
addEventListener("load", async () => {{
  const tries = [];
  for (const path of {paths})
    for (const [kind, body] of [
      ["application/x-www-form-urlencoded", new URLSearchParams(fields).toString()],
      ["text/plain", "csrf=x&sure=yes"],
    ])
      for (const referrerPolicy of ["no-referrer", "unsafe-url"])
        tries.push(fetch(desk + path, {{method: "POST", mode: "no-cors", credentials: "include", body, referrerPolicy,
          headers: {{"Content-Type": kind}}}}).catch(() => 0));
  const form = new FormData();
  form.append("files", new File(["A story that nobody sent, and that is long enough."], "a.txt"));
  const received = fetch(desk + "/received/", {{method: "POST", mode: "no-cors", credentials: "include", body: form}});
  tries.push(received.catch(() => 0));
  navigator.sendBeacon(desk + "/publish", "csrf=x");
  let read = "";
  try {{ read = await (await fetch(desk + "/", {{credentials: "include"}})).text(); }} catch {{ }}
  try {{ read += await (await fetch(desk + "/desk/desk.js")).text(); }} catch {{ }}
  await Promise.all(tries);
  for (const path of {paths}) {{
    const frame = document.createElement("iframe");
    frame.name = "f" + document.querySelectorAll("iframe").length;
    document.body.append(frame);
    const sent = document.createElement("form");
    Object.assign(sent, {{method: "post", action: desk + path, target: frame.name}});
    for (const [name, value] of fields) {{
      const input = document.createElement("input");
      Object.assign(input, {{name, value}});
      sent.append(input);
    }}
    document.body.append(sent);
    sent.submit();
  }}
  const opened = window.open(desk + "/", "w");
  await new Promise(done => setTimeout(done, 3000));
  let inner = "";
  try {{ inner = opened ? opened.document.body.innerHTML : ""; }} catch {{ inner = ""; }}
  document.title = JSON.stringify({{read: read.length, inner: inner.length}});
}});
</script>
<iframe src="{url}/"></iframe><iframe src="{url}/waiting/stories/unseen/"></iframe>
<iframe src="{url}/preview/stories/unseen/site/stories/unseen/"></iframe>
<img src="{url}/desk/sprout.svg"><script src="{url}/desk/desk.js"></script>
<link rel=stylesheet href="{url}/desk/desk.css">
"""


@pytest.mark.parametrize("host", first_of(["localhost", "127.0.0.1"]))
def test_no_page_of_another_site_does_or_reads_anything(
    desk: Desk, steward: Page, serve: Callable[[Path], str], tmp_path: Path, host: str
) -> None:
    desk.draft("stories/unseen.md", story(WORDS, title="Waits"))
    steward.goto(f"{desk.url}/waiting/stories/unseen/")
    verbs = ("publish", "read", "ask", "hold", "decline", "save", "undo")
    paths = [
        *("/publish", "/fetch/", "/old/delete", "/new/topic/", "/sign-out", "/sign-in/new"),
        *(f"/waiting/stories/unseen/{verb}" for verb in verbs),
        *(f"/garden/stories/old/{verb}" for verb in ("hide", "withdraw", "rename", "save")),
    ]
    before = desk.everything()
    filled = ATTACK.format(desk=json.dumps(desk.url), paths=json.dumps(paths), url=escape(desk.url))
    (tmp_path / "index.html").write_text(filled)
    other = serve(tmp_path).replace("127.0.0.1", host)
    steward.goto(other)
    steward.wait_for_function("document.title !== 'x'", timeout=60_000)
    told = json.loads(steward.title())
    assert told == {"read": 0, "inner": 0}
    for frame in steward.frames[1:4]:
        assert "unseen" not in frame.content() and "Signed in" not in frame.content() and WORDS not in frame.content()
    assert desk.everything() == before
    # They are still signed in, and nothing from the other page was taken.
    steward.goto(f"{desk.url}/waiting/stories/unseen/")
    assert steward.inner_text("h1") == "Waits"


def test_what_is_left_in_the_browser(desk: Desk, steward: Page) -> None:
    desk.draft("stories/unseen.md", story(WORDS, title="Waits"))
    sent: list[tuple[str, str]] = []
    steward.on("request", lambda each: sent.append((each.url, each.headers.get("referer", ""))))
    answer = steward.goto(f"{desk.url}/waiting/stories/unseen/")
    assert answer is not None
    headers = answer.headers
    assert headers["cache-control"] == "no-store" and headers["x-dns-prefetch-control"] == "off"
    steward.goto(f"{desk.url}/preview/stories/unseen/site/stories/unseen/")
    assert all("token" not in referrer and "token" not in url for url, referrer in sent)
    assert [referrer for url, referrer in sent if "/preview/" in referrer] == []
    steward.goto(f"{desk.url}/")
    kept = steward.evaluate("JSON.stringify([localStorage, document.cookie])")
    assert kept == '[{},""]'
    assert "Waits" not in steward.evaluate("JSON.stringify(sessionStorage)")
