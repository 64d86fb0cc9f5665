"""A server in a process of its own, as people run it, and what it answers.

with serving([python, "-m", "registry"], folder, environment) as server:
    until(server.answers, STARTING, "the server answers")
    status, body = server.ask("/")
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STARTING, FINDING, STOPPING, INDEXING = 60.0, 10.0, 30.0, 120.0
"""Seconds after which we give up; a machine that is busy is only slow."""


def until(happened: Callable[[], Any], seconds: float, what: str) -> Any:
    """What `happened` returns as soon as that is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := happened():
            return result
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} seconds")


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int
    said: Path
    """Its standard error."""

    def ask(self, path: str, body: Any = None, token: str = "", language: str = "zh-Hans") -> tuple[int, bytes]:
        """Status and body of the answer."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Accept-Language": language,
                **({"Authorization": f"Bearer {token}"} if token else {}),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own loopback address
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def answers(self) -> bool:
        assert self.process.poll() is None, f"the server has ended: {self.said.read_text()}"
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            return self.ask("/readyz")[0] == 200
        return False

    def listens(self) -> bool:
        with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", self.port)):
            return True
        return False

    def members(self) -> list[int]:
        """Processes of the session that the server leads, itself and its web processes; and its worker, and what it
        does first, which have sessions of their own."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(") ")[2].split()
                words = (stat.parent / "cmdline").read_text().split("\0")
                own = self.process.pid in (int(fields[1]), int(fields[3]))
                if (own or words[-3:] == ["--parent", str(self.process.pid), ""]) and fields[0] != "Z":
                    found.append(int(stat.parent.name))
        return sorted(found)


@contextlib.contextmanager
def serving(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str], *options: str
) -> Iterator[Server]:
    """`command serve` with `options` on a free port, in `folder`: begun, it may not answer yet. It ends however the
    test ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port, said = int(free.getsockname()[1]), folder / "stderr"
    with said.open("wb") as errors:
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port), *options],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    server = Server(process, port, said)
    try:
        yield server
    finally:
        for member in server.members():
            with contextlib.suppress(ProcessLookupError):
                os.kill(member, signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
