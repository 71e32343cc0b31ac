"""A browser, and gardens to show it. Every test in this folder is marked `browser`."""

import fcntl
import importlib.util
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from gardens import GARDEN, make_garden
from letters import CONTENT, HELPLINES, Garden
from playwright.sync_api import Browser, ConsoleMessage, Error, Page
from sites import kgen

from kgen.settings import load

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass(frozen=True, slots=True)
class Site:
    """A built garden, and the address it is served at, which ends in a slash."""

    folder: Path
    url: str


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium of `chromium.sh`, which may run as root in a container; without one, Playwright's own."""
    chosen = {"executable_path": os.environ["KGEN_CHROMIUM"]} if os.environ.get("KGEN_CHROMIUM") else {}
    flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic"]
    return {**browser_type_launch_args, **chosen, "args": flags}


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Give a function that serves a folder on a free port of this machine: `serve(folder)` is `http://127.0.0.1:PORT`."""
    servers = []

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_QuietHandler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def letter_box() -> Iterator[Callable[[Path], str]]:
    """Give a function that starts the reference receiver, which keeps what is sent in a folder: its address."""
    spec = importlib.util.spec_from_file_location("receiver", HERE.parents[1] / "docs/receiver.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        server = module.receiver(folder, 0)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site_of(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Site]:
    """Give a function that builds and serves the garden of an mkdocs.yml, at the path its site_url names."""

    def build(config_file: Path, *options: str, code: int = 0) -> Site:
        host = tmp_path_factory.mktemp("host")
        folder = host / _path(config_file)
        kgen(config_file, "build", "-d", str(folder), *options, code=code)
        return Site(folder, f"{serve(host)}/{_path(config_file)}".rstrip("/") + "/")

    return build


@pytest.fixture(scope="session")
def common_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def shared_page(common_page: Page) -> Iterator[Page]:
    """The page of all tests that only look, for starting another takes longer than most of them. A test file uses it
    through a fixture `page` of its own."""
    yield common_page
    common_page.unroute_all()
    common_page.evaluate("location.protocol === 'http:' && (localStorage.clear(), sessionStorage.clear())")
    _as_it_came(common_page)


@pytest.fixture(scope="session")
def common_plain_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(common_plain_page: Page) -> Iterator[Page]:
    """The page of all tests that look without scripts."""
    yield common_plain_page
    _as_it_came(common_plain_page)


def _as_it_came(page: Page) -> None:
    page.goto("about:blank")
    page.mouse.move(0, 0)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(media="null", color_scheme="null", reduced_motion="null", forced_colors="null")


@pytest.fixture(scope="session")
def site(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The garden that is kept for tests, built once for all processes that test."""
    own = tmp_path_factory.getbasetemp()
    host = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "kept"
    folder = host / _path(GARDEN)
    with open(f"{host}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            kgen(GARDEN, "build", "-d", str(folder))
    return Site(folder, f"{serve(host)}/{_path(GARDEN)}/")


ANSWER = """async query => {
    const words = document.getElementById("kg-words"), said = document.getElementById("kg-said");
    const until = isSo => new Promise((done, fail) => {
        setTimeout(() => fail(`no answer to ${query}`), 20000);
        const look = () => isSo(said.textContent) && done();
        new MutationObserver(look).observe(said, { childList: true });
        look();
    });
    const type = text => {
        words.value = text;
        words.dispatchEvent(new Event("input", { bubbles: true }));
        words.form.requestSubmit();
    };
    type("");
    await until(text => text === "");
    type(query);
    await until(text => text !== "");
    return [...document.querySelectorAll("#kg-results a")].map(each => each.href);
}"""


@pytest.fixture
def ask(page: Page) -> Callable[[str], list[str]]:
    """Give a function that sends a query on the search page, and returns the addresses found, below the root."""

    def answer(query: str) -> list[str]:
        root = page.url.partition("search/")[0]
        return [str(link).removeprefix(root) for link in page.evaluate(ANSWER, query)]

    return answer


# --- gardens with a letter box


@pytest.fixture(scope="module")
def garden_with(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str], letter_box: Callable[[Path], str]
) -> Callable[..., Garden]:
    """Give a function that grows a garden with some options of its own."""

    def grow(**options: Any) -> Garden:
        folder = tmp_path_factory.mktemp("garden")
        inbox = letter_box(folder / "letters")
        own = {"inbox": inbox, "helplines": HELPLINES, "contact": "us@example.org"}
        config = make_garden(folder / "garden", dict(CONTENT), {**own, **options})
        kgen(config, "build", "--no-search")
        return Garden(config, f"{serve(config.parent / 'site')}/", folder / "letters", inbox)

    return grow


@pytest.fixture(scope="module")
def shared_garden(garden_with: Callable[..., Garden]) -> Garden:
    return garden_with()


@pytest.fixture
def garden(shared_garden: Garden) -> Garden:
    """The garden as it was built, its letter box empty, and nothing waiting."""
    for letter in shared_garden.letters.iterdir():
        letter.unlink()
    shutil.rmtree(shared_garden.config.parent / "content")
    shutil.rmtree(shared_garden.config.parent / "drafts", ignore_errors=True)
    for name, text in CONTENT.items():
        path = shared_garden.config.parent / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return shared_garden


@pytest.fixture
def faults(page: Page) -> Iterator[list[str]]:
    """What went wrong on the page: errors, among them whatever its policy had to stop."""
    said: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    def raised(error: Error) -> None:
        said.append(str(error))

    page.on("console", heard)
    page.on("pageerror", raised)
    yield said
    page.remove_listener("console", heard)
    page.remove_listener("pageerror", raised)


def _path(config_file: Path) -> str:
    return urlsplit(load(config_file).site_url).path.strip("/")


@pytest.fixture(scope="session")
def site_url(site: Site) -> str:
    return site.url


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass
