"""The desk behind an organisation's sign-on: only somebody who came through it is believed."""

import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from desks import SECRET, TOKEN, Browser, Desk, Reply, desk

from kgen.desk.asked import Steward
from kgen.desk.door.sign_on import FORM_LASTS, Forms, SignOn, sign_on_in
from kgen.serve.answer import Answer
from kgen.settings import ConfigurationError

HOST = "desk.example.org"
OUTSIDE = f"https://{HOST}"
NAME = "X-Forwarded-User"
PROOF = ("X-Kgen-Desk-Secret", SECRET)
Pairs = list[tuple[str, str]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("garden"), sign_on=SignOn(SECRET, OUTSIDE, NAME.lower(), None)) as served:
        yield served


@pytest.fixture
def behind(served: Desk) -> Desk:
    served.asked.clear()
    return served


def ask(desk: Desk, headers: Pairs, path: str = "/") -> Reply:
    return desk.request(f"GET {path}", [("Host", HOST), *headers])


def through(desk: Desk, name: str) -> Browser:
    """A browser whose requests come through the sign-on, which says who it is."""
    browser = desk.browser()
    browser.headers = {"Host": HOST, "Origin": OUTSIDE, "X-Kgen-Desk-Secret": SECRET, NAME: name}
    return browser


def test_a_steward_needs_no_token_and_no_passphrase(behind: Desk) -> None:
    reply = ask(behind, [PROOF, (NAME, "ada@example.org")], "/waiting/")
    assert reply.status == 200 and not reply.header("set-cookie")
    [asked] = behind.asked
    assert (asked.path, asked.steward.name) == ("/waiting/", "ada@example.org")
    assert re.fullmatch("s-[a-z2-7]{8}", asked.steward.id)


@pytest.mark.parametrize("path", ["/", "/desk/desk.css", f"/?token={TOKEN}", "/sign-in", "/sign-in/new"])
@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(NAME, "ada")],
        [("X-Kgen-Desk-Secret", ""), (NAME, "ada")],
        [("X-Kgen-Desk-Secret", SECRET[:-1]), (NAME, "ada")],
        [("X-Kgen-Desk-Secret", SECRET + "x"), (NAME, "ada")],
        [("X-Kgen-Desk-Secret", SECRET.upper()), (NAME, "ada")],
        [("X-Kgen-Desk-Secret", "é" * 40), (NAME, "ada")],
        [PROOF, PROOF, (NAME, "ada")],
        [PROOF, ("X-Kgen-Desk-Secret", "x"), (NAME, "ada")],
        [("X-Kgen-Desk-Secret", "x"), PROOF, (NAME, "ada")],
        [PROOF, ("X_Kgen_Desk_Secret", SECRET), (NAME, "ada")],
        [("X_Kgen_Desk_Secret", SECRET), (NAME, "ada")],
        [("X-Kgen-Desk-Secret", f"{SECRET}, {SECRET}"), (NAME, "ada")],
        [("Cookie", f"X-Kgen-Desk-Secret={SECRET}"), (NAME, "ada")],
        [("Authorization", f"Bearer {SECRET}"), (NAME, "ada")],
        [("Forwarded", "for=127.0.0.1"), ("X-Forwarded-For", "127.0.0.1"), (NAME, "ada")],
    ],
)
def test_a_request_from_outside_the_sign_on(headers: Pairs, path: str, behind: Desk) -> None:
    reply = ask(behind, headers, path)
    assert (reply.status, behind.asked) == (403, []) and "behind a sign-on" in reply.text
    assert SECRET not in reply.text and not reply.header("set-cookie")


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(NAME, "")],
        [(NAME, "   ")],
        [(NAME, "ada"), (NAME, "mallory")],
        [(NAME, "ada"), (NAME, "ada")],
        [(NAME, "mallory"), ("x-forwarded-user", "ada")],
        [(NAME, "ada"), ("X_Forwarded_User", "mallory")],
        [(NAME, "ada"), ("X-Forwarded_User", "mallory")],
        [("X_Forwarded_User", "ada")],
        [("X-Forwarded-Use", "ada")],
        [("X-Forwarded-Email", "ada"), ("Remote-User", "ada"), ("X-Remote-User", "ada")],
        [(NAME, "mallory, ada")],
        [(NAME, "ada,")],
        [(NAME, "x" * 10_000)],
        [(NAME, "x" * 255)],
        [(NAME, "a\x01da")],
        [(NAME, "a\x7fda")],
        [(NAME, "a\u202eda")],
        [(NAME, "ada\u200b")],
        [(NAME, "\udcff\udcfe")],
        [(NAME, "...")],
    ],
)
def test_a_request_that_does_not_say_who_asks(headers: Pairs, behind: Desk) -> None:
    reply = ask(behind, [PROOF, *headers])
    assert (reply.status, behind.asked) == (403, []) and "did not say who you are" in reply.text
    assert "mallory" not in reply.text and "ada" not in reply.text


