"""What is hidden is nowhere in what is published: by each reason to hide, and for each thing that a story holds.

All reasons are in one garden, and each thing has a word of its own, so that few builds show the whole table. To add
a thing that a story holds, add a line to FIELDS.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gardens import BASIS, NETWORK, QUESTION, make_garden, story
from pictures import png
from repositories import commit
from sites import by_mkdocs, kgen, page, unpacked

TODAY = "2026-11-23"
NUMBER = "07911 123456"

FIELDS: dict[str, Callable[[str], Any]] = {
    "title": lambda word: f"About {word}",
    "summary": lambda word: f"In short {word}.",
    "handbrake": lambda word: f"The {word} form.",
    "release": lambda word: f"A {word} walk.",
    "change": lambda word: {"status": "made", "what": f"The {word} is gone", "when": "2026-10"},
    "place": lambda word: f"North {word}",
    "pseudonyms": lambda word: [word.capitalize()],
    "aliases": lambda word: [word],
    "cites": lambda word: [f"https://example.org/{word}"],
}
"""What front matter holds of a story, made of a word. Besides, its slug, a heading and its text have a word each."""
WORDS = (*FIELDS, "slug", "heading", "text", "picture", "alt")
NOT_SHOWN = {"pseudonyms"}
"""What is on no page of a published story either."""


def word(reason: str, thing: str) -> str:
    return f"q{reason}{thing}x"


def told(reason: str, text: str = "", **more: Any) -> str:
    """A published story, each of its parts with its word; `more` are other fields."""
    picture = f"![Seen {word(reason, 'alt')}](../images/{word(reason, 'picture')}.png)"
    parts = f"It was {word(reason, 'text')}. {text}\n\n{picture}\n\n## On {word(reason, 'heading')}\n\nWords."
    return story(parts, **{name: make(word(reason, name)) for name, make in FIELDS.items()} | more)


def hidden_stories() -> dict[str, str | None]:
    """A story for each reason, as it is when it is hidden; None where there is no file."""
    return {
        "lapsed": told("lapsed", consent={"review": "2026-10"}),
        "draft": told("draft", draft=True),
        "unconsented": re.sub(r"consent:\n(  .*\n)+", "", told("unconsented")),
        "permission": told("permission", consent={"whose": "with-permission", "ref": "r-1", "review": "2027-09"}),
        "child": told("child", about_child=True),
        "misspelt": told("misspelt", colour="green"),
        "unresolved": told("unresolved", text="[[nothing that is here]]"),
        "blocked": told("blocked", text=f"Ring {NUMBER}."),
        "unclear": told("unclear").replace("---\n\n", "...\n\n", 1),
        "tombstone": "---\nwithdrawn: 2026-10\n---\n",
        "careless": told("careless").replace("title:", "withdrawn: 2026-10\ntitle:", 1),
        "deleted": None,
    }


REASONS = tuple(hidden_stories())
WITH_A_TOMBSTONE = {"tombstone", "careless", "withdrawn"}
"""Their slug stands at the address that says that a story was withdrawn."""


def naming(reason: str) -> dict[str, str]:
    """What names a story in each way there is. Each file names one, since a link to what is deleted leads nowhere."""
    slug, title = word(reason, "slug"), f"About {word(reason, 'title')}"
    heading = f"{title}#On {word(reason, 'heading')}"
    return {
        f"stories/{reason}-by-slug.md": story(f"Read [[{slug}]] or [this](../stories/{slug}.md).", title="S"),
        f"stories/{reason}-by-title.md": story(f"Read [[{title}]] and [[{heading}]].", title="T"),
        f"stories/{reason}-embedding.md": story(f"Before.\n\n![[{slug}]]\n", title="E"),
        f"stories/{reason}-answering.md": story("I answer.", title=None, topics=None, answers=[slug, "holds"]),
        f"stories/{reason}-old.md": story(f"Read [[{word(reason, 'aliases')}]].", title="O"),
        f"topics/{reason}.md": f"---\ntitle: A topic beside {reason}\n---\n# On [[{title}]]\n",
        f"pages/{reason}.md": f"---\ntitle: Page\n---\n| a |\n|---|\n| [[{slug}\\|words]] |\n",
    }  # fmt: skip


PEOPLE = {
    "people/qpersonslugx.md": "---\nname: Qpersonnamex\nstandpoint: manager\nsectors: [schools]\nnetworks: [circle]\n"
    "offers: [trust]\nasks: [waiting]\nreach: By qpersonreachx\n---\n\nLives qpersontextx.\n",
    "people/eve.md": "---\nname: Eve\nsectors: [schools]\nnetworks: [circle]\noffers: [waiting]\nasks: [trust]\n"
    "consent: {given: 2026-09}\n---\n\nKnows [[Qpersonnamex]].\n",
    "stories/by-a-person.md": story("I told [[qpersonslugx]] of it.", author=["qpersonslugx", "Qpersonnamex"]),
    "stories/by-two.md": story("We told it.", title="By two", author=["qpersonslugx", "eve"]),
    "questions/asked.md": '---\ntitle: Asked\nasked_by: "[[Qpersonnamex]]"\n---\n![[qpersonslugx]]\n',
    "networks/circle.md": NETWORK.replace("purpose", "steward: qpersonslugx\npurpose"),
    "topics/waiting.md": "---\ntitle: Waiting\n---\n",
}  # fmt: skip
REMARKS = {
    "stories/remarks.md": "---\ntitle: Seen %%qremarktitlex%% title\nsummary: Seen <!-- qremarksummaryx --> too\n"
    "date: 2026-09\nstandpoint: manager\nsectors: schools\ntopics: trust\nhandbrake: The form %%qremarkbrakex\n"
    "consent: {whose: own, others: none, given: 2026-09}\n---\n\nSeen %%qremarkinlinex [[trust]]%% words.\n\n"
    "## Seen %%qremarkheadingx%% heading\n\n%%\nqremarkblockx\n\n![[trust]]\n%%\n\n"
    "<!-- qremarkcommentx\n\nqremarkmorex -->\n",
    "stories/opening.md": story(
        "<!-- qremarkfirstx\n\nx --> %%qremarksecondx%% Seen first.\n\nSeen.%%qremarkopenx\n\nqremarklastx",
        title="Opening",
    ),
    "stories/showing.md": story("![[remarks]]\n\n![[opening]] %%qremarkembedx%%", title="Showing"),
}  # fmt: skip


def garden(stories: dict[str, str | None]) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {**BASIS, "questions/holds.md": QUESTION, **PEOPLE, **REMARKS}
    for reason, text in stories.items():
        files |= naming(reason)
        files[f"images/{word(reason, 'picture')}.png"] = png()
        if text is not None:
            files[f"stories/{word(reason, 'slug')}.md"] = text
    return files


_WORD = re.compile(f"q(?:{'|'.join([*REASONS, 'withdrawn', 'traceless', 'person', 'remark'])})[a-z]+x".encode())


def telling(*folders: Path) -> dict[str, set[str]]:
    """The words of hidden things in folders, each with the files that hold it: in name, bytes, or what is packed."""
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            name = path.relative_to(folder.parent).as_posix()
            for data in [name.encode(), *(unpacked(path.read_bytes()) if path.is_file() else ())]:
                for each in _WORD.findall(data.lower()):
                    found.setdefault(each.decode(), set()).add(name)
    return found


def without_tombstones(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is told, except the address of a tombstone, and the digests of what is there."""
    for reason in WITH_A_TOMBSTONE:
        slug = word(reason, "slug")
        own = {f"site/stories/{slug}", f"site/stories/{slug}/index.html", ".kgen/cache/state"}
        if found.get(slug, set()) <= own:
            found.pop(slug, None)
    return found


