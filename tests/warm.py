"""Runs Python programs in forks of one process that has imported all they need, which saves the second that this takes.

What runs is a process of its own, with the arguments, environment, folder and streams it is given. It differs from one
that was started on its own in that the modules, and the tables and templates that kgen makes when it first needs them,
are there already, that checking a passphrase costs next to nothing, and that what it starts with sys.executable or by
multiprocessing is such a fork too. `run` and `Started` are for tests; tests/stand_in.py does the same for scripts of
the shell. This file, as a program, is the process that all are forks of.
"""

import atexit
import contextlib
import fcntl
import gc
import importlib
import marshal
import os
import pkgutil
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import stand_in
from stand_in import ask


def run(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str], typed: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Do as subprocess.run does with a command of this Python: `-m MODULE ...` or `-c CODE ...`, output captured."""
    assert command[0] == sys.executable and command[1] in ("-m", "-c"), command
    if _reads_at_start(env) != _reads_at_start(os.environ):
        return subprocess.run(command, cwd=cwd, env=env, input=typed, capture_output=True, text=True, check=False)
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(typed.encode())
        given.seek(0)
        streams = {0: given.fileno(), 1: out.fileno(), 2: err.fileno()}
        with ask(address(), command[1:], str(cwd), env, streams) as answer:
            code = int(answer.read().split()[1])
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(command, code, out.read().decode(), err.read().decode())


class Started:
    """A program that runs beside this process: its number and what it prints, including errors."""

    def __init__(self, command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> None:
        assert command[0] == sys.executable and command[1] in ("-m", "-c"), command
        reading, writing = os.pipe()
        with open(os.devnull) as nothing, open(writing, "w") as printed:
            streams = {0: nothing.fileno(), 1: printed.fileno(), 2: printed.fileno()}
            self._answer = ask(address(), command[1:], str(cwd), env, streams)
        self.stdout = os.fdopen(reading)
        self.pid = int(self._answer.readline())

    def has_ended(self, within: float = 0) -> bool:
        """Whether it has ended, or does so within some seconds."""
        return bool(select.select([self._answer], [], [], within)[0])

    def stop(self, signal_: signal.Signals) -> tuple[int, str]:
        """Send a signal that ends it; return its exit code and the rest of what it printed."""
        os.kill(self.pid, signal_)
        code, said = int(self._answer.readline()), self.stdout.read()
        self.close()
        return code, said

    def close(self) -> None:
        """Listen no more; a program that has not ended is killed."""
        self._answer.close()
        self.stdout.close()


def _reads_at_start(env: Mapping[str, str]) -> dict[str, str]:
    """What Python looks at only when it starts."""
    return {name: value for name, value in env.items() if name.startswith(("PYTHON", "LC_", "LANG"))}


SHARED = "KGEN_TESTS_WARM"
"""In the environment: the socket of a server that processes share."""


def share() -> None:
    """Begin a server for this process and all that it starts from now on."""
    os.environ[SHARED] = _begun()


@cache
def address() -> str:
    """The socket of the server, which is ready: the shared one, or one that ends with this process."""
    path = os.environ.get(SHARED) or _begun()
    with ask(path, ["-c", ""], os.curdir, os.environ, {}) as answer:
        answer.read()
    return path


def _begun() -> str:
    """The socket of a new server, which answers once it has imported everything, and ends with this process."""
    path = f"{tempfile.mkdtemp(prefix='kgen-')}/socket"
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    server = subprocess.Popen([sys.executable, __file__, path], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdin and server.stdout
    atexit.register(server.communicate)
    assert server.stdout.readline() == b"listening\n"
    return path


def python() -> str:
    """A stand-in for sys.executable, whose programs are forks as well."""
    return str(Path(address()).with_name("python"))


def script(module: str) -> str:
    """A shell script that runs a module with the arguments it is given."""
    return _script(address(), f"-m {module}")


def _script(path: str, arguments: str = "") -> str:
    return f'#!/bin/sh\nexec {sys.executable} -S -E "{stand_in.__file__}" {path} {arguments} "$@"\n'


# --- the server


def _serve(path: str) -> None:
    """Answer requests until standard input ends, as it does with the process that started this one."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    print("listening", flush=True)
    _import_all()
    _use_once(Path(path).parent / "garden")
    executable = Path(path).with_name("python")
    executable.write_text(_script(path))
    executable.chmod(0o755)
    sys.executable = str(executable)
    importlib.import_module("multiprocessing.spawn")  # It starts processes with sys.executable as it is now.
    gc.freeze()
    _answer_until_input_ends(listener)


