"""kgen import, accept and decline: what people have elsewhere becomes drafts, and drafts become stories."""

import io
import json
import os
import re
import shutil
import subprocess
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import frontmatter
import pytest
from corpora import checked
from gardens import BASIS, make_garden
from pictures import png
from repositories import commit
from sites import DAY, build, command, environment, kgen
from sources import ATOM, HUGO, JEKYLL, PAGES, VAULT, WORD, docx, folder_of, item, wordpress

from kgen.editing.changes import alone
from kgen.importing.documents import UnreadableSource
from kgen.importing.html_text import markdown_of
from kgen.importing.turning import turned
from kgen.importing.word import document_of
from kgen.importing.word_unseen import HIDDEN, STRUCK
from kgen.importing.xml_text import read_xml

SECRETS = re.compile("SECRET-[A-Z-]+|@mail.example")


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    return make_garden(tmp_path / "garden", BASIS)


def bring(config: Path, source: Path, *options: str) -> dict[str, str]:
    """Import a source, and return the drafts by their names without folder and ending."""
    kgen(config, "import", str(source), "--today", DAY, *options)
    return drafts_of(config)


def drafts_of(config: Path) -> dict[str, str]:
    return {path.stem: path.read_text() for path in (config.parent / "drafts").glob("*/*.md")}


def report_of(config: Path) -> str:
    return (config.parent / "drafts/report.md").read_text()


def agree(config: Path, *names: str) -> None:
    """What a steward adds once somebody has agreed."""
    for path in (config.parent / "drafts/stories").glob("*.md"):
        if names and path.stem not in names:
            continue
        post = frontmatter.load(path)
        more = {"standpoint": "practitioner", "sectors": ["schools"]}
        consent = {"whose": "own", "others": "none", "given": "2026-11"}
        post.metadata = {**more, **post.metadata, "consent": consent}
        post.metadata["topics"] = [*post.metadata.get("topics", []), "trust"]
        path.write_text(frontmatter.dumps(post).replace("![](", "![What it shows](") + "\n")


class TestObsidian:
    @pytest.fixture
    def drafts(self, garden: Path, tmp_path: Path) -> dict[str, str]:
        return bring(garden, folder_of(tmp_path / "vault", VAULT, "files/bell.png"))

    def test_notes_become_stories(self, drafts: dict[str, str]) -> None:
        assert drafts.keys() == {"night-shift", "the-morning-after", "ward-rules"}
        meta = frontmatter.loads(drafts["night-shift"]).metadata
        assert meta["title"] == "Night shift"
        assert meta["date"] == "2025-03"
        assert meta["topics"] == ["waiting", "night-workers", "handover"]
        assert meta["aliases"] == ["the-long-night"]

    def test_links_lead_where_they_led(self, drafts: dict[str, str]) -> None:
        assert (
            "[what came](the-morning-after.md), [the bells](ward-rules.md#bells) and Nowhere." in drafts["night-shift"]
        )
        assert "[The long night](night-shift.md) and ![[stories/ward-rules]]" in drafts["the-morning-after"]

    def test_what_is_obsidians_own_is_turned_or_told(self, drafts: dict[str, str], garden: Path) -> None:
        text = drafts["night-shift"]
        assert "![](../images/bell.png)" in text
        assert "**It holds.**\n" in text
        assert "> [!tip]- Do this" in text
        assert not re.search(r"%%|dataview|\^block|#handover|\[\[Nowhere", text)
        assert "`[[code]]` stays, `#code` too." in drafts["ward-rules"]
        report = report_of(garden)
        assert "dataview" in report and "`Nowhere`" in report and "It is a template" in report

    def test_what_was_private_comes_nowhere(self, drafts: dict[str, str], garden: Path) -> None:
        everything = "".join(
            path.read_text() for path in (garden.parent / "drafts").rglob("*.*") if path.suffix != ".png"
        )
        assert not SECRETS.search(everything)
        assert "It was not published there" in report_of(garden)


def test_hugo(garden: Path, tmp_path: Path) -> None:
    drafts = bring(garden, folder_of(tmp_path / "hugo", HUGO, "content/posts/first/door.png"))
    assert drafts.keys() == {"first", "number-two", "about"}
    assert (garden.parent / "drafts/stories/about.md").is_file()
    first = frontmatter.loads(drafts["first"])
    assert first.metadata["aliases"] == ["/2024/05/first-a-beginning/", "/2019/03/first/"]
    assert "![A door](../images/door.png)\n\n*The door*" in first.content
    assert "[the second](number-two.md), [A film](https://www.youtube.com/watch?v=abc)" in first.content
    assert "> [!warning]\n> Mind the step." in first.content
    assert "{{" not in first.content
    assert "mystery" in report_of(garden)


def test_jekyll(garden: Path, tmp_path: Path) -> None:
    drafts = bring(garden, folder_of(tmp_path / "jekyll", JEKYLL, "img/path.png"))
    assert drafts.keys() == {"a-walk", "a-talk"}
    walk = frontmatter.loads(drafts["a-walk"])
    assert walk.metadata["aliases"] == ["/housing/2023/02/03/a-walk/"]
    assert "![A path](../images/path.png)\n\nOn to [the talk](a-talk.md).\n" in walk.content
    assert '```python\nprint("{{ x }}")\n```' in walk.content
    assert "[A film](https://www.youtube.com/watch?v=xyz)" in walk.content
    assert "[a walk](a-walk.md)" in drafts["a-talk"]


def test_jekyll_tells_posts_of_one_name_apart_by_the_whole_address(garden: Path, tmp_path: Path) -> None:
    text = "---\ntitle: Walk of {}\n---\nWe walked.\n"
    walks = {f"_posts/{year}-02-03-walk.md": text.format(year) for year in (2022, 2023)}
    links = "[One](https://old.example/blog/2022/02/03/walk/) and [another](/blog/2023/02/03/walk/)."
    about = {"_posts/2024-05-06-walks.md": f"---\ntitle: Walks\n---\n{links}\n"}
    source = {"_config.yml": JEKYLL["_config.yml"], **walks, **about}
    drafts = bring(garden, folder_of(tmp_path / "jekyll", source))
    assert "[One](walk.md) and [another](walk-2.md)." in drafts["walks"]
    assert "Walk of 2022" in drafts["walk"] and "Walk of 2023" in drafts["walk-2"]


def test_the_day_of_the_command_says_what_readers_saw(garden: Path, tmp_path: Path) -> None:
    """A post of Jekyll's is published on the day in its fields, or else the one before its name."""
    hugo = {
        "hugo.toml": "",
        "content/posts/starts.md": "---\ntitle: Starts\npublishdate: 2031-05-02\n---\nA.\n",
        "content/posts/ends.md": "---\ntitle: Ends\ndate: 2020-01-01\nexpirydate: 2031-05-02\n---\nB.\n",
    }
    jekyll = {
        "_config.yml": "",
        "_posts/2031-5-2-named.md": "---\ntitle: Named\n---\nC.\n",
        "_posts/2031-05-02-moved.md": "---\ntitle: Moved\ndate: 2020-01-01\n---\nD.\n",
    }
    sources = [folder_of(tmp_path / name, files) for name, files in (("hugo", hugo), ("jekyll", jekyll))]

    def there(*options: str, **variables: str) -> set[str]:
        for source in sources:
            kgen(garden, "import", str(source), *options, **variables)
        names = {*drafts_of(garden)}
        shutil.rmtree(garden.parent / "drafts")
        return names

    assert there("--today", "2031-05-01") == {"ends", "moved"}
    assert there("--today", "2031-05-02") == {"starts", "named", "moved"}
    noon = str(int(datetime(2031, 5, 2, 12, tzinfo=UTC).timestamp()))
    assert there(SOURCE_DATE_EPOCH=noon) == {"starts", "named", "moved"}


def test_jekyll_shows_the_collections_that_its_settings_show(garden: Path, tmp_path: Path) -> None:
    shown = {"all": "true", "more": "yes", "notes": "no", "rest": '""'}
    lines = [f"  {name}:\n    output: {value}\n" for name, value in shown.items()]
    texts = {f"_{name}/{name}-story.md": f"---\ntitle: {name.title()} of it\n---\n\nSome words.\n" for name in shown}
    source = {"_config.yml": f"url: ~\ncollections:\n{''.join(lines)}", **texts}
    assert bring(garden, folder_of(tmp_path / "jekyll", source)).keys() == {"all-story", "more-story"}


