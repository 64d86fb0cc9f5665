"""The pages of the rankings, and what an evaluator does on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from flask_babel import gettext as _

from registry.http import PageBlueprint, page, read_query, scope, spreadsheets, strict_json
from registry.http.context import actor
from registry.http.cursor import make
from registry.http.locale import ENGLISH, language
from registry.http.problems import problem_of
from registry.kernel.access import PUBLIC, Right, needs
from registry.kernel.errors import NOT_FOUND, Conflict, Malformed, NotFound, Refused
from registry.kernel.findings import Finding
from registry.ranking import service
from registry.ranking.asking import wanted_of
from registry.ranking.published import published
from registry.ranking.schemas import DifferenceQuery, EntriesQuery
from registry.ranking.values import GRADES, LONGEST_REASON, Edition, Level, Outcome, Ranked, Wanted
from registry.reference.values import Category

blueprint = PageBlueprint("rankings", __name__)

EVALUATE = needs(Right.EVALUATE)

FIRST, TOGETHER = 20, 50
"""Candidates of a tier: on the page of all tiers, and on a page of its own."""

TO_A_FILE = 2000
"""Candidates that are read at a time where all are wanted."""

MOVED = 20
"""Standards whose declaration has changed, named on the page; the API names all."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of the scheme's list or of an indicator's, or with `level` NONE those that are out, and why (`reasons`,
    counted). `grade` is None in an indicator's list."""

    level: Level
    grade: int | None
    rows: Sequence[Ranked]
    total: int
    reasons: Sequence[tuple[str, int]]
    address: str


@blueprint.get("/rankings", policy=PUBLIC)
def index() -> Response:
    """Every scheme by field, with the edition that counts; those that have ended last in theirs."""
    today = scope().clock.today()
    found = service.overview(scope())
    fields: dict[str, tuple[Category, list[service.Listed]]] = {}
    for each in sorted(found, key=lambda each: each.scheme.valid_to is not None and each.scheme.valid_to < today):
        fields.setdefault(each.field.code, (each.field, []))[1].append(each)
    return page(
        "ranking/index.html",
        section="rankings",
        sample=any(each.scheme.sample or (each.edition and each.edition.sample) for each in found),
        data={"JSON": url_for("ranking.list_rankings")},
        fields=fields.values(),
        published=published(),
        today=today,
    )


@blueprint.get("/rankings/<scheme>", policy=PUBLIC)
def ranking(scheme: str) -> Response:
    """The method of a scheme first, then its editions."""
    return _scheme_page(scheme)


@blueprint.post("/rankings/<scheme>/editions", policy=EVALUATE)
def build(scheme: str) -> Response:
    """Grades the candidates anew: the edition is a draft."""
    try:
        made = service.build(scope(), scheme)
    except Refused as refusal:
        return _scheme_page(scheme, refusal.findings, problem_of(refusal).status)
    return _see(made)


@blueprint.get("/editions/<edition>", policy=PUBLIC)
def edition(edition: str) -> Response:
    """Every candidate in its tier, then those that are out and why.

    `grade`, those that are out, or a level of the list of an indicator are one tier, which is then read page by page.
    """
    asked, findings = read_query(EntriesQuery(exclude=("limit",)))
    return _edition_page(edition, asked, findings, 400 if findings else 200)


@blueprint.get("/editions/<edition>/diff", policy=PUBLIC)
def edition_difference(edition: str) -> Response:
    """Which candidates are new, gone, better or worse than in the edition before, or in another one of the scheme."""
    asked, findings = read_query(DifferenceQuery())
    against = asked.get("against")
    opened = service.opened(scope(), edition)
    other = opened.before if against is None else next((each for each in opened.all if str(each.id) == against), None)
    if other is None:
        raise NotFound(NOT_FOUND.error("against", given=against or edition))
    return page(
        "ranking/edition_difference.html",
        section="rankings",
        status=400 if findings else 200,
        sample=opened.edition.sample,
        data={"JSON": url_for("ranking.differing_editions", edition=edition, against=against)},
        opened=opened,
        edition=opened.edition,
        scheme=opened.scheme,
        before=other,
        difference=service.compared(scope(), edition, str(other.id)),
        findings=findings,
    )


