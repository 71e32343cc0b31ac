"""A sentence where a field has parts: the lines to write hold it, and can be pasted in its place."""

import pytest
import yaml
from gardens import STORY

from kgen.model import MEETING, STORY as STORIES, Diagnostic, Kind, Source
from kgen.read import read_entry

MEETING_FILE = "---\ntitle: The Wednesday table\nheard: Nobody rang.\n---\n"


def told(kind: Kind, text: str) -> list[Diagnostic]:
    entry = read_entry(Source(f"{kind.folder}/a.md", text.encode()), "a.md")
    return [each for each in entry.faults if each.severity == "error"]


def lines_to_write(problem: Diagnostic) -> list[str]:
    return [line for line in problem.fix.split("\n")[1:] if not line.startswith(("`", "If nobody"))]


def pasted(kind: Kind, field: str) -> str:
    """The file once the lines to write are in place of the line that is reported."""
    base = STORY if kind is STORIES else MEETING_FILE
    text = base.replace("---\n", f"---\n{field}", 1)
    [problem] = told(kind, text)
    assert problem.fix.startswith("Write these lines instead")
    assert problem.line is not None
    lines = text.split("\n")
    lines[problem.line - 1 : problem.line] = lines_to_write(problem)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("kind", "field", "read"),
    [
        (STORIES, "change: We now ring.\n", {"status": None, "what": "We now ring."}),
        (STORIES, "change: We now ring: daily.\n", {"status": None, "what": "We now ring: daily."}),
        (STORIES, 'change: "We ring", she said.\n', {"status": None, "what": '"We ring", she said.'}),
        (STORIES, "change: {We now ring}\n", {"status": None, "what": "We now ring"}),
        (STORIES, "change: made\n", {"status": "made"}),
        (STORIES, "tries: the-lamp\n", [{"story": "the-lamp", "went": None}]),
        (STORIES, "tries: The lamp in the hall\n", [{"story": "The lamp in the hall", "went": None}]),
        (
            STORIES,
            "tries: We left a lamp on, as they had.\n",
            [{"story": None, "went": None, "note": "We left a lamp on, as they had."}],
        ),
        (MEETING, "promises: Housing finds out by July\n", [{"what": "Housing finds out by July"}]),
        (MEETING, "promises:\n  - Housing finds out by July\n", [{"what": "Housing finds out by July"}]),
        (MEETING, "promises:\n- Housing: by July\n", [{"what": "Housing: by July"}]),
        (MEETING, "promises:\n  - what: Ring\n  - Ask\n", [{"what": "Ring"}, {"what": "Ask"}]),
        (MEETING, "promises:\n  - Ask\n  - what: Ring\n", [{"what": "Ask"}, {"what": "Ring"}]),
        (MEETING, "chosen: nine-keys\n", {"story": "nine-keys"}),
        (MEETING, "chosen: It was the one that we knew.\n", {"story": None, "why": "It was the one that we knew."}),
    ],
)
def test_the_lines_to_write_hold_the_sentence(kind: Kind, field: str, read: object) -> None:
    text = pasted(kind, field)
    assert yaml.safe_load(text.split("---\n")[1])[field.partition(":")[0]] == read
    assert all(problem.message.endswith(("is empty", "is missing")) for problem in told(kind, text))


def test_a_part_that_has_parts_of_its_own() -> None:
    text = pasted(STORIES, "change:\n  status: made\n  checked: partly\n")
    assert "  checked:\n    when:\n    holds: partly\n" in text


def test_a_sentence_too_long_to_be_repeated_is_spoken_of() -> None:
    [problem] = told(STORIES, STORY.replace("---\n", f"---\nchange: {'We now ring. ' * 13}\n", 1))
    assert problem.fix.startswith("Write these lines instead, with what you wrote after `what:`, and fill in the rest:")
    assert lines_to_write(problem) == ["change:", "  status:", "  what:"]


@pytest.mark.parametrize("said", ["yes", "own", "2026-09", "She agreed."])
def test_no_consent_is_made_of_a_word(said: str) -> None:
    parts = "consent:\n  whose: own\n  others: none\n  given: 2026-09\n"
    assert parts in STORY
    [problem] = told(STORIES, STORY.replace(parts, f"consent: {said}\n"))
    assert lines_to_write(problem) == ["consent:", "  whose:", "  others:", "  given:"]