def test_wordpress(garden: Path, tmp_path: Path) -> None:
    classic = (
        "First line.\nSecond line.\n\nThen:\n<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\n\n"
        '[caption id="a" width="3"]<img src="https://old.example/a.jpg" alt="A" /> Words[/caption]'
        '\n\n<a href="https://old.example/2020/01/two/">Two</a> [vc_row x="y"]inside[/vc_row]'
    )
    block = "<!-- wp:paragraph --><p>Two &lt;b&gt; &amp; 3*4*5.</p><!-- /wp:paragraph -->\n<!-- wp:more -->"
    export = tmp_path / "export.xml"
    items = [item(1, "One", classic), item(2, "Two", block)]
    items += [item(3, "Three", "SECRET-PRIVATE", "private"), item(4, "Four", "SECRET-PASSWORD", password="x")]
    export.write_text(wordpress(*items))
    drafts = bring(garden, export)
    assert drafts.keys() == {"one", "two"}
    one = frontmatter.loads(drafts["one"])
    assert one.metadata["aliases"] == ["/2020/01/one/"]
    assert one.metadata["date"] == "2020-01"
    assert "First line.\\\nSecond line.\n\nThen:\n\n- One\n- Two\n\n" in one.content
    assert "[A](<https://old.example/a.jpg>)\n\n*Words*" in one.content
    assert "[Two](two.md) inside" in one.content
    assert "Two \\<b> & 3\\*4\\*5." in drafts["two"]
    report = report_of(garden)
    assert "told by `Ann of the ward`" in report and "1 comment of readers left out" in report
    everything = report + "".join(drafts.values()) + (garden.parent / "drafts/imported.json").read_text()
    assert not SECRETS.search(everything)


def test_what_stands_beside_a_post_is_named(garden: Path, tmp_path: Path) -> None:
    metas = {"lead": "Three words told", "_hidden": "one two three", "data": 'a:1:{s:1:"a b c";}', "short": "one two"}
    fields = "".join(
        f"<wp:postmeta><wp:meta_key>{name}</wp:meta_key><wp:meta_value><![CDATA[{said}]]></wp:meta_value></wp:postmeta>"
        for name, said in metas.items()
    )
    (tmp_path / "export.xml").write_text(wordpress(item(1, "One", "Ring.")).replace("</item>", f"{fields}</item>"))
    bring(garden, tmp_path / "export.xml")
    assert re.findall("a field that holds words was left out: (.*)", report_of(garden)) == ["`lead`"]


def test_a_feed(garden: Path, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(ATOM)
    drafts = bring(garden, tmp_path / "feed.xml")
    one = frontmatter.loads(drafts["one"])
    assert one.metadata["title"] == "One & only"
    assert one.metadata["date"] == "2021-05"
    assert one.content == "Hello **there**.\n\n[Two](two.md)"
    assert not SECRETS.search("".join(drafts.values()) + report_of(garden))


def test_a_feed_that_says_more(garden: Path, tmp_path: Path) -> None:
    """Two authors, an author of the whole feed, a summary of its own, sounds beside a text, a day that is in the next
    month elsewhere, comments of readers."""
    (tmp_path / "feed.atom").write_text(
        """<feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title><author><name>Cas</name></author>
        <entry><title type="text">Under &lt; over</title><id>tag:1</id><published>2012-04-30T23:30:00-05:00</published>
        <updated>2013-01-01T00:00:00Z</updated><author><name>Ann</name></author><author><name>Bo</name></author>
        <link rel="enclosure" href="https://old.example/a.mp3" type="audio/mpeg"/>
        <summary>Said *by* hand &amp; short.</summary>
        <content type="text">Ring.\n\nWrite &lt;your name&gt;.</content></entry>
        <entry><title>Rung</title><id>tag:2</id><updated>2013-01-01T00:00:00Z</updated><summary>Only th…</summary>
        <content type="html">&lt;p&gt;Only this.&lt;/p&gt;</content></entry>
        <entry><title>Re</title><id>tag:3</id><updated>2013-01-01T00:00:00Z</updated><content>READERS-WORDS</content>
        <thr:in-reply-to xmlns:thr="http://purl.org/syndication/thread/1.0" ref="tag:2"/></entry></feed>"""
    )
    (tmp_path / "feed.rss").write_text(
        """<rss version="2.0"><channel><title>Old</title><managingEditor>Cas</managingEditor>
        <item><title>By mail</title><description>Told.</description><author>ann@mail.example (Ann Bell)</author>
        <pubDate>Mon, 30 Apr 2012 23:30:00 -0500</pubDate></item>
        <item><title>By nobody</title><description>Told so.</description></item></channel></rss>"""
    )
    drafts = bring(garden, tmp_path / "feed.atom") | bring(garden, tmp_path / "feed.rss")
    under = frontmatter.loads(drafts["under-over"])
    assert under.metadata == {"title": "Under < over", "date": "2012-04", "summary": "Said by hand & short."}
    assert under.content == ("Ring.\n\nWrite \\<your name>.\n\n[Something to listen to](https://old.example/a.mp3)")
    assert "summary" not in frontmatter.loads(drafts["rung"]).metadata
    assert frontmatter.loads(drafts["by-mail"]).metadata["date"] == "2012-04"
    report = report_of(garden)
    assert "READERS-WORDS" not in report + "".join(drafts.values())
    assert "`Rung`, told by `Cas`\n    - 1 comment of readers left out" in report
    assert "told by `Ann, Bo`" in report and "`By mail`, told by `Ann Bell`" in report
    assert "`By nobody`\n" in report


def test_a_feed_of_windows_in_japan(garden: Path, tmp_path: Path) -> None:
    """It says Shift JIS, and has a sign that only Windows has: as a whole it is not what it says."""
    item = "<item><title>One</title><description>①を待つ。</description></item>"
    feed = f'<?xml version="1.0" encoding="Shift_JIS"?><rss version="2.0"><channel>{item}</channel></rss>'
    (tmp_path / "feed.xml").write_bytes(feed.encode("cp932"))
    assert frontmatter.loads(bring(garden, tmp_path / "feed.xml")["one"]).content == "①を待つ。"


def test_a_json_feed(garden: Path, tmp_path: Path) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "home_page_url": "https://old.example/",
        "authors": [{"name": "Cas"}],
        "items": [
            {
                "id": 1,
                "url": "https://old.example/2021/05/one.html",
                "title": "One & only",
                "content_html": "<p>Hello <b>there</b>. <a href='/two/'>Two</a></p>",
                "content_text": "Hello **there**, as its writer wrote it, which may be longer. [Two](/two/)",
                "date_published": "2021-05-31T23:30:00-05:00",
                "authors": [{"name": "Ann"}, {"name": "Bo"}],
                "tags": ["waiting"],
                "attachments": [{"url": "https://old.example/a.mp3", "mime_type": "audio/mpeg"}],
            },
            {
                "id": "2",
                "url": "https://old.example/two/",
                "content_text": "Plain <b> words.",
                "author": {"name": "Di"},
            },
            {"id": "3", "content_html": ""},
        ],
    }
    source = tmp_path / "feed.json"
    source.write_text(json.dumps(feed).replace("/", "\\/"))
    drafts = bring(garden, source)
    one = frontmatter.loads(drafts["one"])
    assert (one.metadata["title"], one.metadata["date"], one.metadata["topics"]) == (
        "One & only",
        "2021-05",
        ["waiting"],
    )
    assert one.content.startswith("Hello **there**. [Two](two.md)\n\n[Something to listen to](")
    assert frontmatter.loads(drafts["two"]).content == "Plain \\<b> words."
    assert "told by `Ann, Bo`" in report_of(garden) and "told by `Di`" in report_of(garden)
    for damaged in ('"version": "https://jsonfeed.org/version/1"}', '"version": "https://jsonfeed.org/version/1", '):
        source.write_text("{" + damaged)
        assert "cannot be imported: it " in kgen(garden, "import", str(source), code=2)


