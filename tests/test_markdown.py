"""The prose: what becomes of Markdown, of links in it, and of HTML that somebody wrote by hand."""

import re
from itertools import accumulate

import html5lib
import pytest
from hypothesis import example, given, strategies as st
from nightly import examples
from patience import must_end

from kgen import markdown
from kgen.markdown import LinkHtml, has_text, parse
from kgen.markdown.link_spans import link_spans
from kgen.markdown.sentences import sentence_starts
from kgen.meta import UNREADABLE
from kgen.model import OPEN_NAME, Body, Placeholder, Reference, Source
from kgen.read import read_entry


def fill(reference: Reference) -> LinkHtml:
    """Stand in for the garden: a link goes to its own name, and is called by it."""
    label = markdown.escape(reference.shown or reference.target)
    opened = f'<a href="{markdown.escape_address(reference.target)}">'
    if reference.form == "picture":
        return LinkHtml(whole=f'<img src="../images/form.png" alt="{label}">')
    return LinkHtml(opened, label, "</a>", f'<blockquote class="embed">{label}</blockquote>')


def parsed(text: str) -> Body:
    return markdown.parse(text)


def html(text: str, **options: bool | int) -> str:
    """The HTML of a text, without what the cleaner adds to every link and every block."""
    body = parsed(text)
    shown = markdown.render(body, [*map(fill, body.references)], **options)
    return shown.replace(' dir="auto"', "").strip()


def references(text: str) -> list[tuple[str, str, str, int, int]]:
    return [(each.form, each.target, each.heading, each.line, each.column) for each in parsed(text).references]


def sentences(text: str) -> list[str]:
    """The sentence of each reference, its open places filled with their targets in angle brackets."""
    return [each.sentence.resolve(lambda name: f"<{name}>") for each in parsed(text).references]


def removed(text: str) -> list[tuple[str, int, int]]:
    return [(fault.message, *(fault.position or (0, 0))) for fault in parsed(text).faults]


class TestHeadings:
    def test_the_outline_holds_level_anchor_and_words(self) -> None:
        outline = parsed("# What helped\n\n### It's *really* `simple`\n").outline
        assert [(each.level, each.anchor, each.text.text) for each in outline] == [
            (1, "what-helped", "What helped"),
            (3, "its-really-simple", "It's really simple"),
        ]

    def test_anchors_are_unique(self) -> None:
        anchors = [each.anchor for each in parsed("# A\n# A\n# A-1\n# A\n# A-1\n# !\n# ?\n#\n").outline]
        assert anchors == ["a", "a-1", "a-1-1", "a-2", "a-1-2", "section", "section-1", "section-2"]

    @pytest.mark.parametrize(
        ("heading", "anchor"),
        [
            ("What's next?", "whats-next"),
            ("Trust & time", "trust--time"),
            ("snake_case-and-hyphen", "snake_case-and-hyphen"),
            ("Beth sy’n helpu", "beth-syn-helpu"),
            ("Été", "été"),
            ("E\u0301te\u0301", "été"),
            ("हिन्दी में", "हिन्दी-में"),
            ("什么 有帮助", "什么-有帮助"),
            ("About [[trust]]", "about"),
            ("On [[trust]] now", "on-now"),
            ("About [[trust|our trust]]", "about-our-trust"),
            ("See [there](https://example.org)", "see-there"),
        ],
    )
    def test_anchors_are_those_that_github_makes(self, heading: str, anchor: str) -> None:
        assert parsed(f"## {heading}\n").outline[0].anchor == anchor

    def test_anchors_are_printed_with_a_prefix_and_levels_can_be_moved(self) -> None:
        assert html("## A\n\n###### B\n") == '<h2 id="h-a">A</h2>\n<h6 id="h-b">B</h6>'
        assert html("# A\n\n###### B\n", shift=2) == '<h3 id="h-a">A</h3>\n<h6 id="h-b">B</h6>'

    def test_inside_an_embed_nothing_has_an_id(self) -> None:
        inside = html("## A\n\nx[^1]\n\n[^1]: Note.\n", ids=False)
        assert "id=" not in inside
        assert "href=" not in inside
        assert "<h2>A</h2>" in inside


