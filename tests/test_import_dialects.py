"""kgen import: the dialects of Markdown that gardens and sites of documentation are written in."""

from pathlib import Path

import frontmatter
import pytest
from gardens import BASIS, make_garden
from sites import DAY, kgen
from sources import folder_of

from kgen.importing.turning import turned


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    return make_garden(tmp_path / "garden", BASIS)


def bring(config: Path, folder: Path, files: dict[str, str]) -> tuple[dict[str, str], str]:
    """Import a folder with some files, and return the drafts by their names, and the report."""
    kgen(config, "import", str(folder_of(folder / "source", files)), "--today", DAY)
    drafts = config.parent / "drafts"
    return {path.stem: path.read_text() for path in drafts.glob("*/*.md")}, (drafts / "report.md").read_text()


def body(draft: str) -> str:
    return frontmatter.loads(draft).content


@pytest.mark.parametrize(
    ("written", "text"),
    [
        # Docusaurus, VitePress
        (":::tip[Ask first]\nRing.\n:::", "> [!tip] Ask first\n> Ring."),
        (
            "::::info Out\nOuter\n:::danger\nInner\n:::\n::::",
            "> [!info] Out\n> Outer\n>\n> > [!danger]\n> > Inner",
        ),
        # Pandoc, Quarto
        ("::: {.callout-note}\n## Mind\nThe step.\n:::", "> [!note] Mind\n> The step."),
        ('::: {.callout-tip title="Mind"}\nThe step.\n:::', "> [!tip] Mind\n> The step."),
        (":::: {.columns}\n::: {.column width=50%}\nLeft\n:::\n::: {.column}\nRight\n:::\n::::", "Left\n\nRight"),
        ("::: {.panel-tabset}\n### Staff\nRing.\n:::", "### Staff\nRing."),
        ('![A queue](q.png){#fig-q fig-alt="Four chairs"}', "![Four chairs](q.png)\n\n*A queue*"),
        # MyST
        ("```{note}\nRing *twice*.\n```", "> [!note]\n> Ring *twice*."),
        ("```{warning} Ring twice.\n```", "> [!warning]\n> Ring twice."),
        ("```{admonition} Mind\n:class: tip\nThe step.\n```", "> [!tip] Mind\n> The step."),
        ("````{note}\nSee\n```py\na = 1\n```\n````", "> [!note]\n> See\n> ```py\n> a = 1\n> ```"),
        ("```{figure} a.png\n:alt: Four chairs\n\nThe queue\n```", "![Four chairs](a.png)\n\n*The queue*"),
        ("```{code-block} python\n:caption: x\na = 1\n```", "```python\na = 1\n```"),
        (":::{dropdown} More\nWords.\n:::", "> [!note] More\n> Words."),
        (
            "See {doc}`the ward <ward>` and H{sub}`2`O, {term}`bell`.",
            "See [the ward](ward.md) and H<sub>2</sub>O, bell.",
        ),
        ("(the-label)=\n\nWords.", "Words."),
        # PyMdown Extensions, Material for MkDocs
        ("/// note | Mind\n    type: x\n\nThe step.\n///", "> [!note] Mind\n> The step."),
        ("/// details | More\nOne\n/// tip\nTwo\n///\n///", "> [!note] More\n> One\n>\n> > [!tip]\n> > Two"),
        ('=== "Staff"\n\n    Ring.\n\n=== "Families"\n\n    Knock.', "**Staff**\n\nRing.\n\n**Families**\n\nKnock."),
        ("!!! note\n\n    See\n\n    ```py\n    a = 1\n    ```", "> [!note]\n> See\n>\n> ```py\n> a = 1\n> ```"),
        ("- One\n\n    !!! tip\n        Two", "- One\n\n    > [!tip]\n    > Two"),
        (
            "Press ++ctrl+c++, H~2~O, 3^rd^, ^^new^^ :material-bell:{ .big } now",
            "Press ctrl+c, H<sub>2</sub>O, 3<sup>rd</sup>, new now",
        ),
        ('[Go](a.md){ .button } ![Bell](b.png){ width="300" }', "[Go](a.md) ![Bell](b.png)"),
        (
            "<figure markdown>\n  ![Bell](b.png)\n  <figcaption>The bell</figcaption>\n</figure>",
            "![Bell](b.png)\n\n*The bell*",
        ),
        # PHP Markdown Extra, kramdown, Hugo
        ("Bell\n: It rings.\n: It hangs.", "- **Bell**: It rings.\n\n  It hangs."),
        ("Bell\n\n:   It rings\n    at night.\n\nThen?", "- **Bell**: It rings\n  at night.\n\nThen?"),
        ("## Bells {#bells .big}\n\nThey ring.", "## Bells\n\nThey ring."),
        # MDX
        ("import A from '@x/a';\nimport {\n  B,\n} from './b';\n\nexport const c = {\n  d: 1,\n};\n\nWords.", "Words."),
        ('<Tabs>\n<TabItem value="s" label="Staff">\n\nRing.\n\n</TabItem>\n</Tabs>', "**Staff**\n\nRing."),
        ("<img src={require('./a.png').default} alt=\"Bell\" />", "![Bell](./a.png)"),
        # Hugo
        ('{{< tab header="Staff" >}}\nRing.\n{{< /tab >}}', "**Staff**\n\nRing."),
        ("{{< code-toggle file=hugo >}}\n[[menus.main]]\n{{< /code-toggle >}}", "```\n[[menus.main]]\n```"),
        # Not meant as any of these
        ("She said:\n: nothing", "She said:\n: nothing"),
        (": nothing", ": nothing"),
        ("/// so\nand so on", "/// so\nand so on"),
        (
            "```md\n:::note\nA\n:::\n/// tip\nB\n///\nBell\n: rings\n```",
            "```md\n:::note\nA\n:::\n/// tip\nB\n///\nBell\n: rings\n```",
        ),
        ("I like C++ and D++. Import them from `x`.", "I like C++ and D++. Import them from `x`."),
        ("It took ~~two~~ three days, ~5 min each.", "It took ~~two~~ three days, ~5 min each."),
        ("At 10:30 they came. Ward 3: full.", "At 10:30 they came. Ward 3: full."),
    ],
)
def test_marks_of_other_dialects(written: str, text: str) -> None:
    assert turned(written, "Title").text == text


