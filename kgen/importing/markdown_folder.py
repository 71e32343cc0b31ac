"""Folders of Markdown, whatever program keeps them: what all of them have in common.

Each program has a file of its own beside this one, which says where its texts are, which of them were private, and at
which addresses they were.
"""

import contextlib
import posixpath
import re
from collections import Counter
from collections.abc import Container
from dataclasses import replace
from functools import partial

from kgen.english import count_of, sentence_case
from kgen.importing import loose_front_matter as front_matter
from kgen.importing.documents import WAS_A_PAGE, Document, Found, LeftOut, UnreadableSource
from kgen.importing.folder import LARGEST_PICTURE, LARGEST_TEXT, Folder, read_each
from kgen.importing.galleries import galleries
from kgen.importing.html_text import markdown_of
from kgen.importing.includes import Includes
from kgen.importing.layout import DAY, ENDINGS, INCLUDED, NO, ONLY_A_LIST, YES, Layout
from kgen.importing.loose_front_matter import Fields, is_set, month_in, texts_below, word, words
from kgen.importing.markup import verbatim
from kgen.importing.remarks import has_remarks
from kgen.importing.site_settings import values_in, with_values
from kgen.importing.turning import turned
from kgen.letters import one_line
from kgen.markdown.remarks import in_plain_text
from kgen.read.months import day_in, month_in as month_of_words

_ENDING = re.compile(r"(?:\.html)?(?:\.md\.(?:erb|njk)|\.\w+)$", re.IGNORECASE)
_OF_HEADING = re.compile(r"[ \t]*\{[ \t]*[:#.][^{}\n]*\}[ \t]*$")
"""What Pandoc and kramdown write after a heading: its name and its look."""
_TEMPLATE = re.compile(r"<%.*%>|\{\{.*\}\}")
"""A heading that another program fills in, with the title."""
_ABOVE = re.compile(
    r"\A(?:\s*(?:\([\w:./-]{1,100}\)=|import [^\n]{1,300}|<!--[^>]{0,1000}-->|\[\]\([^()\n]*\))[ \t]*(?:\n|\Z))+"
)
"""What may stand above the first heading of a text and is none of it: a label, code, a remark."""
_HEADING = re.compile(
    r"\A\s*(?P<level>#{1,3})[ \t]+(.{1,1000}?)[ \t]*#*[ \t]*(?:\n|\Z)|\A\s*([^\s#>`|-][^\n]*)\n=+[ \t]*(?:\n|\Z)"
)
_OF_DAY = re.compile(r"(?:.*\D)?((?:19|20)\d\d)[-_.](\d\d)[-_.]\d\d")
"""The name of a note of a day: `2026-04-30`, `daily.journal.2026.04.30`."""
_NOTION = re.compile(r"[ _-]+[0-9a-f]{32}$")
"""What Notion puts after the title in the name of each file it exports."""
_OF_NOTION = {
    **dict.fromkeys(("created", "created time", "date"), "date"),
    **{"tags": "tags", "category": "categories", "author": "author", "created by": "author", "summary": "summary"},
    **dict.fromkeys(("last edited", "last edited time", "last edited by"), ""),
}
"""The properties that pages of Notion have, each with the field that it is."""
_PROPERTY = re.compile(r"[A-Z][\w ./()-]{0,40}: \S.*")
OTHER_TEXTS = tuple(".docx .doc .odt .rtf .pdf .txt .org .rst .adoc .tex .pages .enex .csv .ipynb .textile".split())
_PAGE = re.compile(r"(?:^|/)_posts/.*\.html?$|^content/.*\.html?$", re.IGNORECASE)
"""A text of Jekyll or Hugo in HTML."""
_PAGES = (".html", ".htm", ".njk", ".liquid")
_FRONT = re.compile(rb"---[ \t]*\r?\n")
_A_PAGE = "it is an HTML page; a folder of these can be imported by itself"
_LOOP = re.compile(r"\{%-?\s*for\b|\{\{-?\s*range\b")
"""What lists other pages."""
_FOLDERS = {
    **dict.fromkeys(("templates", "template", "archetypes"), "it is a template"),
    **{"drafts": "it was a draft there", "private": "it was private there"},
}
"""Why what is in some folders was never for readers."""