class TestGithubsMarkdown:
    def test_two_spaces_nest_a_list(self) -> None:
        assert html("- a\n  - b\n") == "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"

    def test_a_list_may_follow_a_paragraph_at_once(self) -> None:
        assert html("We asked:\n- a\n- b\n") == "<p>We asked:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"

    def test_a_numbered_list_keeps_its_first_number(self) -> None:
        assert html("3. a\n4. b\n").startswith('<ol start="3">')

    def test_tasks(self) -> None:
        done = '<span class="task" role="img" aria-label="done">☑</span>'
        todo = '<span class="task" role="img" aria-label="to do">☐</span>'
        assert html("- [x] asked\n- [ ] answered\n") == (
            f"<ul>\n<li>{done} asked</li>\n<li>{todo} answered</li>\n</ul>"
        )

    @pytest.mark.parametrize("kind", ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"])
    def test_alerts(self, kind: str) -> None:
        shown = html(f"> [!{kind}]\n> Mind the step.\n")
        assert shown.startswith(f'<div class="alert alert-{kind.lower()}">\n<p class="alert-title">')
        assert shown.endswith("<p>Mind the step.</p>\n</div>")

    @pytest.mark.parametrize(
        ("kind", "shown"), [("WARNING", "Warning"), ("NHS-Wales", "NHS Wales"), ("quote", "Quote")]
    )
    def test_a_kind_of_somebodys_own_keeps_its_letters(self, kind: str, shown: str) -> None:
        assert f'<p class="alert-title">{shown}</p>' in html(f"> [!{kind}]\n> Mind the step.\n")

    def test_a_quote_is_no_alert(self) -> None:
        assert html("> [SHOUT]\n> Hm.\n").startswith("<blockquote>")

    def test_tables(self) -> None:
        shown = html("| a | b |\n|:-:|--:|\n| c | d |\n")
        assert '<th class="center">a</th>\n<th class="right">b</th>' in shown
        assert '<td class="center">c</td>\n<td class="right">d</td>' in shown

    def test_strikethrough_and_breaks(self) -> None:
        assert html("~~old~~ new  \nline\n") == "<p><del>old</del> new<br>\nline</p>"

    def test_code_keeps_its_language_and_its_signs(self) -> None:
        assert html("```python\nif a < b: [[x]]\n```\n") == (
            '<pre tabindex="0"><code class="language-python">if a &lt; b: [[x]]\n</code></pre>'
        )
        assert html('```"><script>\nx\n```\n') == '<pre tabindex="0"><code>x\n</code></pre>'

    @pytest.mark.parametrize(
        ("text", "address", "shown"),
        [
            ("See https://example.org/a?b=c&d=e.", "https://example.org/a?b=c&amp;d=e", None),
            ("See www.example.org, please", "http://www.example.org", "www.example.org"),
            ("(https://example.org/a_(b))", "https://example.org/a_(b)", None),
            ("Write to dee@example.org.", "mailto:dee@example.org", "dee@example.org"),
            ("| a |\n|---|\n|www.example.org|", "http://www.example.org", "www.example.org"),
            (">www.example.org", "http://www.example.org", "www.example.org"),
            ("**www.example.org**", "http://www.example.org", "www.example.org"),
            ("<https://example.org/ä>", "https://example.org/%C3%A4", "https://example.org/ä"),
        ],
    )
    def test_bare_addresses_become_links(self, text: str, address: str, shown: str | None) -> None:
        assert f'<a href="{address}" class="bare">{shown or address}</a>' in html(text)

    @pytest.mark.parametrize(
        "text",
        ["xhttps://example.org", "https://localhost", "ftp://example.org", "dee@example", "`www.a.org`", "www.", "@"],
    )
    def test_what_is_no_address_stays_text(self, text: str) -> None:
        assert "<a" not in html(text)

    def test_an_address_is_not_linked_twice(self) -> None:
        assert (
            html("[www.example.org](https://example.org)") == '<p><a href="https://example.org">www.example.org</a></p>'
        )


class TestLinesThatPeopleSpeak:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("[Nurse]: No.\n[Me]: Why?", "<p>[Nurse]: No.\n[Me]: Why?</p>"),
            ("> [Dee *Ray*]: “Never.”", "<blockquote>\n<p>[Dee <em>Ray</em>]: “Never.”</p>\n</blockquote>"),
            ("- [Dee]:\n  No", "<ul>\n<li>[Dee]:\nNo</li>\n</ul>"),
            ("[Me]: No\n\n[Me]: Why not?", "<p>[Me]: No</p>\n<p>[Me]: Why not?</p>"),
            ("[Me]: 24/7.\n\nThen [Me] left.", "<p>[Me]: 24/7.</p>\n<p>Then [Me] left.</p>"),
            ("[Me]: no\n\nThen [Me] left.\n\n[me]: yes", "<p>[Me]: no</p>\n<p>Then [Me] left.</p>\n<p>[me]: yes</p>"),
            ("[Me]: No.\n---\nThen", "<p>[Me]: No.</p>\n<hr>\n<p>Then</p>"),
            ("[Me]: No.\nOh dear.\n-----\n", "<p>[Me]: No.\nOh dear.</p>\n<hr>"),
            ("> [Me]: No.\n> ===\n> Hm.", "<blockquote>\n<p>[Me]: No.\n===\nHm.</p>\n</blockquote>"),
            ("[Me]: No.\n`a\n--\nb`", "<p>[Me]: No.\n<code>a -- b</code></p>"),
            ("%%x%% é [a]\n\n[a]: /b\n\n[a]: Yes.", '<p>é <a href="/b">a</a></p>\n<p>[a]: Yes.</p>'),
            (
                "[a]: https://a.example\n\n    [Me]: No\n\n`[Me]: No`",
                '<pre tabindex="0"><code>[Me]: No\n</code></pre>\n<p><code>[Me]: No</code></p>',
            ),
        ],
    )
    def test_they_are_shown(self, text: str, shown: str) -> None:
        assert html(text) == shown

    def test_what_follows_is_where_it_was(self) -> None:
        body = parsed("é [[a]]\n\n[Nurse]: No.\n\nand [[b]]")
        assert [(each.target, each.position) for each in body.references] == [("a", (1, 3)), ("b", (5, 5))]
        assert "[Nurse]: No." in [each.text for each in body.beginning]


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("<p>She <b>rang</b>.</p>\n<p>Twice.</p>\n\nThen.", ["She rang. Twice.", "Then."]),
        ("  <P class='a'>A<br>b</P>", ["A b"]),
        ("<div>\n\nIn it.\n\n</div>", ["In it."]),
        ("<pre>x</pre>\n\n<ul><li>y</li></ul>\n\nThen.", ["Then."]),
    ],
)
def test_a_text_may_begin_with_a_paragraph_of_html(text: str, begun: list[str]) -> None:
    assert [each.text for each in parsed(text).beginning] == begun


