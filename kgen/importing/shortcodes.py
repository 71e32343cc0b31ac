"""Shortcodes and template tags of Hugo, Jekyll, WordPress and their kin, turned into what they show where that can be
said in Markdown. What cannot be said is taken out and reported.

Sources: Hugo's documentation, "Embedded shortcodes"; Jekyll's, "Liquid tags"; WordPress', "Shortcode".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from kgen.importing import embeds
from kgen.importing.galleries import ENDINGS_OF_PICTURES, GALLERIES, is_gallery, named_in, with_listed
from kgen.importing.markup import Markup, Turning, verbatim
from kgen.letters import one_line

_HUGO = re.compile(r"\{\{[<%]-?\s*(?P<end>/?)\s*(?P<name>[\w./-]+)(?P<rest>[^{}]*?)(?P<alone>/?)\s*-?[>%]\}\}")
_LIQUID = re.compile(r"\{%-?\s*(?P<end>end)?(?P<name>[A-Za-z_]+(?:-[A-Za-z_]+)*)\b(?P<rest>[^{}]*?)(?P<alone>/?)-?%\}")
_SETTING_OF_TAG = re.compile(r"class|style|width|height|id|align|size\w*|options?|attrs?|args?|params?|on\w+|data-.*")
_WORDPRESS_NAMES = (
    "gallery|caption|wp_caption|embed|video|audio|playlist|youtube|vimeo|soundcloud|tweet|instagram|toc|more"
    "|contact-form(?:-7)?|wpforms|gravityform|ninja_form|jetpack[\\w-]*|(?:vc|et_pb|su|fusion|av|fl|cs)_[a-z_]+"
)
_WORDPRESS = re.compile(
    rf"(?<!\[)\[(?P<end>/?)(?P<name>(?:{_WORDPRESS_NAMES})(?=[\s\]/=])|[a-z][a-z0-9_-]{{1,40}}(?=\s+[a-z][\w-]*=)"
    r"|(?<=/)[a-z][a-z0-9_-]{1,40}(?=\]))"
    r"(?P<rest>(?:[^\[\]\"']|\"[^\"]*\"|'[^']*'){0,1000}?)(?P<alone>/?)\](?![(:])",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\[/([a-z][a-z0-9_-]{1,40})\]")
MOST_NAMES = 200
_DEEPEST = 12
"""Tags around each other; one that is deeper is taken out, and what is in it stays."""
_LONGEST_INDENT = 80
_ARGUMENT = re.compile(r"""(?:([\w-]+)\s*=\s*)?(?:"([^"]*)"|“([^”]*)”|`([^`]*)`|'([^']*)'|([^\s"'`“]+))""")
_BOXES = frozenset(
    "notice admonition callout alert note tip warning info hint caution danger important success error box details"
    " expand accordion spoiler aside quote blockquote".split()
)
_PICTURES = frozenset(("figure", "image", "img", "picture", "figure.html", "image.html", "img.html", "picture.html"))
_ENDS_AS_PICTURE = re.compile(rf"\.(?:{ENDINGS_OF_PICTURES})(?:\?\S*)?$", re.IGNORECASE)
_NO_WORDS_OF_PICTURE = re.compile(r"[\W\d]*|\d+\w*|.*[(:{\[].*")
_REFERENCES = frozenset(("ref", "relref", "link", "post_url"))
_CODE = frozenset(("highlight", "code", "code-block", "code-toggle", "codeblock", "sourcecode"))
_TITLED = frozenset("accordion-item card column step tab tab-item tabitem".split())
"""Parts of a page that stand beside each other, each with a title."""


@dataclass(slots=True)
class _Tag:
    start: int
    end: int
    name: str
    arguments: Mapping[str, str]
    closes: bool


def _tags(text: str) -> list[_Tag]:
    found = []
    closed = "|".join(sorted(set(_CLOSED.findall(text)))[:MOST_NAMES])
    in_pairs = re.compile(rf"\[(?P<end>/?)(?P<name>{closed})(?P<rest>)(?P<alone>)\](?![(:])") if closed else None
    for pattern in filter(None, (_HUGO, _LIQUID, _WORDPRESS, in_pairs)):
        for tag in pattern.finditer(text):
            name, arguments = tag["name"].lower(), _arguments(tag["rest"])
            if pattern is _LIQUID and name == "include" and arguments.get("0"):
                name = arguments["0"].rpartition("/")[2].lower()
                arguments = {**arguments, "0": arguments.get("1", "")}
            found.append(_Tag(tag.start(), tag.end(), name, arguments, bool(tag["end"])))
    found.sort(key=lambda tag: tag.start)
    return [tag for before, tag in zip([None, *found], found, strict=False) if not (before and tag.start < before.end)]