def test_a_document_of_word(garden: Path, tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(docx())
    drafts = bring(garden, tmp_path / "form.docx")
    story = frontmatter.loads(drafts["form"])
    assert story.metadata == {"title": "What the form leaves out", "date": "2024-02"}
    assert "We asked twice.[^1]" in story.content
    assert "[^1]: In 2024." in story.content
    assert "| Box | Answer |" in story.content
    report = report_of(garden)
    assert "tracked changes" in report and "comments in its margin" in report
    assert not SECRETS.search(drafts["form"] + report)


def test_what_a_document_of_word_holds_beside_its_text_is_named() -> None:
    with zipfile.ZipFile(io.BytesIO(docx())) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"What the form", b"Q &amp; A &lt;draft&gt;: what it"
    )
    parts |= {"word/header1.xml": _edge("The ward"), "word/charts/chart1.xml": b"", "word/embeddings/a.xlsx": b""}
    document, _ = document_of("form.docx", _packed(parts))
    assert document.title == "Q & A <draft>: what it leaves out"
    assert {*document.by_hand} >= {
        "the words at the head or the foot of its pages are left out",
        "a chart in it is left out",
        "a file inside it is left out",
    }
    document, _ = document_of("form.docx", _packed({**parts, "word/header1.xml": _edge(" 12 ")}))
    assert not any("the head or the foot" in each for each in document.by_hand)


def _edge(words: str) -> bytes:
    return f'<w:hdr xmlns:w="urn:w"><w:p><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p></w:hdr>'.encode()


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


_WORD_SHADES = '<w:shd w:color="auto" w:fill="{}" w:val="clear"/>'


def _word(properties: str, around: str = "{}") -> bytes:
    """A Word document with two words in a run of such properties."""
    run = f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">OUR WORDS</w:t></w:r>'
    sources = around.format(run) if "<w:p>" in around else f"<w:p>{around.format(run)}</w:p>"
    return docx(
        f"<w:document {WORD}><w:body><w:p><w:r><w:t>We waited.</w:t></w:r></w:p>{sources}</w:body></w:document>"
    )


@pytest.mark.parametrize(
    ("properties", "around", "said"),
    [
        ('<w:color w:val="FFFFFF"/>', "{}", HIDDEN),
        ('<w:color w:themeColor="background1" w:val="ffffff"/>', "{}", HIDDEN),
        ('<w:color w:val="FEFEFE"/>', "{}", HIDDEN),
        ('<w:highlight w:val="black"/>', "{}", HIDDEN),
        (_WORD_SHADES.format("000000"), "{}", HIDDEN),
        ('<w:shd w:val="solid" w:color="000000" w:fill="FFFFFF"/>', "{}", HIDDEN),
        ('<w:color w:val="C00000"/>' + _WORD_SHADES.format("C00000"), "{}", HIDDEN),
        ('<w:sz w:val="2"/>', "{}", HIDDEN),
        ("<w:vanish/>", "{}", HIDDEN),
        ('<w:vanish  w:val="on" />', "{}", HIDDEN),
        ('<w:rStyle w:val="Secret"/>', "{}", HIDDEN),
        ("", '<w:pPr><w:pStyle w:val="Gone"/></w:pPr>{}', STRUCK),
        ("<w:strike/>", "{}", STRUCK),
        ('<w:dstrike w:val="true"/>', "{}", STRUCK),
        ('<w:strike w:val="false"/><w:vanish w:val="0"/><w:dstrike w:val="off"/>', "{}", ""),
        ('<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>', "{}", ""),
        ('<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>', "{}", ""),
        ('<w:color w:val="FFFFFF"/>' + _WORD_SHADES.format("1F3864"), "{}", ""),
        ('<w:color w:val="FFFFFF"/>', f"<w:pPr>{_WORD_SHADES.format('1F3864')}</w:pPr>{{}}", ""),
        (
            '<w:color w:val="FFFFFF"/>',
            f"<w:tbl><w:tr><w:tc><w:tcPr>{_WORD_SHADES.format('1F3864')}</w:tcPr><w:p>{{}}</w:p></w:tc></w:tr></w:tbl>",
            "",
        ),
        (
            '<w:color w:val="FFFFFF"/>',
            '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/></w:tblPr><w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>',
            "",
        ),
        ("", f"<w:pPr>{_WORD_SHADES.format('000000')}</w:pPr>{{}}", ""),
        ('<w:color w:val="D9D9D9"/>', "{}", ""),
        ('<w:highlight w:val="yellow"/><w:color w:val="auto"/>', "{}", ""),
    ],
)
def test_words_of_a_document_that_nobody_saw_are_left_out_and_counted(properties: str, around: str, said: str) -> None:
    document, _ = document_of("form.docx", _word(properties, around))
    assert "We waited." in document.text
    assert ("OUR WORDS" in document.text) == (not said)
    assert [each for each in document.by_hand if "word" in each] == ([f"{said} was left out: 2 words"] if said else [])


def test_words_in_two_pieces_are_counted_once() -> None:
    pieces = "".join(f"<w:r><w:rPr><w:strike/></w:rPr><w:t>{piece}</w:t></w:r>" for piece in ("SEC", "RET"))
    document, _ = document_of("form.docx", _word("", f"{pieces}{{}}"))
    assert "what was struck out was left out: 1 word" in document.by_hand


def test_pictures_of_a_document_are_numbered_in_the_order_in_which_it_shows_them() -> None:
    first, second = png(), png(dpi=(72, 72))
    document, pictures = document_of("form.docx", docx(pictures=[first, second]))
    assert pictures == {"form.docx/form-1.png": first, "form.docx/form-2.png": second}
    assert "![](form.docx/form-1.png)![](form.docx/form-2.png)" in document.text


def test_web_pages(garden: Path, tmp_path: Path) -> None:
    drafts = bring(garden, folder_of(tmp_path / "pages", PAGES, "img/room.png"))
    assert drafts.keys() == {"one", "two"}
    one = frontmatter.loads(drafts["one"])
    assert one.metadata["title"] == "One room"
    assert one.metadata["topics"] == ["waiting", "rooms"]
    assert one.content == "We waited in [another](two.md).\n\n![A room](../images/room.png)"


def test_fields_that_no_draft_has_are_said(garden: Path, tmp_path: Path) -> None:
    fields = "title: One\nmood: sad, and then not\nplace: Leith\nlayout: post\nlink: https://a.example/b"
    text = f"---\n{fields}\n---\nIt rained.\n"
    drafts = bring(garden, folder_of(tmp_path / "texts", {"one.md": text}))
    assert "Leith" not in drafts["one"]
    report = report_of(garden)
    assert "a field that holds words was left out: `mood`" in report.partition("could not be brought")[2]
    assert "sad" not in report
    assert "fields left out: `place`, `link`" in report and "layout" not in report


NESTED = """\
title: One
credits:
  said: Her sister told us this at the gate
  photo: Leith
author: {name: Agnes, bio: She has waited for eleven months}
gallery:
- {url: a.jpg, caption: The door that was shut all day}
tags: [waiting, 日本語]
aliases: [the-old-wait]
date: Spring of 2019
summary: Said
description: Something else is said here
"""
TABLES = """\
title = "One"
summary = "Said"
description = "Something else is said here"
date = "Spring of 2019"
tags = ["waiting", "日本語"]
aliases = ["the-old-wait"]
[credits]
said = "Her sister told us this at the gate"
photo = "Leith"
[author]
name = "Agnes"
bio = "She has waited for eleven months"
[[gallery]]
url = "a.jpg"
caption = "The door that was shut all day"
"""


@pytest.mark.parametrize("text", [f"---\n{NESTED}---\n", f"+++\n{TABLES}+++\n"], ids=["YAML", "TOML"])
def test_all_that_is_left_behind_is_named(text: str, garden: Path, tmp_path: Path) -> None:
    """However deep it is, and where a field is read of which only a part comes along."""
    bring(garden, folder_of(tmp_path / "texts", {"one.md": f"{text}It rained.\n"}))
    report = report_of(garden)
    by_hand = report.partition("could not be brought")[2].partition("\n## ")[0]
    for name in ("credits.said", "author.bio", "gallery.caption", "description"):
        assert f"a field that holds words was left out: `{name}`" in by_hand
    assert "its date could not be read and was left out: `Spring of 2019`" in by_hand
    left_out = next(line for line in report.splitlines() if "fields left out" in line)
    assert {*re.findall("`(.*?)`", left_out)} == {"aliases", "credits.photo", "gallery.url"}
    assert "told by `Agnes`" in report and "Leith" not in report and "sister" not in report


