"""The prose of an entry as safe HTML, seen from one page."""

from kgen import markdown
from kgen.markdown import PREFIX, LinkHtml, escape, escape_address
from kgen.markdown.limits import DEEPEST_EMBED, MOST_EMBEDS
from kgen.model import Entry, Reference
from kgen.views.page_context import PageContext
from kgen.weave.resolve import Target
from kgen.weave.text import content_note


def body_html(here: PageContext, entry: Entry) -> str:
    """Render an entry's prose for a page. Links are relative to the page; headings begin below its title."""
    return markdown.below_title(entry.body, _LinkFiller(here).of(entry, ()))


class _LinkFiller:
    """What the links in an entry's prose become on a page, in order."""

    def __init__(self, here: PageContext) -> None:
        self.here = here
        self.garden = here.garden
        self.embeds_left = MOST_EMBEDS

    def of(self, entry: Entry, inside: tuple[str, ...]) -> list[LinkHtml]:
        return [self._link_html(entry, *link, inside) for link in self.garden.prose_links(entry)]

    def _link_html(self, entry: Entry, reference: Reference, target: Target, inside: tuple[str, ...]) -> LinkHtml:
        if reference.form == "picture":
            return LinkHtml(whole=self._picture(reference, target))
        link = self._link(entry, reference, target, bool(inside))
        if reference.form != "embed":
            return link
        whole = self._embedded(entry, target, inside)
        return LinkHtml(link.open, link.label, link.close, whole or f"<p>{link.open}{link.label}{link.close}</p>")

    def _link(self, entry: Entry, reference: Reference, target: Target, inside: bool) -> LinkHtml:
        written = f"{reference.target}#{reference.heading}" if reference.heading else reference.target
        label = escape(reference.shown or self.garden.words_for(written))
        found = target.entry
        if found is None and target.listing is not None:
            return LinkHtml(f'<a href="{self.here.href(target.listing)}">', label, "</a>")
        if found is None:
            return LinkHtml('<span class="missing">', label, "</span>")
        if found.key not in self.garden.published:
            return LinkHtml('<span class="gone">', label, "</span>")
        anchor = f"#{PREFIX}{target.anchor}" if target.anchor else ""
        address = f"{self.here.href(found.url + target.below)}{anchor}"
        here = anchor if found.key == entry.key and anchor and not inside else address
        title = f' title="{escape(reference.title)}"' if reference.title else ""
        prints_title = reference.shown is None and found.title and escape(found.title) == label
        lang = self._lang(entry, found) if prints_title else ""
        return LinkHtml(f'<a href="{escape_address(here)}"{title}{lang}>', label, "</a>")

    def _lang(self, around: Entry, found: Entry) -> str:
        """The attribute that says in which language an entry is told, if it is not that of the one around it."""
        own, outer = self.garden.language(found), self.garden.language(around)
        if own == outer:
            return ""
        usual = self.garden.settings.language
        return f' lang="{escape(own or usual)}"' if (own or usual) != (outer or usual) else ""

    def _picture(self, reference: Reference, target: Target) -> str:
        words = reference.shown or ""
        title = f' title="{escape(reference.title)}"' if reference.title else ""
        if found := self.garden.picture_addresses.get(target.picture):
            address = escape_address(f"{self.here.base}{found}")
            return f'<img src="{address}" alt="{escape(words)}"{title}{self._size(reference, target)} loading="lazy">'
        if target.remote:
            shown = escape(words or "a picture on another website")
            return f'<a href="{escape_address(target.remote)}"{title}>{shown}</a>'
        return f'<span class="missing">{escape(words)}</span>'

    def _size(self, reference: Reference, target: Target) -> str:
        """The attributes for the size of a picture, with which a browser leaves room for it: what its writer gave, or
        its own. A width alone keeps its proportions."""
        width, _, height = reference.size.partition("x")
        if not height and (own := self.garden.picture_size(target.picture)):
            height = str(round(own[1] * int(width) / own[0])) if width else str(own[1])
            width = width or str(own[0])
        return "".join(f' {name}="{value}"' for name, value in (("width", width), ("height", height)) if value)

    def _embedded(self, entry: Entry, target: Target, inside: tuple[str, ...]) -> str:
        """An entry shown inside another; empty if that would go too deep, round in a circle, or lead nowhere."""
        found = target.entry
        around = (*inside, entry.key)
        if found is None or found.key not in self.garden.published or found.key in around:
            return ""
        if len(around) > DEEPEST_EMBED or not self.embeds_left:
            return ""
        self.embeds_left -= 1
        lang = self._lang(entry, found)
        title_lang = lang if found.title or self.garden.first_words(found) else ""
        source = (
            f'<a href="{escape_address(self.here.href(found.url))}"{title_lang}>{escape(self.garden.title(found))}</a>'
        )
        note = content_note(found.meta.words("mentions"))
        notes = ["illustrative"] * self.garden.illustrative(found) + [f"content note: {escape(note)}"] * bool(note)
        noted = f" ({'; '.join(notes)})" if notes else ""
        words = markdown.below_title(found.body, self.of(found, around), inside=True)
        words = words or f"<p>{escape(self.garden.summary(found))}</p>"
        if lang:
            words = f"<div{lang}>\n{words}</div>"
        return f'<blockquote class="embed">\n<p class="embed-source">From {source}{noted}</p>\n{words}</blockquote>'
