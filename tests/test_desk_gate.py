"""The desk on this computer: another site's page, another program and a hostile steward get nowhere."""

import re
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from desks import ONCE, PASSPHRASE, TOKEN, Browser, Desk, Reply, desk

from kgen.desk.door import gate, sessions, stewards
from kgen.serve.answer import Answer

CHEAP = {"n": 2**4, "r": 8, "p": 1}


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stewards, "_COST", CHEAP)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("garden"), site_name="A <b>garden</b>") as served:
        yield served


@pytest.fixture(scope="module")
def names() -> Iterator[str]:
    return (f"Steward {number}" for number in range(10_000))


@pytest.fixture
def ada(served: Desk, names: Iterator[str]) -> Browser:
    """A browser in which a steward has signed in."""
    browser = served.browser().sign_up(next(names))
    served.asked.clear()
    return browser


def refused(reply: Reply, status: int, says: str, served: Desk) -> bool:
    """Whether somebody was refused in words, and the garden was asked nothing."""
    assert (reply.status, served.asked) == (status, []), reply.text
    assert says in reply.text, reply.text
    return True


class TestToken:
    def test_opens_the_desk_and_is_gone_from_the_address(self, served: Desk) -> None:
        browser = served.browser()
        reply = browser.get(f"/waiting/?kind=a+b&token={TOKEN}&page=2")
        assert (reply.status, reply.header("location")) == (303, "/waiting/?kind=a+b&page=2")
        cookie = reply.header("set-cookie")
        assert re.fullmatch(rf"kgen-desk-{served.port}=[\w-]{{43}}; Path=/; HttpOnly; SameSite=Strict", cookie), cookie
        assert browser.get("/waiting/?page=2").header("location") == "/sign-in?to=%2Fwaiting%2F%3Fpage%3D2"

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "?token=",
            "?token=wrong",
            f"?token={TOKEN}x",
            f"?token={TOKEN[:-1]}",
            f"?Token={TOKEN}",
            "?token=%F0%9F%90%8C",
            f"?token={TOKEN}&token=wrong",
        ],
    )
    def test_nothing_else_opens_it(self, query: str, served: Desk) -> None:
        served.asked.clear()
        reply = served.browser().get(f"/{query}")
        assert refused(reply, 403, "the whole address that kgen desk printed", served)
        assert not reply.header("set-cookie") and TOKEN not in reply.text

    @pytest.mark.parametrize("method", ["HEAD", "POST"])
    def test_it_opens_nothing_by_another_method(self, method: str, served: Desk) -> None:
        browser = served.browser()
        path = f"/?token={TOKEN}"
        reply = browser.get(path, method=method) if method == "HEAD" else browser.post(path, {"token": TOKEN})
        assert reply.status == 403 and not browser.cookie

    def test_one_opens_it_once(self, tmp_path: Path) -> None:
        """A browser is started with it, and other people on the computer can see with what."""
        with desk(tmp_path) as served:
            assert served.browser().get(f"/?token={ONCE}x").status == 403
            first = served.browser()
            assert first.get(f"/?token={ONCE}").status == 303 and first.get("/sign-in").status == 200
            assert served.browser().get(f"/?token={ONCE}").status == 403
            assert served.browser().get("/?token=").status == 403
            assert served.browser().get(f"/?token={TOKEN}").status == 303

    def test_it_leaves_the_steward_who_is_there(self, ada: Browser) -> None:
        before = ada.cookie
        reply = ada.get("/garden/?token=wrong")
        assert (reply.status, reply.header("location"), ada.cookie) == (303, "/garden/", before)

    def test_no_page_tells_another_site_of_it(self, served: Desk) -> None:
        """A Referer goes only to the desk."""
        for path in ("/", f"/?token={TOKEN}", "/?token=wrong"):
            assert served.browser().get(path).header("referrer-policy") == "same-origin"

    @pytest.mark.parametrize("name", ["Referer", "Authorization", "X-Token", "Cookie"])
    def test_no_header_stands_for_it(self, name: str, served: Desk) -> None:
        value = f"http://{served.host}/?token={TOKEN}"
        served.asked.clear()
        assert refused(served.browser().get("/", {name: value}), 403, "whole address", served)


