"""`kgen serve`: what is saved is shown, what is wrong is said, and nobody else may look."""

import http.client
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from gardens import BASIS, make_garden, story
from pictures import png
from served import PATIENCE, Served, serving
from sites import command, environment, kgen

from kgen.serve.hosts import host_and_port
from kgen.settings import ConfigurationError


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    yield from serving(tmp_path)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A garden in which nothing is saved."""
    yield from serving(tmp_path_factory.mktemp("garden"))


def test_a_saved_story_is_shown(served: Served) -> None:
    assert "First words" in served.page("/stories/a/")
    served.write("stories/a.md", story("First words.\n\nNew words.", title="A"))
    served.until("/stories/a/", "New words")
    served.write("stories/a.md", story("First words.", title="Another title"))
    served.until("/topics/trust/", "Another title")
    served.write("stories/c.md", story("A third.", title="C"))
    served.until("/stories/c/", "A third")


def test_pages_ask_for_the_next_build_and_may(untouched: Served) -> None:
    page = untouched.page("/stories/a/")
    assert "location.reload()" in page and "Content-Security-Policy" not in page


def test_a_story_with_an_error_shows_it_and_the_rest_goes_on(served: Served) -> None:
    served.write("stories/a.md", story("First words.", title="A").replace("title:", "titel:"))
    page = served.until("/stories/a/", "Did you mean `title`?")
    assert "content/stories/a.md" in page and "titel" in page
    served.write("stories/b.md", story("Others.\n\n<b>&</b> more.", title="B"))
    served.until("/stories/b/", "more")
    assert "This is not shown yet" in served.page("/stories/a/")
    served.write("stories/a.md", story("Mended.", title="A"))
    served.until("/stories/a/", "Mended")
    said = served.stop()
    assert "content/stories/a.md:" in said and "Traceback" not in said


def test_an_error_of_the_home_page_stands_in_its_place(served: Served) -> None:
    (served.content / "pages").mkdir()
    served.write("pages/home.md", "---\ntitel: Home\n---\n")
    assert "titel" in served.until("/", "content/pages/home.md")


class TestWriting:
    """What was saved is shown first, what the checks say about it follows."""

    def test_what_follows_from_a_saved_story_is_shown(self, served: Served) -> None:
        served.write("stories/a.md", story("First words.", title="Another title"))
        served.until("/stories/a/", "Another title")
        served.until("/topics/trust/", "Another title")
        served.write("stories/c.md", story("A third, of [[Another title]].", title="C"))
        served.until("/stories/c/", "A third")
        assert served.get("/stories/c") == (302, "/stories/c/")
        served.until("/stories/a/", "A third")
        (served.content / "stories/c.md").unlink()
        served.until("/stories/c/", "not here", 404)
        served.write("stories/a.md", story("Other words.", title="Another title"))
        served.until("/stories/a/", "Other words")

    def test_an_error_is_shown_at_once_and_goes_when_it_is_mended(self, served: Served) -> None:
        served.write("stories/a.md", story("First words.", title="A").replace("title:", "titel:"))
        served.until("/stories/a/", "Did you mean `title`?")
        served.write("stories/a.md", story("Mended.", title="A", topics=["nobody-wrote-this"]))
        served.until("/stories/a/", "This is not shown yet")
        served.write("stories/a.md", story("Mended.", title="A"))
        served.until("/stories/a/", "Mended")
        served.until("/topics/trust/", ">A<")
        said = served.stop()
        assert "content/stories/a.md:" in said and "Traceback" not in said

    def test_what_is_hidden_is_gone_at_once(self, served: Served) -> None:
        served.write("stories/a.md", story("First words.", title="A", draft=True))
        assert served.page("/.kgen/after/1") == "2"
        assert served.get("/stories/a/")[0] == 404
        served.write("stories/a.md", story("First words.", title="A"))
        served.until("/stories/a/", "First words")

    def test_other_files_are_no_obstacle(self, served: Served) -> None:
        """An editor keeps a file of its own beside it; a picture comes along; settings change in between."""
        (served.content / "stories/.a.md.swp").write_text("x")
        served.write("stories/a.md", story("With a neighbour.", title="A"))
        served.until("/stories/a/", "With a neighbour")
        (served.content / "stories/.a.md.swp").unlink()
        (served.content / "images").mkdir()
        (served.content / "images/kettle.png").write_bytes(png())
        served.write("stories/a.md", story("![A kettle](../images/kettle.png)", title="A"))
        served.until("/stories/a/", 'alt="A kettle"')
        served.until("/images/kettle.png", "IHDR")
        config = served.config.read_text()
        served.write("../mkdocs.yml", f"{config}\n  - x: <b>\n")
        served.until("/topics/", "The garden cannot be built")
        served.write("../mkdocs.yml", config.replace("A garden", "Another garden"))
        served.until("/stories/a/", "Another garden")
        served.write("stories/a.md", story("Afterwards.", title="A"))
        served.until("/stories/a/", "Afterwards")

    def test_pages_that_stay_what_they_are_hear_of_nothing(self, served: Served) -> None:
        def waiting(page: str) -> str:
            found = re.search(r'\("(\d+)", "([0-9a-f-]+)"\);', page)
            assert found, page
            return f"/.kgen/after/{found[1]}?page={{}}&is={found[2]}"

        topic, other = waiting(served.page("/topics/trust/")), waiting(served.page("/accessibility/"))
        served.write("stories/a.md", story("First words.", title="Another title"))
        served.until("/topics/trust/", "Another title")
        assert int(served.page(topic.format("/topics/trust/"))) > 1
        with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=3)) as connection:
            connection.request("GET", other.format("/accessibility/"), headers={"Host": "localhost"})
            with pytest.raises(TimeoutError):
                connection.getresponse()


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(lambda stories: (stories / "loop.md").symlink_to("loop.md"), id="a link to itself"),
        pytest.param(lambda stories: (stories / "long.md").symlink_to("a" * 300), id="a link to too long a name"),
        pytest.param(lambda stories: open(bytes(stories) + b"/\xffbad.md", "w").close(), id="a name that is not UTF-8"),
    ],
)
def test_odd_files_do_not_end_the_preview(odd: Callable[[Path], None], served: Served) -> None:
    odd(served.content / "stories")
    served.write("stories/b.md", story("Written beside it.", title="B"))
    served.until("/stories/b/", "Written beside it")
    served.write("stories/b.md", story("Written afterwards.", title="B"))
    served.until("/stories/b/", "Written afterwards")
    assert "Traceback" not in served.stop()


def test_a_file_is_read_again_though_its_size_and_time_are_what_they_were(served: Served) -> None:
    file = served.content / "stories/a.md"
    times = file.stat()
    served.write("stories/a.md", file.read_text().replace("First", "Third"))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    served.until("/stories/a/", "Third words")


def test_files_may_go_and_come_back(served: Served, tmp_path: Path) -> None:
    config, content = served.config, served.content
    text = config.read_text()
    config.unlink()
    served.until("/", "There is no mkdocs.yml")
    (config.parent / "base.yml").write_text(text)
    config.write_text("INHERIT: base.yml\n")
    served.until("/stories/a/", "First words")
    (config.parent / "base.yml").rename(tmp_path / "away.yml")
    served.until("/", "base.yml")
    (tmp_path / "away.yml").rename(config.parent / "base.yml")
    served.until("/stories/a/", "First words")
    content.rename(tmp_path / "away")
    served.until("/", "cannot be built")
    (tmp_path / "away").rename(content)
    served.until("/stories/a/", "First words")
    served.write("stories/a.md", story("Written after all of that.", title="A"))
    served.until("/stories/a/", "Written after all of that")


def test_a_broken_configuration_is_said_on_the_page(served: Served) -> None:
    config = served.content.parent / "mkdocs.yml"
    right = config.read_text()
    served.write("../mkdocs.yml", f"{right}\n  - x: <b>\n")
    assert "<b>" not in served.until("/topics/", "The garden cannot be built")
    served.write("../mkdocs.yml", right)
    served.until("/stories/a/", "First words")


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/stories/a", 302, "/stories/a/"),
        ("/stories/nobody/", 404, "not here"),
        ("/../../mkdocs.yml", 404, "not here"),
        ("/%2e%2e/%2e%2e/mkdocs.yml", 404, "not here"),
        ("/stories/%00/", 404, "not here"),
        (f"/stories/{'a' * 1000}/", 404, "not here"),
        ("/data/garden.json", 200, '"nodes"'),
    ],
)
def test_other_addresses(path: str, status: int, says: str, untouched: Served) -> None:
    found, text = untouched.get(path)
    assert found == status and says in text


def test_a_name_from_elsewhere_that_leads_here_is_refused(untouched: Served) -> None:
    assert untouched.get("/stories/a/", host="garden.example")[0] == 403
    assert untouched.get("/stories/a/", host="127.0.0.1")[0] == 200
    assert untouched.get("/stories/a/", host="[")[0] == 403


def test_a_reader_who_goes_on_to_another_page_is_no_news(served: Served) -> None:
    """An open page asks for the next build, and its browser breaks that off when another page is opened."""
    for _ in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        connection.request("GET", "/.kgen/after/1", headers={"Host": "localhost"})
        connection.close()
    served.write("stories/a.md", story("New words.", title="A"))
    served.until("/stories/a/", "New words")
    said = served.stop()
    assert "Traceback" not in said and "Exception" not in said


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("nonsense", "does not end in a colon and the number of a port"),
        ("127.0.0.1", "does not end in a colon"),
        ("8001", "does not end in a colon"),
        (":x", "does not end in a colon"),
        ("127.0.0.1:٨٠", "does not end in a colon"),
        ("127.0.0.1:-1", "does not end in a colon"),
        ("", "does not end in a colon"),
        ("127.0.0.1:65536", "ports end at 65535"),
        ("127.0.0.1:" + "9" * 5000, "ports end at 65535"),
        ("127.0.0.1:00000099999", "ports end at 65535"),
        ("http://127.0.0.1:8000", "begins with http://"),
        ("HTTPS://garden.example:80/", "begins with HTTPS://"),
        ("127.0.0.1:8001/garden", "something follows the port"),
        ("127.0.0.1:8001?x", "something follows the port"),
        ("127.0.0.1: 8001", "holds a space"),
        (" 127.0.0.1:8001", "holds a space"),
        ("my computer:8001", "holds a space"),
        ("::1:8001", "square brackets"),
        ("::1", "square brackets"),
        ("[::1", "neither the name nor the number"),
        ("[127.0.0.1]:8001", "neither the name nor the number"),
        ("256.1.1.1:8001", "“256.1.1.1” is neither the name nor the number"),
        ("*:8001", "neither the name nor the number"),
        ("me@127.0.0.1:8001", "neither the name nor the number"),
    ],
)
def test_an_address_that_is_none(address: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape("Write a host and a port, such as 127.0.0.1:8000")) as said:
        host_and_port(address)
    assert why in str(said.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[fe80::1%lo]", "0.0.0.0", "my_box.lan", ""])
def test_an_address_that_is_one(host: str) -> None:
    assert [host_and_port(f"{host}:{port}") for port in (0, 80, 65535)] == [
        (host.strip("[]") or "127.0.0.1", port) for port in (0, 80, 65535)
    ]


@pytest.mark.parametrize("name", ["serve", "desk"])
def test_an_address_is_refused_before_anybody_is_asked_where_it_is(name: str, tmp_path: Path) -> None:
    said = kgen(make_garden(tmp_path, BASIS), name, "-a", "http://127.0.0.1:8000", code=2)
    assert "`http://127.0.0.1:8000` is not an address: it begins with http://" in said


def test_an_address_that_is_taken(untouched: Served) -> None:
    said = kgen(untouched.config, "serve", "-a", f"127.0.0.1:{untouched.port}", code=2)
    assert "cannot be served" in said


def test_ctrl_c_before_it_serves_prints_nothing(tmp_path: Path) -> None:
    """It reaches every process of a terminal, the one that answers browsers while it is still being loaded."""
    arguments = command("serve", "-a", "127.0.0.1:0")
    config = make_garden(tmp_path, BASIS)
    begun = subprocess.Popen(
        arguments, cwd=config.parent, env=environment(), text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=hear_ctrl_c,
    )  # fmt: skip
    end = time.monotonic() + PATIENCE
    while not (children := children_of(begun.pid)) and time.monotonic() < end:
        time.sleep(0.01)
    (status,) = (path.read_text() for path in children)
    os.killpg(begun.pid, signal.SIGINT)
    assert (begun.communicate(timeout=PATIENCE)[0], begun.returncode) == ("", 130)
    (held_back,) = re.findall(r"^SigBlk:\t(\w+)$", status, re.MULTILINE)
    assert int(held_back, 16) >> (signal.SIGINT - 1) & 1


def hear_ctrl_c() -> None:
    """As in a terminal: what a shell starts in the background, tests too, inherits that Ctrl+C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def children_of(pid: int) -> list[Path]:
    """Where Linux tells the state of the processes that answer browsers, of all that a process has started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [
        Path(f"/proc/{child}/status") for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
