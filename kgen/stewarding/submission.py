"""What reached the stewards, whatever way it took: a file, a form as it was posted, or a message that holds a file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from kgen.importing.documents import UnreadableSource
from kgen.letters import one_line
from kgen.read.unsettled import ANSWERED, SETTLE_FIRST
from kgen.settings import Settings
from kgen.stewarding import sent_mail, sent_table
from kgen.stewarding.form_file import prose, story_file, with_unsettled
from kgen.stewarding.letter import SUBJECT
from kgen.stewarding.mail_frame import begins_with_greeting, without_frame
from kgen.stewarding.sent import NotUnderstood, Request, Sent, called_by, in_words, refuse_long, refuse_other, text_of
from kgen.stewarding.sent_form import form_in, in_file, in_form, lines_of
from kgen.views.form import FOR_STEWARDS_ALONE

LARGEST = 1024 * 1024
"""Bytes: a story of the largest size, each of them posted as %XX, and what a message puts around it."""
_ANSWER = (
    "This answers your letter, and is not a story. Write what they agreed to into the draft, below `consent:`, and run"
    " `kgen accept` (docs/bringing-stories.md, step 4)"
)
_REQUEST = re.compile(
    r"^receipt:(?P<receipt>(?:[ \t]*[0-9a-fA-F]{4}){8})"
    r"\s+wish:[ \t]*(?P<wish>withdraw|change|came-(?:yes|partly|not-for-me))\b"
    r"\s*(?:words:(?P<words>.*))?",
    re.MULTILINE | re.DOTALL,
)
"""A receipt and a wish in a message, as the page /my-story/ writes them (theme/assets/write/my-story.js)."""
Everything = list[Sent | Request]


def everything_in(data: bytes, name: str, settings: Settings, columns: Mapping[str, str] | None = None) -> Everything:
    """Find the stories, or the wish, in what was sent under a name. Raises NotUnderstood.

    `columns` gives the fields of a table's columns that were asked for once (see sent_table.read_table).
    """
    if data.startswith(b"PK\x03\x04"):
        refuse_other(data)
        return [_in_word(data, name, settings)]
    if sent_mail.is_mail(data):
        return _in_mails(sent_mail.mails_in(data), settings)
    table = sent_table.table_text(data, name)
    if table is not None:
        return list(_in_table(table, settings, columns or {}))
    return [_in_text(text_of(data), settings)]


def _in_text(text: str, settings: Settings) -> Sent | Request:
    if text.lstrip().startswith("---\n"):
        return in_file(text.lstrip())
    if fields := form_in(text.strip()):
        return in_form(fields, settings)
    unquoted = _unquoted(text)
    if request := _REQUEST.search(unquoted):
        return Request(request["receipt"], request["wish"], (request["words"] or "").strip())
    begin = re.search(r"^---[ \t]*$", unquoted, flags=re.MULTILINE)
    if begin is not None and re.search(r"^(?:title|standpoint|consent|name|answers):", unquoted, flags=re.MULTILINE):
        note = unquoted[: begin.start()].partition(FOR_STEWARDS_ALONE)[2]
        return replace(in_file(unquoted[begin.start() :]), note=lines_of(note))
    if begins_with_greeting(text):  # A mail that was pasted into a file.
        framed = without_frame(text.strip(), ())
        return in_words(framed.text, settings, cut=tuple(framed.cut))
    return in_words(text, settings)


def _unquoted(text: str) -> str:
    """A text without the marks that mail programs put before its lines."""
    return re.sub(r"^(?:> ?)+", "", text, flags=re.MULTILINE)


# --- Word documents


def _in_word(data: bytes, name: str, settings: Settings) -> Sent:
    try:
        from kgen.importing.word import document_of
    except ImportError:
        raise NotUnderstood("It is a Word document. Install what reads it: pip install 'kgen-garden[import]'") from None
    try:
        document, pictures = document_of(name or "document.docx", data)
    except UnreadableSource as reason:
        raise NotUnderstood(f"It looks like a Word document, but {reason}") from None
    cut = (
        [f"its author, as Word names them, is kept nowhere ({len(document.teller)} letters)"] if document.teller else []
    )
    text = document.text
    for picture in pictures:
        text = text.replace(f"({picture})", f"(../images/{picture})").replace(
            f"(<{picture}>)", f"(../images/{picture})"
        )
    sent = in_words(
        text, settings, title=document.title, month=document.month, cut=(*cut, *document.by_hand), is_markdown=True
    )
    return replace(sent, pictures=pictures)


# --- mails


def _in_mails(mails: Sequence[bytes], settings: Settings) -> Everything:
    """The stories in one mail, or in all of a mailbox."""
    found: Everything = []
    for number, mail in enumerate(mails, 1):
        try:
            found += _in_mail(mail, settings)
        except NotUnderstood as reason:
            if len(mails) == 1:
                raise
            which = f"It holds {len(mails)} mails. Number {number}: {reason}"
            raise NotUnderstood(f"{which}. Save each mail as a file of its own") from None
    return found


def _in_mail(data: bytes, settings: Settings) -> Everything:
    """The stories in a mail: those attached to it, else its own words."""
    try:
        mail = sent_mail.opened(data)
    except RecursionError:
        raise NotUnderstood("It holds messages inside messages, too many to be opened") from None
    except sent_mail.BrokenMail:
        raise NotUnderstood("It looks like an e-mail, but its head is broken. Ask for the text itself") from None
    if mail.subject == SUBJECT:
        raise NotUnderstood(_ANSWER)
    found: Everything = []
    pictures: dict[str, bytes] = {}
    refused: list[str] = []
    of_programs: list[str] = []
    for each in mail.attached:
        if each.kind.startswith("image/"):
            pictures[each.name or f"picture-{len(pictures) + 1}"] = each.data
            continue
        if _NO_STORY.search(each.name) or each.kind in _NO_STORIES:
            of_programs.append(each.name or each.kind)
            continue
        try:
            found += _attached(each, mail, settings)
        except NotUnderstood:
            refused.append(each.name or each.kind)
    words = _markdown_of(mail.words) if mail.is_html and mail.words else mail.words
    cut = [f"“{name}”, which holds no story that can be read" for name in (*refused, *of_programs)]
    own = _own_words(words, mail, settings, is_beside=bool(found or refused))
    if isinstance(own, str):
        cut.append(f"what the mail itself says: “{own}”")
    elif own is not None:
        found.insert(0, own)
    if not found:
        carried = f" ({', '.join(refused)})" if refused else ""
        raise NotUnderstood(f"No story begins in this message, nor in what it carries{carried}")
    first = found[0]
    if isinstance(first, Sent):
        found[0] = replace(first, cut=(*first.cut, *cut), pictures={**first.pictures, **pictures})
    return found


def _attached(part: sent_mail.Attached, mail: sent_mail.Mail, settings: Settings) -> Everything:
    """What is attached to a mail; words, as in a mail that was forwarded as a whole, without their frame."""
    if part.kind == "text/plain" and _is_in_words(text := text_of(part.data)):
        refuse_long(text)
        framed = without_frame(text, mail.sender)
        return [in_words(sent_mail.unwrapped(framed.text), settings, month=mail.month, cut=tuple(framed.cut))]
    found = everything_in(part.data, part.name, settings)
    return [_without_name(each, mail.sender) if isinstance(each, Sent) else each for each in found]


def _without_name(sent: Sent, sender: Sequence[str]) -> Sent:
    """What was sent, without the name of its sender in a title that came from the name of a file."""
    title = re.search(r'^title: "(.*)"$', sent.text, flags=re.MULTILINE)
    new = _without_sender(title[1], sender) if title else ""
    if title is None or new == title[1]:
        return sent
    new = new or called_by(sent.text.rpartition("---\n")[2].strip())
    return replace(sent, text=f'{sent.text[: title.start()]}title: "{new}"{sent.text[title.end() :]}')


FEW_WORDS = 25
"""As few words as this beside an attachment are a note about it."""
_NO_STORY = re.compile(r"^ATT\d+\.|\.(?:vcf|ics|p7s|asc|sig)$", re.IGNORECASE)
_NO_STORIES = ("text/vcard", "text/x-vcard", "text/directory", "text/calendar", "application/pgp-signature")
"""What programs attach to mails: cards, invitations, signatures, what a server separated from the words."""


def _own_words(words: str, mail: sent_mail.Mail, settings: Settings, *, is_beside: bool) -> Sent | Request | str | None:
    """What a mail holds in its own words: a file, a form, a wish or a story. Few words beside an attachment
    (`is_beside`) are a note about it, and come as text."""
    refuse_long(words)
    if _REQUEST.search(_unquoted(words)) or not _is_in_words(words):
        with suppress(NotUnderstood):
            own = _in_text(words, settings)
            return _without_mail_below(own, mail) if isinstance(own, Sent) else own
    framed = without_frame(words, mail.sender, is_forward=mail.is_forward)
    text = framed.text if mail.is_html else sent_mail.unwrapped(framed.text)
    if is_beside and len(text.split()) < FEW_WORDS:
        return one_line(text) or None
    title = _without_sender("" if _says_nothing(mail.subject) else mail.subject, mail.sender)
    try:
        sent = in_words(text, settings, title=title, month=mail.month, cut=tuple(framed.cut), is_markdown=mail.is_html)
    except NotUnderstood:
        return None
    return replace(sent, missing=(*sent.missing, _FORWARDED)) if framed.is_forwarded else sent


_FORWARDED = "it was forwarded: find out who tells it, and ask them"


def _without_sender(title: str, sender: Sequence[str]) -> str:
    """A subject as a title: without its sender's name; none where a long number is left in it."""
    for name in sorted((each for each in sender if "@" not in each), key=len, reverse=True):
        title = re.sub(rf"\W*\b{re.escape(name)}\b\W*", " ", title, flags=re.IGNORECASE)
    title = one_line(title)
    return "" if re.search(r"(?:\d[ -]?){6,}", title) or _says_nothing(title) else title


