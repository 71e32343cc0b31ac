"""What docs/one-server.md has people write works as written there; so do the units of docs/desk.md."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest
from proxies import DOCS, Desk, SignOn, answering, ask, block, free_port, nginx_with, reached, serving
from sites import environment


@pytest.mark.skipif(not shutil.which("nginx"), reason="needs nginx")
def test_one_server_leads_each_name_to_its_own_garden(tmp_path: Path) -> None:
    (tmp_path / "sites/north/site/stories/a").mkdir(parents=True)
    (tmp_path / "sites/north/site/stories/a/index.html").write_text("A story")
    desks, front = (block("nginx", holding, "one-server.md") for holding in ("the-secret-of-north", "auth_request"))
    (tmp_path / "desks.conf").write_text(desks)
    port = free_port()
    text = front.replace("/etc/kgen/desks.conf", f"{tmp_path}/desks.conf").replace("/srv/sites", f"{tmp_path}/sites")
    command = nginx_with(tmp_path, port, text)
    with answering(SignOn) as sign_on, answering(Desk) as north, answering(Desk) as south, answering(Desk) as letters:
        config = Path(command[-1])
        config.write_text(re.sub(r"127\.0\.0\.1:4180\b", f"127.0.0.1:{sign_on}", config.read_text()))
        named = (tmp_path / "desks.conf").read_text()
        for written, meant in ((" 8011;", north), (" 8012;", south), (" 8111;", letters)):
            assert written in named
            named = named.replace(written, f" {meant};")
        (tmp_path / "desks.conf").write_text(named)
        with serving(command, port, tmp_path):
            for garden, desk in (("north", north), ("south", south)):
                forged = [("X-Kgen-Desk-Secret", "the-secret-of-south"), ("X-Forwarded-Host", "south.desk.example.org")]
                host = f"{garden}.desk.example.org"
                _, text_sent = ask(port, [("Cookie", "who=ada@example.org"), *forged], host=host)
                assert reached(text_sent) == {
                    "x-forwarded-user": ["ada@example.org"],
                    "x-kgen-desk-secret": [f"the-secret-of-{garden}"],
                }
                assert json.loads(text_sent)[2] == desk
                assert ask(port, forged, host=host)[0].status == 302
            assert ask(port, [("Cookie", "who=ada@example.org")], host="west.desk.example.org")[0].status == 421
            stories = "north.stories.example.org"
            assert ask(port, [], "/stories/a/", host=stories)[1] == b"A story"
            assert ask(port, [], "/stories/b/", host=stories)[0].status == 404
            answer, _ = ask(port, [], "/inbox", "POST", b"file=x", host=stories)
            assert answer.status == 200
            assert ask(port, [], "/inbox", "POST", b"file=x", host="west.stories.example.org")[0].status == 404


UNITS = [
    (document, text)
    for document in ("desk.md", "one-server.md")
    for text in re.findall(r"```ini\n(.*?)```", (DOCS / document).read_text(encoding="utf-8"), re.DOTALL)
]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize(("document", "text"), UNITS)
def test_units_are_such_as_systemd_understands(document: str, text: str, tmp_path: Path) -> None:
    """With another program: whether kgen is where the guide says is not for systemd to tell."""
    text = re.sub(r"(?<=ExecStart=)\S+", sys.executable, text)
    name = f"kgen-trial{'@' if '%i' in text else ''}"
    if "[Timer]" in text:
        (tmp_path / f"{name}.service").write_text(f"[Service]\nExecStart={sys.executable}\n")
    unit = tmp_path / f"{name}.{'timer' if '[Timer]' in text else 'service'}"
    unit.write_text(text)
    shown = unit.with_stem("kgen-trial@north") if "%i" in text else unit
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", shown], check=False, capture_output=True, text=True)
    said = [line for line in (done.stdout + done.stderr).splitlines() if "kgen-trial" in line]
    assert not said and done.returncode == 0


@pytest.mark.skipif(not shutil.which("gpg"), reason="needs gpg")
def test_what_tar_and_gpg_back_up_comes_back_as_it_was(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The script as it is, with a stand-in for systemctl that remembers the folder it is told about."""
    garden = tmp_path / "gardens/north"
    for name in ("content/a.md", ".desk/stewards.json", "drafts/b.md", ".kgen/cache", "site/index.html"):
        (garden / name).parent.mkdir(parents=True, exist_ok=True)
        (garden / name).write_text(name)
    (garden / ".desk").chmod(0o700)
    bin = tmp_path / "bin"
    bin.mkdir()
    (bin / "systemctl").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n')
    (bin / "systemctl").chmod(0o755)
    (tmp_path / "backup").mkdir()
    keys = Path(tempfile.mkdtemp())  # gpg makes a socket in it, whose path may not be long.
    request.addfinalizer(partial(shutil.rmtree, keys))
    more = {"GNUPGHOME": str(keys), "PATH": f"{bin}:/usr/bin:/bin"}

    def run(*command: str) -> None:
        done = subprocess.run(
            command, cwd=tmp_path, env=environment(**more), check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    identity = "backup@example.org"
    run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", identity, "default", "default", "never")
    run("bash", "-c", block("sh", "tar --create", "one-server.md").replace("/srv", str(tmp_path)))
    assert (tmp_path / "asked").read_text() == "stop kgen-desk@north\nstart kgen-desk@north\n"
    [file] = (tmp_path / "backup").iterdir()
    assert b"content/a.md" not in file.read_bytes()
    (tmp_path / "back").mkdir()
    run("bash", "-c", f"gpg --batch --decrypt '{file}' | tar --extract --gzip --directory back")
    back = tmp_path / "back/north"
    found = sorted(path.relative_to(back).as_posix() for path in back.rglob("*") if path.is_file())
    assert found == [".desk/stewards.json", "content/a.md", "drafts/b.md"]
    assert (back / ".desk").stat().st_mode & 0o777 == 0o700
    run("gpgconf", "--kill", "gpg-agent")