def _arguments(written: str) -> dict[str, str]:
    """The arguments of a tag, by their names in lower case; those without one by their number."""
    found: dict[str, str] = {}
    number = 0
    for name, *values in _ARGUMENT.findall(written):
        value = next(filter(None, values), "")
        if name:
            found.setdefault(name.lower(), value)
        elif value not in ("|", ","):
            found[str(number)] = value
            number += 1
    return found


def may_hold(text: str) -> bool:
    return "{{" in text or "{%" in text or "[" in text


def without_shortcodes(text: str, turning: Turning) -> str:
    """The text with each tag turned or taken out."""
    tags = _tags(text) if may_hold(text) else []
    ends = _ends(tags)
    out: list[list[str]] = [[]]
    opened: list[tuple[_Tag, int]] = []  # The tags around this place, each with the number of the one that closes it.
    at = number = 0
    while number < len(tags):
        tag, end = tags[number], ends.get(number)
        out[-1].append(text[at : tag.start])
        if opened and number == opened[-1][1]:
            opening = opened.pop()[0]
            inner = "".join(out.pop())
            out[-1].append(_said(opening, _indented(opening, inner, text, turning), turning))
        elif end is not None and tag.name in _CODE:
            out[-1].append(_indented(tag, text[tag.end : tags[end].start], text, turning))
            number = end
        elif end is not None and len(opened) < _DEEPEST and (not opened or end < opened[-1][1]):
            opened.append((tag, end))
            out.append([])
        elif not tag.closes:
            shown = _alone(tag, text[tag.start : tag.end], turning)
            out[-1].append(_said(tag, shown, turning) if shown else "")
        at = tags[number].end
        number += 1
    return "".join((*out[0], text[at:]))


def _said(tag: _Tag, shown: str, turning: Turning) -> str:
    """What a tag shows. Words that somebody wrote into the tag and that are not shown are named."""
    for name, value in tag.arguments.items():
        is_told = len(value.split()) > 1 and "://" not in value and not _SETTING_OF_TAG.fullmatch(name)
        if is_told and one_line(unescape(value).replace("*", "")) not in one_line(unescape(shown).replace("*", "")):
            turning.by_hand.append(f"words in `{tag.name}` were left out: {verbatim(value)}")
    return shown


def _ends(tags: list[_Tag]) -> dict[int, int]:
    """The number of the tag that closes each one around something, by the number of that."""
    ends: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for number, tag in enumerate(tags):
        if tag.name not in _ENCLOSING:
            continue
        if not tag.closes:
            opened.setdefault(tag.name, []).append(number)
        elif opened.get(tag.name):
            ends[opened[tag.name].pop()] = number
    return ends


def _indented(tag: _Tag, inner: str, text: str, turning: Turning) -> str:
    """What a tag makes of what is in it, as far to the right as the tag is."""
    before = text[max(0, tag.start - _LONGEST_INDENT) : tag.start].rpartition("\n")[2]
    indent = before if not before.strip() else ""
    inner = re.sub(f"^{indent}", "", inner, flags=re.MULTILINE) if indent else inner
    return re.sub("\n(?=[^\n])", f"\n{indent}", _enclosing(tag, inner, turning))


_DIAGRAMS = frozenset("mermaid mermaiddiagram plantuml chart kroki graphviz abc".split())
"""What another program would draw."""
_LINKS = frozenset("button btn cta".split())
_ADDRESSES = ("href", "url", "link", "to", "relref")
_ENCLOSING = (
    _BOXES | _CODE | _TITLED | _DIAGRAMS | _LINKS | GALLERIES | {"caption", "wp_caption", "embed", "video", "audio"}
)