def read(layout: Layout) -> Found:
    """Read all texts of a folder. For a file that cannot be read, the result says why."""
    folder, includes = layout.folder, Includes(layout.folder)
    markdown = [name for name in folder.names if name.lower().endswith(ENDINGS)]
    others = [name for name in folder.names if not name.lower().endswith(ENDINGS)]

    def document(name: str) -> Document | LeftOut:
        if not name.lower().endswith(ENDINGS):
            return _page(name, folder.text_of(name), layout)
        text = includes.resolved(name, folder.text_of(name))
        return _with_included(_document(name, layout.as_markdown(name, text), layout), includes)

    texts = [name for name in folder.names if name.startswith(layout.texts)]
    pages = {name for name in texts if _is_page(folder, name)}
    found = (name for name in texts if name in pages or name.lower().endswith(ENDINGS))
    documents, left_out = read_each(found, document)
    parts: set[str] = set()
    for each in documents:
        parts |= set() if each.name in parts else {*includes.whole.get(each.name, ())}
    left_out += [LeftOut(each.name, INCLUDED, each.name) for each in documents if each.name in parts]
    documents = [each for each in documents if each.name not in parts]
    left_out += [LeftOut(name, why) for name in others if name not in parts and (why := _why_not_read(name, layout))]
    beside = Counter(
        f"{name.partition('/')[0]}/" if "/" in name else name
        for name in markdown
        if not (name.startswith(layout.texts) or name in parts)
    )
    where = f"it is beside the texts, which are in {', '.join(f'`{each}`' for each in layout.texts[:6])}"
    for name, count in beside.items():
        said = f"{name}: {count_of(count, 'file', 'files')}" if name.endswith("/") else name
        left_out.append(LeftOut(said, where))
    unread = [name for name in others if name.startswith(layout.texts) and name not in pages and _is_html(name)]
    together = Counter(f"{posixpath.dirname(name)}/*{posixpath.splitext(name)[1]}".lstrip("/") for name in unread)
    left_out += [LeftOut(f"{name}: {count_of(count, 'page', 'pages')}", _A_PAGE) for name, count in together.items()]
    files = {name: partial(folder.bytes_of, name, LARGEST_PICTURE) for name in others}
    return Found(documents, [*folder.left_out, *left_out], files, layout.site)


def _why_not_read(name: str, layout: Layout) -> str:
    """Why a file that is no Markdown is left out, as a clause; empty for one that is no text."""
    for ending, why in layout.others:
        if name.endswith(ending):
            return why
    if not name.startswith(layout.texts):
        return ""
    return "it is not Markdown; a .docx can be imported by itself" if name.lower().endswith(OTHER_TEXTS) else ""


def _is_html(name: str) -> bool:
    return name.lower().endswith(_PAGES) and not name.lower().endswith(ENDINGS)


def _is_page(folder: Folder, name: str) -> bool:
    """Whether a file is a text in HTML: below front matter, or where Jekyll and Hugo have such texts."""
    if not _is_html(name):
        return False
    with contextlib.suppress(UnreadableSource):
        return bool(_PAGE.search(name) or _FRONT.match(folder.bytes_of(name, LARGEST_TEXT)))
    return False


def _page(name: str, html: str, layout: Layout) -> Document | LeftOut:
    """A text in HTML below front matter."""
    body = front_matter.split(html)[1]
    if body == html:
        return LeftOut(name, _A_PAGE)
    if _LOOP.search(body):
        return LeftOut(name, ONLY_A_LIST, name)
    text = markdown_of(body)
    done = _document(name, f"{html.removesuffix(body)}{text.text}", layout)
    return replace(done, by_hand=(*text.by_hand, *done.by_hand)) if isinstance(done, Document) else done


