"""What somebody believes to be hidden, in the ways of other programs: it is kept off the site, or said."""

from pathlib import Path
from typing import Any

import pytest
from gardens import BASIS, make_garden, story
from sites import DAY, build, kgen

from kgen.checks import check
from kgen.importing.html_text import markdown_of
from kgen.importing.turning import turned
from kgen.markdown import parse
from kgen.model import Diagnostic, Source
from kgen.read import read_sources
from kgen.settings import load
from kgen.weave import weave

REMARKS = [
    "Words. <!— his mother is my neighbour —> More.",
    "Words. <!- his mother is my neighbour -> More.",
    "Words. &lt;!-- his mother is my neighbour --&gt; More.",
    "Words. ％％his mother is my neighbour％％ More.",
    "Words. {>>his mother is my neighbour<<} More.",
    "Words. {--his mother is my neighbour--} More.",
    "Words. {~~his mother~>somebody~~} More.",
    "Words. {# his mother is my neighbour #} More.",
    "Words. {#- his mother is my neighbour -#} More.",
    "Words. {{/* his mother is my neighbour */}} More.",
    "Words. {{- /* his mother is my neighbour */ -}} More.",
    "Words. {/* his mother is my neighbour */} More.",
    "Words. {{! his mother is my neighbour }} More.",
    "Words. {{!-- his mother is my neighbour --}} More.",
    "Words. <%# his mother is my neighbour %> More.",
    "Words. <%-- his mother is my neighbour --%> More.",
    "Words. {% comment %}his mother is my neighbour{% endcomment %} More.",
    "Words.\n\n{%- comment -%}\nhis mother is my neighbour\n{%- endcomment -%}\n\nMore.",
    "Words.\n\n#+BEGIN_COMMENT\nhis mother is my neighbour\n#+END_COMMENT\n\nMore.",
    "Words. {* his mother is my neighbour *} More.",
    "Words. {::comment}his mother is my neighbour{:/comment} More.",
    "Words.\n\n{::comment}\nhis mother is my neighbour\n{:/comment}\n\nMore.",
    "Words. {% hide %}his mother is my neighbour{% endhide %} More.",
    "Words. {{< comment >}}his mother is my neighbour{{< /comment >}} More.",
    "Words. {{% private %}}his mother is my neighbour{{% /private %}} More.",
    "Words. {{hidden|his mother is my neighbour}} More.",
    "Words. [hide]his mother is my neighbour[/hide] More.",
    "Words. [private role=1]his mother is my neighbour[/private] More.",
    "Words. :hidden[his mother is my neighbour] More.",
    "Words.\n\n% his mother is my neighbour\n\nMore.",
    "Words.\n\n////\nhis mother is my neighbour\n////\n\nMore.",
    "Words.\n\n\\begin{comment}\nhis mother is my neighbour\n\\end{comment}\n\nMore.",
    "Words. \\iffalse his mother is my neighbour \\fi More.",
    "Words.\n\n```comment\nhis mother is my neighbour\n```\n\nMore.",
    "Words.\n\n```{private}\nhis mother is my neighbour\n```\n\nMore.",
    "Words. [his mother is my neighbour]{.hidden} More.",
    "His mother is my neighbour. {: .hidden }\n\nMore.",
    "His mother is my neighbour.\n{: .note.d-none}\n\nMore.",
    'His mother is my neighbour. { style="display:none" }\n\nMore.',
    "::: {.content-hidden}\nHis mother is my neighbour.\n:::\n\nMore.",
    "::: hidden\nHis mother is my neighbour.\n:::\n\nMore.",
    "Words.\n\n<!--members-only-->\n\nHis mother is my neighbour.",
    "Words.\n\n:LOGBOOK:\nHis mother is my neighbour.\n:END:\n\nMore.",
    "Words.\n\n** COMMENT To check\n\nHis mother is my neighbour.",
    "Words.\n\n* His mother is my neighbour :noexport:\n\nMore.",
    "Words. (# his mother is my neighbour #) More.",
    "Words. /% his mother is my neighbour %/ More.",
    "Words. [members_only]his mother is my neighbour[/members_only] More.",
    'Words. [restrict userlevel="x"]his mother is my neighbour[/restrict] More.',
    'Words. {{% hugo-encryptor "x" %}}his mother is my neighbour{{% /hugo-encryptor %}} More.',
]
HIDING = [
    "<p hidden>His mother is my neighbour.</p>",
    '<div style="display: none">\n\nHis mother is my neighbour.\n\n</div>',
    "Words <span style='color:red;display:none'>his mother is my neighbour</span> more.",
    "Words <span style=visibility:hidden>his mother is my neighbour</span> more.",
    "<section hidden>His mother is my neighbour.</section>",
    '<p class="note Hidden">His mother is my neighbour.</p>',
    '<span style="opacity: 0">His mother is my neighbour.</span>',
    '<span style="font-size:0px">His mother is my neighbour.</span>',
    "<span style='color: transparent'>His mother is my neighbour.</span>",
    "Words <span style='background:black; color:#000'>his mother is my neighbour</span> more.",
    "Words <mark style='background-color: rgb(0, 0, 0)'>his mother is my neighbour</mark> more.",
    "Words <font color=white>his mother is my neighbour</font> more.",
    "Words <span style='color: #FFFFFF'>his mother is my neighbour</span> more.",
    "Words <span style='visibility: collapse'>his mother is my neighbour</span> more.",
    "Words <span style='position:absolute; left:-9999px'>his mother is my neighbour</span> more.",
    "<dialog>His mother is my neighbour.</dialog>",
    "<div popover>His mother is my neighbour.</div>",
    "Words <private>his mother is my neighbour</private> more.",
]
BLOCK = "---\ntitle: Real\ndraft: true\n---\n\nThe text."


