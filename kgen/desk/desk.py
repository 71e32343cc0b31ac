"""The steward's desk: what is asked of it, and what it answers.

It runs in a process of its own, one request after another, so that two stewards never decide at the same moment.
"""

import re
from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path

from kgen.desk import acting, lists, showing
from kgen.desk.addresses import GARDEN, WAITING
from kgen.desk.asked import DeskRequest
from kgen.desk.contexts import DeskFrame, DeskPage, ProblemPage
from kgen.desk.decisions import DecisionRefused
from kgen.desk.field_values import NotReadable
from kgen.desk.history import HistoryError
from kgen.desk.news_letter import news_letter
from kgen.desk.on_drafts import ON_DRAFTS
from kgen.desk.on_entries import ON_ENTRIES, make
from kgen.desk.rendering import render
from kgen.desk.requests import said_done
from kgen.desk.showing import nothing
from kgen.desk.workplace import Workplace, opened
from kgen.model import KIND_BY_FOLDER
from kgen.parallel import Child, WorkFailed
from kgen.serve.answer import Answer, redirect
from kgen.settings import ConfigurationError

_NAME = rf"(?P<name>(?:{'|'.join(KIND_BY_FOLDER)})/[a-z0-9][a-z0-9-]*)"
Made = Callable[..., Answer | DeskPage]
"""What answers a request: given the place, what was asked, and the parts of its address."""


_TABLE: tuple[tuple[str, str, Made], ...] = (
    ("GET", r"/", lists.today),
    ("GET", WAITING, lists.waiting),
    ("GET", rf"{WAITING}{_NAME}/", showing.draft),
    ("GET", rf"{WAITING}{_NAME}/edit/", showing.edit_draft),
    ("GET", GARDEN, lists.in_the_garden),
    ("GET", rf"{GARDEN}{_NAME}/", showing.entry),
    ("GET", rf"{GARDEN}{_NAME}/edit/", showing.edit_entry),
    ("GET", r"/new/(?P<kind>[a-z]+)/", showing.new),
    ("GET", r"/history/", showing.history),
    ("GET", r"/old/", lists.old),
    ("GET", r"/letter/", news_letter),
    ("GET", r"/site/.*", showing.site),
    ("GET", rf"/preview/{_NAME}/site/.*", showing.preview),
    ("POST", r"/received/", acting.received),
    ("POST", r"/fetch/", acting.fetched),
    *(("POST", rf"{WAITING}{_NAME}/{verb}", act) for verb, act in ON_DRAFTS.items()),
    *(("POST", rf"{GARDEN}{_NAME}/{verb}", act) for verb, act in ON_ENTRIES.items()),
    ("POST", r"/new/(?P<kind>[a-z]+)/", make),
    ("POST", r"/publish", acting.publish),
    ("POST", r"/receipt", acting.shows_receipt),
    ("GET", r"/help/", showing.help_page),
    ("POST", r"/history/undo/(?P<id>[0-9a-f]{40,64})", acting.undo),
    ("POST", r"/old/delete", acting.delete_old),
)
"""The method and the pattern of each address, and what answers there."""
_ROUTES = [(method, re.compile(pattern), made) for method, pattern, made in _TABLE]


class Desk:
    """One garden's desk. `received` is a folder in which a receiver puts what was sent, if there is one."""

    def __init__(self, config_file: Path, received: Path | None = None, *, can_sign_out: bool = True) -> None:
        self._config_file = config_file.absolute()
        self._received = received
        self._can_sign_out = can_sign_out
        self._place: Workplace | None = None
        self._why = ""
        self._open()

    def _open(self) -> None:
        """Open the garden; where that fails, say why on each page until it is fixed."""
        try:
            self._place, self._why = opened(self._config_file, self._received), ""
        except (ConfigurationError, HistoryError, WorkFailed, OSError) as error:
            self._place, self._why = None, str(error)

    # --- work in the background

    @property
    def behind(self) -> list[Child]:
        return self._place.kept.behind if self._place else []

    @property
    def is_busy(self) -> bool:
        """Whether work that cannot be waited for is under way, so that `collect` has to be called now and then."""
        return self._place is not None and self._place.publisher.is_busy

    @property
    def gardens(self) -> int:
        """How many gardens have been woven so far: memory has to be cleared of all but the last."""
        return self._place.kept.woven if self._place is not None else 0

    def collect(self) -> None:
        """Take over what work in the background has found."""
        if self._place is not None:
            self._place.kept.collect()
            if self._place.publisher.collect():
                self._place.kept.refresh()

    def close(self) -> None:
        if self._place is not None:
            self._place.close()

    # --- answering

    def answer(self, asked: DeskRequest) -> Answer:
        """What a steward is shown, or what comes of what they decided."""
        if self._place is None:
            self._open()
        if self._place is None:
            return self._page(asked, ProblemPage("The garden cannot be opened", self._why, (), "/"), HTTPStatus.OK)
        try:
            if asked.method == "GET" and (file := self._place.kept.loaded(asked.path)) is not None:
                return file
            self._place.kept.refresh()
            self._place.forget_gone()
            return self._answer(asked, self._place)
        except DecisionRefused as reason:
            return self._refused(asked, str(reason), reason.lines)
        except HistoryError as reason:
            return self._refused(asked, reason.what, [each for each in (reason.where, reason.fix) if each])
        except ConfigurationError as reason:
            return self._refused(asked, str(reason), [])
        except NotReadable:
            return self._refused(asked, "Its fields cannot be read. Correct the file first.", [])
        except WorkFailed:
            return self._refused(asked, "The checks could not be finished; the terminal says why.", [])
        except OSError as error:
            return self._refused(asked, f"A file could not be read or written: {error.strerror or error}.", [])

    def _refused(self, asked: DeskRequest, message: str, lines: Sequence[str]) -> Answer:
        back = asked.path.rpartition("/")[0] + "/" if asked.method == "POST" else "/"
        return self._page(asked, ProblemPage("Not done", message, tuple(lines), back), HTTPStatus.CONFLICT)

    def _answer(self, asked: DeskRequest, place: Workplace) -> Answer:
        for method, pattern, made in _ROUTES:
            if found := pattern.fullmatch(asked.path):
                if method != asked.method:
                    continue
                result = made(place, asked, **found.groupdict())
                return result if isinstance(result, Answer) else self._page(asked, result, HTTPStatus.OK)
        with_slash = f"{asked.path}/"
        if asked.method == "GET" and any(pattern.fullmatch(with_slash) for _, pattern, _ in _ROUTES):
            return redirect(with_slash)
        return self._page(asked, nothing("/"), HTTPStatus.NOT_FOUND)

    def _page(self, asked: DeskRequest, page: DeskPage, status: HTTPStatus) -> Answer:
        return Answer(status, render(page, self._frame(asked)))

    def _frame(self, asked: DeskRequest) -> DeskFrame:
        place = self._place
        publisher = place.publisher if place else None
        return DeskFrame(
            garden=place.kept.settings.site_name if place and not place.kept.why_broken else "",
            steward=asked.steward.name,
            can_sign_out=self._can_sign_out,
            csrf=asked.csrf,
            path=asked.path,
            waiting=len(place.kept.summaries) if place else 0,
            publishing=lists.said_of(publisher) if publisher and (publisher.last.when or publisher.is_busy) else "",
            publishing_failed=publisher is not None and not publisher.last.went_well,
            notice=said_done(asked.query.get("done", "")),
        )
