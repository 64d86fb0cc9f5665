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
from registry.kernel.transaction import begin

ROUNDS, TURN = 10, 100
CALLS, WARM = 200, 20
SIGNED = Publication(Commitment(**COMMITMENT), disclose_shortfall=True)
BESIDE = ("commitment", "disclose_shortfall")


def body(number: int) -> dict[str, Any]:
    return {name: value for name, value in row(number).items() if name not in BESIDE}


def through_the_service(database: str) -> list[object]:
    """Both take turns, so that whatever else the machine does slows both."""
    with empty(database) as (_, engine):
        scope, enterprise = prepared(engine)
        with begin(scope) as work:
            for number in range(ROUNDS * TURN):
                publish(work, enterprise, body(number), SIGNED)
        standards = written(engine, ROUNDS * TURN)
    ratios, speeds, limits = [], [], []
    with empty(database) as (_, engine), with_owner(database, enterprise) as beside:
        scope, enterprise = prepared(engine)
        for place in range(0, ROUNDS * TURN, TURN):
            bodies = [body(number) for number in range(place, place + TURN)]
            started = time.perf_counter()
            for each in bodies:
                publish(scope, enterprise, each, SIGNED)
            seconds = time.perf_counter() - started
            limit = bare(beside, standards[place : place + TURN], 1)
            ratios.append(limit / seconds)
            speeds.append(TURN / seconds)
            limits.append(TURN / limit)
    goal = "0.15" if database == "SQLite" else "0.30"
    middle = [statistics.median(each) for each in (ratios, speeds, limits)]
    return [database, f"{middle[0]:.2f}", goal, f"{middle[1]:.0f}", f"{middle[2]:.0f}"]


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
    first, second = (
        f"Through the service, medians of {ROUNDS} rounds",
        f"POST …/publish over HTTP, {CALLS} calls, one client",
    )
    return f"{first}\n\n{service}\n\n{second}\n\n{web}"


if __name__ == "__main__":
    print(report())
