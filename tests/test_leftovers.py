"""What other programs would have filled in is named once for each file and kind; code and money are not."""

import pytest

from kgen.markdown import parse
from kgen.markdown.indented import is_prose

RESULT = "a block of `{}` is printed as code; another program would show what it makes"


def found(source: str) -> list[tuple[str, tuple[int, int] | None]]:
    """What the warnings of a body begin with, each with its place."""
    return [(fault.message.partition(",")[0], fault.position) for fault in parse(source).faults]


def names(source: str) -> list[str]:
    return [name for name, _ in found(source)]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('[x]({{ "/2015/a/" | url }})', "`{{ … }}`"),
        ("By {{author}} here", "`{{ … }}`"),
        ('{% include note.html text="Hello" %}', "`{% … %}`"),
        ("{%- if a -%}", "`{% … %}`"),
        ("{{< youtube abc >}}", "`{{< … >}}`"),
        ('{{% notice tip "x" %}}', "`{{< … >}}`"),
        ("<% tp.date.now() %>", "`<% … %>`"),
        ("- <%* await tp.file.move('x') %>", "`<% … %>`"),
        ('[gallery ids="1,2,3"]', "`[gallery]`"),
        ("[gallery]", "`[gallery]`"),
        ('[caption id="attachment_9" width="300"]A bench[/caption]', "`[gallery]`"),
        ("a [/vc_row]", "`[gallery]`"),
        ("[vc_row][vc_column]", "`[gallery]`"),
        ("[embed https://example.org/film]", "`[gallery]`"),
        ("[my-form id=3 title='Ask']", "`[gallery]`"),
        ("[quote]Said[/quote]", "`[gallery]`"),
        ("[TOC]", "`[gallery]`"),
        ('!!! note "Title"\n    Words.', "`!!! note`"),
        ("??? tip\n    Words.", "`!!! note`"),
        ("::: warning\nWords.\n:::", "`!!! note`"),
        (":::{note}\nWords.\n:::", "`!!! note`"),
        ("Text.\n{: .no_toc }", "`{: … }` or `{.note}`"),
        ("Text {.lead}", "`{: … }` or `{.note}`"),
        ("[a](b.md){target=_blank}", "`{: … }` or `{.note}`"),
        ("![a](b.jpg){ width=50% }", "`{: … }` or `{.note}`"),
        ("[i]said[/i]", "`[gallery]`"),
        ("a ||spoiler|| b", "`>! … !<` or `|| … ||`"),
        ("|| a spoiler ||", "`>! … !<` or `|| … ||`"),
        ("a ||spoiler\nof two lines|| b", "`>! … !<` or `|| … ||`"),
        ("a ++remark++ b", "`++ … ++`"),
        ("a ^^added^^ b", "`++ … ++`"),
        ("a ::marked:: b", "`++ … ++`"),
        ("H~2~O", "`H~2~O` or `m^2^`"),
        ("5 m^2^", "`H~2~O` or `m^2^`"),
        ("{color:red}a{color}", "`{color:red}`"),
        (".. a remark", "`.. words` or `// words`"),
        ("// a remark", "`.. words` or `// words`"),
        ("```spoiler\nx\n```", RESULT.format("spoiler")),
        ("== Not a heading ==", "`== … ==`"),
        *((f"{sign}One\n{sign}Two", "`•`") for sign in ("·         ", "○ ", "\uf0b7\t", "o\t", "§\t")),
        (
            "Name\tService\tHow long\nThe nurse\tCommunity\tTen minutes",
            "a tab between words",
        ),
        (
            "```dataview\nLIST\n```",
            RESULT.format("dataview"),
        ),
        (
            "```mermaid\ngraph TD\n```",
            RESULT.format("mermaid"),
        ),
        ("```{note}\nx\n```", RESULT.format("note")),
    ],
)
def test_each_kind(source: str, name: str) -> None:
    assert name in names(source)


@pytest.mark.parametrize(
    "source",
    [
        "$x$",
        "$n = 3$",
        "$a < b$",
        "$x^2 + y^2$",
        r"$\frac{1}{2}$",
        r"$\text{words in it} = 3$",
        "$f(x)$",
        "$2x + 1$",
        "so $O(n)$.",
        "$$\nE = mc^2\n$$",
        "$$E = mc^2$$",
        r"\(x^2\)",
        r"\[ a = b \]",
        "($p$-value)",
        r"$\sin(x)$",
    ],
)
def test_mathematics(source: str) -> None:
    assert names(source) == ["mathematics (`$ … $`) is printed as it is"]