def test_a_heading_of_many_lines_is_looked_at_in_linear_time() -> None:
    [fault] = parsed(" a: b\n" * 4000 + "X\n---\n").faults
    assert fault.position == (4002, 1)


class TestFootnotes:
    def test_they_are_numbered_in_the_order_of_their_use(self) -> None:
        shown = html("One[^b], two[^a].\n\n[^a]: Last.\n[^b]: First.\n")
        assert shown.index('href="#h-fn-1"') < shown.index('href="#h-fn-2"')
        assert re.findall(r'<li id="h-fn-(\d)">\s*<p>(\w+)', shown) == [("1", "First"), ("2", "Last")]

    def test_a_note_used_twice_leads_back_to_its_first_use(self) -> None:
        shown = html("One[^1], again[^1].\n\n[^1]: Note.\n")
        assert re.findall(r'<sup[^>]* id="([^"]+)"', shown) == ["h-fn-1-ref", "h-fn-1-2-ref"]
        assert shown.count('href="#h-fn-1-ref"') == 1

    def test_a_note_nobody_uses_is_shown_without_a_way_back(self) -> None:
        shown = html("Text.\n\n[^1]: Note.\n")
        assert "<p>Note.</p>" in shown
        assert "footnote-back" not in shown

    def test_capital_letters_in_their_names_do_not_count(self) -> None:
        shown = html("One[^Own], two[^own].\n\n[^OWN]: Note.\n\n[^own]: Not shown.\n")
        assert re.findall(r'href="#h-(fn-\d)"', shown) == ["fn-1", "fn-1"]
        assert re.findall(r'<li id="h-fn-(\d)">\s*<p>(\w+)', shown) == [("1", "Note")]

    def test_a_note_that_does_not_exist_stays_text(self) -> None:
        assert html("Text[^1].") == "<p>Text[^1].</p>"

    def test_inside_a_table(self) -> None:
        shown = html("| a |\n|---|\n| b[^1] |\n\n[^1]: Note with [[trust]].\n")
        assert '<td>b<sup class="footnote-ref"' in shown
        assert "<p>Note with" in shown

    def test_their_text_is_no_opening(self) -> None:
        assert parsed("[^1]: Note.\n\nThe story[^1].\n").opening.text == "The story."

    def test_links_in_them_have_sentences(self) -> None:
        assert sentences("Text[^1].\n\n[^1]: First. See [[trust]] there. Last.\n") == ["See <trust> there."]

    def test_two_definitions_of_one_note(self) -> None:
        shown = html("a[^1]\n\n[^1]: One.\n\n[^1]: Two.\n")
        assert ("One." in shown, "Two." in shown) == (True, False)


