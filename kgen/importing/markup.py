"""The markup that a text is in while it is brought in: how links, pictures and boxes are written there, and what was
turned and taken out on the way."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from kgen.importing.galleries import Pictures
from kgen.letters import cut, one_line
from kgen.markdown.callouts import is_known

LONGEST_ECHO = 300


@dataclass(frozen=True, slots=True)
class Markup:
    """How things are written in the markup that a text is in."""

    link: Callable[[str, str], str]
    picture: Callable[[str, str, str], str]
    box: Callable[[str, str, str], str]
    quote: Callable[[str, str], str]
    code: Callable[[str, str], str]
    title: Callable[[str], str]


def verbatim(text: str) -> str:
    """Something as it was, on one line and as code, so that a report shows it and does not do what it says."""
    line = cut(one_line(text), LONGEST_ECHO)
    fence = "``" if "`" in line else "`"
    return f"{fence} {line} {fence}" if "`" in line else f"{fence}{line}{fence}"


def box(kind: str, title: str, text: str) -> str:
    """A callout in Markdown. Kinds that kgen does not know are notes."""
    known = kind if is_known(kind) else "note"
    lines = text.strip("\n").split("\n")
    return "\n".join(
        ["", f"> [!{known}]{' ' if title else ''}{title}", *(f"> {line}".rstrip() for line in lines), "", ""]
    )


def _picture(source: str, alt: str, caption: str) -> str:
    below = f"\n\n*{caption.replace('*', '').strip()}*" if caption else ""
    return f"\n\n![{alt or caption}]({_in_markdown(source)}){below}\n\n"


def _in_markdown(address: str) -> str:
    return f"<{address}>" if re.search(r"[\s()]", address) else address


_CODE_ALREADY = ("```", "~~~", "\ue010")
"""What code begins with, as it is or as what stands in for it."""
MARKDOWN = Markup(
    link=lambda label, address: f"[{label}]({_in_markdown(address)})",
    picture=_picture,
    box=box,
    quote=lambda text, by: (
        "\n\n" + re.sub("^", "> ", f"{text.strip()}\n\n— {by}", flags=re.M).replace("> \n", ">\n") + "\n\n"
    ),
    code=lambda language, text: (
        f"\n{text}\n" if text.strip().startswith(_CODE_ALREADY) else f"\n```{language}\n" + text.strip("\n") + "\n```\n"
    ),
    title=lambda words: f"\n\n**{words.replace('*', '')}**\n\n",
)
HTML = Markup(
    link=lambda label, address: f'<a href="{escape(address)}">{escape(label)}</a>',
    picture=lambda source, alt, caption: (
        f'<figure><img src="{escape(source)}" alt="{escape(alt)}">'
        + (f"<figcaption>{caption}</figcaption>" if caption else "")
        + "</figure>"
    ),
    box=lambda kind, title, text: f"<blockquote>{f'<p><b>{title}</b></p>' if title else ''}{text}</blockquote>",
    quote=lambda text, by: f"<blockquote>{text}<p>— {by}</p></blockquote>",
    code=lambda language, text: f'<pre><code class="language-{language or "text"}">{escape(text)}</code></pre>',
    title=lambda words: f"<p><b>{escape(words)}</b></p>",
)


@dataclass(slots=True)
class Turning:
    """A text on its way: the markup it is in, what was turned so far, and what was taken out, in words. `gallery` gives
    the pictures of a gallery, by the arguments of its tag: address and alt text."""

    markup: Markup = MARKDOWN
    gallery: Callable[[Mapping[str, str]], Pictures] = lambda arguments: []
    turned: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)

    def take_out(self, written: str, what: str = "") -> str:
        """Quote something that a text loses in the report, after what it is in words. Return what is left of it."""
        self.by_hand.append(f"{what} was taken out: {verbatim(written)}".lstrip())
        return ""