@blueprint.get("/editions/<edition>.csv", policy=PUBLIC)
def table(edition: str) -> Response:
    """Every candidate of an edition, a row for each, for office programs."""
    opened = service.opened(scope(), edition)
    lines, after = [_heads(opened)], -1
    found = opened.edition
    about = (str(found.id), str(found.state), _("示例数据") if found.sample else "")
    while rows := service.entries(scope(), opened, [Wanted()], after=after, limit=TO_A_FILE)[0]:
        lines += [[*_line(each), *about] for each in rows]
        after = rows[-1].place
    content = spreadsheets.as_csv(lines)
    name = f"{opened.scheme.id}-{opened.edition.id}.csv"
    return Response(content, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.post("/editions/<edition>/notice", policy=EVALUATE)
def notice(edition: str) -> Response:
    return _act(edition, service.notice)


@blueprint.post("/editions/<edition>/void", policy=EVALUATE)
def void(edition: str) -> Response:
    return _act(edition, service.void)


@blueprint.post("/editions/<edition>/confirm", policy=EVALUATE)
def confirm(edition: str) -> Response:
    return _act(edition, service.confirm)


@blueprint.post("/editions/<edition>/correct", policy=EVALUATE)
def correct(edition: str) -> Response:
    return _act(edition, service.correct)


@blueprint.post("/editions/<edition>/finalize", policy=EVALUATE)
def finalize(edition: str) -> Response:
    return _act(edition, lambda where, identity, _reason: service.finalize(where, identity))


def _act(edition: str, act: Callable[[Any, str, str], Edition]) -> Response:
    """Does it, or says on the page of the edition why not, with what was written."""
    reason = request.form.get("reason", "").replace("\r\n", "\n")
    if found := strict_json.unwanted(reason.replace("\n", " ").replace("\t", " ")):
        findings = [strict_json.UNWANTED_CHARACTER.error("/reason", found)]
        return _edition_page(edition, {}, findings, 422, reason=reason)
    try:
        return _see(act(scope(), edition, reason))
    except (Refused, Conflict) as refusal:
        problem = problem_of(refusal)
        return _edition_page(edition, {}, problem.findings, problem.status, reason=reason)


def _see(edition: Edition) -> Response:
    return make_response(redirect(url_for("rankings.edition", edition=edition.id), 303))


def _scheme_page(scheme: str, findings: Sequence[Finding] = (), status: int = 200) -> Response:
    found = service.ranking(scope(), scheme)
    return page(
        "ranking/scheme.html",
        section="rankings",
        status=status,
        sample=found.scheme.sample or any(each.sample for each in found.all),
        data={"JSON": url_for("ranking.list_editions", scheme=scheme)},
        ranking=found,
        scheme=found.scheme,
        ended=not found.scheme.in_force(scope().clock.today()),
        dictionary=found.dictionary,
        levels=GRADES,
        findings=findings,
        today=scope().clock.today(),
        evaluating=_evaluating(scheme),
    )


def _evaluating(scheme: str) -> bool:
    """Whether the reader acts for the evaluator of this scheme."""
    return actor().may(Right.EVALUATE) and service.owns(scope(), scheme)


def _edition_page(
    edition: str, asked: Mapping[str, Any], findings: Sequence[Finding], status: int, *, reason: str = ""
) -> Response:
    opened = service.opened(scope(), edition)
    found = opened.edition
    wanted, after = Wanted(), asked.get("cursor")
    try:
        wanted = wanted_of(opened, asked)
    except Malformed as refusal:
        findings, status = (*findings, *refusal.findings), 400
    alone = wanted.grade is not None or wanted.outcome is Outcome.EXCLUDED or wanted.level is not None
    if alone:
        limit = TOGETHER
        (rows,) = service.entries(scope(), opened, [wanted], after=after[0] if after else None, limit=limit + 1)
        following = make((rows[limit - 1].place,)) if len(rows) > limit else None
        tiers = [_tier(found, wanted, rows[:limit], asked, service.count(scope(), opened, wanted))]
    else:
        following = None
        chosen = [Wanted(grade=grade) for grade in GRADES]
        if wanted.outcome is None:
            chosen.append(Wanted(outcome=Outcome.EXCLUDED))
        pieces = service.entries(scope(), opened, chosen, after=None, limit=FIRST)
        tiers = [_tier(found, each, rows, {}, None) for each, rows in zip(chosen, pieces, strict=True)]
    return page(
        "ranking/edition.html",
        section="rankings",
        status=status,
        sample=found.sample,
        data={
            "JSON": url_for("ranking.list_entries", edition=found.id),
            "CSV": url_for("rankings.table", edition=found.id),
        },
        opened=opened,
        edition=found,
        scheme=opened.scheme,
        dictionary=opened.dictionary,
        tiers=tiers,
        alone=alone,
        measure=opened.scheme.measures[wanted.measure] if wanted.measure is not None else None,
        following=following,
        again=tiers[0].address if alone and after else None,
        moved=MOVED,
        findings=findings,
        reason=reason,
        refused=request.path.rpartition("/")[2] if request.method == "POST" else "",
        longest=LONGEST_REASON,
        evaluating=_evaluating(found.scheme),
        today=scope().clock.today(),
    )


def _tier(
    edition: Edition, wanted: Wanted, rows: Sequence[Ranked], asked: Mapping[str, Any], counted: int | None
) -> Tier:
    counts = edition.counts
    if wanted.measure is not None and wanted.level is not None:
        level = wanted.level
    else:
        level = GRADES[wanted.grade] if wanted.grade is not None else Level.NONE
    total = counts.by_grade[wanted.grade] if wanted.grade is not None else counts.excluded
    out = wanted.grade is None and wanted.measure is None
    return Tier(
        level=level,
        grade=wanted.grade,
        rows=rows,
        total=total if counted is None else counted,
        reasons=counts.by_reason if out else (),
        address=url_for(
            "rankings.edition",
            edition=edition.id,
            grade=wanted.grade,
            outcome=wanted.outcome,
            list=asked.get("list"),
            level=None if wanted.level is None else int(wanted.level),
        ),
    )


def _heads(opened: service.Opened) -> list[spreadsheets.Cell]:
    english = language() == ENGLISH
    names = [each.entry.name_en if english else each.entry.name for each in opened.scheme.measures]
    fixed = ("number", "version", "standard", "product", "name", "brand", "model", "specification", "enterprise")
    more = (part for name in names for part in (name, f"{name} / level", f"{name} / note"))
    return [*fixed, "grade", "reason", *more, "edition", "state", "sample"]


def _line(row: Ranked) -> list[spreadsheets.Cell]:
    cells: list[spreadsheets.Cell] = []
    for cell in row.cells:
        declared = cell.declared.requirement.text if cell.declared else None
        cells += [declared, None if cell.level is None else int(cell.level), cell.note and str(cell.note)]
    fixed = (row.number, row.version, str(row.standard), str(row.product), row.name, row.brand, row.model)
    return [*fixed, row.specification, row.enterprise.name, row.grade, row.reason, *cells]
