"""kgen new: a file begun, with what its kind needs filled in and the rest explained."""

from pathlib import Path

from pydantic.fields import FieldInfo

from kgen.commands.schema import kind_named
from kgen.fronts import StoryFront
from kgen.model import STORY, Kind
from kgen.read.walk import fault_of_name, suggested_slug
from kgen.settings import ConfigurationError, Settings, load

_BEGUN = {
    "standpoint": "  # where you speak from: {standpoints}",
    "sectors": "  # the services it is about, 1 to 4: names from content/sectors/",
    "topics": "  # 1 to 5 names from content/topics/",
}
_TEXT = "Tell it in your own words. A few sentences are enough."


def run(config_file: Path, kind_name: str, title: str) -> int:
    """Write a new file into the garden and say what to do next. Never overwrites."""
    settings = load(config_file)
    kind = kind_named(kind_name)
    title = " ".join(title.split())
    if not title:
        raise ConfigurationError('Give it a title, such as: kgen new story "What the handover leaves out"')
    name = f"{kind.folder}/{suggested_slug(title)}.md"
    if fault := fault_of_name(name):
        raise ConfigurationError(f"{fault.message}. Choose another title; it can be changed inside the file later.")
    path = settings.content_dir / name
    if path.exists():
        raise ConfigurationError(f"{settings.content_name}/{name} is already there. Open it, or choose another title.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(begun(kind, title, settings), encoding="utf-8")
    print(f"{settings.content_name}/{name}")
    for line in _next_steps(kind, settings):
        print(line)
    return 0


def _next_steps(kind: Kind, settings: Settings) -> list[str]:
    if kind is not STORY:
        return ["Open it, fill in what you know, and run `kgen check`."]
    steps = ["Fill in standpoint, sectors and topics, tell the story below the second ---, and run `kgen check`."]
    if settings.source == "public":
        steps.append(
            "Whoever sends it to a public repository has published it, before anybody has read it: leave out names, "
            "places and days by which somebody could be known."
        )
    return steps


def begun(kind: Kind, title: str, settings: Settings) -> str:
    """The text of a new file: required fields first, then every other as a comment that says what it is for."""
    fields = kind.front.model_fields
    needed = {name: info for name, info in fields.items() if _is_needed(kind, name, info)}
    lines = [line for name, info in needed.items() for line in _needed_lines(name, info, title, settings)]
    offered = [_offer(name, info) for name, info in fields.items() if name not in needed and name != "withdrawn"]
    text = _TEXT if kind is STORY else ""
    return (
        "\n".join(["---", *lines, "", "# What you do not need, leave out or delete.", *offered, "---", "", text]) + "\n"
    )


def _is_needed(kind: Kind, name: str, info: FieldInfo) -> bool:
    return info.is_required() or (kind.front is StoryFront and name in ("title", "topics", "consent"))


def _needed_lines(name: str, info: FieldInfo, title: str, settings: Settings) -> list[str]:
    if name == "title":
        return [f"{info.alias or name}: {quoted(title)}"]
    if name == "consent":
        return [
            "consent:",
            "  whose: own  # own, with-permission, composite or illustrative",
            "  others: none  # other people in it: none, agreed or disguised",
            f"  given: {settings.month}",
        ]
    return [f"{name}: []{_BEGUN[name].format(standpoints=', '.join(settings.standpoints))}"]


def _offer(name: str, info: FieldInfo) -> str:
    return f"# {info.alias or name}:  # {info.description}"


def quoted(text: str) -> str:
    """A text as YAML reads it back, whatever signs it holds."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
