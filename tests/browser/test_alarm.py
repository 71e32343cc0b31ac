"""A garden made of attacks, opened in a real browser with a page-wide alarm: nothing goes off."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from gardens import make_garden
from hostile import OWN_PAYLOADS, each_in_one_kind, everywhere
from nightly import one_in
from playwright.sync_api import Page
from sites import kgen

ALARM = """
document.addEventListener("securitypolicyviolation", event => console.error("CSP " + event.violatedDirective));
for (const name of ["alert", "confirm", "prompt", "open", "print"]) window[name] = () => console.error("ran " + name);
"""
PARTS = 4
EVERY = 6
"""Of all other attacks every sixth is opened here; all of them are parsed in test_hostile."""


@pytest.fixture(scope="module", params=[each_in_one_kind, pytest.param(everywhere, marks=pytest.mark.nightly)])
def hostile_site(
    request: pytest.FixtureRequest, shared: Path, serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    known = [case["payload"] for case in json.loads((shared / "vectors/xss-dompurify.json").read_text())]
    by_aim = yaml.safe_load((Path(__file__).parents[1] / "attacks.yml").read_text(encoding="utf-8"))
    attacks = [payload for payloads in by_aim.values() for payload in payloads]
    config = make_garden(
        tmp_path_factory.mktemp("hostile"),
        request.param(OWN_PAYLOADS + known[::EVERY] + attacks[::EVERY]),
        {"unresolved_links": "warn", "source": "private", "safeguarding": "none"},
    )
    kgen(config, "build", "--keep-going", "--no-search", code=1)
    folder = config.parent / "site"
    return folder, serve(folder)


@pytest.mark.parametrize("part", one_in(2, range(PARTS)))
def test_no_attack_goes_off(page: Page, hostile_site: tuple[Path, str], part: int) -> None:
    folder, url = hostile_site
    addresses = sorted(path.parent.relative_to(folder).as_posix() for path in folder.glob("*/*/index.html"))
    assert len(addresses) > 60
    alarms: list[str] = []
    page.add_init_script(ALARM)
    page.on("console", lambda said: alarms.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: alarms.append(f"{page.url}: {error}"))
    page.on("dialog", lambda dialog: (alarms.append(f"{page.url}: dialog"), dialog.dismiss()))
    page.on("popup", lambda popup: alarms.append(f"{page.url}: popup"))
    own = {urlsplit(url).netloc, ""}
    page.on(
        "request", lambda each: None if urlsplit(each.url).netloc in own else alarms.append(f"asked for {each.url}")
    )
    for address in addresses[part::PARTS]:
        page.goto(f"{url}/{address}/")
        assert page.locator("h1").count() == 1
        assert page.url == f"{url}/{address}/"
    assert alarms == []
