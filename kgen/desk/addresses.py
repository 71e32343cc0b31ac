"""Where the desk shows drafts and entries, and the garden itself."""

from urllib.parse import quote

from kgen.model import KIND_BY_NAME

WAITING = "/waiting/"
"""Where the desk lists drafts; each has its page below."""
GARDEN = "/garden/"
"""Where it lists what is in the garden; each entry has its page below."""
SITE = "/site/"
"""Where the desk shows the garden as its readers see it."""
PREVIEW = "/preview/"
"""Where it shows the garden as it would be with one draft: `/preview/stories/a/site/...`."""


def draft_address(name: str) -> str:
    return f"{WAITING}{quote(name)}/"


def entry_address(key: str) -> str:
    return f"{GARDEN}{quote(key)}/"


def preview_address(name: str) -> str:
    """Below this address are the pages of the garden with a draft."""
    return f"{PREVIEW}{name}/site/"


MAKES = {
    name: KIND_BY_NAME[name]
    for name in ("topic", "question", "network", "meeting", "sector", "person", "source", "page")
}
"""What can be made at the desk, each at `/new/topic/`. Stories come from those who tell them."""
