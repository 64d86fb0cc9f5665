"""A register served in a process of its own as `registry serve` does it, and eight clients that cost next to none."""

from __future__ import annotations

import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

CLIENTS = 8
BARE = "bench._serving:bare"
MEGABYTE = 1024 * 1024
_head = re.compile(rb"HTTP/1\.1 200 .*?\r\nContent-Length: (\d+)\r\n", re.DOTALL | re.IGNORECASE)


def bare() -> Flask:
    """The raw limit: an application of Flask that answers {"status": "ok"}, for gunicorn."""
    app = Flask("bare")
    app.add_url_rule("/", "index", lambda: {"status": "ok"})
    return app


@contextmanager
def served(command: Sequence[str], environment: dict[str, str], path: str) -> Iterator[tuple[int, int]]:
    """Runs `command` with {port} put in, until it answers `path`; its port and process. It is stopped at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [each.replace("{port}", str(port)) for each in command]
    server = subprocess.Popen(
        [sys.executable, "-m", *words],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            try:
                load(port, [path], 1)
                break
            except (OSError, AssertionError):
                time.sleep(0.1)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def register_served(settings: dict[str, str]) -> AbstractContextManager[tuple[int, int]]:
    return served(["registry", "serve", "--without-worker", "--port", "{port}"], settings, "/healthz")


def bare_served() -> AbstractContextManager[tuple[int, int]]:
    """Under the same gunicorn: 2 processes of 4 threads."""
    options = ["--workers=2", "--worker-class=gthread", "--threads=4", "--bind=127.0.0.1:{port}", "--log-level=warning"]
    return served(["gunicorn", *options, f"{BARE}()"], {}, "/")


@dataclass
class _Client:
    port: int
    started: float = 0.0
    request: bytes = b""
    received: bytearray = field(default_factory=bytearray)
    connection: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, path: str) -> None:
        self.request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: zh\r\n\r\n".encode()
        self.received.clear()
        self.started = time.perf_counter()
        self.connection.sendall(self.request)

    def done(self) -> bool:
        """Reads what has come; whether that is the whole answer."""
        self.received += self.connection.recv(1 << 20)
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = _head.match(self.received)
        assert head, bytes(self.received[:300])
        return len(self.received) >= end + 4 + int(head[1])


def load(port: int, paths: Sequence[str], clients: int = CLIENTS) -> list[float]:
    """Seconds of each request. Every client asks again as soon as it is answered, on one connection that stays."""
    todo, took = list(reversed(paths)), list[float]()
    with selectors.DefaultSelector() as ready:
        everyone = [_Client(port) for _ in range(min(clients, len(todo)))]
        try:
            for each in everyone:
                ready.register(each.connection, selectors.EVENT_READ, each)
                each.send(todo.pop())
            while len(took) < len(paths):
                for key, _ in ready.select(60) or _stalled():
                    client: _Client = key.data
                    if client.done():
                        took.append(time.perf_counter() - client.started)
                        if todo:
                            client.send(todo.pop())
        finally:
            for each in everyone:
                each.connection.close()
    return took


def _stalled() -> list[tuple[selectors.SelectorKey, int]]:
    raise SystemExit("the server does not answer")


def memory(process: int) -> tuple[float, float]:
    """Megabytes that a process has resident, and how much of it is its own, not pages of files."""
    status = Path(f"/proc/{process}/status").read_text()
    all_of, own = (int(re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)[1]) for name in ("VmRSS", "RssAnon"))  # type: ignore[index]
    return all_of * 1024 / MEGABYTE, own * 1024 / MEGABYTE


def children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
