"""Whatever links to whatever: no exception escapes, and the same garden gives the same pages."""

from itertools import pairwise

import pytest
from gardens import make_garden
from hypothesis import given, strategies as st
from nightly import examples, times

from kgen.checks import BY_NAME, check
from kgen.checks.cycles import Cycles
from kgen.exports import EXPORTS
from kgen.model import KINDS, OPEN_NAME, Source
from kgen.read import read_sources
from kgen.settings import Settings, load
from kgen.views import pages
from kgen.views.rendering import PageRenderer
from kgen.weave import weave

SLUGS = ["a", "b", "c", "d"]
NAMES = [*SLUGS, "A", "stories/a", "topic/b", "The d", "nothing", "people/c#Part", "#Part", "---", "", "\x1a"]
FOLDERS = [kind.folder for kind in KINDS]

names = st.sampled_from(NAMES)
name_lists = st.lists(names, max_size=4)
links = st.builds(
    lambda form, name: form.format(name),
    st.sampled_from(
        ["[[{}]]", "![[{}]]", "[[{}|label]]", "[x](../stories/{}.md)", "[x]({})", "![x]({})", "| [[{}\\|y]] |\n|-|"]
    ),
    names,
)
bodies = st.lists(st.one_of(links, st.sampled_from(["\n\n", " and ", "\n\n## Part\n\n", "\n- "])), max_size=8).map(
    "".join
)


def _story(fields: dict[str, list[str]], body: str, extra: str) -> str:
    lists = "".join(f"{field}: {values!r}\n" for field, values in fields.items() if values)
    consent = "consent:\n  whose: own\n  others: none\n  given: 2026-01\n"
    return f"---\nstandpoint: practitioner\n{lists}{consent}{extra}---\n{body}\n"


stories = st.builds(
    _story,
    st.fixed_dictionaries(dict.fromkeys(("answers", "topics", "networks", "author", "sectors", "aliases"), name_lists)),
    bodies,
    st.sampled_from(["", "title: The d\n", "draft: true\n", "date: 2026-02\n", "title: a\n"]),
)
others = st.builds(
    lambda title, field, values, body: f"---\ntitle: {title!r}\n{field}: {values!r}\n---\n{body}\n",
    st.sampled_from(["The d", "a", "B", "---"]),
    st.sampled_from(["broader", "related", "alt", "sectors", "offers", "topics", "aliases"]),
    name_lists,
    bodies,
)
files = st.dictionaries(
    st.tuples(st.sampled_from(FOLDERS), st.sampled_from(SLUGS)),
    st.one_of(stories, others, st.just("---\nwithdrawn: 2026-01\n---\n"), st.just("nothing")),
    max_size=10,
)


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load(make_garden(tmp_path_factory.mktemp("graphs"), {}), today="2026-11-23")


def everything(garden_files: dict[tuple[str, str], str], options: Settings) -> tuple[object, ...]:
    """All that kgen says about and makes from some files, with errors and without them."""
    sources = [Source(f"{folder}/{slug}.md", text.encode()) for (folder, slug), text in sorted(garden_files.items())]
    reading = read_sources(sources, "content")
    problems = check(weave(options, reading))
    left_out = frozenset(problem.path for problem in problems if problem.severity == "error")
    made: list[object] = [problems]
    for garden in (weave(options, reading), weave(options, reading, left_out)):
        all_pages = list(pages(garden))
        renderer = PageRenderer(garden)
        urls = [page.url for page in all_pages]
        assert len(urls) == len(set(urls))
        made += [(page.url, page.title, renderer.html(page)) for page in all_pages]
        made += [(output.path, output.made(garden)) for export in EXPORTS for output in export(garden, all_pages)]
    return tuple(made)


@examples(25, 300)
@given(files)
def test_any_graph_of_links_is_checked_and_rendered(
    options: Settings, garden_files: dict[tuple[str, str], str]
) -> None:
    assert everything(garden_files, options) == everything(garden_files, options)


