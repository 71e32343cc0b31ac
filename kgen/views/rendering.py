"""Templates and what every page needs: kgen's own Jinja environment, which escapes everything it prints."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape

from kgen.english import licence_in_words
from kgen.letters import ENDS
from kgen.markdown import PREFIX
from kgen.model import PAGE, STORY, Context, Entry, Page
from kgen.settings import Settings
from kgen.site import FOOT, HOME, REPLACEABLE
from kgen.views.assets import SHARED, Assets, assets
from kgen.views.body import body_html
from kgen.views.linked_data import data_block
from kgen.views.page_context import BoundedCache, Card, Linked, PageContext, RenderCache, nothing
from kgen.views.pager import Pager
from kgen.views.templates import environment
from kgen.weave import Garden
from kgen.weave.insight import Insight
from kgen.weave.recording import Recorder, names_of_fields

_HREF, _LEVEL = "\0", "\1"
"""Stand for the address of a card that is printed on many pages, and for the level of its heading; no text of a garden
holds these characters."""
_NOTES = "stories/notes.js"
_FOR_NOTES = re.compile(r' (?:data-mentions=|id="kg-(?:notes|exit)")')
"""What that script works on. A page that has none of it does not load it."""


@dataclass(frozen=True, slots=True)
class EntryContext(Context):
    """What the template of an entry's page is given: it may use what AroundEntry holds too."""


@dataclass(frozen=True, slots=True)
class OnEachPage:
    """What the template of each page is given, besides a Context of its own."""

    here: PageContext
    title: str
    pager: Pager


@dataclass(frozen=True, slots=True)
class AroundEntry:
    """What the template of an entry's page is given. All but the link are empty on the second page and later."""

    entry: Linked
    outline: Markup
    body: Markup
    edit_url: str
    """Where its file is edited, if anybody may."""


class Slots(NamedTuple):
    """What differs between two pages in the same frame: finished, escaped strings."""

    title: str
    head: str
    assets: str
    content: str
    footer: str


@dataclass(frozen=True, slots=True)
class HeadContext(Context):
    template = "head.html"
    title: str
    description: str
    canonical: str
    feed: str
    indexed: bool
    is_article: bool
    is_illustrative: bool
    picture: str
    """The whole address of the one that is shown when somebody shares a page; it has no words in it."""
    linked_data: Markup


@dataclass(frozen=True, slots=True)
class AssetsContext(Context):
    template = "assets.html"
    assets: Sequence[str]
    """The addresses of styles and scripts."""


@dataclass(frozen=True, slots=True)
class OutlineContext(Context):
    template = "outline.html"
    headings: Sequence[tuple[str, str]]
    """The words and the anchor of each."""
    lang: str


@dataclass(frozen=True, slots=True)
class FooterContext(Context):
    template = "footer.html"
    ways: Sequence[Linked]
    """Pages of kgen's own, the first of which is where stories are told, and the garden's plain pages."""


@dataclass(frozen=True, slots=True)
class CardContext(Context):
    template = "card.html"
    card: Card
    level: str
    """The level of its heading."""


def page_of(
    garden: Garden, entry: Entry, view: Callable[[PageContext], EntryContext], *, has_feed: bool = False
) -> Page:
    """The first page of an entry."""
    return Page(
        entry.url,
        garden.title(entry),
        "",
        view,
        entry=entry.key,
        section="" if entry.kind is PAGE else f"{entry.kind.folder}/",
        feed=f"{entry.url}feed.xml" if has_feed else "",
    )


