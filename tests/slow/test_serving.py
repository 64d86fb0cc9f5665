"""`registry serve` as people run it: a site, an API and a worker that start together and stop together."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.factories.declarations import COMMITMENT, BodyFactory
from tests.factories.enterprises import credit_code
from tests.slow.serving import FINDING, INDEXING, STARTING, STOPPING, Server, serving, until

pytestmark = pytest.mark.slow

USCC = credit_code(1)


@dataclass
class Installation:
    """A register in a folder of its own, driven by its command."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "registry", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def installation(tmp_path: Path, database_url: str) -> Installation:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    environment |= {"REGISTRY_DATA": str(tmp_path / "data"), "REGISTRY_DATABASE_URL": database_url, "LC_ALL": "C.UTF-8"}
    made = Installation(tmp_path, environment)
    made.run("setup")
    made.run("enterprises", "create", "--uscc", USCC, "--name", "某公司", "--region", "330106", "--level", "L1")
    return made


@pytest.fixture
def beginning(installation: Installation) -> Iterator[Server]:
    """A server that was started just now, and may not answer yet."""
    with serving([sys.executable, "-m", "registry"], installation.folder, installation.environment) as started:
        yield started


@pytest.fixture
def server(beginning: Server) -> Server:
    until(beginning.answers, STARTING, "the server answers")
    return beginning


def test_a_declaration_sent_over_http_is_found_within_seconds(installation: Installation, server: Server) -> None:
    token = installation.run("tokens", "create", "--enterprise", USCC)
    assert server.ask("/")[0] == 200
    body = BodyFactory(number="Q/HZDQ 777-2026")
    status, answer = server.ask("/api/v1/declarations", body, token)
    assert status == 201
    draft = json.loads(answer)["id"]
    status, answer = server.ask(f"/api/v1/declarations/{draft}/publish", {"commitment": COMMITMENT}, token)
    assert status == 201
    receipt = json.loads(answer)
    assert server.ask(receipt["url"])[0] == 200

    def found() -> list[Any]:
        items = json.loads(server.ask(f"/api/v1/search?q={quote('Q/HZDQ 777-2026')}")[1])["items"]
        return [item for item in items if item["id"] == receipt["id"]]

    until(found, FINDING, "the declaration is found")


def test_what_a_command_imports_beside_the_server_is_found(installation: Installation, server: Server) -> None:
    lines = installation.folder / "declarations.jsonl"
    lines.write_text(json.dumps({**BodyFactory(title="旁边导入的标准"), "commitment": COMMITMENT}))
    installation.run("import", str(lines), "--enterprise", USCC)
    address = f"/api/v1/search?q={quote('旁边导入的标准')}"
    until(lambda: json.loads(server.ask(address)[1])["total"] == 1, FINDING, "the import is found")


def test_a_backup_is_taken_while_it_runs_and_put_back_when_it_does_not(
    installation: Installation, server: Server, tmp_path: Path
) -> None:
    if "sqlite" not in installation.environment["REGISTRY_DATABASE_URL"]:
        pytest.skip("PostgreSQL has tools of its own")
    copy = tmp_path / "copy.sqlite"
    assert "0 条" in installation.run("backup", str(copy))
    restoring = subprocess.run(
        [sys.executable, "-m", "registry", "restore", str(copy), "--replace"],
        cwd=installation.folder,
        env=installation.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert restoring.returncode == 1
    assert "请先停止 registry serve" in restoring.stderr
    assert server.answers()
    server.process.terminate()
    assert server.process.wait(STOPPING) == 0
    assert "0 条" in installation.run("restore", str(copy), "--replace")


@pytest.mark.parametrize("address", ["/?q=", "/api/v1/search?q=", "/api/v1/search?indicator="])
def test_a_question_of_ten_thousand_characters_is_refused_in_words(server: Server, address: str) -> None:
    status, answer = server.ask(address + quote("净" * 10_000))
    assert status == 400
    assert any(words in answer.decode() for words in ("查询词太长", "不是指标条件"))


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_server_and_its_worker(server: Server, stop: signal.Signals) -> None:
    assert len(server.members()) >= 4, "the server, two web processes, the worker"
    server.process.send_signal(stop)
    assert server.process.wait(STOPPING) == 0
    assert server.members() == []


def test_ctrl_c_reaches_them_all_at_once(server: Server) -> None:
    """A terminal sends the signal to every process of the group."""
    os.killpg(server.process.pid, signal.SIGINT)
    assert server.process.wait(STOPPING) == 0
    until(lambda: server.members() == [], STOPPING, "every process has ended")


def test_ctrl_c_right_after_the_start_ends_in_silence(beginning: Server) -> None:
    """The worker has hardly begun to import when the port is open."""
    until(beginning.listens, STARTING, "the port is open")
    os.killpg(beginning.process.pid, signal.SIGINT)
    assert beginning.process.wait(STOPPING) == 0
    until(lambda: beginning.members() == [], STOPPING, "every process has ended")
    assert beginning.said.read_text() == ""


def test_ctrl_c_while_samples_are_loaded_stops_everything(installation: Installation) -> None:
    command = [sys.executable, "-m", "registry"]
    with serving(command, installation.folder, installation.environment, "--demo") as begun:
        until(lambda: len(begun.members()) == 2, STARTING, "the process that loads has begun")
        os.killpg(begun.process.pid, signal.SIGINT)
        assert begun.process.wait(STOPPING) == 1
        until(lambda: begun.members() == [], STOPPING, "every process has ended")
        assert "Traceback" not in begun.said.read_text()


def test_a_worker_that_fails_is_said_and_stops_the_server(server: Server) -> None:
    (worker,) = [member for member in server.members() if os.getsid(member) != server.process.pid]
    os.kill(worker, signal.SIGKILL)
    assert server.process.wait(STOPPING) == 1
    assert "后台进程已退出" in server.said.read_text()


def test_a_server_that_is_killed_leaves_no_worker_behind(server: Server) -> None:
    server.process.kill()
    server.process.wait()
    until(lambda: server.members() == [], STOPPING, "every process has ended")


def test_a_second_worker_is_refused_in_words(installation: Installation, server: Server) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "registry", "worker"],
        cwd=installation.folder,
        env=installation.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=STARTING,
    )
    assert second.returncode == 1
    assert "registry serve" in second.stderr
    assert "Traceback" not in second.stderr


def test_samples_loaded_beside_the_server_are_found(installation: Installation, server: Server) -> None:
    assert "1672" in installation.run("demo")
    every = "/api/v1/search?status=current,upcoming,superseded,withdrawn"
    until(lambda: json.loads(server.ask(every)[1])["total"] == 1672, INDEXING, "the samples are found")


def test_a_port_that_is_taken_is_said_at_once(installation: Installation, server: Server) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "registry", "serve", "--port", str(server.port)],
        cwd=installation.folder,
        env=installation.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=STARTING,
    )
    assert second.returncode == 1
    assert str(server.port) in second.stderr
    assert "Traceback" not in second.stderr
    assert server.answers()