class TestHost:
    """DNS rebinding: somebody else's name leads here."""

    @pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}"])
    def test_its_own_names(self, host: str, ada: Browser) -> None:
        assert ada.get("/", {"Host": host.format(port=ada.desk.port)}).status == 200

    @pytest.mark.parametrize(
        "host",
        [
            "evil.example",
            "evil.example:{port}",
            "127.0.0.1",
            "localhost",
            "127.0.0.1:80",
            "127.0.0.1:{port}.evil.example",
            "127.0.0.1.evil.example:{port}",
            "localhost.:{port}",
            "user@127.0.0.1:{port}",
            "127.0.0.1:0{port}",
            "127.1:{port}",
            "0.0.0.0:{port}",
            "[::1]:{port}",
            "2130706433:{port}",
            "127.0.0.1:{port},evil.example",
            "",
        ],
    )
    @pytest.mark.parametrize("path", ["/", "/desk/desk.css", f"/?token={TOKEN}"])
    def test_other_names(self, path: str, host: str, ada: Browser) -> None:
        reply = ada.get(path, {"Host": host.format(port=ada.desk.port)})
        assert refused(reply, 421, "not the address of the desk", ada.desk)
        assert TOKEN not in reply.text and not reply.header("set-cookie")

    def test_none_and_two(self, ada: Browser) -> None:
        for headers in ([], [("Host", ada.desk.host)] * 2):
            reply = ada.desk.request("GET /", [*headers, ("Cookie", ada.cookie)])
            assert reply.status == 400 and reply.header("content-security-policy")
        old = ada.desk.talk(f"GET / HTTP/1.0\r\nCookie: {ada.cookie}\r\n\r\n".encode())
        assert old.startswith(b"HTTP/1.1 421 ") and not ada.desk.asked

    @pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
    def test_what_proxies_say_counts_for_nothing(self, name: str, ada: Browser) -> None:
        value = f"host={ada.desk.host}" if name == "Forwarded" else ada.desk.host
        assert ada.get("/", {"Host": "evil.example", name: value}).status == 421
        ada.desk.asked.clear()
        assert ada.get("/history/", {name: "/old/delete"}).status == 200
        assert [each.path for each in ada.desk.asked] == ["/history/"]


