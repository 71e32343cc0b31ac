"""Pages of the desk as stewards may see them: empty, usual, very full, and with texts that want to be markup."""

from dataclasses import replace

from desk_drafts import draft, edit, entry
from desk_frames import ATTACKED, BARE, BUSY, FAILED, FRAME, HOSTILE, ITEMS, MANY, NASTY, Samples, item

from kgen.desk import contexts as c
from kgen.desk.news_letter import NewsLetter

MAKES = (("topic", "topic"), ("question", "question"), ("network", "network"), ("person", "person"))


def today() -> Samples:
    usual = c.TodayPage(
        "Today",
        (
            c.ListSection(
                "errors", "Wrong in the garden", "Until this is mended it is left out.", ITEMS[:1], 1, "", True
            ),
            c.ListSection("arrived", "Arrived", "", ITEMS[:3], 3),
            c.ListSection("waiting", "Waiting", "Nothing of this is public.", ITEMS, 7, "/waiting/"),
            c.ListSection("reviews", "Reviews due", "Ask again, or it is hidden when the month ends.", ITEMS[3:], 2),
            c.ListSection("promises", "Promises past their month", "", (), 0),
        ),
        False,
        "The garden was published on 3 March at 14:02, and all went well.",
        True,
        0,
    )
    full = replace(usual, sections=tuple(replace(each, items=MANY, count=1000) for each in usual.sections))
    return {
        "today": (usual, FRAME),
        "today-checking": (replace(usual, is_checking=True, received=3), BUSY),
        "today-empty": (c.TodayPage("Today", (), False, "The garden has not been published yet.", False, 0), BARE),
        "today-full": (full, FAILED),
        "today-hostile": (
            c.TodayPage(
                HOSTILE,
                (c.ListSection("x", HOSTILE, HOSTILE, (item(HOSTILE, HOSTILE, HOSTILE),), 9, "/waiting/", True),),
                False,
                HOSTILE,
                True,
                1,
            ),
            ATTACKED,
        ),
    }


def received() -> Samples:
    usual = c.ReceivedPage(
        "What came of 3 files",
        (
            c.Came(
                "Fwd: my story.eml",
                ITEMS[:1],
                ("Missing: consent, standpoint.", "Left out: a signature, a picture of a logo."),
                ("How to reach them: ring 07911 123456 after six.", "Please do not ring at work."),
                False,
                "",
            ),
            c.Came("sheet.csv", ITEMS[1:4], (), ("How to reach them: ring after six.",), False, "2027-03-03-b.csv"),
            c.Came(
                "holiday.mov",
                (),
                ("kgen does not read this kind of file. Send a text, a mail or a .docx.",),
                (),
                True,
                "",
            ),
        ),
    )
    nasty = c.Came(HOSTILE, (item(HOSTILE, HOSTILE),), (HOSTILE,), (HOSTILE, HOSTILE), True, NASTY)
    return {
        "received": (usual, FRAME),
        "received-empty": (c.ReceivedPage("Nothing arrived", ()), BARE),
        "received-full": (replace(usual, came=usual.came * 20), BUSY),
        "received-hostile": (c.ReceivedPage(HOSTILE, (nasty, replace(nasty, refused=False))), ATTACKED),
    }


CHOICES = (
    c.ChoiceLink("All", "/waiting/", 1204, True),
    c.ChoiceLink("A decision", "/waiting/?for=decision", 12, False),
    c.ChoiceLink("Consent", "/waiting/?for=consent", 1100, False),
    c.ChoiceLink("A second reader", "/waiting/?for=reader", 2, False),
    c.ChoiceLink("An answer", "/waiting/?for=answer", 90, False),
    c.ChoiceLink("Held", "/waiting/?for=held", 0, False),
)
ONE_PAGE = c.Pages(1, 1, "", "")


def lists() -> Samples:
    nasty = (item(HOSTILE, HOSTILE, HOSTILE),)
    here, there = replace(FRAME, path="/waiting/"), replace(FRAME, path="/garden/")
    waiting = c.WaitingPage("Waiting", CHOICES, ITEMS, ONE_PAGE, "")
    in_garden = c.GardenPage("In the garden", "", CHOICES, ITEMS, ONE_PAGE, MAKES)
    middle = c.Pages(7, 25, "?page=6", "?page=8")
    attacked = (c.ChoiceLink(HOSTILE, "/waiting/", 3, True),)
    return {
        "waiting": (waiting, here),
        "waiting-empty": (replace(waiting, choices=(), items=()), replace(BARE, path=here.path)),
        "waiting-nothing": (replace(waiting, items=(), query="gate"), here),
        "waiting-full": (replace(waiting, items=MANY, pages=middle, query="the"), replace(BUSY, path=here.path)),
        "waiting-hostile": (
            c.WaitingPage(HOSTILE, attacked, nasty, middle, HOSTILE),
            replace(ATTACKED, path=here.path),
        ),
        "garden": (in_garden, there),
        "garden-empty": (replace(in_garden, choices=(), items=()), replace(BARE, path=there.path)),
        "garden-nothing": (replace(in_garden, items=(), query="gate"), there),
        "garden-full": (replace(in_garden, items=MANY, pages=middle), replace(BUSY, path=there.path)),
        "garden-hostile": (
            c.GardenPage(HOSTILE, HOSTILE, attacked, nasty, middle, ((NASTY, HOSTILE),)),
            replace(ATTACKED, path=there.path),
        ),
    }


