"""What a query asks for of the candidates of an edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.kernel.errors import Malformed
from registry.kernel.findings import Message
from registry.ranking.queries.editions import Wanted
from registry.ranking.service import Opened
from registry.ranking.values import Level

NOT_A_CORE = Message(
    "not-a-core-indicator",
    "方案没有核心指标“{given}”，有：{accepted}。",
    "The scheme has no core indicator “{given}”; it has {accepted}.",
)


def wanted_of(opened: Opened, asked: Mapping[str, Any]) -> Wanted:
    """What a query of `EntriesQuery` asks for. Malformed for an indicator that is none of the scheme's core, and for a
    level of none. An indicator without a level asks for all."""
    code, level, measure = asked.get("indicator"), asked.get("level"), None
    if code is not None or level is not None:
        codes = [each.indicator for each in opened.scheme.core]
        if code not in codes:
            raise Malformed(NOT_A_CORE.error("indicator", code or "", ", ".join(codes)))
        measure = len(opened.scheme.base) + codes.index(code)
    return Wanted(asked.get("grade"), asked.get("outcome"), measure, None if level is None else Level(level))
