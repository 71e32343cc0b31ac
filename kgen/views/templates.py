"""kgen's own Jinja environment: it escapes everything it prints, and asking for what is not there is an error.

A garden's pages print a million values and call a macro or a function some 300,000 times, so both are made cheaper than
Jinja makes them for everybody.
"""

from collections.abc import Callable, MutableMapping
from functools import cache
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from markupsafe import Markup, escape

from kgen.settings import package_folder


class _Compiled(jinja2.BytecodeCache):
    """Keeps compiled templates as long as the process lives, and the processes that inherit from it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class _PrintingCode(CodeGenerator):
    """Prints values by `printed`, where Jinja calls `markupsafe.escape`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("environment.printed(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")


class _Context(Context):
    """Calls what a template calls without asking whether it wants the context: nothing in our templates does."""

    def call(
        self, called: Callable[..., Any], /, *args: Any, _loop_vars: Any = None, _block_vars: Any = None, **named: Any
    ) -> Any:
        return called(*args, **named)


class _Environment(jinja2.Environment):
    code_generator_class = _PrintingCode
    context_class = _Context

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """All names in one plain dictionary: nobody adds one later, and every context is made of them."""
        return {**self.globals, **(d or {})}

    @staticmethod
    def printed(value: Any) -> str:
        """Escape a value, unless it is Markup. What a template prints is joined, and need not be Markup itself."""
        if isinstance(value, Markup):
            return value
        if isinstance(value, str) and not (
            "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
        ):  # five searches in C are faster than one by a pattern
            return value
        return escape(value)


def environment(folder: str = "views", **names: Any) -> jinja2.Environment:
    """Return an environment with the templates in a folder of the theme, in which some names stand for the same in all
    of them."""
    made = _Environment(
        loader=jinja2.FileSystemLoader(package_folder("theme") / folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        optimized=False,  # Python itself folds constants.
        bytecode_cache=_COMPILED,
    )
    made.get_template = cache(made.get_template)  # type: ignore[method-assign]  # Pages ask for few, again and again.
    made.filters["thousands"] = "{:,}".format
    made.globals.update(names)
    return made


def compile_all() -> None:
    """Compile all templates, which takes a while and can be done while the garden is being read."""
    made = environment()
    for name in made.list_templates():
        made.get_template(name)