class TestWikilinks:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("[[trust]]", ("wiki", "trust", "", 1, 1)),
            ("[[ warm handover ]]", ("wiki", "warm handover", "", 1, 1)),
            ("[[trust|our trust]]", ("wiki", "trust", "", 1, 1)),
            ("[[topics/trust]]", ("wiki", "topics/trust", "", 1, 1)),
            ("[[trust.md]]", ("wiki", "trust.md", "", 1, 1)),
            ("[[trust#What helped]]", ("wiki", "trust", "What helped", 1, 1)),
            ("[[trust#What helped|there]]", ("wiki", "trust", "What helped", 1, 1)),
            ("[[trust#Big#Small]]", ("wiki", "trust", "Big#Small", 1, 1)),
            ("[[#What helped]]", ("wiki", "", "What helped", 1, 1)),
            ("![[trust]]", ("embed", "trust", "", 1, 1)),
            ("![[trust#What helped]]", ("embed", "trust", "What helped", 1, 1)),
            ("![[form.png]]", ("picture", "form.png", "", 1, 1)),
            ("![The form](../images/form.png)", ("picture", "../images/form.png", "", 1, 1)),
            ("[there](../topics/trust.md)", ("markdown", "../topics/trust.md", "", 1, 1)),
            ("[there](trust.md#what-helped)", ("markdown", "trust.md", "what-helped", 1, 1)),
            ("[there][1]\n\n[1]: trust.md\n", ("markdown", "trust.md", "", 1, 1)),
        ],
    )
    def test_each_form(self, text: str, expected: tuple[str, str, str, int, int]) -> None:
        assert references(text) == [expected]

    @pytest.mark.parametrize(
        "text",
        [
            "`[[x]]`",
            "`` `[[x]]` ``",
            "```\n[[x]] [a](b.md) ![c](d.png)\n```",
            "    [[x]]",
            "\\[[x]]",
            "[\\[x]]",
            "[[]]",
            "[[x]",
            "[ [x] ]",
            "<!-- [[x]] -->",
            '<b title="[[x]]">y</b>',
            "[there](https://example.org) <https://example.org> www.example.org",
        ],
    )
    def test_what_is_none(self, text: str) -> None:
        assert references(text) == []

    def test_in_a_table_the_bar_is_escaped(self) -> None:
        text = "| a | b |\n|---|---|\n| [[trust\\|our trust]] | [[waiting#Long\\|wait]] ![[form.png\\|The form]] |\n"
        assert references(text) == [
            ("wiki", "trust", "", 3, 3),
            ("wiki", "waiting", "Long", 3, 26),
            ("picture", "form.png", "", 3, 49),
        ]
        assert '<td><a href="trust">our trust</a></td>' in html(text)

    def test_the_label_may_be_marked_up(self) -> None:
        assert html("[[trust|our *own* `trust`]]") == '<p><a href="trust">our <em>own</em> <code>trust</code></a></p>'

    def test_without_a_label_the_garden_decides(self) -> None:
        body = parsed("[[trust]] [[waiting|]] [[home| ]]")
        assert [each.shown for each in body.references] == [None, None, None]
        assert [part.part for part in body.parts if isinstance(part, Placeholder)].count("label") == 3

    def test_signs_in_a_name_are_no_markup(self) -> None:
        assert references("[[a_b_c]] and [[*x*]] and [[`y`]]") == [
            ("wiki", "a_b_c", "", 1, 1),
            ("wiki", "*x*", "", 1, 15),
            ("wiki", "`y`", "", 1, 27),
        ]

    def test_inside_emphasis_headings_and_quotes(self) -> None:
        assert html("**See [[trust]]**") == '<p><strong>See <a href="trust">trust</a></strong></p>'
        assert html("## See [[trust]]") == '<h2 id="h-see">See <a href="trust">trust</a></h2>'
        assert references("> - see [[trust]]") == [("wiki", "trust", "", 1, 9)]

    def test_links_do_not_nest(self) -> None:
        for text in ("[a [[trust]] b](https://example.org)", "[a [[trust]]](a.md)", "[[trust|[b](https://c.org)]]"):
            tree = html5lib.parseFragment(html(text), namespaceHTMLElements=False)
            assert len(tree.findall(".//a")) >= 1
            assert not tree.findall(".//a//a")

    def test_brackets_around_a_link(self) -> None:
        assert html("\\[[[trust]]\\]") == '<p>[<a href="trust">trust</a>]</p>'


class TestEmbeds:
    def test_alone_in_a_paragraph(self) -> None:
        assert html("Before.\n\n![[trust]]\n\nAfter.") == (
            '<p>Before.</p>\n<blockquote class="embed">trust</blockquote>\n<p>After.</p>'
        )
        assert html("![[a]]\n![[b]]").count("<blockquote") == 2

    def test_inside_other_text_it_is_a_link(self) -> None:
        assert html("See ![[trust]] there.") == '<p>See <a href="trust">trust</a> there.</p>'
        assert sentences("See ![[trust]] and ![[waiting|the wait]].")[0] == "See <trust> and the wait."

    def test_alone_it_says_nothing_and_is_no_opening(self) -> None:
        body = parsed("![[trust]]\n\nThe story begins.\n")
        assert body.opening.text == "The story begins."
        assert body.references[0].sentence.text == ""


