"""Moments: kept in UTC to the minute, such as `2026-11-29 10:15`, and shown as this computer's clock has them."""

from datetime import UTC, datetime

from kgen.english import MONTHS

_FORM = "%Y-%m-%d %H:%M"


def now() -> str:
    return datetime.now(UTC).strftime(_FORM)


def in_local_time(moment: str | datetime) -> str:
    """A moment that was kept, or one that knows its zone, as the clock on the wall has it: `9 May 2026, 11:15`."""
    if isinstance(moment, str):
        moment = datetime.strptime(moment, _FORM).replace(tzinfo=UTC)
    local = moment.astimezone()
    return f"{local.day} {MONTHS[local.month - 1]} {local:%Y, %H:%M}"
