"""The reference receiver: it stores what forms send, and nothing else about the sender."""

import http.client
import importlib.util
import re
import stat
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

import pytest
from gardens import BASIS, make_garden, story
from served import PATIENCE
from sites import kgen

FORM = "application/x-www-form-urlencoded"
SPEC = importlib.util.spec_from_file_location("receiver", Path(__file__).parents[1] / "docs/receiver.py")
assert SPEC and SPEC.loader
receiver = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(receiver)


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    return tmp_path / "letters"


@pytest.fixture
def server(letters: Path) -> Iterator[ThreadingHTTPServer]:
    server = receiver.receiver(letters, 0)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def post(
    server: ThreadingHTTPServer, data: bytes, kind: str = FORM, length: int | str | None = None
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=PATIENCE)
    connection.putrequest("POST", "/../../x")
    connection.putheader("Content-Type", kind)
    connection.putheader("Content-Length", str(len(data) if length is None else length))
    connection.endheaders(data)
    answer = connection.getresponse()
    text = answer.read().decode()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    connection.close()
    return answer.status, text


def test_a_form_is_kept_as_it_came_for_its_owner_alone(
    server: ThreadingHTTPServer, letters: Path, tmp_path: Path
) -> None:
    data = urlencode({"file": story(title="Über")}).encode()
    assert post(server, data)[0] == 200 == post(server, data)[0]
    (letter,) = letters.iterdir()
    assert letter.read_bytes() == data
    assert stat.S_IMODE(letter.stat().st_mode) == 0o600 and stat.S_IMODE(letters.stat().st_mode) == 0o700
    assert letter.stat().st_mtime == 0
    config = make_garden(tmp_path / "garden", BASIS)
    assert kgen(config, "intake", str(letter)).startswith("drafts/stories/uber.md")
    kgen(config, "accept", "uber")
    kgen(config, "check")


@pytest.mark.parametrize(
    ("data", "kind", "length", "status"),
    [
        (b"a=b", "multipart/form-data", None, 415),
        (b"a=b", "text/plain", None, 415),
        (b"a=b", FORM, 1024 * 1024 + 1, 413),
        (b"a=b", FORM, "-1", 413),
        (b"a=b", FORM, "many", 413),
        (b"a=b", FORM, "9" * 5000, 413),
        (b"a=b", FORM, "²", 413),
        (b"", FORM, None, 400),
    ],
)
def test_what_is_no_form_is_refused_and_not_kept(
    server: ThreadingHTTPServer, letters: Path, data: bytes, kind: str, length: int | str | None, status: int
) -> None:
    assert post(server, data, kind, length)[0] == status
    assert list(letters.iterdir()) == []


def test_a_full_letter_box_takes_no_more(
    server: ThreadingHTTPServer, letters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver, "MOST", 2)
    assert [post(server, b"a=%d" % number)[0] for number in range(4)] == [200, 200, 503, 503]
    assert len(list(letters.iterdir())) == 2


def test_nothing_is_said_about_who_sends(server: ThreadingHTTPServer, capfd: pytest.CaptureFixture[str]) -> None:
    post(server, b"a=b")
    assert capfd.readouterr() == ("", "")


def test_of_a_form_that_cannot_be_kept_the_month_alone_is_logged(
    server: ThreadingHTTPServer, letters: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    letters.rmdir()
    with pytest.raises(http.client.RemoteDisconnected):
        post(server, b"secret=words")
    out, err = capfd.readouterr()
    assert out == "" and re.fullmatch(r"\d{4}-\d{2}: a form could not be kept\n", err)
