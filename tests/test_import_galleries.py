"""kgen import: galleries become their pictures, and what sites of Hexo, Zola and Pelican write comes as it was."""

from pathlib import Path

import frontmatter
import pytest
from gardens import BASIS, make_garden
from sources import body, bring

from kgen.importing.turning import turned

TWO = "![](a.png)\n\n![](b.png)"


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    return make_garden(tmp_path / "garden", BASIS)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('{{< gallery >}}\n  {{< figure src="a.png" >}}\n  {{< figure src="b.png" >}}\n{{< /gallery >}}', TWO),
        ("{% carousel %}\na.png | The queue\nb.png\n{% endcarousel %}", "![The queue](a.png)\n\n![](b.png)"),
        ("{% gi 2 1-1 %}\n![A](a.png)\n![B](b.png)\n{% endgi %}", "![A](a.png)\n![B](b.png)"),
        ("{{% carousel %}}\n![](a.png)\n![](b.png)\n{{% /carousel %}}", "![](a.png)\n![](b.png)"),
        ("::: gallery\n![A](a.png) Words of it.\nb.png\n:::", "![A](a.png) Words of it.\n\n![](b.png)"),
        ("```image-layout-a\n![[a.png]]\n![[b.png|200]]\n```", TWO),
        ("<Gallery images={[\"a.png\", 'b.png']} />", TWO),
        (
            '<Gallery images={[\n  { src: "a.png", alt: "A" },\n  { src: "b.png" },\n]} />',
            "![A](a.png)\n\n![](b.png)",
        ),
        ('{{< gallery "a.png" "b.png" caption="At night" >}}', "![](a.png)\n\n![At night](b.png)\n\n*At night*"),
        ("import Ward from './a.png';\n\nTold.\n\n<Image src={Ward} alt=\"A\" />", "Told.\n\n![A](./a.png)"),
        ('{% image "a.png", "A bell", "50vw" %}', "![A bell](a.png)"),
        ("{% asset_img a.png The night bell %}", "![The night bell](a.png)"),
        ("{{< load-photoswipe >}}\nTold.", "Told."),
    ],
)
def test_several_pictures_in_one_mark(written: str, text: str) -> None:
    told = turned(written, "A title")
    assert told.text == text and not told.by_hand


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("content/post/told.md", '{{< gallery dir="/img/ward/" />}}'),
        ("content/post/told/index.md", '{{< gallery match="ward/*" sortOrder="desc" >}}'),
        ("_posts/2024-01-02-told.md", '{% include gallery caption="All" %}'),
        ("_posts/2024-01-02-told.md", '{% include gallery id="ward" caption="All" %}'),
        ("Told.md", "```img-gallery\npath: Files/ward\ntype: vertical\n```"),
        ("Told.md", "```gallery\ntype=grid\npath=Files/ward\n```"),
    ],
)
def test_the_pictures_of_a_folder_or_a_field(name: str, written: str, garden: Path, tmp_path: Path) -> None:
    config, folder = {"c": ("hugo.toml", "static/img/ward"), "_": ("_config.yml", "assets/ward")}.get(
        name[0], (".obsidian/app.json", "Files/ward")
    )
    folder = "content/post/told/ward" if "index" in name else folder
    listed = "".join(f"\n  - url: /{folder}/{each}.png\n    alt: {each}" for each in "ab")
    front = f"---\ntitle: Told\ngallery:{listed}\nward:{listed}\n---\n" if name.startswith("_") else ""
    pictures = (f"{folder}/a.png", f"{folder}/b.png", f"{folder}/b-thumb.png", "static/img/other.png")
    files = {name: f"{front}Before.\n\n{written}\n\nAfter.\n", config: ""}
    drafts, report = bring(garden, tmp_path, files, *pictures)
    text = body(drafts["told"])
    assert "](../images/a.png)" in text and "](../images/b.png)" in text and text.count("![") == 2
    assert text.startswith("Before.") and text.endswith("After.") and "was taken out" not in report


def test_fields_without_marks_are_fields(garden: Path, tmp_path: Path) -> None:
    files = {
        "content/bell.md": "Title: The bell\nDate: 2015-02-22 11:47\nTags: nights,\n    bells\nSlug: bell\n\nIt rang."
        " ![Hill]({attach}hill.png) [So]({filename}/told.md)\n",
        "content/told.md": "title: Told\ndate: 2017-10-31\n---\nIt was told.\n",
        "content/nikola.md": "<!--\n.. title: Nikola\n.. date: 2013-05-06 10:00\n-->\n\nIt came.\n",
        "content/draft.md": "Title: Draft\nStatus: draft\n\nSECRET\n",
        "content/hidden.md": "Title: Hidden\nStatus: hidden\n\nSECRET\n",
        "content/locked.md": "---\ntitle: Locked\npassword: x\n---\nSECRET\n",
        "content/words.md": "Anna: hello.\nBo: and you.\n",
    }
    drafts, report = bring(garden, tmp_path, files, "content/hill.png")
    metas = {name: frontmatter.loads(text).metadata for name, text in drafts.items()}
    assert {name: (meta["title"], meta.get("date")) for name, meta in metas.items() if name != "words"} == {
        "bell": ("The bell", "2015-02"),
        "told": ("Told", "2017-10"),
        "nikola": ("Nikola", "2013-05"),
    }
    assert body(drafts["bell"]) == "It rang. ![Hill](../images/hill.png) [So](told.md)"
    assert body(drafts["words"]) == "Anna: hello.\nBo: and you."
    assert "SECRET" not in report + "".join(drafts.values()) and "It was behind a password there" in report


