"""Drafts, entries and forms of the desk, as stewards may see them."""

from dataclasses import replace

from desk_frames import ATTACKED, BARE, BUSY, FRAME, HOSTILE, LONG, NASTY, Samples, item

from kgen.desk import contexts as c, entry_contexts as e
from kgen.desk.signs import COMPLAINT, RISK

FINDINGS = (
    e.Finding(
        "error", "This looks like a phone number.", "Take it out, or write “a number”.", "#word-1", "07911 123456"
    ),
    e.Finding("error", "Nobody has said yes yet.", "Ask, and write the month.", "edit/#field-consent", "Consent"),
    e.Finding("warning", "This looks like a full name.", "Change it, or list it under names.", "#word-2", "Ada Lane"),
    e.Finding("warning", "This is the same name again.", "", "#word-2", "Ada Lane"),
    e.Finding("warning", "This line has a heading of `six` signs.", "Write `##`.", "#text", "line 1"),
    e.Finding("warning", "Nothing is said under “Which services is it about?”.", "Fill it in.", "edit/", ""),
    e.Finding("info", "A title above 90 characters is cut in lists.", "Shorten it.", "edit/#field-title", "Title"),
)
LINES = (
    (e.MarkedText("# The walk to the gate"),),
    (),
    (
        e.MarkedText(
            "Every morning we walked to the gate, and every morning somebody asked us to fill in the same form. Ring "
        ),
        e.MarkedText("07911 123456", "word-1"),
        e.MarkedText(" if you want to know more. "),
        e.MarkedText("Ada Lane", "word-2"),
        e.MarkedText(" was the only one who read what we had written the day before."),
    ),
    (),
    (e.MarkedText("- She said: *I have it here.*"),),
    (e.MarkedText("- We never had to say it again."),),
    (),
    (
        e.MarkedText(
            "After that we stopped dreading the [[gate]]. It was the first time that it was us who were asked."
        ),
    ),
)
FACTS = (
    e.Fact("Who tells it", "I use or used services", "edit/#field-standpoint"),
    e.Fact("Services", "Hospital; Housing", "edit/#field-sectors"),
    e.Fact("Topics", "Trust; Waiting rooms", "edit/#field-topics"),
    e.Fact("Whose story it is", "Their own", "edit/#field-consent.whose"),
    e.Fact("Others in it", "Others are disguised", "edit/#field-consent.others"),
    e.Fact("Month in which consent was given", "", "edit/#field-consent.given"),
    e.Fact("Is a child central in it?", "Yes", "edit/#field-about_child"),
    e.Fact("What it may be used for", "The site; meetings", "edit/#field-consent.uses"),
)
BOXES = (
    e.Checkbox("names", "No name in it is real, but for those who agreed", "Changed: Ada Lane, Bo."),
    e.Checkbox("others", "Everybody else in it agreed, or their own family would not know them", ""),
    e.Checkbox(
        "child",
        "A child in it cannot be known by the details together",
        "At most one of: a place, an age, a rare illness.",
    ),
    e.Checkbox("uses", "It is used for nothing but what its teller said yes to", "The site; meetings."),
    e.Checkbox("seen", "Its teller has seen it as it stands", ""),
)
APPEARS = (
    e.Appears("Trust", "its topic", "/preview/stories/a/site/topics/trust/"),
    e.Appears("Hospital", "its service", "/preview/stories/a/site/sectors/hospital/"),
    e.Appears("New in the garden", "", "/preview/stories/a/site/new/"),
)
TWO = e.Signatures(2, "It is about a child, so two stewards read it before anybody else does.", ("Amina",), True)
DRAFT = e.DraftPage(
    title="The walk to the gate",
    kind="Story",
    name="stories/the-walk-to-the-gate",
    digest="0" * 64,
    came="Came by mail on 3 March",
    state="",
    is_held=False,
    signs=(),
    findings=FINDINGS,
    lines=LINES,
    facts=FACTS,
    boxes=BOXES,
    signatures=e.Signatures(1, "", (), False),
    appears=APPEARS,
    preview="/preview/stories/a/site/stories/a/",
    cannot_publish="",
    can_undo=True,
    has_earlier=True,
    is_public=True,
    questions=("Whose story is it?", "May it stand on the site, be read at meetings, be in letters about what is new?"),
    cannot_ask="",
    can_take_back_letter=False,
)


