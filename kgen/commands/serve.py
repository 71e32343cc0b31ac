"""kgen serve: the garden in the browser, built anew whenever a file is saved."""

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

from kgen import report
from kgen.publish import server
from kgen.publish.preview import Preview
from kgen.settings import ConfigurationError, load


def run(config_file: Path, address: str) -> int:
    host, port = _parts(address)
    name = load(config_file).site_name
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    # The server has threads; the builds, which make further processes, are better off without.
    process = multiprocessing.get_context("spawn").Process(target=server.run, args=(host, port, theirs), daemon=True)
    process.start()
    port = _port(ours, address)
    console = report.styled_console()
    preview = Preview(config_file)
    try:
        for number, shown in enumerate(preview.builds()):
            ours.send(shown)
            if preview.errors:
                report.print_text(preview.errors, console)
            if preview.said:
                console.print(preview.said, soft_wrap=True, markup=False)
            if number == 0:
                shown_host = f"[{host}]" if ":" in host else host
                console.print(
                    f"{name} is at http://{shown_host}:{port}{shown.mount} until you press Ctrl+C.",
                    soft_wrap=True,
                    markup=False,
                )
    except KeyboardInterrupt:
        pass
    finally:
        process.terminate()
    return 0


def _port(server: Connection, address: str) -> int:
    answer: int | str = server.recv()
    if isinstance(answer, str):
        raise ConfigurationError(f"The garden cannot be served at {address}: {answer}. Try `-a 127.0.0.1:8001`.")
    return answer


def _parts(address: str) -> tuple[str, int]:
    host, colon, port = address.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ConfigurationError(f"`{address}` is no address. Write a host and a port, such as 127.0.0.1:8000.")
    return host.strip("[]") or "127.0.0.1", int(port)