class PageRenderer:
    """Renders pages of one garden. With a recorder, what each page asks is recorded there."""

    def __init__(self, garden: Garden, insight: Insight | None = None, recorder: Recorder | None = None) -> None:
        self.garden = recorder.garden if recorder else garden
        self._insight = recorder.insight if recorder else insight or Insight(garden)
        self._cache = RenderCache(recorder)
        self._card_html: BoundedCache[str, str] = BoundedCache()
        self._anchors: BoundedCache[tuple[str, str, str], Markup] = BoundedCache()

    @cached_property
    def _environment(self) -> jinja2.Environment:
        languages = _Languages(self.garden.settings.told_in)
        return environment(
            settings=self.garden.settings,
            contact_line=contact_line,
            licence_in_words=licence_in_words,
            ends=ENDS,
            in_lang=languages.in_lang,
            theirs=languages.theirs,
            in_its_language=languages.in_its_language,
            card_html=self._rendered_card,
            anchor=self._anchor,
        )

    @cached_property
    def _assets(self) -> Assets:
        return assets(self.garden.settings)

    def context(self, page: Page) -> PageContext:
        return PageContext(self.garden, page, self._insight, self._cache)

    def html(self, page: Page) -> str:
        """Render the inner HTML of a page."""
        here = self.context(page)
        context = page.view(here)
        on_each = OnEachPage(here, page.title, here.pager)
        around = (self._around(here),) if isinstance(context, EntryContext) else ()
        return self._rendered(context, on_each, *around)

    def _rendered(self, context: Context, *others: OnEachPage | AroundEntry) -> str:
        all_given: tuple[Any, ...] = (*others, context)
        given = {name: getattr(some, name) for some in all_given for name in names_of_fields(some.__class__)}
        return self._environment.get_template(context.template).render(given)

    def _around(self, here: PageContext) -> AroundEntry:
        entry = here.entry
        if not here.pager.is_first:
            return AroundEntry(here.linked(entry), Markup(), Markup(), "")
        body = Markup(body_html(here, entry))
        return AroundEntry(here.linked(entry), self._outline(entry), body, _edit_url(self.garden.settings, entry))

    def slots(self, page: Page, content: str) -> Slots:
        settings = self.garden.settings
        here = self.context(page)
        is_of_entry = page.entry in self.garden.published
        head = HeadContext(
            title=page.title,
            description=self.garden.summary(here.entry) if is_of_entry and not page.description else page.description,
            canonical=settings.address(page.url),
            feed=here.href(page.feed) if page.feed else "",
            indexed=page.indexed,
            is_article=is_of_entry and STORY.holds(page.entry),
            is_illustrative=is_of_entry and self.garden.illustrative(here.entry),
            picture=settings.address(self._assets[SHARED][0]),
            linked_data=data_block(self.garden, page),
        )
        notes = (_NOTES,) if _FOR_NOTES.search(content) else ()
        own = [here.href(self._assets[name][0]) for name in (*page.assets, *notes)]
        return Slots(
            title=str(escape(self._title(page))),
            head=self._rendered(head),
            assets=self._rendered(AssetsContext(own)) if own else "",
            content=content,
            footer=self._cache.kept(self._cache.footers, here.base, self._rendered_footer, here),
        )

    def _title(self, page: Page) -> str:
        """What browsers show for a page: unlike the title of any other."""
        if not page.url:  # a steward's own words, or the garden's name
            return " · ".join(dict.fromkeys((page.title, self.garden.settings.site_name)))
        entry = self.garden.entries.get(page.entry or page.about)
        mark = self._insight.title_mark(entry) if entry else ""
        return " · ".join(filter(None, (page.title, mark, self.garden.settings.site_name)))

    def footer_at(self, root: str) -> str:
        """The foot of a page that is shown at any address, such as the one for what is not here. `root` is the way to
        the site's root from each of them: `/garden/`."""
        here = PageContext(self.garden, Page("", "", "", nothing), self._insight)
        here.base = root
        return self._rendered_footer(here)

    def _outline(self, entry: Entry) -> Markup:
        headings = [(self.garden.words(each.text), PREFIX + each.anchor) for each in entry.body.outline]
        if len(headings) < 2:
            return Markup()
        return Markup(self._rendered(OutlineContext(headings, self.garden.language(entry))))

    def _rendered_footer(self, here: PageContext) -> str:
        plain = [entry for entry in self.garden.of(PAGE) if entry.slug != HOME]
        written = {entry.slug for entry in plain}
        legal = [here.linked_page(page) for page in REPLACEABLE if page.name not in written]
        ways = [here.linked_page(page) for page in FOOT]
        return self._rendered(FooterContext([*ways, *here.linked_all(plain), *legal]))

    def _rendered_card(self, card: Card, level: int) -> Markup:
        """A card as HTML, its title a heading of a level. The same cards are on many pages."""
        html = self._card_html.get(card.url)
        if html is None:
            html = self._rendered(CardContext(card._replace(href=_HREF), _LEVEL))
            self._card_html[card.url] = html
        return Markup(html.replace(_HREF, escape(card.href), 1).replace(_LEVEL, str(level), 2))

    def _anchor(self, linked: Linked | Card) -> Markup:
        """An entry's title as a link to it."""
        key = (linked.href, linked.title, linked.title_lang)
        if key not in self._anchors:
            lang = f' lang="{escape(linked.title_lang)}"' if linked.title_lang else ""
            self._anchors[key] = Markup(f'<a href="{escape(linked.href)}" dir="auto"{lang}>{escape(linked.title)}</a>')
        return self._anchors[key]