class TestPictures:
    def test_with_words_and_title(self) -> None:
        reference = parsed('![The *old* form](../images/form.png "Eleven pages")').references[0]
        assert (reference.shown, reference.title) == ("The old form", "Eleven pages")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("![[form.png]]", ""),
            ("![[form.png|100x145]]", ""),
            ("![[form.png|300]]", ""),
            ("![[form.png|The form]]", "The form"),
            ("![](form.png)", ""),
            ("![a\nb](form.png)", "a\nb"),
        ],
    )
    def test_what_it_shows(self, text: str, words: str) -> None:
        assert parsed(text).references[0].shown == words

    def test_its_words_are_no_opening(self) -> None:
        body = parsed("![The form](form.png)\n\nThe story.\n")
        assert body.opening.text == "The story."
        assert parsed("![](form.png)\n\nThe story.\n").opening.text == "The story."

    def test_one_written_as_html_is_a_picture_all_the_same(self) -> None:
        body = parsed('<div>\n  <img alt="The form" src="../images/form.png" onerror="steal()">\n</div>\n')
        reference = body.references[0]
        assert (reference.form, reference.target, reference.shown) == ("picture", "../images/form.png", "The form")
        assert (reference.line, reference.column) == (2, 3)
        assert parsed('a <img src="x.png"> b').references[0].column == 3
        assert "onerror" not in html('a <img src="x.png" onerror=1> b')
        assert parsed("a <img> b").references == ()


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("First. See [[trust]] there. Last.", ["See <trust> there."]),
            ("First! Is it [[trust]]? Last.", ["Is it <trust>?"]),
            ("[[a]] begins. [[b]] goes on… [[c]] ends", ["<a> begins.", "<b> goes on…", "<c> ends"]),
            ("One [[a]] and [[b|two]] in one.", ["One <a> and two in one."] * 2),
            ("We met Dr. Who at [[a]]. She left.", ["We met Dr. Who at <a>."]),
            ("We met J. Smith, e.g. at [[a]], i.e. there. So did I. Then [[b]].", [
                "We met J. Smith, e.g. at <a>, i.e. there.", "Then <b>.",
            ]),
            ("It cost approx. £5 in [[a]] (cf. [[b]]). Last.", ["It cost approx. £5 in <a> (cf. <b>)."] * 2),
            ("“Why?” asked [[a]]. “Because.” And [[b]].", ["“Why?” asked <a>.", "And <b>."]),
            ("“It helped.” (Not [[a]].) Last.", ["(Not <a>.)"]),
            ("Over\ntwo lines\nwith [[a]]\nin. Last.", ["Over two lines with <a> in."]),
            ("Version 2.5 of [[a]] came. Last.", ["Version 2.5 of <a> came."]),
            ("*First.* **See [[a]].** Last.", ["See <a>."]),
            ("See [the *form*](a.md) now. Last.", ["See the form now."]),
            ("See `code` and [[a]]. Last.", ["See code and <a>."]),
        ],
    )  # fmt: skip
    def test_the_one_around_a_link(self, text: str, expected: list[str]) -> None:
        assert sentences(text) == expected

    def test_cells_items_and_headings_are_sentences_of_their_own(self) -> None:
        assert sentences("| x | One [[a]] |\n|---|---|\n| Two. Three [[b]] | z |\n") == ["One <a>", "Three <b>"]
        assert sentences("- One [[a]]\n- Two. Three [[b]]\n  - Four [[c]]\n") == ["One <a>", "Three <b>", "Four <c>"]
        assert sentences("## About [[a]]\n\nOther text.\n") == ["About <a>"]
        assert sentences("> Quoted [[a]].\n\nOther text.\n") == ["Quoted <a>."]

    def test_other_scripts(self) -> None:
        assert sentences("Première. Été à [[a]]. Dernière.") == ["Été à <a>."]

    def test_starts(self) -> None:
        assert sentence_starts("") == [0]
        assert sentence_starts("One. Two.") == [0, 5]
        assert sentence_starts("one. two.") == [0]

    @pytest.mark.parametrize(
        "sentences",
        [
            ("Er kam am 3. Oktober. ", "„Ja.“ ", "Sie lachte z. B. bzw. Nr. 5. ", "»Gut.« ", "Ende."),
            ("« Pourquoi\u202f?\u00a0» ", "«\u00a0Parce que.\u00a0» ", "Mme Durand arriva."),
            ("لم يتصل بي أحد. ", "لماذا؟ ", "ثم جاءت الرسالة، وكانت متأخرة."),
            ("کوئی نہیں آیا۔ ", "کیوں؟ ", "پتہ نہیں۔"),
            ("这是第一句。", "这是第二句！", "“你好吗？”她问。", "然后走了。"),
            ("彼女は「はい。」と言った。", "それから帰った。", "「え？」", "「はい。」"),
            ("वह आई। ", "फिर चली गई । ", "कोई नहीं आया।"),
            ("Вона прийшла на вул. Шевченка. ", "Там нікого не було."),
            ("Geldi. ", "İşte o gün. ", "Işık yandı."),
        ],
    )
    def test_sentences_of_other_languages(self, sentences: tuple[str, ...]) -> None:
        starts = [0, *accumulate(map(len, sentences))][:-1]
        assert sentence_starts("".join(sentences)) == starts


class TestOpenNames:
    def test_the_sign_for_an_open_name_never_leaks_from_the_source(self) -> None:
        text = "# ? A [[x]]\n\nB ? [[y|?]] `?` ![?](a.png). C [[z]].\n"
        body = parsed(text.replace("?", OPEN_NAME))
        for wording in (body.opening, body.outline[0].text, *(each.sentence for each in body.references)):
            assert wording.text.count(OPEN_NAME) == len(wording.names)
        assert body.opening.resolve(lambda name: name) == "B . C z."

    def test_nor_from_html(self) -> None:
        body = parsed(f'<b>{OPEN_NAME}</b> and [[x]]. <img src="a.png" alt="{OPEN_NAME}">\n')
        assert body.references[0].sentence.text.count(OPEN_NAME) == 1


