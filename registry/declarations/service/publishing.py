"""Publishing: a version becomes public at once, with its journal entry, event, calendar rows and receipt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.orm import Session

from registry.declarations import queries
from registry.declarations.content import declared_hash, is_declared
from registry.declarations.models import ReplacementRow, StandardRow, VersionRow, WithdrawalRow
from registry.declarations.reading import read_declaration
from registry.declarations.rules import disclosing, examine_publication
from registry.declarations.service.examining import Examined, examined, examined_by, own_findings
from registry.declarations.service.writing import New, write
from registry.declarations.values import Change, ChangeKind, Corrected, Declaration, Publication, Receipt
from registry.enterprises.values import Enterprise
from registry.identifiers.standard_number import StandardNumber
from registry.kernel import journal
from registry.kernel.access import Actor, Right, needs
from registry.kernel.database import table
from registry.kernel.errors import NOT_PERMITTED, Conflict, Forbidden, Refused
from registry.kernel.findings import Finding, Message, errors
from registry.kernel.ids import STANDARD, PublicId
from registry.kernel.transaction import Where, Work, begin
from registry.reference.queries import at_hand, reference

_standards = table(StandardRow)
_of_number = select(_standards.c.id, _standards.c.year).where(
    _standards.c.enterprise_id == bindparam("enterprise_id"), _standards.c.number_key == bindparam("number_key")
)
# One statement asks whether the number is free and takes it; of one that is taken no id is used up. What PostgreSQL
# cannot see yet it leaves out as well, and needs no savepoint then; SQLite has one writer.
_new_standard = text(
    "INSERT INTO standards (year, enterprise_id, kind, number, number_key, sample_source, sample_licence) "
    "SELECT :year, :enterprise_id, :kind, :number, CAST(:number_key AS VARCHAR), :sample_source, :sample_licence "
    "WHERE NOT EXISTS (SELECT 1 FROM standards WHERE enterprise_id = :enterprise_id "
    "AND number_key = CAST(:number_key AS VARCHAR)) "
    "ON CONFLICT DO NOTHING RETURNING id"
)
_new_standards = insert(_standards).returning(_standards.c.enterprise_id, _standards.c.number_key, _standards.c.id)
_of_numbers = select(_standards.c.number_key).where(
    _standards.c.enterprise_id == bindparam("enterprise_id"),
    _standards.c.number_key.in_(bindparam("number_keys", expanding=True)),
)

NUMBER_TAKEN = Message(
    "number-already-declared",
    "本企业已声明过编号 {given}（{existing}）；内容有变化时请更正或修订，不要重复声明。",
    "The enterprise has already declared {given} ({existing}); correct or revise that one instead.",
)
NUMBER_CHANGED = Message(
    "correction-changes-number",
    "更正不能改变标准类型、编号和替代关系（现为 {accepted}）；编号有变化时请修订。",
    "A correction keeps the kind, the number and what is replaced (now {accepted}); revise to give another number.",
)
CORRECTED_MEANWHILE = Message(
    "corrected-meanwhile",
    "本草稿更正的是第 {given} 版，现已有第 {accepted} 版；请从最新版本重新更正。",
    "This draft corrects version {given}, and there is version {accepted} by now; start again from the newest.",
)
ENDED = Message(
    "standard-has-ended",
    "标准 {given} 已废止，不能再更正、修订或废止。",
    "The standard {given} is withdrawn and cannot be corrected, revised or withdrawn any more.",
)


def publish(where: Where, enterprise: Enterprise, body: Mapping[str, Any], publication: Publication) -> Receipt:
    """Publishes `body` for `enterprise` at once, without a draft: for import and sample data. `enterprise.sample` may
    be that of this standard alone.

    Identical content again gives the receipt of the first time. Raises Refused with every finding where an error
    stands, Conflict where the number is taken by other content, Forbidden for a caller of another enterprise.
    """
    if not isinstance(where, Work):
        before = examined_by(at_hand(where), enterprise, body, where.clock.today())
        with begin(where) as work:
            return publish_examined(work, enterprise, still(work, before, enterprise, body), publication)
    return publish_examined(where, enterprise, examined(where.session, enterprise, body, where.today), publication)


def publish_unexamined(
    work: Work, bodies: Iterable[tuple[Enterprise, Mapping[str, Any]]], publication: Publication
) -> list[Receipt]:
    """Publishes `bodies` together, each for its enterprise, of which none has declared anything yet. Nothing is
    examined, said or told by an event: for registers that are generated to be measured.

    ValueError where a body lacks its number, effective date or category."""
    needs(Right.OPERATE).check(work.actor)
    dictionary = reference(work.session).dictionary
    read = [(enterprise, read_declaration(body, dictionary, work.today)[0]) for enterprise, body in bodies]
    return write(
        work, _firsts(work, [(owner, declaration, publication, ()) for owner, declaration in read]), told=False
    )


def stands_alone(read: Examined, publication: Publication) -> bool:
    """Whether it can be published but for its number, which may be taken: then `publish_together` takes it."""
    declaration = read.declaration
    return (
        declaration.number is not None
        and declaration.replaces is None
        and all(product.id is None for product in declaration.products)
        and not errors(examine_publication(publication, read.findings))
    )


def publish_together(
    work: Work, enterprise: Enterprise, declared: Sequence[tuple[Examined, Publication]]
) -> list[Receipt | None]:
    """As `publish_examined` of each, with a few statements for all: of declarations that stand alone and differ in
    their numbers. None for one whose number is taken: nothing is done with it."""
    allowed = [
        (enterprise, read.declaration, said, _allowed(work.session, work.actor, enterprise, read, said, None)[0])
        for read, said in declared
    ]
    journal.reserve(work)
    asked = {"enterprise_id": enterprise.id, "number_keys": [_key(read.declaration) for read, _ in declared]}
    # Whoever holds the journal is the only one who publishes: what is free now stays free.
    taken = set(work.session.scalars(_of_numbers, asked))
    free = [each for each in allowed if _key(each[1]) not in taken]
    receipts = iter(write(work, _firsts(work, free)))
    return [None if _key(read.declaration) in taken else next(receipts) for read, _ in declared]


def still(work: Work, before: Examined, enterprise: Enterprise, body: Mapping[str, Any]) -> Examined:
    """`before`, which was read before the transaction so that a long body holds up no other writer; read again where
    the day or the reference data have changed since."""
    if before.day == work.today and before.load == reference(work.session).load:
        return before
    return examined(work.session, enterprise, body, work.today)


def publish_examined(
    work: Work, enterprise: Enterprise, read: Examined, publication: Publication, *, corrects: Corrected | None = None
) -> Receipt:
    """Publishes what was examined: a first version, a revision of what it replaces, or the version after the one that
    it `corrects`. Conflict where somebody has corrected that one already."""
    declaration = read.declaration
    findings, number = _allowed(work.session, work.actor, enterprise, read, publication, corrects)
    publication = disclosing(publication, findings)
    journal.reserve(work)
    digest = declared_hash(declaration)
    if corrects is None:
        # Whoever holds the journal is the only one who publishes: what stands of the number does not change any more.
        new = _first(work, enterprise, declaration)
        if new is None:
            taken = of_number(work.session, enterprise, number)
            if taken is None:
                raise Conflict(number_taken(number, None))
            return _declared_before(work.session, taken, number, digest)
        identity, version = new, 1
    else:
        standard = work.session.get_one(StandardRow, corrects.standard)
        newest = _newest(work, standard, declaration)
        if newest.declared_hash == digest or is_declared(declaration, json.loads(newest.content)):
            return queries.receipt(work.session, standard.id, newest.version)
        identity, version = PublicId(STANDARD, standard.year, standard.id), newest.version + 1
        if newest.version != corrects.version:
            finding = CORRECTED_MEANWHILE.error("id", str(corrects.version), str(newest.version))
            raise Conflict(finding, existing=f"/s/{identity}")
        enterprise = replace(enterprise, sample=queries.sample_of(standard, enterprise))
    if declaration.replaces is not None and version == 1:
        # Asked again now that nobody else publishes.
        if found := tuple(own_findings(work.session, enterprise, declaration, corrects)):
            raise Refused(found)
        work.session.add(ReplacementRow(standard_id=identity.number, replaces_id=declaration.replaces.number))
    kind = ChangeKind.CORRECTION if corrects is not None else ChangeKind.FIRST
    change = Change(ChangeKind.REVISION if declaration.replaces and version == 1 else kind, publication.change_reason)
    (receipt,) = write(work, [New(identity, version, enterprise, declaration, publication, change, findings, digest)])
    return receipt


def declared_already(session: Session, enterprise: Enterprise, declaration: Declaration) -> Receipt | None:
    """The receipt of an identical version; None where the number is free. Conflict where it stands for something
    else."""
    taken = of_number(session, enterprise, declaration.number) if declaration.number else None
    if declaration.number is None or taken is None:
        return None
    return _declared_before(session, taken, declaration.number, declared_hash(declaration))


def foreseen(
    session: Session, actor: Actor, enterprise: Enterprise, read: Examined, publication: Publication
) -> Receipt | None:
    """What publishing would answer, where it would not be a new receipt; raises as publishing would."""
    _allowed(session, actor, enterprise, read, publication, None)
    return declared_already(session, enterprise, read.declaration)


def _allowed(
    session: Session,
    actor: Actor,
    enterprise: Enterprise,
    read: Examined,
    publication: Publication,
    corrects: Corrected | None,
) -> tuple[tuple[Finding, ...], StandardNumber]:
    """All that is to be said of the declaration, and its number, where the caller may and nothing of it refuses."""
    needs(Right.DECLARE).check(actor)
    if not actor.trusted and actor.holder != enterprise.holder:
        raise Forbidden(NOT_PERMITTED.error("enterprise", given=enterprise.uscc, accepted=actor.name))
    declaration = read.declaration
    findings = examine_publication(publication, read.findings)
    findings += tuple(own_findings(session, enterprise, declaration, corrects))
    if errors(findings) or declaration.number is None:
        raise Refused(errors_first(findings))
    return findings, declaration.number


def _first(work: Work, enterprise: Enterprise, declaration: Declaration) -> PublicId | None:
    """The new standard's id; None where the number is taken."""
    key = work.connection.scalar(_new_standard, _standard_row(work, enterprise, declaration))
    return None if key is None else PublicId(STANDARD, work.today.year, key)


