"""What a garden works out from its own answers."""

from collections.abc import Callable
from typing import Any, TypeVar

Method = TypeVar("Method", bound=Callable[..., Any])


def derived(method: Method) -> Method:
    """Mark a method of Garden that only asks others of its public names: it is not a question of its own in a record of
    what a page asked (kgen.weave.recording)."""
    method.is_derived = True  # type: ignore[attr-defined]
    return method
