"""A desk without its server: what stewards ask it, and what it answers."""

import html
import re
import subprocess
import time
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from kgen.desk.asked import DeskRequest, Dropped, Steward
from kgen.desk.desk import Desk
from kgen.desk.field_values import text_in
from kgen.read import digest_of
from kgen.serve.answer import Answer

ADA, BEN = Steward("s-aaaaaaaa", "Ada"), Steward("s-bbbbbbbb", "Ben")
PATIENCE = 60.0


class AtDesk:
    """One garden's desk. `drafts`, `content` and `root` are its folders."""

    def __init__(self, config: Path, received: Path | None = None) -> None:
        self.root = config.parent
        self.drafts, self.content = self.root / "drafts", self.root / "content"
        self.desk = Desk(config, received)

    def publishes_nothing(self) -> None:
        """Let nothing become public: most tests do not look at the site, which takes a while to build."""
        assert self.desk._place is not None
        self._begin = self.desk._place.publisher.begin
        self.desk._place.publisher.begin = lambda decided="": None  # type: ignore[method-assign]

    def publishes(self) -> None:
        """Let what is decided become public again."""
        assert self.desk._place is not None
        self.desk._place.publisher.begin = self._begin  # type: ignore[method-assign]

    def get(self, path: str, *, by: Steward = ADA, **query: str) -> Answer:
        return self.desk.answer(DeskRequest("GET", path, query, {}, (), by, "token"))

    def post(self, path: str, *, by: Steward = ADA, files: tuple[Dropped, ...] = (), **form: Any) -> Answer:
        values = {name: value if isinstance(value, tuple) else (value,) for name, value in form.items()}
        return self.desk.answer(DeskRequest("POST", path, {}, values, files, by, "token"))

    def done(self, answer: Answer) -> str:
        """The word for what was done."""
        assert answer.status is HTTPStatus.FOUND, words(answer)
        return query_of(answer)["done"]

    def refused(self, answer: Answer) -> str:
        assert answer.status is HTTPStatus.CONFLICT, answer.location
        return words(answer)

    def put(self, name: str, text: str) -> None:
        """A draft, as an import or somebody's hand left it."""
        path = self.drafts / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def draft(self, name: str) -> str:
        return (self.drafts / f"{name}.md").read_text(encoding="utf-8")

    def entry(self, name: str) -> str:
        return (self.content / f"{name}.md").read_text(encoding="utf-8")

    def digest(self, path: str, *, by: Steward = ADA) -> str:
        """What the forms of a page send, so that nobody decides about a text other than the one they read."""
        found = re.search(r'name="digest" value="([^"]+)"', page(self.get(path, by=by)))
        name = path.removeprefix("/waiting/").strip("/")
        return found[1] if found else digest_of((self.drafts / f"{name}.md").read_bytes())

    def publish(self, name: str, *, by: Steward = ADA, but: tuple[str, ...] = ()) -> Answer:
        """Tick all of the checklist except some of it, and publish."""
        self.get("/waiting/")
        self.checked()
        shown = page(self.get(f"/waiting/{name}/", by=by))
        boxes = re.findall(r'type="checkbox" id="box-([a-z]+)"', shown)
        ticked = {box: "yes" for box in boxes if box not in but}
        digest = self.digest(f"/waiting/{name}/", by=by)
        return self.post(f"/waiting/{name}/publish", by=by, digest=digest, **ticked)

    def read(self, name: str, *, by: Steward = ADA) -> Answer:
        return self.post(f"/waiting/{name}/read", by=by, digest=self.digest(f"/waiting/{name}/", by=by))

    def save(self, path: str, *, by: Steward = ADA, **form: Any) -> Answer:
        """Save the form of an entry or a draft as it was just opened, with some fields changed."""
        folder = self.drafts if path.startswith("/waiting/") else self.content
        name = path.removeprefix("/waiting/").removeprefix("/garden/").strip("/")
        form.setdefault("text", text_in((folder / f"{name}.md").read_bytes()))
        return self.post(f"{path}save", by=by, digest=self.digest(f"{path}edit/", by=by), **form)

    def checked(self) -> None:
        """Wait until the checks in the background have ended."""
        assert self.desk._place is not None
        ends = time.monotonic() + PATIENCE
        while self.desk._place.kept.is_checking and time.monotonic() < ends:
            self.desk._place.kept.wait(1)
            self.desk.collect()
            time.sleep(0.01)

    def settled(self) -> None:
        """Wait until what was decided is published."""
        ends = time.monotonic() + PATIENCE
        while self.desk.is_busy and time.monotonic() < ends:
            self.desk.collect()
            time.sleep(0.02)
        assert not self.desk.is_busy

    def commits(self) -> list[str]:
        """The messages of all commits, oldest first."""
        return self.git("log", "--reverse", "--format=%s").splitlines()

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", "-C", str(self.root), *arguments], capture_output=True, text=True, check=True)
        return done.stdout

    def ever_committed(self) -> str:
        """Every file that any commit holds, and every message and author."""
        ids = [line.split()[0] for line in self.git("rev-list", "--objects", "--all").splitlines()]
        given = "\n".join(ids).encode()
        done = subprocess.run(
            ["git", "-C", str(self.root), "cat-file", "--batch"], input=given, capture_output=True, check=True
        )
        return done.stdout.decode(errors="replace")


def query_of(answer: Answer) -> dict[str, str]:
    """The query of the address to which an answer leads."""
    return dict(parse_qsl(urlsplit(answer.location).query))


def page(answer: Answer) -> str:
    return answer.data.decode()


def words(answer: Answer) -> str:
    """The words that a steward reads."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page(answer))).split())