def test_a_summary_that_is_cut_is_said(garden: Path, tmp_path: Path) -> None:
    text = f"---\ntitle: One\nsummary: {'It rained. ' * 40}\n---\nIt rained.\n"
    bring(garden, folder_of(tmp_path / "texts", {"one.md": text}))
    assert "its summary was longer than 300 characters and was cut" in report_of(garden)


def test_words_between_two_rules_are_no_fields(garden: Path, tmp_path: Path) -> None:
    drafts = bring(
        garden, folder_of(tmp_path / "texts", {"one.md": "---\nIt rained all day.\n\n---\n\nThen it stopped.\n"})
    )
    assert "It rained all day." in drafts["one"] and "Then it stopped." in drafts["one"]


class TestConsent:
    def test_it_is_never_invented(self, garden: Path, tmp_path: Path) -> None:
        drafts = bring(garden, folder_of(tmp_path / "vault", VAULT), "--sector", "Schools", "--standpoint", "manager")
        for text in drafts.values():
            meta = frontmatter.loads(text).metadata
            assert "consent" not in meta and "author" not in meta
            assert meta["sectors"] == ["schools"] and meta["standpoint"] == ["manager"]
        said = kgen(garden, "todo", "--today", DAY)
        assert "consent to ask for" in said and "stories/night-shift" in said
        refused = kgen(garden, "accept", "night-shift", "--today", DAY, code=1)
        assert "consent" in refused and "has to wait" in refused
        assert not (garden.parent / "content/stories").exists()

    def test_what_was_said_of_all_holds_when_they_are_imported_again(self, garden: Path, tmp_path: Path) -> None:
        vault = folder_of(tmp_path / "vault", VAULT)
        first = bring(garden, vault, "--sector", "Schools", "--standpoint", "manager")
        said = kgen(garden, "import", str(vault), "--today", DAY)
        assert "as the last time: --sector schools --standpoint manager" in said
        assert drafts_of(garden) == first
        said = kgen(garden, "import", str(vault), "--standpoint", "practitioner", "--today", DAY)
        assert "as the last time: --sector schools (name" in said
        for text in drafts_of(garden).values():
            assert "standpoint: [practitioner]" in text and "sectors: [schools]" in text

    def test_a_letter_asks_for_it_and_holds_a_receipt(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "vault", VAULT))
        letter = kgen(garden, "todo", "--letter", "night-shift")
        receipt = re.search(r"(?:[0-9a-f]{4} ){7}[0-9a-f]{4}", letter)
        assert receipt and "“Night shift”" in letter and "March 2025" in letter
        assert "drafts/stories/night-shift.md" in kgen(garden, "receipt", "check", receipt[0])
        agree(garden, "night-shift")


def test_nothing_that_waits_is_published(garden: Path, tmp_path: Path) -> None:
    bring(garden, folder_of(tmp_path / "vault", VAULT, "files/bell.png"))
    site = build(garden)
    for path in site.rglob("*"):
        if path.is_file():
            assert not re.search(b"night-shift|Night shift|bell.png|morning-after", path.read_bytes()), path
    assert "/drafts/" not in kgen(garden, "check", "--today", DAY)


class TestAcceptance:
    @pytest.mark.parametrize(
        "order", ["night-shift the-morning-after ward-rules", "ward-rules the-morning-after night-shift"]
    )
    def test_links_are_made_in_any_order(self, order: str, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "vault", VAULT, "files/bell.png"))
        agree(garden)
        for name in order.split():
            said = kgen(garden, "accept", name, "--today", DAY)
            assert f"It will be at /stories/{name}/" in said
            assert not [each for each in checked(garden).problems if each.severity == "error"]
        text = (garden.parent / "content/stories/night-shift.md").read_text()
        assert "[what came](the-morning-after.md), [the bells](ward-rules.md#bells)" in text
        assert "published: 2026-11" in text
        assert "![[stories/ward-rules]]" in (garden.parent / "content/stories/the-morning-after.md").read_text()
        assert (garden.parent / "content/images/bell.png").is_file()
        assert not drafts_of(garden) and not list((garden.parent / "drafts/images").iterdir())

    def test_what_waits_is_named_nowhere(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "vault", VAULT, "files/bell.png"))
        agree(garden)
        said = kgen(garden, "accept", "night-shift", "--today", DAY)
        text = (garden.parent / "content/stories/night-shift.md").read_text()
        assert "See what came, the bells and Nowhere." in text and "come back when it is accepted" in said
        assert "the-morning-after" not in text

    def test_a_paragraph_that_was_changed_keeps_its_words(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "vault", VAULT, "files/bell.png"))
        agree(garden)
        kgen(garden, "accept", "night-shift", "--today", DAY)
        path = garden.parent / "content/stories/night-shift.md"
        path.write_text(path.read_text().replace("We wait. See", "We waited. Look at"))
        said = kgen(garden, "accept", "the-morning-after", "--today", DAY)
        assert "make a link there by hand" in said
        assert "We waited. Look at what came" in path.read_text()

    def test_a_topic_comes_where_it_is_ticked(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "vault", VAULT, "files/bell.png"))
        agree(garden)
        topics = garden.parent / "drafts/topics.md"
        assert "- [ ] Handover (handover): 1 draft" in topics.read_text()
        topics.write_text(topics.read_text().replace("[ ] Handover", "[x] Handing over"))
        said = kgen(garden, "accept", "night-shift", "--today", DAY)
        assert "Left out, because nobody ticked them" in said and "waiting" in said
        assert 'title: "Handing over"' in (garden.parent / "content/topics/handover.md").read_text()
        assert "topics: [handover, trust]" in (garden.parent / "content/stories/night-shift.md").read_text()

    @pytest.mark.parametrize("box", ["[x]", "[ ]"])
    def test_a_topic_that_is_called_otherwise_by_now_comes_so(self, box: str, garden: Path, tmp_path: Path) -> None:
        """It was renamed, or merged into another, as the draft waited: nothing is made again and nothing left out."""
        bring(garden, folder_of(tmp_path / "vault", VAULT, "files/bell.png"))
        agree(garden)
        topics = garden.parent / "drafts/topics.md"
        topics.write_text(topics.read_text().replace("[ ] Handover", f"{box} Handover"))
        trust = garden.parent / "content/topics/trust.md"
        trust.write_text(trust.read_text().replace("---\n", "---\naliases: [handover]\n", 1))
        kgen(garden, "accept", "night-shift", "--today", DAY)
        assert not (garden.parent / "content/topics/handover.md").exists()
        assert "topics: [handover, trust]" in (garden.parent / "content/stories/night-shift.md").read_text()

    def test_an_old_address_leads_on(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "jekyll", JEKYLL, "img/path.png"))
        agree(garden)
        kgen(garden, "accept", "a-walk", "a-talk", "--today", DAY)
        site = build(garden)
        assert "../../../../../stories/a-walk/" in (site / "housing/2023/02/03/a-walk/index.html").read_text()

    def test_one_without_a_topic_says_which_it_could_have(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "jekyll", JEKYLL, "img/path.png"), "--sector", "schools")
        said = kgen(garden, "accept", "a-walk", "--today", DAY, code=1)
        assert "none of its topics is in the garden yet: housing" in said and "drafts/topics.md" in said

    def test_what_is_called_wrongly_is_said(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "vault", VAULT))
        assert "Did you mean night-shift?" in kgen(garden, "accept", "nigth-shift", code=2)


class TestDeclining:
    def test_it_asks_first(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "vault", VAULT, "files/bell.png"))
        kgen(garden, "decline", "night-shift", typed="n\n", code=2)
        assert "night-shift" in drafts_of(garden)
        kgen(garden, "decline", "night-shift", typed="y\n")
        assert "night-shift" not in drafts_of(garden)
        assert not list((garden.parent / "drafts/images").iterdir())

    def test_what_history_still_holds_is_said(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "vault", VAULT, "files/bell.png"))
        assert "history" not in kgen(garden, "decline", "night-shift", "--yes")
        (garden.parent / ".gitignore").write_text("")  # As where the source is private.
        commit(garden.parent)
        name = next(iter(drafts_of(garden)))
        said = kgen(garden, "decline", name, "--yes")
        assert "The history of the repository still holds it. " in said
        assert f"git filter-repo --force --invert-paths --path=drafts/stories/{name}.md\n" in said

    def test_it_does_not_come_back(self, garden: Path, tmp_path: Path) -> None:
        vault = folder_of(tmp_path / "vault", VAULT)
        bring(garden, vault)
        kgen(garden, "decline", "night-shift", "--yes")
        drafts = bring(garden, vault)
        assert "night-shift" not in drafts
        assert "night-shift.md" not in drafts["the-morning-after"]


