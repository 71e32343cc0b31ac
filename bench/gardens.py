"""Gardens of any size from a seed, and the changes that somebody makes to one.

    python bench/gardens.py STORIES DIR

Each story has 400 words, 4 wikilinks, 3 topics of a heavy-tailed popularity and 1 network; 1 in 10 names a person; 1 in
20 answers a question or a story. Words are drawn as they come in English: a word's frequency falls with its rank.
The same number gives the same bytes.
"""

import random
import re
import sys
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

DAY = "2026-11-23"
"""The day on which these gardens are built; nothing in them is younger."""

CONFIG = """\
site_name: A garden to measure
site_url: https://example.org/
docs_dir: content
theme:
  name: kgen
plugins:
  - kgen
"""

_COMMON = """\
the of and to a in that it was is for on with as had they at be this have from or one by words but not what all were we
when your can said there use an each which she do how their if will up other about out many then them these so some her
would make like him into time has look two more write go see way could people my than first been call who its now find
long down day did get come made may part care school letter office list review meeting home trust room bus phone form
waiting nurse family table door morning key plan visit listen question answer service worker helped changed stayed
""".split()
_ONSETS = "b c d f g h l m n p r s t v w ch gr sh st tr".split()
_VOWELS = "a e i o u ai ea oo".split()
_ENDS = ["", "", "n", "r", "s", "t", "l", "nd", "st", "ck"]

_STANDPOINTS = "lived-experience family-carer community practitioner manager commissioner researcher".split()
_SECTORS = 10
_UNNAMED = 20
"""Every twentieth story is named by no other, so that it can be deleted without breaking a link."""
_PARAGRAPHS, _PARAGRAPH_WORDS = 4, 100


class _Words:
    """A vocabulary of 20,000 words. The word of rank r is drawn with a frequency of 1 / (r + 3)."""

    def __init__(self, chance: random.Random) -> None:
        made = dict.fromkeys(_COMMON)
        while len(made) < 20_000:
            # As in English, the rarer a word the longer.
            parts = range(2 if len(made) < 4_000 else 3)
            made["".join(chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in parts) + chance.choice(_ENDS)] = None
        self._words = list(made)
        self._heights = list(accumulate(1 / (rank + 3) for rank in range(len(made))))
        self._chance = chance

    def draw(self, count: int) -> list[str]:
        return self._chance.choices(self._words, cum_weights=self._heights, k=count)

    def rare(self, count: int) -> list[str]:
        """Words that say what a story is about, as in titles: none of the commonest."""
        return [self._words[self._chance.randrange(150, 3_000)] for _ in range(count)]

    def sentences(self, count: int) -> list[str]:
        """`count` words in sentences of 7 to 20 words, as a list of words with their capitals and stops."""
        words: list[str] = []
        while len(words) < count:
            sentence = self.draw(min(self._chance.randint(7, 20), count - len(words)))
            words += [sentence[0].capitalize(), *sentence[1:-1], f"{sentence[-1]}."] if len(sentence) > 1 else ["Yes."]
        return words