@pytest.mark.parametrize("name", ["a\rda", "a\x00da", "a\r\nX-Kgen-Desk-Secret: x", "ada\r\n\r\nGET /hidden HTTP/1.1"])
def test_lines_and_nothings_in_a_name(name: str, behind: Desk) -> None:
    head = f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX-Kgen-Desk-Secret: {SECRET}\r\nConnection: close\r\n"
    got = behind.talk(f"{head}{NAME}: {name}\r\n\r\n".encode())
    assert not [each for each in behind.asked if each.steward.name != "ada" or each.path == "/hidden"]
    assert got.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zoë", "Zoë"),
        ("李雷", "李雷"),
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("DOMAIN\\ada", "DOMAIN\\ada"),
        ("x" * 254, "x" * 254),
    ],
)
def test_names_of_every_script(name: str, shown: str, behind: Desk) -> None:
    assert ask(behind, [PROOF, (NAME, name)]).status == 200
    assert behind.asked[0].steward.name == shown


def test_one_person_is_one_steward_however_the_sign_on_writes_them(behind: Desk) -> None:
    """Otherwise somebody whose name may be written in two ways would be two stewards."""
    for name in ("Grace", "grace", "GRACE ", "\uff27race", "Gra\u200dce", "Eve"):
        assert ask(behind, [PROOF, (NAME.upper(), name)]).status == 200
    ids = [each.steward.id for each in behind.asked]
    assert len(set(ids[:5])) == 1 and ids[5] != ids[0]


@pytest.mark.parametrize("host", ["evil.example", f"{HOST}:443", f"{HOST}:8010", f"{HOST}.", "127.0.0.1", "localhost"])
@pytest.mark.parametrize("more", [[], [("X-Forwarded-Host", HOST)], [("Forwarded", f"host={HOST}")]])
def test_other_hosts(host: str, more: Pairs, behind: Desk) -> None:
    reply = behind.request("GET /", [("Host", host), PROOF, (NAME, "ada"), *more])
    assert (reply.status, behind.asked) == (421, [])
    local = behind.request("GET /", [("Host", behind.host), PROOF, (NAME, "ada"), *more])
    assert (local.status, behind.asked) == (421, [])


class TestForms:
    def test_their_own(self, behind: Desk) -> None:
        ada = through(behind, "Ada")
        assert ada.post("/history/publish", {"csrf": ada.csrf()}).status == 200

    @pytest.mark.parametrize(
        "origin",
        ["null", f"http://{HOST}", f"https://evil.{HOST}", f"https://{HOST}:8443", "http://127.0.0.1:8010", None],
    )
    def test_of_other_origins(self, origin: str | None, behind: Desk) -> None:
        ada = through(behind, "Ada")
        fields = {"csrf": ada.csrf()}
        behind.asked.clear()
        reply = ada.post("/history/publish", fields, {"Origin": origin})
        assert (reply.status, behind.asked) == (403, []) and "another site" in reply.text

    def test_of_another_steward(self, behind: Desk) -> None:
        csrf, ada = through(behind, "Eve").csrf(), through(behind, "Ada")
        behind.asked.clear()
        for fields in ({"csrf": csrf}, {"csrf": ""}, {}, {"csrf": SECRET}):
            assert ada.post("/history/publish", fields).status == 403
        assert not behind.asked

    def test_how_long_they_last(self) -> None:
        now = 1e9
        steward, other = Steward("s-aaaaaaaa", "Ada"), Steward("s-bbbbbbbb", "Ada")
        forms = Forms(SECRET, clock=lambda: now)
        made = forms.valid(steward)[0]
        assert made in Forms(SECRET, clock=lambda: now).valid(steward), "the desk was started anew"
        assert made not in forms.valid(other) and made not in Forms(SECRET + "x", clock=lambda: now).valid(steward)
        now += FORM_LASTS - 1
        assert made in forms.valid(steward)
        now += FORM_LASTS + 1
        assert made not in forms.valid(steward)

    def test_signing_out_is_the_sign_ons(self, behind: Desk) -> None:
        ada = through(behind, "Ada")
        reply = ada.post("/sign-out", {"csrf": ada.csrf()})
        assert reply.status == 200 and "Sign out where you signed in" in reply.text
        assert ada.get("/sign-in").header("location") == "/"