def test_a_long_chain_of_answers_is_no_trouble(options: Settings) -> None:
    """Each takes its title and its topics from the first, however far away that is."""
    count = times(2_000, 5_000)
    texts = {
        "sectors/a.md": "---\ntitle: A\n---\n",
        "topics/b.md": "---\ntitle: B\n---\n",
        "stories/s0.md": _story({"sectors": ["a"], "topics": ["b"]}, "x", "title: The first\n"),
        **{
            f"stories/s{n}.md": _story({"sectors": ["a"], "answers": [f"stories/s{n - 1}"]}, "x", "")
            for n in range(1, count)
        },
    }
    garden = weave(options, read_sources([Source(name, text.encode()) for name, text in texts.items()], "content"))
    assert [problem for problem in check(garden) if problem.severity == "error"] == []
    last = garden.published[f"stories/s{count - 1}"]
    title = "A response from somebody who works in services to “The first”"
    assert (garden.title(last), garden.linked_keys(last, "topics")) == (title, ("topics/b",))
    (page,) = (page for page in pages(garden) if page.url == last.url)
    assert page.title == title and "../../topics/b/" in PageRenderer(garden).html(page)


def test_what_thousands_share_is_said_of_each_in_a_short_line(options: Settings) -> None:
    """So many topics with one title, one label and one alias; no line names all the others."""
    count = times(1_001, 5_000)
    text = "---\ntitle: Same\nalt: [alike]\naliases: [old]\nrelated: [same]\n---\n[[same]]\n"
    garden = weave(options, read_sources([Source(f"topics/t{n}.md", text.encode()) for n in range(count)], "content"))
    for name, said in (
        ("ambiguous-name", "“same” could mean topics/t0, topics/t1, topics/t10, topics/t100, topics/t1000, "),
        ("shared-label", "the label “alike” also belongs to topics/t1, topics/t10, topics/t100, topics/t1000, "),
        ("address", "the alias “old” is also an alias of topics/t1"),
    ):
        found = [each.message.replace(OPEN_NAME, "") for each in BY_NAME[name].run(garden)]
        assert len(found) >= count
        assert found[0].startswith(said) and max(map(len, found)) < 200


def test_circles_take_no_longer_than_what_is_in_them(options: Settings) -> None:
    """Thousands of topics in one circle of `broader` and of embeds, each named, in little time."""
    count = times(2_000, 5_000)
    circle = [
        Source(
            f"topics/t{n}.md", f"---\ntitle: T{n}\nbroader: t{(n + 1) % count}\n---\n![[t{(n + 1) % count}]]\n".encode()
        )
        for n in range(count)
    ]
    garden = weave(options, read_sources(circle, "content"))
    for name, beginning in (("topic-cycle", "this topic is part of itself"), ("embed", "these embed each other")):
        found = [each.message.replace(OPEN_NAME, "") for each in BY_NAME[name].run(garden)]
        assert len(found) == count
        assert found[0] == f"{found[0].partition(':')[0]}: topics/t0 → topics/t1 → … → topics/t0"
        assert all(each.startswith(beginning) for each in found)


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=4)))
def test_a_way_back_is_a_shortest_one(steps: dict[str, list[str]]) -> None:
    circles = Cycles(steps)
    for start, there in steps.items():
        for first in there:
            near, ring = {first}, [first]
            length = 1
            while ring and start not in ring:
                ring = sorted({each for here in ring for each in steps.get(here, ())} - near)
                near.update(ring)
                length += 1
            way = circles.shortest_cycle(start, first)
            assert len(way) == (length + 1 if start in ring else 0)
            assert all(two in steps[one] for one, two in pairwise(way))
            assert not way or (way[:2] == [start, first] and way[-1] == start)


def test_embeds_end(options: Settings) -> None:
    """A page that embeds others which embed others stays small."""
    slugs = [f"s{number}" for number in range(60)]
    body = " \n\n".join(f"![[{slug}]]" for slug in slugs[:15])
    garden = {("stories", slug): _story({}, body, f"title: {slug}\n") for slug in slugs}
    garden |= {("topics", one): f"---\ntitle: {one}\n---\n![[topics/{two}]]\n" for one, two in pairwise(slugs)}
    made = everything(garden, options)
    assert max(len(each[2]) for each in made if isinstance(each, tuple) and len(each) == 3) < 100_000