def make(stories: int, folder: Path, seed: int = 1) -> None:
    """Write a garden of so many stories, and what they name, into a folder that does not exist yet."""
    chance = random.Random(f"{seed}/{stories}")
    words = _Words(random.Random(seed))
    topics = max(20, round(stories**0.5))
    networks = questions = max(5, topics // 4)
    people = max(1, stories // 10)
    popularity = list(accumulate(1 / rank for rank in range(1, topics + 1)))
    named = [number for number in range(stories) if number % _UNNAMED != _UNNAMED - 1]

    def entry(kind: str, slug: str, front: str, text: str) -> None:
        path = folder / "content" / kind / f"{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{front}---\n\n{text}\n", encoding="utf-8")

    def text(count: int) -> str:
        return " ".join(words.sentences(count))

    def title(number: int, kind: str) -> str:
        return f"{kind} {number}: {' '.join(words.rare(3))}"

    folder.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    for number in range(topics):
        entry("topics", f"topic-{number}", f"title: '{title(number, 'Topic')}'\n", text(40))
    for number in range(networks):
        entry("networks", f"network-{number}", f"title: '{title(number, 'Network')}'\n", text(40))
    for number in range(questions):
        front = f"title: '{title(number, 'Question')}?'\nwanted: [{chance.choice(_STANDPOINTS)}]\n"
        entry("questions", f"question-{number}", front, text(40))
    for number in range(_SECTORS):
        entry("sectors", f"sector-{number}", f"title: '{title(number, 'Sector')}'\n", text(40))
    for number in range(people):
        front = (
            f"name: Person {number}\nstandpoint: {chance.choice(_STANDPOINTS)}\nsectors: [sector-{number % _SECTORS}]\n"
            f"offers: [topic-{number % topics}]\nasks: [topic-{number * 7 % topics}]\n"
            f"consent: {{given: 2024-01, ref: r{number}}}\n"
        )
        entry("people", f"person-{number}", front, text(30))
    for number in range(stories):
        chosen: set[int] = set()
        while len(chosen) < 3:
            chosen.update(chance.choices(range(topics), cum_weights=popularity))
        front = (
            f"title: '{title(number, 'Story')}'\ndate: {chance.randint(2015, 2024)}-{chance.randint(1, 12):02}\n"
            f"standpoint: {chance.choice(_STANDPOINTS)}\nsectors: [sector-{chance.randrange(_SECTORS)}]\n"
            f"topics: [{', '.join(f'topic-{each}' for each in sorted(chosen))}]\n"
            f"networks: [network-{chance.randrange(networks)}]\n"
        )
        if chance.random() < 0.05:
            answered = f"question-{chance.randrange(questions)}", f"story-{chance.choice(named)}"
            front += f"answers: [{chance.choice(answered)}]\n"
        if number % 10 == 0:
            front += f"author: [person-{chance.randrange(people)}]\n"
        front += "consent: {whose: own, others: none, given: 2024-01}\n"
        paragraphs = []
        for _ in range(_PARAGRAPHS):
            paragraph = words.sentences(_PARAGRAPH_WORDS)
            # After a word and never after a stop, so that the link is in a sentence.
            place = chance.choice([at for at in range(1, len(paragraph)) if not paragraph[at - 1].endswith(".")])
            paragraph.insert(place, f"[[story-{chance.choice(named)}]]")
            paragraphs.append(" ".join(paragraph))
        paragraphs.insert(2, f"## {' '.join(words.rare(3)).capitalize()}")
        entry("stories", f"story-{number}", front, "\n\n".join(paragraphs))


def queries(garden: Path, count: int) -> list[str]:
    """What readers look for: one or two words each of a story's title."""
    paths = sorted((garden / "content/stories").iterdir())
    heads = [path.read_text(encoding="utf-8").split("\n", 2)[1] for path in paths[:: -(-len(paths) // count)]]
    # title: 'Story 7: three rare words'
    return [" ".join(head.strip("'").split()[-3:][: 1 + number % 2]) for number, head in enumerate(heads)]


def change_text(garden: Path, number: int) -> None:
    """Somebody adds a sentence to a story."""
    _edit(_story(garden, number), lambda old: f"{old}\nAnd then it was said {number} times that we stayed.\n")


def change_title(garden: Path, number: int) -> None:
    """A story gets another title."""
    _edit(_story(garden, number), lambda old: re.sub("^title: .*$", f"title: Told again, {number}", old, flags=re.M))


def change_topic(garden: Path, number: int) -> None:
    """A story's first topic is exchanged for one it does not have."""
    path = _story(garden, number)
    had = re.search(r"^topics: \[(.*)\]$", path.read_text(encoding="utf-8"), re.M)
    assert had is not None
    names = had[1].split(", ")
    other = next(name for each in range(4) if (name := f"topic-{each}") not in names)
    _edit(path, lambda old: old.replace(had[0], f"topics: [{', '.join([other, *names[1:]])}]"))


def delete_story(garden: Path, _: int) -> None:
    """A story that no other names is taken out."""
    stories = (garden / "content/stories").iterdir()
    min(path for path in stories if int(path.stem.removeprefix("story-")) % _UNNAMED == _UNNAMED - 1).unlink()


def rename_topic(garden: Path, number: int) -> None:
    """The topic of middle popularity gets another title."""
    topics = len(list((garden / "content/topics").iterdir()))
    path = garden / f"content/topics/topic-{topics // 2}.md"
    _edit(path, lambda old: re.sub("^title: .*$", f"title: As we call it now, {number}", old, flags=re.M))


def _story(garden: Path, number: int) -> Path:
    return garden / f"content/stories/story-{number}.md"


def _edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[1].isdigit():
        raise SystemExit("Usage: python bench/gardens.py STORIES DIR")
    make(int(sys.argv[1]), Path(sys.argv[2]))
