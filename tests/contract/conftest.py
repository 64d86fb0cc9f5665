from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from search.engines import open_engine
from search.port import Engine
from tests.contract.corpus import Corpus

ENGINES = ("tantivy", "whoosh")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The whole corpus of an engine is written once: the tests that read it run in one process (`--dist loadgroup`)."""
    for item in items:
        if isinstance(item, pytest.Function) and "full" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group(f"search-{item.callspec.params['address']}"))


@pytest.fixture(scope="session", params=ENGINES)
def address(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return Corpus.generated(10_000)


@pytest.fixture(scope="session")
def full(address: str, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The whole corpus, written in batches of several commits, some documents more than once. Only to be read."""
    engine = open_engine(address, tmp_path_factory.mktemp("index"))
    engine.prepare()
    with engine.write() as writer:
        for start in range(0, len(corpus.documents), 2500):
            batch = corpus.documents[start : start + 2500]
            writer.apply([*batch[:50], *batch], change=start)
            writer.commit()
    return engine


@pytest.fixture
def opened(address: str, tmp_path: Path) -> Callable[..., Engine]:
    """Opens the engine at the test's own place, as one more process would."""

    def open_here(**options: int) -> Engine:
        return open_engine(address, tmp_path / "index", **options)

    return open_here


@pytest.fixture
def engine(opened: Callable[..., Engine]) -> Engine:
    """An empty index of the test's own."""
    prepared = opened()
    prepared.prepare()
    return prepared