def draft() -> Samples:
    frame = replace(FRAME, path="/waiting/stories/the-walk-to-the-gate/")
    full = replace(
        DRAFT,
        findings=FINDINGS * 12,
        lines=LINES + LINES[3:] * 40,
        facts=FACTS * 3,
        appears=APPEARS * 10,
        questions=DRAFT.questions * 6,
        title="A title that is much longer than a title should be, by somebody who wanted to say all at once, and did",
    )
    nasty = replace(
        DRAFT,
        title=HOSTILE,
        kind=HOSTILE,
        name=HOSTILE,
        came=HOSTILE,
        state=HOSTILE,
        findings=(e.Finding("error", HOSTILE, HOSTILE, "#word-1", HOSTILE),),
        lines=((e.MarkedText(HOSTILE), e.MarkedText(HOSTILE, "word-1")), (e.MarkedText("مرحبا بكم"),)),
        facts=(e.Fact(HOSTILE, HOSTILE, "edit/"),),
        boxes=(e.Checkbox("x", HOSTILE, HOSTILE),),
        signatures=e.Signatures(2, HOSTILE, (HOSTILE,), False),
        appears=(e.Appears(HOSTILE, HOSTILE, "/preview/x/"),),
        cannot_publish=HOSTILE,
        questions=(HOSTILE,),
    )
    child = replace(
        DRAFT,
        state="You asked its teller on 3 March. No answer yet.",
        can_take_back_letter=True,
        signatures=TWO,
        cannot_publish="A second steward has to read it first.",
        cannot_ask="How to reach its teller is not known to this desk.",
    )
    ready = replace(DRAFT, findings=(), can_undo=False, has_earlier=False, is_public=False)
    empty = replace(
        ready, lines=(), facts=(), boxes=(), appears=(), preview="", questions=(), cannot_publish="It has no text."
    )
    return {
        "draft": (DRAFT, frame),
        "draft-child": (child, replace(frame, notice="You have signed that you read it.")),
        "draft-unsigned": (replace(child, signatures=replace(TWO, mine=False, names=("Bo",))), frame),
        "draft-ready": (ready, frame),
        "draft-signs": (replace(DRAFT, signs=(RISK, COMPLAINT)), frame),
        "draft-held": (replace(DRAFT, state="Held since 3 March: the teller is in hospital.", is_held=True), frame),
        "draft-empty": (empty, replace(BARE, path=frame.path)),
        "draft-full": (full, replace(BUSY, path=frame.path)),
        "draft-hostile": (nasty, replace(ATTACKED, path=frame.path)),
    }


def field(name: str, label: str, control: e.Control, *chosen: str, **more: object) -> e.FormField:
    given = {"choices": (), "problems": (), "group": "What it is about", **more}
    return e.FormField(name=name, label=label, control=control, value="\n".join(chosen), chosen=chosen, **given)  # type: ignore[arg-type]


WHOSE = (
    ("own", "Their own"),
    ("with-permission", "Somebody else’s, who agreed"),
    ("composite", "Put together from several people’s"),
    ("illustrative", "Made up, to show something"),
)
MONTHS = ("That is no month. Write it like 2027-03.",)
TOPICS = tuple((f"topic-{number}", f"Topic number {number}") for number in range(40))
FIELDS = (
    field("title", "Title", "line", "The walk to the gate", longest=200),
    field(
        "standpoint",
        "Who tells it",
        "several",
        "family-carer",
        choices=(("lived-experience", "I use or used services"), ("family-carer", "I care for someone")),
    ),
    field(
        "sectors",
        "Services",
        "names",
        "hospital",
        "a-new-one",
        choices=(("hospital", "Hospital"), ("housing", "Housing"), ("school", "School")),
    ),
    field("topics", "Topics", "names", "topic-3", "Something new", choices=TOPICS),
    field("networks", "Networks", "names"),
    field("period", "When it happened", "choice", "2026-spring", choices=TOPICS[:9]),
    field("consent.whose", "Whose story is it?", "choice", "own", choices=WHOSE, group="Consent"),
    field("consent.given", "Month in which consent was given", "month", "March", problems=MONTHS, group="Consent"),
    field("about_child", "Is a child central in it?", "yes-or-no", "true", group="Consent"),
    field("next", "Next meeting", "day", group="Consent"),
    field("aliases", "Old names and addresses", "lines", "the-gate", "/2019/03/a-post/", group="For the stewards"),
    field(
        "summary",
        "Summary",
        "line",
        "We were asked the same thing each morning.",
        longest=300,
        group="For the stewards",
    ),
)
EDIT = e.EditPage(
    title="The walk to the gate",
    fields=tuple(replace(each, problems=()) for each in FIELDS),
    text="# The walk\n\nEvery morning we walked to the gate.\n" * 12,
    text_problems=(),
    digest="0" * 64,
    back="/waiting/stories/a/",
    is_published=False,
    theirs="",
    unreadable="",
    asks_seen=False,
    hides=False,
    refused=(),
    reason="",
)


