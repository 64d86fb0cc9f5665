"""Use cases of the desk, for the enterprise that the caller acts for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from registry.accounts import queries as accounts
from registry.declarations import queries as declared
from registry.declarations import service as declarations
from registry.declarations.service.drafts import own_enterprise
from registry.declarations.values import Draft, DraftListed, DraftState
from registry.desk.forms import Place
from registry.desk.values import DraftRow, Offered, Opened, Overview, ReceiptShown, Written
from registry.kernel.access import Right
from registry.kernel.database import GREATEST_INTEGER
from registry.kernel.errors import NOT_FOUND, NotFound, PreconditionFailed
from registry.kernel.findings import Message, errors
from registry.kernel.ids import STANDARD, PublicId
from registry.kernel.transaction import Scope, begin, reading
from registry.reference.queries import reference
from registry.reference.snapshot import Reference

LISTED = 20
LONGEST_LISTED = 1000
"""Products up to which a draft is read for the list."""

ATTEMPTS = 5
"""So often a section is written again where somebody is writing another one of the same draft."""

SECTION_CHANGED = Message(
    "section-changed-meanwhile",
    "您打开这一页之后，别的窗口或同事保存过它。您填写的内容都在下面，还没有保存；请对照后再保存。",
    "Since you opened this page somebody has saved it elsewhere. What you have written is below and not saved yet; "
    "please compare and save again.",
)


def overview(scope: Scope, *, drafts_after: int | None = None, standards_after: int | None = None) -> Overview:
    """What the enterprise is writing and what it has published, the newest first."""
    listed, total = declarations.drafts(scope, DraftState.DRAFT, after=drafts_after, limit=LISTED + 1)
    with reading(scope) as session:
        enterprise = own_enterprise(session, scope.actor, Right.DRAFT)
        today = scope.clock.today()
        standards = declared.of_enterprise(session, enterprise, today, after=standards_after, limit=LISTED + 1)
        standards_total = declared.statuses_of(session, enterprise.id, today).total()
    return Overview(
        enterprise=enterprise.name,
        drafts=tuple(_counted(scope, each) for each in listed[:LISTED]),
        drafts_total=total,
        drafts_after=listed[LISTED - 1].id.number if len(listed) > LISTED else None,
        standards=standards[:LISTED],
        standards_total=standards_total,
        standards_after=standards[LISTED - 1].id.number if len(standards) > LISTED else None,
    )


def is_sample(scope: Scope) -> bool:
    """Whether the enterprise that the caller acts for is a sample, which every page of it says."""
    with reading(scope) as session:
        return own_enterprise(session, scope.actor, Right.DRAFT).sample is not None


def opened(scope: Scope, draft: str) -> Opened:
    """The caller's own draft; NotFound for another enterprise's."""
    found = declarations.read_draft(scope, draft)
    return Opened(found, known(scope), scope.clock.today())


def known(scope: Scope) -> Reference:
    """The reference data of today."""
    with reading(scope) as session:
        return reference(session)


def read(scope: Scope, body: Mapping[str, Any]) -> Written:
    """How `body` is understood, and what is to be said of it; nothing is kept."""
    with reading(scope) as session:
        enterprise = own_enterprise(session, scope.actor, Right.DRAFT)
        found = declarations.examined(session, enterprise, body, scope.clock.today())
    return Written(found.declaration, found.findings)


def begin_draft(scope: Scope, body: Mapping[str, Any]) -> Draft:
    """A new draft; sent twice, the same one."""
    with begin(scope) as work:
        enterprise = own_enterprise(work.session, work.actor, Right.DRAFT)
        return declarations.keep_draft(work, enterprise, body)


def change(
    scope: Scope, draft: str, place: Place, tag: str, new_body: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> Draft:
    """The draft with `new_body` of its body instead, if `place` still is as it was under `tag`.

    What others do to the rest of the draft is no obstacle. Raises PreconditionFailed where the place has changed,
    Conflict where the draft is public.
    """
    for attempt in range(1, ATTEMPTS + 1):
        present = declarations.read_draft(scope, draft)
        if place.tag(present.body) != tag:
            raise PreconditionFailed(SECTION_CHANGED.error(place.pointer))
        try:
            return declarations.change_draft(scope, draft, new_body(present.body), _still(present.revision))
        except PreconditionFailed:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def delete(scope: Scope, draft: str, revision: str) -> None:
    """Deletes a draft that was never published, if it still is as the caller has seen it."""
    declarations.delete_draft(scope, draft, _still(revision))


def receipt(scope: Scope, standard: str, version: int) -> ReceiptShown:
    """The receipt of an own standard's version; NotFound for another enterprise's."""
    identity = PublicId.parse(standard, STANDARD) if version <= GREATEST_INTEGER else None
    with reading(scope) as session:
        enterprise = own_enterprise(session, scope.actor, Right.DRAFT)
        view = declared.standard_version(session, identity, version, scope.clock.today()) if identity else None
        if identity is None or view is None or view.enterprise.id != enterprise.id:
            raise NotFound(NOT_FOUND.error("id", given=standard))
        return ReceiptShown(declared.receipt(session, identity.number, version), view)


def newest_version(scope: Scope, standard: PublicId) -> int:
    """The number of the newest version of a published standard."""
    with reading(scope) as session:
        view = declared.standard(session, standard, scope.clock.today())
    if view is None:
        raise NotFound(NOT_FOUND.error("id", given=str(standard)))
    return view.version


def publishers(scope: Scope) -> list[str]:
    """The names of the colleagues who may publish."""
    with reading(scope) as session:
        enterprise = own_enterprise(session, scope.actor, Right.DRAFT)
        return accounts.admins(session, enterprise.holder)


def offered(known: Reference, category: str) -> list[Offered]:
    """The indicators of the dictionary for products of `category`, those first that a standard asks for."""
    thresholds = (*known.recommended.get(category, ()), *known.limits.get(category, ()))
    asked = {threshold.indicator for threshold in thresholds}
    found = [Offered(entry, entry.code in asked) for entry in known.dictionary if category in entry.categories]
    return sorted(found, key=lambda each: not each.asked)


def _counted(scope: Scope, listed: DraftListed) -> DraftRow:
    if listed.products > LONGEST_LISTED:
        return DraftRow(listed, None, None)
    findings = declarations.read_draft(scope, str(listed.id)).findings
    wrong = len(errors(findings))
    return DraftRow(listed, wrong, len(findings) - wrong)


def _still(revision: int | str) -> Callable[[str], None]:
    def check(present: str) -> None:
        if present != str(revision):
            raise PreconditionFailed(SECTION_CHANGED.error("", given=str(revision), accepted=present))

    return check