def test_marks_around_code_are_taken_out_and_its_fence_stays() -> None:
    text = "```liquid\n{% raw %}{% include a %}{% endraw %}\n```\n\nAfter.\n\n"
    text += "{% raw %}\n```\n{{ b }}\n```\n{% endraw %}\n"
    assert turned(text, "").text == "```liquid\n{% include a %}\n```\n\nAfter.\n\n```\n{{ b }}\n```"


def test_the_language_of_code_in_hexo_is_what_it_says() -> None:
    written = "{% codeblock Array.map lang:javascript %}\na\n{% endcodeblock %}"
    assert turned(written, "").text == "```javascript\na\n```"


def test_hexo(garden: Path, tmp_path: Path) -> None:
    files = {
        "_config.yml": "url: https://ward.example\npermalink: :year/:month/:day/:title/\n",
        "source/_posts/night.md": "---\ntitle: Night\ndate: 2025-03-24 15:18:01\n---\n\nTold."
        " {% post_link nights/bell %} and {% post_link nights/bell 'the bell' %}.\n\n"
        "{% blockquote Ada Ek https://ek.example The ward %}\nRing."
        "\n{% endblockquote %}\n",
        "source/_posts/nights/bell.md": "---\ntitle: Bell\ndate: 2025-04-01\n---\n[Night](/2025/03/24/night/)\n",
        "source/_drafts/gone.md": "---\ntitle: Gone\n---\nSECRET\n",
        "source/about/index.md": "---\ntitle: About\n---\nWe are a ward.\n",
        "themes/next/README.md": "# Next\n\nSECRET\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    quoted = "> Ring.\n>\n> — Ada Ek, [The ward](https://ek.example)"
    assert body(drafts["night"]) == f"Told. [Bell](bell.md) and [the bell](bell.md).\n\n{quoted}"
    assert body(drafts["bell"]) == "[Night](night.md)"
    aliases = {name: frontmatter.loads(text).metadata.get("aliases") for name, text in drafts.items()}
    assert aliases == {
        "night": ["/2025/03/24/night/"],
        "bell": ["/2025/04/01/nights/bell/"],
        "about": ["/about/"],
    }
    assert "SECRET" not in "".join(drafts.values()) and "a site of Hexo" in report


def test_octopress(garden: Path, tmp_path: Path) -> None:
    files = {
        "_config.yml": "source: source\npermalink: /blog/:year/:month/:day/:title/\n",
        "source/_posts/2012-03-04-night.md": "---\ntitle: Night\n---\nTold.\n",
    }
    drafts, _ = bring(garden, tmp_path, files)
    assert frontmatter.loads(drafts["night"])["aliases"] == ["/blog/2012/03/04/night/"]


def test_zola(garden: Path, tmp_path: Path) -> None:
    files = {
        "config.toml": 'base_url = "https://ward.example"\n',
        "content/night.md": '+++\ntitle = "Night"\ndate = 2023-03-06\n[taxonomies]\ntags = ["bells", "nights"]\n+++\n\n'
        '{% quote(author="Bo") %}\nRing.\n{% end %}\n\n{{ youtube(id="wq-kmFCrF5Q") }}\n\n[So](@/bell.md#fin)\n',
        "content/bell.md": '+++\ntitle = "Bell"\n+++\n\n{{ image(path="img/a.png", alt="A hill") }}\n\n'
        "{% mermaid() %}\na-->b\n{% end %}\n\n## Fin\n\nIt rang.\n",
    }
    drafts, report = bring(garden, tmp_path, files, "static/img/a.png")
    night = frontmatter.loads(drafts["night"])
    assert night.metadata["topics"] == ["bells", "nights"]
    film = "[A film](https://www.youtube.com/watch?v=wq-kmFCrF5Q)"
    assert night.content == f"> Ring.\n>\n> — Bo\n\n{film}\n\n[So](bell.md#fin)"
    assert body(drafts["bell"]) == "![A hill](../images/a.png)\n\n## Fin\n\nIt rang."
    assert "a site of Zola" in report and "a drawing (mermaid) was taken out: `a-->b`" in report
