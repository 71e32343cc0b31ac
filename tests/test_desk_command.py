"""`kgen desk`: where it listens, what it prints, and how it ends."""

import http.client
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
import warm
from desks import SECRET, Browser, Desk
from gardens import BASIS, make_garden, story
from nightly import first_of
from sites import command, environment, kgen

PATIENCE = 120


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return make_garden(tmp_path, {**BASIS, "stories/a.md": story("First words.", title="A")})


class Started:
    """A desk as somebody starts it. `host` is what browsers call it."""

    def __init__(self, config: Path, *arguments: str, **more: str) -> None:
        self.process = warm.Started(command("desk", *arguments), cwd=config.parent, env=environment(**more))
        self.said = self.process.stdout.readline()
        assert " is at http" in self.said, self.said + self.process.stdout.read()
        self.port = int(re.findall(r":(\d+)[/)]", self.said)[-1])
        self.host = f"127.0.0.1:{self.port}"
        self._ended = False

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        if self._ended:
            return 0, ""
        self._ended = True
        return self.process.stop(how)

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", path, headers={"Host": self.host, **headers})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()


@pytest.fixture
def started(config: Path) -> Iterator[Started]:
    desk = Started(config, "-a", "127.0.0.1:0")
    yield desk
    desk.end(signal.SIGKILL)


def children_of(pid: int) -> list[Path]:
    """The environments of the processes that a process has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            if f"\nPPid:\t{pid}\n" in status.read_text():
                found.append(status.with_name("environ"))
    return found


def is_free(port: int) -> bool:
    for _ in range(PATIENCE * 10):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) != 0:
                return True
        time.sleep(0.1)
    return False


def test_the_address_it_prints_opens_it(started: Started, config: Path) -> None:
    found = re.search(rf"http://127\.0\.0\.1:{started.port}(/\?token=[\w-]{{43}}) ", started.said)
    assert found
    status, headers, _ = started.get(found[1])
    cookie = headers["Set-Cookie"].partition(";")[0]
    assert (status, headers["Location"]) == (303, "/")
    assert started.get("/")[0] == 403
    assert "Sign in" in started.get("/sign-in", Cookie=cookie)[2]
    code, said = started.end()
    assert code == 0 and "Traceback" not in said and "token" not in said.replace(found[1], "")
    assert is_free(started.port), "the server ended with it"
    assert (config.parent / ".desk/.gitignore").exists()


def test_the_browser_that_it_opens_is_not_given_the_token(config: Path) -> None:
    """Everybody on a computer can see what programs are started with."""
    browser, opened = config.parent / "browser", config.parent / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.new\nmv {opened}.new {opened}\n')
    browser.chmod(0o755)
    desk = Started(config, "--open", "-a", "127.0.0.1:0", BROWSER=f"{browser} %s")
    try:
        for _ in range(PATIENCE * 10):
            if opened.exists():
                break
            time.sleep(0.1)
        address = opened.read_text().strip()
        path = address.removeprefix(f"http://{desk.host}")
        assert path.startswith("/?token=") and path not in desk.said
        assert [desk.get(path)[0] for _ in range(2)] == [303, 403]
    finally:
        desk.end(signal.SIGKILL)


def test_each_start_has_another_token(config: Path) -> None:
    tokens = set()
    for _ in range(2):
        desk = Started(config, "-a", "127.0.0.1:0")
        tokens.add(desk.said.partition("token=")[2].split()[0])
        assert desk.end()[0] == 0
    assert len(tokens) == 2


def test_the_whole_way_to_a_page(started: Started) -> None:
    """The server and the garden, each in a process of its own."""

    browser = Browser(Desk(Path(), started.port))
    browser.token = started.said.partition("?token=")[2].split()[0]
    browser.sign_up("Ada")
    assert browser.get("/").status == 200
    assert browser.get("/nowhere/").status == 404


def test_a_port_that_is_taken(started: Started, config: Path) -> None:
    other = Started(config, "-a", f"127.0.0.1:{started.port}")
    try:
        assert other.port > started.port and started.get("/")[0] == other.get("/")[0] == 403
    finally:
        other.end(signal.SIGKILL)


def test_the_server_ends_when_the_garden_is_killed(started: Started) -> None:
    started.end(signal.SIGKILL)
    assert is_free(started.port)


@pytest.mark.parametrize("address", ["0.0.0.0:8010", "[::]:8010", "192.0.2.1:8010", "desk.example.org:8010"])
def test_it_listens_elsewhere_only_behind_a_sign_on(address: str, config: Path) -> None:
    said = kgen(config, "desk", "-a", address, code=2)
    assert "KGEN_DESK_SECRET" in said and "KGEN_DESK_URL" in said and "docs/desk.md" in said
    assert "KGEN_DESK_SECRET" in kgen(config, "desk", "-a", address, code=2, KGEN_DESK_URL="https://desk.example.org")
    short = {"KGEN_DESK_SECRET": "x" * 31, "KGEN_DESK_URL": "https://desk.example.org"}
    assert "fewer than 32 characters" in kgen(config, "desk", "-a", address, code=2, **short)
    assert not (config.parent / ".desk").exists()


def test_behind_a_sign_on(config: Path) -> None:
    more = {"KGEN_DESK_SECRET": SECRET, "KGEN_DESK_URL": "https://desk.example.org"}
    desk = Started(config, "-a", "0.0.0.0:0", **more)
    try:
        assert "token" not in desk.said and "https://desk.example.org/" in desk.said and SECRET not in desk.said
        through = {"Host": "desk.example.org", "X-Kgen-Desk-Secret": SECRET, "X-Forwarded-User": "ada"}
        assert desk.get("/", **through)[0] == 200
        assert desk.get("/", Host="desk.example.org")[0] == 403
        if sys.platform == "linux":
            environments = [each.read_bytes() for each in children_of(desk.process.pid)]
            assert environments and not any(SECRET.encode() in each for each in environments)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            said = kgen(config, "desk", "-a", f"127.0.0.1:{port}", code=2, **more)
            assert f"cannot be opened at 127.0.0.1:{port}" in said, "a sign-on knows one port"
    finally:
        desk.end(signal.SIGKILL)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.1:x", "127.0.0.1:99999", "127.0.0.1:-1", ""])
def test_what_is_no_address(address: str, config: Path) -> None:
    assert "is not an address" in kgen(config, "desk", "-a", address, code=2)


@pytest.mark.parametrize("missing", first_of(["starlette", "uvicorn", "python_multipart"]))
def test_without_what_it_is_served_with(missing: str, config: Path) -> None:
    # Started again: if everything was imported before, nothing is missing.
    start = f"import sys; sys.modules['{missing}'] = None; from kgen.cli import entry; entry()"
    said = kgen(config, "desk", code=2, program=[sys.executable, "-c", start], PYTHONHASHSEED="0")
    assert "pip install 'kgen-garden[desk]'" in said and missing in said


def test_a_register_that_cannot_be_read(config: Path) -> None:
    (config.parent / ".desk").mkdir()
    (config.parent / ".desk/stewards.json").write_text("{")
    said = kgen(config, "desk", "-a", "127.0.0.1:0", code=2)
    assert "cannot be read as the register of stewards" in said


def test_a_garden_that_cannot_be_read(config: Path) -> None:
    config.write_text("site_name: [\n")
    assert "mkdocs.yml" in kgen(config, "desk", "-a", "127.0.0.1:0", code=2)
