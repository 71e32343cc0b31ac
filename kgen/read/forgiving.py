"""A kind's fields with none of them required: to check what somebody did write."""

from copy import copy
from functools import lru_cache
from typing import Any, get_origin

from pydantic import BaseModel, ValidationError, create_model

from kgen.meta import Meta


@lru_cache
def forgiving(meta: type[BaseModel]) -> Any:
    """The same fields as a class of their own, none of them required."""
    optional: dict[str, Any] = {}
    for name, info in meta.model_fields.items():
        if info.is_required():
            unneeded = copy(info)
            unneeded.default = () if get_origin(info.annotation) is tuple else None
            optional[name] = (info.annotation, unneeded)
    loose: Any = create_model(meta.__name__, __base__=meta, **optional)
    loose.__reduce__ = lambda self: (_blank, (meta,), self.__getstate__())  # type: ignore[method-assign]
    return loose


def _blank(meta: type[Meta]) -> Any:
    """For pickle, which cannot find by its name a class that was made while the program runs."""
    loose = forgiving(meta)
    return loose.__new__(loose)


def takes(model: type[BaseModel], name: str, text: str) -> bool:
    """Whether a field takes a text as it is."""
    try:
        forgiving(model).model_validate({name: text})
    except ValidationError:
        return False
    return True