def _with_included(document: Document | LeftOut, includes: Includes) -> Document | LeftOut:
    """A document that names the files whose text it holds. One with nothing but a table of contents is left out."""
    if isinstance(document, LeftOut):
        return document
    if document.name in includes.tables and _ONLY_LINKS.fullmatch(document.text):
        return LeftOut(document.name, ONLY_A_LIST, document.name)
    said = [f"the text of {verbatim(name)} was put in its place" for name in includes.whole.get(document.name, ())]
    return replace(document, turned=(*dict.fromkeys(said), *document.turned))


_OF_PAGE = frozenset(
    "build created created_at date dg-publish draft expirydate headless lang language layout locale private pubdate"
    " publish publishdate published published_at render slug status type visibility".split()
) | {"date created"}
"""The fields that are read for one thing only, or that say only how a page was made."""
_OF_TEXT = frozenset(
    "abstract author authors by byline categories category description excerpt keywords name short_title summary tag"
    " tags title".split()
)
"""The fields of which what they hold comes along, or some of it."""
_OF_ADDRESS = frozenset("alias aliases permalink redirect_from url".split())
_DATES = ("date", "date.created", "created", "created_at", "date created", "publishdate", "published_at", "pubdate")
_ONLY_LINKS = re.compile(r"(?:\s*(?:- [^\n]*|\*\*[^\n]*\*\*))+\s*")
_FEWEST_OF_PAGE = 60
"""Words from which on the introduction to a list of pages is a text of its own, as in sections of documentation."""
_DATA = re.compile(r"[\[{]\s*[\"\[{]|[aOs]:\d+:")
"""How programs write data into a field: in JSON, or as PHP does."""
_FEWEST_TOLD = 3
"""Words of a field in which somebody tells something."""


def _document(name: str, text: str, layout: Layout) -> Document | LeftOut:
    fields, body, fault = front_matter.split(text)
    why = layout.why_left_out(name, fields) or why_private(name, fields)
    if why:
        return LeftOut(name, why, name)
    if layout.is_list(name) and len(body.split()) < _FEWEST_OF_PAGE:
        return LeftOut(name, ONLY_A_LIST, name)
    full, stem = _stem(name, layout)
    title, body = _headed(word(fields, "title", "name", "short_title"), body)
    others: list[str] = []
    if stem != full:
        body, properties, others = _notion_properties(body)
        fields = {**properties, **fields}
    values = {**layout.values, **values_in(fields, "page."), **values_in(fields, "param.")}
    title = with_values(title, "", values)
    summary = word(fields, "summary", "description", "excerpt", "abstract")
    seen = [_seen(title, layout), _seen(summary, layout)]
    left_out = ["a remark in its title or summary left out"] if seen != [title, summary] else []
    title, stem = _without_day(seen[0] or title_of_stem(stem or full), stem)
    shown = galleries(layout.folder.names, name, fields)
    is_obsidian = layout.is_obsidian
    done = turned(body, title, is_obsidian=is_obsidian, has_remarks=has_remarks(body), values=values, gallery=shown)
    if not done.text.strip(" \n#*+-"):
        told = [each for each, texts in texts_below(fields).items() if each != "title" and is_told(", ".join(texts))]
        only = f", only fields: {', '.join(map(verbatim, told))}" if told else ""
        return LeftOut(name, f"it has no text{only}")
    by_hand = [*([fault] if fault else []), *others]
    document = Document(
        name,
        title,
        done.text,
        slug=word(fields, "slug") or DAY.sub("", stem, count=1),
        month=_month(fields, stem),
        addresses=layout.addresses(name, fields),
        other_names=words(fields, "alias", "aliases") if layout.is_obsidian else (),
        tags=tuple(
            dict.fromkeys([*(tag.lstrip("#") for tag in layout.filed(fields, "tags", "tag", "keywords")), *done.tags])
        ),
        categories=layout.filed(fields, "categories", "category"),
        summary=seen[1],
        language=word(fields, "lang", "language", "locale") or layout.language(name),
        places=layout.places(name),
        teller=re.sub(r"\[\[(?:[^\[\]]*[|/])?([^\[\]]*)\]\]", r"\1", ", ".join(_tellers(fields, layout))),
        turned=(*done.turned, *left_out, *([WAS_A_PAGE] if layout.is_page(name, fields) else [])),
        by_hand=(*by_hand, *done.by_hand),
        published=_day(layout.published(name, fields)),
        expires=_day(word(fields, "expirydate")),
        labels=done.labels,
    )
    return with_what_is_left_out(document, fields)


