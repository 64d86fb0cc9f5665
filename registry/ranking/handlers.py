"""What ranking does when the worker tells it of a standard or of a credit record: «依据已变化»."""

from __future__ import annotations

from collections.abc import Sequence

from registry.credit.service import CHANGED
from registry.declarations import queries as declarations
from registry.declarations.service import EFFECTIVE, PUBLISHED, REPLACED, WITHDRAWN
from registry.kernel.events import Event, Handler
from registry.kernel.ids import STANDARD, PublicId
from registry.kernel.transaction import Scope, reading
from registry.ranking.service import mark_changed

NAME = "ranking"
TOGETHER = 200


def handler() -> Handler:
    return Handler(NAME, frozenset({PUBLISHED, EFFECTIVE, REPLACED, WITHDRAWN, CHANGED}), follow, TOGETHER)


def follow(scope: Scope, events: Sequence[Event]) -> None:
    """Marks the editions that rest on what the events speak of, where it is not any more what was graded."""
    standards = {PublicId.parse(event.subject, STANDARD) for event in events if event.topic != CHANGED}
    with reading(scope) as session:
        for uscc in {event.subject for event in events if event.topic == CHANGED}:
            standards.update(declarations.identities_of(session, uscc))
    touched = sorted((each for each in standards if each is not None), key=str)
    for start in range(0, len(touched), TOGETHER):
        mark_changed(scope, touched[start : start + TOGETHER])
