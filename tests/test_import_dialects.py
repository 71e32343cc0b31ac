"""kgen import: the dialects of Markdown that gardens and sites of documentation are written in."""

import shutil
import time
from pathlib import Path

import frontmatter
import pytest
from gardens import BASIS, make_garden
from sites import kgen
from sources import body, bring, folder_of

from kgen.importing import html_folder
from kgen.importing.documents import Document, Found
from kgen.importing.html_text import markdown_of
from kgen.importing.linking import Linker, Targets
from kgen.importing.turning import turned


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    return make_garden(tmp_path / "garden", BASIS)


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
        ("::: note\nBell\n: It rings.\n:::", "> [!note]\n> - **Bell**: It rings."),
        ("{style=lower-roman}\n1. One", "1. One"),
        ("## Bells {#4299.graf--h4}\n\nThey ring.", "## Bells\n\nThey ring."),
        ("## Bells {#bells .big}\n\nThey ring.", "## Bells\n\nThey ring."),
        # MDX
        ("import A from '@x/a';\nimport {\n  B,\n} from './b';\n\nexport const c = {\n  d: 1,\n};\n\nWords.", "Words."),
        ('<Tabs>\n<TabItem value="s" label="Staff">\n\nRing.\n\n</TabItem>\n</Tabs>', "**Staff**\n\nRing."),
        ("<img src={require('./a.png').default} alt=\"Bell\" />", "![Bell](./a.png)"),
        # Hugo
        ('{{< tab header="Staff" >}}\nRing.\n{{< /tab >}}', "**Staff**\n\nRing."),
        ("{{< code-toggle file=hugo >}}\n[[menus.main]]\n{{< /code-toggle >}}", "```\n[[menus.main]]\n```"),
        # Liquid, Nunjucks, GitBook, Govspeak
        ('{% hint style="info" %}\nRing.\n{% endhint %}', "> [!info]\n> Ring."),
        ("1. A\n\n    {{% notice tip %}}\n    Ring.\n    {{% /notice %}}\n", "1. A\n\n    > [!tip]\n    > Ring."),
        ('{% code title="a" %}\n```sh\nls\n```\n{% endcode %}', "```sh\nls\n```"),
        ('{% actionLink text="Begin", href="/a" %}', "[Begin](/a)"),
        ('{% from "a.njk" import b %}\n{{ insetText({\n  html: "<p>Ring.</p>"\n}) }}', "> [!note]\n> Ring."),
        ('{{ govukWarningText({ text: "It is \\"hot\\"" }) }}', '> [!warning]\n> It is "hot"'),
        ("{{ attachment({ text: 'The form', summary: 'x', href: '/a.pdf' }) }}", "[The form](/a.pdf)"),
        ('{% call govukDetails({ summaryText: "More" }) %}\nRing.\n{% endcall %}', "> [!note] More\n> Ring."),
        ("$CTA\nIn England.\n$CTA", "> [!note]\n> In England."),
        ("| a | b |\n| c | d |\n{: .wide }", "| a | b |\n| --- | --- |\n| c | d |"),
        ("[[toc]]\n\n[[gallery]] and [[more]]", "[[gallery]] and [[more]]"),
        ("See <https://a.example/b> and <a@b.example>.", "See <https://a.example/b> and <a@b.example>."),
        # Dataview, Roam
        ("!!! info\n    - place:: [[ward]]", "> [!info]\n> - place: [[ward]]"),
        ("- {{[[TODO]]}} Ring\n    - Who:: [[ward]]", "- [ ] Ring\n    - Who: [[ward]]"),
        ('{{< button href="/a/" >}}Go{{< /button >}}', "[Go](/a/)"),
        ("Ring. {{</* tip */>}}", "Ring. `{{< tip >}}`"),
        (
            '{{< figure src="a.png" alt="A" title="Bell" caption="At night." attr="By us" >}}',
            "![A](a.png)\n\n*Bell. At night. By us*",
        ),
        ('{% include note.html content="Ring first." %}', "> [!note]\n> Ring first."),
        ('{% include video id="abc" provider="youtube" %}', "[A film](https://www.youtube.com/watch?v=abc)"),
        ('Ring.\n\n<YouTube id="abc" />', "Ring.\n\n[A film](https://www.youtube.com/watch?v=abc)"),
        ("See [so]{.mark} and [@smith2020, p. 3] in @sec-bells.", "See so and (smith2020, p. 3) in [](#sec-bells)."),
        ("The page (1) { .annotate }\n\nWords.", "The page (1)\n\nWords."),
        ('::: {.content-hidden when-format="html"}\nOn paper.\n:::\n\nWords.', "Words."),
        ('::: {.content-hidden when-format="pdf"}\nOn screen.\n:::', "On screen."),
        ("::: {.notes}\nSay this.\n:::\n\nWords.", "Words."),
        ('+++ {"part": "abstract"}\nWords.\n+++', "Words."),
        ("$$\nx^2\n$$ (label)", "`x^2`"),
        ("```{glossary}\nBell\n: It rings.\n```", "- **Bell**: It rings."),
        ("A note.^[See [[Ward]].]", "A note.[^note-1]\n\n[^note-1]: See [[Ward]]."),
        ("Words\n- {{ x }}\n- Ring", "Words\n- Ring"),
        # Not meant as any of these
        ("Ask [@maria] first, and [this]{ }.", "Ask [@maria] first, and [this]{ }."),
        ("((important)) ((see below))", "((important)) ((see below))"),
        ("It cost $CTA, or $A and $B.", "It cost $CTA, or $A and $B."),
        ("She said:\n: nothing", "She said:\n: nothing"),
        (": nothing", ": nothing"),
        ("/// so\nand so on", "/// so\nand so on"),
        (
            "```md\n:::note\nA\n:::\n/// tip\nB\n///\nBell\n: rings\n```",
            "```md\n:::note\nA\n:::\n/// tip\nB\n///\nBell\n: rings\n```",
        ),
        ("I like C++ and D++. Import them from `x`.", "I like C++ and D++. Import them from `x`."),
        ("It took ~~two~~ three days, ~5 min each.", "It took ~~two~~ three days, ~5 min each."),
        ("> a > b -> c\n\n: d\n\n- e\n\n  > f > g", "> a > b -> c\n\n: d\n\n- e\n\n  > f > g"),
        ("It was 50\n% of them.", "It was 50\n% of them."),
        ("She works ((part-time)), as in ((2019-2020)).", "She works ((part-time)), as in ((2019-2020))."),
        ("(see below)=\nWords", "(see below)=\nWords"),
        ("At 10:bi-weekly:20 pounds", "At 10:bi-weekly:20 pounds"),
        ("Ask her {.maybe she knows}", "Ask her {.maybe she knows}"),
        ("/// I walked home\nx\n///", "/// I walked home\nx\n///"),
        ("They\nexport default of Ghana\nmore", "They\nexport default of Ghana\nmore"),
        ("They\nimport duty from 'Dover'", "They\nimport duty from 'Dover'"),
        # Titles that nothing marks
        ("!!! note Mind the step\n    Two.", "> [!note] Mind the step\n> Two."),
        ("!!! note inline end\n    Two.", "> [!note]\n> Two."),
        ("!!! We won\n    And then.", "> [!note] We won\n> And then."),
        ("::: The box: what it holds\nOne.\n:::", "> [!note] The box: what it holds\n> One."),
        ("| A \\| B | C |\n| d | e |", "| A \\| B | C |\n| --- | --- |\n| d | e |"),
        ("At 10:30 they came. Ward 3: full.", "At 10:30 they came. Ward 3: full."),
    ],
)
def test_marks_of_other_dialects(written: str, text: str) -> None:
    assert turned(written, "Title").text == text


