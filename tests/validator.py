"""html-validate, its standard preset."""

import json
import subprocess
import tempfile
from pathlib import Path

import pytest

TOOLS = Path(__file__).parent / "html"
VALIDATOR = TOOLS / "node_modules" / ".bin" / "html-validate"
MATERIALS_OWN = {
    # Material turns autocompletion off for the two boxes that open its menu and its search, where it has no meaning.
    ("valid-autocomplete", "#__drawer"),
    ("valid-autocomplete", "#__search"),
}


def complaints(pages: list[Path], *, in_materials_frame: bool = False) -> set[tuple[str, str, str]]:
    """What the validator says of some pages, in Material's frame without Material's own: (page, rule and message,
    place)."""
    if not VALIDATOR.exists():
        pytest.fail("html-validate is not installed. Run `make test-browser`, or tests/html/npm.sh.")
    command = [VALIDATOR, "--config", TOOLS / ".htmlvalidate.json", "--formatter", "json", *pages]
    with tempfile.TemporaryFile() as said:  # a pipe would be cut off: Node.js does not wait for it when it ends
        done = subprocess.run(command, stdout=said, stderr=subprocess.PIPE, check=False)
        assert done.returncode in (0, 1), done.stderr
        said.seek(0)
        results = json.load(said)
    return {
        (result["filePath"], f"{message['ruleId']}: {message['message']}", message["selector"] or "")
        for result in results
        for message in result["messages"]
        if not in_materials_frame or (message["ruleId"], message["selector"]) not in MATERIALS_OWN
    }
