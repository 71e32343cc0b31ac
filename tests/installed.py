"""The distributions of the running environment, and how to lend them to another one without a network."""

from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement


def needed_by(wanted: Distribution) -> dict[str, Distribution]:
    """Return what a distribution needs here, in turn and by name, without itself."""
    found: dict[str, Distribution] = {}
    waiting = [(Requirement(each), "") for each in wanted.requires or []]
    asked = set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        found[requirement.name] = distribution(requirement.name)
        for each in ("", *requirement.extras):
            if (requirement.name, each) not in asked:
                asked.add((requirement.name, each))
                waiting += [(Requirement(text), each) for text in found[requirement.name].requires or []]
    return found


def link(each: Distribution, packages: Path) -> None:
    """Link a distribution's files, by the top of each tree, into another environment's site-packages."""
    for name in {file.parts[0] for file in each.files or [] if file.parts[0] not in ("..", "__pycache__")}:
        place = packages / name
        if not place.exists():
            place.symlink_to(Path(str(each.locate_file(name))))
