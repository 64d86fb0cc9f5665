"""Loads the sample declarations, schemes and credit entries, through the same services as everybody's.

One transaction for each file; in it each declaration stands or falls alone. A file whose digest is that of the last run
is not even read.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.metadata import version
from typing import Any

from sqlalchemy import delete

from registry.accounts.service import add_user, holder_named, user_by_login
from registry.accounts.values import HolderKind, Role
from registry.credit.lines import read_line
from registry.credit.service import take
from registry.declarations import queries as declarations
from registry.declarations.service import change_draft, correct, publish, publish_draft, revise, withdraw
from registry.declarations.values import Commitment, Publication
from registry.demo import queries
from registry.demo.handmade import handmade_files, patched
from registry.demo.models import SampleLoadRow, SampleRefusalRow
from registry.demo.sources import DATA, SampleDeclaration, Shipped, product_files
from registry.demo.values import Refusal
from registry.enterprises import queries as enterprises
from registry.enterprises.service import register
from registry.enterprises.values import Enterprise, Sample, VerificationLevel
from registry.identifiers.standard_number import parse_reference
from registry.identifiers.uscc import SAMPLE_DIVISION, sample_uscc
from registry.kernel.access import Actor, Right
from registry.kernel.errors import RegistryError
from registry.kernel.findings import Finding, errors
from registry.kernel.transaction import Scope, Work, begin, reading
from registry.ranking.service import add_scheme

DEMO_LOGIN, DEMO_ENTERPRISE = "demo", 1
"""The person who may try the register out, and the sample number of the enterprise that it acts for."""

DEMO_EVALUATOR = "示例评估机构"
"""The evaluator of the sample schemes."""

EVALUATORS = {"demo-evaluator": "示例评估员甲", "demo-evaluator-2": "示例评估员乙"}
"""Its people, by their login names."""

INVENTED_ENTERPRISE = Sample("示例企业：名称、统一社会信用代码和标准编号都是虚构的", "Apache-2.0")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run did; `present` counts the standards that were there already, `refused` holds what the examination
    would not let through, `refused_before` counts what it has not let through of the files that were not read again."""

    standards: int
    products: int
    indicators: int
    present: int
    refused: tuple[Refusal, ...]
    refused_before: int


def load(scope: Scope, progress: Callable[[int, int], None], chosen: Collection[str] | None = None) -> Loaded:
    """Publishes what is not there yet; `progress` is told (done, total) in rows of the files. A second run publishes
    nothing.

    `chosen` names the files that are wanted, such as `displays` or `handmade/down-jackets`; None loads all.
    """
    with reading(scope) as session:
        known = {each.file: each for each in queries.loads(session)}
    wanted = [(place, each) for place, each in enumerate(files()) if chosen is None or each.file in chosen]
    due = [
        (place, each) for place, each in wanted if each.file not in known or known[each.file].digest != _digest(each)
    ]
    done, total = 0, sum(each.rows for _, each in due)
    loadings = []
    for place, each in due:
        with begin(scope) as work:
            loading = _Loading(work, each)
            for sample in each.read():
                progress(done, total)
                loading.add(sample)
                done += sample.rows
            loading.keep(place)
        loadings.append(loading)
    with begin(scope) as work:
        for path in sorted((DATA / "schemes").iterdir(), key=lambda path: path.name):
            content = json.loads(path.read_text(encoding="utf-8"))
            add_scheme(work, content, holder_named(work, HolderKind.EVALUATOR, content["evaluator"]))
        _record_credit(work)
    progress(total, total)
    skipped = {each.file for _, each in wanted} - {each.file for _, each in due}
    return Loaded(
        standards=sum(loading.published for loading in loadings),
        products=sum(loading.products for loading in loadings),
        indicators=sum(loading.indicators for loading in loadings),
        present=sum(known[file].standards for file in skipped) + sum(loading.present for loading in loadings),
        refused=tuple(refusal for loading in loadings for refusal in loading.refused),
        refused_before=sum(known[file].refused for file in skipped),
    )


def files() -> Iterator[Shipped]:
    """Every file that ships: the product files, then what was written by hand."""
    yield from product_files()
    yield from handmade_files()


def demo_person(scope: Scope) -> str | None:
    """The password of the new account `demo`, which acts for a sample enterprise; it is shown once. None where the
    account is there already, or no enterprise of the hand-written samples is."""
    if user_by_login(scope, DEMO_LOGIN) is not None:
        return None
    with reading(scope) as session:
        enterprise = enterprises.by_uscc(session, sample_uscc(DEMO_ENTERPRISE).code)
    if enterprise is None:
        return None
    password = secrets.token_urlsafe(12)
    add_user(scope, holder=enterprise.holder, login=DEMO_LOGIN, name="示例人员", role=Role.ADMIN, password=password)
    return password


def demo_evaluators(scope: Scope) -> dict[str, str | None]:
    """The people of the evaluator of the sample schemes, by their login names, with the password of those that are new:
    it is shown once. They are two, for an edition that one has built is made final by the other."""
    found: dict[str, str | None] = {}
    for login, name in EVALUATORS.items():
        found[login] = None
        if user_by_login(scope, login) is None:
            password = found[login] = secrets.token_urlsafe(12)
            holder = holder_named(scope, HolderKind.EVALUATOR, DEMO_EVALUATOR)
            add_user(scope, holder=holder, login=login, name=name, role=Role.ADMIN, password=password)
    return found