@pytest.mark.parametrize(
    "source",
    [
        "$5 and $10",
        "From $5 to $10 a week",
        "$5-$10",
        "$5/$10",
        "US$5 and US$ 7",
        "$20 (or £15) and US$ more",
        "A $5 note",
        "we made $$ and spent $$ too",
        "$HOME/$PATH",
        "a $ or two $",
        "$$$",
        r"\$x\$",
        "`$x$`",
        "A$AP and Ke$ha",
        "$1,000.50$5",
        "It cost $50 (a week), I had $20, and they took $10.",
        "He owed me $5; I owed him $6!",
        "```\n$x$\n```",
    ],
)
def test_money_is_no_mathematics(source: str) -> None:
    assert names(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "`{{ x }}`",
        "```\n{% x %}\n[gallery]\n!!! note\n```",
        "``<% x %>``",
        "[sic] and [redacted]",
        "- [x] done\n- [ ] not",
        "[audio] unclear",
        "[a](b.md) and [b][c]\n\n[c]: d.md",
        "[gallery](b.md)",
        "Wow!!! Really???",
        "{ x } and {y}",
        "100% {of} it",
        "## More {#more}",
        "Words. {: #name }",
        "C++ and g++, A++ or B++.",
        "a || b || c",
        "| a || b |\n|---|---|---|\n| c || d |",
        "Ten::twenty and std::cout, 10::20",
        "the ~~old~~ new, about ~5 and ~6",
        "2^10 and 2^20, ^_^",
        "1.\tOne\n2.\tTwo\n10.\tTen",
        "-\tOne thing\n-\tTwo things",
        "One\ttab\nand none.",
        "Monday\tnine  \nFriday\tten\\\nSunday\tnone",
        "- Name\tService\n- Pat\tHousing",
        "12. Name\tService\n13. Pat\tHousing",
        "## Name\tService\n## Pat\tHousing",
        "Said.[^one] And.[^two]\n\n[^one]:\tThey did.\n[^two]:\tSo did we.",
        "```\nName\tService\nPat\tHousing\n```",
        "o dear\no no",
        "... and so on\n.... or not",
        "https://example.org // a note",
        "{color} me surprised",
        "[i] first, [ii] second [s]",
        "{a} {.5} {1.}",
        "a == b",
        "==marked==",
        "<b>x</b>",
        "[[trust]]",
        "a [1/2] b",
        "[Anna said no=yes]",
        "```python\nx\n```",
        "<!-- {{ x }} -->",
        "%%{{ x }}%%",
        "Why ::: so",
        "See [[gallery]] and ![[gallery]].",
        "[see page_3]",
        r"the segment\[s\] \[we’re\] looking for \(so\) and \[that_one\]",
    ],
)
def test_what_is_none(source: str) -> None:
    left = [fault.message for fault in parse(source).faults if fault.check == "leftover"]
    assert left == []


def test_one_warning_a_kind_with_its_first_place_and_the_count() -> None:
    body = parse("A {{ b }}.\n\n{{ c }} `{{ d }}` {{ e }} {% f %}\n", 10)
    first, second = body.faults
    assert (first.check, first.severity, first.position) == ("leftover", "warning", (10, 3))
    assert first.message.endswith("printed as it is (and 2 more times in this file)")
    assert (second.position, second.message.endswith("is")) == ((12, 27), True)


def test_a_place_behind_a_remark_and_other_letters() -> None:
    (fault,) = [each for each in parse("é %%hidden%% é {{ b }}").faults if each.check == "leftover"]
    assert fault.position == (1, 16)


def test_what_is_left_over_is_printed_and_no_more() -> None:
    body = parse("{{ 1 + 1 }} <% x %>")
    assert "".join(str(part) for part in body.parts) == "<p>{{ 1 + 1 }} &lt;% x %&gt;</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "I waited for an hour, and nobody came.",
        "Dear neighbour, the meeting is on Tuesday at the library and all are welcome",
        "and then she said, it was over.",
        "The sea was grey\nAnd all the boats were in\nWe waited by the wall\n",
        "It was *never* about [[trust]], I think.",
        "مرحبا بالعالم، هذه قصة طويلة.",
        "我们在学校里讲故事。社会服务很重要。",
        "“Who is there?” asked the nurse.",
    ],
)
def test_prose_in_code(text: str) -> None:
    assert is_prose(text)
    for indent in ("    ", "\t"):
        body = parse("\n".join(f"{indent}{line}" for line in text.splitlines()))
        assert [fault.check for fault in body.faults] == ["indented"]
    assert not parse(f"```\n{text}\n```\n").faults


@pytest.mark.parametrize(
    "text",
    [
        "sudo apt install something else",
        "for each in names:\n    print(each)",
        "SELECT name FROM people WHERE age IS NOT NULL ORDER BY name LIMIT 10",
        "# Read the file and print it.\ncat file",
        "// This opens the door for everybody.",
        "int main(void) { return 0; }",
        "$ git commit -m something new here.",
        "name: trust\nkind: topic of the garden",
        "Name      Age    Town of birth here\nAnna      34     Leeds or near it",
        "https://example.org is where it is.",
        "x y z",
        "Yes.",
    ],
)
def test_code_is_code(text: str) -> None:
    assert not is_prose(text)


def test_prose_in_code_is_named_once() -> None:
    body = parse("First.\n\n\tDear all, the meeting is on Tuesday.\n\nThen.\n\n    Dear all, it is on Friday now.\n", 5)
    (fault,) = body.faults
    assert fault.position in ((7, 1), (7, 2))
    assert fault.message.endswith("(and once more in this file)")
