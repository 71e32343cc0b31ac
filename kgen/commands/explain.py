"""kgen explain: the docstring of a check, which is its documentation."""

import difflib

from kgen.checks import BY_NAME, CHECKS
from kgen.settings import ConfigurationError


def run(name: str) -> int:
    if not name:
        width = max(len(check.name) for check in CHECKS)
        for check in CHECKS:
            print(f"{check.name:{width}}  {check.explanation.splitlines()[0]}")
        return 0
    if name not in BY_NAME:
        near = difflib.get_close_matches(name, BY_NAME, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"The checks are: {', '.join(BY_NAME)}."
        raise ConfigurationError(f"There is no check {name}. {hint}")
    print(f"{name}\n\n{BY_NAME[name].explanation}")
    return 0