DECISIONS = (
    c.PastDecision("3 March 2027, 14:02", "Published a story", "Amina", "", ITEMS[:1], False, "/undo/abc", ""),
    c.PastDecision(
        "3 March 2027, 13:40",
        "Corrected a story",
        "Bo",
        "A name had been left in it",
        ITEMS[1:2],
        True,
        "/undo/abd",
        "",
    ),
    c.PastDecision(
        "2 March 2027, 9:15",
        "Withdrew a story",
        "Amina",
        "",
        (),
        True,
        "/undo/abe",
        "Undoing this puts the story back for everybody to read, though its teller took it back.",
    ),
    c.PastDecision(
        "1 March 2027, 9:10", "Merged a topic into another", "Bo", "They meant the same", ITEMS[2:4], True, "", ""
    ),
)
CONFLICTS = (
    c.ConflictingFile("content/stories/the-walk-to-the-gate.md", "---\ntitle: Ours\n---\n\nWe walked.\n", None),
    c.ConflictingFile(
        "content/topics/trust.md", "---\ntitle: Trust\n---\n", "---\ntitle: Trusting\nalt: [Trust]\n---\n"
    ),
)


def history() -> Samples:
    frame = replace(FRAME, path="/history/")
    usual = c.HistoryPage(
        "History", DECISIONS, ONE_PAGE, "Published on 3 March at 14:02, and all went well.", True, 1, ()
    )
    nasty = c.PastDecision(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (item(HOSTILE),), False, "/undo/x", HOSTILE)
    attacked = c.HistoryPage(
        HOSTILE, (nasty,), ONE_PAGE, HOSTILE, True, 2, (c.ConflictingFile(HOSTILE, HOSTILE, HOSTILE),)
    )
    return {
        "history": (usual, frame),
        "history-conflict": (replace(usual, conflicts=CONFLICTS, unsent=3), replace(FAILED, path="/history/")),
        "history-empty": (
            replace(usual, decisions=(), can_publish=False, unsent=0, published="Not published yet."),
            replace(BARE, path="/history/"),
        ),
        "history-full": (
            replace(usual, decisions=DECISIONS * 13, pages=c.Pages(2, 9, "?page=1", "?page=3")),
            replace(BUSY, path="/history/"),
        ),
        "history-hostile": (attacked, replace(ATTACKED, path="/history/")),
    }


LETTER = """Dear Dee,

thank you for what you told us. Before anybody else can read it, we would like to ask you:

1. Whose story is it?
2. May it stand on the site, be read at meetings, be in letters about what is new?

Your receipt is

    4f2a-99c1-7d20-11ab-8e3f-0c55

Keep it: with it you can see, change or take back your story at any time.

With thanks
The stewards of Waiting rooms of Exampleshire
"""


def others() -> Samples:
    names = tuple(f"stories/a-{number}" for number in range(5))
    old = c.OldPage("Received long ago", ITEMS, names, 6)
    letter = c.LetterPage("A letter to the teller", "Your story: four questions", LETTER, "/waiting/stories/a/", True)
    months, networks = (("2026-11", "November 2026"), ("2026-10", "October 2026")), (("circle", "Thursday circle"),)
    news = NewsLetter("A letter about what is new", LETTER, "2026-10", months, "circle", networks)
    held = (
        "Git history keeps every version.\n  Ask somebody who knows Git to rewrite it.\nSearch engines may keep a copy."
    )
    did = ("Its text is deleted.", "2 links to it lead nowhere now.")
    gone = c.DonePage("The story is withdrawn", did, ("Search engines: ask them to drop the page.",), held)
    helps = c.HelpPage("Help", "Dr Okoro, the designated lead", "Example Council", sends=False)
    problem = c.ProblemPage(
        "It was not published",
        "Somebody else changed this story while you were reading it.",
        ("Read it again: what changed is marked.", "Your ticks have to be made again."),
        "/waiting/stories/a/",
    )
    return {
        "old": (old, replace(FRAME, path="/old/")),
        "old-empty": (replace(old, items=(), names=(), months=1), replace(BARE, path="/old/")),
        "old-full": (replace(old, items=MANY, names=names * 10), replace(BUSY, path="/old/")),
        "old-hostile": (c.OldPage(HOSTILE, (item(HOSTILE, HOSTILE),), (NASTY,), 6), ATTACKED),
        "letter": (letter, FRAME),
        "letter-plain": (replace(letter, holds_receipt=False), BARE),
        "letter-full": (replace(letter, text=LETTER * 12), BUSY),
        "letter-hostile": (c.LetterPage(HOSTILE, HOSTILE, HOSTILE, "/waiting/", True), ATTACKED),
        "news-letter": (news, FRAME),
        "news-letter-empty": (replace(news, text="", networks=()), BARE),
        "news-letter-hostile": (
            NewsLetter(HOSTILE, HOSTILE, NASTY, ((NASTY, HOSTILE),), NASTY, ((NASTY, HOSTILE),)),
            ATTACKED,
        ),
        "withdrawn": (gone, FRAME),
        "done-empty": (c.DonePage("The story is withdrawn", (), (), ""), BARE),
        "done-hostile": (c.DonePage(HOSTILE, (HOSTILE,), (HOSTILE,), HOSTILE), ATTACKED),
        "help": (helps, FRAME),
        "help-empty": (c.HelpPage("Help", "", "", sends=True), BARE),
        "help-hostile": (c.HelpPage(HOSTILE, HOSTILE, HOSTILE, sends=False), ATTACKED),
        "problem": (problem, FRAME),
        "problem-empty": (c.ProblemPage("There is no such page", "Nothing is at this address.", (), ""), BARE),
        "problem-hostile": (c.ProblemPage(HOSTILE, HOSTILE, (HOSTILE,), "/"), ATTACKED),
    }


SAMPLES: Samples = {
    **today(), **received(), **lists(), **draft(), **edit(), **entry(), **history(), **others(),
}  # fmt: skip
"""Each page that is rendered in tests, with its frame, by a name of its own."""