@pytest.mark.parametrize(
    ("begins", "ends", "language"),
    [
        ('{{< code file="a.html" copy=true >}}', "{{< /code >}}", ""),
        ("{{% highlight html %}}", "{{% /highlight %}}", "html"),
        ("{% highlight html linenos %}", "{% endhighlight %}", "html"),
        ("{{< codeblock >}}", "{{< /codeblock >}}", ""),
        ("{{< code-toggle config=build />}}\n\n{{< code >}}", "{{< /code >}}", ""),
    ],
)
def test_code_in_a_shortcode_stays_as_it_is(begins: str, ends: str, language: str) -> None:
    code = '<div>\n  <h2 class="a">{{ .Title }}</h2> %%a%% ==b==\n</div>'
    assert turned(f"{begins}\n{code}\n{ends}\n", "").text == f"```{language}\n{code}\n```"


def test_code_stays_as_it_is() -> None:
    code = "```md\n:::note\nA\n:::\n/// tip\nB\n///\nBell\n: rings\nimport a from 'b'\n(a)=\n{ref}`a`\n```"
    assert turned(code, "Title").text == code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '{{< pullquote author="Bo Ek" title="By night" >}}',
            'was taken out: `{{< pullquote author="Bo Ek" title="By night" >}}`',
        ),
        (
            '{{< notice title="Mind" note="Only at night" >}}Ring.{{< /notice >}}',
            "words in `notice` were left out: `Only at night`",
        ),
        (
            '{{< figure src="a.png" link="https://b.example" >}}',
            "a picture was a link: `https://b.example`; the link was left out",
        ),
        ("{{< mermaid >}}\na-->b\n{{< /mermaid >}}", "a drawing (mermaid) was taken out: `a-->b`"),
        ("<DocCardList />", "was taken out: `<DocCardList />`"),
        ("It is `{python} x`.", "code of which the page showed what it makes was taken out: `` `{python} x` ``"),
        ("::: a.b.c\n    options:\n      d: e", "was taken out: `::: a.b.c options: d: e`"),
    ],
)
def test_what_a_tag_held_and_does_not_show_is_named(text: str, said: str) -> None:
    assert turned(text, "Title").by_hand == (said,)


def test_marks_that_only_programs_see_are_no_remarks() -> None:
    for mark in ("<!--more-->", "<!-- truncate -->", "{/* truncate */}"):
        assert turned(f"Words.\n\n{mark}\n\nMore.", "T") == turned("Words.\n\nMore.", "T")
    assert turned("a {--b--} c", "T").turned == ("words that an editor struck out were left out",)


@pytest.mark.parametrize(
    "text",
    [
        "a {/* SECRET */} b",
        "(a)=\n# A\n\n% SECRET\n",
        "::: note\na\n[//]: # (SECRET)\n:::",
        '[//begin]: # "SECRET"\n[a]: a "SECRET"\n[//end]: # "SECRET"',
    ],
)
def test_what_nobody_saw_stays_hidden(text: str) -> None:
    assert "SECRET" not in turned(text, "Title").text


@pytest.mark.parametrize(
    "line",
    [
        '--8<-- "a.md"',
        "*[NHS]: National Health Service",
        "<%= partial 'a' %>",
        "((DAqr_IueJ))",
        "!!! Note to all: do not",
        "??? who knows",
        "{{ backLink({ classes: 'x' }) }}",
    ],
)
def test_what_a_program_fetches_is_reported(line: str) -> None:
    done = turned(f"Words.\n\n{line}", "Title")
    assert done.text == "Words."
    assert done.by_hand == (f"was taken out: `{line}`",)


def test_blocks_that_nothing_closes_take_no_time() -> None:
    for piece in ("::: a\n///\n", "```{note}\n", ": a\n", '=== "a"\n\n    ', "(a)=\n", "{ref}`a ", "++a"):
        turned(piece * 20_000, "Title")


@pytest.mark.parametrize(
    "text",
    [
        "{{% note %}}" * 20_000,
        "{{% note %}}x" * 5_000 + "{{% /note %}}" * 5_000,
        "{% endhighlight %}\n" + "{% highlight a %}\n" * 20_000,
        "{% endraw %}" + "{% raw %}" * 20_000,
        "{{ inset({ text: 'a' " * 15_000,
        "a\n\n: b\n" * 20_000,
        "{--a " * 30_000,
        "<a" + " hidden" * 30_000,
        "# a {" + "#b" * 100_000,
        "\\\n" * 50_000 + "• a",
        "#[[" * 30_000,
        "{{ a " + "| strip " * 30_000,
        "<table>\n" * 30_000,
        ":END:x\n" + ":a:\n" * 60_000,
        " /%" * 60_000 + "%/",
        "<script a='" * 20_000,
    ],
    ids=lambda text: text[:20].strip(),
)
def test_marks_that_nothing_closes_take_no_time(text: str) -> None:
    begun = time.process_time()
    turned(text, "Title")
    assert time.process_time() - begun < 4


