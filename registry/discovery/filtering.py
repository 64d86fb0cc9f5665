"""What narrows a search: every filter of a request as a condition for the engine, by its name."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from registry.declarations.values import IN_FORCE, Status
from registry.discovery.values import SearchRequest
from registry.kernel.clock import SHANGHAI
from search.documents import KeywordField, NumberField, day, instant
from search.query import All, AnyOf, Keyword, Node, Range


def filters(request: SearchRequest, today: date) -> dict[str, Node]:
    """By the name of the parameter; those of the days of publication under `published`."""
    found: dict[str, Node] = {"unit": Keyword(KeywordField.UNIT, frozenset({str(request.unit)}))}
    for name, field, value in (
        ("category", KeywordField.CATEGORY, request.category),
        ("industry", KeywordField.INDUSTRY, request.industry),
        ("region", KeywordField.REGION, request.region),
        ("kind", KeywordField.KIND, request.kind),
        ("enterprise", KeywordField.USCC, request.enterprise),
        ("level", KeywordField.LEVEL, request.level),
    ):
        if value:
            found[name] = Keyword(field, frozenset({str(value)}))
    if request.published_from or request.published_to:
        found["published"] = _published(request.published_from, request.published_to)
    if request.status == IN_FORCE:
        found["status"] = Range(NumberField.ENDED_ON, low=day(today) + 1)
    elif request.status != frozenset(Status):
        found["status"] = AnyOf(tuple(on(status, today) for status in sorted(request.status)))
    return found


def on(status: Status, today: date) -> Node:
    """Of what has this status today. A status is a range of dates, so that midnight changes nothing in the index."""
    standing = Range(NumberField.ENDED_ON, low=day(today) + 1)
    match status:
        case Status.CURRENT:
            return All((Range(NumberField.EFFECTIVE_ON, high=day(today)), standing))
        case Status.UPCOMING:
            return All((Range(NumberField.EFFECTIVE_ON, low=day(today) + 1), standing))
        case Status.SUPERSEDED:
            left = Range(NumberField.WITHDRAWN_ON, low=day(today) + 1)
            return All((Range(NumberField.ENDED_ON, high=day(today)), left))
        case Status.WITHDRAWN:
            return Range(NumberField.WITHDRAWN_ON, high=day(today))


def _published(first: date | None, last: date | None) -> Node:
    """Published on these legal days, both included."""
    return Range(
        NumberField.PUBLISHED_AT,
        low=None if first is None else instant(_midnight(first)),
        high=None if last is None else instant(_midnight(last) + timedelta(days=1)) - 1,
    )


def _midnight(of: date) -> datetime:
    return datetime.combine(of, time(), SHANGHAI)
