"""P3: publishing one declaration at a time: `python -m bench.publishing`.

Through the service with every rule, journal and events, each in its own committed transaction, against the driver
alone writing the same rows in the same way. Goal: 0.15 of it on SQLite, 0.30 on PostgreSQL (TEST_DATABASE_URL). Then
over HTTP on the loopback, as `registry serve` runs it: the 95th percentile of POST …/publish, goal 50 ms, beside that
of a call that does nothing.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench._declaring import COMMITMENT, bare, databases, empty, prepared, row, table, with_owner, written
from registry.accounts.service import create_token
from registry.declarations.service import publish
from registry.declarations.values import Commitment, Publication
from registry.kernel.access import Right

STANDARDS, CALLS, WARM = 1_000, 200, 20
SIGNED = Publication(Commitment(**COMMITMENT), disclose_shortfall=True)
BESIDE = ("commitment", "disclose_shortfall")


def body(number: int) -> dict[str, Any]:
    return {name: value for name, value in row(number).items() if name not in BESIDE}


def through_the_service(database: str) -> list[object]:
    with empty(database) as (_, engine):
        scope, enterprise = prepared(engine)
        bodies = [body(number) for number in range(STANDARDS + WARM)]
        for each in bodies[STANDARDS:]:
            publish(scope, enterprise, each, SIGNED)
        started = time.perf_counter()
        for each in bodies[:STANDARDS]:
            publish(scope, enterprise, each, SIGNED)
        seconds = time.perf_counter() - started
        standards = written(engine, STANDARDS)
    with with_owner(database, enterprise) as engine:
        limit = bare(engine, standards, 1)
    goal = "0.15" if database == "SQLite" else "0.30"
    return [database, f"{limit / seconds:.2f}", goal, f"{STANDARDS / seconds:.0f}", f"{STANDARDS / limit:.0f}"]


def over_http(database: str) -> list[object]:
    with empty(database) as (address, engine):
        scope, enterprise = prepared(engine)
        token = create_token(scope, enterprise.holder, [Right.DECLARE, Right.DRAFT])
        with _serving(address) as connection:
            drafts = [
                _post(connection, token, "/api/v1/declarations", body(number))[1]["id"] for number in range(CALLS)
            ]
            published, nothing = [], []
            for draft in drafts:
                said = {"commitment": COMMITMENT, "disclose_shortfall": True}
                published.append(_post(connection, token, f"/api/v1/declarations/{draft}/publish", said)[0])
                nothing.append(_get(connection, "/healthz"))
    high, low = (statistics.quantiles(each[WARM:], n=20)[-1] * 1000 for each in (published, nothing))
    middle = statistics.median(published[WARM:]) * 1000
    return [database, f"{high / low:.1f}", "50", f"{high:.1f}", f"{middle:.1f}", f"{low:.1f}"]


@contextmanager
def _serving(address: str) -> Iterator[http.client.HTTPConnection]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        settings = {"REGISTRY_DATA": folder, "REGISTRY_DATABASE_URL": address, "REGISTRY_RATE_LIMIT": "0"}
        command = [sys.executable, "-m", "registry", "serve", "--without-worker", "--port", str(port)]
        server = subprocess.Popen(
            command, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            for _ in range(300):
                try:
                    _get(connection, "/healthz")
                    break
                except OSError:
                    connection.close()
                    time.sleep(0.1)
            yield connection
        finally:
            connection.close()
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def _get(connection: http.client.HTTPConnection, path: str) -> float:
    started = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    assert response.status == 200, path
    return time.perf_counter() - started


def _post(connection: http.client.HTTPConnection, token: str, path: str, sent: Any) -> tuple[float, Any]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    content = json.dumps(sent).encode()
    started = time.perf_counter()
    connection.request("POST", path, content, headers)
    response = connection.getresponse()
    answered = response.read()
    seconds = time.perf_counter() - started
    assert response.status == 201, answered
    return seconds, json.loads(answered)


def report() -> str:
    service = table(
        ("database", "share of bare SQL", "goal", "standards/s", "bare SQL: standards/s"),
        map(through_the_service, databases()),
    )
    web = table(
        ("database", "times a call that does nothing", "goal: p95 ms", "p95 ms", "median ms", "nothing: p95 ms"),
        map(over_http, databases()),
    )
    return f"Through the service\n\n{service}\n\nPOST …/publish over HTTP, {CALLS} calls, one client\n\n{web}"


if __name__ == "__main__":
    print(report())
