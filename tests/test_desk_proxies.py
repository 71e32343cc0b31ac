"""The web servers that docs/desk.md puts in front of the desk: who is let through, and with which headers."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from proxies import HOST, SECRET, Desk, SignOn, answering, ask, block, free_port, nginx_with, reached, serving, written


def nginx(folder: Path, port: int) -> list[str]:
    secret = folder / "secret"
    secret.write_text(f"proxy_set_header X-Kgen-Desk-Secret {SECRET};")
    return nginx_with(folder, port, block("nginx").replace("/etc/nginx/kgen-desk-secret", str(secret)))


def caddy(folder: Path, port: int) -> list[str]:
    text = block("caddyfile").replace("/run/caddy/admin.sock", f"{folder}/admin.sock")
    text = text.replace(f"\n{HOST} {{", f"\nhttp://{HOST}:{port} {{")
    return ["caddy", "run", "--config", written(folder / "Caddyfile", text)]


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
def port(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    """Where the web server of the guide listens, in front of a sign-on and a desk."""
    program = request.param.__name__
    if not shutil.which(program):
        pytest.skip(f"needs {program}")
    port = free_port()
    command = request.param(tmp_path, port)
    with answering(SignOn) as sign_on, answering(Desk) as desk:
        _replaced(Path(command[-1]), {"127.0.0.1:4180": sign_on, "127.0.0.1:8010": desk})
        with serving(command, port, tmp_path):
            yield port


def _replaced(config: Path, ports: Mapping[str, int]) -> None:
    """Put free ports into a configuration in place of addresses."""
    text = config.read_text()
    for address, port in ports.items():
        text, found = re.subn(rf"{re.escape(address)}\b", f"127.0.0.1:{port}", text)  # A free port may begin alike.
        assert found
    config.write_text(text)


FORGED = [
    [],
    [("X-Forwarded-User", "eve@example.org")],
    [("x-forwarded-user", "eve@example.org"), ("X-FORWARDED-USER", "mallory@example.org")],
    [("X-Kgen-Desk-Secret", "x"), ("X-Kgen-Desk-Secret", SECRET)],
    [("X-Auth-Request-Email", "eve@example.org"), ("X-Auth-Request-User", "eve")],
    [("X-Forwarded-User", "ada@example.org"), ("Connection", "close")],
]


@pytest.mark.parametrize("forged", FORGED)
def test_the_desk_is_told_by_the_sign_on_alone_who_asks(port: int, forged: list[tuple[str, str]]) -> None:
    answer, text = ask(port, [("Cookie", "who=ada@example.org"), *forged])
    assert answer.status == 200
    assert reached(text) == {"x-forwarded-user": ["ada@example.org"], "x-kgen-desk-secret": [SECRET]}
    assert dict(json.loads(text)[0])["Host"] == HOST


def test_a_header_that_is_named_as_one_of_this_connection_is_at_most_left_out(port: int) -> None:
    """HTTP lets a browser name headers that end at the next program: then the desk gets no name."""
    forged = [("X-Forwarded-User", "eve"), ("Connection", "X-Forwarded-User, X-Kgen-Desk-Secret")]
    _, text = ask(port, [("Cookie", "who=ada@example.org"), *forged])
    told = reached(text)
    assert told["x-forwarded-user"] in ([], ["ada@example.org"]) and told["x-kgen-desk-secret"] in ([], [SECRET])


@pytest.mark.parametrize("forged", FORGED)
def test_whoever_has_not_signed_in_is_sent_to_do_so(port: int, forged: list[tuple[str, str]]) -> None:
    answer, text = ask(port, forged, "/waiting/?q=a")
    assert answer.status == 302 and SECRET.encode() not in text
    assert str(answer.getheader("Location")).endswith("/oauth2/start?rd=/waiting/?q=a")
    answer, _ = ask(port, forged, "/waiting/stories/a/publish", "POST", b"csrf=x")
    assert str(answer.getheader("Location")).endswith("/oauth2/start?rd=/"), (
        "what was posted is no page to come back to"
    )


def test_somebody_whom_the_sign_on_cannot_name_is_not_named_by_themselves(port: int) -> None:
    _, text = ask(port, [("Cookie", "who=nobody"), ("X-Forwarded-User", "eve@example.org")])
    assert not [name for name in reached(text)["x-forwarded-user"] if "@" in name]


def test_the_sign_on_has_its_own_addresses_and_no_others(port: int) -> None:
    answer, _ = ask(port, [], "/oauth2/start")
    assert answer.getheader("X-Answered-By") == "sign-on"
    answer, _ = ask(port, [], "/oauth2x/start")
    assert answer.status == 302


def test_as_much_can_be_dropped_as_the_desk_takes(port: int) -> None:
    answer, text = ask(port, [("Cookie", "who=ada@example.org")], "/received/", "POST", b"x" * 40 * 1024 * 1024)
    assert answer.status == 200 and json.loads(text)[1] == 40 * 1024 * 1024
