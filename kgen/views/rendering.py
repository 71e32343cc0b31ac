"""Templates and what every page needs: kgen's own Jinja environment, which escapes all it prints."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape

from kgen.markdown import PREFIX
from kgen.model import PAGE, STORY, Entry, Page
from kgen.settings import Settings
from kgen.views.assets import assets
from kgen.views.body import body_html
from kgen.views.here import Card, Here, Kept, Lately, Linked
from kgen.views.linked_data import data_block
from kgen.views.templates import environment
from kgen.weave import Garden
from kgen.weave.related import Relations
from kgen.weave.words import language_of

PAGE_LENGTH = 28
PROMISES = {
    "accessibility": "Accessibility",
    "privacy": "Privacy",
    "complaints": "Complaints and concerns",
}
"""The pages that every garden has, by their slugs; a plain page with that slug takes its place."""
_HREF, _LEVEL = "\0", "\1"
"""Stand for the address of a card that is printed on many pages, and for the level of its heading; no text of a garden
holds these signs."""
WAYS = {"introductions/": "Introductions", "bridges/": "Bridges", "map/": "The map"}
"""The pages of kgen's own that the foot of every page leads to, by their addresses."""
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a paginated address: which page of how many, and the part of each list that it shows."""

    number: int
    count: int
    first_url: str

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def url(self) -> str:
        return self.first_url if self.is_first else f"{self.first_url}page/{self.number}/"

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        return items[(self.number - 1) * PAGE_LENGTH : self.number * PAGE_LENGTH]

    def title(self, title: str) -> str:
        return title if self.is_first else f"{title} (page {self.number} of {self.count})"

    def neighbours(self, here: Here) -> dict[str, str]:
        """The addresses of the pages before and after, by `previous` and `next`; empty at an end."""
        before = Slice(self.number - 1, self.count, self.first_url).url if self.number > 1 else None
        after = Slice(self.number + 1, self.count, self.first_url).url if self.number < self.count else None
        return {
            "previous": "" if before is None else here.href(before),
            "next": "" if after is None else here.href(after),
        }


def slices(url: str, *lists: Sequence[Any]) -> Iterator[Slice]:
    """Yield as many slices as the longest of the lists needs, at least one."""
    longest = max((len(each) for each in lists), default=0)
    count = max(1, -(-longest // PAGE_LENGTH))
    for number in range(1, count + 1):
        yield Slice(number, count, url)


Context = Mapping[str, Any]
"""What a template is given, by name."""
DataOfPage = Callable[[Here], Context]
DataOfSlice = Callable[[Here, Slice], Context]


class Renderer:
    """Makes pages of one garden."""

    def __init__(self, garden: Garden, relations: Relations | None = None) -> None:
        self.garden = garden
        self.relations = relations or Relations(garden)
        self._templates: dict[str, jinja2.Template] = {}
        self._footers: dict[str, str] = {}
        self._kept = Kept()
        self._card_html: Lately[str, str] = Lately()
        self._anchors: Lately[tuple[str, str, str], Markup] = Lately()

    @cached_property
    def _environment(self) -> jinja2.Environment:
        return environment(
            settings=self.garden.settings,
            contact_line=contact_line,
            card=self._rendered_card,
            anchor=self._anchor,
        )

    def _template(self, name: str) -> jinja2.Template:
        if name not in self._templates:
            self._templates[name] = self._environment.get_template(name)
        return self._templates[name]

    @cached_property
    def _assets(self) -> Mapping[str, tuple[str, bytes]]:
        return assets()

    @cached_property
    def networks_by_topic(self) -> dict[str, Counter[str]]:
        """How many stories of each network name a topic, by the topic's key and the network's."""
        table: dict[str, Counter[str]] = defaultdict(Counter)
        for story in self.garden.of(STORY):
            for topic in self.garden.targets(story, "topics"):
                table[topic].update(self.garden.targets(story, "networks"))
        return dict(table)

    def page(
        self,
        url: str,
        template: str,
        title: str,
        description: str,
        data: DataOfPage,
        *,
        section: str = "",
        feed: str = "",
        indexed: bool = True,
        assets: tuple[str, ...] = (),
        sends_to: str = "",
        entry: Entry | None = None,
        quotes: tuple[Entry, ...] = (),
    ) -> Page:
        """Make a page whose inner HTML is rendered, when it is wanted, from `template` and what `data` returns."""
        html = _Html(self, url, template, title, feed, data)
        return Page(url, title, description, html, section, feed, indexed, assets, sends_to, entry, quotes)

    def html(self, url: str, template: str, title: str, feed: str, data: DataOfPage) -> str:
        """Render the inner HTML of a page."""
        here = Here(self.garden, url, self._kept)
        return self._template(template).render({"here": here, "title": title, "feed": feed, **data(here)})

    def paginated(
        self,
        url: str,
        template: str,
        title: str,
        description: str,
        lists: Sequence[Sequence[Any]],
        data: DataOfSlice,
        *,
        more: str = "",
        section: str = "",
        feed: str = "",
        assets: tuple[str, ...] = (),
        entry: Entry | None = None,
    ) -> Iterator[Page]:
        """Yield as many pages as the longest of some lists needs, at least one.

        `data` is asked with the part that a page shows; `more` is the template of the pages after the first, if they
        have one of their own. Search engines are led to the first, which alone has the `assets`.
        """
        for part in slices(url, *lists):
            yield self.page(
                part.url,
                template if part.is_first else more or template,
                part.title(title),
                description,
                _OfSlice(data, part),
                section=section,
                feed=feed,
                indexed=part.is_first,
                assets=assets if part.is_first else (),
                entry=entry,
            )

    def entry_pages(
        self,
        entry: Entry,
        template: str,
        lists: Sequence[Sequence[Any]],
        data: DataOfSlice,
        *,
        more: str = "",
        has_feed: bool = False,
        assets: tuple[str, ...] = (),
    ) -> Iterator[Page]:
        """Yield the pages of an entry; its own prose is `body`, on the first of them, and its headings `outline`."""
        return self.paginated(
            entry.url,
            template,
            self.garden.title(entry),
            self.garden.summary(entry),
            lists,
            _WithBody(self, entry, data),
            more=more,
            section="" if entry.kind is PAGE else f"{entry.kind.folder}/",
            feed=f"{entry.url}feed.xml" if has_feed else "",
            assets=assets,
            entry=entry,
        )

    def around(self, here: Here, entry: Entry, part: Slice) -> Context:
        """What every page of an entry shows beside its own: the prose with its outline, on the first of them."""
        return {
            "entry": here.linked(entry),
            "outline": self._outline(entry) if part.is_first else "",
            "body": self.body(here, entry) if part.is_first else "",
            "edit_url": _edit_url(self.garden.settings, entry) if part.is_first else "",
        }

    def slots(self, page: Page, content: str) -> dict[str, str]:
        """What differs between two pages in the same frame: finished, escaped strings by the name of their slot."""
        settings = self.garden.settings
        here = Here(self.garden, page.url)
        site = settings.site_url.rstrip("/")
        head = self._template("head.html").render(
            description=page.description,
            canonical=f"{site}/{page.url}" if site else "",
            indexed=page.indexed,
            feed=here.href(page.feed) if page.feed else "",
            title=page.title,
            is_article=page.entry is not None and page.entry.kind is STORY,
            linked_data=data_block(self.garden, page),
        )
        own = [here.href(self._assets[name][0]) for name in page.assets]
        title = page.title if not page.url else f"{page.title} · {settings.site_name}"
        return {
            "title": str(escape(title)),
            "head": head,
            "assets": self._environment.get_template("assets.html").render(assets=own) if own else "",
            "content": content,
            "footer": self._footer(here),
        }

    def _outline(self, entry: Entry) -> Markup:
        headings = [(self.garden.words(each.text), PREFIX + each.anchor) for each in entry.body.outline]
        if len(headings) < 2:
            return Markup()
        return Markup(self._template("outline.html").render(headings=headings, lang=language_of(entry)))

    def _footer(self, here: Here) -> str:
        if here.base not in self._footers:
            plain = [entry for entry in self.garden.of(PAGE) if entry.slug != "home"]
            written = {entry.slug for entry in plain}
            promises = [
                Linked(title, here.href(f"{slug}/"), PAGE.name)
                for slug, title in PROMISES.items()
                if slug not in written
            ]
            linked = [*here.linked_all(plain), *promises]
            self._footers[here.base] = self._template("footer.html").render(
                plain_pages=linked,
                write=here.href("write/"),
                ways=[Linked(title, here.href(url), PAGE.name) for url, title in WAYS.items()],
            )
        return self._footers[here.base]

    def _rendered_card(self, card: Card, level: int) -> Markup:
        """A card as HTML, its title a heading of a level. The same cards stand on many pages."""
        html = self._card_html.get(card.url)
        if html is None:
            html = self._template("card.html").render(card=card._replace(href=_HREF), level=_LEVEL)
            self._card_html[card.url] = html
        return Markup(html.replace(_HREF, escape(card.href), 1).replace(_LEVEL, str(level), 2))

    def _anchor(self, linked: Linked | Card) -> Markup:
        """An entry's title as a link to it."""
        key = (linked.href, linked.title, linked.title_lang)
        if key not in self._anchors:
            lang = f' lang="{escape(linked.title_lang)}"' if linked.title_lang else ""
            self._anchors[key] = Markup(f'<a href="{escape(linked.href)}" dir="auto"{lang}>{escape(linked.title)}</a>')
        return self._anchors[key]

    def body(self, here: Here, entry: Entry) -> Markup:
        """An entry's prose, already safe."""
        return Markup(body_html(here, entry))


