"""Lines for a writer to fill in, and what each field holds, in words."""

from typing import get_origin

from pydantic import BaseModel

from kgen.english import either, sentence_case
from kgen.field_types import EntryNames
from kgen.fields import choices_of, field_of, model_in
from kgen.frontmatter import WORDS, StoryMeta
from kgen.meta import marks_of
from kgen.model import Kind
from kgen.read.forgiving import takes
from kgen.read.yaml_text import in_brackets, in_quotes_if_needed, written_line

HOW_MONTHS_ARE_WRITTEN = "October 2026 is written 2026-10"


def meaning(model: type[BaseModel], name: str) -> str:
    """What a field holds, as a sentence; for a few words to choose from, what each of them says."""
    info = field_of(model, name)
    if info is None:
        return ""
    if says := choices_of(model, name):
        return f"{info.title} Write {either([_choice(word, means) for word, means in says.items()])}."
    month = f"; {HOW_MONTHS_ARE_WRITTEN}" if "month" in (info.description or "") else ""
    description = info.description or ""
    return f"{sentence_case(description)}{month}."


def _choice(word: str, means: str) -> str:
    """A word to choose, with what it says, if that differs: `partly` (in part), `yes`."""
    means = means if means.startswith("I ") else means[:1].lower() + means[1:]
    return f"`{word}`" if means.replace(" ", "-") == word else f"`{word}` ({means})"


def to_fill_in(
    meta: type[BaseModel], name: str, indent: int = 0, said: str = "", *, is_item: bool = False, is_there: bool = False
) -> str:
    """The lines of a field such as `consent`, and what each may hold; `indent` is how many spaces come before it.

    What was `said` in place of them is put in the part where it most likely belongs. Nothing else is filled in:
    nobody's consent is presumed. For one item of a list, only its lines are given. Where the field `is_there` and
    empty, they stand in its place.
    """
    part = part_for(meta, name, said) if said else ""
    line = f"{part}: {in_quotes_if_needed(said)}" if part else ""
    is_repeated = bool(line) and written_line(line) != ""
    parts = [each for each in _parts_of(meta, name) if each in _needed_parts(meta, name) or each == part]
    lines = [line if is_repeated and each == part else f"{each}:" for each in parts]
    if is_item or (said and _is_list(meta, name)):
        lines = [f"{'  ' if number else '- '}{each}" for number, each in enumerate(lines)]
    lines = lines if is_item else [f"{name}:", *(f"  {each}" for each in lines)]
    meanings = _meanings(meta, name, part if is_repeated else "")
    head = "Write these lines instead" if said or is_there else "Write these lines"
    if part and not is_repeated:
        head += f", with what you wrote after `{part}:`"
    if meanings:
        head += ", and fill in the rest" if part else ", and fill in what is true after each colon"
    return "\n".join([f"{head}:", *(f"{' ' * indent}{each}" for each in lines), *meanings])


def in_braces(meta: type[BaseModel], name: str, said: str) -> str:
    """What to write in place of words that stand in brackets, where parts belong: `{what: Ask}`."""
    part = part_for(meta, name, said)
    needed = [each for each in _parts_of(meta, name) if each in _needed_parts(meta, name) or each == part]
    written = in_brackets([said])[1:-1]
    held = ", ".join(f"{each}: {written if each == part else '…'}" for each in needed)
    fix = written_line(f"{{{held}}}").rstrip(".")
    fix = f"{fix} in place of `{written}`." if fix else f"Put `{{{part}: ` before it, and `}}` behind it."
    return "\n".join([fix, *_meanings(meta, name, part)])


def part_for(meta: type[BaseModel], name: str, said: str) -> str:
    """The part of a field where words written in its place belong; empty if none fits. In a consent none does."""
    inner = model_in(meta.model_fields.get(name))
    if inner is None or name == "consent":
        return ""
    chosen = (part for part in inner.model_fields if takes(inner, part, said) and not takes(inner, part, "…"))
    names = (
        part
        for part, info in inner.model_fields.items()
        if any(isinstance(each, EntryNames) for each in marks_of(info))
    )
    words = (part for part in inner.model_fields if f"{name}.{part}" in WORDS)
    is_sentence = len(said.split()) > _LONGEST_NAME or said.endswith((".", "!"))
    return next(chosen, "") or ("" if is_sentence else next(names, "")) or next(words, "")


_LONGEST_NAME = 8
"""The most words that a story's title has, where a sentence may be meant instead."""


def _is_list(meta: type[BaseModel], name: str) -> bool:
    info = meta.model_fields.get(name)
    return info is not None and get_origin(info.annotation) is tuple


def _parts_of(meta: type[BaseModel], name: str) -> list[str]:
    inner = model_in(meta.model_fields.get(name))
    return list(inner.model_fields) if inner else []


def _needed_parts(meta: type[BaseModel], name: str) -> list[str]:
    inner = model_in(meta.model_fields.get(name))
    return [part for part, info in inner.model_fields.items() if info.is_required()] if inner else []


def _meanings(meta: type[BaseModel], name: str, without: str = "") -> list[str]:
    inner = model_in(meta.model_fields.get(name)) or meta
    lines = [f"`{part}`: {meaning(inner, part)}" for part in _needed_parts(meta, name) if part != without]
    return [*lines, "If nobody has agreed yet, ask first."] if name == "consent" else lines


def beginning(kind: Kind) -> tuple[str, tuple[str, ...]]:
    """The lines that a file of a kind needs, to be filled in, and the fields whose values only the garden knows."""
    if kind.meta is not StoryMeta:
        needed = [info.alias or name for name, info in kind.meta.model_fields.items() if info.is_required()]
        lines = "\n".join(["---", *(f"{name}: …" for name in needed), "---"])
        return f"Write these lines above the text, and put what is true in place of the dots:\n{lines}", ()
    names = ("title", "standpoint", "sectors", "topics")
    lines = "\n".join(["---", *(f"{name}:" for name in names), "consent:", "  whose:", "  others:", "  given:", "---"])
    head = "Write these lines above the text, and fill in what is true after each colon"
    return "\n".join([f"{head}:", lines, *_meanings(StoryMeta, "consent")]), names[1:]