class TestPlaces:
    def test_letters_of_several_bytes_count_once(self) -> None:
        text = "É👩‍👧ß 什么 [[a]]\n\n> é [[b]]\n\n| é | [[c]] |\n|---|---|\n"
        for (_, _, _, line, column), name in zip(references(text), "abc", strict=True):
            assert text.split("\n")[line - 1][column - 1 :].startswith(f"[[{name}]]")

    def test_the_body_may_begin_further_down(self) -> None:
        reference = markdown.parse("x\n\n[[a]]", 10).references[0]
        assert (reference.line, reference.column) == (12, 1)

    def test_the_end_of_a_line_belongs_to_it(self) -> None:
        assert references("a\n[[b]]\n[[c]]") == [("wiki", "b", "", 2, 1), ("wiki", "c", "", 3, 1)]

    @pytest.mark.parametrize(
        ("text", "what", "line", "column"),
        [
            ("é <script>x</script>", "<script>", 1, 3),
            ('<div>\n é <p onclick="x">a</p>\n</div>', "attribute `onclick` of <p>", 2, 4),
            ('> <div>\n> é <p onclick="x">a</p>\n> </div>', "attribute `onclick` of <p>", 2, 5),
            ('Text.\n\n  <table style="x">\n  <tr>\n', "attribute `style` of <table>", 3, 3),
            ("- a\n\n  <div>\n  <iframe></iframe>\n  </div>\n", "<iframe>", 4, 3),
            ('a <b\n  onclick="x">y</b>', "attribute `onclick` of <b>", 1, 3),
        ],
    )
    def test_of_html_that_was_removed(self, text: str, what: str, line: int, column: int) -> None:
        assert (f"the HTML {what} was taken out", line, column) in removed(text)

    def test_of_a_scheme_that_was_removed(self) -> None:
        message = "a link that begins with javascript: was taken out; its words stay"
        assert removed("é [a](javascript:b)") == [(message, 1, 3)]
        assert removed('<p>\n<a href="javascript:b">a</a></p>') == [(message, 2, 1)]

    def test_each_thing_is_named_once(self) -> None:
        assert removed("<u onclick=a>x</u> <u onclick=b>y</u>") == [
            ("the HTML attribute `onclick` of <u> was taken out (and once more in this file)", 1, 1)
        ]
        assert removed("<x-y>a</x-y>" * 4)[0][0] == "the HTML <x-y> was taken out (and 3 more times in this file)"


class TestHtml:
    @pytest.mark.parametrize(
        "text",
        [
            "<details>\n<summary>More</summary>\n<p>Text</p>\n</details>",
            '<div lang="cy" dir="ltr">Beth sy\'n helpu?</div>',
            "H<sub>2</sub>O, <kbd>Ctrl</kbd>, <mark>here</mark>, <abbr title=\"In full\">i.f.</abbr>",
            '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
            '<dl><dt>a</dt><dd>b</dd></dl>',
        ],
    )  # fmt: skip
    def test_what_is_kept(self, text: str) -> None:
        shown = html(text)
        assert shown.replace('<table tabindex="0">', "<table>") in (text, f"<p>{text}</p>")
        assert removed(text) == []

    def test_its_words_are_part_of_the_plain_text(self) -> None:
        assert sentences("One <b>t</b>wo &amp; <kbd>three</kbd> [[x]].") == ["One two & three <x>."]

    def test_what_is_left_open_is_closed(self) -> None:
        assert html("<details>\n<summary>a\n\nText") == "<details>\n<summary>a\n<p>Text</p>\n</summary></details>"

    def test_ids_have_a_prefix_and_classes_a_list(self) -> None:
        assert html('<p id="title" class="admonition alert">a</p>') == '<p id="h-title" class="alert">a</p>'

    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script>",
            "<SCRIPT SRC=//evil.example></SCRIPT>",
            "<scr<script>ipt>alert(1)</script>",
            '<p onclick="alert(1)">a</p>',
            '<a href="javascript:alert(1)">a</a>',
            '<a href=" java&#x0A;script:alert(1)">a</a>',
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "[a](&#106;avascript:alert(1))",
            "[a](data:text/html,<script>alert(1)</script>)",
            "<javascript:alert(1)>",
            "[a]: vbscript:alert(1)\n\n[a]",
            '<iframe src="https://evil.example"></iframe>',
            '<object data="x"></object><embed src="x"><base href="//evil.example">',
            '<svg onload="alert(1)"><a xlink:href="javascript:alert(1)"></svg>',
            '<math><mi xlink:href="javascript:alert(1)">a</mi></math>',
            '<form action="//evil.example"><input name="a"><button>b</button></form>',
            '<p style="background:url(//evil.example)">a</p><style>@import "//evil.example"</style>',
            '<link rel="stylesheet" href="//evil.example"><meta http-equiv="refresh" content="0">',
            '![a](javascript:alert(1)) ![b](x" onerror="alert(1))',
            '<img src="x" onerror="alert(1)"><img src=x:x onerror=alert(1)//',
            '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
            "<!--><img src=x onerror=alert(1)>-->",
            '[[x" onmouseover="alert(1)|<img src=x onerror=alert(1)>]]',
            '[a](https://example.org "x\\" onmouseover=\\"alert(1)")',
            '```" onmouseover="alert(1)\na\n```',
            '| a |\n|:-:" onmouseover="alert(1)|\n',
            "<plaintext>a",
            "<textarea><script>alert(1)</script>",
            "<![CDATA[<script>alert(1)</script>]]>",
        ],
    )  # fmt: skip
    def test_hostile_html_is_harmless(self, text: str) -> None:
        tree = html5lib.parseFragment(html(text), namespaceHTMLElements=False)
        for element in tree.iter():
            assert element.tag in markdown.sanitize.TAGS | {"DOCUMENT_FRAGMENT"}
            for name, value in element.attrib.items():
                assert not name.startswith("on")
                assert name not in ("style", "srcdoc", "formaction", "target")
                if name in ("href", "src"):
                    assert markdown.sanitize.scheme_of(value) in {*markdown.sanitize.SCHEMES, ""} or value.startswith(
                        "x"
                    )

    def test_relative_links_written_as_html_go_through_the_cleaner_alone(self) -> None:
        assert html('<a href="../topics/trust.md">a</a>') == '<p><a href="../topics/trust.md">a</a></p>'


