"""Templates of a steward's own: how they find kgen's frame, and whose fault it is when one fails."""

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from kgen.diagnostic import Diagnostic, path_from
from kgen.settings import Settings
from kgen.settings.theme import MATERIAL, material_templates, template_problem

PREFIX = f"{MATERIAL}/"
"""How kgen's frame names a template of Material's that it fills."""


class FrameLoader(jinja2.BaseLoader):
    """Finds what MkDocs' loader finds and, where the theme is Material, its own templates by names that begin with
    `material/`.

    So `base.html` is kgen's frame, which a steward's main.html extends as if it were Material's.
    """

    def __init__(self, before: jinja2.BaseLoader, material: Path | None) -> None:
        self._before = before
        self._material = jinja2.FileSystemLoader(material) if material is not None else None
        self.asked: set[str] = set()
        """The names of all templates that were used."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        self.asked.add(template)
        if self._material is not None and template.startswith(PREFIX):
            return self._material.get_source(environment, template.removeprefix(PREFIX))
        return self._before.get_source(environment, template)

    def list_templates(self) -> list[str]:
        return self._before.list_templates()


def find_frame(env: jinja2.Environment, settings: Settings) -> FrameLoader:
    """Let the templates of an environment of MkDocs' find kgen's frame."""
    if not isinstance(env.loader, FrameLoader):
        assert env.loader is not None, "MkDocs' environments have one"
        env.loader = FrameLoader(env.loader, material_templates() if settings.frame == MATERIAL else None)
    return env.loader


def unused(env: jinja2.Environment, settings: Settings) -> Iterator[str]:
    """What a steward wrote into `custom_dir` for the frame and no page shows, in sentences. The frame was rendered."""
    own = settings.custom_dir
    if own is None or not isinstance(env.loader, FrameLoader):
        return
    asked = env.loader.asked | {"404.html", *settings.theme.get("static_templates", ())}
    for path in sorted(own.rglob("*.html")):
        name = path.relative_to(own).as_posix()
        if name not in asked:
            yield f"kgen does not use the template {own.name}/{name}: no page of a garden has that part. Delete it."
    if (own / "main.html").is_file():
        mine, frame = env.get_template("main.html"), env.get_template("base.html")
        known = set(frame.blocks)
        if settings.frame == MATERIAL:
            known |= {*env.get_template(f"{PREFIX}base.html").blocks}
        for block in sorted(set(mine.blocks) - known):
            yield f"The block {block} in {own.name}/main.html is not shown: kgen's frame has no block of that name."


def fault_of_template(error: Exception, settings: Settings) -> Diagnostic | None:
    """A problem with a template in `custom_dir`, if that is where an error comes from."""
    assert settings.custom_dir is not None
    places = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        places.append((Path(error.filename), error.lineno))
    own = [(path, line) for path, line in places if path.is_relative_to(settings.custom_dir)]
    if not own:
        return None
    path, line = own[-1]
    return template_problem(path_from(settings.root, path), line, _why(error))


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it extends or includes itself"
    if isinstance(error, jinja2.TemplateNotFound):
        return f"there is no template {error.name}"
    return getattr(error, "message", None) or str(error) or type(error).__name__


@dataclass(frozen=True, slots=True)
class GuardedTemplate:
    """A template of MkDocs' whose failure is reported as that of the template it is in."""

    template: Any
    fault: Callable[[Exception], Exception]

    def render(self, context: Any) -> str:
        try:
            return str(self.template.render(context))
        except Exception as error:
            raise self.fault(error) from None