class TestTwice:
    def test_nothing_comes_twice(self, garden: Path, tmp_path: Path) -> None:
        vault = folder_of(tmp_path / "vault", VAULT, "files/bell.png")
        first = bring(garden, vault)
        said = kgen(garden, "import", str(vault), "--today", DAY)
        assert drafts_of(garden) == first
        assert "3 drafts unchanged" in said

    def test_what_somebody_worked_on_is_left_alone_and_named(self, garden: Path, tmp_path: Path) -> None:
        vault = folder_of(tmp_path / "vault", VAULT)
        bring(garden, vault)
        draft = garden.parent / "drafts/stories/night-shift.md"
        draft.write_text(draft.read_text() + "\nMore.\n")
        (vault / "Night shift.md").write_text("Other.\n")
        (vault / "notes/Ward rules.md").write_text("Ring twice.\n")
        said = kgen(garden, "import", str(vault), "--today", DAY)
        assert "not touched: drafts/stories/night-shift.md" in said
        assert "More." in draft.read_text()
        assert "Ring twice." in drafts_of(garden)["ward-rules"]

    def test_what_the_categories_mean_can_be_said_later(self, garden: Path, tmp_path: Path) -> None:
        blog = folder_of(tmp_path / "jekyll", JEKYLL, "img/path.png")
        bring(garden, blog)
        table = garden.parent / "drafts/categories.yml"
        table.write_text(
            table.read_text().replace("sectors:\n  standpoint:", "sectors: schools\n  standpoint: manager")
        )
        meta = frontmatter.loads(bring(garden, blog)["a-walk"]).metadata
        assert meta["sectors"] == ["schools"] and meta["standpoint"] == ["manager"]
        assert "topics" not in meta


def test_a_trial_writes_nothing(garden: Path, tmp_path: Path) -> None:
    said = kgen(garden, "import", str(folder_of(tmp_path / "vault", VAULT)), "--dry-run", "--today", DAY)
    assert "What came, and what needs a hand" in said
    assert not (garden.parent / "drafts").exists()


def test_what_comes_in_meanwhile_is_not_written_over(garden: Path, tmp_path: Path) -> None:
    source = folder_of(tmp_path / "vault", {"rain.md": "# Rain\n\nIt rained on the day we moved in."})
    draft = garden.parent / "drafts/stories/rain.md"
    draft.parent.mkdir(parents=True)
    with alone(garden.parent):
        arguments = command("import", str(source), "--today", DAY)
        importing = subprocess.Popen(arguments, cwd=garden.parent, env=environment(), stdout=subprocess.DEVNULL)
        time.sleep(3)  # It has chosen its names by now, if it does not wait.
        draft.write_text("Somebody else wrote about rain.\n")
    assert importing.wait() == 0
    assert draft.read_text() == "Somebody else wrote about rain.\n"
    assert any("the day we moved in" in text for text in drafts_of(garden).values())


def test_git_never_sees_drafts_of_a_public_source(garden: Path, tmp_path: Path) -> None:
    (garden.parent / ".gitignore").write_text("/site/")
    bring(garden, folder_of(tmp_path / "vault", VAULT))
    assert (garden.parent / ".gitignore").read_text() == "/site/\n/drafts/\n"


