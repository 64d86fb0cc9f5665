"""What is shown of schemes and editions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from registry.indicators.dictionary import IndicatorDictionary
from registry.kernel.errors import NOT_FOUND, NotFound
from registry.kernel.findings import Message
from registry.kernel.ids import EDITION, PublicId
from registry.kernel.transaction import Where, reading
from registry.ranking import queries
from registry.ranking.rules.editions import difference
from registry.ranking.service.finding import found_edition
from registry.ranking.service.schemes import found_scheme
from registry.ranking.values import Difference, Edition, Ranked, Scheme, Wanted, before, counting
from registry.reference import queries as reference
from registry.reference.values import Category, ancestry, with_descendants

NO_EDITION = Message(
    "ranking-without-edition",
    "方案 {given} 还没有生成过排行榜。",
    "No edition of the scheme {given} has been built yet.",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """An edition, the version of the scheme by which it is graded, and all editions of the scheme, the newest first.
    `newest` is the number of the scheme's newest version."""

    edition: Edition
    scheme: Scheme
    newest: int
    all: Sequence[Edition]
    dictionary: IndicatorDictionary

    @property
    def before(self) -> Edition | None:
        """The edition that this one is compared with."""
        return before(self.all, self.edition)

    @property
    def corrected_by(self) -> Edition | None:
        """The edition that stands in the place of this one, where it was corrected."""
        ended = self.edition.ended
        return next((each for each in self.all if ended and str(each.id) == ended.subject), None)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The newest version of a scheme, the edition of it that counts (None: there is none), which may be graded by an
    older version, and all its editions, the newest first."""

    scheme: Scheme
    edition: Edition | None
    all: Sequence[Edition]
    dictionary: IndicatorDictionary


@dataclass(frozen=True, slots=True)
class Listed:
    """A scheme with the edition that counts (rules: «Grading», `latest`), and its field: the category at the top."""

    field: Category
    scheme: Scheme
    edition: Edition | None


def overview(where: Where, category: str | None = None) -> list[Listed]:
    """Every scheme by title; with `category` only those of it and of the categories below it."""
    with reading(where, snapshot=True) as session:
        latest, known = queries.latest(session), reference.reference(session)
        wanted = None if category is None else with_descendants(category, known.categories)
        schemes = queries.schemes(session, known)
        return [
            Listed(
                known.categories[list(ancestry(each.category.code, known.categories))[-1]], each, latest.get(each.id)
            )
            for each in schemes
            if wanted is None or each.category.code in wanted
        ]


def latest(where: Where, scheme: str) -> Edition:
    """The edition of a scheme that counts; NotFound where there is none yet."""
    found = ranking(where, scheme).edition
    if found is None:
        raise NotFound(NO_EDITION.error("scheme", given=scheme))
    return found


def edition(where: Where, edition: str) -> Edition:
    """An edition by its id; NotFound where there is none."""
    with reading(where) as session:
        return found_edition(session, edition)


def ranking(where: Where, scheme: str) -> Ranking:
    """A scheme with its editions; NotFound where there is no such scheme."""
    with reading(where, snapshot=True) as session:
        known = reference.reference(session)
        every = queries.editions(session, scheme)
        found = found_scheme(session, scheme, known)
        return Ranking(found, counting(every).get(scheme), every, known.dictionary)


def opened(where: Where, edition: str) -> Opened:
    """An edition by its id; NotFound where there is none."""
    with reading(where, snapshot=True) as session:
        return _opened(session, edition)


def entries(
    where: Where, opened: Opened, wanted: Sequence[Wanted], *, after: int | None, limit: int
) -> list[list[Ranked]]:
    """For each of `wanted` at most `limit` of the candidates of the edition, behind the place `after`."""
    with reading(where) as session:
        return queries.ranked(session, opened.edition, opened.scheme, wanted, after=after, limit=limit)


def count(where: Where, opened: Opened, wanted: Wanted) -> int:
    """How many candidates of the edition are wanted."""
    with reading(where) as session:
        return queries.count(session, opened.edition, opened.scheme, wanted)


def archive_of(where: Where, edition: str) -> tuple[Edition, bytes]:
    """The archive of an edition, from which anyone grades it anew."""
    with reading(where) as session:
        found = found_edition(session, edition)
        return found, queries.archive(session, found.id)


def compared(where: Where, edition: str, against: str | None) -> Difference:
    """How an edition differs from another of its scheme; None: from the one before. NotFound where there is no such."""
    with reading(where, snapshot=True) as session:
        found = _opened(session, edition)
        other = next((each for each in found.all if str(each.id) == against), None) if against else found.before
        if other is None:
            raise NotFound(NOT_FOUND.error("against", given=against or "…"))
        return difference(queries.standings(session, other.id), queries.standings(session, found.edition.id))


def _opened(session: Session, edition: str) -> Opened:
    identity = PublicId.parse(edition, EDITION)
    every = queries.editions_beside(session, identity) if identity else []
    found = next((each for each in every if each.id == identity), None)
    if found is None:
        raise NotFound(NOT_FOUND.error("edition", given=edition))
    known = reference.reference(session)
    scheme, newest = queries.version_and_newest(session, found.scheme, found.scheme_version, known)
    return Opened(found, scheme, newest, every, known.dictionary)
