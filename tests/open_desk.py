"""A desk that is really open: the process of `kgen desk` on a garden, and stewards who sit at it in browsers."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import warm
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from repositories import git
from sites import environment, kgen

PASSPHRASE = "kettle bench window rain"
PATIENCE = 90.0
"""Seconds: many times what anything here takes."""
BUILT = "The site was built in the folder “site” on this computer."
SENT = "What was decided was sent."


def eventually(condition: Callable[[], bool], what: str) -> None:
    """Wait until something that nobody announces is so. Raises AssertionError after PATIENCE."""
    ends = time.monotonic() + PATIENCE
    pause = 0.02
    while not condition():
        assert time.monotonic() < ends, f"not so after {PATIENCE:g} seconds: {what}"
        time.sleep(pause)
        pause = min(2 * pause, 0.3)  # To ask costs what is waited for the processor too.


class OpenDesk:
    """One garden's desk. `address` opens it; `said` holds the lines that its process has printed."""

    def __init__(self, config: Path, *options: str, program: list[str] | None = None) -> None:
        self.config, self.root = config, config.parent
        self.said: list[str] = []
        command = [*(program or [sys.executable, "-m", "kgen"]), "desk", "-a", "127.0.0.1:0", "-f", str(config)]
        self._process = warm.Started(
            [*command, *options],
            cwd=self.root,
            env=environment(KGEN_TRACEBACK="", GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1"),
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        eventually(lambda: bool(self._address()) or not self.is_open(), "the desk says where it is")
        assert self._address(), self.said

    def _read(self) -> None:
        for line in self._process.stdout:
            self.said.append(line.rstrip("\n"))

    def _address(self) -> str:
        found = re.search(r"http://\S+\?token=\S+", "\n".join(self.said))
        return found[0] if found else ""

    @property
    def address(self) -> str:
        return self._address()

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return self.address.partition("/?")[0]

    def is_open(self) -> bool:
        return not self._process.has_ended()

    def ended(self) -> None:
        """Wait until its process has ended by itself, as a killed one does."""
        assert self._process.has_ended(PATIENCE)
        self._reader.join(PATIENCE)

    def close(self) -> None:
        """As Ctrl+C does."""
        if self.is_open():
            os.kill(self._process.pid, signal.SIGINT)
            if not self._process.has_ended(PATIENCE):
                os.kill(self._process.pid, signal.SIGKILL)
                raise AssertionError(f"Ctrl+C did not end the desk: {self.said}")
        self._reader.join(PATIENCE)
        self._process.close()
        assert not [line for line in self.said if "Traceback" in line or "fault in kgen" in line], self.said


@contextmanager
def open_desk(config: Path, *options: str, program: list[str] | None = None) -> Iterator[OpenDesk]:
    desk = OpenDesk(config, *options, program=program)
    try:
        yield desk
    finally:
        desk.close()


# --- a steward


@dataclass
class Steward:
    """Somebody who has signed in, and the page they look at."""

    page: Page
    desk: OpenDesk
    name: str

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.desk.url}{path}")
        return self.page

    def asked(self, path: str) -> str:
        """The HTML of a page, asked for by this steward's browser without showing it."""
        return self.page.request.get(f"{self.desk.url}{path}").text()

    def unfolded(self, place: str) -> Locator:
        """A part of the page; what is folded there is opened."""
        found = self.page.locator(place)
        found.evaluate("each => { if (each.matches('details')) each.open = true; }")
        return found

    def press(self, button: str, *, within: str = "main") -> None:
        """Press a button, and see that what comes is not an error."""
        place = self.unfolded(within)
        with self.page.expect_navigation():
            place.get_by_role("button", name=button, exact=True).click()

    def is_told(self, words: str) -> None:
        """The page says so: what was just done, or why it was not."""
        expect(self.page.locator("main")).to_contain_text(words)

    def sent(self, path: str, to: str, **given: Any) -> str:
        """Send the form of a page without showing it; return the HTML of what comes."""
        return _sent(self.page.context, self.desk.url, path, to, **given)

    def take_in(self, *files: Path) -> None:
        """Send files as the first page's form does, one at a time."""
        for file in files:
            sent = {"name": file.name, "mimeType": "application/octet-stream", "buffer": file.read_bytes()}
            self.sent("/", "/received/", multipart={"files": sent})

    def drop(self, *files: Path) -> None:
        """Drop files onto the first page."""
        self.go("/")
        names = [(file.name, list(file.read_bytes())) for file in files]
        handle = self.page.evaluate_handle(
            """files => {
                const data = new DataTransfer();
                for (const [name, bytes] of files) data.items.add(new File([new Uint8Array(bytes)], name));
                return data;
            }""",
            names,
        )
        self.page.dispatch_event("main", "drop", {"dataTransfer": handle})
        expect(self.page.locator("#dropped li")).to_have_count(len(files))
        self.press("Take in", within="#take-in")

    def edit(self, address: str, *, text: str = "", **fields: str | list[str]) -> None:
        """Open a form and write into it; `save` sends it. Names have __ for the dots in them."""
        self.go(f"{address}edit/")
        if text:
            self.page.fill("#field-text", text)
        self.fill(fields)

    def fill(self, fields: Mapping[str, str | list[str]]) -> None:
        for field, value in fields.items():
            name = field.replace("__", ".")
            for each in [value] if isinstance(value, str) else value:
                choice = self.page.locator(f'[name="{name}"][value="{each}"]')
                if choice.count() and choice.get_attribute("type") in ("radio", "checkbox"):
                    choice.check()
                else:
                    control = self.page.locator(f'[name="{name}"]:not([type=hidden])').first
                    if control.evaluate("each => each.tagName") == "SELECT":
                        control.select_option(each)
                    else:
                        control.fill(each)

    def save(self, *, button: str = "Save") -> None:
        self.press(button)

    def tick_all(self) -> None:
        """Tick the whole checklist."""
        for box in self.page.locator("#checklist input[type=checkbox]").all():
            box.check()

    def publish(self, name: str) -> None:
        """Publish a draft whose list is all true."""
        self.checked(f"/waiting/{name}/")
        self.tick_all()
        self.press("Publish", within="#publish")

    def checked(self, path: str) -> None:
        """Open the page of a draft once the checks have looked at it."""
        eventually(lambda: "It is being checked." not in self.asked(path), f"{path} is checked")
        self.go(path)

    def until_published(self, words: str = BUILT) -> None:
        """Wait until what was decided is public, or until the page says why not."""

        def is_over() -> bool:
            said = self.asked("/history/")
            return "The site is being built." not in said and "What was decided is being sent." not in said

        eventually(is_over, "publishing has ended")
        self.go("/history/")
        expect(self.page.locator("section.card").first).to_contain_text(words)

    def undo(self, what: str) -> None:
        """Undo the newest decision of this kind."""
        self.go("/history/")
        decision = self.page.locator(".decisions > li").filter(has=self.page.locator(f'b:text-is("{what}")')).first
        decision.locator("summary").click()
        with self.page.expect_navigation():
            decision.get_by_role("button", name="Undo this").click()


@contextmanager
def steward(browser: Browser, desk: OpenDesk, name: str = "Amina") -> Iterator[Steward]:
    """Open the desk in a browser of its own, signed in there; somebody new has made themselves known first.

    The pages for it are not shown: tests/browser/test_desk_gate.py looks at them.
    """
    context = browser.new_context(accept_downloads=True)
    context.set_default_timeout(PATIENCE * 1000 / 3)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    try:
        known = desk.root / ".desk/stewards.json"
        is_new = not known.exists() or name not in known.read_text(encoding="utf-8")
        context.request.get(desk.address)
        form = {"name": name, "passphrase": PASSPHRASE, **({"again": PASSPHRASE} if is_new else {"to": "/"})}
        sign_in = "/sign-in/new" if is_new else "/sign-in"
        assert name in _sent(context, desk.url, sign_in, sign_in, form=form)
        yield Steward(page, desk, name)
    finally:
        context.close()


def _sent(context: BrowserContext, url: str, path: str, to: str, **given: Any) -> str:
    """Fetch a page, send its form to an address of the desk with fields (`form`) or files too (`multipart`), and
    return what comes."""
    token = re.search(r'name="csrf" value="([^"]+)"', context.request.get(f"{url}{path}").text())
    assert token
    fields = {name: {**values, "csrf": token[1]} for name, values in given.items()}
    reply = context.request.post(f"{url}{to}", headers={"Origin": url}, **fields)
    assert reply.ok, reply.text()
    return reply.text()


# --- what is left of it


def messages(root: Path) -> list[str]:
    """What the history says was done, oldest first."""
    return git(root, "log", "--reverse", "--format=%s").splitlines()


def everything_ever(root: Path) -> str:
    """All that a repository holds, whatever leads to it: commits with their authors, names of files, and every blob,
    even those that no commit leads to any more."""
    command = ["git", "-C", str(root), "cat-file", "--batch-all-objects", "--batch"]
    objects = subprocess.run(command, check=True, capture_output=True).stdout
    lists = [git(root, "rev-list", "--objects", "--all"), git(root, "reflog", "--all")]
    return "\n".join([*lists, objects.decode("utf-8", "surrogateescape")])


def left(root: Path) -> dict[str, str]:
    """All files in a garden's folder, except the objects of its history, by their paths."""
    paths = (path for path in root.rglob("*") if path.is_file() and "objects" not in path.relative_to(root).parts)
    return {path.relative_to(root).as_posix(): path.read_bytes().decode(errors="replace") for path in paths}


def holding(root: Path, words: str) -> list[str]:
    """The files in a garden's folder that hold some words."""
    return sorted(name for name, text in left(root).items() if words in text)


def agrees(config: Path, done: list[str], *secrets: str) -> None:
    """See that the garden checks clean, that its history says what was done, in order, that no file of the garden is
    left uncommitted, and that nothing in it ever held any of `secrets`."""
    root = config.parent
    kgen(config, "check")
    assert messages(root) == done
    assert {*git(root, "status", "--porcelain").splitlines()} <= {"?? drafts/", "?? site/"}
    git(root, "fsck", "--strict")
    assert not git(root, "ls-files", "drafts", ".desk", ".kgen", "site").strip()
    authors = set(git(root, "log", "--all", "--format=%an <%ae>|%cn <%ce>").splitlines())
    assert all(who.startswith("Stewards of ") for who in authors), authors
    ever = everything_ever(root)
    assert [secret for secret in secrets if secret in ever] == []