def edit() -> Samples:
    frame = replace(FRAME, path="/waiting/stories/a/edit/")
    wrong = replace(EDIT, fields=FIELDS, text_problems=("A heading is never closed.",))
    nasty_field = replace(
        FIELDS[0], label=HOSTILE, value=HOSTILE, chosen=(HOSTILE,), problems=(HOSTILE,), group=HOSTILE
    )
    controls: tuple[e.Control, ...] = ("line", "month", "choice", "several", "names", "lines", "yes-or-no")
    nasty_fields = tuple(
        replace(nasty_field, name=f"x{number}.y", control=control, choices=((HOSTILE, HOSTILE), ("b", LONG)))
        for number, control in enumerate(controls)
    )
    nasty = replace(
        EDIT,
        title=HOSTILE,
        fields=nasty_fields,
        text=HOSTILE,
        text_problems=(HOSTILE,),
        digest=NASTY,
        is_published=True,
        asks_seen=True,
        theirs=HOSTILE,
        refused=(HOSTILE, HOSTILE),
        reason=HOSTILE,
    )
    return {
        "edit": (EDIT, frame),
        "edit-wrong": (wrong, frame),
        "edit-published": (
            replace(EDIT, is_published=True, asks_seen=True, hides=True, back="/garden/stories/a/"),
            replace(frame, path="/garden/stories/a/edit/"),
        ),
        "edit-refused": (
            replace(
                EDIT,
                is_published=True,
                asks_seen=True,
                back="/garden/stories/a/",
                refused=("It is not saved yet: say why you change it.", "And whether its teller knows."),
            ),
            replace(frame, path="/garden/stories/a/save"),
        ),
        "edit-theirs": (replace(EDIT, theirs="---\ntitle: The walk\n---\n\nWe walked.\n" * 9), frame),
        "edit-unreadable": (
            replace(
                EDIT,
                unreadable="---\ntitle: [The walk\n---\n\nWe walked.\n",
                text_problems=("Line 2: a bracket is not closed.",),
            ),
            frame,
        ),
        "edit-empty": (replace(EDIT, fields=(), text=""), replace(BARE, path=frame.path)),
        "edit-full": (replace(EDIT, text=EDIT.text * 30), replace(BUSY, path=frame.path)),
        "edit-hostile": (nasty, replace(ATTACKED, path=frame.path)),
        "new": (e.NewPage("A new topic", "topic", EDIT.fields[:4], "", ()), replace(FRAME, path="/new/topic/")),
        "new-wrong": (
            e.NewPage(
                "A new topic", "topic", FIELDS, "What it means.", ("It was not made.", "There is one of that name.")
            ),
            replace(FRAME, path="/new/topic/"),
        ),
        "new-empty": (e.NewPage("A new topic", "topic", (), "", ()), replace(BARE, path="/new/topic/")),
        "new-hostile": (
            e.NewPage(HOSTILE, HOSTILE, nasty_fields, HOSTILE, (HOSTILE, HOSTILE)),
            replace(ATTACKED, path="/new/topic/"),
        ),
    }


ENTRY = e.EntryPage(
    title="The walk to the gate",
    kind="Story",
    name="stories/the-walk-to-the-gate",
    state="",
    is_hidden=False,
    is_withdrawn=False,
    findings=(),
    lines=LINES,
    facts=FACTS,
    preview="/site/stories/the-walk-to-the-gate/",
    appears=APPEARS,
    can=("hide", "correct", "withdraw", "renew", "rename"),
    others=(),
    next_review="2029-03",
    decisions=(
        c.ListItem("Published", "", "3 March, by Amina"),
        c.ListItem("Hidden", "", "5 April, by Bo: its teller asked for time"),
    ),
)


def entry() -> Samples:
    frame = replace(FRAME, path="/garden/stories/the-walk-to-the-gate/")
    every = ("hide", "show", "correct", "withdraw", "renew", "rename", "merge", "delete")
    hidden = replace(
        ENTRY, state="Hidden since 5 April: its teller asked for time.", is_hidden=True, can=("show", "withdraw")
    )
    topic = replace(ENTRY, kind="Topic", name="topics/trust", can=every, others=TOPICS, findings=FINDINGS)
    gone = replace(
        ENTRY,
        title="A story was withdrawn",
        state="Withdrawn in April.",
        is_withdrawn=True,
        can=(),
        lines=(),
        facts=(),
        preview="",
        appears=(),
        decisions=(),
    )
    nasty = replace(
        topic,
        title=HOSTILE,
        kind=HOSTILE,
        name=NASTY,
        state=HOSTILE,
        findings=(e.Finding("warning", HOSTILE, HOSTILE, "#word-1", HOSTILE),),
        lines=((e.MarkedText(HOSTILE, "word-1"),),),
        facts=(e.Fact(HOSTILE, HOSTILE, "edit/"),),
        appears=(e.Appears(HOSTILE, HOSTILE, "/site/"),),
        others=((NASTY, HOSTILE),),
        next_review=HOSTILE,
        decisions=(item(HOSTILE, HOSTILE, HOSTILE),),
    )
    return {
        "entry": (ENTRY, frame),
        "entry-hidden": (hidden, frame),
        "entry-topic": (topic, frame),
        "entry-gone": (gone, replace(BARE, path=frame.path)),
        "entry-hostile": (nasty, replace(ATTACKED, path=frame.path)),
    }