@pytest.mark.parametrize("text", ["<h1>" * 20_000, "<p rel=author>" * 20_000, "<p>a\n" * 20_000, "<a><b>" * 20_000])
def test_pages_that_close_nothing_take_no_time(text: str, tmp_path: Path) -> None:
    begun = time.process_time()
    html_folder.read(folder_of(tmp_path / "site", {"a.html": f"<p>Words.</p>{text}"}))
    assert time.process_time() - begun < 4


def test_a_page_of_tabs_takes_no_time(garden: Path, tmp_path: Path) -> None:
    begun = time.process_time()
    bring(garden, tmp_path, {"a.md": "\t" * 100_000 + "Words.", "b.md": "Words that are told."})
    assert time.process_time() - begun < 4


def test_many_links_into_one_text_take_no_time(garden: Path, tmp_path: Path) -> None:
    begun = time.process_time()
    drafts, _ = bring(garden, tmp_path, {"a.md": "# A\n\n## Bells\n\n" + "[](#bells) " * 12_000})
    assert "[Bells](#bells) [Bells](#bells)" in drafts["a"]
    assert time.process_time() - begun < 5


def test_a_text_of_only_links_takes_a_time_that_grows_with_it() -> None:
    labels = tuple((f"l{number}", f"Ünder {number}") for number in range(2_000))
    text = "".join(f"## Ünder {number}\n\n" for number in range(2_000)) + "[](#l7) " * 50_000
    document = Document("a.md", "A", text, labels=labels)
    begun = time.process_time()
    linked = Linker(Targets(Found([document])), {}, {}, "").linked(document)
    assert linked.text.endswith("[Ünder 7](#ünder-7) ")
    assert time.process_time() - begun < 3


def test_tags_around_each_other_are_turned_as_deep_as_anybody_writes_them() -> None:
    crossed = turned("{{% note %}}A{{% tip %}}B{{% /note %}}C{{% /tip %}}", "T")
    assert crossed.text == "> [!note]\n> AB\n\nC"
    assert turned("{{% note %}}\n{{% tip %}}\nB\n{{% /tip %}}\n{{% /note %}}", "T").text == (
        "> [!note]\n> > [!tip]\n> > B"
    )


def test_a_remark_is_hidden_to_its_last_word() -> None:
    assert turned("a {-- b {-- c --} d", "T").text == "a  d"
    assert turned("a {~~b~>c~~} {++d++} {==e==}", "T").text == "a c d **e**"


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


def test_front_matter_that_is_no_yaml_is_read_by_line(garden: Path, tmp_path: Path) -> None:
    files = {
        "a.md": "---\ntitle: Housing: a story\ndate: 2024-03-01\n---\n\nWords.\n",
        "b.md": "---\ntitle: Not yet: wait\ndraft: true\n---\n\nSECRET\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert list(drafts) == ["a"]
    assert frontmatter.loads(drafts["a"]).metadata["title"] == "Housing: a story"
    assert frontmatter.loads(drafts["a"]).metadata["date"] == "2024-03"
    assert "its front matter cannot be understood, so each line was read by itself" in report


def test_logseq(garden: Path, tmp_path: Path) -> None:
    block = "62bc803c-960a-4f6c-837b-9974c037fc6a"
    files = {
        "logseq/config.edn": "{}",
        "logseq/bak/old.md": "SECRET",
        "pages/Night%2FThe ward.md": f"""\
alias:: The long night
tags:: waiting, [[people]]
collapsed:: true
floor:: 3

- ## What we saw
  id:: 11111111-960a-4f6c-837b-9974c037fc6a
\t- Nobody rang. #handover
\t  id:: {block}
\t  collapsed:: true
\t\t- TODO [#A] Ask [the others]([[The bell]])
\t\t- DONE Listen
\t- ### Then
\t\t- It rained.
\t\t  A second line.
\t\t-
""",
        "pages/The bell.md": (
            f"- See (({block})) and [there]((({block}))), [[The long night]].\n- {{{{query (todo)}}}}\n"
        ),
        "pages/Mine.md": "public:: false\n\n- SECRET\n",
        "journals/2026_04_30.md": "- Met [[The bell]].\n",
        "journals/2026_05_01.md": "-\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert drafts.keys() == {"night-the-ward", "the-bell", "journal-2026-04"}
    assert frontmatter.loads(drafts["night-the-ward"]).metadata["title"] == "Night/The ward"
    assert frontmatter.loads(drafts["journal-2026-04"]).metadata["date"] == "2026-04"
    assert body(drafts["night-the-ward"]) == (
        "## What we saw\n\n- Nobody rang. handover\n  - [ ] Ask [the others](the-bell.md)\n  - [x] Listen\n\n"
        "### Then\n\n- It rained.\n  A second line."
    )
    assert (
        "See Nobody rang. handover and [there](night-the-ward.md), [The long night](night-the-ward.md)."
        in (drafts["the-bell"])
    )
    assert "was taken out: `{{query (todo)}}`" in report
    assert "fields left out: `floor`" in report
    assert "SECRET" not in report + "".join(drafts.values())


def test_blocks_and_days_of_logseq(garden: Path, tmp_path: Path) -> None:
    page = """\
- #+BEGIN_QUOTE
  They never ring.
  Not once.
  #+END_QUOTE
- #+BEGIN_SRC python
  a = 1
  #+END_SRC
- background-color:: yellow
  Yellow.
- {{video https://youtu.be/abc}} and {{cloze the answer}}
- On [[Apr 30th, 2026]], [[2026/04/30]], [[Nowhere/Else]]
"""
    files = {"logseq/config.edn": "{}", "pages/a__b.md": page, "journals/2026_04_30.md": "- We met.\n"}
    drafts, report = bring(garden, tmp_path, files)
    assert frontmatter.loads(drafts["a-b"])["title"] == "a__b"
    assert body(drafts["a-b"]) == (
        "- > They never ring.\n  > Not once.\n- ```python\n  a = 1\n  ```\n- Yellow.\n"
        "- [A film](https://youtu.be/abc) and the answer\n"
        "- On [Apr 30th, 2026](journal-2026-04.md), [2026/04/30](journal-2026-04.md), Nowhere/Else"
    )
    assert "2 of 3 links" in report


def test_foam(garden: Path, tmp_path: Path) -> None:
    files = {
        ".foam/templates/a.md": "SECRET",
        "night.md": "---\nalias: nights, late\n---\n# Night\n\nWe wait. #handover content![[bell]]\n",
        "bell.md": "# Bell\n\nSee [[nights]], [[bell#^a1]] and [[gone]].\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert body(drafts["bell"]) == "See [nights](night.md), [bell](bell.md) and gone."
    assert frontmatter.loads(drafts["night"])["aliases"] == ["nights", "late"]
    assert body(drafts["night"]) == "We wait. handover ![[stories/bell]]"
    assert "A workspace of Foam." in report
    assert "1 link leads to a whole text and not to a place in it" in report


def test_what_a_link_led_to_is_said_as_it_is(garden: Path, tmp_path: Path) -> None:
    files = {
        "_config.yml": "",
        "_posts/2024-01-01-a.md": (
            '[B](/b.html) [C](c.md "Ring first") ![300](a.png "Blue") ![a.png](a.png) '
            "[D]({% post_url 2024-01-04-d %})\n"
        ),
        "b.md": "---\npublished: false\n---\nSECRET\n",
        "c.md": "Words.\n",
        "unseen.jpg": "",
        "_posts/2024-01-04-d.md": "---\ncategories: housing wards\n---\nTold.\n",
    }
    folder_of(tmp_path / "source", {}, "a.png")
    drafts, report = bring(garden, tmp_path, files)
    assert body(drafts["a"]) == ('B [C](c.md "Ring first") ![](../images/a.png "Blue") ![](../images/a.png) [D](d.md)')
    assert "a link led to `/b.html`, which was left out; it was replaced by its words" in report
    assert "1 picture not taken: no text shows them" in report
    assert frontmatter.loads(drafts["d"])["topics"] == ["housing", "wards"]


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"blog/authors.yml": "maria:\n  name: Maria L\n", "docusaurus.config.js": ""}, "blog/2024-03-05-a.md"),
        ({"data/authors/maria.yaml": "name: Maria L\n", "hugo.toml": ""}, "content/posts/a.md"),
        ({"data/authors.toml": "[maria]\nname = 'Maria L'\n", "hugo.toml": ""}, "content/posts/a.md"),
        ({"content/authors/maria/_index.md": "---\ntitle: Maria L\n---\n", "hugo.toml": ""}, "content/posts/a.md"),
        ({"_data/authors.yml": "maria: Maria L\n", "_config.yml": ""}, "_posts/2024-03-05-a.md"),
        (
            {"docs/blog/.authors.yml": "authors:\n  maria:\n    name: Maria L\n", "mkdocs.yml": ""},
            "docs/blog/posts/a.md",
        ),
        ({"myst.yml": "project:\n  authors:\n    - id: maria\n      name: Maria L\n"}, "a.md"),
    ],
    ids=lambda files: next(iter(files)) if isinstance(files, dict) else "",
)
def test_keys_of_authors_become_their_names(files: dict[str, str], name: str, garden: Path, tmp_path: Path) -> None:
    _, report = bring(garden, tmp_path, {**files, name: "---\nauthors: [maria, bo]\n---\nTold.\n"})
    assert "told by `Maria L, bo`" in report
    assert "fields left out" not in report


