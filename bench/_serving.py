"""A register served in a process of its own as `registry serve` does it, and eight clients that cost next to none."""

from __future__ import annotations

import math
import os
import re
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from flask import Flask

CLIENTS = 8
PATIENCE = 600  # seconds without any answer, or until a process has ended what it was doing
BARE = "bench._serving:bare"
_head = re.compile(rb"HTTP/1\.1 200 .*?\r\nContent-Length: (\d+)\r\n", re.DOTALL | re.IGNORECASE)


def bare() -> Flask:
    """The raw limit: an application of Flask that answers {"status": "ok"}, for gunicorn."""
    app = Flask("bare")
    app.add_url_rule("/", "index", lambda: {"status": "ok"})
    return app


@contextmanager
def running(words: Sequence[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A Python module that runs beside this process and is asked to end at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def served(command: Sequence[str], environment: dict[str, str], path: str) -> Iterator[tuple[int, int]]:
    """Runs `command` with {port} put in, until it answers `path`; its port and process. It is stopped at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with running([each.replace("{port}", str(port)) for each in command], environment) as server:
        for _ in range(600):
            try:
                load(port, [path], 1)
                break
            except (OSError, AssertionError):
                time.sleep(0.1)  # until it listens
        yield port, server.pid


def register_served(settings: dict[str, str]) -> AbstractContextManager[tuple[int, int]]:
    return served(["registry", "serve", "--without-worker", "--port", "{port}"], settings, "/healthz")


def bare_served() -> AbstractContextManager[tuple[int, int]]:
    """Under the same gunicorn: 2 processes of 4 threads."""
    options = ["--workers=2", "--worker-class=gthread", "--threads=4", "--bind=127.0.0.1:{port}", "--log-level=warning"]
    return served(["gunicorn", *options, f"{BARE}()"], {}, "/")


class _Call:
    """A request on a connection of its own, as of somebody else each time: what stays connected stays with the process
    that was the first to accept it, and one process would answer all."""

    def __init__(self, port: int, path: str) -> None:
        self.started = time.perf_counter()
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: zh\r\nConnection: close\r\n\r\n".encode()
        )
        self._received = bytearray()

    def done(self) -> bool:
        """Reads what has come; whether that is the whole answer."""
        self._received += self.connection.recv(1 << 20)
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = _head.match(self._received)
        assert head, bytes(self._received[:300])
        return len(self._received) >= end + 4 + int(head[1])


def load(port: int, paths: Sequence[str], clients: int = CLIENTS, seconds: float = math.inf) -> list[float]:
    """Seconds of each request, from before it connects. Every client asks again as soon as it is answered, until all
    paths were asked or `seconds` are over; what was asked is waited for."""
    todo, took, end = list(reversed(paths)), list[float](), time.perf_counter() + seconds
    with selectors.DefaultSelector() as ready:

        def ask() -> None:
            if todo and time.perf_counter() < end:
                call = _Call(port, todo.pop())
                ready.register(call.connection, selectors.EVENT_READ, call)

        for _ in range(clients):
            ask()
        while ready.get_map():
            for key, _ in ready.select(PATIENCE) or _stalled():
                if key.data.done():
                    took.append(time.perf_counter() - key.data.started)
                    ready.unregister(key.fileobj)
                    key.data.connection.close()
                    ask()
    return took


def _stalled() -> list[tuple[selectors.SelectorKey, int]]:
    raise SystemExit("the server does not answer")


def memory(process: int) -> tuple[float, float]:
    """Megabytes that a process has resident, and how much of it is its own, not pages of files."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    all_of, own = (int(status[name].removesuffix("kB")) / 1024 for name in ("VmRSS", "RssAnon"))
    return all_of, own


def children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
