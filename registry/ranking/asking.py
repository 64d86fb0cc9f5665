"""What a query asks for of the candidates of an edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.kernel.errors import Malformed
from registry.kernel.findings import Message
from registry.ranking.service import Opened
from registry.ranking.values import Level, Wanted

NO_SUCH_LIST = Message(
    "no-such-leaderboard",
    "逐项榜单用 list 和 level 一起指定：list 为 1 至 {accepted}（核心指标的次序），给的是 {given}。",
    "The list of an indicator is named by `list` and `level` together; `list` is 1 to {accepted}, the place of the "
    "core indicator, and {given} was given.",
)


def wanted_of(opened: Opened, asked: Mapping[str, Any]) -> Wanted:
    """What a query of `EntriesQuery` asks for. Malformed for a list that the scheme does not have, and where only
    one of list and level is named."""
    number, level = asked.get("list"), asked.get("level")
    if number is None and level is None:
        return Wanted(asked.get("grade"), asked.get("outcome"))
    if number is None or level is None or not 1 <= number <= len(opened.scheme.core):
        given = ", ".join(f"{name}={asked.get(name)}" for name in ("list", "level") if asked.get(name) is not None)
        raise Malformed(NO_SUCH_LIST.error("list", given, str(len(opened.scheme.core))))
    measure = len(opened.scheme.base) + number - 1
    return Wanted(asked.get("grade"), asked.get("outcome"), measure, Level(level))
