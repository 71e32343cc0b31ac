"""The largest file of each kind that is known to trouble parsers, read, checked and rendered in this process.

Run as a program it prints a line of JSON for each, or for those it is given: its name, whether it was refused, and the
most memory held so far. The classes are those of cmark's pathological tests, and what YAML, wikilinks, footnotes and
bare links add.
"""

import json
import re
import resource
import sys
import tempfile
from pathlib import Path

from gardens import BASIS, make_garden
from patience import must_end

from kgen.checks import check
from kgen.model import Source
from kgen.read import read_sources
from kgen.settings import load
from kgen.views import pages
from kgen.views.rendering import PageRenderer
from kgen.weave import weave

SIZE = 250_000
LINE = 60_000
LAST = "one line"
MEMORY = 512 * 1024 * 1024


def filled(unit: str) -> str:
    return unit * (SIZE // len(unit))


BODIES = {
    "nested brackets": "[" * (SIZE // 2) + "a" + "]" * (SIZE // 2),
    "open brackets": filled("["),
    "open wikilinks": filled("[["),
    "nested wikilinks": "[[" * (SIZE // 4) + "a" + "]]" * (SIZE // 4),
    "many wikilinks": filled("[[a]] "),
    "open embeds": filled("![["),
    "nested emphasis": filled("*a **a "),
    "emphasis closers": filled("a_ "),
    "emphasis openers": filled("_a "),
    "mixed emphasis": filled("**x [a*b**c*](d)"),
    "nested quotes": filled(">"),
    "nested lists": filled("- "),
    "stepped lists": "".join("  " * depth + "* a\n" for depth in range(400)),
    "open links": filled("[a]("),
    "many links": filled("[a](b)"),
    "links in angles": filled("[a](<b"),
    "open pictures": filled("![[]()"),
    "many pictures": filled("![a](b) "),
    "HTML openers": filled("<"),
    "HTML tags unclosed": filled("<a "),
    "HTML declarations": filled("<!A "),
    "HTML comments": filled("<!--"),
    "HTML instructions": filled("<?"),
    "HTML CDATA": filled("<![CDATA["),
    "HTML attributes": "<a " + 'x="y" ' * (SIZE // 6),
    "HTML nested inline": filled("<b>"),
    "HTML nested blocks": filled("<div>\n\n"),
    "HTML paragraphs": filled("<div><p>"),
    "entities": filled("&copy;"),
    "ampersands": filled("&"),
    "numeric entities": filled("&#35;"),
    "wide table": "|a" * (SIZE // 4) + "|\n" + "|-" * (SIZE // 4) + "|\n",
    "long table": "|a|b|\n|-|-|\n" + filled("|c|d|\n"),
    "sparse table": "|" + "a|" * 2000 + "\n|" + "-|" * 2000 + "\n" + "|\n" * 20000,
    "footnote uses": filled("[^a] ") + "\n\n[^a]: x",
    "footnote definitions": "".join(f"[^{number}]: x\n\n" for number in range(15000)),
    "footnotes in footnotes": "".join(f"[^{number}]: [^{number + 1}]\n\n" for number in range(9000)),
    "reference definitions": "".join(f"[{number}]: x\n" for number in range(18000)) + "[1]",
    "reference expansion": "[a]: " + "x" * 50000 + "\n" + "[a]" * 60000,
    "backticks": "".join("e" + "`" * count for count in range(700)),
    "strikethrough": filled("~~a "),
    "one long line": filled("a"),
    "spaces": filled(" "),
    "line breaks": filled("\n"),
    "headings": filled("# a\n"),
    "empty headings": filled("# \n"),
    "setext heading": "a\n" * (SIZE // 4) + "===",
    "bare links": filled("http://a.b "),
    "bare links with brackets": "www.a.b" + ")" * SIZE,
    "bare links with entities": "www.a.b" + "&a;" * (SIZE // 3),
    "e-mail addresses": filled("a@b.c "),
    "nearly e-mail": filled("a@"),
    "dots and an at": filled("a.") + "@",
    "sentences": filled("A. ") + " [[x]]",
    "one sentence of links": "[[x]] " * 400 + filled("A. "),
    "control characters": filled("\x00"),
    "digits": filled("1234567890 "),
    "capitals": filled("Ab "),
    "alerts": filled("> [!NOTE]\n\n"),
    "code": "```\n" + filled("a\n"),
    "setext headings": filled("a\n-\n"),
    "headings that number alike": "".join(f"# a\n# a-{number}\n" for number in range(15000)),
    "a heading of combining marks": "# a" + "\u0301\u0323" * (SIZE // 8),
    "a name of combining marks": "[[a" + "\u0301\u0323" * (SIZE // 8) + "]]",
    "combining marks": "a" + "\u0301\u0323" * (SIZE // 4),
    "right to left": "\u05d0\u05d1 " * (SIZE // 5),
    "footnotes used and defined": "".join(f"[^{number}]: x\n" for number in range(9000))
    + "".join(f"[^{number}] " for number in range(9000)),
    "definitions used": "".join(f"[{number}]: x\n" for number in range(400)) + "[1] " * 490 + filled("[2]: y\n"),
    "links in one sentence": "[a](b.md) " * 490 + filled("word "),
    "long names that lead nowhere": "".join(f"[[{'abcdefghij' * 40}{number}]] " for number in range(490)),
    "embeds in lines": filled("![[a]]\n\n"),
    "HTML misnested": filled("<b><i></b></i>\n"),
    "HTML of many names": "".join(f"<x{number}>\n" for number in range(28_000)),
    "HTML links": filled("<a href=x>y</a>\n"),
    "HTML marked sections": filled("<table><![[\n"),
    "long table row": "|a|\n|-|\n|" + filled("b|"),
}
FRONTS = {
    "deep YAML": "a: " + "[" * 100_000,
    "deep maps": "".join("  " * depth + "a:\n" for depth in range(600)),
    "alias bomb": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 40)),
    "many keys": "".join(f"k{number}: v\n" for number in range(20_000)),
    "a long list": "topics: [" + "trust, " * 30_000 + "]",
    "a long value": "title: " + "x" * 200_000,
    "quotes": "title: '" + "''" * 100_000,
    "a title of combining marks": "title: a" + "\u0301\u0323" * 15_000,
    "a long list in lines": "aliases:\n" + "".join(f"- a{number}\n" for number in range(30_000)),
    "a long map": "consent:\n" + "".join(f"  k{number}: v\n" for number in range(20_000)),
    "a long list of maps": "promises:\n" + "".join(f"- what: w{number}\n  zzz: v\n" for number in range(10_000)),
    "many values of many lines": "".join(f"k{number}: 'a\n  b'\n" for number in range(10_000)),
    "maps in maps": "consent: " + "{a: " * 60_000,
    "hidden characters by number": "pseudonyms:\n" + "".join(f'- "\\u202e{number}"\n' for number in range(15_000)),
    "telephone numbers": "pseudonyms:\n" + "".join(f"- 07911 {number:06}\n" for number in range(15_000)),
}


def files() -> dict[str, str]:
    consent = "consent: {whose: own, others: none, given: 2026-01}\n"
    head = f"title: A\nstandpoint: practitioner\nsectors: schools\ntopics: trust\n{consent}"
    bodies = {name: f"---\n{head}---\n{in_lines(body)}\n" for name, body in BODIES.items()}
    fronts = {name: f"---\n{in_lines(front, indent=' ')}\n---\nx\n" for name, front in FRONTS.items()}
    return {**bodies, **fronts, LAST: f"---\n{head}---\n{filled('a ')}\n"}


def in_lines(text: str, indent: str = "") -> str:
    """Break lines that are longer than kgen reads, so that what they hold is read."""
    return re.sub(f".{{{LINE}}}(?=.)", lambda line: f"{line[0]}\n{indent}", text)


def main(names: list[str]) -> None:
    known = files()
    for name, text in ((name, known[name]) for name in names or known):
        with must_end():
            refused = is_refused(text)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        print(json.dumps({"name": name, "refused": refused, "peak": peak}), flush=True)


def is_refused(text: str) -> bool:
    """Read, check and render a story in a garden of its own, and say whether there is an error in it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load(make_garden(Path(folder), {}), today="2026-11-23")
    sources = [Source(other, basis.encode()) for other, basis in BASIS.items()]
    garden = weave(settings, read_sources([*sources, Source("stories/a.md", text.encode())], "content"))
    problems = check(garden)
    renderer = PageRenderer(garden)
    for page in pages(garden):
        renderer.html(page)
    return any(problem.severity == "error" for problem in problems)


if __name__ == "__main__":
    main(sys.argv[1:])
