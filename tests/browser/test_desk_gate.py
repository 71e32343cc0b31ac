"""Signing in to the desk in a browser, and pages of other sites in the same browser."""

import html
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from accessibility import barriers, is_wider_than_its_window
from desks import PASSPHRASE, TOKEN, Desk, desk
from gardens import BASIS, make_garden, story
from nightly import first_of, pairwise
from open_desk import open_desk, steward
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from kgen.serve.answer import Answer

PHONE = {"width": 320, "height": 640}
HOSTILE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>A story</title>
<link rel="stylesheet" href="../look.css">
<meta http-equiv="refresh" content="0; url=/waiting/">
</head>
<body>
<h1>A story</h1>
<img src="../picture.svg" alt="A picture" onload="fetch('/ran')" onerror="fetch('/ran')">
<p><a id="on" href="../b/">On</a> <a id="up" target="_top" href="/old/">Up</a></p>
<p><a id="new" target="_blank" href="/old/">New</a></p>
<form method="post" action="/history/publish"><button id="send">Send</button></form>
<iframe srcdoc="<script>parent.fetch('/ran')</script>"></iframe>
<script>fetch("/ran"); document.title = "It ran"</script>
</body>
</html>
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as served:
        yield served


@pytest.fixture
def address(served: Desk) -> str:
    return f"http://{served.host}"


def sign_up(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/?token={TOKEN}")
    page.goto(f"{address}/sign-in/new")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("A passphrase of your own").fill(PASSPHRASE)
    page.get_by_label("The same passphrase again").fill(PASSPHRASE)
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("h1")).to_have_text("/")


def is_sound(page: Page) -> None:
    """Nothing for axe to find, nothing wider than the window, nothing that the policy had to stop."""
    assert barriers(page) == ""
    assert not is_wider_than_its_window(page)
    assert page.locator("html").get_attribute("lang") == "en" and page.locator("h1").count() == 1


@pytest.mark.parametrize("scheme", first_of(["light", "dark"]))
def test_each_page_at_320_pixels(scheme: Any, page: Page, address: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    expect(page.locator("h1")).to_have_text("Open the desk with its whole address")
    is_sound(page)
    said.clear()  # The browser says that it was refused.
    page.goto(f"{address}/?token={TOKEN}")
    expect(page.locator("h1")).to_have_text("Sign in")
    is_sound(page)
    page.get_by_role("link", name="I am new here").click()
    expect(page.locator("h1")).to_have_text("I am new here")
    is_sound(page)
    assert not said
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("A passphrase of your own").fill("short")
    page.get_by_label("The same passphrase again").fill("short")
    page.get_by_role("button", name="Begin").click()
    wrong = page.get_by_label("A passphrase of your own")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description(re.compile("At least 12 .* Error: Write at least 12"))
    is_sound(page)


def test_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/?token={TOKEN}")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="I am new here")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("I am new here")
    for text in ("Ada", PASSPHRASE, PASSPHRASE + "x"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("This is not the same passphrase")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("The same passphrase again")).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Ada")
    expect(page.get_by_label("A passphrase of your own")).to_have_value("")
    page.get_by_label("A passphrase of your own").focus()
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("/")
    assert TOKEN not in page.url


def test_managers_of_passphrases_know_the_fields(page: Page, address: str) -> None:
    page.goto(f"{address}/?token={TOKEN}")
    fields = page.locator("input:not([type=hidden])")
    assert [each.get_attribute("autocomplete") for each in fields.all()] == ["username", "current-password"]
    page.goto(f"{address}/sign-in/new")
    assert [each.get_attribute("autocomplete") for each in fields.all()] == ["username", "new-password", "new-password"]


class Evil(BaseHTTPRequestHandler):
    """Another site, which knows everything about the desk except its secrets."""

    target = ""

    def do_GET(self) -> None:
        forms = "".join(
            f'<form method="post" target="f{number}" action="{self.target}{path}" enctype="{kind}">'
            f'<input name="csrf" value="x"><input name="text" value="evil"></form><iframe name="f{number}"></iframe>'
            for number, (path, kind) in enumerate(
                [
                    ("/history/publish", "application/x-www-form-urlencoded"),
                    ("/received/", "multipart/form-data"),
                    ("/sign-out", "text/plain"),
                ]
            )
        )
        page = f"""<!doctype html><html lang="en"><title>Evil</title>{forms}
            <iframe src="{self.target}/" id="framed"></iframe><img src="{self.target}/old/delete" alt="">
            <script src="{self.target}/waiting/"></script>
            <script>
            for (const form of document.forms) form.submit();
            const body = new URLSearchParams({{ csrf: "x" }}), credentials = "include";
            window.read = Promise.allSettled([
              fetch("{self.target}/", {{ credentials }}).then(got => got.text()),
              fetch("{self.target}/history/publish", {{ method: "POST", credentials, body }}).then(got => got.text()),
            ]).then(all => all.map(each => each.status));
            </script>"""
        data = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Referrer-Policy", html.unescape(self.path.partition("?")[2]) or "unsafe-url")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def evil(address: str) -> Iterator[int]:
    """The port of another site."""
    Evil.target = address
    with ThreadingHTTPServer(("127.0.0.1", 0), Evil) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize(("host", "policy"), pairwise(["127.0.0.1", "localhost"], ["unsafe-url", "no-referrer"]))
def test_a_page_of_another_site(
    host: str, policy: str, context: BrowserContext, address: str, evil: int, served: Desk
) -> None:
    """`127.0.0.1` with another port is the same site, to which browsers send the cookie; `localhost` is another."""
    page = context.new_page()
    sign_up(page, address, "Ada")
    served.asked.clear()
    other = context.new_page()
    other.goto(f"http://{host}:{evil}/?{policy}")
    assert other.evaluate("window.read") == ["rejected", "rejected"]
    other.wait_for_timeout(500)
    assert not served.asked
    for frame in other.frames[1:]:
        assert not frame.url.startswith(address) or "csrf" not in frame.content()
    page.goto(address)
    expect(page.locator("h1")).to_have_text("/")


def test_a_name_that_leads_here(playwright: Playwright, browser_type_launch_args: dict[str, Any], served: Desk) -> None:
    """DNS rebinding: what was a page of another site is now, by its name, a page of this computer."""
    rule = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    more = {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], rule]}
    with ExitStack() as stack:
        browser: Browser = playwright.chromium.launch(**more)
        stack.callback(browser.close)
        page = browser.new_page()
        for path in ("/", f"/?token={TOKEN}"):
            page.goto(f"http://evil.example:{served.port}{path}")
            expect(page.locator("h1")).to_have_text("This is not the address of the desk")
        assert not page.context.cookies() and not served.asked