def test_texts_beside_those_of_a_site_are_named(garden: Path, tmp_path: Path) -> None:
    files = {
        "docusaurus.config.js": "docs: {path: 'handbook'}",
        "handbook/a.md": "Told.\n",
        "old/a.md": "Old.\n",
        "old/b.md": "Old.\n",
        "README.md": "About.\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert list(drafts) == ["a"]
    assert "It is beside the texts, which are in" in report
    assert "- `README.md`\n- `old/: 2 files`\n" in report


def test_a_note_of_a_day_is_called_by_its_month(garden: Path, tmp_path: Path) -> None:
    files = {
        ".obsidian/app.json": "{}",
        "daily/2026-04-30.md": "# 2026-04-30\n\nWe met.\n",
        "daily/2026-05-01.md": "# The first of May\n\nWe walked. [[2026-04-30]]\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert frontmatter.loads(drafts["journal-2026-04"]).metadata == {"title": "Journal 2026-04", "date": "2026-04"}
    assert "[2026-04-30](journal-2026-04.md)" in next(text for text in drafts.values() if "walked" in text)
    assert "the name of this file holds" not in report


def test_somebody_of_whom_dendron_has_a_note_is_a_link(garden: Path, tmp_path: Path) -> None:
    files = {"dendron.yml": "", "a.md": "Ask @maria, not @bo. #ward.night\n", "user.maria.md": "Rings.\n"}
    drafts, _ = bring(garden, tmp_path, files)
    assert body(drafts["a"]) == "Ask [maria](user-maria.md), not @bo. night"


class TestIncludes:
    """A text that is put together from several files."""

    @pytest.mark.parametrize(
        ("mark", "text"),
        [
            ("```{include} parts/a.md\n```", "Bells *ring*.\n\nTwice."),
            ("```{include} parts/a.md\n:start-after: ring*.\n```", "Twice."),
            ('--8<-- "a.md"', "Bells *ring*.\n\nTwice."),
            ('--8<-- "parts/a.md:1:1"', "Bells *ring*."),
            ("--8<--\nparts/a.md\n--8<--", "Bells *ring*.\n\nTwice."),
            ('!!! note\n    --8<-- "a.md"', "> [!note]\n> Bells *ring*.\n>\n> Twice."),
            ("{{< include parts/a.md >}}", "Bells *ring*.\n\nTwice."),
            ('{{% readfile "/parts/a.md" %}}', "Bells *ring*.\n\nTwice."),
            ("{% include_relative parts/a.md %}", "Bells *ring*.\n\nTwice."),
            ("import A from './parts/a.md';\n\n<A />", "Bells *ring*.\n\nTwice."),
            ("```md\n{{< include parts/a.md >}}\n```", "```md\n{{< include parts/a.md >}}\n```"),
            ("````\n```{include} parts/a.md\n```\n````", "````\n```{include} parts/a.md\n```\n````"),
        ],
    )
    def test_their_text_is_put_in_place(self, mark: str, text: str, garden: Path, tmp_path: Path) -> None:
        part = "---\ntitle: A part\n---\nBells *ring*.\n\nTwice.\n"
        drafts, report = bring(garden, tmp_path, {"all.md": f"Told.\n\n{mark}\n", "parts/a.md": part})
        assert body(drafts["all"]) == f"Told.\n\n{text}"
        is_whole = "Bells" in text and "Twice" in text
        assert ("the text of `parts/a.md` was put in its place" in report) is is_whole
        assert ("Other pages include it:\n\n- `parts/a.md`" in report) is is_whole
        assert ("a" in drafts) is not is_whole

    def test_none_from_outside_and_none_without_end(self, garden: Path, tmp_path: Path) -> None:
        (tmp_path / "secret.md").write_text("SECRET")
        source = folder_of(tmp_path / "source", {".hidden/b.md": "SECRET"})
        (source / "link.md").symlink_to(tmp_path / "secret.md")
        marks = [
            f'--8<-- "{path}"' for path in ("../secret.md", str(tmp_path / "secret.md"), "link.md", ".hidden/b.md")
        ]
        files = {
            "a.md": "\n\n".join(["Told.", *marks, '--8<-- "b.md"']),
            "b.md": 'Too.\n\n--8<-- "a.md"\n',
            "many.md": 'So many.\n\n--8<-- "some.txt"\n' + '--8<-- "none.txt"\n' * 20_000,
            "some.txt": '--8<-- "more.txt"\n' * 2_000,
            "more.txt": "x" * 2_000,
            "open.md": "Open.\n" + "```{include} a.md\n" * 20_000,
        }
        begun = time.process_time()
        drafts, report = bring(garden, tmp_path, files)
        assert time.process_time() - begun < 6
        assert "SECRET" not in "".join(drafts.values())
        assert body(drafts["a"]) == "Told.\n\nToo." and "b" not in drafts
        assert all(f"was taken out: `{mark}`" in report for mark in marks)
        assert len(drafts["many"]) < 2_000_000

    def test_a_table_of_contents_is_a_list_of_links(self, garden: Path, tmp_path: Path) -> None:
        tree = "```{toctree}\n:maxdepth: 2\n:caption: Wards\n\nnight\nThe bell <bell>\nhttps://a.example\nself\n```\n"
        files = {
            "index.md": f"# All\n\n{tree}",
            "guide.md": f"# Guide\n\nBegin here.\n\n{tree}",
            "night.md": "# By night\n\nTold.\n",
            "bell.md": "Rung.\n",
        }
        drafts, report = bring(garden, tmp_path, files)
        links = "- [By night](night.md)\n- [The bell](bell.md)\n- https://a.example"
        assert body(drafts["guide"]) == f"Begin here.\n\n**Wards**\n\n{links}"
        assert "all" not in drafts and "It only introduces a list of other pages:\n\n- `index.md`" in report


def test_days_languages_and_addresses_are_read(garden: Path, tmp_path: Path) -> None:
    post = "---\ndate:\n  created: 2024-03-05\nslug: ring\n---\n# Ring\n\nTold.\n"
    blog = {"mkdocs.yml": "plugins: [blog]\n", "docs/blog/posts/one.md": post}
    hugo = {"hugo.toml": "", "content/docs/a.de.md": "---\naliases: [../b/]\ndate: May 6, 2024\n---\nErzählt.\n"}
    bring(garden, tmp_path / "1", blog)
    drafts, _ = bring(garden, tmp_path / "2", hugo)
    assert frontmatter.loads(drafts["ring"]).metadata["aliases"] == ["/blog/2024/03/05/ring/"]
    assert frontmatter.loads(drafts["ring"]).metadata["date"] == "2024-03"
    found = next(frontmatter.loads(text).metadata for text in drafts.values() if "Erzählt" in text)
    assert (found["lang"], found["date"], found["aliases"]) == ("de", "2024-05", ["/docs/a/", "/b/"])


def test_dendron(garden: Path, tmp_path: Path) -> None:
    front = "---\nid: x1\ntitle: {}\ndesc: '{}'\nupdated: 1641501358022\ncreated: 1622841137387\n---\n\n"
    files = {
        "dendron.yml": "workspace:\n  vaults:\n    - fsPath: vault\n    - fsPath: own\n      visibility: private\n",
        "vault/ward.night.md": front.format("Night", "How it went") + "[[The bell|ward.bell#rung]], [[ward.bell]].\n",
        "vault/ward.bell.md": front.format("Bell", "") + "## Rung\n\n[[So|dendron://vault/ward.night]].\n",
        "own/mine.md": front.format("Mine", "") + "SECRET\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    night = frontmatter.loads(drafts["ward-night"])
    assert night.metadata["date"] == "2021-06"
    assert night.metadata["summary"] == "How it went"
    assert night.content == "[The bell](ward-bell.md#rung), [ward.bell](ward-bell.md)."
    assert "[So](ward-night.md)" in drafts["ward-bell"]
    assert "SECRET" not in report + "".join(drafts.values())
    assert "It was private there" in report


def test_notes_outside_of_what_dendron_published_stay_there(garden: Path, tmp_path: Path) -> None:
    def names(settings: str) -> set[str]:
        files = {
            "dendron.yml": settings,
            "vault/ward.night.md": "We wait.\n",
            "vault/wards.md": "Others wait.\n",
            "vault/own.told.md": "---\npublished: true\n---\nI wait.\n",
            "vault/own.kept.md": "SECRET\n",
        }
        found, report = bring(garden, tmp_path, files)
        assert ("It was not published there:" in report) == (len(found) < 4)
        shutil.rmtree(garden.parent / "drafts")
        return {*found}

    everything = {"ward-night", "wards", "own-told", "own-kept"}
    assert names("") == names("publishing:\n  siteHierarchies: [root]\n") == everything
    assert names("publishing:\n  siteHierarchies: [ward]\n") == {"ward-night"}
    assert names("site:\n  siteHierarchies:\n    - ward.night\n    - wards\n") == {"ward-night", "wards"}
    by_vault = "publishing:\n  hierarchy:\n    own:\n      publishByDefault: {vault: false, other: true}\n"
    assert names(by_vault) == everything - {"own-kept"}
    assert names("site:\n  config:\n    root:\n      publishByDefault: false\n") == {"own-told"}


def test_a_tag_of_several_words_is_a_topic(garden: Path, tmp_path: Path) -> None:
    pages = {
        "logseq/config.edn": "{}",
        "pages/Ward.md": "- We wait, #[[night shift]] and #bells.\n- See #[[The bell]]. `#[[code]]`\n",
        "pages/The bell.md": "- It rings. #[[night shift]]\n",
    }
    drafts, _ = bring(garden, tmp_path, pages)
    ward = frontmatter.loads(drafts["ward"])
    assert ward.metadata["topics"] == ["night-shift", "the-bell", "bells"]
    assert ward.content == "- We wait, night shift and bells.\n- See [The bell](the-bell.md). `#[[code]]`"


def test_quartz(garden: Path, tmp_path: Path) -> None:
    files = {
        "quartz.config.ts": 'baseUrl: "q.example",\nignorePatterns: ["private"],\nPlugin.ExplicitPublish()',
        "README.md": "How to build this.",
        "docs/features.md": "How Quartz works.",
        "content/Night shift.md": "---\npublish: true\n---\n\nWe wait. ^b1\n",
        "content/shut.md": "SECRET\n",
        "content/private/own.md": "---\npublish: true\n---\n\nSECRET\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert {name: body(text) for name, text in drafts.items()} == {"night-shift": "We wait."}
    assert "SECRET" not in report
    assert "content/private/own.md" in report


def test_docusaurus(garden: Path, tmp_path: Path) -> None:
    files = {
        "website/docusaurus.config.js": "module.exports = {url: 'https://d.example', baseUrl: '/'};",
        "README.md": "How to build this.",
        "website/docs/01-night.mdx": "import A from 'a';\n\n# The night\n\nSee [it](https://d.example/blog/2024/03/05/bell).\n",
        "website/docs/_part.md": "A part.\n",
        "website/docs/hidden.md": "---\nunlisted: true\n---\nSECRET\n",
        "website/blog/2024-03-05-bell.md": "---\ntitle: The bell\n---\n\nIt rang. [Back](/docs/night).\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert {name: body(text) for name, text in drafts.items()} == {
        "01-night": "See [it](bell.md).",
        "bell": "It rang. [Back](01-night.md).",
    }
    assert frontmatter.loads(drafts["01-night"]).metadata["title"] == "The night"
    assert frontmatter.loads(drafts["bell"]).metadata["date"] == "2024-03"
    assert "SECRET" not in report


def test_mkdocs(garden: Path, tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": "site_url: https://m.example/guide/\ndocs_dir: pages\nplugins:\n  - a: !!python/name:b.c\n",
        "README.md": "How to build this.",
        "pages/index.md": "# Welcome\n\nSee [it](/guide/ward/night/).\n",
        "pages/ward/night.md": "# The night\n\nWe wait.\n",
    }
    drafts, _ = bring(garden, tmp_path, files)
    assert {name: body(text) for name, text in drafts.items()} == {
        "welcome": "See [it](night.md).",
        "night": "We wait.",
    }


def test_quarto(garden: Path, tmp_path: Path) -> None:
    files = {
        "_quarto.yml": "website:\n  site-url: https://q.example\n",
        "README.md": "How to build this.",
        "_part.qmd": "A part.\n",
        "posts/night/index.qmd": "---\ntitle: The night\n---\n\nSee [it](../bell.qmd#rung).\n",
        "posts/bell.qmd": "---\ntitle: The bell\n---\n\n## It was rung {#rung}\n\nTwice.\n",
    }
    drafts, _ = bring(garden, tmp_path, files)
    assert drafts.keys() == {"night", "bell"}
    assert "See [it](bell.md#it-was-rung)." in drafts["night"]


def test_a_section_of_hugo_with_a_text_of_its_own_comes(garden: Path, tmp_path: Path) -> None:
    files = {
        "hugo.toml": "",
        "content/wards/_index.md": f"---\ntitle: Wards\n---\n\n{'They wait and ring. ' * 20}\n",
        "content/posts/_index.md": "---\ntitle: Posts\n---\n\nAll of them.\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert list(drafts) == ["wards"]
    assert "It only introduces a list of other pages" in report


def test_a_book_of_gitbook(garden: Path, tmp_path: Path) -> None:
    files = {
        ".gitbook/assets/a b.png": "",
        "SUMMARY.md": "# Table of contents\n\n* [Night](night.md)\n",
        "night.md": "# Night\n\n![Bell](<.gitbook/assets/a b.png>)\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert list(drafts) == ["night"]
    assert "a picture is not there" not in report


def test_pages_of_html_among_others_are_named(garden: Path, tmp_path: Path) -> None:
    files = {"_config.yml": "", "_posts/2024-01-01-a.html": "<p>A</p>", "_posts/2024-01-02-b.md": "B.\n", "i.html": "x"}
    _, report = bring(garden, tmp_path, files)
    said = "It is an HTML page; a folder of these can be imported by itself"
    assert f"{said}:\n\n- `*.html: 1 page`\n- `_posts/2024-01-01-a.html`\n\n" in report


def test_pages_of_the_tech_docs_template(garden: Path, tmp_path: Path) -> None:
    files = {
        "source/night.html.md.erb": (
            "---\ntitle: The night\n---\n\n# <%= current_page.data.title %>\n\n"
            "See [it](bell.html). <%= partial 'a' %>\n"
        ),
        "source/bell.html.md.erb": "---\ntitle: The bell\n---\n\nIt rang.\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert body(drafts["night"]) == "See [it](bell.md)."
    assert "was taken out: `<%= partial 'a' %>`" in report


@pytest.mark.parametrize(
    ("files", "text"),
    [
        (
            {
                "_config.yml": "title: The ward\nbaseurl: /b\nauthor:\n  name: Night staff\nrepo: https://a.example\n",
                "a.md": "---\nphone: 12\n---\n# At {{ site.title }}\n\n{{ site.author.name | escape }} wait. "
                "[{{ page.phone }}]({{ site.baseurl }}/a/), "
                "[it]({{ site.repo }}/b). `{{ site.title }}` {{ site.unknown }}{{ title }}\n",
            },
            "Night staff wait. [12](a.md), [it](https://a.example/b). `{{ site.title }}` At The ward",
        ),
        (
            {
                "_config.yml": "title: The ward\n",
                "_data/ward.yml": "phone: 12\nmore:\n  call: now\n",
                "a.md": "# At {{ site.title }}\n\nRing {{ site.data.ward.phone }}, "
                "{{ site.data['ward'].more['call'] }}.\n",
            },
            "Ring 12, now.",
        ),
        (
            {
                "hugo.toml": 'title = "The ward"\n[params]\nphone = "12"\nbell = "brass"\n',
                "content/a.md": '---\ntitle: At The ward\nbell: tin\n---\n{{< param phone >}}, {{% param "bell" %}}.\n',
            },
            "12, tin.",
        ),
        (
            {
                "_quarto.yml": "website:\n  title: The ward\n",
                "_variables.yml": "phone: 12\n",
                "a.qmd": "---\ntitle: At The ward\n---\nRing {{< var phone >}} at {{< meta website.title >}}.\n",
            },
            "Ring 12 at The ward.",
        ),
        (
            {
                "mkdocs.yml": "site_name: The ward\nplugins: [macros]\nextra:\n  phone: 12\n",
                "docs/a.md": "# At {{ config.site_name }}\n\nRing {{ phone }} or {{ extra.phone }}.\n",
            },
            "Ring 12 or 12.",
        ),
    ],
    ids=["jekyll", "jekyll-data", "hugo", "quarto", "mkdocs"],
)
def test_values_of_the_site_are_filled_in(garden: Path, tmp_path: Path, files: dict[str, str], text: str) -> None:
    drafts, _ = bring(garden, tmp_path, files)
    (draft,) = drafts.values()
    assert frontmatter.loads(draft).metadata["title"] == "At The ward"
    assert body(draft) == text


@pytest.mark.parametrize(
    ("html", "text", "by_hand"),
    [
        (
            "<p>A</p><div hidden><p>One two <b>three</b> four.</p></div>",
            "A",
            ["what the page hid was left out: 4 words"],
        ),
        ('<p style="display: none">One two three four</p>B', "B", ["what the page hid was left out: 4 words"]),
        ('<p>A<i style="display:none">icon</i></p>', "A", []),
        ("<div hidden><script>a b c d e</script></div>A", "A", []),
        ("A<form><label>Who are you now?</label><input></form>", "A", ["a form was left out: 4 words"]),
        ('A<div id="comments"><p>So say I too.</p></div>', "A", ["what readers wrote below it was left out: 4 words"]),
        ('<form><input name="__VIEWSTATE"><h2>Bins</h2><p>On Mondays.</p></form>', "## Bins\n\nOn Mondays.", []),
        ('<video><source src="/a.mp4"><source src="/a.webm">Old browser</video>', "[A film](/a.mp4)", []),
        (
            '<a href="/b"><div><img src="c.png" alt="C"></div><h3>Bells</h3><p>They ring.</p></a>',
            "[![C](c.png) **Bells** They ring.](/b)",
            [],
        ),
        ('<a name="top"><p>One.</p><p>Two.</p></a>', "One.\n\nTwo.", []),
        ('<img src="a.png" title="A bell">', "![A bell](a.png)", []),
        ('<img src="blank.gif" data-lazy-src="a.png" alt="A">', "![A](a.png)", []),
        ('<img srcset="a-400.png 400w, a-800.png 800w" alt="A">', "![A](a-400.png)", []),
        (
            '<h3><button aria-controls="hours">Hours</button></h3><div id="hours" hidden><p>Ten to four.</p></div>',
            "### Hours\n\nTen to four.",
            [],
        ),
        (
            '<a href="#more">More</a><div id="more" style="display:none">It rained.</div>',
            "[More](#more)\n\nIt rained.",
            [],
        ),
    ],
)
def test_what_a_page_hides_and_shows(html: str, text: str, by_hand: list[str]) -> None:
    found = markdown_of(html)
    assert (found.text, found.by_hand) == (text, by_hand)


def test_what_is_hidden_in_markdown_is_counted_and_stays_hidden() -> None:
    found = turned('Open.\n\n<div style="display:none"><div>A SECRET</div> that nobody saw</div>\n\nShut.', "A")
    assert found.text == "Open.\n\nShut."
    assert found.by_hand == ("what the page hid was left out: 5 words",)


def test_values_in_a_picture_and_words_of_two_branches_are_taken_apart() -> None:
    assert turned("A ![b]({{ site.data.b }}/b.png) c.", "").text == "A  c."
    assert turned("{% if page.a %}Yes{% else %}No{% endif %}", "").text == "Yes No"


def test_texts_in_html_below_front_matter_are_read(garden: Path, tmp_path: Path) -> None:
    files = {
        "_config.yml": "baseurl: /b\n",
        "_posts/2024-01-01-a.html": "---\ntitle: A\n---\nTo <a href='{{ site.baseurl }}/2024/01/02/b.html'>it</a>.\n",
        "_posts/2024-01-02-b.html": "---\ntitle: B\n---\n<h2>Bells</h2>\n<div hidden>One two three four</div>\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert body(drafts["a"]) == "To [it](b.md)."
    assert body(drafts["b"]) == "## Bells"
    assert "what the page hid was left out: 4 words" in report


def test_pages_below_front_matter_and_nunjucks_are_read(garden: Path, tmp_path: Path) -> None:
    files = {
        "_config.yml": "",
        "about.html": "---\ntitle: About\n---\n<p>We <b>wait</b>. See <a href=how/>how</a>.</p>\n",
        "blog.html": "---\ntitle: Blog\n---\n{% for post in site.posts %}<p>{{ post.title }}</p>{% endfor %}\n",
        "widget.html": "<p>Loaded by a script.</p>\n",
        "how/index.md.njk": "---\ntitle: How\n---\nBy night.\n",
        "frame.njk": "<p>{{ content }}</p>\n",
        "board.njk": "---\ntitle: Board\n---\n<h1>Board</h1><p>We meet.</p>\n",
        "_posts/2007-06-23-ponds.textile": "---\ntitle: Ponds\n---\nA few.\n",
        "when.md": "---\ntitle: When & where\n---\n## When & Where\n\n### Mondays\n\nAt six.\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert body(drafts["about"]) == "We **wait**. See [how](how.md)."
    assert drafts.keys() == {"about", "how", "board", "when"}
    assert (body(drafts["board"]), body(drafts["when"])) == ("We meet.", "### Mondays\n\nAt six.")
    for name in ("`blog.html`", "`*.njk: 1 page`", "`*.html: 1 page`", "`_posts/2007-06-23-ponds.textile`"):
        assert f"- {name}" in report


def test_a_note_of_a_day_in_words_is_called_by_its_month(garden: Path, tmp_path: Path) -> None:
    drafts, _ = bring(garden, tmp_path, {"log/02 January 2025.md": "A.\n", "20250203.md": "B.\n"})
    assert drafts.keys() == {"journal-2025-01", "journal-2025-02"}
    assert frontmatter.loads(drafts["journal-2025-01"])["date"] == "2025-01"


def test_fields_of_a_text_without_words_are_named(garden: Path, tmp_path: Path) -> None:
    files = {
        "a.md": "---\ntitle: A walk\nwhat: We met at the gate at ten.\nroom: 4\n---\n",
        "b.md": "---\ntitle: B\n---\n",
    }
    _, report = bring(garden, tmp_path, files)
    assert "It has no text, only fields: `what`:\n\n- `a.md`" in report
    assert "It has no text:\n\n- `b.md`" in report


@pytest.mark.parametrize(("folder", "why"), [("drafts", "It was a draft there"), ("Private", "It was private there")])
def test_folders_of_what_nobody_saw(garden: Path, tmp_path: Path, folder: str, why: str) -> None:
    drafts, report = bring(garden, tmp_path, {f"{folder}/a.md": "SECRET\n", "b.md": "Open.\n"})
    assert list(drafts) == ["b"]
    assert f"{why}:\n\n- `{folder}/a.md`" in report


@pytest.mark.parametrize(
    ("lang", "words", "written", "said"),
    [
        ("FR", "Nous attendons ici toute la nuit sans savoir.", "fr", ""),
        ("deutsch", "Wir warten hier die ganze Nacht und wissen nichts.", "de", ""),
        (
            "jp",
            "We wait here all night and nobody knows anything.",
            "",
            "`jp`, is not a language code",
        ),
        ("uk", "We wait here all night and nobody knows anything.", "", "not those of its language, `uk`"),
        ("", "私たちは一晩中ここで待っています。" * 4, "", "not those of its language, `en`"),
        ("ja", "私たちは一晩中ここで待っています。" * 4, "ja", ""),
        ("sr-Latn", "Ovde čekamo celu noć i niko ništa ne zna o tome.", "sr-Latn", ""),
        ("en-GB", "We wait here all night and nobody knows anything.", "", ""),
    ],
)
def test_a_language_is_one_and_that_of_the_text(
    garden: Path, tmp_path: Path, lang: str, words: str, written: str, said: str
) -> None:
    drafts, report = bring(garden, tmp_path, {"a.md": f"---\ntitle: A\nlang: {lang}\n---\n{words}\n"})
    assert frontmatter.loads(drafts["a"]).metadata.get("lang", "") == written
    assert said in report if said else "language" not in report


def test_links_lead_to_headings_as_pages_name_them(garden: Path, tmp_path: Path) -> None:
    files = {
        "a.md": "[1](b.md#day--night), [2](b.md#bells-1), [3](b.md#gone).\n",
        "b.md": "# B\n\n## Day & night\n\nA.\n\n## Bells\n\n## [Bells](#x)\n\nB.\n",
    }
    drafts, _ = bring(garden, tmp_path, files)
    assert body(drafts["a"]) == "[1](b.md#day--night), [2](b.md#bells-1), [3](b.md)."


def test_sounds_and_html_of_logseq(garden: Path, tmp_path: Path) -> None:
    page = (
        '- [:audio {:controls true :src "https://a.example/b.mp3"}]\n'
        '- @@html: <audio controls><source src="https://a.example/c.mp3"></audio>@@\n'
    )
    drafts, _ = bring(garden, tmp_path, {"logseq/config.edn": "{}", "pages/a.md": page})
    assert "- [Something to listen to](https://a.example/b.mp3)" in drafts["a"]
    assert "[Something to listen to](https://a.example/c.mp3)" in drafts["a"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("feed.json", '{"items": [], "feedType": "rss", "feedVersion": "2.0"}', "It is JSON, but no JSON Feed"),
        ("list.opml", '<?xml version="1.0"?><opml version="2.0"></opml>', "It only lists feeds"),
        ("a.md", "A.", "Import the folder that it is in"),
        ("a.csv", "A,B", "comes with `kgen intake`"),
    ],
)
def test_what_to_do_about_a_file_that_is_no_source(
    garden: Path, tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text)
    assert said in kgen(garden, "import", str(tmp_path / name), code=2)


def test_pictures_in_lines_of_html_and_below_bullets_are_no_code(garden: Path, tmp_path: Path) -> None:
    files = {
        "a.md": '<p align="center">\n    <img src="a.png" alt="A">\n    <b>Below</b>\n</p>\n\nWords.\n',
        "b.md": "- ![](gone.png)\n\n    ### Bells\n\n    They ring.\n\n- {{ gone }}\n\n    Last.\n",
    }
    drafts, _ = bring(garden, tmp_path, files)
    assert "\n![A]" in drafts["a"] or "\nA\n" in drafts["a"]
    assert "    " not in body(drafts["a"])
    assert body(drafts["b"]) == "- ### Bells\n\n    They ring.\n\n- Last."


def test_parts_of_jekyll_are_put_in_their_places(garden: Path, tmp_path: Path) -> None:
    files = {
        "_config.yml": "",
        "_includes/end.markdown": "Your **neighbours**.\n",
        "ward/a.md": "A. [The sources](README.md).\n\n{% include end.markdown %}\n{% include ../../x.md %}\n",
    }
    drafts, report = bring(garden, tmp_path, files)
    assert body(drafts["a"]) == "A. The sources.\n\nYour **neighbours**."
    assert "`README.md`, which is not there" in report and "was taken out: `{% include ../../x.md %}`" in report


def test_strokes_that_end_blocks_hide_nothing() -> None:
    text = "//// html | div.result\nOne.\n////\n\nTwo.\n\n//// html | div\nThree.\n////\n"
    assert all(word in turned(text, "").text for word in ("One.", "Two.", "Three."))
    assert turned("One.\n\n////\nSECRET\n////\n\nTwo.\n", "").text == "One.\n\nTwo."
