"""What a POST holds: the values of its fields and the files in it, kept in memory and within limits."""

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic

from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.types import Receive

from kgen.desk.asked import Dropped
from kgen.desk.door.gate import Call, RequestRefused, malformed

MOST_BYTES = 40 * 1024 * 1024
MOST_FILES = 200
MOST_FIELDS = 2000
LONGEST_FIELD = 4 * 1024 * 1024
LONGEST_NAME = 200
READ_ON = 10
"""How many times what is accepted is still read, and thrown away: a browser that is cut off shows no answer."""
PAUSE = 30.0
"""Seconds for which nothing may arrive."""
PATIENCE = 15 * 60.0
"""Seconds within which all must have arrived: 40 MB at 0.4 megabits a second."""
_SECRETS = ("csrf", "passphrase", "again")


@dataclass(frozen=True, slots=True)
class SentForm:
    fields: Mapping[str, tuple[str, ...]]
    files: tuple[Dropped, ...]

    def first(self, name: str) -> str:
        return self.fields.get(name, ("",))[0]

    def written(self) -> list[str]:
        """What somebody may not want to write again: what is longer than a choice or a name, and not secret."""
        values = [value for name, each in self.fields.items() if name not in _SECRETS for value in each]
        return [value for value in values if len(value) > 40][:50]


class _InMemory(MultiPartParser):
    spool_max_size = MOST_BYTES
    """What people sent never touches the disk on its way."""


async def form_of(call: Call, receive: Receive, *, most_bytes: int = MOST_BYTES) -> SentForm:
    """Read what a POST holds. Raises RequestRefused where it is too much, comes too slowly, or cannot be understood."""
    length = call.once("content-length")
    if length and int(length) > most_bytes * READ_ON:  # h11 takes only digits.
        raise _too_large()
    kind = call.once("content-type")
    what = kind.partition(";")[0].strip().lower()
    if re.search(r"charset\s*=\s*(?!\"?utf-8\b)", kind, re.IGNORECASE):
        raise malformed("It is not UTF-8.")
    headers = Headers(raw=list(call.headers))
    stream = _stream(receive, most_bytes)
    limits = {"max_fields": MOST_FIELDS, "max_part_size": LONGEST_FIELD}
    try:
        if what == "multipart/form-data":
            parsed = await _InMemory(headers, stream, max_files=MOST_FILES, **limits).parse()
        elif what == "application/x-www-form-urlencoded":
            parsed = await FormParser(headers, stream, **limits).parse()
        else:
            raise RequestRefused(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The desk could not read this request", "It does not hold a form."
            )
    except MultiPartException as error:
        if "exceeded" in error.message or "Too many" in error.message:
            raise _too_large() from None
        raise malformed("The form in it is damaged.") from None
    except FormParserError:
        raise malformed("The form in it is damaged.") from None
    finally:
        await stream.aclose()
    return await _sorted(parsed)


def _too_large() -> RequestRefused:
    return RequestRefused(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "This is too much at once",
        f"Nothing was done. The desk takes at most {MOST_FILES} files, and {MOST_BYTES // 1024 // 1024} MB, at once."
        " Send less.",
    )


async def _stream(receive: Receive, most_bytes: int) -> AsyncGenerator[bytes, None]:
    """The bytes of a body as they arrive."""
    taken, ends = 0, monotonic() + PATIENCE
    is_last = False
    while not is_last:
        try:
            message = await asyncio.wait_for(receive(), min(PAUSE, ends - monotonic()))
        except TimeoutError:
            message = {"type": "http.disconnect"}
        if message["type"] == "http.disconnect":
            raise RequestRefused(
                HTTPStatus.REQUEST_TIMEOUT, "This came too slowly", "Nothing was done. Try again, or send less at once."
            )
        body: bytes = message.get("body", b"")
        taken += len(body)
        is_last = not message.get("more_body", False)
        if taken > most_bytes and (is_last or taken > most_bytes * READ_ON):
            raise _too_large()
        if taken <= most_bytes:
            yield body


async def _sorted(parsed: FormData) -> SentForm:
    fields: dict[str, tuple[str, ...]] = {}
    files = []
    for name, value in parsed.multi_items():
        if isinstance(value, UploadFile):
            data = await value.read()
            await value.close()
            if value.filename or data:  # A field for files that was left empty sends one without a name.
                files.append(Dropped(_plain_name(value.filename or ""), data))
        else:
            fields[name] = (*fields.get(name, ()), value.replace("\r\n", "\n").replace("\r", "\n"))
    return SentForm(fields, tuple(files))


def _plain_name(sent: str) -> str:
    """The name of a file without the folders that some browsers and all attackers send along."""
    last = re.split(r"[/\\]", sent)[-1]
    name = "".join(each for each in last if each.isprintable()).strip()
    stem, dot, ending = name.rpartition(".")
    if len(name) > LONGEST_NAME:
        name = stem[: LONGEST_NAME - 1 - len(ending)] + dot + ending if len(ending) < 20 else name[:LONGEST_NAME]
    return name if name.strip(". ") else "file"
