"""What the desk takes at once, and how long it waits: nobody keeps the others out."""

import http.client
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from desks import Browser, Desk, desk

from kgen.desk.door import forms, stewards, wire

BOUNDARY = "----a-boundary"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("garden")) as served:
        yield served


@pytest.fixture(scope="module")
def signed_in(served: Desk) -> Browser:
    return served.browser().sign_up("Ada")


@pytest.fixture
def ada(signed_in: Browser) -> Browser:
    """A browser in which a steward has signed in; the garden has been asked for one page."""
    signed_in.desk.asked.clear()
    return signed_in


def part(name: str, data: bytes, *, filename: str | None = None, more: str = "") -> bytes:
    file = "" if filename is None else f'; filename="{filename}"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n{more}\r\n'
    return head.encode("utf-8", "surrogateescape") + data + b"\r\n"


def whole(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


class TestFiles:
    def test_they_arrive_as_they_are(self, ada: Browser) -> None:
        data = bytes(range(256)) * 9000
        sent = [
            part("csrf", ada.csrf().encode()),
            part("files", data, filename="a mail.eml", more="Content-Type: message/rfc822\r\n"),
            part("files", b"", filename=""),
            part("note", "é\r\n🐌".encode()),
            part("files", b"", filename="empty.txt"),
        ]
        assert ada.send("/received/", whole(*sent), KIND).status == 200
        asked = ada.desk.asked[-1]
        assert [(each.name, each.data) for each in asked.files] == [("a mail.eml", data), ("empty.txt", b"")]
        assert asked.form == {"note": ("é\n🐌",)}

    @pytest.mark.parametrize(
        ("sent", "name"),
        [
            ("../../etc/passwd", "passwd"),
            ("..\\\\..\\\\x.bat", "x.bat"),
            ("C:\\\\fakepath\\\\a.docx", "a.docx"),
            ("/etc/shadow", "shadow"),
            ("a/..", "file"),
            ("...", "file"),
            ("x" * 3000 + ".txt", "x" * 196 + ".txt"),
            ("x" * 3000, "x" * 200),
            ("a\u202etxt.exe", "atxt.exe"),
            ("caf\u00e9.md", "café.md"),
            ("\udcff.md", "ÿ.md"),
        ],
    )
    def test_their_names_hold_no_folder(self, sent: str, name: str, ada: Browser) -> None:
        body = whole(part("csrf", ada.csrf().encode()), part("files", b"x", filename=sent))
        assert ada.send("/received/", body, KIND).status == 200
        assert [each.name for each in ada.desk.asked[-1].files] == [name]

    def test_nothing_touches_the_disk(self, ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("A temporary file was made.")

        monkeypatch.setattr("tempfile.TemporaryFile", refuse)
        monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
        body = whole(part("csrf", ada.csrf().encode()), part("files", b"x" * 5_000_000, filename="a"))
        assert ada.send("/received/", body, KIND).status == 200

    def test_how_many(self, ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        assert (forms.MOST_FILES, forms.MOST_FIELDS, forms.MOST_BYTES) == (200, 2000, 40 * 1024 * 1024)
        csrf = part("csrf", ada.csrf().encode())
        for count, status in ((forms.MOST_FILES, 200), (forms.MOST_FILES + 1, 413)):
            body = whole(csrf, *[part("files", b"x", filename=f"{each}.txt") for each in range(count)])
            assert ada.send("/received/", body, KIND).status == status
        assert [len(each.files) for each in ada.desk.asked[1:]] == [forms.MOST_FILES]

    def test_how_many_fields(self, ada: Browser) -> None:
        csrf = ada.csrf()
        for count, status in ((forms.MOST_FIELDS - 1, 200), (forms.MOST_FIELDS, 413)):
            assert ada.post("/x", [("csrf", csrf), *[("a", "b")] * count]).status == status
            body = whole(part("csrf", csrf.encode()), *[part("a", b"b")] * count)
            assert ada.send("/x", body, KIND).status == status
        assert [len(each.form["a"]) for each in ada.desk.asked[1:]] == [forms.MOST_FIELDS - 1] * 2

    def test_how_long_a_field(self, ada: Browser) -> None:
        csrf = ada.csrf()
        assert ada.post("/x", {"csrf": csrf, "a": "b" * 3_000_000}).status == 200
        assert ada.post("/x", {"csrf": csrf, "a": "b" * 5_000_000}).status == 413
        assert ada.send("/x", whole(part("csrf", csrf.encode()), part("a", b"b" * 5_000_000)), KIND).status == 413
        assert len(ada.desk.asked) == 2


class TestSize:
    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(forms.form_of, "__kwdefaults__", {"most_bytes": 100_000})

    def test_up_to_the_limit(self, ada: Browser) -> None:
        csrf = part("csrf", ada.csrf().encode())
        empty = len(whole(csrf, part("files", b"", filename="a")))
        for size, status in ((100_000 - empty, 200), (100_001 - empty, 413)):
            reply = ada.send("/received/", whole(csrf, part("files", b"x" * size, filename="a")), KIND)
            assert reply.status == status
        assert "too much at once" in reply.text and len(ada.desk.asked) == 2

    def test_a_browser_that_sends_too_much_reads_why(self, ada: Browser) -> None:
        """One that is cut off while it sends shows no answer."""
        body = whole(part("files", b"x" * 900_000, filename="a"))
        connection = http.client.HTTPConnection("127.0.0.1", ada.desk.port, timeout=60)
        own = {"Origin": f"http://{ada.desk.host}", "Cookie": ada.cookie, "Content-Type": KIND}
        connection.request("POST", "/received/", body, own)
        assert connection.getresponse().status == 413
        connection.close()

    def test_much_too_much_is_not_read(self, ada: Browser) -> None:
        reply = ada.send("/received/", b"", KIND, {"Content-Length": str(10**15)})
        assert (reply.status, reply.header("connection")) == (413, "close")

    def test_in_pieces_without_a_length(self, ada: Browser) -> None:
        head = f"POST /received/ HTTP/1.1\r\nHost: {ada.desk.host}\r\nOrigin: http://{ada.desk.host}\r\n"
        head += f"Cookie: {ada.cookie}\r\nContent-Type: {KIND}\r\nTransfer-Encoding: chunked\r\n\r\n"
        csrf = part("csrf", ada.csrf().encode())
        for size, status in ((50_000, b"200"), (150_000, b"413"), (5_000_000, b"413")):
            body = whole(csrf, part("files", b"x" * size, filename="a"))
            pieces = [body[start : start + 9000] for start in range(0, len(body), 9000)]
            chunks = b"".join(f"{len(each):x}\r\n".encode() + each + b"\r\n" for each in pieces) + b"0\r\n\r\n"
            with socket.create_connection(("127.0.0.1", ada.desk.port), timeout=60) as connection:
                connection.settimeout(60)
                try:
                    connection.sendall(head.encode() + chunks)
                except ConnectionError:  # It hung up: enough is enough.
                    assert size == 5_000_000
                got = connection.recv(100)
            assert got.split()[1] == status
        assert len(ada.desk.asked) == 2

    def test_who_may_not_ask_is_not_read(self, ada: Browser) -> None:
        for browser, more in (
            (ada.desk.browser(), {"Host": "evil.example"}),
            (ada, {"Origin": "https://evil.example"}),
        ):
            reply = browser.send("/received/", b"x", KIND, {"Content-Length": "90000", **more})
            assert reply.status in (403, 421) and reply.header("connection") == "close"


class TestDamaged:
    @pytest.mark.parametrize(
        ("kind", "body", "status"),
        [
            ("", b"csrf=x", 415),
            ("text/plain", b"csrf=x", 415),
            ("application/json", b'{"csrf": "x"}', 415),
            ("multipart/mixed; boundary=a", b"", 415),
            ("multipart/form-data", b"x", 400),
            ("multipart/form-data; boundary=", b"--\r\n", 403),
            (f"multipart/form-data; boundary={'b' * 300}", b"x", 400),
            (KIND, b"nothing of the kind", 400),
            (KIND, f"--{BOUNDARY}\r\n\r\nx".encode(), 400),
            (KIND, f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--{BOUNDARY}--".encode(), 400),
            (KIND, part("a", b"b", more="X: " + "y" * 100_000 + "\r\n"), 400),
            (KIND, part("a", b"b", more="X: y\r\n" * 100), 400),
            (f"{KIND}; charset=utf-7", whole(part("csrf", b"x")), 400),
            (f"{KIND}; charset=idna", whole(part("csrf", b"x")), 400),
            ("application/x-www-form-urlencoded; charset=utf-16", b"csrf=x", 400),
            ("application/x-www-form-urlencoded", b"csrf=x;a=b&&&=&%", 403),
            ("application/x-www-form-urlencoded", b"", 403),
        ],
    )
    def test_it_is_refused_in_words(
        self, kind: str, body: bytes, status: int, ada: Browser, caplog: pytest.LogCaptureFixture
    ) -> None:
        reply = ada.send("/received/", body, kind)
        assert (reply.status, ada.desk.asked) == (status, []), reply.text
        assert "<h1>" in reply.text and not caplog.records

    def test_broken_chunks(self, ada: Browser) -> None:
        head = f"POST /x HTTP/1.1\r\nHost: {ada.desk.host}\r\nOrigin: http://{ada.desk.host}\r\n"
        head += f"Cookie: {ada.cookie}\r\n"
        for body in (b"zz\r\n", b"-1\r\n", b"5\r\nabcdefgh\r\n", b"ffffffffffffffffffffffff\r\nx"):
            got = ada.desk.talk(f"{head}Content-Type: {KIND}\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + body)
            assert got.startswith((b"HTTP/1.1 400", b"HTTP/1.1 415"))
        assert not ada.desk.asked


class TestSlow:
    def test_a_thousand_that_send_a_byte_a_second_keep_nobody_out(self, ada: Browser) -> None:
        csrf = ada.csrf()
        body = f"POST /x HTTP/1.1\r\nHost: {ada.desk.host}\r\nOrigin: http://{ada.desk.host}\r\n"
        body += f"Cookie: {ada.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        body += "Content-Length: 900000\r\n\r\na="
        with ExitStack() as stack:
            slow = []
            for number in range(1200):
                connection = socket.create_connection(("127.0.0.1", ada.desk.port), timeout=60)
                slow.append(stack.enter_context(connection))
                connection.sendall(b"GET / HTTP/1.1\r\nHos" if number % 2 else body.encode())
            for _ in range(3):
                for connection in slow:
                    connection.sendall(b"x")
                start = time.monotonic()
                assert ada.get("/").status == 200 and ada.post("/x", {"csrf": csrf}).status == 200
                assert time.monotonic() - start < 5

    @pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
    def test_it_asks_for_more_connections(self) -> None:
        """A thousand is what most systems allow a process that does not ask."""
        import resource

        before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (1024, most))
            wire.allow_many_connections()
            now, still = resource.getrlimit(resource.RLIMIT_NOFILE)
            assert (now, still) == (most if 0 < most < 16_384 else 16_384, most)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (before, most))

    def test_a_head_that_does_not_come(self, served: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(wire, "HEAD_PATIENCE", 0.3)
        for begun in (b"", b"GET / HTTP/1.1\r\nHost: "):
            start = time.monotonic()
            assert served.talk(begun, patience=20) == b""
            assert 0.2 < time.monotonic() - start < 10
        dripping = socket.create_connection(("127.0.0.1", served.port), timeout=20)
        with dripping, pytest.raises(ConnectionError):
            for _ in range(100):
                dripping.sendall(b"x")
                time.sleep(0.05)

    def test_a_second_head_that_does_not_come(self, served: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(wire, "HEAD_PATIENCE", 0.3)
        with socket.create_connection(("127.0.0.1", served.port), timeout=20) as connection:
            connection.sendall(f"HEAD /desk/desk.css HTTP/1.1\r\nHost: {served.host}\r\n\r\n".encode())
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
            connection.sendall(b"GET / HT")
            assert connection.recv(65536) == b""

    def test_a_body_that_does_not_come(self, ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(forms, "PAUSE", 0.3)
        reply = ada.send("/received/", b"--", KIND, {"Content-Length": "90000"})
        assert (reply.status, reply.header("connection")) == (408, "close")
        monkeypatch.setattr(forms, "PAUSE", 30.0)
        monkeypatch.setattr(forms, "PATIENCE", 0.3)
        assert ada.send("/received/", b"--", KIND, {"Content-Length": "90000"}).status == 408
        assert not ada.desk.asked

    def test_passphrases_are_looked_at_one_by_one_and_few_wait(
        self, served: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each takes 32 MB and a quarter of a second: a hundred at once must not take the computer."""
        at_once, most = 0, 0
        counting = threading.Lock()

        def slow_key(*_: object) -> bytes:
            nonlocal at_once, most
            with counting:
                at_once += 1
                most = max(most, at_once)
            time.sleep(0.05)
            with counting:
                at_once -= 1
            return b"x" * 32

        browser = served.browser().open()
        csrf = browser.csrf("/sign-in")
        monkeypatch.setattr(stewards, "_key", slow_key)
        statuses: list[int] = []

        def try_one(number: int) -> None:
            fields = {"csrf": csrf, "name": f"Name {number}", "passphrase": "wrong passphrase"}
            statuses.append(browser.post("/sign-in", fields).status)

        trying = [threading.Thread(target=try_one, args=(number,)) for number in range(60)]
        for each in trying:
            each.start()
        start = time.monotonic()
        assert served.browser().get("/desk/desk.css").status == 200
        assert time.monotonic() - start < 2, "everybody else is answered meanwhile"
        for each in trying:
            each.join()
        assert most == 1 and set(statuses) == {403, 429}
