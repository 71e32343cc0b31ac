"""The floor: what a generator in Python cannot do without. Read, parse, render, write; one process, nothing else.

    python bench/floor.py CONTENT SITE

The same YAML parser, Markdown parser and template engine as kgen's. Nothing is checked, made safe, woven or listed.
"""

import sys
from pathlib import Path

import jinja2
import pyromark
import yaml

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{ title }}</title>
</head>
<body>
<main>
<h1>{{ title }}</h1>
<ul>{% for topic in topics %}<li><a href="../../topics/{{ topic }}/">{{ topic }}</a></li>{% endfor %}</ul>
{{ html | safe }}
</main>
</body>
</html>
"""


def main(content: Path, site: Path) -> None:
    page = jinja2.Environment(autoescape=True).from_string(_PAGE)
    markdown = pyromark.Markdown(options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_WIKILINKS)
    for path in content.rglob("*.md"):
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        front = yaml.load(head, Loader=yaml.CSafeLoader)
        html = page.render(
            title=front.get("title") or front["name"], topics=front.get("topics", ()), html=markdown.html(body)
        )
        target = site / path.parent.name / path.stem / "index.html"
        target.parent.mkdir(parents=True)
        target.write_text(html, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
