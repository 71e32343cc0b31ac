"""Giving a function of a page much, and getting much back."""

import json
from typing import Any

from playwright.sync_api import Page


def result_of(page: Page, function: str, given: Any) -> Any:
    """What a function in JavaScript makes of something. Both go as JSON, since Playwright sends value by value."""
    call = f"async text => JSON.stringify(await ({function})(JSON.parse(text)))"
    return json.loads(page.evaluate(call, json.dumps(given)))