class TestLimits:
    def test_deep_nesting_is_refused(self) -> None:
        for text in ("> " * 61 + "a", "- " * 61 + "a", "> - " * 31 + "a"):
            body = parsed(text)
            assert body.parts == ()
            assert [fault.message for fault in body.faults] == ["quotes or lists are nested too deeply to be read"]
        assert parsed("> " * 20 + "a").faults == ()

    def test_five_hundred_links_are_read_and_one_more_is_refused(self) -> None:
        assert len(parsed("[[a]] " * 500).references) == 500
        refused = markdown.parse("[[a]]\n\n" * 501, 7)
        assert refused.references == ()
        assert [(fault.check, fault.position) for fault in refused.faults] == [("text", (7, 1))]
        assert "more than 500 links" in refused.faults[0].message

    def test_a_huge_piece_of_html_is_refused(self) -> None:
        body = parsed("<div>\n" + "<b x" * 25000)
        assert [fault.message for fault in body.faults] == ["a piece of HTML has 97 KB; at most 64 KB are read"]

    @pytest.mark.parametrize(
        "text", ["", "\n", "   \n\n", "<!-- a comment -->", "<!-- a\n\nb -->", "<!-- a -- > b -->"]
    )
    def test_a_body_without_words(self, text: str) -> None:
        body = parsed(text)
        assert (body.opening.text, body.references, body.faults) == ("", (), ())
        assert html(text) == ""

    @pytest.mark.parametrize(
        "text",
        [
            "http://a.b/" + ")" * 200_000,
            "http://a.b/" + "&amp;a;" * 30_000,
            "a" * 200_000 + " @",
            "a@" + "b" * 200_000,
            "[[a]] " * 40_000,
            "[" * 200_000,
            "**a _b " * 30_000,
            "> a\n" * 50_000,
            "# a\n" * 50_000,
            "".join(f"[^{n}]: x\n\n" for n in range(20_000)),
            "|a" * 500 + "|\n" + "|-" * 500 + "|\n" + "|a\n" * 2000,
            "A. " * 80_000 + "[[a]]",
        ],
        ids=lambda text: text[:12],
    )
    def test_reading_and_rendering_hostile_text_ends(self, text: str) -> None:
        with must_end():
            body = markdown.parse(text)
            markdown.render(body, [*map(fill, body.references)])


PIECES = st.sampled_from(
    [
        *(
            "[[",
            "]]",
            "|",
            "![[",
            "[",
            "](",
            ")",
            "#",
            "\n",
            "\n\n",
            "- ",
            "> ",
            "`",
            "```\n",
            "*",
            "**",
            "~~",
            "\\",
            ". A",
        ),
        *(
            "<b>",
            "</b>",
            "<p",
            "<script>",
            "<!--",
            "-->",
            "<img src=x>",
            "javascript:",
            "https://a.org",
            "a.png",
            "[^1]",
        ),
        *("[^1]", "[^1]: ", "~~", ". A", "|a|b|\n|-|-|\n", "&#8238;", "é", OPEN_NAME, "\ufffc", "\x00", "  ", "\t"),
        *("title: ", "---\n", "{a: b}", "&a ", "*a ", "!t "),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=30).map("".join))


class TestAnyText:
    @examples(150, 1000)
    @given(TEXTS)
    @example("![[a]]\n![[b]]\n\n[^1]: ![[c]]")
    @example("| ![[a\\|b]] |\n|---|\n")
    @example("<table><![[")
    def test_it_is_read_and_rendered_the_same_each_time(self, text: str) -> None:
        body = markdown.parse(text)
        assert body == markdown.parse(text)
        links_in_html = [*map(fill, body.references)]
        assert markdown.render(body, links_in_html) == markdown.render(body, links_in_html)
        wordings = [*(each.text for each in body.outline), *(each.sentence for each in body.references)]
        for wording in (body.opening, *wordings):
            assert wording.text.count(OPEN_NAME) == len(wording.names)
        lines = text.split("\n")
        for reference in body.references:
            assert 1 <= reference.line <= len(lines)
            assert 1 <= reference.column <= len(lines[reference.line - 1]) + 1
        anchors = [heading.anchor for heading in body.outline]
        assert len(anchors) == len(set(anchors))

    @examples(150, 1000)
    @given(st.one_of(st.binary(), TEXTS.map(str.encode), TEXTS.map(lambda text: f"---\n{text}\n---\n{text}".encode())))
    @example(b"---\n? \n---\n")
    @example(b"---\n- \xc2\x85\n---\n")
    def test_no_file_is_too_strange_to_be_read(self, data: bytes) -> None:
        for name in ("stories/a.md", "people/a.md"):
            read = read_entry(Source(name, data), f"content/{name}")
            assert read == read_entry(Source(name, data), f"content/{name}")
            assert read.meta is not UNREADABLE or any(fault.severity == "error" for fault in read.faults)


