import json
from datetime import datetime
from pathlib import Path

import pytest

from registry.kernel.journal import leaf_text
from registry.kernel.merkle import Frontier

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "journal_vectors.json").read_text())["entries"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["at"])
def test_the_bytes_of_a_leaf_never_change(vector):
    leaf = leaf_text(
        type=vector["type"],
        subject=vector["subject"],
        version=vector["version"],
        content_hash=vector["content_hash"],
        at=datetime.fromisoformat(vector["at"]),
    )
    assert leaf == vector["leaf"]


def test_the_roots_never_change():
    frontier = Frontier()
    for vector in VECTORS:
        frontier, nodes = frontier.append(vector["leaf"].encode())
        assert nodes[0].hex() == vector["leaf_hash"]
        assert frontier.root.hex() == vector["root"]


def test_a_leaf_is_in_utc_whatever_zone_the_command_ran_in():
    at = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
    leaf = leaf_text(type="t", subject="s", version=1, content_hash="h", at=at)
    assert json.loads(leaf)["at"] == "2026-11-22T04:00:00.000000Z"
