"""The process whose forks tests run."""

import os
import socket
import sys
from pathlib import Path

import warm


def test_it_outlives_those_who_are_killed_while_they_ask(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    for said in (b"", b"{\xda\x09arguments"):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(warm.address())
            socket.send_fds(connection, [b"-"], [writer])
            connection.sendall(said)
    os.close(writer)
    done = warm.run([sys.executable, "-c", "print('here')"], cwd=tmp_path, env=os.environ)
    assert done.stdout == "here\n"
    with open(reader) as printed:
        assert printed.read() == "", "what was given to the first two is closed"
