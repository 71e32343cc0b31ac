"""Gardens with a letter box, and the hands that fill in their forms."""

from dataclasses import dataclass
from pathlib import Path

from gardens import BASIS, NETWORK, QUESTION
from playwright.sync_api import Page, expect
from sites import kgen

CONTENT = {**BASIS, "questions/what-holds-us-back.md": QUESTION, "networks/thursday-circle.md": NETWORK}
HELPLINES = [{"name": "Samaritans", "number": "116 123", "url": "https://www.samaritans.org/"}]


@dataclass(frozen=True, slots=True)
class Garden:
    """A garden whose letter box is the reference receiver: where it is served, and where what is sent is kept."""

    config: Path
    site: str
    """Its address, which ends in a slash."""
    letters: Path
    inbox: str

    @property
    def url(self) -> str:
        return f"{self.site}write/"

    @property
    def letter(self) -> Path:
        (only,) = self.letters.glob("*.txt")
        return only


def opened(page: Page, address: str) -> None:
    """Open the form, and unfold its steps."""
    page.goto(address)
    expect(page.locator("#kg-w-live")).to_be_visible()
    unfold(page)


def unfold(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")


def reloaded(page: Page) -> None:
    page.reload()
    expect(page.locator("#kg-w-live")).to_be_visible()
    unfold(page)


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f'[name="{name}"][value="{value}"]').check()


def tell(page: Page, text: str = "Nobody rang me back.", **more: str) -> None:
    """Fill in what is needed to send a story, and what is needed to publish it."""
    page.fill("#kg-w-text", text)
    choose(page, "standpoint", "family-carer")
    choose(page, "consent.whose", "own")
    choose(page, "consent.others", "none")
    choose(page, "under_18", "no")
    page.check("#kg-w-agreed")
    for name, value in {"topics": "trust", "sectors": "schools"}.items():
        choose(page, name, value)
    for name, value in {"title": "Nobody rang", **more}.items():
        page.fill(f'[name="{name}"]', value)


def receipt_on(page: Page) -> str:
    return page.locator("#kg-w-receipt").inner_text().replace(" ", "")


def saved(page: Page) -> str:
    """What the form saves. Chromium drops downloads silently after ten of a page in one second."""
    page.wait_for_timeout(110)
    with page.expect_download() as download:
        page.click("#kg-w-download")
    return download.value.path().read_text()


def taken_in(garden: Garden, data: str | None = None, *, waits: bool = False) -> str:
    """Take in what was sent, and accept it unless it `waits`; return what the first of the two commands said."""
    if data is not None:
        (garden.config.parent / "sent.md").write_text(data)
    sent = garden.letter if data is None else garden.config.parent / "sent.md"
    said = kgen(garden.config, "intake", str(sent))
    if not waits and said.startswith("drafts/"):
        kgen(garden.config, "accept", said.splitlines()[0])
    return said