# There is one of each for every page. As functions inside a function they would take several times the memory.


@dataclass(frozen=True, slots=True)
class _Html:
    """The inner HTML of a page, when it is wanted."""

    renderer: Renderer
    url: str
    template: str
    title: str
    feed: str
    data: DataOfPage

    def __call__(self) -> str:
        return self.renderer.html(self.url, self.template, self.title, self.feed, self.data)


@dataclass(frozen=True, slots=True)
class _OfSlice:
    """What one page of a paginated address shows."""

    data: DataOfSlice
    part: Slice

    def __call__(self, here: Here) -> Context:
        return {"slice": self.part, **self.data(here, self.part)}


@dataclass(frozen=True, slots=True)
class _WithBody:
    """What a page of an entry shows: the entry's own, and `data`."""

    renderer: Renderer
    entry: Entry
    data: DataOfSlice

    def __call__(self, here: Here, part: Slice) -> Context:
        return {**self.renderer.around(here, self.entry, part), **self.data(here, part)}


def contact_line(contact: str, words: str = "Write to the stewards", subject: str = "", text: str = "") -> Markup:
    """An invitation to write to the stewards: a link if the contact is an address, else its words. A mail begins with
    the subject and the text."""
    if contact.startswith(("https://", "http://")):
        return Markup('<a href="{}">{}</a>.').format(contact, words)
    if is_mail_address(contact):
        address = contact.removeprefix("mailto:")
        fields = {"subject": subject, "body": text.replace("\n", "\r\n")}
        said = "&".join(f"{name}={quote(value)}" for name, value in fields.items() if value)
        query = f"{'&' if '?' in address else '?'}{said}" if said else ""
        return Markup('<a href="mailto:{}{}">{}</a>.').format(address, query, words)
    return Markup("{}: {}.").format(words, contact)


def is_mail_address(contact: str) -> bool:
    return "@" in contact and " " not in contact and not contact.startswith(("https://", "http://"))


def _edit_url(settings: Settings, entry: Entry) -> str:
    """Where an entry's file is edited in the browser; empty where nobody said, or not everybody may see it."""
    whole = "://" in settings.edit_uri
    if not settings.edit_uri or not (whole or settings.repo_url) or settings.source == "private":
        return ""
    base = settings.edit_uri if whole else f"{settings.repo_url.rstrip('/')}/{settings.edit_uri.strip('/')}"
    return f"{base.rstrip('/')}/{entry.path.removeprefix(f'{settings.content_name}/')}"
