"""Material's templates compiled once for all builds of a process, where kgen compiles them for each."""

import jinja2
from mkdocs.theme import Theme


class _Kept(jinja2.BytecodeCache):
    """Jinja looks up what was compiled by the name of the file, and trusts it if the text is the same."""

    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if bucket.key in self.found:
            bucket.bytecode_from_string(self.found[bucket.key])

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self.found[bucket.key] = bucket.bytecode_to_string()


KEPT = _Kept()
_get_env = Theme.get_env


def keep() -> None:
    def get_env(theme: Theme) -> jinja2.Environment:
        environment = _get_env(theme)
        environment.bytecode_cache = KEPT
        return environment

    Theme.get_env = get_env  # type: ignore[method-assign]