def _answer_until_input_ends(listener: socket.socket) -> None:
    ended, at_an_end = os.pipe()
    os.set_blocking(at_an_end, False)
    signal.set_wakeup_fd(at_an_end)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    asked: dict[int, socket.socket] = {}
    """Who waits for a program, by the number of its process."""
    while True:
        ready, _, _ = select.select([listener, sys.stdin, ended, *asked.values()], [], [])
        if sys.stdin in ready:
            return
        for child in [child for child, connection in asked.items() if connection in ready]:
            os.kill(child, signal.SIGKILL)
            asked.pop(child).close()
        if ended in ready:
            os.read(ended, 4096)
            for child, code in _ended_children():
                if child in asked:
                    with asked.pop(child) as connection, contextlib.suppress(OSError):
                        connection.sendall(f"{code}\n".encode())
        if listener in ready:
            connection, _ = listener.accept()
            try:
                request, streams = _request(connection)
            except (OSError, ValueError, EOFError, TypeError):  # Who asked was killed before all was said.
                connection.close()
                continue
            child = os.fork()
            if child == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for each in (listener, connection, *asked.values()):
                    each.close()
                os.close(ended)
                os.close(at_an_end)
                _become(request, streams)
            for stream in streams:
                os.close(stream)
            asked[child] = connection
            with contextlib.suppress(OSError):  # Who is gone is seen above, where the child is killed.
                connection.sendall(f"{child}\n".encode())


def _ended_children() -> Iterator[tuple[int, int]]:
    """The processes that have ended, with their exit codes."""
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            yield ended[0], os.waitstatus_to_exitcode(ended[1])


def _request(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """What is asked for, and the streams of the program: numbers of open files."""
    _, streams, _, _ = socket.recv_fds(connection, 1, 253)
    try:
        with connection.makefile("rb") as asked:
            return marshal.load(asked), streams
    except BaseException:
        for stream in streams:
            os.close(stream)
        raise


def _import_all() -> None:
    import kgen

    for module in pkgutil.walk_packages(kgen.__path__, "kgen."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in ("mkdocs.__main__", "mkdocs.commands.build", "material.templates"):
        importlib.import_module(name)


def _use_once(folder: Path) -> None:
    """Have the tables and templates made that kgen makes when it first needs them."""
    import bytecode
    import typer.main
    from gardens import BASIS, make_garden, story
    from markdown.util import get_installed_extensions

    from kgen.cli.app import app
    from kgen.commands import init
    from kgen.commands.own_wheel import wheel
    from kgen.desk.door import stewards
    from kgen.publish.cache import code_digest
    from kgen.views import templates
    from kgen.views.form import FORMS, order

    bytecode.keep()
    typer.main.get_command = cache(typer.main.get_command)
    vars(init)["wheel"] = made_once = cache(wheel)
    made_once()
    stewards._COST.update(n=2, r=8, p=1)
    text = "On 3 May Dee rang 07700 900123 in Leeds."
    files = {
        "stories/a.md": story(text),
        "stories/b.md": "---\ntitle: B\n---\n",
        "people/c.md": "",
        "questions/d.md": "",
    }
    config = make_garden(folder, {**BASIS, **files}, {"safeguarding": "warn"})
    sent = folder.with_name("sent") / "a.md"
    sent.parent.mkdir()
    sent.write_text(text)
    with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing), contextlib.redirect_stderr(nothing):
        for command in (["check"], ["import", str(sent.parent)], ["new", "story", "Rang"]):
            app([*command, "-f", str(config)], standalone_mode=False)
        templates.compile_all()
        # A build leaves more behind than tables, so another process does it and sends what it compiled and imported.
        reader, writer = os.pipe()
        if os.fork() == 0:
            app(["build", "--keep-going", "-f", str(config)], standalone_mode=False)
            with open(writer, "wb") as pipe:
                marshal.dump((bytecode.KEPT.found, [*sys.modules]), pipe)
            os._exit(0)
        os.close(writer)
        with open(reader, "rb") as pipe:
            bytecode.KEPT.found, imported = marshal.load(pipe)
        os.wait()
    for name in imported:
        importlib.import_module(name)
    code_digest()
    get_installed_extensions()
    for form in FORMS.values():
        order(form)


def _become(request: dict[str, Any], streams: list[int]) -> NoReturn:
    """Be the program that was asked for."""
    import random
    import time

    # Tests that run in the background inherit that Ctrl-C is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    above = [fcntl.fcntl(stream, fcntl.F_DUPFD_CLOEXEC, 256) for stream in streams]
    for stream in streams:
        os.close(stream)
    for number, stream in zip(request["streams"], above, strict=True):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
    sys.stderr = os.fdopen(2, "w", errors="backslashreplace", buffering=1)
    os.chdir(request["cwd"])
    os.umask(request["umask"])
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    random.seed()
    code = 1
    try:
        _execute(*request["arguments"])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(OSError, ValueError):  # where it has been closed
            sys.stdout.flush()
        os._exit(code)


def _execute(option: str, what: str, *arguments: str) -> None:
    import runpy

    sys.argv = [option, *arguments]
    sys.path[0] = os.getcwd() if option == "-m" else ""
    if option == "-m":
        if not hasattr(sys.modules.get(what), "__path__"):
            sys.modules.pop(what, None)
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})


if __name__ == "__main__":
    at = sys.argv[1]
    try:
        _serve(at)
    finally:  # also where the process that started this one was killed
        shutil.rmtree(Path(at).parent)