class TestWhatCouldDoHarm:
    def test_entities_are_not_read(self) -> None:
        bomb = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
        with pytest.raises(UnreadableSource, match="entities"):
            read_xml(bomb)

    def test_a_document_of_word_with_entities_is_refused(self, garden: Path, tmp_path: Path) -> None:
        (tmp_path / "bomb.docx").write_bytes(docx('<!DOCTYPE a [<!ENTITY b "ha">]><w:document/>'))
        bring(garden, tmp_path / "bomb.docx")
        assert "declares entities" in report_of(garden)

    def test_one_that_is_none_is_said(self, garden: Path, tmp_path: Path) -> None:
        (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 nothing")
        bring(garden, tmp_path / "broken.docx")
        assert "damaged or cut off" in report_of(garden)

    def test_nothing_outside_the_folder_is_read(self, garden: Path, tmp_path: Path) -> None:
        (tmp_path / "outside.md").write_text("SECRET-OUTSIDE")
        folder_of(tmp_path / "out", {}, "outside.png")
        notes = folder_of(tmp_path / "notes", {"a.md": "![x](../out/outside.png) [y](../outside.md)\n"})
        os.symlink(tmp_path / "outside.md", notes / "b.md")
        drafts = bring(garden, notes)
        assert drafts.keys() == {"a"}
        assert not (garden.parent / "drafts/images").exists()
        assert not SECRETS.search(drafts["a"] + report_of(garden))

    def test_html_runs_nowhere(self) -> None:
        html = '<p onclick="x()">A<script>alert(1)</script><a href="javascript:x()">b</a><iframe srcdoc="<script>">'
        assert not re.search("script|onclick|alert", markdown_of(html).text)

    def test_a_link_in_place_of_the_folder_is_refused(self, garden: Path, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        os.symlink(tmp_path / "elsewhere", garden.parent / "drafts")
        said = kgen(garden, "import", str(folder_of(tmp_path / "vault", VAULT)), code=2)
        assert "drafts is not a folder" in said

    def test_a_damaged_ledger_is_said(self, garden: Path, tmp_path: Path) -> None:
        vault = folder_of(tmp_path / "vault", VAULT)
        bring(garden, vault)
        for damaged in ("{", json.dumps({"documents": 1}), "[]"):
            (garden.parent / "drafts/imported.json").write_text(damaged)
            assert "is damaged" in kgen(garden, "import", str(vault), code=2)


@pytest.mark.parametrize("name", ["nowhere", "empty", "picture.png"])
def test_what_is_no_source_is_said(name: str, garden: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    folder_of(tmp_path, {}, "picture.png")
    said = kgen(garden, "import", str(tmp_path / name), code=2)
    assert "There is no file" in said or "kgen cannot import" in said


@pytest.mark.parametrize(
    ("option", "said"),
    [(("--sector", "Scools"), "Did you mean schools?"), (("--standpoint", "nurse"), "Choose one or two of")],
)
def test_what_a_steward_says_wrongly_is_said(option: tuple[str, str], said: str, garden: Path, tmp_path: Path) -> None:
    assert said in kgen(garden, "import", str(folder_of(tmp_path / "vault", VAULT)), *option, code=2)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('!!! note "Mind"\n    Inside\n\nAfter', "> [!note] Mind\n> Inside\n\nAfter"),
        ("::: warning\nInside\n:::", "> [!warning]\n> Inside"),
        ("{{<tip>}}\nInside\n{{</tip>}}", "> [!tip]\n> Inside"),
        ("A ^[note] here", "A [^note-1] here\n\n[^note-1]: note"),
        ("A {++new++}{--old--} {~~a~>b~~} {==c==}{>>d<<}", "A new b **c**"),
        ("'''bold''' and\n\n== Head ==", "**bold** and\n\n## Head"),
        ("$5 and $10, but $x^2$", "$5 and $10, but `x^2`"),
        ("[a](b c.md) ![d](e f.png)", "[a](b%20c.md) ![d](e%20f.png)"),
        ("<div align=center>In</div> <font color=red>it</font>", "In it"),
        ("# One\n\n## Two", "## One\n\n### Two"),
        ("100%% of it and 50%% of that", r"100\%% of it and 50\%% of that"),
        (r"100\%% of it", r"100\%% of it"),
        ("`{{ code }}` and {{ code }}", "`{{ code }}` and"),
        ("Then:\\\n• One\\\n• Two\n\n1.\xa0Three • 3", "Then:\n- One\n- Two\n\n1. Three • 3"),
        (r"Write \<your name> and \<script>a\</script>.", r"Write \<your name> and \<script>a\</script>."),
        ('[contact-form-7 id="1" title="x"]After', "After"),
        ('{{< ref "a.md" >}}', "a.md"),
        ('<video src="https://x.example/a.mp4">no</video>', "[A film](https://x.example/a.mp4)"),
    ],
)
def test_marks_of_other_programs(written: str, text: str) -> None:
    assert turned(written, "Title").text == text


def _page(title: str, text: str, head: str = "") -> str:
    """A page of a site whose name is its first heading, as many programs make it."""
    banner = '<header><h1><a href="/">The ward</a></h1></header>'
    return f"<html><head><title>{title}</title>{head}</head><body>{banner}{text}</body></html>"


def test_pages_are_told_from_the_frame_of_their_site(garden: Path, tmp_path: Path) -> None:
    byline = '<footer><abbr class="published" title="2011-04-20T00:00:00">Wed</abbr> <address class="vcard author">'
    dated = '<time datetime="2020-01-01">New</time>'
    data = '<script type="application/ld+json">{"datePublished": "2012-05-06", "author": {"name": "Bo"}}</script>'
    pages = {
        "bell.html": _page(
            "x", f"{dated}<article><h1>The bell</h1>{byline}By <a>Ann</a></address></footer><p>Rang.</p></article>"
        ),
        "night.html": _page("Night: a shift (The ward)", "<h2>Night: a shift</h2><p>Waited.</p>", data),
        "door.html": _page("The ward » Door", '<p>Shut. <a rel="author" href="/b">Written by Cas</a></p>'),
        "room_four.html": _page("", '<meta name="author" content="Di"><meta name="author" content="Ed"><p>Four.</p>'),
        "tag/bells.html": _page("Bells", "<p>Listed.</p>"),
        "page/2/index.html": _page("More", "<p>Listed.</p>"),
        "drafts/own.html": _page("Own", "<p>SECRET-DRAFT</p>"),
    }
    drafts = bring(garden, folder_of(tmp_path / "site", pages))
    found = {name: frontmatter.loads(text) for name, text in drafts.items()}
    said = {name: (post.metadata["title"], post.metadata.get("date"), post.content) for name, post in found.items()}
    assert said == {
        "bell": ("The bell", "2011-04", "Rang."),
        "night": ("Night: a shift", "2012-05", "Waited."),
        "door": ("Door", None, "Shut. Written by Cas"),
        "room-four": ("Room four", None, "Four."),
    }
    report = report_of(garden)
    for name, teller in (("The bell", "Ann"), ("Night: a shift", "Bo"), ("Door", "Cas"), ("Room four", "Di, Ed")):
        assert f"`{name}`, told by `{teller}`" in report
    assert "It only introduces a list of other pages:\n\n- `page/2/index.html`\n- `tag/bells.html`" in report
    assert "It was a draft there:\n\n- `drafts/own.html`" in report


@pytest.mark.parametrize(
    ("declared", "encoding", "words"),
    [
        ('<meta charset="windows-1251">', "cp1251", "Мы ждали."),
        ('<META http-equiv=Content-Type content="text/html; charset=Shift_JIS">', "shift_jis", "待っていた。"),
        ("<meta charset=iso-8859-1>", "cp1252", "“Wir warteten” – für 5 €."),
        ("<meta charset=iso-8859-2>", "utf-8", "Čekali jsme."),
        ("<meta charset=gb2312>", "gb18030", "我們等了。"),
        ("<meta charset=nonsense>", "cp1252", "Für uns."),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_names(
    declared: str, encoding: str, words: str, garden: Path, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path / "site", {})
    folder.mkdir(exist_ok=True)
    (folder / "one.html").write_bytes(f"<head>{declared}<title>One</title></head><p>{words}</p>".encode(encoding))
    assert frontmatter.loads(bring(garden, folder)["one"]).content == words


def test_what_stands_around_the_text_of_a_page_is_kept_or_named(garden: Path, tmp_path: Path) -> None:
    """What a header tells is kept, not who wrote it when. What is beside and below is named where it is of one page."""
    told = "<aside><p>Each ward has a bell</p><p>that rings at night.</p></aside>"
    foot = "<footer>Told with the help of the friends of the ward. <a href='/x'>All of it</a></footer>"
    head = '<header><h1>{0}</h1><p>We {0}.</p><p class="entry-meta">By Ann, <time>6 May</time></p></header>'
    readers = '<footer><div class="comments">SECRET-READERS words of somebody who answered all of it</div></footer>'
    names = ("waited", "rang", "slept", "stood")
    pages = {f"{name}.html": _page(name, f"<article>{head.format(name)}{foot}{readers}</article>") for name in names}
    pages["rang.html"] = pages["rang.html"].replace("</header>", f"</header>{told}<p>Twice.</p>")
    drafts = bring(garden, folder_of(tmp_path / "site", pages))
    assert {name: frontmatter.loads(text).content for name, text in drafts.items()} == {
        "waited": "We waited.",
        "rang": "We rang.\n\nTwice.",
        "slept": "We slept.",
        "stood": "We stood.",
    }
    beside = "words beside or below its text were left out: "
    assert re.findall(f"{beside}(.*)", report_of(garden)) == [
        "`Each ward has a bell that rings at night. Told with the help of the friends of the ward.`"
    ]
    assert not SECRETS.search(report_of(garden))


def test_what_most_pages_of_a_site_share_around_their_texts_is_left_out(garden: Path, tmp_path: Path) -> None:
    """Where nothing on a page says where its text is. What they share within their texts stays."""
    menu, foot = "<table><tr><td><a href='a.html'>Menu</a></td></tr></table>", "<p>12 Ward Lane</p>"
    text = "<h2>{name}</h2><p>We waited.</p><p>Bell {name}.</p>"
    names = ("First", "Second", "Third")
    pages = {f"{name}.html": _page(name, menu + text.format(name=name) + foot) for name in names}
    pages["own.html"] = _page("Own", f"{menu}<main>12 Ward Lane</main>")
    drafts = bring(garden, folder_of(tmp_path / "site", pages))
    assert frontmatter.loads(drafts["first"]).content == "We waited.\n\nBell First."
    assert frontmatter.loads(drafts["own"]).content == "12 Ward Lane"
    assert report_of(garden).count("what most pages have around their text left out") == 3


def test_what_programs_put_around_code_is_left_out() -> None:
    cells = '<td class="gutter"><pre>1</pre></td><td><pre>a = 1</pre></td>'
    html = f'<figure class="highlight"><table><tr>{cells}</tr></table></figure>'
    assert markdown_of(html).text == "```\na = 1\n```"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><blockquote>b</blockquote><blockquote>c</blockquote>d", "a\n\n> b\n\n> c\n\nd"),
        ("<ul><li><blockquote>a</blockquote></li></ul>", "- > a"),
        ("<p>H<sub>2</sub>O, 10<sup>3</sup></p>", "H<sub>2</sub>O, 10<sup>3</sup>"),
        (
            '<object><param name="a"><embed src="http://www.youtube.com/v/abc&hl=en"></embed></object>',
            "[A film](https://www.youtube.com/watch?v=abc)",
        ),
        ('<img src="a.png" alt="[A: <b> *c*]">', r"![\[A: \<b> \*c\*\]](a.png)"),
        (
            '<h2>Bell <a id="b" href="#b"><b> </b></a></h2><a href="/c"><img src="d.png"></a>',
            "## Bell\n\n[![](d.png)](/c)",
        ),
        ('<object data="a.pdf">Or <a href="b">this</a></object>', "[Something shown here](a.pdf)\n\nOr [this](b)"),
    ],
)
def test_what_web_pages_say_stays(html: str, text: str) -> None:
    assert markdown_of(html).text == turned(text, "").text == text


def test_footnotes_of_web_pages_are_footnotes() -> None:
    html = '<p>A fox<sup><a href="#fn1">[1]</a></sup>.</p><ol><li id="fn1"><p>Red. <a href="#ref1">↩</a></p></li></ol>'
    assert markdown_of(html).text == "A fox[^1].\n\n[^1]: Red."
    kept = {"x-1": "Kept <b>beside</b>."}
    html = '<p>A<sup data-fn="x-1"><a href="#x-1">1</a></sup></p>'
    assert markdown_of(html, footnotes=kept).text == "A[^1]\n\n[^1]: Kept **beside**."


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_title_and_excerpt_of_a_post_are_read(version: str, garden: Path, tmp_path: Path) -> None:
    said = "<excerpt:encoded><![CDATA[Said <b>by</b> hand, snake_case &amp; C:\\dir.]]></excerpt:encoded></item>"
    code = '[sourcecode language="Python"]\na = 1\n[/sourcecode]'
    export = wordpress(item(1, "The &lt;title&gt; &amp;amp; &lt;em&gt;One&lt;/em&gt;", code))
    export = export.replace("</item>", said).replace("/1.2/", f"/{version}/")
    (tmp_path / "export.xml").write_text(export)
    one = frontmatter.loads(next(iter(bring(garden, tmp_path / "export.xml").values())))
    assert one.metadata["title"] == "The <title> & One"
    assert one.content == "```python\na = 1\n```"
    assert one.metadata["summary"] == r"Said by hand, snake_case & C:\dir."


def test_settings_and_comments_in_an_export_of_blogger_are_no_stories(garden: Path, tmp_path: Path) -> None:
    kind = "http://schemas.google.com/blogger/2008/kind#"
    entries = "".join(
        f'<entry><title>{name}</title><id>tag:{name}</id><category term="{kind}{name.lower()}"/>'
        f'<content type="html">SECRET-{name}</content></entry>'
        for name in ("POST", "COMMENT", "SETTINGS", "TEMPLATE")
    )
    (tmp_path / "blog.xml").write_text(ATOM.replace("</feed>", f"{entries}</feed>"))
    drafts = bring(garden, tmp_path / "blog.xml")
    assert drafts.keys() == {"one", "two", "post"}
    assert set(SECRETS.findall("".join(drafts.values()))) == {"SECRET-POST"}


class TestTheLedger:
    def test_it_follows_a_new_name(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "vault", VAULT, "files/bell.png"))
        agree(garden)
        kgen(garden, "accept", "night-shift", "--today", DAY)
        kgen(garden, "mv", "stories/night-shift", "the-night", "--today", DAY)
        kgen(garden, "accept", "the-morning-after", "--today", DAY)
        assert "[what came](the-morning-after.md)" in (garden.parent / "content/stories/the-night.md").read_text()

    def test_it_forgets_what_is_withdrawn(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "vault", VAULT, "files/bell.png"))
        agree(garden)
        kgen(garden, "accept", "night-shift", "--today", DAY)
        ledger = garden.parent / "drafts/imported.json"
        assert "We wait." in ledger.read_text()
        kgen(garden, "withdraw", "night-shift", "--today", DAY)
        assert "We wait." not in ledger.read_text()