def test_a_footnote_may_begin_in_an_item() -> None:
    assert [fault.check for fault in markdown.parse("- {#a} [^0]:-").faults] == ["not-shown"]
    assert markdown.parse("- [^0]:-").faults == ()


class TestRemarks:
    """What its writer believes hidden is in no part of a body, and links after it are reported at their own places."""

    @pytest.mark.parametrize(
        "text",
        [
            "Seen %%secret%% words.",
            "%%secret%%\n\nSeen words.",
            "Seen\n%%secret%%\nwords.",
            "Seen words.\n\n%%secret",
            "%%\nsecret [[secret]]\n\n![[secret]]\n\n```\nsecret\n%%\n\nSeen words.",
            "# Seen %%secret%% words",
            "%% ` %% Seen %%secret%% words `",
            "| Seen |\n|---|\n| words %%secret \\| %% |",
            "Seen [words %%secret%%](a.md)",
            "- Seen\n\n    %%secret%%\n- words",
            "> Seen\n> %%secret\n> secret%% words",
            "Seen![%%secret%%](a.png) words",
            "Seen words[^1].\n\n[^1]: %%secret%%",
            "Seen <!-- secret\n\nsecret --> words.",
            "Seen words <!-- secret",
            "Seen <!-- a -- > secret --> words",
            "<!--> Seen words <!-- secret -->",
            "**Seen**%%**secret**%%*words*",
            "```\na\n```\n%%\n```\n%%\nSeen %%secret%% words\n",
            "===\n%%x%%\nSeen\n===\n%%secret%% words",
        ],
    )
    def test_nothing_of_one_is_in_a_body(self, text: str) -> None:
        body = markdown.parse(text)
        assert "secret" not in str(body)
        assert "Seen" in str(body.parts) and "words" in str((body.parts, body.references))

    @pytest.mark.parametrize(
        "text",
        [
            "`%%a%%`",
            "    %%a%%",
            "```\n%%a%%\n```",
            "~~~\n%%a",
            "- x\n\n      %%a%%",
            "\\%%a\\%%",
            "<https://x.org/%%a%%>",
        ],
    )
    def test_percent_signs_in_code_are_text(self, text: str) -> None:
        body = markdown.parse(text)
        assert "%%a" in str(body.parts) and body.faults == ()

    def test_html_is_told_where_it_stands_behind_a_comment(self) -> None:
        text = (
            "<div>\n<!-- é one --> <audio>x</audio> %%two%% <a href='b.md'>b</a>\n</div>\n\n> x <!-- a\n> b --> <video>"
        )
        body = markdown.parse(text, 3)
        lines = ["", "", *text.split("\n")]
        places = [fault.position for fault in body.faults if fault.position]
        assert [lines[each.line - 1][each.column - 1 :][:6] for each in places] == [
            "%%two%", "<audio", "<video",
        ]  # fmt: skip
        assert [lines[each.line - 1][each.column - 1 :][:2] for each in body.references] == ["<a"]

    def test_links_and_warnings_are_where_they_stand_in_the_file(self) -> None:
        text = "é %%one\n%% [[a]] %%two%%[[b]]\n%%three%%\n[c](c.md) %%four%%\n\n%%\n\n%%\n[[d]]"
        body = markdown.parse(text, 5)
        assert [(each.target, each.line, each.column) for each in body.references] == [
            ("a", 6, 4), ("b", 6, 17), ("c.md", 8, 1), ("d", 13, 1),
        ]  # fmt: skip
        assert [fault.position for fault in body.faults] == [(5, 3)]
        found = link_spans(text)
        lines = text.split("\n")
        starts = [sum(len(line) + 1 for line in lines[: each.line - 5]) + each.column - 1 for each in body.references]
        assert [text[found[start].start : found[start].end] for start in starts] == [
            "[[a]]",
            "[[b]]",
            "[c](c.md)",
            "[[d]]",
        ]


@pytest.mark.parametrize(
    ("source", "is_shown"),
    [("👍", True), ("[[trust|👍]]", True), ("☺", True), ("…", False), ("## 👍", False)],
)
def test_an_emoji_is_something_to_read(source: str, is_shown: bool) -> None:
    """Screen readers name it, and pass over punctuation."""
    assert has_text(parse(source)) is is_shown


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("[](https://example.org/a)", ">https://example.org/a</a>"),
        ("[ ](https://example.org/a)", ">https://example.org/a"),
        ("[](mailto:a@example.org)", ">mailto:a@example.org</a>"),
        ("[![A tree](a.png)](https://example.org/a)", '<a href="https://example.org/a">'),
    ],
)
def test_a_link_without_words_shows_where_it_leads(source: str, words: str) -> None:
    assert words in "".join(part for part in parse(source).parts if isinstance(part, str))


def test_a_link_into_the_garden_without_words_shows_the_title() -> None:
    body = parse("[](../topics/trust.md) and [](https://garden.example/topics/care/)", site="https://garden.example/")
    assert [part.part for part in body.parts if isinstance(part, Placeholder)] == ["open", "label", "close"] * 2