def test_only_those_who_are_listed(tmp_path_factory: pytest.TempPathFactory) -> None:
    listed = sign_on_in({**_GOOD, "KGEN_DESK_STEWARDS": " Ada Lovelace , zoë@example.org,"}, "127.0.0.1")
    with desk(tmp_path_factory.mktemp("garden"), sign_on=listed) as served:
        for name, status in (("ada LOVELACE", 200), ("Zoë@example.org", 200), ("eve", 403), ("Ada", 403), ("", 403)):
            assert ask(served, [PROOF, (NAME, name)]).status == status, name
        assert "not a steward of this garden" in ask(served, [PROOF, (NAME, "eve")]).text
        assert len(served.asked) == 2


def test_redirects_stay_below_the_address_that_browsers_see(behind: Desk) -> None:
    behind.answers = {"/go": Answer(HTTPStatus.SEE_OTHER, location="/waiting/")}
    assert ask(behind, [PROOF, (NAME, "ada")], "/go").header("location") == "/waiting/"


_GOOD = {"KGEN_DESK_SECRET": SECRET, "KGEN_DESK_URL": OUTSIDE}


class TestEnvironment:
    def test_nothing_on_this_computer(self) -> None:
        for host in ("127.0.0.1", "127.0.0.2", "::1", "localhost"):
            assert sign_on_in({"PATH": "/"}, host) is None

    @pytest.mark.parametrize(
        "host", ["0.0.0.0", "::", "192.168.1.2", "desk.example.org", "127.0.0.1.example.org", "", "127.1"]
    )
    def test_nothing_elsewhere(self, host: str) -> None:
        with pytest.raises(ConfigurationError, match=r"KGEN_DESK_SECRET.*KGEN_DESK_URL.*docs/desk\.md"):
            sign_on_in({}, host)

    def test_what_it_says(self) -> None:
        environment = {**_GOOD, "KGEN_DESK_HEADER": "Remote-User", "PATH": "/"}
        for host in ("0.0.0.0", "127.0.0.1"):
            found = sign_on_in(dict(environment), host)
            assert found == SignOn(SECRET, OUTSIDE, "remote-user", None)
        assert SECRET not in repr(found)
        sign_on_in(environment, "0.0.0.0")
        assert "KGEN_DESK_SECRET" not in environment, "programs that the desk runs do not inherit it"

    @pytest.mark.parametrize(
        ("written", "origin"),
        [
            ("https://desk.example.org/", "https://desk.example.org"),
            ("https://DESK.example.org:443", "https://desk.example.org"),
            ("https://desk.example.org:8443", "https://desk.example.org:8443"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ],
    )
    def test_addresses(self, written: str, origin: str) -> None:
        found = sign_on_in({**_GOOD, "KGEN_DESK_URL": written}, "127.0.0.1")
        assert found is not None and found.origin == origin and f"//{found.host}" in origin

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("KGEN_DESK_SECRET", None),
            ("KGEN_DESK_SECRET", ""),
            ("KGEN_DESK_SECRET", "x" * 31),
            ("KGEN_DESK_SECRET", "x" * 40 + " "),
            ("KGEN_DESK_SECRET", "é" * 40),
            ("KGEN_DESK_SECRET", "x" * 40 + "\n"),
            ("KGEN_DESK_URL", None),
            ("KGEN_DESK_URL", ""),
            ("KGEN_DESK_URL", "desk.example.org"),
            ("KGEN_DESK_URL", "http://desk.example.org"),
            ("KGEN_DESK_URL", "https://desk.example.org/garden/"),
            ("KGEN_DESK_URL", "https://user@desk.example.org"),
            ("KGEN_DESK_URL", "https://desk.example.org?a"),
            ("KGEN_DESK_URL", "https://desk.example.org#a"),
            ("KGEN_DESK_URL", "https://desk.example.org:x"),
            ("KGEN_DESK_URL", "https://"),
            ("KGEN_DESK_URL", "https://[::1"),
            ("KGEN_DESK_URL", "https://dësk.example.org"),
            ("KGEN_DESK_URL", "https://a b.example.org"),
            ("KGEN_DESK_URL", "javascript://desk.example.org"),
            ("KGEN_DESK_HEADER", ""),
            ("KGEN_DESK_HEADER", "Host"),
            ("KGEN_DESK_HEADER", "Cookie"),
            ("KGEN_DESK_HEADER", "X_User"),
            ("KGEN_DESK_HEADER", "X-User: a"),
            ("KGEN_DESK_HEADER", "X-Kgen-Desk-Secret"),
            ("KGEN_DESK_STEWARDS", ""),
            ("KGEN_DESK_STEWARDS", " , "),
        ],
    )
    def test_what_cannot_be_used(self, name: str, value: str | None) -> None:
        said = {**_GOOD, name: value}
        for host in ("0.0.0.0", "127.0.0.1"):
            with pytest.raises(ConfigurationError, match=rf"{name}.*docs/desk\.md"):
                sign_on_in({each: text for each, text in said.items() if text is not None}, host)