def _firsts(
    work: Work, declared: Sequence[tuple[Enterprise, Declaration, Publication, tuple[Finding, ...]]]
) -> list[New]:
    """First versions of new standards, whose numbers nobody has taken."""
    rows = [_standard_row(work, enterprise, declaration) for enterprise, declaration, _, _ in declared]
    added = work.connection.execute(_new_standards, rows) if rows else ()
    keys = {(enterprise, number): key for enterprise, number, key in added}
    return [
        New(
            identity=PublicId(STANDARD, row["year"], keys[row["enterprise_id"], row["number_key"]]),
            version=1,
            enterprise=enterprise,
            declaration=declaration,
            publication=said,
            change=Change(ChangeKind.FIRST, said.change_reason),
            findings=findings,
            declared_hash=declared_hash(declaration),
        )
        for row, (enterprise, declaration, said, findings) in zip(rows, declared, strict=True)
    ]


def _standard_row(work: Work, enterprise: Enterprise, declaration: Declaration) -> dict[str, Any]:
    if declaration.number is None:
        raise ValueError(f"the number {declaration.number_text!r} cannot be read")
    return {
        "year": work.today.year,
        "enterprise_id": enterprise.id,
        "kind": str(declaration.kind),
        "number": declaration.number.text,
        "number_key": declaration.number.key,
        "sample_source": enterprise.sample and enterprise.sample.source,
        "sample_licence": enterprise.sample and enterprise.sample.licence,
    }