def problems(tmp_path: Path, told: str) -> list[Diagnostic]:
    settings = load(make_garden(tmp_path, {}, {"source": "private"}), today=DAY)
    sources = [Source(name, text.encode()) for name, text in {**BASIS, "stories/a.md": told}.items()]
    return [each for each in check(weave(settings, read_sources(sources, "content"))) if each.path.endswith("/a.md")]


@pytest.mark.parametrize("text", REMARKS)
def test_a_remark_that_would_be_printed_keeps_the_story_back(text: str, tmp_path: Path) -> None:
    (problem,) = [each for each in problems(tmp_path, story(text)) if each.severity == "error"]
    assert problem.check == "leftover" and problem.line and problem.fix


@pytest.mark.parametrize("text", HIDING)
def test_words_that_browsers_would_hide_keep_the_story_back(text: str, tmp_path: Path) -> None:
    (problem,) = [each for each in problems(tmp_path, story(text)) if each.severity == "error"]
    assert problem.check == "html-removed" and problem.line and "read by everybody" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        f"`{REMARKS[4]}`",
        f"`{REMARKS[11]}`",
        "a /* b */ c",
        "50 {%} of",
        "{{ value }}",
        "{% include x %}",
        "I {love} it -- truly.",
        "a < b, <!doctype> and 3 -> 4",
        "{#name}",
        "<script>\nlet a = 1\n</script>\n\nWords.",
        "<style>\np { color: red }\n</style>\n\nWords.",
        "Words <script>let a = 1</script> and <style>p { color: red }</style> more.",
        "<input type=hidden value=1> Words.",
        '<p style="overflow:hidden">Words.</p>',
        '<p style="opacity:0.5; background-color: transparent; font-size: 0.9em">Words.</p>',
        '<span style="color:white; background:#1d4ed8">Words.</span>',
        '<span style="color: rgb(0, 0, 0); background-color: rgb(255, 255, 255)">Words.</span>',
        '<span style="background: transparent; color: black">Words.</span>',
        '<span style="color: inherit; background: inherit">Words.</span>',
        '<font color="red">Words.</font>',
        'Words <script async src="https://x.example/a.js"></script> <iframe src="https://x.example/"></iframe> more.',
        '<p class="usa-sr-only">Words.</p>',
        "<dialog open>Words.</dialog>",
        "The share was 50\n% of them.",
        "50% of them",
        "{.note} and {hidden costs} and [private] and [hide] it",
        "A file named .hidden {or not}",
        "::: hiding",
        "See //// there.",
        "My comment[/quote]",
        "* COMMENTS\n* Comment on it",
        "Words (# of people) and (#1).",
        "Words.\n\n:smile:\nMore.\n:END",
        "The [members](../pages/a.md) and [members].",
        "{{ comment }} and {% if hidden %}",
        '<iframe src="https://example.org/" style="display:none"></iframe>\n\nWords.',
    ],
)
def test_what_hides_no_words_is_no_error(text: str, tmp_path: Path) -> None:
    assert not [each for each in problems(tmp_path, story(text)) if each.severity == "error"]


@pytest.mark.parametrize("tag", ["script", "style", "template", "noscript", "title", "script type=text/plain"])
@pytest.mark.parametrize(
    "text",
    [
        "Words <{0}>SECRET</{0}> more.",
        "Words <{0}>\nSECRET\n\nSECRET</{0}> more.",
        "<div>\n<{0}>\n\nSECRET\n\n</{0}>\n</div>\n\nWords more.",
        "- Words <{0} id='a>b'>\n  SECRET `</{0}>` more.",
        "## Words <{0}>SECRET *a</{0}> more*",
        "| Words | more |\n|---|---|\n| <{0}>SECRET </{0}> | a |",
        "Words more.\n\n<{0}>\nSECRET",
        "Words more <{0}>SECRET",
    ],
)
def test_no_word_of_what_browsers_do_not_show_is_printed(tag: str, text: str) -> None:
    source = text.format(tag).replace(f"</{tag}", f"</{tag.partition(' ')[0]}")
    body = parse(source)
    told = turned(source, "A title")
    assert told.by_hand and "SECRET" not in str(parse(told.text).parts)
    assert "never ends" not in body.faults[0].message or parse(told.text).faults[0].severity == "error"
    printed = "".join(str(part) for part in body.parts)
    assert "SECRET" not in f"{printed}{body.beginning}{body.outline}" and "Words" in printed and "more" in printed
    assert [each.check for each in body.faults] == ["html-removed"]
    assert ("never ends" in body.faults[0].message) == ("</{0}" not in text)


