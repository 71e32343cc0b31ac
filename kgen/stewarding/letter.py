"""A letter to the teller of a draft, who is asked whether it may be published, and given a receipt.

Making it writes the hash of the receipt into the draft; the receipt itself is only in the letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import yaml

from kgen.diagnostic import Code
from kgen.editing.changes import Changes
from kgen.editing.source_file import SourceFile, with_field
from kgen.english import month_in_words
from kgen.field_parts import Consent
from kgen.field_types import SITE
from kgen.fields import choices_of
from kgen.importing.drafts import FOLDER, read_drafts, unsettled_in
from kgen.model import STORY, Diagnostic, Entry
from kgen.read import digest_of
from kgen.read.yaml_text import composed, quoted, scalar
from kgen.safeguarding.receipts import hash_of
from kgen.settings import ConfigurationError, Settings
from kgen.settings.file import in_letters
from kgen.site import own_page
from kgen.stewarding.accepting import named
from kgen.stewarding.receipts import in_groups, new_receipt

SUBJECT = "May we publish what you told us?"
_LETTER = """\
Hello,

{told}: “{title}”.

We would like to publish it in {garden}{address}, where people who use services and people who \
work in them learn from each other. Anybody can then read it, find it and copy it. We can take it off our website at \
any time, but not out of copies that others have made. Nothing of it has been published there yet.

May we? Please answer in your own words. These are our questions:

1. Is it your own story? If it is somebody else’s: have they agreed, and may we keep a note of that?
2. Are other people in it? Have they agreed, or is it told so that nobody can recognise them?
3. Is a child at its centre, or could a child be recognised in it?
4. Would you like a name to appear with it, one that you choose? If you give none, it appears without a name.
5. Besides our website, may we use it for any of these? You need not choose any.
{uses}
6. Is there anything that should change first, or that you would rather leave out?
{more}
You need not answer. Without your yes it will not be published, and we delete it after {months} months.

If you say yes, you can change your mind at any time, without saying why: show us this receipt, and we take the \
story back or change it.{later} Nobody can find out from it who you are, and we keep no copy. Please \
keep it as you keep a key.

    {receipt}

{contact}
The stewards of {garden}{text}
"""
NO_LETTER = (Code.REFUSED, Code.UNDER_AGE)
"""What speaks against writing to somebody to ask."""
IS_RIGHT = "The text has been changed. It is below, as it would be published. Is it right?"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: its subject, its text, and what writes the hash of its receipt into the draft.

    The receipt is only in the text, which is shown once and kept nowhere.
    """

    subject: str
    text: str = field(repr=False)
    changes: Changes


def letter(settings: Settings, name: str, questions: Sequence[str] = (), text: str = "") -> Letter:
    """The letter for a draft (as `named` finds it), with a receipt that is made for it, further questions, and its text
    where its teller has not seen it.

    Raises ConfigurationError where there is no such draft, where it is not a story, where its teller answered something
    that speaks against it, and where it has a receipt: nobody gets a second letter.
    """
    source = named([name], settings)[0]
    entry = read_drafts([source], settings)[0]
    if not STORY.includes(entry):
        raise ConfigurationError(f"{FOLDER}/{source.name} is not a story. A letter asks for consent to a story.")
    if said := why_no_letter(entry):
        raise ConfigurationError(f"{FOLDER}/{source.name}: {said.message}, so no letter asks them. {said.fix}")
    receipt = new_receipt()
    try:
        data = with_field(source.data, "consent", _consent(source.data, hash_of(receipt)))
    except (ValueError, yaml.YAMLError):
        raise ConfigurationError(f"{FOLDER}/{source.name} cannot be understood. Mend its first lines.") from None
    told = f"You told a story in {month_in_words(entry.meta.date)}" if entry.meta.date else "You told a story"
    mine = settings.address(own_page("my-story").address)
    title = entry.title or "without a title"
    words = _LETTER.format(
        told=told,
        title=title,
        **of_garden(settings),
        later=f" On {mine} you can see what came of it." if mine else "",
        uses="\n".join(f"   - {words}" for use, words in choices_of(Consent, "uses").items() if use != SITE),
        more="".join(f"{number}. {question}\n" for number, question in enumerate(questions, 7)),
        receipt=in_groups(receipt),
        text=below(title, text),
    )
    path = f"{FOLDER}/{source.name}"
    return Letter(SUBJECT, words.strip(), Changes({path: data}, {path: digest_of(source.data)}))


def why_no_letter(entry: Entry) -> Diagnostic | None:
    """What speaks against asking the teller of a draft: that they said No, or have to be talked to first."""
    return next((each for each in unsettled_in(entry) if each.code in NO_LETTER), None)


def of_garden(settings: Settings) -> dict[str, object]:
    """What each letter says of the garden."""
    return {
        "garden": settings.site_name,
        "address": f" ({in_letters(settings.site_url)})" if settings.site_url else "",
        "months": settings.keep_received_months,
        "contact": f"You can reach us at {settings.contact}.\n" if settings.contact else "",
    }


def below(title: str, text: str) -> str:
    """A text as it is put below a letter; empty where there is none."""
    return f"\n\n-----\n\n{title}\n\n{text}" if text else ""


def _consent(data: bytes, ref: str) -> str:
    """The consent that a draft has, with a `ref`, and a line for each part that is still to be filled in.

    Raises ConfigurationError where it has a `ref` already: with another, nobody could show the receipt for it any more.
    """
    root = composed(SourceFile(data).block)
    said: dict[str, str] = {"whose": "", "others": "", "given": ""}
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "consent" and isinstance(value, yaml.MappingNode):
            said |= {name.value: _in_one_line(inner) for name, inner in value.value}
    if said.get("ref"):
        raise ConfigurationError(
            "It has a `ref` already: a receipt that its teller holds, or a number of your register. A new letter would"
            " make that worthless. If no letter or receipt ever left your hands, delete the line, and run this again."
        )
    lines = [f"  {name}: {value}".rstrip() for name, value in {**said, "ref": quoted(ref)}.items()]
    return "\n".join(["", *lines])


def _in_one_line(node: yaml.Node) -> str:
    """A value, or a list of values, as it may be written after a colon; empty where it holds none."""
    if isinstance(node, yaml.ScalarNode):
        return scalar(node.value) if node.value else ""
    if not isinstance(node, yaml.SequenceNode):
        raise ValueError("a mapping in consent")
    return f"[{', '.join(filter(None, map(_in_one_line, node.value)))}]"
