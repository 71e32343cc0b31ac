"""kgen serve: the garden in the browser, up to date whenever a file is saved."""

import gc
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from rich.console import Console

from kgen import report
from kgen.serve import server
from kgen.serve.hosts import host_and_port, host_in_address
from kgen.serve.live import LiveGarden
from kgen.serve.pipe import started
from kgen.serve.watch import identities
from kgen.settings import ConfigurationError, load

_PAUSE = 0.4
"""Seconds in which nobody asks for anything, after which what was saved is checked: a page that is asked for at once
would otherwise share the processor, and memory that is copied as it is touched, with the check."""
_IDLE = 1.0
"""Seconds in which nobody asks for anything, after which the garden as it was before is cleared away."""


def run(config_file: Path, address: str) -> int:
    host, port = host_and_port(address)
    settings = load(config_file)
    process, pipe, answer = started(server.run, host, port)
    if isinstance(answer, str):
        raise ConfigurationError(f"The garden cannot be served at {address}: {answer}. Try `-a 127.0.0.1:8001`.")
    console = report.styled_console()
    garden = LiveGarden(config_file)
    try:
        words = (
            f"{settings.site_name} is at http://{host_in_address(host)}:{answer}{garden.mount} until you press Ctrl+C."
        )
        console.print(words, soft_wrap=True, markup=False)
        if settings.allow_plugins:
            console.print("Other plugins do not run in this preview; `mkdocs serve` shows what they do.")
        _serve(garden, pipe, console)
    except (KeyboardInterrupt, EOFError):
        pass
    finally:
        garden.close()
        process.terminate()
    return 0


def _serve(garden: LiveGarden, server: Connection, console: Console) -> None:
    """Answer what the server asks, and take in what was saved and what was found in the background, until it ends."""
    shown, watched, littered = 0, None, False
    while True:
        if garden.number != shown:
            shown = garden.number
            server.send(("version", garden.number, garden.epoch))
            if garden.broken:
                console.print(garden.broken, soft_wrap=True, markup=False)
            littered = True
            if watched != (watched := identities(garden.watched)):
                server.send(("watch", garden.watched))
        if garden.news:
            report.print_text(garden.news, console)
            garden.news = None
        behind = [child.fileno() for child in garden.behind]
        idle = _IDLE if littered and not behind else None
        ready = wait([server, *behind], timeout=_PAUSE if garden.is_unchecked else idle)
        if not ready and garden.is_unchecked:
            garden.begin_checking()
        elif not ready:
            gc.collect()
            littered = False
        garden.collect()
        if server in ready:
            _take(garden, server, server.recv())


def _take(garden: LiveGarden, server: Connection, message: Any) -> None:
    what, *rest = message
    if what == "ask":
        number, path = rest
        server.send(("answer", number, garden.answer(path)))
    elif what == "saved":
        garden.save(rest[0], check=False)
    else:  # Something may have been saved before it was watched.
        garden.save(garden.changed_meanwhile(), check=False)
