"""docs/settings.md is made from the declaration of the settings; `--update` writes it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from kgen.settings import keys, others, theme
from kgen.settings.options import Accessibility, Helpline, Options, Standpoint

DOCUMENT = Path(__file__).parents[1] / "docs" / "settings.md"
HEAD = """\
# Settings: what mkdocs.yml may say

A garden needs three lines of settings and its folder `content`:

```yaml
site_name: Our garden
docs_dir: content
plugins: [kgen]
```

Each command of kgen checks them in the same way. What cannot be used stops it with a sentence that names the file and
the line, and it ends with 2; what has no effect is named as a warning. `mkdocs build` says the same and ends with 1, or
refuses first in MkDocs' own words. Commands find mkdocs.yml from every folder below it. This page is made from the
declaration in `kgen.settings` by `pytest tests/test_settings_document.py --update`.

## kgen's own options

They stand below `- kgen:`.

```yaml
plugins:
  - kgen:
      source: private
      contact: stewards@example.org
```
"""

BESIDE = """
## Other plugins and hooks

A garden is a site of its own: kgen does not add it to a site of documents. Beside kgen a plugin or hook runs only if
`allow_plugins` names it, since it sees what contributors write. Plugins that come with Material are named as
`material/optimize`, unless the theme is Material's.

kgen gives MkDocs finished pages, and no Markdown that a plugin could change or read. Whatever is allowed, a build stops
where a plugin would publish a page that kgen has not made, a file of the content as it is, or words of what is
withheld. A script that a plugin puts into pages may run; what it would load from another host may not. A plugin that
fails is named. `kgen serve` and the desk run no other plugin; `mkdocs serve` does.
"""


def document() -> str:
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    head = ("option", "what it says", "values", "if left out")
    yield from _table(head, map(_option, Options.model_fields.items()))
    models = (
        (Helpline, "Each of the `helplines`"),
        (Standpoint, "Each of the `standpoints`"),
        (Accessibility, "`accessibility`"),
    )
    for model, what in models:
        parts = ", ".join(f"`{name}`" for name in model.model_fields)
        yield f"\n{what} may hold {parts}."
    yield "\n## Settings of MkDocs that count\n"
    yield from _table(("setting", "what it is for"), keys.TAKEN.items())
    yield "\n## The theme\n"
    yield from _table(("below `theme:`", "what it is for"), theme.KEYS.items())
    yield "\n## Settings of MkDocs that kgen does not use\n\nEach is named by `kgen check` and by the build.\n"
    unused = {name: each.why for name, each in keys.UNUSED.items()}
    unused |= {f"theme.{name}": why for name, why in theme.UNUSED.items()}
    yield from _table(("setting", "why not"), unused.items())
    yield "\n## Settings of MkDocs that are refused\n"
    refused = {name: f"{message}. {fix}" for name, (message, fix) in keys.REFUSED.items()}
    refused["extra.analytics"] = "a garden tells no other company who reads it. Take it out."
    yield from _table(("setting", "why, and what to do"), refused.items())
    yield BESIDE
    yield from _table(("these work", "what they do"), others.WORKING.items())
    yield ""
    yield from _table(("these would do nothing", "why"), _by_reason(others.IDLE))
    yield ""
    yield from _table(("these are refused", "why"), _by_reason(others.REFUSED))


def _table(head: tuple[str, ...], rows: object) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for name, *cells in rows:  # type: ignore[attr-defined]
        yield f"| `{name}` | {' | '.join(cells)} |"


def _by_reason(plugins: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The names that have a reason in common, as one; `_table` puts the outer marks around them."""
    for reason in dict.fromkeys(plugins.values()):
        yield "`, `".join(name for name, why in plugins.items() if why == reason), reason


def _option(item: tuple[str, FieldInfo]) -> tuple[str, ...]:
    name, info = item
    return name, info.description or "", _values(info), _default(info.default)


def _values(info: FieldInfo) -> str:
    if get_origin(info.annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(info.annotation))
    return f"such as `{info.examples[0]}`" if info.examples else ""


def _default(value: object) -> str:
    if value in ("", (), None):
        return "none"
    if isinstance(value, tuple | dict):
        return ", ".join(f"`{each}`" for each in value)
    return f"`{value}`"


def test_the_document_lists_what_is_declared(update: bool) -> None:
    if update:
        DOCUMENT.write_text(document(), encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_every_option_says_what_it_is_and_shows_a_value_that_can_be_used() -> None:
    for name, info in Options.model_fields.items():
        assert info.description and info.examples, name