@pytest.mark.parametrize("text", ["`<script>a` b", r"a \<style> b", "```\n<script>\n```\n\nb", "a <scripted> b"])
def test_code_about_what_runs_stays(text: str) -> None:
    assert "html-removed" not in {each.check for each in parse(text).faults} and "b" in str(parse(text).parts)


@pytest.mark.parametrize("text", [*REMARKS, *HIDING])
def test_an_import_shows_nothing_that_was_hidden(text: str) -> None:
    """It is left out, and said; or its mark is still there, and keeps the draft back."""
    told = turned(text, "A title")
    is_gone = "neighbour" not in told.text
    assert (is_gone and (told.turned or told.by_hand)) or any(
        each.severity == "error" for each in parse(told.text).faults
    )


@pytest.mark.parametrize(
    "mark",
    [
        "<!--members-only-->",
        '<span hidden="true"><!--members-only--></span>',
        '<div class="paywall-jump" data-component-name="PaywallToDOM"></div>',
        "<!-- wp:jetpack/paywall /-->",
        "<!-- wp:premium-content/subscriber-view -->",
    ],
)
def test_a_mark_for_members_stays_in_the_draft_and_keeps_it_back(mark: str) -> None:
    text = markdown_of(f"<p>Free.</p>{mark}<p>Paid.</p>").text
    for told in (turned(text, ""), turned(f"Free.\n\n{mark}\n\nPaid.", ""))[: 2 if "only" in mark else 1]:
        assert told.text == "Free.\n\n<!--members-only-->\n\nPaid." and told.by_hand
        assert [each.check for each in parse(told.text).faults if each.severity == "error"] == ["leftover"]


@pytest.mark.parametrize("text", [BLOCK, f"Words.\n\n{BLOCK}", "---\nabout_child: true\n---\nThe text."])
def test_a_second_block_of_fields_is_an_error(text: str, tmp_path: Path) -> None:
    (problem,) = [each for each in problems(tmp_path, story(text)) if each.severity == "error"]
    assert problem.check == "front-matter" and "second block" in problem.message


@pytest.mark.parametrize(
    "text", [f"```yaml\n{BLOCK}\n```", "One.\n\n---\n\nTwo.\n\n---\n\nThree.", "---\n\nDee: hello\n\n---\n"]
)
def test_rules_and_code_are_no_second_block(text: str, tmp_path: Path) -> None:
    assert "front-matter" not in {each.check for each in problems(tmp_path, story(text))}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("private", True),
        ("hidden", True),
        ("embargo", "2027-03"),
        ("publish", False),
        ("unlisted", True),
        ("state", "unpublished"),
        ("status", "draft"),
        ("published", False),
        ("visibility", "private"),
    ],
)
def test_a_field_that_hides_elsewhere_leads_to_draft(field: str, value: Any, tmp_path: Path) -> None:
    found = [each for each in problems(tmp_path, story(**{field: value})) if each.severity == "error"]
    assert found and "draft: true" in found[0].fix, found


@pytest.mark.parametrize(
    "address", ["https://garden.example/stories/hid-den-slug/", "<https://garden.example/stories/hid-den-slug/>"]
)
def test_the_address_of_what_is_hidden_is_not_printed(address: str, tmp_path: Path) -> None:
    files = {
        **BASIS,
        "stories/hid-den-slug.md": story(title="Hidden", draft=True),
        "stories/open-one.md": story(title="An open one"),
        "stories/a.md": story(f"See {address} and https://garden.example/stories/open-one/ too.", title="A"),
    }
    site = build(make_garden(tmp_path, files, {"unresolved_links": "warn"}))
    everything = [path for path in site.rglob("*") if path.is_file()]
    assert not [path for path in everything if b"hid-den-slug" in path.read_bytes()]
    assert ">An open one</a>" in (site / "stories/a/index.html").read_text()


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ("site_url", 'site_url: "https://[bad"'),
        ("site_url", "site_url: https://ex.org:abc/"),
        ("site_url", "site_url: https://ex.org:99999/"),
        ("repo_url", 'repo_url: "https://[bad"'),
        ("nav", 'nav: [{A: "https://[bad"}]'),
        ("hooks", "hooks: a.py"),
        ("hooks", "hooks: {a: b}"),
        ("space", "\N{NO-BREAK SPACE} site_author: me"),
    ],
)
def test_settings_that_broke_the_build_are_named_by_check_too(setting: str, line: str, tmp_path: Path) -> None:
    config = make_garden(tmp_path, {**BASIS, "stories/a.md": story()})
    kept = [each for each in config.read_text().splitlines() if not each.startswith(f"{setting}:")]
    config.write_text("\n".join([*kept, line, ""]))
    for command in ("check", "build"):
        said = kgen(config, command, "--today", DAY, code=2)
        assert f"mkdocs.yml:{len(kept) + 1}" in said and "fault in kgen" not in said, said