def sample_enterprise(
    work: Work,
    number: int,
    name: str,
    level: VerificationLevel = VerificationLevel.L1,
    sample: Sample = INVENTED_ENTERPRISE,
) -> Enterprise:
    """The sample enterprise of that number, registered where it is not yet."""
    uscc = sample_uscc(number).code
    return enterprises.by_uscc(work.session, uscc) or register(
        work, uscc=uscc, name=name, region=SAMPLE_DIVISION, level=level, sample=sample
    )


def publish_sample(work: Work, enterprise: Enterprise, sample: SampleDeclaration) -> int:
    """Publishes the declaration and what becomes of it afterwards; how many standards that makes. Raises what
    publishing raises."""
    own = replace(enterprise, sample=sample.sample)
    receipt = publish(work, own, sample.body, publication(sample.publication))
    made = 1
    for step in sample.then:
        if step["kind"] == "withdrawal":
            on = work.today + timedelta(days=step["after_days"])
            withdraw(work, str(receipt.id), step["reason"], on)
            continue
        change = revise if step["kind"] == "revision" else correct
        acting = _as_enterprise(work, enterprise)
        draft = change(acting, str(receipt.id))
        draft = change_draft(acting, str(draft.id), patched(draft.body, step["set"]), _seen)
        said = publication({**sample.publication, "change_reason": step["reason"]})
        receipt = publish_draft(acting, str(draft.id), said)
        made += step["kind"] == "revision"
    return made


class _Loading:
    """One file on its way into the register, and what has become of it so far."""

    def __init__(self, work: Work, shipped: Shipped) -> None:
        self._work = work
        self._shipped = shipped
        self._standards = 0
        self.published = self.present = self.products = self.indicators = 0
        self.refused: list[Refusal] = []

    def add(self, sample: SampleDeclaration) -> None:
        work = self._work
        enterprise = sample_enterprise(work, sample.enterprise_number, sample.enterprise_name)
        key = parse_reference(sample.number, work.today)[0].key
        made = 1 + sum(step["kind"] == "revision" for step in sample.then)
        if declarations.number_of(work.session, enterprise.id, key):
            self.present += made
        else:
            try:
                with work.savepoint():
                    self.published += publish_sample(work, enterprise, sample)
            except RegistryError as error:
                self.refused.append(_refusal(self._shipped, sample, errors(error.findings)))
                return
        self._standards += made
        self.products += len(sample.body["products"])
        self.indicators += sum(len(product["indicators"]) for product in sample.body["products"])

    def keep(self, position: int) -> None:
        """Writes down what was done, in place of what an earlier run wrote."""
        session = self._work.session
        session.execute(delete(SampleRefusalRow).where(SampleRefusalRow.file == self._shipped.file))
        session.merge(
            SampleLoadRow(
                file=self._shipped.file,
                position=position,
                digest=_digest(self._shipped),
                category=self._shipped.category,
                source=self._shipped.sample.source,
                licence=self._shipped.sample.licence,
                rows=self._shipped.rows,
                standards=self._standards,
                products=self.products,
                indicators=self.indicators,
                loaded_at=self._work.now,
            )
        )
        session.flush()
        session.add_all(
            SampleRefusalRow(
                file=refusal.file,
                number=refusal.number,
                title=refusal.title,
                enterprise=refusal.enterprise,
                products=refusal.products,
                findings=[finding.stored() for finding in refusal.findings],
            )
            for refusal in self.refused
        )


def _record_credit(work: Work) -> None:
    """The credit entries of those sample enterprises that are there; they bear invented names, not those of brands."""
    for line in (DATA / "credit.jsonl").read_bytes().splitlines():
        entry, repair = read_line(line)
        if enterprises.by_uscc(work.session, entry.enterprise) is not None:
            take(work, entry, repair)


def _refusal(shipped: Shipped, sample: SampleDeclaration, findings: tuple[Finding, ...]) -> Refusal:
    body = sample.body
    return Refusal(
        file=shipped.file,
        number=sample.number,
        title=body["title"],
        enterprise=sample.enterprise_name,
        products=len(body["products"]),
        findings=findings,
    )


def publication(given: Mapping[str, Any]) -> Publication:
    """What is said at publishing, from the shape of the API."""
    return Publication(**{**given, "commitment": Commitment(**given["commitment"])})


def _as_enterprise(work: Work, enterprise: Enterprise) -> Work:
    """The same work, done in the name of the enterprise: a draft has an owner."""
    actor = Actor("demo", frozenset({Right.DRAFT, Right.DECLARE}), holder=enterprise.holder, trusted=True)
    return replace(work, scope=replace(work.scope, actor=actor))


def _seen(_tag: str) -> None:
    """Nobody else changes the draft meanwhile."""


def _digest(shipped: Shipped) -> str:
    """Of the file and the release that reads it."""
    return hashlib.sha256(f"{version('enterprise-standards-register')} {shipped.digest}".encode()).hexdigest()
