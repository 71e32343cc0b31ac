"""A small garden of every kind of entry, and somebody who changes it at random."""

import random
from collections.abc import Callable
from pathlib import Path

import yaml
from gardens import BASIS, NETWORK, PERSON, QUESTION, story

FILES = {
    **BASIS,
    "topics/waiting.md": "---\ntitle: Waiting\nbroader: [trust]\nrelated: [forms]\n---\n",
    "topics/forms.md": "---\ntitle: Forms\nalt: [paperwork]\n---\n\nSee [[trust]] and [[Story 2]].\n",
    "sectors/housing.md": "---\ntitle: Housing\n---\n",
    "networks/circle.md": NETWORK,
    "questions/holds.md": QUESTION,
    "people/dee.md": PERSON,
    "pages/home.md": "---\ntitle: Home\n---\n\nWelcome.\n",
    "pages/about.md": "---\ntitle: About\n---\n\nAbout ![[s1]].\n",
    "meetings/june.md": "---\ntitle: In June\nnetwork: circle\nwhen: 2026-06-03\n---\n\nWe met.\n",
    "sources/ties.md": "---\ntitle: Weak ties\nauthors: [A. Writer]\nyear: 1973\n---\n",
    **{f"stories/s{number}.md": story(f"Number {number}.", title=f"Story {number}") for number in range(8)},
}