def test_a_hostile_story(page: Page, address: str, served: Desk) -> None:
    sign_up(page, address, "Ada")
    served.answers = {
        "/one": Answer(
            HTTPStatus.OK,
            b'<!doctype html><html lang="en"><title>One</title><h1>One</h1>'
            b'<iframe id="shown" src="/site/a/" title="Shown" width="600" height="400"></iframe>',
        ),
        "/site/a/": Answer(HTTPStatus.OK, HOSTILE.encode()),
        "/site/look.css": Answer(HTTPStatus.OK, b"h1 { color: rgb(1, 2, 3); }", "text/css"),
        "/site/picture.svg": Answer(
            HTTPStatus.OK,
            b'<svg xmlns="http://www.w3.org/2000/svg" width="33" height="33"><script>fetch("/ran")</script></svg>',
            "image/svg+xml",
        ),
    }
    opened: list[Page] = []
    page.context.on("page", lambda new: opened.append(new))
    for way in ("framed", "alone"):
        served.asked.clear()
        page.goto(f"{address}/{'one' if way == 'framed' else 'site/a/'}")
        shown: Any = page.frame_locator("#shown") if way == "framed" else page
        expect(shown.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")
        assert shown.locator("img").evaluate("each => each.naturalWidth") == 33
        before = page.url
        for name in ("#up", "#new", "#send"):
            if way == "framed" or name != "#up":
                shown.locator(name).click()
        page.wait_for_timeout(700)
        assert page.url == before and page.title() in ("One", "A story") and not opened
        paths = {each.path for each in served.asked}
        assert "/site/picture.svg" in paths and not paths & {"/ran", "/waiting/", "/old/", "/history/publish"}
        shown.locator("#on").click()
        expect(shown.locator("h1")).to_have_text("/site/b/")
        page.goto(f"{address}/site/picture.svg")
        page.wait_for_timeout(200)
        assert "/ran" not in {each.path for each in served.asked}


def test_the_page_as_readers_see_it(browser: Browser, tmp_path: Path) -> None:
    """With its styles, and its links; a browser says so if the policy stopped anything but scripts."""
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story("First words.", title="A")}, {"source": "private"})
    with open_desk(config) as opened, steward(browser, opened) as ada:
        said: list[str] = []
        ada.page.on("console", lambda message: said.append(message.text))
        ada.go("/garden/stories/a/")
        ada.unfolded("details.preview")
        shown = ada.page.frame_locator("details.preview iframe")
        expect(shown.locator("h1")).to_have_text("A")
        expect(shown.locator("body")).to_have_css("background-color", "rgb(251, 249, 244)")
        shown.get_by_role("link", name="Trust").first.click()
        expect(shown.locator("h1")).to_have_text("Trust")
        assert not [each for each in said if "Blocked script execution" not in each]