class _Languages:
    """What templates print words of people with, which may be in another language than those around them and run the
    other way. Where none is named, it is the garden's; an empty one is not known."""

    def __init__(self, garden_lang: str) -> None:
        self._usual = garden_lang

    def in_lang(self, lang: str | None = None) -> Markup:
        """The attribute of an element for the language of its words."""
        named = self._usual if lang is None else lang
        return Markup(' lang="{}"').format(named) if named else Markup()

    def theirs(self, lang: str | None = None) -> Markup:
        """The attributes of an element that holds nothing but words of people."""
        return Markup(' dir="auto"') + self.in_lang(lang)

    def in_its_language(self, words: str) -> Markup:
        """Words inside a sentence."""
        return Markup("<bdi{}>{}</bdi>").format(self.in_lang(), words) if self._usual else escape(words)


def contact_line(contact: str, words: str = "Write to the stewards", subject: str = "", text: str = "") -> Markup:
    """An invitation to write to the stewards: a link if the contact is an address, else its words. An e-mail begins
    with the subject and the text. On paper the address follows."""
    if contact.startswith(("https://", "http://")):
        return Markup('<a href="{}" data-address="{}">{}</a>.').format(contact, contact, words)
    if address := mail_address(contact):
        fields = {"subject": subject, "body": text.replace("\n", "\r\n")}
        said = "&".join(f"{name}={quote(value)}" for name, value in fields.items() if value)
        query = f"{'&' if '?' in address else '?'}{said}" if said else ""
        shown = address.partition("?")[0]
        return Markup('<a href="mailto:{}{}" data-address="{}">{}</a>.').format(address, query, shown, words)
    return Markup("{}: {}.").format(words, contact)


def mail_address(contact: str) -> str:
    """The address of a contact that can be e-mailed; empty for any other."""
    return contact.removeprefix("mailto:") if is_mail_address(contact) else ""


def is_mail_address(contact: str) -> bool:
    return "@" in contact and " " not in contact and not contact.startswith(("https://", "http://"))


def _edit_url(settings: Settings, entry: Entry) -> str:
    """Where an entry's file is edited in the browser; empty if nobody said, or not everybody may see it."""
    whole = "://" in settings.edit_uri
    if not settings.edit_uri or not (whole or settings.repo_url) or settings.source == "private":
        return ""
    base = settings.edit_uri if whole else f"{settings.repo_url.rstrip('/')}/{settings.edit_uri.strip('/')}"
    return f"{base.rstrip('/')}/{entry.path.removeprefix(f'{settings.content_name}/')}"