def _enclosing(tag: _Tag, inner: str, turning: Turning) -> str:
    arguments, markup = tag.arguments, turning.markup
    if tag.name in _CODE:
        of_hexo = next((value[5:] for value in arguments.values() if value.startswith("lang:")), "")
        return markup.code((of_hexo or _first(arguments, "0", "lang", "language")).lower(), inner)
    if tag.name in GALLERIES:
        return gallery_of(inner, turning)
    if tag.name in _TITLED:
        title = _first(arguments, "title", "header", "name", "label", "0")
        return f"{markup.title(title) if title else ''}{inner}\n"
    if tag.name in ("caption", "wp_caption"):
        turning.turned.append("a caption became a line below its picture")
        return _captioned(inner, arguments.get("caption", ""))
    if tag.name in ("embed", "video", "audio"):
        address = inner.strip() or _address_in(arguments)
        turning.turned.append(f"[{tag.name}] became a link")
        label, address = embeds.link_of(address, tag.name)
        return markup.link(label, address) if address else ""
    if tag.name in _DIAGRAMS:
        return turning.take_out(inner, f"a drawing ({tag.name})")
    if tag.name in _LINKS:
        address = _first(arguments, *_ADDRESSES, "0")
        return markup.link(inner.strip(), address) if address and inner.strip() else inner
    if tag.name in ("quote", "blockquote") and (by := _quoted(arguments, markup)):
        turning.turned.append("a quote became one, with who said it below")
        return markup.quote(inner, by)
    named = [arguments[name] for name in ("0", "type", "style", "class") if arguments.get(name)]
    kind = tag.name if tag.name not in _GENERAL_BOXES or not named else named[0].lower()
    title = arguments.get("title") or arguments.get("summary") or (arguments.get("1", "") if named else "")
    if not title and tag.name in ("details", "expand", "accordion", "spoiler"):
        title = arguments.get("0", "")
    turning.turned.append(f"{tag.name} became a boxed note")
    return markup.box(kind, title, inner)


def _quoted(arguments: Mapping[str, str], markup: Markup) -> str:
    """Who said something, and where, from the arguments of a quote."""
    plain = [value for name, value in arguments.items() if name.isdigit()]
    at = next((number for number, value in enumerate(plain) if "://" in value), len(plain))
    by = " ".join(plain[:at]).strip(" ,") or _first(arguments, "author", "by", "cite")
    where = " ".join(plain[at + 1 :]) or _first(arguments, "source", "title")
    address = plain[at] if at < len(plain) else _first(arguments, *_ADDRESSES)
    linked = markup.link(where or address, address) if address else where
    return ", ".join(filter(None, (by, linked)))


_GENERAL_BOXES = frozenset(("notice", "admonition", "callout", "alert", "box", "hint"))


def gallery_of(inner: str, turning: Turning) -> str:
    """What is in a gallery, with each line that names a picture as that picture."""
    turning.turned.append(_OF_GALLERY)
    return f"\n\n{with_listed(inner, turning.markup.picture)}\n\n"


_OF_GALLERY = "a gallery became its pictures, one below the other"


def gallery_alone(arguments: Mapping[str, str], written: str, turning: Turning) -> str:
    """The pictures of a gallery that names them, or where they are; empty where nothing is known of them."""
    pictures = list(dict.fromkeys(named_in(arguments, written) or turning.gallery(arguments)))
    if not pictures:
        return ""
    turning.turned.append(_OF_GALLERY)
    captions = [*[""] * (len(pictures) - 1), arguments.get("caption", "")]
    shown = (turning.markup.picture(*picture, caption) for picture, caption in zip(pictures, captions, strict=True))
    return "".join(shown)


def _captioned(inner: str, caption: str) -> str:
    picture = re.search(r"<a\b[^>]*>\s*<img\b[^>]*>\s*</a>|<img\b[^>]*>|!\[[^\]]*\]\([^)]*\)", inner, re.IGNORECASE)
    if picture is None:
        return inner
    words = caption or (inner[: picture.start()] + inner[picture.end() :]).strip()
    if picture[0].startswith("!"):
        return f"\n\n{picture[0]}\n\n*{words.replace('*', '')}*\n\n" if words else picture[0]
    return f"<figure>{picture[0]}<figcaption>{words}</figcaption></figure>"