def _key(declaration: Declaration) -> str | None:
    return declaration.number.key if declaration.number else None


def _newest(work: Work, standard: StandardRow, declaration: Declaration) -> VersionRow:
    """The version that a correction of `standard` follows. Refused where it would become another standard, or has
    ended."""
    refuse_ended(work.session, standard)
    replaces = work.session.get(ReplacementRow, standard.id)
    same = (
        declaration.number is not None
        and declaration.number.key == standard.number_key
        and str(declaration.kind) == standard.kind
        and (declaration.replaces and declaration.replaces.number) == (replaces and replaces.replaces_id)
    )
    if not same:
        raise Refused(NUMBER_CHANGED.error("/number", given=declaration.number_text, accepted=standard.number))
    return work.session.scalars(
        select(VersionRow).where(VersionRow.standard_id == standard.id).order_by(VersionRow.version.desc()).limit(1)
    ).one()


def refuse_ended(session: Session, standard: StandardRow) -> None:
    """Raises Conflict where the standard is withdrawn, or will be."""
    if session.get(WithdrawalRow, standard.id) is not None:
        identity = PublicId(STANDARD, standard.year, standard.id)
        raise Conflict(ENDED.error("id", given=standard.number), existing=f"/s/{identity}")


def of_number(session: Session, enterprise: Enterprise, number: StandardNumber) -> PublicId | None:
    """The enterprise's standard with this number."""
    row = session.execute(_of_number, {"enterprise_id": enterprise.id, "number_key": number.key}).one_or_none()
    return PublicId(STANDARD, row.year, row.id) if row else None


def _declared_before(session: Session, standard: PublicId, number: StandardNumber, digest: str) -> Receipt:
    """The receipt of the identical version; Conflict where the number stands for something else."""
    version = session.scalar(
        select(VersionRow.version)
        .where(VersionRow.standard_id == standard.number, VersionRow.declared_hash == digest)
        .order_by(VersionRow.version.desc())
        .limit(1)
    )
    if version is None:
        raise Conflict(number_taken(number, standard), existing=f"/s/{standard}")
    return queries.receipt(session, standard.number, version)


def number_taken(number: StandardNumber, existing: PublicId | None) -> Finding:
    return NUMBER_TAKEN.error("/number", given=number.display, existing=str(existing or "—"))


def errors_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: not finding.is_error))