def test_what_shows_another_story_waits_for_it(garden: Path, tmp_path: Path) -> None:
    notes = {"a.md": "# A\n\n![[B]]\n\n![[B]]\n", "b.md": "# B\n\nText.\n", ".obsidian/app.json": "{}"}
    bring(garden, folder_of(tmp_path / "vault", notes))
    agree(garden)
    kgen(garden, "accept", "a", "--today", DAY)
    path = garden.parent / "content/stories/a.md"
    assert path.read_text().endswith("---\n\n…\n\n…\n")
    kgen(garden, "accept", "b", "--today", DAY)
    assert path.read_text().endswith("---\n\n![[stories/b]]\n\n![[stories/b]]\n")


class TestWhatAStrangerFound:
    def test_two_sources_of_one_name_are_two(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "one/notes", {"a.md": "What Sue told.\n"}))
        drafts = bring(garden, folder_of(tmp_path / "two/notes", {"a.md": "What Bob told.\n"}))
        assert len(drafts) == 2 and {"Sue" in text for text in drafts.values()} == {True, False}

    def test_one_source_of_two_names_is_one(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "one", {"a.md": "Told.\n", "b.md": "Told too.\n"}))
        kgen(garden, "decline", "a", "--yes")
        drafts = bring(garden, folder_of(tmp_path / "two", {"a.md": "Told.\n", "b.md": "Told too.\n"}))
        assert drafts.keys() == {"b"}

    def test_what_is_not_public_any_more_is_named(self, garden: Path, tmp_path: Path) -> None:
        (tmp_path / "export.xml").write_text(wordpress(item(1, "One", "Some words.")))
        bring(garden, tmp_path / "export.xml")
        (tmp_path / "export.xml").write_text(wordpress(item(1, "One", "Some words.", "private")))
        said = kgen(garden, "import", str(tmp_path / "export.xml"), "--today", DAY)
        assert "drafts/stories/one.md waits, but it was private there" in said

    def test_what_is_gone_from_a_folder_is_named_and_what_was_renamed_is_not(
        self, garden: Path, tmp_path: Path
    ) -> None:
        notes = folder_of(tmp_path / "notes", {"a.md": "Told.\n", "b.md": "---\ntitle: B\n---\nToo.\n"})
        bring(garden, notes)
        (notes / "a.md").unlink()
        (notes / "b.md").rename(notes / "c.md")
        said = kgen(garden, "import", str(notes), "--today", DAY)
        assert (
            "drafts/stories/a.md waits, but it is no longer in this source" in said and "stories/b.md waits" not in said
        )
        kgen(garden, "decline", "a", "--yes")
        assert "no longer" not in kgen(garden, "import", str(notes), "--today", DAY)

    def test_a_page_is_asked_for_consent_too(self, garden: Path, tmp_path: Path) -> None:
        export = wordpress(item(1, "About me", "I am Ann.")).replace("<wp:post_type>post", "<wp:post_type>page")
        (tmp_path / "export.xml").write_text(export)
        bring(garden, tmp_path / "export.xml")
        assert "consent" in kgen(garden, "accept", "about-me", "--today", DAY, code=1)

    def test_no_address_of_a_teller_stands_in_the_report(self, garden: Path, tmp_path: Path) -> None:
        sue = '---\nauthor: "Sue <sue@mail.example>"\n---\nTold.\n'
        notes = {"a.md": sue, "b.md": "---\nauthor: b@mail.example\n---\nTold too.\n"}
        bring(garden, folder_of(tmp_path / "notes", notes))
        assert "told by `Sue`" in report_of(garden) and "mail.example" not in report_of(garden)

    @pytest.mark.parametrize(
        "text",
        [
            "a {::comment}SECRET-X{:/comment} b",
            "a <span hidden>SECRET-X</span> b",
            'a <div style="display: none">SECRET-X</div> b',
            "a\n\n[//]: # (SECRET-X)\n\nb",
            "a <!-- SECRET-X --> b",
        ],
    )
    def test_what_nobody_saw_stays_hidden(self, text: str) -> None:
        assert "SECRET" not in turned(text, "Title").text

    @pytest.mark.parametrize("config", ["", "hugo.toml", "_config.yml"])
    def test_remarks_stay_hidden_in_any_folder_of_markdown(self, config: str, garden: Path, tmp_path: Path) -> None:
        """A vault that was copied without its settings does not say what it is."""
        notes = {
            "a.md": "Nobody rang. %%SECRET-A%% See [[b]].\n\n%%\nSECRET-B\n\nSECRET-C\n%%\n\nIt rained. `%%code%%`\n",
            "b.md": "# The bell %%SECRET-D%%\n\nIn 2019%% SECRET-E %% it broke. [[a]]\n",
            "c.md": "---\nsummary: Short. %%SECRET-F%%\n---\n\nNo names here.%%SECRET-G%%\n",
            "d.md": "100%% of it and 50%% of that.\n",
            "e.md": "It ended well. %% SECRET-H\n\nSECRET-I\n",
        }
        below = {"": "", "hugo.toml": "content/posts/", "_config.yml": "_posts/2024-01-01-"}[config]
        files = {f"{below}{name}": text for name, text in notes.items()} | ({config: ""} if config else {})
        drafts = bring(garden, folder_of(tmp_path / "notes", files))
        report = report_of(garden)
        assert "SECRET" not in report + "".join(drafts.values())
        assert drafts["a"].endswith("\n\nIt rained. `%%code%%`\n") and "In 2019 it broke." in drafts["b"]
        assert "title: The bell\n" in drafts["b"].replace('"', "") and "No names here.\n" in drafts["c"]
        assert r"100\%% of it and 50\%% of that." in drafts["d"] and drafts["e"].endswith("It ended well.\n")
        assert "2 remarks and comments that readers never saw left out" in report
        assert report.count("a remark or comment that readers never saw left out") == 2
        assert report.count("a remark in its title or summary left out") == 2
        assert "a remark that nothing closes hid the rest of the text: 3 words" in report

    def test_a_remark_of_a_folder_of_markdown_is_on_no_page(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "notes", {"a.md": "Nobody rang. %% SECRET-A %% See [[b]].\n"}))
        agree(garden)
        kgen(garden, "accept", "a", "--today", DAY)
        assert "SECRET" not in (build(garden) / "stories/a/index.html").read_text()

    def test_comments_in_the_margin_of_a_web_page_stay_there(self) -> None:
        html = (
            '<p>Text<sup><a href="#cmnt1" id="r1">[a]</a></sup></p>'
            '<div><p><a href="#r1" id="cmnt1">[a]</a><span>SECRET-X</span></p></div>'
            '<div class="comments">SECRET-Y</div>'
        )
        assert markdown_of(html).text == "Text"

    def test_a_link_to_what_was_declined_is_its_words(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "notes", {"a.md": "See [the other](b.md).\n", "b.md": "Told.\n"}))
        agree(garden)
        kgen(garden, "decline", "b", "--yes")
        (garden.parent / "drafts/stories/a.md~").write_text("What it said first.")
        said = kgen(garden, "accept", "a", "--today", DAY)
        assert (garden.parent / "content/stories/a.md").read_text().endswith("See the other.\n")
        assert "Links to what is not in the garden are words now." in said
        assert "drafts/stories/a.md~ is deleted: it was the text before it was sent again" in said

    def test_names_with_spaces_lead_where_they_led(self, garden: Path, tmp_path: Path) -> None:
        text = "[x](<b c.md>), [y](b%20c.md), ![p](<my pic.png>) and [z](b.md#nowhere).\n"
        notes = {"a.md": text, "b.md": "B\n", "b c.md": "C\n"}
        drafts = bring(garden, folder_of(tmp_path / "notes", notes, "my pic.png"))
        assert "[x](b-c.md), [y](b-c.md), ![p](../images/my-pic.png) and [z](b.md)." in drafts["a"]

    def test_a_garden_is_no_source_for_itself(self, garden: Path) -> None:
        for place in (garden.parent, garden.parent / "content", garden.parent.parent):
            assert "holds this garden, or is inside it" in kgen(garden, "import", str(place), code=2)

    @pytest.mark.parametrize(
        "hard",
        [
            " " * 100_000 + "x",
            "<!--" * 25_000,
            "<script>" * 12_000,
            "{% raw %}" * 10_000,
            "[/x]" * 20_000,
            "[[" * 50_000,
        ],
        ids=lambda hard: hard[:9],
    )
    def test_what_is_hard_to_read_is_read(self, hard: str) -> None:
        turned(hard, "Title", is_obsidian=True)
        markdown_of(hard)

    def test_shortcodes_inside_each_other_leave_nothing(self) -> None:
        text = '[vc_row][vc_column]Words[/vc_column][/vc_row] [dropcap]O[/dropcap]nce [audio mp3="https://x.example/a.mp3"][/audio]'
        assert turned(text, "Title").text == "Words Once [Something to listen to](https://x.example/a.mp3)"