_AUTHORS = ("author", "authors", "by", "byline")


def _tellers(fields: Fields, layout: Layout) -> list[str]:
    return [layout.authors.get(each, each) for each in words(fields, *_AUTHORS)]


def _month(fields: Fields, stem: str) -> str:
    """The month of a text, from a day in figures or in words, or else from the name of its file."""
    written = word(fields, *_DATES)
    in_words = month_of_words(re.sub(r",?\s+\d{1,2}:\d\d.*", "", written))
    return month_in(written) or in_words or month_in(stem) or month_of_words(stem)


def _day(written: str) -> str:
    """The day at the beginning of a text, YYYY-MM-DD."""
    found = re.match(r"(\d{4})-(\d\d?)-(\d\d?)(?!\d)", written)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def _stem(name: str, layout: Layout) -> tuple[str, str]:
    """The name of a file without its ending, and what of it may be a title: nothing for the first page of a site."""
    full = _ENDING.sub("", posixpath.basename(name))
    stem = _NOTION.sub("", full)
    if stem.lower() in ("index", "_index", "readme"):
        folder = posixpath.dirname(name)
        stem = posixpath.basename(folder) if folder and f"{folder}/" not in layout.texts else ""
    return full, stem


def _headed(title: str, body: str) -> tuple[str, str]:
    """The title of a text, which is its first heading if it has no other, and the text without this heading."""
    above = found[0] if (found := _ABOVE.match(body)) else ""
    heading = _HEADING.match(body[len(above) :])
    if heading is None or _TEMPLATE.fullmatch(heading[2] or ""):
        return title, body if heading is None else above + body[len(above) + heading.end() :]
    first = one_line(_OF_HEADING.sub("", heading[2] or heading[3]))
    is_below = len(heading["level"] or "") > 1  # A title in front matter is repeated on any level.
    if (title or is_below) and first.casefold() != title.casefold():
        return title, body
    return title or first, above + body[len(above) + heading.end() :]


def with_what_is_left_out(document: Document, fields: Fields) -> Document:
    """A document that says which fields hold something for which a draft has no place: those that hold a word or two,
    and those in which somebody tells something. What they hold may be for nobody else, so it is not repeated."""
    tags = (*document.tags, " ".join(document.tags), " ".join(document.categories))
    brought = (
        document.title,
        document.summary,
        document.teller,
        *words(fields, *_AUTHORS),
        *tags,
        *document.categories,
    )
    known = {_plain(each) for text in brought for each in (text, *text.split(","))}
    has_address = bool(document.addresses or document.other_names)
    told: list[str] = []
    short: list[str] = []
    for name, texts in texts_below(fields).items():
        has_come = (
            name in _OF_PAGE
            or name.startswith(("build.", "date."))
            or (name in _OF_ADDRESS and has_address)
            or (
                name.removeprefix("taxonomies.").partition(".")[0] in _OF_TEXT
                and all(_has_come(text, known) for text in texts)
            )
        )
        if not has_come:
            (told if is_told(", ".join(texts)) else short).append(verbatim(name))
    left_out = [f"fields left out: {', '.join(short)}"] if short else []
    by_hand = [f"a field that holds words was left out: {name}" for name in told]
    day = word(fields, *_DATES)
    if day and not document.month:
        by_hand.append(f"its date could not be read and was left out: {verbatim(day)}")
    return replace(document, turned=(*document.turned, *left_out), by_hand=(*document.by_hand, *by_hand))


