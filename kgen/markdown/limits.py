"""How much of one body is read: more than anybody writes by hand, and little enough to be read in a moment."""

DEEPEST = 60
"""Levels of quotes, lists and emphasis inside each other."""
MOST_REFERENCES = 500
MOST_EMBEDS = 20
"""Entries that one text shows inside it; links stand for the others."""
DEEPEST_EMBED = 3
"""Entries shown inside each other."""
MOST_HEADINGS = 1000
MOST_ANCHORS = 1000
"""Places that are given a name by hand."""
MOST_HTML = 64 * 1024
"""Characters of one piece of HTML. Python's reader of HTML needs time that grows with the square of a broken one."""
MOST_LEFT_OPEN = 200
"""Elements opened and never closed. The cleaner needs time that grows with the square of how deep they are."""
LONGEST_ANCHOR = 1000
"""Characters of a heading that its anchor is made of."""


class TooComplex(Exception):
    """A body is built in a way that nobody writes by hand, and that would take too long to read."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
