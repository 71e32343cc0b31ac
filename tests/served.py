"""A garden that `kgen serve` shows while somebody writes in it."""

import http.client
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import warm
from gardens import BASIS, make_garden, story
from sites import command, environment

PATIENCE = 300
"""Seconds in which a build must be there, on a machine that has fifteen other things to do."""


class Served:
    """A garden being served; `get` asks for a page as a browser does."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.content = config.parent / "content"
        self._process = warm.Started(command("serve", "-a", "127.0.0.1:0"), cwd=config.parent, env=environment())
        self._ended = False
        self.said = ""
        while " is at http://" not in self.said:
            line = self._process.stdout.readline()
            assert line, self.said
            self.said += line
        self.port = int(re.findall(r"127\.0\.0\.1:(\d+)/", self.said)[-1])

    def get(self, path: str, host: str = "localhost", method: str = "GET") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, headers={"Host": f"{host}:{self.port}"})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location") or answer.read().decode(errors="replace")

    def page(self, path: str) -> str:
        status, text = self.get(path)
        assert status == 200, text
        return text

    def until(self, path: str, says: str, code: int = 200) -> str:
        """Ask for a page until it says something, and return it."""
        for _ in range(PATIENCE * 20):
            status, text = self.get(path)
            if status == code and says in text:
                return text
            time.sleep(0.05)
        raise AssertionError(text)

    def write(self, name: str, text: str) -> None:
        """Save a file as most editors do: whole, or not yet."""
        path = self.content / name
        new = path.with_name(f".{path.name}.new")
        new.write_text(text)
        new.replace(path)

    def stop(self) -> str:
        code, rest = self._end(signal.SIGINT)
        assert code == 0
        return self.said + rest

    def kill(self) -> None:
        if not self._ended:
            print(self._end(signal.SIGKILL)[1])

    def _end(self, how: signal.Signals) -> tuple[int, str]:
        self._ended = True
        return self._process.stop(how)


def serving(folder: Path) -> Iterator[Served]:
    files = {**BASIS, "stories/a.md": story("First words.", title="A"), "stories/b.md": story("Others.", title="B")}
    garden = Served(make_garden(folder, files))
    yield garden
    garden.kill()
