"""Sources of stories as other programs keep them, each with what is difficult in its dialect."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import frontmatter
from pictures import saved
from PIL import Image
from sites import DAY, kgen

VAULT = {
    ".obsidian/app.json": "{}",
    "Night shift.md": """\
---
tags: [waiting, people/night-workers]
aliases: [The long night]
created: 2025-03-04T09:00
---
# Night shift

We wait. See [[The morning after|what came]], [[Ward rules#Bells|the bells]] and [[Nowhere]]. #handover

![[bell.png|300]] %%ask Ann first%%

> [!tip]- Do this
> Sit down first.

==It holds.== ^block-1

```dataview
LIST FROM #handover
```
""",
    "notes/The morning after.md": "It was light. Back to [[The long night]] and ![[Ward rules]].\n",
    "notes/Ward rules.md": "## Bells\n\nRing once. `[[code]]` stays, `#code` too.\n",
    "templates/Daily.md": "{{title}}\n",
    "Secret.md": "---\npublish: false\n---\nNobody may read SECRET-OF-THE-VAULT.\n",
    "board.canvas": "{}",
}
HUGO = {
    "hugo.toml": 'baseURL = "https://old.example/"\n[permalinks]\nposts = "/:year/:month/:slug/"\n',
    "content/posts/first/index.md": """\
+++
title = "First: a beginning"
date = 2024-05-06T10:00:00Z
tags = ["waiting"]
aliases = ["/2019/03/first/"]
+++
{{< figure src="door.png" alt="A door" caption="The door" >}}

Then [the second]({{< ref "posts/second.md" >}}), {{< youtube abc >}} and {{< mystery id="7" >}}.

{{% notice warning %}}
Mind the step.
{{% /notice %}}
""",
    "content/posts/second.md": "---\ntitle: Second\ndate: 2024-06-01\nslug: number-two\n---\n[B](/2019/03/first/).\n",
    "content/posts/hidden.md": "---\ntitle: Hidden\ndraft: true\n---\nSECRET-OF-HUGO\n",
    "content/posts/_index.md": "---\ntitle: Posts\n---\n",
    "content/about.md": "---\ntitle: About us\n---\nWe are here.\n",
}
JEKYLL = {
    "_config.yml": "permalink: pretty\nurl: https://old.example\nbaseurl: /blog\n",
    "_posts/2023-02-03-a-walk.md": """\
---
layout: post
title: "A walk"
categories: [Housing]
---
![A path]({{ site.baseurl }}/img/path.png){: .center}

On to [the talk]({% post_url 2023-04-05-a-talk %}).
{: .lead}

{% highlight python %}
print("{{ x }}")
{% endhighlight %}

{% include youtube.html id="xyz" %}
""",
    "_posts/2023-04-05-a-talk.md": "---\ntitle: A talk\n---\nAfter [a walk](/blog/housing/2023/02/03/a-walk/).\n",
    "_drafts/not-yet.md": "---\ntitle: Not yet\n---\nSECRET-OF-JEKYLL\n",
}
WORDPRESS = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old blog</title><link>https://old.example</link>
<wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>
<wp:author><wp:author_login>ann</wp:author_login><wp:author_email>ann@mail.example</wp:author_email>
<wp:author_display_name>Ann of the ward</wp:author_display_name></wp:author>
{items}
</channel></rss>
"""
ITEM = """\
<item><title>{title}</title><link>https://old.example/2020/01/{slug}/</link><dc:creator>ann</dc:creator>
<guid isPermaLink="false">https://old.example/?p={number}</guid>
<content:encoded><![CDATA[{text}]]></content:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>2020-01-02 03:04:05</wp:post_date><wp:post_name>{slug}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_type>post</wp:post_type><wp:post_password>{password}</wp:post_password>
<category domain="category" nicename="housing">Housing</category>
<category domain="post_tag" nicename="waiting">waiting</category>
<wp:comment><wp:comment_author_email>reader@mail.example</wp:comment_author_email>
<wp:comment_content>SECRET-COMMENT</wp:comment_content></wp:comment></item>
"""


def item(number: int, title: str, text: str, status: str = "publish", password: str = "") -> str:
    slug = title.lower().replace(" ", "-")
    return ITEM.format(number=number, title=title, slug=slug, text=text, status=status, password=password)


def wordpress(*items: str) -> str:
    return WORDPRESS.replace("{items}", "\n".join(items))


ATOM = """\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title><link href="https://old.example/"/><id>tag:old</id>
<updated>2021-05-06T00:00:00Z</updated>
<entry><title>One &amp; only</title><id>tag:old,1</id><link href="https://old.example/post/one"/>
<published>2021-05-06T07:08:09Z</published><updated>2021-05-06T07:08:09Z</updated>
<author><name>Ann</name><email>ann@mail.example</email></author><category term="waiting"/>
<content type="html"><![CDATA[<p>Hello <b>there</b>.</p><p><a href="/post/two">Two</a></p>]]></content></entry>
<entry><title>Two</title><id>tag:old,2</id><link href="https://old.example/post/two"/>
<published>2021-06-06T07:08:09Z</published><updated>2021-06-06T07:08:09Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Second.</p></div></content></entry>
</feed>
"""
PAGES = {
    "index.html": "<title>Home</title><a href='one.html'>One</a>",
    "one.html": """\
<!doctype html><html lang="en"><head><title>One | Our site</title><meta name="keywords" content="waiting, Rooms"></head>
<body><header><p>FRAME</p></header><nav><a href="two/">Two</a></nav>
<main><h1>One room</h1><p>We waited in <a href="two/index.html">another</a>.</p>
<p><img src="img/room.png" alt="A room"></p><script>alert(1)</script></main><footer>FRAME</footer></body></html>
""",
    "two/index.html": "<title>Two</title><body><article><h1>Two</h1><p>The other.</p></article></body>",
}

_OFFICE = "http://schemas.openxmlformats.org"
WORD = f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"'
_V = f'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="{_OFFICE}/officeDocument/2006/relationships"'


def _paragraph(*runs: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}{''.join(runs)}</w:p>"


def _run(text: str, name: str = "t") -> str:
    return f'<w:r><w:{name} xml:space="preserve">{text}</w:{name}></w:r>'


def _beside(name: str, id: int, text: str) -> str:
    return f'<w:{name} w:id="{id}">{_paragraph(_run(text))}</w:{name}>'


def _relations(**targets: str) -> str:
    lines = (
        f'<Relationship Id="{kind}" Type="{_OFFICE}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{_OFFICE}/package/2006/relationships">{"".join(lines)}</Relationships>'


_CELLS = "".join(f"<w:tc>{_paragraph(_run(words))}</w:tc>" for words in ("Box", "Answer"))
_TEXT = (
    _paragraph(_run("What the form leaves out"), style="Title"),
    _paragraph(
        _run("We asked "),
        f'<w:del w:id="1" w:author="Ann">{_run("SECRET-STRUCK-OUT", "delText")}</w:del>',
        f'<w:ins w:id="2" w:author="Ann">{_run("twice")}</w:ins>',
        _run("."),
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
    ),
    f"<w:tbl><w:tr>{_CELLS}</w:tr></w:tbl>",
)
_BODY = f"<w:document {WORD}><w:body>{''.join(_TEXT)}</w:body></w:document>"
_STYLES = """\
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="table" w:styleId="Grid"><w:name w:val="Grid"/><w:tblStylePr w:type="firstRow"><w:tcPr>
<w:shd w:val="clear" w:color="auto" w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style>"""
_PARTS = {
    "_rels/.rels": _relations(officeDocument="word/document.xml"),
    "word/styles.xml": f"<w:styles {WORD}>{_STYLES}</w:styles>",
    "word/footnotes.xml": f"<w:footnotes {WORD}>{_beside('footnote', 2, 'In 2024.')}</w:footnotes>",
    "word/comments.xml": f"<w:comments {WORD}>{_beside('comment', 0, 'SECRET-MARGIN')}</w:comments>",
    "docProps/core.xml": '<p xmlns:d="urn:d"><d:creator>Ann</d:creator><d:created>2024-02-03T00:00:00Z</d:created></p>',
}


def docx(body: str = _BODY, pictures: Sequence[bytes] = ()) -> bytes:
    """A Word document, with something struck out, a note, a table and a remark in its margin."""
    names = {f"picture{number}": f"picture{number}.png" for number in range(len(pictures))}
    shown = (f'<w:r><w:pict><v:imagedata {_V} r:id="{id}"/></w:pict></w:r>' for id in names)
    parts = {
        **_PARTS,
        "word/_rels/document.xml.rels": _relations(footnotes="footnotes.xml", styles="styles.xml", **names),
        "word/document.xml": body.replace("</w:body>", f"{_paragraph(*shown)}</w:body>"),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, f'<?xml version="1.0"?>{text}')
        for name, picture in zip(names.values(), pictures, strict=True):
            file.writestr(f"word/{name}", picture)
    return packed.getvalue()


def folder_of(place: Path, files: dict[str, str], *pictures: str) -> Path:
    """Write a folder of texts, and pictures of different colours."""
    for name, text in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    for number, name in enumerate(pictures, 1):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(saved(Image.new("RGB", (8, 8), (40 * number, 90, 120)), "PNG"))
    return place


def bring(config: Path, folder: Path, files: dict[str, str], *pictures: str) -> tuple[dict[str, str], str]:
    """Import a folder with some files and pictures, and return the drafts by their names, and the report."""
    kgen(config, "import", str(folder_of(folder / "source", files, *pictures)), "--today", DAY)
    drafts = config.parent / "drafts"
    return {path.stem: path.read_text() for path in drafts.glob("*/*.md")}, (drafts / "report.md").read_text()


def body(draft: str) -> str:
    return frontmatter.loads(draft).content