def _address_in(arguments: Mapping[str, str]) -> str:
    names = ("src", "url", "href", "link", "mp4", "m4v", "webm", "mp3", "m4a", "ogg", "wav", "0")
    return next((arguments[name] for name in names if re.match(r"https?://|/", arguments.get(name, ""))), "")


def _alone(tag: _Tag, written: str, turning: Turning) -> str:
    arguments, name, markup = tag.arguments, tag.name, turning.markup
    if name in _REFERENCES:
        return arguments.get("path", "") or arguments.get("0", "")
    if name in ("post_link", "asset_link"):
        return markup.link(_positional(arguments, 1), arguments.get("0", ""))
    if is_gallery(name) and (shown := gallery_alone(arguments, written, turning)):
        return shown
    if source := _source_of_picture(name, arguments):
        turning.turned.append(f"{name} became a picture")
        said = [arguments[each] for each in ("title", "caption", "attr", "credit") if arguments.get(each)]
        caption = ". ".join(words.rstrip(".") for words in dict.fromkeys(said)) if len(said) > 1 else "".join(said)
        if (address := arguments.get("link", "")) and address != source:
            turning.by_hand.append(f"a picture was a link: {verbatim(address)}; the link was left out")
        number = next((int(each) for each, value in arguments.items() if each.isdigit() and value == source), 99)
        alt = arguments.get("alt") or arguments.get("alt_text") or _positional(arguments, number + 1)
        return markup.picture(source, alt, caption)
    plain = name.removesuffix(".html").removesuffix("-embed").removesuffix("player").strip("-_")
    plain = arguments.get("provider", plain).lower()
    id = arguments.get("id") or arguments.get("video") or arguments.get("url") or arguments.get("0", "")
    if plain in ("tweet", "x", "twitter") and arguments.get("user"):
        id = f"https://x.com/{arguments['user']}/status/{id}"
    if plain == "gist" and arguments.get("1"):
        id = f"{arguments['0']}/{arguments['1']}"
    if found := embeds.named(plain, id):
        turning.turned.append(f"{plain} became a link")
        return markup.link(arguments.get("title") or found[0], found[1])
    if name.removesuffix(".html") in _BOXES and (words := _first(arguments, "content", "text")):
        turning.turned.append(f"{plain} became a boxed note")
        return markup.box(name.removesuffix(".html"), arguments.get("title", ""), words)
    if name in ("video", "audio", "embed", "playlist") and (address := _address_in(arguments)):
        turning.turned.append(f"{name} became a link")
        return markup.link(*embeds.link_of(address, name))
    label = _first(arguments, "text", "label", "title")
    if label and (address := _first(arguments, *_ADDRESSES)):
        return markup.link(label, address)
    if name not in _SILENT:
        turning.take_out(written)
    return " " if name in _BETWEEN else ""


def alone(name: str, arguments: str, written: str, turning: Turning) -> str:
    """What a tag in Markdown shows that has nothing in it, from its name and its arguments."""
    tag = _Tag(0, 0, name.lower(), _arguments(arguments), closes=False)
    shown = _alone(tag, written, turning)
    return _said(tag, shown, turning) if shown else ""


def _positional(arguments: Mapping[str, str], start: int) -> str:
    """The words among the arguments without a name, from one of them on."""
    values = (value for name, value in arguments.items() if name.isdigit() and int(name) >= start)
    return " ".join(value.rstrip(",") for value in values if not _NO_WORDS_OF_PICTURE.fullmatch(value))


def _first(arguments: Mapping[str, str], *names: str) -> str:
    return next((arguments[name] for name in names if arguments.get(name)), "")


def _source_of_picture(name: str, arguments: Mapping[str, str]) -> str:
    """The address of what a tag shows: whatever its argument is called, it ends as pictures do."""
    found = next((value for value in arguments.values() if _ENDS_AS_PICTURE.search(value)), "")
    if found or name not in _PICTURES:
        return found
    return next((arguments[each] for each in ("src", "image_path", "url", "image", "0") if arguments.get(each)), "")


_BETWEEN = frozenset("else elsif elif when".split())
"""Tags between words of which a page shows only some."""
_SILENT = frozenset(
    "block cards columns comment content-ref endraw extends from import load-photoswipe more raw row stepper steps"
    " tabpane tabs toc tocinline".split()
)
"""Tags that show nothing a reader would miss."""
