"""Entity tags: a reader need not fetch twice, a writer cannot overwrite what he has not seen.

The blueprint tags every answer by its bytes, which differ by language and day, and answers 304 where `If-None-Match`
holds. What can be changed has a tag of its own: its view answers `body, tagged(revision)`, and a view that changes it
hands `if_match()` to its use case, which calls it with the present tag inside its transaction.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from werkzeug.http import quote_etag

from registry.kernel.errors import PreconditionFailed, PreconditionRequired
from registry.kernel.findings import Message

IF_MATCH_MISSING = Message(
    "if-match-missing",
    "更改前请先读取，并用 If-Match 带上读到的 ETag。",
    "Read before you change, and send the ETag that you read in If-Match.",
)
CHANGED = Message(
    "changed-meanwhile",
    "您读取之后内容已被更改（当前为 {accepted}），请重新读取。",
    "It has been changed since you read it (now {accepted}); read it again.",
)


def tagged(tag: str) -> dict[str, str]:
    """The header that names the content answered by `tag`."""
    return {"ETag": quote_etag(tag)}


def if_match() -> Callable[[str], None]:
    """A check for the tag of what stands now: PreconditionFailed if the caller has not seen it.

    Raises PreconditionRequired at once if the request names no tag.
    """
    seen = request.if_match
    if not seen:
        raise PreconditionRequired(IF_MATCH_MISSING.error("If-Match"))

    def check(tag: str) -> None:
        # Weak comparison: a proxy that compresses marks our tag as weak (W/"…"), and it still names the same version.
        if not seen.contains_weak(tag):
            given = request.headers["If-Match"]
            raise PreconditionFailed(CHANGED.error("If-Match", given=given, accepted=quote_etag(tag)))

    return check


def if_match_given() -> Callable[[str], None] | None:
    """`if_match()` for what need not have been read before: None if the request names no tag."""
    return if_match() if "If-Match" in request.headers else None
