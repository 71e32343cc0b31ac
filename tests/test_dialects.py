"""What Obsidian and GitHub write beyond Markdown: callouts, marked text, sizes of pictures, names of places."""

from pathlib import Path

import pytest
from gardens import STORY
from test_links import html_of, woven

from kgen.markdown import LinkHtml, parse, render
from kgen.markdown.callouts import KINDS
from kgen.weave.resolve import anchor_in


def html(source: str) -> str:
    body = parse(source)
    shown = render(body, [LinkHtml("<a>", "label", "</a>", "[picture]") for _ in body.references])
    return shown.replace(' dir="auto"', "").strip()


def alert(look: str, title: str, text: str) -> str:
    return f'<div class="alert alert-{look}">\n<p class="alert-title">{title}</p>\n{text}</div>'


class TestCallouts:
    @pytest.mark.parametrize(("look", "name"), [(look, each) for look in KINDS for each in (look, *KINDS[look])])
    def test_every_kind_and_every_other_name_of_it(self, look: str, name: str) -> None:
        for written in (name, name.upper(), name.capitalize()):
            assert html(f"> [!{written}]\n> Words.\n") == alert(look, name.capitalize(), "<p>Words.</p>\n")
            assert html(f"> [!{written}] A title\n> Words.\n") == alert(look, "A title", "<p>Words.</p>\n")

    def test_a_kind_nobody_knows_looks_like_a_note(self) -> None:
        assert html("> [!my-idea]\n> Hm.\n") == alert("note", "My idea", "<p>Hm.</p>\n")
        assert html("> [!SHOUT|left] Hey\n> Hm.\n") == alert("note", "Hey", "<p>Hm.</p>\n")

    def test_a_title_may_hold_what_text_may_hold(self) -> None:
        assert html("> [!tip] What *we* [[learned]]\n> Ring.\n") == alert(
            "tip", "What <em>we</em> <a>label</a>", "<p>Ring.</p>\n"
        )
        assert html("> [!tip] *a\n> b*\n> c\n") == alert("tip", "<em>a\nb</em>", "<p>c</p>\n")

    def test_a_title_alone(self) -> None:
        assert html("> [!quote] A mother\n") == alert("quote", "A mother", "")
        assert html("> [!faq]-\n").endswith('\n<summary class="alert-title">Faq</summary>\n</details>')

    @pytest.mark.parametrize(("fold", "is_open"), [("-", ""), ("+", ' open=""')])
    def test_what_can_be_folded(self, fold: str, is_open: str) -> None:
        assert html(f"> [!tip]{fold} Folded\n> Ring twice.\n>\n> - a\n") == (
            f'<details class="alert alert-tip"{is_open}>\n<summary class="alert-title">Folded</summary>\n'
            "<p>Ring twice.</p>\n<ul>\n<li>a</li>\n</ul>\n</details>"
        )

    def test_one_inside_another(self) -> None:
        inner = alert("todo", "Yes", "<p>no</p>\n")
        assert html("> [!question] Can they?\n> > [!todo] Yes\n> > no\n>\n> after\n") == alert(
            "question", "Can they?", f"{inner}\n<p>after</p>\n"
        )

    @pytest.mark.parametrize("source", ["> *[!note]* x", "> x [!note]", "> [!]\n> x", "> [note]\n> x", "> `[!note]`"])
    def test_what_is_none(self, source: str) -> None:
        assert html(source).startswith("<blockquote>")

    def test_a_title_is_not_the_summary(self) -> None:
        assert parse("> [!note] Title\n> The first sentence.\n").opening.text == "The first sentence."

    def test_markup_in_a_kind_stays_text(self) -> None:
        assert "<script" not in html("> [!<script>alert(1)</script>]\n> x\n")
        assert html('> [!a"onclick="b]\n> x\n') == alert("note", 'A"onclick="b', "<p>x</p>\n")


class TestMarkedText:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("a ==b== c", "a <mark>b</mark> c"),
            ("==a *b* [c](d.md)==.", "<mark>a <em>b</em> <a>c</a></mark>."),
            ("*==a==*", "<em><mark>a</mark></em>"),
            ("(==a== and ==b==)", "(<mark>a</mark> and <mark>b</mark>)"),
            ("我们==重点==在", "我们<mark>重点</mark>在"),
            ("==a\nb==", "<mark>a\nb</mark>"),
            ("if a == b", "if a == b"),
            ("a==b==c", "a==b==c"),
            ("== no heading ==", "== no heading =="),
            ("==open", "==open"),
            ("*==a* b==", "<em>==a</em> b=="),
            ("===a===", "===a==="),
            ("`==a==`", "<code>==a==</code>"),
        ],
    )
    def test_each(self, source: str, expected: str) -> None:
        assert html(source) == f"<p>{expected}</p>"

    def test_an_address_is_left_whole(self) -> None:
        assert 'href="https://a.example/?q=YQ==&amp;r=b=="' in html("See https://a.example/?q=YQ==&r=b== there.")

    def test_sentences_are_found_as_before(self) -> None:
        body = parse("First ==words==. Then ==more [[trust]]== here. Last [[x]].")
        assert [each.sentence.resolve(str) for each in body.references] == ["Then more trust here.", "Last x."]
        assert body.opening.resolve(str) == "First words. Then more trust here. Last x."

    def test_an_anchor_does_not_hold_the_marks(self) -> None:
        assert parse("## What ==helped==").outline[0].anchor == "what-helped"


