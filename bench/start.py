"""What a build that only wants to know whether anything has changed cannot do without.

    python bench/start.py CONTENT

Start Python, import what `kgen build` imports, read and hash every source.
"""

import os
import sys

import kgen.cli.app
import kgen.commands.build  # noqa: F401
from kgen.read import digest_of

for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            digest_of(file.read())
