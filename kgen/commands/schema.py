"""kgen schema: the fields of each kind, as JSON Schema for editors or as a table for people."""

import difflib
import json
import re
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import StringSchema

from kgen.model import KIND_BY_NAME, KINDS, Kind, kind_meant
from kgen.settings import ConfigurationError


def kind_named(name: str) -> Kind:
    """Return the kind of a name, in capitals or in the plural too. Raises ConfigurationError naming the kinds there
    are."""
    if kind := kind_meant(name):
        return kind
    near = difflib.get_close_matches(name.lower(), KIND_BY_NAME, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise ConfigurationError(f"There is no kind {name}.{meant} The kinds are: {', '.join(KIND_BY_NAME)}.")


class _AsYaml(GenerateJsonSchema):
    """An editor reads a number where kgen reads text: the year 1998, the title 2026."""

    def str_schema(self, schema: StringSchema) -> JsonSchemaValue:
        text = super().str_schema(schema)
        return {"anyOf": [text, {"type": "number"}]} if re.match(text.get("pattern", ""), "1998") else text


def schema_of(kind: Kind) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a kind's front matter. A list also accepts a single value, and a field
    that may be left out may be empty."""
    schema = kind.meta.model_json_schema(by_alias=True, schema_generator=_AsYaml)
    parts = schema.get("$defs", {})
    for part in (schema, *parts.values()):
        part["properties"] = {name: _as_written(value) for name, value in part["properties"].items()}
    for name, part in parts.items():
        if alone := part.pop("or_alone", ""):
            parts[name] = {"anyOf": [part["properties"][alone], part]}
    if "withdrawn" in schema["properties"]:
        # A tombstone holds nothing else, and a draft may lack anything but its title.
        schema["anyOf"] = [{"required": each} for each in (schema.pop("required"), ["withdrawn"], ["title", "draft"])]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"kgen {kind}"}


def _as_written(field: dict[str, Any]) -> dict[str, Any]:
    if field.get("type") not in ("array", "boolean"):
        return field
    typed = {name: field[name] for name in ("type", "items", "minItems", "maxItems") if name in field}
    described = {name: value for name, value in field.items() if name not in typed}
    alone = [typed["items"]] if "items" in typed else []
    return {**described, "anyOf": [typed, *alone, *([{"type": "null"}] if "default" in field else [])]}


def run(name: str, *, text: bool) -> int:
    kinds = [kind_named(name)] if name else list(KINDS)
    if text:
        print("\n\n".join(_as_text(kind) for kind in kinds))
    else:
        schemas = {kind.name: schema_of(kind) for kind in kinds}
        print(json.dumps(schemas[name] if name else schemas, indent=2, ensure_ascii=False))
    return 0


def _as_text(kind: Kind) -> str:
    fields = kind.meta.model_fields.items()
    lines = [f"{info.alias or name:12} {info.description}" for name, info in fields]
    return "\n".join([f"{kind.name} (content/{kind.folder}/*.md)", "", *lines])