def test_code_stays_as_it_is() -> None:
    code = "```md\n:::note\nA\n:::\n/// tip\nB\n///\nBell\n: rings\nimport a from 'b'\n(a)=\n{ref}`a`\n```"
    assert turned(code, "Title").text == code


@pytest.mark.parametrize(
    "text",
    [
        "a {/* SECRET */} b",
        "::: note\na\n[//]: # (SECRET)\n:::",
        '[//begin]: # "SECRET"\n[a]: a "SECRET"\n[//end]: # "SECRET"',
    ],
)
def test_what_nobody_saw_stays_hidden(text: str) -> None:
    assert "SECRET" not in turned(text, "Title").text


@pytest.mark.parametrize("line", ['--8<-- "a.md"', "*[NHS]: National Health Service", "<%= partial 'a' %>"])
def test_what_a_program_fetches_is_reported(line: str) -> None:
    done = turned(f"Words.\n\n{line}", "Title")
    assert done.text == "Words."
    assert done.by_hand == (f"was taken out: `{line}`",)


def test_blocks_that_nothing_closes_take_no_time() -> None:
    for piece in ("::: a\n///\n", "```{note}\n", ": a\n", '=== "a"\n\n    ', "(a)=\n", "{ref}`a ", "++a"):
        turned(piece * 20_000, "Title")


def test_links_by_labels_and_without_words_lead_on(garden: Path, tmp_path: Path) -> None:
    files = {
        "ward.md": "(the-ward)=\n\n# The ward\n\n(bells)=\n\n## The bells\n\nWords. [Below](#bells).\n",
        "night.md": "# Night\n\n{ref}`bells`, {ref}`the place <the-ward>`, [](ward.md), [so](#bells), [as](bells).\n",
        "named.md": "# Named\n\n## Long heading {#short}\n\nWords.\n",
        "other.md": "# Other\n\n[There](named.md#short).\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert body(drafts["night"]) == (
        "[The bells](ward.md#the-bells), [the place](ward.md), [The ward](ward.md), [so](ward.md#the-bells),"
        " [as](ward.md#the-bells)."
    )
    assert frontmatter.loads(drafts["ward"])["title"] == "The ward"
    assert "[Below](#the-bells)" in drafts["ward"]
    assert "[There](named.md#long-heading)" in drafts["other"]
    assert "7 of 7 links" in report or "6 of 6 links" in report


def test_a_section_of_hugo_with_a_text_of_its_own_comes(garden: Path, tmp_path: Path) -> None:
    files = {
        "hugo.toml": "",
        "content/wards/_index.md": f"---\ntitle: Wards\n---\n\n{'They wait and ring. ' * 20}\n",
        "content/posts/_index.md": "---\ntitle: Posts\n---\n\nAll of them.\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert list(drafts) == ["wards"]
    assert "It only stands over a list of others" in report


def test_pages_of_the_tech_docs_template(garden: Path, tmp_path: Path) -> None:
    files = {
        "source/night.html.md.erb": "---\ntitle: The night\n---\n\nSee [it](bell.html). <%= partial 'a' %>\n",
        "source/bell.html.md.erb": "---\ntitle: The bell\n---\n\nIt rang.\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert body(drafts["night"]) == "See [it](bell.md)."
    assert "was taken out: `<%= partial 'a' %>`" in report