def _has_come(text: str, known: Container[str]) -> bool:
    return _plain(text) in known or all(_plain(each) in known for each in text.split(","))


def _plain(text: str) -> str:
    return one_line(in_plain_text(text)[0]).lstrip("#").casefold()


def is_told(said: str) -> bool:
    """Whether somebody tells something in a field: in several words that are no address and no data of a program."""
    return len(said.split()) >= _FEWEST_TOLD and "://" not in said and not _DATA.match(said)


def _seen(text: str, layout: Layout) -> str:
    """What readers saw of a title or a summary."""
    return in_plain_text(text)[0] if layout.is_obsidian or has_remarks(text) or "<!--" in text else text


def _notion_properties(body: str) -> tuple[str, dict[str, str], list[str]]:
    """The text without the lines between its title and its first empty line, if these are the properties of a page of
    Notion; what is known of them as fields; and the others, as they were."""
    head, _, rest = body.lstrip("\n").partition("\n\n")
    lines = head.split("\n")
    pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(": ") for line in lines)]
    if not all(map(_PROPERTY.fullmatch, lines)) or not any(name in _OF_NOTION for name, _ in pairs):
        return body, {}, []
    known = {_OF_NOTION[name]: value for name, value in pairs if _OF_NOTION.get(name)}
    if "date" in known:
        day = re.sub(r"\s+\d{1,2}:\d\d.*", "", known["date"])
        month = month_of_words(day)
        known["date"] = f"{month}-01" if month else day
    others = [line for line, (name, _) in zip(lines, pairs, strict=True) if name not in _OF_NOTION]
    return rest, known, [f"a property of Notion: {verbatim(line)}" for line in others]


def _without_day(title: str, stem: str) -> tuple[str, str]:
    """The title and the name of a text. A note that is called by a day alone is called by its month instead."""
    day = _OF_DAY.fullmatch(stem)
    month = f"{day[1]}-{day[2]}" if day else day_in(stem)[:7]
    if not month or not (title == stem or DAY.fullmatch(title)):
        return title, stem
    return (f"Journal {month}",) * 2


def title_of_stem(stem: str) -> str:
    """A title made from the name of a file: `2019-03-05-the-long-wait` is “The long wait”."""
    words_of_it = DAY.sub("", stem, count=1) or stem
    if " " not in words_of_it:
        words_of_it = re.sub(r"[-_]+", " ", words_of_it)
    return sentence_case(words_of_it)


def why_private(name: str, fields: Fields) -> str:
    """Why readers never saw a text, as a clause; empty where they did."""
    if is_set(fields, "draft", *YES) or is_set(fields, "status", "draft", "pending", "idea", "inprogress"):
        return "it was a draft there"
    if is_set(fields, "published", *NO) or is_set(fields, "publish", *NO) or is_set(fields, "dg-publish", *NO):
        return "it was not published there"
    is_private = is_set(fields, "private", *YES) or is_set(fields, "status", "private")
    if is_private or is_set(fields, "visibility", "private", "members", "password", "paid", "tiers"):
        return "it was private there"
    if is_set(fields, "hidden", *YES) or is_set(fields, "visible", *NO) or is_set(fields, "status", "hidden"):
        return "it was hidden there"
    if word(fields, "password") or any(is_set(fields, each, *YES) for each in ("encrypted", "encrypt", "protected")):
        return "it was behind a password there"
    folders = (part.lower().lstrip("_") for part in name.split("/")[:-1])
    return next((why for folder in folders if (why := _FOLDERS.get(folder, ""))), "")