def test_what_is_hidden_is_nowhere_in_a_site_built_cold(tmp_path: Path) -> None:
    config = make_garden(tmp_path, garden(hidden_stories()))
    kgen(config, "build", "--keep-going", "--today", TODAY, code=1)
    site = tmp_path / "site"
    assert without_tombstones(telling(site, tmp_path / ".kgen")) == {}
    assert "a story no longer here" in page(site, "stories/lapsed-by-title")
    assert "somebody" in page(site, "people/eve") and "Anonymous" in page(site, "stories/by-a-person")
    assert "Eve" in page(site, "stories/by-two")


def test_what_becomes_hidden_is_gone_with_the_next_build(tmp_path: Path) -> None:
    stories = hidden_stories() | {"withdrawn": told("withdrawn"), "traceless": told("traceless")}
    seen = {reason: told(reason) for reason in stories}
    agreed = PEOPLE["people/qpersonslugx.md"].replace("---\n\n", "consent: {given: 2026-09}\n---\n\n")
    config = make_garden(tmp_path, {**garden(seen), "people/qpersonslugx.md": agreed})
    kgen(config, "build", "--keep-going", "--today", TODAY, code=0)
    site, cache, content = tmp_path / "site", tmp_path / ".kgen", tmp_path / "content"
    shown = telling(site)
    assert {word(reason, thing) for reason in stories for thing in WORDS if thing not in NOT_SHOWN} <= shown.keys()
    assert {"qpersonnamex", "qpersonslugx", "qpersonreachx", "qpersontextx"} <= shown.keys()

    for reason, text in hidden_stories().items():
        path = content / "stories" / f"{word(reason, 'slug')}.md"
        path.unlink() if text is None else path.write_text(text)
    (content / "people/qpersonslugx.md").write_text(PEOPLE["people/qpersonslugx.md"])
    kgen(config, "withdraw", word("withdrawn", "slug"), "--today", TODAY)
    kgen(config, "withdraw", word("traceless", "slug"), "--no-trace", "--today", TODAY)
    kgen(config, "build", "--keep-going", "--today", TODAY, code=1)
    assert without_tombstones(telling(site, cache)) == {}


