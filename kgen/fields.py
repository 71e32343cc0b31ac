"""What the fields of a pydantic model hold, for messages and for files begun for somebody."""

from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def field_of(model: type[BaseModel], name: str) -> FieldInfo | None:
    """The field that people write by this name, which may have another in Python."""
    named = (each for each in model.model_fields.values() if each.alias == name)
    return model.model_fields.get(name) or next(named, None)


def model_in(info: FieldInfo | None) -> type[BaseModel] | None:
    """The model of the values that a field holds, if they have parts of their own, such as `consent`."""
    kinds: list[Any] = [info.annotation] if info else []
    while kinds:
        kind = kinds.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        kinds += get_args(kind)
    return None


def may_stand_alone(model: type[BaseModel]) -> bool:
    """Whether one of a field's parts may be written in place of them all, as a source does in `cites`."""
    extra = model.model_config.get("json_schema_extra")
    return isinstance(extra, dict) and "or_alone" in extra


def example_of(model: type[BaseModel], name: str) -> str:
    """What a field could hold, as somebody would write it."""
    info = field_of(model, name)
    example = info.examples[0] if info and info.examples else "…"
    return str(example).lower() if isinstance(example, bool) else str(example)


def choices_of(model: type[BaseModel], name: str) -> dict[str, str]:
    """The values that a field offers, each with what choosing it says; empty for any other field."""
    info = field_of(model, name)
    extra = info.json_schema_extra if info else None
    says = extra.get("says") if isinstance(extra, dict) else None
    return {word: str(means) for word, means in says.items()} if isinstance(says, dict) else {}
