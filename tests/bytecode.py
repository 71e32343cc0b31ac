"""Material's templates compiled, and themes looked for among all that is installed, once for all builds of a process,
where each build does it."""

from functools import cache
from types import CodeType

import jinja2
import mkdocs.utils
from mkdocs.theme import Theme


class _Kept(jinja2.BytecodeCache):
    """By the name of a file and its text."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        bucket.code = self.found.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self.found[bucket.key, bucket.checksum] = bucket.code


KEPT = _Kept()
_get_env = Theme.get_env


def keep() -> None:
    def get_env(theme: Theme) -> jinja2.Environment:
        environment = _get_env(theme)
        environment.bytecode_cache = KEPT
        return environment

    Theme.get_env = get_env  # type: ignore[method-assign]
    mkdocs.utils.get_themes = cache(mkdocs.utils.get_themes)