class Gardener:
    """Changes a garden at random: each method is one edit. What it writes may be wrong, as people's files are."""

    def __init__(self, content: Path, chance: random.Random) -> None:
        self.content = content
        self.chance = chance

    def edit(self) -> str:
        edits: list[Callable[[], str]] = [
            self.tell, self.tell, self.reword, self.reword, self.retitle, self.refer, self.embed, self.answer,
            self.delete, self.rename, self.hide, self.lapse, self.withdraw, self.break_, self.retitle_topic,
            self.retitle_page, self.describe_person, self.translate, self.try_out, self.look_again, self.judge,
            self.meet, self.plan_to_meet, self.publish_elsewhere, self.cite,
        ]  # fmt: skip
        return self.chance.choice(edits)()

    def _stories(self) -> list[Path]:
        return sorted((self.content / "stories").glob("*.md"))

    def _any(self) -> Path:
        return self.chance.choice(self._stories())

    def _slug(self) -> str:
        return f"s{self.chance.randrange(12)}"

    def _topics(self) -> list[str]:
        return self.chance.sample(["trust", "waiting", "forms"], self.chance.randint(1, 3))

    def _story(self, slug: str, text: str = "", **fields: object) -> str:
        sectors = [self.chance.choice(["schools", "housing"])]
        text = text or f"Words {self.chance.random()}. A second sentence about [[{self._slug()}]]."
        (self.content / f"stories/{slug}.md").write_text(
            story(text, title=f"Story {slug}", topics=self._topics(), sectors=sectors, **fields)  # type: ignore[arg-type]
        )
        return f"{slug}: {text} {fields}"

    def tell(self) -> str:
        return self._story(self._slug())

    def reword(self) -> str:
        path = self._any()
        path.write_text(path.read_text().rstrip() + f"\n\nAdded {self.chance.random()}.\n")
        return f"reword {path.name}"

    def retitle(self) -> str:
        path = self._any()
        title = self.chance.choice(["Trust", "Anew", "<b>Bold</b>", f"Title {self.chance.random()}"])
        path.write_text("\n".join(f"title: '{title}'" if line.startswith("title:") else line for line in
                                  path.read_text().split("\n")))  # fmt: skip
        return f"retitle {path.name} {title}"

    def refer(self) -> str:
        return self._story(self._slug(), f"See [[{self._slug()}]], [[Anew]], [[dee|Dee]] and [[holds]].")

    def embed(self) -> str:
        return self._story(self._slug(), f"First.\n\n![[{self._slug()}]]\n\nLast [[about]].")

    def answer(self) -> str:
        answered = self.chance.choice(["holds", self._slug()])
        change = {"status": self.chance.choice(["made", "planned"]), "what": "A call before the letter."}
        return self._story(self._slug(), answers=[answered], author=["dee"], networks=["circle"], change=change)

    def translate(self) -> str:
        return self._story(self._slug(), f"Told anew, as in [[Story {self._slug()}]].", lang="cy")

    def delete(self) -> str:
        path = self._any()
        if len(self._stories()) > 3:
            path.unlink()
        return f"delete {path.name}"

    def rename(self) -> str:
        path, slug = self._any(), self._slug()
        path.rename(path.with_name(f"{slug}.md"))
        return f"rename {path.name} {slug}"

    def hide(self) -> str:
        return self._story(self._slug(), draft=True)

    def lapse(self) -> str:
        return self._story(self._slug(), consent={"given": "2025-01", "review": "2026-09"})

    def withdraw(self) -> str:
        path = self._any()
        path.write_text("---\nwithdrawn: 2026-10\n---\n")
        return f"withdraw {path.name}"

    def break_(self) -> str:
        path = self._any()
        path.write_text("---\ntitle: [broken\n---\n")
        return f"break {path.name}"

    def retitle_topic(self) -> str:
        title = self.chance.choice(["Trust", "Faith", "Story s1"])
        (self.content / "topics/trust.md").write_text(f"---\ntitle: {title}\nalt: [reliance]\n---\n\nText.\n")
        return f"topic {title}"

    def retitle_page(self) -> str:
        (self.content / "pages/about.md").write_text(f"---\ntitle: About {self.chance.random()}\n---\n\n[[s2]]\n")
        return "page"

    def describe_person(self) -> str:
        offers = self._topics()
        (self.content / "people/dee.md").write_text(PERSON.replace("---\nname", f"---\noffers: {offers}\nname"))
        return f"dee offers {offers}"

    def try_out(self) -> str:
        went = self.chance.choice(["worked", "adapted", "did-not"])
        tries = [{"story": self._slug(), "went": went, "note": f"Note {self.chance.random()}."} for _ in range(2)]
        return self._story(self._slug(), tries=tries)

    def look_again(self) -> str:
        checked = {"when": "2026-11", "holds": self.chance.choice(["yes", "partly", "no"])}
        change = {"status": "made", "what": "A call.", "when": "2025-10", "checked": checked}
        return self._story(self._slug(), answers=[self._slug()], change=change)

    def judge(self) -> str:
        return self._story(self._slug(), came_of_it=self.chance.choice(["yes", "partly", "not-for-me"]))

    def meet(self) -> str:
        status, when = self.chance.choice(["open", "kept", "dropped"]), self.chance.choice(["2026-06-03", "2027-02-01"])
        front = {
            "title": f"Meeting {self.chance.random()}",
            "network": "circle",
            "when": when,
            "heard": "Nobody rang.",
            **({"consent": {"given": "2026-07"}} if self.chance.random() < 0.5 else {}),
            "promises": [{"what": "Ask", "who": "housing", "due": "2026-08", "status": status}],
            "chosen": {"story": self._slug(), "why": "It was short."},
            "stories": [self._slug()],
        }
        name = self.chance.choice(["june", "july"])
        (self.content / f"meetings/{name}.md").write_text(f"---\n{yaml.safe_dump(front)}---\n\n[[{self._slug()}]]\n")
        return f"meet {name} {when} {status}"

    def plan_to_meet(self) -> str:
        more = self.chance.choice(["", "open: true\nwhere: The library\ntime: 18:30\n", "promises: public\n"])
        day = self.chance.choice(["2026-12-03", "2020-01-01"])
        (self.content / "networks/circle.md").write_text(f"---\ntitle: Circle\nnext: {day}\n{more}---\n")
        return f"next {day} {more}"

    def publish_elsewhere(self) -> str:
        title = self.chance.choice(["Weak ties", "Ties", "Trust"])
        path = self.content / "sources/ties.md"
        path.write_text(f"---\ntitle: {title}\nyear: 1973\ndoi: 10.1000/{self.chance.randrange(3)}\n---\n")
        return f"source {title}"

    def cite(self) -> str:
        says = self.chance.choice(["bears-out", "complicates"])
        cites = ["10.1000/1", {"source": "ties", "says": says}]
        front = yaml.safe_dump({"title": "Waiting", "cites": cites})
        (self.content / "topics/waiting.md").write_text(f"---\n{front}---\n")
        return self._story(self._slug(), cites=cites[self.chance.randrange(2) :])
