"""Commands that run the register: setup, serve, worker."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.http import message
from gunicorn.workers.gthread import ThreadWorker

from registry import worker as working
from registry.app import Register, create_app
from registry.cli.apart import apart
from registry.cli.group import group, language, pass_register
from registry.kernel import migrate
from registry.kernel.settings import Settings, shown_address
from registry.reference.service import load as load_reference
from search.engines import ENGINES, best

STOP_SECONDS = 10

LONGEST_ADDRESS = 128 * 1024
"""Bytes of a request's first line. A question of 10,000 characters is refused in words by who reads it."""

message.MAX_REQUEST_LINE = LONGEST_ADDRESS  # gunicorn's own bound lies at 900 Chinese characters


@click.command()
@pass_register
def setup(register: Register) -> None:
    """Bring the database up to date, load the reference data, choose the search engine. Doing it again changes nothing.

    \b
    Example:
      registry setup
    """
    migrate.upgrade(register.engine)
    added = load_reference(register.scope)
    address = shown_address(register.settings.database)
    click.echo(
        f"{address} is at {migrate.head()}; {added} reference rows added"
        if language() == "en"
        else f"数据库 {address} 已是 {migrate.head()}；新增参考数据 {added} 行"
    )
    _choose_engine(register.settings)


def _choose_engine(settings: Settings) -> None:
    """The best engine that is installed, kept for this installation; said where it is not the first choice."""
    chosen = best()
    if settings.choose_engine(chosen) and chosen != ENGINES[0]:
        click.echo(
            f"{ENGINES[0]} is not installed: this register searches with {chosen}, which needs nothing compiled and is "
            "made for some ten thousand standards and products; REGISTRY_SEARCH changes it"
            if language() == "en"
            else f"没有安装 {ENGINES[0]}：本系统用 {chosen} 检索，它无需编译，适合几万条标准和产品；"
            "可用 REGISTRY_SEARCH 更改"
        )


@click.command()
@click.option("--parent", type=int, hidden=True, help="Process without which the worker stops; set by `serve`.")
@pass_register
def worker(register: Register, parent: int | None) -> None:
    """Deliver events and due dates until stopped: keeps the search index in step.

    \b
    Example:
      registry worker
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if parent is not None:
        threading.Thread(target=_stop_when_orphaned, args=(parent, stop), daemon=True).start()
    working.run(register.scope, register.search, stop)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web server processes.")
@click.option("--without-worker", is_flag=True, help="Only the web server; `registry worker` runs elsewhere.")
@click.option("--demo", is_flag=True, help="First `registry setup` and `registry demo`, quicker than one by one.")
@pass_register
def serve(register: Register, host: str, port: int, workers: int, without_worker: bool, demo: bool) -> None:
    """Serve the site and the API, with the worker beside it. Ctrl-C stops both.

    \b
    Examples:
      registry serve --port 8001
      registry serve --demo
    """
    if demo:
        _refuse_taken(host, port)  # what takes most of a minute does not end in a refusal
        apart(group, "setup", "demo")
    _refuse_unprepared(register)
    _refuse_taken(host, port)
    register.settings.signing_key()  # before there are several processes to make one
    if without_worker:
        Server(register, f"{host}:{port}", workers).run()
        return
    master = os.getpid()
    words = [sys.executable, "-m", "registry", "worker", "--parent", str(master)]
    # In a session of its own the terminal's Ctrl-C misses it, which it could not take in words before it has begun.
    beside = subprocess.Popen(words, start_new_session=True)  # noqa: S603 - this program and a number
    stopping, failed = threading.Event(), threading.Event()
    threading.Thread(target=_stop_without_worker, args=(beside, stopping, failed), daemon=True).start()
    try:
        Server(register, f"{host}:{port}", workers).run()
    finally:
        # The processes that gunicorn forks leave through here as well; only the first one owns the worker.
        if os.getpid() == master:
            stopping.set()
            _end(beside)
            if failed.is_set():
                sys.exit(1)


def _leave(*_: Any) -> None:
    os._exit(0)


class WebProcess(ThreadWorker):  # type: ignore[misc]  # gunicorn carries no types
    """A web process that Ctrl-C ends at once; SIGTERM lets its requests end.

    Ctrl-C reaches it twice, from the terminal and from its master, at any moment. gunicorn's own handler waits for a
    lock that may be held where it interrupts, and Python's long way out ends in a kill or a traceback when the second
    one comes. A transaction that is not committed never was.
    """

    handle_quit = _leave


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """gunicorn with threads, configured here and not by files."""

    def __init__(self, register: Register, address: str, workers: int) -> None:
        self._register = register
        self._address = address
        self._workers = workers
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self._address,
            "workers": self._workers,
            "worker_class": WebProcess,
            "threads": 4,
            "loglevel": "warning",
            "graceful_timeout": STOP_SECONDS,
            "limit_request_line": LONGEST_ADDRESS,
            "when_ready": self._announce,
            "post_fork": self._after_fork,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self._register)

    def _announce(self, _server: Any) -> None:
        stop = "Ctrl-C stops" if language() == "en" else "按 Ctrl-C 停止"
        click.echo(f"http://{self._address}/  {stop}")

    def _after_fork(self, _server: Any, _worker: Any) -> None:
        # Until it has handlers of its own it has its master's, which would lose what it is asked to do.
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
            signal.signal(number, _leave)
        # A connection cannot be shared by two processes.
        self._register.engine.dispose(close=False)


def _refuse_unprepared(register: Register) -> None:
    present = migrate.current(register.engine)
    if present != migrate.head():
        english = f"the database is at {present}, this release needs {migrate.head()}: run `registry setup`"
        chinese = f"数据库版本为 {present or '（空）'}，需要 {migrate.head()}；请先运行 registry setup"
        raise click.ClickException(english if language() == "en" else chinese)
    _ = register.search  # says here what is not installed, and not once in every process


def _refuse_taken(host: str, port: int) -> None:
    """Says at once what gunicorn would try again and again."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        told = "cannot be served" if language() == "en" else "不能使用"
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise click.ClickException(f"{host}:{port} {told}: {reason}; --port") from None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _stop_without_worker(beside: subprocess.Popen[bytes], stopping: threading.Event, failed: threading.Event) -> None:
    # Without its worker the site would go on and no longer find what is published. `stopping` is set where the server
    # itself ends the worker. What the worker ended with is not asked: gunicorn waits for every child, and whoever comes
    # second is told 0.
    beside.wait()
    if stopping.is_set():
        return
    failed.set()
    told = "the worker has ended; the server stops too" if language() == "en" else "后台进程已退出，服务随之停止"
    click.echo(told, err=True)
    os.kill(os.getpid(), signal.SIGTERM)


def _stop_when_orphaned(parent: int, stop: threading.Event) -> None:
    # A server that is killed outright cannot stop its worker; a worker without it would hold the index for ever.
    while not stop.wait(1):
        if os.getppid() != parent:
            stop.set()