class TestSizesOfPictures:
    @pytest.mark.parametrize(
        ("source", "words", "size"),
        [
            ("![A tree|200](tree.png)", "A tree", "200"),
            ("![A tree|100x145](tree.png)", "A tree", "100x145"),
            ("![A|B|200](tree.png)", "A|B", "200"),
            ("![200](tree.png)", "", "200"),
            ("![In 1999](tree.png)", "In 1999", ""),
            ("![A|b](tree.png)", "A|b", ""),
            ("![[tree.png|200]]", "", "200"),
            ("![[tree.png|100x145]]", "", "100x145"),
            ("![[tree.png|A tree|200]]", "A tree", "200"),
            ("![[tree.png|A tree]]", "A tree", ""),
            ("![[tree.png]]", "", ""),
            ('<img src="tree.png" alt="A tree" width="200" height="90">', "A tree", "200x90"),
            ('<img src="tree.png" alt="A tree" width="50%">', "A tree", ""),
            ("| a |\n|---|\n| ![[tree.png\\|200]] |", "", "200"),
        ],
    )
    def test_words_and_size(self, source: str, words: str, size: str) -> None:
        (picture,) = parse(source).references
        assert (picture.form, picture.target, picture.shown, picture.size) == ("picture", "tree.png", words, size)


class TestNamesOfPlaces:
    def anchors(self, source: str) -> dict[str, str]:
        return dict(parse(source).anchors)

    @pytest.mark.parametrize(
        ("source", "name", "place"),
        [
            ('<a id="refs"></a>\n\nHere.', "refs", '<a id="h-refs"></a>'),
            ("<a name='refs'></a>x", "refs", '<a id="h-refs"></a>'),
            ('<span id="refs">x</span>', "refs", '<span id="h-refs">x</span>'),
            (
                '<a id="refs" href="https://x.example">y</a>',
                "refs",
                '<span id="h-refs"></span><a href="https://x.example"',
            ),
            ("## More to read {#more}", "more", '<h2 id="h-more">More to read</h2>'),
            ("## More {: #more .x }", "more", '<h2 id="h-more">More</h2>'),
            ("Words. {#para}", "para", '<p id="h-para">Words.</p>'),
            ("Words. ^a1-b", "^a1-b", '<p id="h-block-a1-b">Words.</p>'),
            ("- a ^x\n- b", "^x", '<li id="h-block-x">a</li>'),
            ("- a ^x\n  - b", "^x", '<li id="h-block-x">a\n'),
            ("> said\n\n^x", "^x", '<span id="h-block-x"></span><blockquote>'),
            ("| a |\n|---|\n| b |\n\n^x", "^x", '<span id="h-block-x"></span><table tabindex="0">'),
        ],
    )
    def test_each_way_to_give_one(self, source: str, name: str, place: str) -> None:
        assert name in self.anchors(source)
        assert place in html(source)

    @pytest.mark.parametrize(
        "block", ["Words.", "Some [words](b.md) and *more*.", "- an item", "> said", "```\nx\n```"]
    )
    def test_a_block_may_have_several_below_it(self, block: str) -> None:
        names = '<span id="h-block-x"></span><span id="h-y"></span><span id="h-block-z"></span>'
        assert html(f"Before.\n\n{block}\n\n^x\n\n{{#y}}\n\n^z") == f"<p>Before.</p>\n{names}{html(block)}"

    @pytest.mark.parametrize("source", ["x^2", "End ^", "a^b", "`a ^b`", "    code ^b", "{#}", "{ #a }"])
    def test_what_is_none(self, source: str) -> None:
        assert self.anchors(source) == {}

    def test_no_two_places_have_one_anchor(self) -> None:
        source = '## Refs\n\n<a id="refs"></a>\n\n## Refs {#refs}\n\nx ^refs\n\n## Refs'
        body = parse(source)
        anchors = [each.anchor for each in body.outline] + [anchor for _, anchor in body.anchors]
        assert html(source).count("id=") == 5
        assert set(anchors) == {"refs", "refs-1", "refs-2", "refs-3", "block-refs"}

    def test_the_name_is_not_printed_anywhere(self) -> None:
        body = parse("The first. ^one\n\n## H {#two}")
        assert body.opening.text == "The first."
        assert body.outline[0].text.text == "H"

    def test_none_stands_inside_an_embed(self) -> None:
        body = parse('<a id="a"></a> x ^b\n\n## H {#c}')
        assert " id=" not in render(body, [], ids=False)

    def test_links_find_them(self, tmp_path: Path) -> None:
        links = "[[b#^one]], [x](b.md#Refs), [[b#refs]], [[b#Head]], [[#^own]] ^own\n"
        text = '\nThe first. ^one\n\n<a id="refs"></a>\n\n## Head {#h2}\n'
        garden = woven(tmp_path, {"stories/a.md": f"{STORY}\n{links}", "stories/b.md": STORY + text})
        assert not [target for _, target in garden.prose_links(garden.entries["stories/a"]) if target.anchor_missing]
        shown = html_of(garden, "stories/a")
        assert shown.count("/b/#h-block-one") == 1
        assert shown.count("/b/#h-refs") == 2
        assert shown.count("/b/#h-h2") == 1
        assert 'href="#h-block-own"' in shown

    def test_headings_below_others(self) -> None:
        body = parse("## A\n\n### Same\n\n## B\n\n### Same\n\n## Times 3:30\n\n## C\n\n## 🙂\n")
        assert anchor_in(body, "🙂") == "section" and anchor_in(body, "🙃") == ""
        assert anchor_in(body, "A#Same") == "same"
        assert anchor_in(body, "B#Same") == "same-1"
        assert anchor_in(body, "Times 3 30") == "times-330"
        assert anchor_in(body, "C#Same") == "same"
        assert anchor_in(body, "times%203%3A30") == "times-330"
        assert anchor_in(body, "?!") == ""