class TestWhatANewStewardMet:
    def test_nobody_gets_a_second_receipt(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "notes", {"a.md": "Told.\n"}))
        kgen(garden, "todo", "--letter", "a")
        draft = drafts_of(garden)["a"]
        assert "consent:\n  whose:\n  others:\n  given:\n  ref: " in draft
        said = kgen(garden, "todo", "--letter", "a", code=2)
        assert "has a `ref` already" in said and drafts_of(garden)["a"] == draft

    def test_a_second_source_leaves_ticks_and_reports_of_the_first(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "one", {"a.md": "---\ntags: [benches]\n---\nTold.\n"}))
        topics, report = garden.parent / "drafts/topics.md", garden.parent / "drafts/report.md"
        topics.write_text(topics.read_text().replace("[ ] Benches", "[x] Benches"))
        for _ in range(2):
            bring(garden, folder_of(tmp_path / "two", {"b.md": "---\ntags: [doors]\n---\nTold too.\n"}))
            assert "- [x] Benches (benches)" in topics.read_text() and "- [ ] Doors (doors)" in topics.read_text()
            assert report.read_text().count("# What came, and what needs a hand") == 2
            assert report.read_text().index("stories/b") < report.read_text().index("stories/a")

    def test_an_export_among_notes_is_named(self, garden: Path, tmp_path: Path) -> None:
        notes = folder_of(tmp_path / "notes", {"a.md": "Told.\n", "old/export.xml": wordpress(item(1, "One", "Some."))})
        said = kgen(garden, "import", str(notes), "--today", DAY)
        assert "not read: old/export.xml, which is an export of WordPress" in said
        (notes / "a.md").unlink()
        said = kgen(garden, "import", str(notes), "--today", DAY, code=2)
        assert "holds old/export.xml, which is an export of WordPress. Import that file itself." in said

    def test_pictures_beside_an_export_come_along(self, garden: Path, tmp_path: Path) -> None:
        shown = '<img alt="A bell" src="https://old.example/wp-content/uploads/2025/bell.png">'
        folder_of(tmp_path, {"export.xml": wordpress(item(1, "One", shown))}, "wp-content/uploads/2025/bell.png")
        assert "![A bell](../images/bell.png)" in bring(garden, tmp_path / "export.xml")["one"]
        assert (garden.parent / "drafts/images/bell.png").is_file()

    def test_todo_says_what_a_draft_lacks(self, garden: Path, tmp_path: Path) -> None:
        bring(garden, folder_of(tmp_path / "notes", {"a.md": "Told.\n"}))
        assert "stories/a (lacks sectors, standpoint, topics)" in kgen(garden, "todo", "--today", DAY)

    def test_the_answer_to_a_letter_is_no_story(self, garden: Path, tmp_path: Path) -> None:
        head = "From: a@mail.example\nSubject: Re: May we publish what you told us?\n"
        (tmp_path / "answer.eml").write_text(f"{head}\nYes, it is my own story, please do.\n")
        said = kgen(garden, "intake", str(tmp_path / "answer.eml"), code=1)
        assert "This answers your letter" in said and not drafts_of(garden)


class TestWhatProgramsFillIn:
    def test_a_block_that_posts_of_wordpress_share_comes_along(self, garden: Path, tmp_path: Path) -> None:
        shared = item(7, "Shared", "<!-- wp:paragraph --><p>Ring us first.</p><!-- /wp:paragraph -->")
        shared = shared.replace("<wp:post_type>post", "<wp:post_type>wp_block")
        asked = '<!-- wp:paragraph --><p>Told.</p><!-- /wp:paragraph --><!-- wp:block {"ref":7} /-->'
        latest = '<!-- wp:latest-posts {"postsToShow":3} /--><!-- wp:separator /-->'
        (tmp_path / "export.xml").write_text(wordpress(item(1, "One", asked + latest), shared))
        drafts = bring(garden, tmp_path / "export.xml")
        assert list(drafts) == ["one"] and "Told.\n\nRing us first." in drafts["one"] and "wp:" not in drafts["one"]
        assert "a block that WordPress filled in was taken out: `wp:latest-posts" in report_of(garden)
        assert "separator" not in report_of(garden)

    def test_the_properties_of_a_page_of_notion_are_fields(self, garden: Path, tmp_path: Path) -> None:
        head = "# The bench\n\nCreated: March 2, 2023 10:15 AM\nTags: Trust, Benches\nArea: North\n\n"
        notes = {
            f"The bench {'0a' * 16}.md": f"{head}We sat there.\n",
            f"The door {'0b' * 16}.md": "# The door\n\nNote: it was shut.\n\nWe waited.\n",
        }
        drafts = bring(garden, folder_of(tmp_path / "notion", notes))
        bench = drafts["the-bench"]
        assert "date: 2023-03" in bench and "trust" in bench and "Created" not in bench and "We sat there." in bench
        assert "a property of Notion: `Area: North`" in report_of(garden)
        assert "Note: it was shut." in drafts["the-door"]

    def test_boxes_and_queries_of_plugins_of_obsidian_are_turned(self, garden: Path, tmp_path: Path) -> None:
        box = "```ad-warning\ntitle: Mind\ncollapse: open\nIt is **wet**.\n```"
        text = f"Told.\n\n{box}\n\nAsked `= this.file.name` once.\n"
        drafts = bring(garden, folder_of(tmp_path / "vault", {".obsidian/app.json": "{}", "a.md": text}))
        assert "> [!warning] Mind\n> It is **wet**." in drafts["a"] and "`" not in drafts["a"]
        assert "a query that Obsidian filled in was taken out" in report_of(garden)
