"""The text itself: links, headings, pictures, embeds, and what was taken out for safety."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from kgen.checks.common import MOST_ALIKE, named, named_on, not_hidden, noticed_while_reading, one_of
from kgen.checks.cycles import Cycles
from kgen.diagnostic import Nearest
from kgen.english import either
from kgen.letters import one_line
from kgen.markdown.limits import MOST_EMBEDS
from kgen.markdown.sanitize import scheme_of
from kgen.model import Diagnostic, Entry, Reference, Severity
from kgen.weave import Garden
from kgen.weave.name_index import nearest
from kgen.weave.pictures import reference_to
from kgen.weave.resolve import Target
from kgen.weave.unread import Unread

_WEB_ADDRESS = re.compile(r"www\.[\w-]+\.\w")
"""A web address that lacks its beginning."""


def _references(garden: Garden, *forms: str) -> Iterator[tuple[Entry, Reference, Target]]:
    for entry in garden.entries.values():
        for reference, target in garden.prose_links(entry):
            if reference.form in forms:
                yield entry, reference, target


def link(garden: Garden) -> Iterator[Diagnostic]:
    """A link in the text leads nowhere: no entry has that name, and there is no such file.

    A name is found by slug, title, alias or another label; it does not matter whether letters are capitals, whether
    spaces, hyphens, dashes or underscores separate the words, or whether quotation marks are curly. A path such as
    `../folder/note.md` that leads nowhere is tried by its last part, if that names only one entry. An address that
    begins with the garden's own `site_url` is a link like any other. The words of the link are still printed.
    `unresolved_links: warn` in mkdocs.yml makes this a warning.

    Instead of   [[warm handovr]]
    write        [[warm handover]]
    """
    unread = Unread(garden)
    for entry, reference, target in _references(garden, "wiki", "markdown", "embed"):
        if target.entry is not None or target.listing is not None:
            continue
        follows = unread.holding(reference.target)
        message = f"the link to “{reference.target}” leads nowhere" if reference.target else "this link is empty"
        fix, nearest, meant = _likely(garden, reference)
        unplaced = Diagnostic(_severity(garden), message, fix, nearest=nearest, meant=meant, follows=follows)
        yield replace(unplaced, position=reference.position, path=entry.path)


def _likely(garden: Garden, reference: Reference) -> tuple[str, Nearest | None, tuple[str, ...]]:
    """What to write instead; if nobody can tell what is meant, the names nearest to it, or all that it could be."""
    fix = "Name something in this garden, or take the brackets away."
    several = not_hidden(garden, garden.names.named_by_last_part(reference.target))[:MOST_ALIKE]
    if _WEB_ADDRESS.match(reference.target) and not several:
        return f"Write the whole address: https://{one_line(reference.target)}", None, ()
    wanted = Nearest(reference.target.removesuffix("/"), as_wikilink=reference.form == "markdown")
    return fix, None if several else wanted, tuple(f"[[{named(entry)}]]" for entry in several)


def _severity(garden: Garden) -> Severity:
    """How bad a link or a picture that leads nowhere is: `unresolved_links` in mkdocs.yml."""
    return "error" if garden.settings.unresolved_links == "error" else "warning"


def missing_anchor(garden: Garden) -> Iterator[Diagnostic]:
    """A link names a heading or another anchor that the page does not have. It leads to the top of the page instead.

    A heading is found by its words, whatever punctuation is between them; `[[note#One#Two]]` is the heading Two below
    One.

    Instead of   [[trust#What helpd]]
    write        [[trust#What helped]]
    """
    for entry, reference, target in _references(garden, "wiki", "markdown", "embed"):
        if target.entry is not None and target.anchor_missing:
            heading = f"“{reference.heading}”"
            message = f"the link to “{reference.target}” names a heading that is not there, {heading}"
            if target.entry is entry:
                message = f"this page has no heading {heading}"
            yield Diagnostic(
                "warning",
                message,
                _HEADING if target.entry.body.outline else _NO_HEADING,
                reference.position,
                path=entry.path,
                quoting=(target.entry.key, _nearest_heading(target.entry, reference.heading)),
            )


_HEADING = "Write one of its headings after the #, or leave out the part after #."
_NO_HEADING = "It has no headings; leave out the part after #."


def _nearest_heading(entry: Entry, wanted: str) -> str:
    headings = [heading.text.text for heading in entry.body.outline if not heading.text.names]
    if near := nearest(unquote(wanted.rpartition("#")[2]), headings):
        return one_of(near)
    if headings:
        return f"Its headings begin with: {'; '.join(headings[:3])}."
    return _HEADING if entry.body.outline else _NO_HEADING


def picture(garden: Garden) -> Iterator[Diagnostic]:
    """A picture is not in content/images/, or its name could mean several there.

    A picture there may have any name that a computer allows, and is published under a plain one: `Foto (1).JPG` as
    foto-1.jpg. In a text either name will do, and capital letters do not count. A space in an address is written %20.

    Instead of   ![The waiting room](C:\\Users\\Dee\\Pictures\\IMG_0042.JPG), with the picture at home
    write        ![The waiting room](../images/IMG_0042.JPG), with the picture in content/images/
    """
    unread = Unread(garden)
    for entry, reference, target in _references(garden, "picture"):
        if target.picture or target.refused or target.remote:
            continue
        position = reference.position
        if target.unclear:
            message = f"several pictures could be meant by “{reference.target}”"
            fix = f"Write {either([reference_to(name) for name in target.unclear])}."
        elif scheme_of(reference.target) == "data":
            message = "a picture is stored in the text itself, where it cannot be shown"
            fix = "Save it as a file in content/images/ and write ![what it shows](../images/name.jpg)."
        else:
            address = reference.target
            message = f"there is no picture “{address}”"
            fix = "Put it into content/images/ and write ![what it shows](../images/name.jpg)."
            if near := garden.nearest_pictures(address):
                fix = f"Did you mean {either([reference_to(name) for name in near])}?"
        follows = "" if target.unclear else unread.showing(entry, reference.target)
        yield Diagnostic(_severity(garden), message, fix, position, path=entry.path, follows=follows)


def picture_alt(garden: Garden) -> Iterator[Diagnostic]:
    """A picture has no words that say what it shows.

    Screen readers read them out, and they are printed where the picture cannot be shown. They go in the square
    brackets. Say what somebody who cannot see it needs to know.

    Instead of   ![](../images/waiting-room.jpg)  or  ![[waiting-room.jpg]]
    write        ![A waiting room with one chair](../images/waiting-room.jpg)  or  ![[waiting-room.jpg|A waiting room]]
    """
    for entry, reference, target in _references(garden, "picture"):
        name = target.picture or target.refused
        if name and not (reference.shown or "").strip():
            message = f"nothing says what the picture “{reference.target}” shows"
            fix = f"Write what it shows in the square brackets: {reference_to(name)}."
            yield Diagnostic("error", message, fix, reference.position, path=entry.path)


def remote_picture(garden: Garden) -> Iterator[Diagnostic]:
    """A picture is on another website. It is printed as a link: loading it would tell that website who reads here.

    Instead of   ![The form](https://example.org/form.png)
    write        ![The form](../images/form.png), with the picture in content/images/
    """
    for entry, reference, target in _references(garden, "picture"):
        if target.remote:
            message = "a picture on another website is printed as a link"
            fix = "If you may, put a copy in content/images/ and write ![what it shows](../images/name.jpg)."
            yield Diagnostic("warning", message, fix, reference.position, path=entry.path)


def html_removed(garden: Garden) -> Iterator[Diagnostic]:
    """HTML that could run, load, style or steer the page was taken out; the words around it stay.

    It is an error if it kept words from being shown (`hidden`, `display: none`): nobody was meant to read them.

    Instead of   <img src="https://example.org/form.png" onerror="...">
    write        ![The form](../images/form.png)
    """
    return noticed_while_reading(garden, "html-removed")


def scheme_removed(garden: Garden) -> Iterator[Diagnostic]:
    """A link begins with something other than https, http, mailto or tel. Its words stay; the link is removed.

    Instead of   [the file](file:///C:/Users/form.pdf)
    write        [the file](https://example.org/form.pdf)
    """
    return noticed_while_reading(garden, "scheme-removed")


def remark(garden: Garden) -> Iterator[Diagnostic]:
    """A file holds a private remark (`%%...%%`, as in Obsidian), or a comment that begins and never ends.

    None of it is published, and a link in it is not a link. But it is in the file, for anyone who can read that. What
    begins and never ends hides everything after it.

    Instead of   The handover took an hour. %%My manager was asleep.%%
    write        The handover took an hour.
    """
    return noticed_while_reading(garden, "remark")


def leftover(garden: Garden) -> Iterator[Diagnostic]:
    """The text holds something that another program would have filled in or laid out; readers see it as it is.

    That is a template's tag, a shortcode, a boxed note, mathematics, or a block of dataview or mermaid. None of it is
    ever run. What is in code (between backticks) is meant to be seen, and is not a mistake.

    A remark to an editor, words that were struck out, a template's comment and a comment that a phone turned into text
    are errors: nobody was meant to read them.

    Instead of   !!! note "Ring first"
    write        > [!note] Ring first
    """
    return noticed_while_reading(garden, "leftover")


def indented(garden: Garden) -> Iterator[Diagnostic]:
    """Four spaces or a tab at the beginning of a paragraph turn it into code: no links, no emphasis, no line breaks.

    Instead of       Dear neighbour, (four spaces before it)
    write        Dear neighbour,
    """
    return noticed_while_reading(garden, "indented")


def not_shown(garden: Garden) -> Iterator[Diagnostic]:
    """Markdown reads some words of the text as something else, and does not show them.

    Cells of a table beyond its columns are dropped; a | in the middle of a cell begins another one. `<!` and `<?` begin
    a comment; `<` and a word begin an element of HTML. Of several footnotes with one name, the first is shown; if none
    has that name, readers see its mark (`[^1]`) itself. They also see Markdown between tags of HTML as it was typed
    (`<p>**so**</p>`). Words on the line that opens a code block are dropped. Markdown counts the items of a list
    itself, whatever numbers they have. A line `---` right below a paragraph turns it into a heading.

    In other programs, a line that begins with a name in square brackets and a colon is the address of a link, if only
    one word follows; kgen shows it where it is not.

    Instead of   [Nurse]: No.  or  | [[trust|my words]] |
    write        **Nurse:** No.  or  | [[trust\\|my words]] |
    """
    return noticed_while_reading(garden, "not-shown")


def embed(garden: Garden) -> Iterator[Diagnostic]:
    """Embeds form an endless loop, or there are more than 20 in one text.

    `![[name]]` shows one entry inside another, three deep at most. Where that would never end, a link is printed.

    Instead of   ![[trust]] inside trust.md
    write        [[trust]]
    """
    embeds = {
        entry.key: [
            (reference, target.entry.key)
            for reference, target in garden.prose_links(entry)
            if reference.form == "embed" and target.entry
        ]
        for entry in garden.entries.values()
    }
    cycles = Cycles({source: [key for _, key in shown] for source, shown in embeds.items()})
    for entry in garden.entries.values():
        for reference, key in embeds[entry.key]:
            if way := cycles.shortest_cycle(entry.key, key):
                message = f"these embed each other in an endless loop: {' → '.join(named_on(garden, way))}"
                fix = "Delete the ! here, so that it becomes a link."
                yield Diagnostic("error", message, fix, reference.position, path=entry.path)
        if len(embeds[entry.key]) > MOST_EMBEDS:
            reference = embeds[entry.key][MOST_EMBEDS][0]
            message = f"the text shows {len(embeds[entry.key])} others inside it; at most {MOST_EMBEDS} are shown"
            fix = "Delete the ! before some of them, so that they become links."
            yield Diagnostic("error", message, fix, reference.position, path=entry.path)