def test_what_is_hidden_is_in_no_site_of_mkdocs_and_no_preview(tmp_path: Path) -> None:
    """MkDocs builds nothing while there is an error, so only what needs no error to be hidden is looked at."""
    stories = {"lapsed": told("lapsed", consent={"review": "2026-10"}), "draft": told("draft", draft=True)}
    config = make_garden(
        tmp_path, garden({**stories, "tombstone": "---\nwithdrawn: 2026-10\n---\n"}), {"unresolved_links": "warn"}
    )
    for path in (tmp_path / "content").glob("*/tombstone*"):
        path.unlink()  # A link by a title that no file holds any more prints what its writer wrote.
    assert not _WORD.findall(by_mkdocs(config).lower().encode())
    assert without_tombstones(telling(tmp_path / "site")) == {}


def test_messages_tell_nothing_of_what_is_hidden(tmp_path: Path) -> None:
    """No title, heading or slug of it is suggested, quoted or named: logs and annotations are public."""
    config = make_garden(tmp_path, garden(hidden_stories()))
    commit(tmp_path)
    near = " ".join(f"[[Abuot {word(reason, 'title')[:-2]}]] [[{word(reason, 'slug')}#Abuot]]" for reason in REASONS)
    other = story("x", title="New").replace("topics:", "answers: [q-child-titlex]\ntopics:") + f"\n{near}\n"
    (tmp_path / "content/stories/new.md").write_text(other)
    for text in ("[[trsut]]", "x"):
        (tmp_path / "content/stories/again.md").write_text(story(text, title="Again"))
    written = (
        r'content/\S+|images/\S+|the link to “[^”]*”|names “[^”]*”|no heading “[^”]*”|kgen new question .*?"[^"]*"'
    )
    own = re.compile(written)
    for form in ("text", "github", "markdown", "json"):
        said = kgen(config, "check", "--format", form, "--base", "HEAD", "--today", TODAY, code=1)
        assert "stories/new.md" in said and "Did you mean" in said, form
        assert set(_WORD.findall(own.sub("", said).lower().encode())) == set(), form
    for form in ("text", "markdown", "json"):
        said = kgen(config, "diff", "HEAD", "--format", form, "--today", TODAY)
        assert not re.findall(r"q[a-z]+(?:title|text|summary|heading|handbrake)x", said), form
