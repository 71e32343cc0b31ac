"""What axe finds wrong with a page for people who see, hear or type otherwise."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()


def barriers(page: Page, *, frames: bool = True) -> str:
    """What axe reports of a page by its rules for WCAG 2.2 AA and for good practice; "" is nothing. Without `frames`,
    what is shown in frames is left out."""
    results = _AXE.run(page, options={"resultTypes": ["violations"], "iframes": frames})
    return str(results.generate_report()) if results.violations_count else ""


def is_wider_than_its_window(page: Page) -> bool:
    """Whether it has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
