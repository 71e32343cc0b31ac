"""The register of stewards: nothing in it is lost, read by others, or guessed."""

import json
import multiprocessing
import stat
from pathlib import Path

import pytest
from desks import PASSPHRASE

from kgen.desk.door import stewards
from kgen.desk.door.stewards import Register, Unfit
from kgen.settings import ConfigurationError

CHEAP = {"n": 2**4, "r": 8, "p": 1}
COST = stewards._COST


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stewards, "_COST", CHEAP)


def enrol_many(root: Path, who: str, count: int) -> None:
    stewards._COST = CHEAP
    register = Register(root)
    for number in range(count):
        if number % 2:
            register.of_sign_on(f"{who} {number}")
            register.of_sign_on(f"Somebody {number}")
        else:
            register.enrol(f"{who} {number}", PASSPHRASE, PASSPHRASE)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_passphrase_is_proved_and_not_kept(tmp_path: Path) -> None:
    register = Register(tmp_path)
    ada = register.enrol("Ada", PASSPHRASE, PASSPHRASE)
    eve = register.enrol("Eve", PASSPHRASE, PASSPHRASE)
    assert register.recognise("ada", PASSPHRASE) == ada and register.recognise("Eve", PASSPHRASE) == eve
    for wrong in (PASSPHRASE + "x", PASSPHRASE[:-1], PASSPHRASE.upper(), "", f" {PASSPHRASE}", PASSPHRASE + "\x00"):
        assert register.recognise("Ada", wrong) is None
    assert register.recognise("Grace", PASSPHRASE) is None
    text = (tmp_path / ".desk/stewards.json").read_text()
    assert PASSPHRASE not in text
    one, other = json.loads(text)["stewards"]
    assert one["passphrase"]["salt"] != other["passphrase"]["salt"]
    assert one["passphrase"]["key"] != other["passphrase"]["key"]


def test_what_a_guess_costs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stewards, "_COST", COST)
    assert COST["n"] * COST["r"] * COST["p"] >= 2**15 * 8 * 3, "OWASP's least"
    register = Register(tmp_path)
    ada = register.enrol("Ada", PASSPHRASE, PASSPHRASE)
    monkeypatch.setattr(stewards, "_COST", CHEAP)
    assert register.recognise("Ada", PASSPHRASE) == ada, "a cost that is changed later counts for new ones"


def test_one_passphrase_on_every_keyboard(tmp_path: Path) -> None:
    register = Register(tmp_path)
    ada = register.enrol("Ada", "caf\u00e9 kettle bench", "caf\u00e9 kettle bench")
    assert register.recognise("Ada", "cafe\u0301 kettle bench") == ada


def test_a_passphrase_is_not_cut(tmp_path: Path) -> None:
    """Many hashes look only at the first 72 bytes."""
    register = Register(tmp_path)
    long = "x1y2z3 " * 70
    ada = register.enrol("Ada", long, long)
    assert register.recognise("Ada", long) == ada
    assert register.recognise("Ada", long[:-1]) is None
    assert register.recognise("Ada", long + "y" * 20_000) is None


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    Register(tmp_path).enrol("Ada", PASSPHRASE, PASSPHRASE)
    folder = tmp_path / ".desk"
    assert mode(folder) == 0o700 and mode(folder / "stewards.json") == 0o600
    assert (folder / ".gitignore").read_text() == "*\n"
    folder.chmod(0o755)
    (folder / "stewards.json").chmod(0o644)
    Register(tmp_path).enrol("Eve", PASSPHRASE, PASSPHRASE)
    assert mode(folder) == 0o700 and mode(folder / "stewards.json") == 0o600


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writing = [context.Process(target=enrol_many, args=(tmp_path, who, 40)) for who in ("Ada", "Eve", "Zoë")]
    for each in writing:
        each.start()
    for each in writing:
        each.join()
    assert [each.exitcode for each in writing] == [0, 0, 0]
    names = [each.name for each in Register(tmp_path).all()]
    expected = {f"{who} {number}" for who in ("Ada", "Eve", "Zoë") for number in range(40)}
    expected |= {f"Somebody {number}" for number in range(1, 40, 2)}
    assert sorted(names) == sorted(expected), "and nobody is there twice"
    assert len({each.id for each in Register(tmp_path).all()}) == len(names)
    assert sorted(each.name for each in (tmp_path / ".desk").iterdir()) == [".gitignore", "lock", "stewards.json"]


def test_two_at_once_do_not_take_one_name(tmp_path: Path) -> None:
    one, other = Register(tmp_path), Register(tmp_path)
    one.enrol("Ada", PASSPHRASE, PASSPHRASE)
    with pytest.raises(Unfit, match="There is a steward of this name"):
        other.enrol("ADA", PASSPHRASE, PASSPHRASE)


def test_who_has_a_passphrase_is_not_whom_a_sign_on_names(tmp_path: Path) -> None:
    """Somebody who used that name on this computer has proved nothing to the sign-on."""
    register = Register(tmp_path)
    local = register.enrol("ada", PASSPHRASE, PASSPHRASE)
    assert register.of_sign_on("ada") != local
    assert register.enrol("eve", PASSPHRASE, PASSPHRASE) != register.of_sign_on("eve")
    signed_on = register.of_sign_on("grace")
    assert register.recognise("grace", "") is None and register.called(signed_on.id) == signed_on


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "{}", '{"stewards": {}, "x": [}', '{"stewards": [{"id": "s-aaaaaaaa"}]}', "\xff"]
)
def test_what_cannot_be_read_is_not_written_over(text: str, tmp_path: Path) -> None:
    register = Register(tmp_path)
    file = tmp_path / ".desk/stewards.json"
    file.write_text(text, "latin-1")
    for use in (
        lambda: Register(tmp_path),
        lambda: register.of_sign_on("ada"),
        lambda: register.enrol("Ada", PASSPHRASE, PASSPHRASE),
    ):
        with pytest.raises(ConfigurationError, match="cannot be read as the register of stewards"):
            use()
    assert file.read_text("latin-1") == text


def test_a_folder_that_leads_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    garden = tmp_path / "garden"
    garden.mkdir()
    (garden / ".desk").symlink_to(tmp_path / "other")
    with pytest.raises(ConfigurationError, match="is not a folder"):
        Register(garden)
    (garden / ".desk").unlink()
    (garden / ".desk").write_text("")
    with pytest.raises(ConfigurationError, match="is not a folder"):
        Register(garden)
    assert not list((tmp_path / "other").iterdir())


def test_it_is_not_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stewards, "MOST_STEWARDS", 1)
    register = Register(tmp_path)
    register.enrol("Ada", PASSPHRASE, PASSPHRASE)
    with pytest.raises(Unfit, match="too many stewards"):
        register.enrol("Eve", PASSPHRASE, PASSPHRASE)