def _without_mail_below(sent: Sent, mail: sent_mail.Mail) -> Sent:
    """A file that was pasted into a mail, without the signature that follows it."""
    parts = re.match(r"(---[ \t]*\n.*?\n---[ \t]*\n)(.*)", sent.text, flags=re.DOTALL)
    if parts is None:
        return sent
    framed = without_frame(parts[2].strip(), mail.sender, may_be_all=True)
    return replace(sent, text=f"{parts[1]}\n{framed.text}\n", cut=(*sent.cut, *framed.cut))


def _is_in_words(text: str) -> bool:
    """Whether it holds neither a file nor a form, only words."""
    return not re.search(r"^(?:> ?)*---[ \t]*$", text, flags=re.MULTILINE) and not form_in(text.strip())


def _says_nothing(subject: str) -> bool:
    """Whether a subject is not a title: `My story`."""
    return not subject or bool(
        re.fullmatch(r"(?:my|a|our|the|your)? ?(?:story|stories|experience)s?\W*", subject, re.I)
    )


def _markdown_of(html: str) -> str:
    try:
        from kgen.importing.html_text import markdown_of
    except ImportError:
        raise NotUnderstood("It is a mail in HTML. Install what reads it: pip install 'kgen-garden[import]'") from None
    return markdown_of(html).text


# --- tables


def _in_table(text: str, settings: Settings, columns: Mapping[str, str]) -> Iterator[Sent]:
    try:
        table = sent_table.read_table(text, settings, columns)
    except ValueError as reason:
        raise NotUnderstood(f"It looks like a table, but {reason}") from None
    if not table.rows:
        raise NotUnderstood(
            "It is a table, but no column of it is known to hold a story. Say in drafts/columns.yml which"
        )
    cut = tuple(f"the column “{heading}”" for heading in (*table.left_out, *table.unknown))
    for row in table.rows:
        values = {"date": row.month or settings.month, "title": "", **row.values}
        if not values["title"] and not values.get("answers"):
            values["title"] = called_by(prose(row.text))
        if row.agrees:
            values["consent.given"] = str(values["date"])
        unsettled = {ANSWERED: row.answered, SETTLE_FIRST: "; ".join(row.doubts)}
        yield Sent(with_unsettled(story_file(values, row.text), unsettled), missing=row.to_read, cut=cut)
