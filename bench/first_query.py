"""What a reader's first query costs: the bytes that a browser fetches of the search index and its program."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Error, Request, sync_playwright

from bench.measure import Failed


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def first_query_bytes(site: Path, queries: list[str], chromium: str | None = None) -> list[int]:
    """Return for each query the bytes of names and index that it takes in a browser that never saw the site before.

    The query is typed letter by letter, as a reader does, and ends when the page says how many results there are.
    `chromium` is the browser's path; without one it is Playwright's own. Raises Failed if no results come.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
            browser = playwright.chromium.launch(executable_path=chromium, args=flags)
            address = f"http://127.0.0.1:{server.server_port}/search/"
            return [_bytes(browser, address, query) for query in queries]
    except Error as error:
        raise Failed(f"The search page could not be measured: {error.message}") from None
    finally:
        server.shutdown()
        server.server_close()


def _bytes(browser: Browser, address: str, query: str) -> int:
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[Request] = []
        page.on(
            "requestfinished",
            lambda each: (
                asked.append(each) if any(part in each.url for part in ("/pagefind/", "/search/names")) else None
            ),
        )
        page.goto(address)
        page.locator("#kg-words").click()
        page.keyboard.type(query, delay=120)
        page.locator("#kg-results li").first.wait_for()
        # Names come first, from a file of their own; how many pages have the words is said after the index is asked.
        page.locator("#kg-said:not(:empty)").wait_for(state="attached")
        page.wait_for_load_state("networkidle")
        return sum(each.sizes()["responseBodySize"] for each in asked)