class TestOtherSites:
    """A page of another site in the same browser."""

    def post(self, browser: Browser, more: dict[str, str | None]) -> Reply:
        csrf = browser.csrf()
        browser.desk.asked.clear()
        return browser.post("/history/publish", {"csrf": csrf}, more)

    def test_the_desks_own_pages_may(self, ada: Browser) -> None:
        assert self.post(ada, {}).status == 200
        assert self.post(ada, {"Sec-Fetch-Site": "same-origin"}).status == 200
        assert self.post(ada, {"Origin": None, "Sec-Fetch-Site": "same-origin"}).status == 200
        local = f"localhost:{ada.desk.port}"
        assert self.post(ada, {"Host": local, "Origin": f"http://{local}"}).status == 200

    @pytest.mark.parametrize(
        "more",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
            {"Origin": ""},
            {"Origin": "http://127.0.0.1"},
            {"Origin": "http://127.0.0.1:1"},
            {"Origin": "https://{host}"},
            {"Origin": "http://{host}.evil.example"},
            {"Origin": "http://localhost:{port}"},
            {"Origin": "http://{host} http://evil.example"},
            {"Origin": None},
            {"Origin": None, "Referer": "http://{host}/"},
            {"Origin": None, "Sec-Fetch-Site": "cross-site"},
            {"Origin": None, "Sec-Fetch-Site": "same-site"},
            {"Origin": None, "Sec-Fetch-Site": "none"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "same-origin, cross-site"},
        ],
    )
    def test_others_may_not(self, more: dict[str, str | None], ada: Browser) -> None:
        sent = {name: value and value.format(host=ada.desk.host, port=ada.desk.port) for name, value in more.items()}
        assert refused(self.post(ada, sent), 403, "came from another site", ada.desk)

    def test_two_origins(self, ada: Browser) -> None:
        own, csrf = f"http://{ada.desk.host}", ada.csrf()
        ada.desk.asked.clear()
        body = f"csrf={csrf}".encode()
        headers = [("Host", ada.desk.host), ("Origin", own), ("Origin", "https://evil.example"), ("Cookie", ada.cookie)]
        headers += [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", str(len(body)))]
        assert refused(ada.desk.request("POST /history/publish", headers, body), 403, "another site", ada.desk)

    @pytest.mark.parametrize("path", ["/sign-in", "/sign-in/new", "/sign-out"])
    def test_they_sign_nobody_in_or_out(self, path: str, ada: Browser) -> None:
        fields = {"csrf": ada.csrf(), "name": "Eve", "passphrase": PASSPHRASE, "again": PASSPHRASE}
        for more in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
            assert ada.post(path, fields, more).status == 403
        assert ada.get("/").status == 200

    @pytest.mark.parametrize("path", ["/", "/site/a/", "/waiting/?find=x", f"/?token={TOKEN}", "/desk/desk.css"])
    @pytest.mark.parametrize("site", ["cross-site", "same-site", "something-new"])
    def test_what_they_load_and_frame_is_not_even_asked_for(self, site: str, path: str, ada: Browser) -> None:
        """How long an answer takes can reveal what is in it."""
        for mode, dest in (("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe"), ("no-cors", "script")):
            reply = ada.get(path, {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest})
            assert refused(reply, 403, "came from another site", ada.desk)

    @pytest.mark.parametrize("site", ["cross-site", "same-site", "same-origin", "none"])
    def test_their_links_may_lead_here(self, site: str, ada: Browser) -> None:
        more = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        assert ada.get("/waiting/", more).status == 200

    def test_no_page_is_framed_or_read(self, ada: Browser) -> None:
        for reply in (ada.get("/"), ada.get("/sign-in"), ada.get("/nowhere//"), ada.desk.browser().get("/")):
            policy = reply.header("content-security-policy")
            assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy
            assert "unsafe" not in policy and "base-uri 'none'" in policy and "form-action 'self'" in policy
            assert reply.header("cross-origin-resource-policy") == "same-origin"
            assert reply.header("cross-origin-opener-policy") == "same-origin"
            assert not reply.header("access-control-allow-origin")

    def test_what_readers_see_is_shown_without_scripts(self, ada: Browser) -> None:
        for path in ("/site/", "/site/stories/a/", "/preview/stories/a/site/", "/preview/stories//a/"):
            policy = ada.get(path).header("content-security-policy")
            assert policy.startswith("sandbox allow-same-origin; default-src 'none';")
            assert "script" not in policy and "form-action 'none'" in policy and "frame-ancestors 'self'" in policy
        for path in ("/site", "/sites/", "/waiting/site/a/"):
            assert "sandbox" not in ada.get(path).header("content-security-policy")


class TestForms:
    @pytest.mark.parametrize(
        "sent",
        [
            [],
            [("csrf", "")],
            [("csrf", "wrong")],
            [("CSRF", "{own}")],
            [("csrf", "{own}x")],
            [("csrf", "{own}"), ("csrf", "{own}")],
            [("csrf", "{other}")],
            [("csrf", "{unsigned}")],
        ],
    )
    def test_without_what_the_session_gave_them(
        self, sent: list[tuple[str, str]], ada: Browser, served: Desk, names: Iterator[str]
    ) -> None:
        other = served.browser().sign_up(next(names)).csrf()
        values = {"own": ada.csrf(), "other": other, "unsigned": served.browser().open().csrf("/sign-in")}
        served.asked.clear()
        fields = [(name, value.format(**values)) for name, value in sent]
        assert refused(ada.post("/history/publish", fields), 403, "out of date", served)

    def test_in_the_query_it_counts_for_nothing(self, ada: Browser) -> None:
        csrf = ada.csrf()
        ada.desk.asked.clear()
        assert refused(ada.post(f"/history/publish?csrf={csrf}", {}), 403, "out of date", ada.desk)

    def test_what_was_written_is_given_back(self, ada: Browser) -> None:
        text = 'Half an hour of writing, <b>bold</b> & "quoted",\nand more.'
        fields = {"csrf": "old", "text": text, "passphrase": PASSPHRASE * 3}
        shown = "Half an hour of writing, &lt;b&gt;bold&lt;/b&gt; &amp; &#34;quoted&#34;,\nand more."
        for browser in (ada, ada.desk.browser(), ada.desk.browser().open()):
            reply = browser.post("/waiting/stories/a/save", fields)
            assert reply.status == 403 and shown in reply.text and PASSPHRASE not in reply.text
        reply = ada.post("/waiting/stories/a/save", fields, {"Origin": "https://evil.example"})
        assert "Half an hour" not in reply.text

    def test_what_reaches_the_garden(self, ada: Browser) -> None:
        csrf = ada.csrf()
        ada.desk.asked.clear()
        pairs = [("text", "a\r\nb\rc\nd é 🐌"), ("tag", "x"), ("csrf", csrf), ("tag", ""), ("é", "ü")]
        assert ada.post("/waiting/stories/caf%C3%A9/save?to=1&to=2&x=%26", pairs).status == 200
        [asked] = ada.desk.asked
        assert (asked.method, asked.path, dict(asked.query)) == (
            "POST",
            "/waiting/stories/café/save",
            {"to": "2", "x": "&"},
        )
        assert asked.form == {"text": ("a\nb\nc\nd é 🐌",), "tag": ("x", ""), "é": ("ü",)}
        assert asked.files == () and asked.csrf == csrf
        assert re.fullmatch("s-[a-z2-7]{8}", asked.steward.id) and asked.steward.name.startswith("Steward ")


class TestSessions:
    def test_a_cookie_that_nobody_gave(self, served: Desk) -> None:
        served.asked.clear()
        for value in ("", "x", "x" * 43, "../../x", "\xff", '"x"', "a" * 8000):
            browser = served.browser()
            browser.cookie = f"kgen-desk-{served.port}={value}"
            assert refused(browser.get("/"), 403, "whole address", served)

    def test_it_is_read_where_it_stands_once(self, ada: Browser) -> None:
        good = ada.cookie
        name = good.partition("=")[0]
        for cookie, status in (
            (f"a=b; {good}; c=d", 200),
            (f"{good}; {name}=planted", 403),
            (f"{name}=planted; {good}", 403),
            (f"{name.upper()}={good.partition('=')[2]}", 403),
            (f"kgen-desk-1={good.partition('=')[2]}", 403),
        ):
            ada.cookie = cookie
            assert ada.get("/").status == status, cookie

    def test_a_key_from_before_opens_nothing_after(self, served: Desk, names: Iterator[str]) -> None:
        """Fixation: somebody plants a session that they know, and waits until a steward has signed in to it."""
        browser = served.browser().open()
        planted = browser.cookie
        browser.sign_up(next(names))
        assert browser.cookie != planted
        signed_in = browser.cookie
        assert browser.post("/sign-out", {"csrf": browser.csrf()}).header("location") == "/sign-in"
        for cookie in (planted, signed_in):
            other = served.browser()
            other.cookie = cookie
            assert other.get("/").status == 403
        assert browser.get("/").header("location") == "/sign-in"

    def test_it_ends(self, ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        assert sessions.LASTS == 12 * 60 * 60
        monkeypatch.setattr(sessions, "LASTS", 0.3)
        name = ada.desk.asked or (ada.get("/") and ada.desk.asked)
        browser = ada.desk.browser()
        browser.open()
        assert browser.sign_in(name[0].steward.name).status == 303
        time.sleep(0.4)
        assert browser.get("/").status == 403
        assert ada.get("/").status == 200

    def test_each_browser_is_one_steward(self, served: Desk, names: Iterator[str]) -> None:
        one, other = next(names), next(names)
        browsers = [served.browser().sign_up(name) for name in (one, other)]
        served.asked.clear()
        for browser in (*browsers, *browsers):
            browser.get("/")
        assert [each.steward.name for each in served.asked] == [one, other, one, other]
        assert len({each.steward.id for each in served.asked}) == 2

    def test_there_is_a_limit(self) -> None:
        kept = sessions.Sessions(TOKEN, clock=lambda: 0.0)
        steward = gate_steward()
        signed_in = kept.begin(steward)
        for _ in range(sessions.MOST * 2):
            last = kept.begin()
        assert kept.of(signed_in) is not None and kept.of(last) is not None
        assert len(kept._sessions) == sessions.MOST


def gate_steward() -> Any:
    from kgen.desk.asked import Steward

    return Steward("s-aaaaaaaa", "Ada")


class TestSignIn:
    def test_a_steward_comes_back(self, served: Desk, names: Iterator[str]) -> None:
        name = next(names)
        served.browser().sign_up(name)
        served.asked.clear()
        browser = served.browser().open()
        assert browser.sign_in(f"  {name.upper()} ", to="/waiting/?page=2").header("location") == "/waiting/?page=2"
        browser.get("/")
        assert [each.steward.name for each in served.asked] == [name]

    @pytest.mark.parametrize(
        "to",
        [
            "//evil.example/",
            "https://evil.example/",
            "/\\evil.example",
            "/%2F/evil.example",
            "/\tx",
            "javascript:1",
            "",
            "/a//b",
            "/x\r\nSet-Cookie: a=b",
            "/../x",
        ],
    )
    def test_it_leads_to_this_host_alone(self, to: str, served: Desk, names: Iterator[str]) -> None:
        name = next(names)
        served.browser().sign_up(name)
        browser = served.browser().open()
        reply = browser.sign_in(name, to=to)
        assert (reply.status, reply.header("location")) == (303, "/")
        shown = served.browser().open().get("/sign-in?to=" + "".join(f"%{byte:02x}" for byte in to.encode()))
        assert 'name="to" value="/"' in shown.text

    def test_who_is_not_signed_in_reaches_nothing(self, served: Desk) -> None:
        browser = served.browser().open()
        served.asked.clear()
        assert browser.get("/waiting/").header("location") == "/sign-in?to=%2Fwaiting%2F"
        csrf = browser.csrf("/sign-in")
        assert refused(browser.post("/history/publish", {"csrf": csrf}), 403, "not signed in", served)
        assert browser.get("/sign-out").status == 405

    def test_wrong_passphrases_tell_nothing(self, served: Desk, names: Iterator[str]) -> None:
        name = next(names)
        served.browser().sign_up(name)
        pages = []
        for tried in (name, "Nobody here"):
            browser = served.browser().open()
            reply = browser.sign_in(tried, "another one entirely")
            assert reply.status == 403 and 'aria-invalid="true"' in reply.text and "Error: Sign in" in reply.text
            pages.append(re.sub('value="[^"]*"', "", reply.text))
        assert pages[0] == pages[1] and "another one entirely" not in pages[0]

    @pytest.mark.parametrize(
        ("name", "passphrase", "again", "field"),
        [
            ("", PASSPHRASE, PASSPHRASE, "name"),
            ("  ", PASSPHRASE, PASSPHRASE, "name"),
            ("...", PASSPHRASE, PASSPHRASE, "name"),
            ("x" * 81, PASSPHRASE, PASSPHRASE, "name"),
            ("Ada\u202eeva", PASSPHRASE, PASSPHRASE, "name"),
            ("Ada\x00", PASSPHRASE, PASSPHRASE, "name"),
            ("Ada\u200b", PASSPHRASE, PASSPHRASE, "name"),
            ("Taken", PASSPHRASE, PASSPHRASE, "name"),
            ("tAKEN", PASSPHRASE, PASSPHRASE, "name"),
            ("\uff34aken", PASSPHRASE, PASSPHRASE, "name"),
            ("Ta\u200cken", PASSPHRASE, PASSPHRASE, "name"),
            ("New", "short", "short", "passphrase"),
            ("New", "", "", "passphrase"),
            ("New", "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "passphrase"),
            ("New steward of ours", "new steward of OURS", "new steward of OURS", "passphrase"),
            ("New", "x1y2z3" * 100, "x1y2z3" * 100, "passphrase"),
            ("New", PASSPHRASE, PASSPHRASE + "x", "again"),
            ("New", PASSPHRASE, "", "again"),
        ],
    )
    def test_who_cannot_be_a_steward(self, name: str, passphrase: str, again: str, field: str, served: Desk) -> None:
        if "Taken" not in [each.name for each in stewards.Register(served.root).all()]:
            served.browser().sign_up("Taken")
        browser = served.browser().open()
        fields = {"csrf": browser.csrf("/sign-in/new"), "name": name, "passphrase": passphrase, "again": again}
        reply = browser.post("/sign-in/new", fields)
        assert reply.status == 422 and f'href="#{field}"' in reply.text and f'id="{field}-error"' in reply.text
        assert PASSPHRASE not in reply.text
        assert browser.get("/").status == 303

    def test_thousands_of_wrong_passphrases(self, served: Desk, names: Iterator[str]) -> None:
        name = next(names)
        served.browser().sign_up(name)
        browser = served.browser().open()
        csrf = browser.csrf("/sign-in")
        fields = {"csrf": csrf, "name": name, "passphrase": "wrong"}
        statuses = [browser.post("/sign-in", fields).status for _ in range(60)]
        assert statuses[:5] == [403] * 5 and statuses.count(429) > 45
        reply = browser.post("/sign-in", {**fields, "passphrase": PASSPHRASE})
        assert reply.status == 429 and int(reply.header("retry-after")) > 0, "the right one waits as well"
        assert served.browser().open().sign_in(name).status == 429, "and so it does in another browser"

    def test_how_long_they_wait(self) -> None:
        now = 0.0
        slow = stewards.Slowdown(clock=lambda: now)
        waited = []
        for _ in range(3000):
            waited.append(slow.wait("Ada"))
            now += waited[-1]
            slow.tried(" ADA ")
        assert waited[:8] == [0, 0, 0, 0, 0, 1, 2, 4] and waited[-1] == 60
        assert slow.wait("Eve") == 0
        assert sum(waited) > 2 * 24 * 60 * 60, "3,000 guesses take two days"
        slow.succeeded("ada")
        assert slow.wait("Ada") == 0

    def test_names_without_end_take_no_memory(self) -> None:
        slow = stewards.Slowdown(clock=lambda: 0.0)
        for number in range(20_000):
            slow.tried(str(number))
        assert len(slow._tries) <= slow._BUCKETS


class TestRequests:
    @pytest.mark.parametrize(
        "method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "get", "POSTX", "PROPFIND"]
    )
    def test_other_methods(self, method: str, ada: Browser) -> None:
        target = ada.desk.host if method == "CONNECT" else "/"
        reply = ada.get(target, method=method)
        assert (reply.status, reply.header("allow"), ada.desk.asked) == (405, "GET, HEAD, POST", [])
        assert ada.cookie not in reply.text

    @pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
    def test_no_method_stands_for_another(self, name: str, ada: Browser) -> None:
        assert ada.get("/history/publish?_method=POST", {name: "POST"}).status == 200
        assert ada.post("/history/publish", {"_method": "GET"}, {name: "GET"}).status == 403
        assert [each.method for each in ada.desk.asked] == ["GET"]

    def test_head_is_get_without_its_page(self, ada: Browser) -> None:
        reply = ada.get("/", method="HEAD")
        assert (reply.status, reply.text, ada.desk.asked[0].method) == (200, "", "GET")
        assert int(reply.header("content-length")) > 0

    @pytest.mark.parametrize(
        "target",
        [
            "//",
            "//evil.example/",
            "/waiting//a/",
            "/./",
            "/../",
            "/waiting/../old/",
            "/waiting/..",
            "/..%2f",
            "/%2e%2e/",
            "/%2e/",
            "/waiting/%2e%2e/%2e%2e/etc/passwd",
            "/waiting%2Fstories/",
            "/%5c..%5c",
            "/%00",
            "/waiting/a%00/",
            "/%0d%0aSet-Cookie:%20a=b",
            "/%0a",
            "/%7f",
            "/%c2%85",
            "/%e2%80%a8",
            "/%ff",
            "/%c0%ae%c0%ae/",
            "/%ed%a0%80",
            "http://evil.example/",
            "http://{host}/",
            "waiting/",
            "*",
        ],
    )
    def test_paths_that_mean_two_things(self, target: str, ada: Browser) -> None:
        reply = ada.get(target.format(host=ada.desk.host))
        assert refused(reply, 400, "could not read this request", ada.desk)
        assert not reply.header("set-cookie") and not reply.header("location")

    @pytest.mark.parametrize(
        "target",
        ["/%252e%252e/", "/waiting/%3Cscript%3E/", "/a:b@c/", "/~x/;y=1/", "/waiting/...", "/%E2%80%AEx", "/x%20y"],
    )
    def test_odd_paths_are_only_names(self, target: str, ada: Browser) -> None:
        assert ada.get(target).status == 200
        assert [each.path for each in ada.desk.asked] == [unquote(target)]

    def test_what_is_too_long(self, ada: Browser) -> None:
        assert ada.get("/" + "a" * gate.LONGEST_PATH).status == 414
        assert ada.get("/?a=" + "b" * gate.LONGEST_QUERY).status == 414
        assert ada.get("/" + "a" * 100_000).status in (400, 414)
        assert ada.get("/?" + "&".join(f"a{number}=1" for number in range(200))).status == 400
        assert ada.get("/?a=%ff").status == 400
        assert not ada.desk.asked

    @pytest.mark.parametrize(
        "framing",
        [
            "Content-Length: 5\r\nContent-Length: 6",
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding:\x0bchunked",
            "Transfer-Encoding : chunked",
            "Content-Length: +5",
            "Content-Length: 0x5",
            "Content-Length: 5, 6",
            "Content-Length: -1",
            "Content-Length: 5\r\n\x00: 1",
        ],
    )
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_a_request_that_is_two_in_other_eyes(self, method: str, framing: str, ada: Browser) -> None:
        """Request smuggling: nothing that follows is taken for a request, and the connection ends."""
        hidden = f"GET /hidden HTTP/1.1\r\nHost: {ada.desk.host}\r\nCookie: {ada.cookie}\r\n\r\n"
        head = f"Host: {ada.desk.host}\r\nOrigin: http://{ada.desk.host}\r\nCookie: {ada.cookie}\r\n{framing}"
        got = ada.desk.talk(f"{method} / HTTP/1.1\r\n{head}\r\n\r\n0\r\n\r\n{hidden}".encode())
        assert re.match(rb"HTTP/1\.1 (400|501) ", got), got
        assert got.count(b"HTTP/1.1 ") == 1 and not [each for each in ada.desk.asked if each.path == "/hidden"]

    def test_a_get_with_a_body(self, ada: Browser) -> None:
        assert ada.get("/", {"Content-Length": "3"}).status == 400
        assert ada.get("/", {"Content-Length": "0"}).status == 200

    def test_what_is_not_http_gets_the_headers_too(self, served: Desk) -> None:
        for sent in (b"hello\r\n\r\n", b"GET / HTTP/x\r\n\r\n", b"GET /\xff HTTP/1.1\r\n\r\n", b"\x16\x03\x01\n\n"):
            got = served.talk(sent)
            assert got.startswith(b"HTTP/1.1 400 ") and b"Content-Security-Policy: default-src 'none'" in got

    def test_headers_of_every_answer(self, ada: Browser) -> None:
        replies = [
            ada.get("/"),
            ada.get("/sign-in"),
            ada.get("/desk/desk.css"),
            ada.get("/desk/none"),
            ada.get("/", {"Host": "x"}),
            ada.get("//"),
            ada.get("/", method="PUT"),
            ada.post("/", {}),
            ada.get(f"/?token={TOKEN}"),
        ]
        for reply in replies:
            assert reply.header("x-content-type-options") == "nosniff"
            assert reply.header("cache-control") == "no-store"
            assert reply.header("content-security-policy") and not reply.header("server")
        assert {reply.status for reply in replies} == {200, 303, 400, 403, 404, 405, 421}


class TestAnswers:
    def test_of_the_garden(self, ada: Browser) -> None:
        ada.desk.answers = {
            "/go": Answer(HTTPStatus.FOUND, location="/waiting/café/?a=b#c"),
            "/gone": Answer(HTTPStatus.GONE, b"{}", "application/json"),
        }
        assert ada.get("/go").header("location") == "/waiting/caf%C3%A9/?a=b#c"
        reply = ada.get("/gone")
        assert (reply.status, reply.text, reply.header("content-type")) == (410, "{}", "application/json")

    @pytest.mark.parametrize("location", ["//evil.example/", "https://evil.example/", "/\\evil.example", "evil"])
    def test_none_leads_elsewhere(self, location: str, ada: Browser, capsys: pytest.CaptureFixture[str]) -> None:
        ada.desk.answers = {"/go": Answer(HTTPStatus.FOUND, location=location)}
        reply = ada.get("/go")
        assert reply.status == 500 and not reply.header("location")
        assert "ValueError" in (said := capsys.readouterr().err) and location not in said

    def test_files_of_the_theme_need_no_session(self, served: Desk) -> None:
        reply = served.browser().get("/desk/desk.css")
        assert reply.status == 200 and reply.header("content-type").startswith("text/css")
        assert "--kg-paper: #fbf9f4" in reply.text and "prefers-color-scheme: dark" in reply.text
        for path in ("/desk/", "/desk/sign_in.html", "/desk/refused.html", "/desk/nothing.css", "/desk/a/desk.css"):
            assert served.browser().get(path).status == 404

    def test_names_are_escaped(self, served: Desk) -> None:
        page = served.browser().open().get("/sign-in")
        assert "<b>garden" not in page.text and "A &lt;b&gt;garden&lt;/b&gt;" in page.text
        browser = served.browser().open()
        reply = browser.sign_in('"><script>alert(1)</script>', "wrong")
        assert "<script" not in reply.text and "&#34;&gt;&lt;script&gt;" in reply.text


def test_nothing_of_a_request_is_printed(ada: Browser, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    ada.get("/waiting/stories/a-teller/?x=a-secret")
    ada.post("/waiting/stories/a-teller/save", {"text": "a-secret"})
    ada.desk.talk(b"GET /a-secret\xff HTTP/1.1\r\nHost: x\r\n\r\n")
    assert capfd.readouterr() == ("", "")
