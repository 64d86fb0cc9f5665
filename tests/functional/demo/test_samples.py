"""The sample data: real products as declarations and what was written by hand, through the same service as all."""

import json
from collections import Counter

import pytest
from sqlalchemy import func, select

from registry.accounts.service import sign_in, user_by_login
from registry.credit.models import CreditEntryRow, CreditRepairRow
from registry.credit.service import record_of
from registry.declarations.models import (
    DeclaredIndicatorRow,
    DeclaredProductRow,
    ReceiptRow,
    ReplacementRow,
    StandardRow,
    VersionRow,
    WithdrawalRow,
)
from registry.demo import generating, queries
from registry.demo.generating import generate
from registry.demo.handmade import refused_samples
from registry.demo.service import demo_evaluators, demo_person, files, load, publish_sample, sample_enterprise
from registry.demo.sources import sources
from registry.enterprises.models import EnterpriseRow
from registry.kernel import journal, merkle
from registry.kernel.canonical import content_hash
from registry.kernel.errors import RegistryError
from registry.kernel.events import EventRow
from registry.kernel.findings import errors
from registry.kernel.migrate import metadata
from registry.kernel.transaction import begin, reading
from registry.ranking.models import EditionActRow, SchemeRow
from tests.functional.conftest import FEW


def counts(scope):
    with reading(scope) as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) for table in metadata().sorted_tables
        }


def test_what_is_loaded_adds_up(samples):
    found = counts(samples.scope)
    with reading(samples.scope) as session:
        loads = queries.loads(session)
    assert {each.file for each in loads} == FEW
    assert found["standards"] == sum(each.standards for each in loads)
    assert found["sample_refusals"] == sum(each.refused for each in loads) == 3
    assert found["deliveries"] == 0
    assert samples.search.describe().documents == found["standards"] + found["products"]


def test_a_second_load_publishes_nothing(samples):
    before = counts(samples.scope)
    told = []
    loaded = load(samples.scope, lambda done, total: told.append((done, total)), FEW)
    assert (loaded.standards, loaded.products, loaded.refused) == (0, 0, ())
    assert (loaded.present, loaded.refused_before) == (before["standards"], before["sample_refusals"])
    assert counts(samples.scope) == before
    assert told == [(0, 0)]


def test_everything_is_marked_as_a_sample_of_its_own_file(samples):
    with reading(samples.scope) as session:
        marked = session.execute(select(EnterpriseRow.uscc, EnterpriseRow.region, EnterpriseRow.sample_source)).all()
        contents = session.scalars(select(VersionRow.content)).all()
        sourced = set(session.scalars(select(StandardRow.sample_source)))
    assert all(uscc.startswith("91000000") and region == "000000" and source for uscc, region, source in marked)
    assert all('"sample":{"licence":' in content for content in contents)
    assert {source.sample.source for source in sources() if source.file in FEW} < sourced
    assert None not in sourced


def test_a_brand_of_two_files_is_one_enterprise_with_a_standard_of_each(ready):
    load(ready, lambda *_: None, {"clothes_washers", "clothes_dryers"})
    with reading(ready) as session:
        rows = session.execute(
            select(EnterpriseRow.name, StandardRow.sample_source)
            .join(StandardRow, StandardRow.enterprise_id == EnterpriseRow.id)
            .where(EnterpriseRow.name == "示例企业·GE")
        ).all()
    assert len(rows) == 2
    assert {row.sample_source[-7:] for row in rows} == {"2020-05", "2019-03/04"[-7:]}


def test_every_value_of_the_product_files_is_read_and_known_to_the_dictionary(samples):
    """The values come with numbers and units: what is not understood of them is a fault of ours."""
    with reading(samples.scope) as session:
        unread = session.execute(
            select(DeclaredIndicatorRow.understood)
            .join(StandardRow, StandardRow.id == DeclaredIndicatorRow.standard_id)
            .where(StandardRow.sample_source.in_([source.sample.source for source in sources()]))
            .where(DeclaredIndicatorRow.canonical_low.is_(None) | DeclaredIndicatorRow.code.is_(None))
        ).all()
    assert Counter(row.understood["text"] for row in unread) == {}


def test_what_is_written_by_hand_stands_with_its_changes(samples):
    with reading(samples.scope) as session:
        refused = [refusal for _, refusal in queries.refusals(session, after=0, limit=100)]
        changes = Counter(row["kind"] for row in session.scalars(select(VersionRow.change)))
        disclosed = [row for row in session.scalars(select(VersionRow.disclosure)) if row]
        assert session.scalar(select(func.count()).select_from(ReplacementRow)) == changes["revision"] >= 4
        assert session.scalar(select(func.count()).select_from(WithdrawalRow)) == 1
    assert {refusal.file for refusal in refused} == {"water_heaters"}
    assert changes["correction"] >= 4
    assert len(disclosed) >= 3


def test_a_correction_by_hand_keeps_the_ids_of_its_products(samples):
    with reading(samples.scope) as session:
        corrected = select(VersionRow.standard_id).where(VersionRow.version == 2)
        rows = session.execute(
            select(DeclaredProductRow.standard_id, func.count())
            .where(DeclaredProductRow.standard_id.in_(corrected))
            .group_by(DeclaredProductRow.standard_id)
        ).all()
        identities = session.scalar(select(func.count(func.distinct(DeclaredProductRow.product_id))))
        declared = session.scalar(select(func.count()).select_from(DeclaredProductRow))
        known = counts(samples.scope)["products"]
    assert rows
    assert identities == known < declared


def test_the_log_holds_every_sample(samples):
    with reading(samples.scope) as session:
        size, root = journal.head(session)
        last = journal.entry(session, size - 1)
        versions = session.scalar(select(func.count()).select_from(VersionRow))
        recorded = session.scalar(select(func.count()).select_from(CreditEntryRow))
        ended = session.scalar(select(func.count()).select_from(CreditRepairRow))
        acts = session.scalar(select(func.count()).select_from(EditionActRow))
    assert size == versions + 1 + recorded + ended + acts  # the one is the withdrawal
    assert last.root == root


def test_the_credit_samples_bar_one_enterprise_of_invented_name(samples, visitor):
    """No entry is about a brand, which the names of the product files are."""
    with reading(samples.scope) as session:
        rows = session.execute(
            select(EnterpriseRow.name, EnterpriseRow.uscc)
            .join(CreditEntryRow, CreditEntryRow.enterprise_id == EnterpriseRow.id)
            .order_by(CreditEntryRow.id)
        ).all()
    assert not [row.name for row in rows if row.name.startswith("示例企业·")]
    statuses = [record_of(samples.scope, row.uscc).entries[0][1] for row in rows]
    assert statuses == ["in_force", "repaired", "ended", "in_force"]

    def listed(scheme, outcome):
        edition = visitor.get(f"/api/v1/rankings/{scheme}/latest").json["id"]
        return visitor.get(f"/api/v1/editions/{edition}/entries?outcome={outcome}").json["items"], edition

    out, edition = listed("room-air-conditioners", "excluded")
    barred = [each for each in out if each["reason"] == "barred"]
    assert {each["number"] for each in barred} == {"Q/SLYS 011-2026"}
    assert len(barred) == 3
    ranked, _ = listed("down-jackets-warmth", "ranked")
    assert {"Q/SLQLA 002-2026", "Q/SLSX 001-2025"} <= {each["number"] for each in ranked}
    page = visitor.get(f"/editions/{edition}").text
    assert "信用记录限制其入榜" in page
    assert f'href="/e/{rows[0].uscc}#credit"' in page
    assert "示市监列字〔2024〕7号" in visitor.get(f"/e/{rows[0].uscc}").text


def test_what_was_refused_is_kept_with_its_reasons(samples):
    with reading(samples.scope) as session:
        rows = queries.refusals(session, after=0, limit=2)
        rest = queries.refusals(session, after=rows[-1][0], limit=10)
    assert [len(rows), len(rest)] == [2, 1]
    for _, refusal in (*rows, *rest):
        assert refusal.enterprise.startswith("示例企业·")
        assert {finding.code for finding in refusal.findings} == {"no-indicator"}


@pytest.mark.parametrize("sample", [each for each in refused_samples() if each.codes], ids=lambda each: each.why)
def test_what_must_be_refused_is_refused_for_that_reason(ready, sample):
    declaration = sample.declaration
    with begin(ready) as work:
        enterprise = sample_enterprise(
            work, declaration.enterprise_number, declaration.enterprise_name, level=sample.level
        )
        for each in refused_samples():
            if not each.codes and each.declaration.enterprise_number == declaration.enterprise_number:
                publish_sample(work, enterprise, each.declaration)
        with pytest.raises(RegistryError) as refusal:
            publish_sample(work, enterprise, declaration)
    assert {finding.code for finding in errors(refusal.value.findings)} == sample.codes


def test_enough_is_there_that_must_be_refused():
    assert len(refused_samples()) >= 25


def test_generated_standards_are_the_same_every_time_and_stand_once(ready):
    rows = generate(ready, 12, lambda *_: None)
    with reading(ready) as session:
        hashes = set(session.scalars(select(VersionRow.declared_hash)))
        products = session.scalar(select(func.count()).select_from(DeclaredProductRow))
        indicators = session.scalar(select(func.count()).select_from(DeclaredIndicatorRow))
        names = list(session.scalars(select(EnterpriseRow.name)))
    assert len(hashes) == 12
    assert rows == 12 + products + indicators
    assert len(names) == 3
    assert all(name.startswith("示例") for name in names)
    assert generate(ready, 12, lambda *_: None) == 0
    assert counts(ready)["standards"] == 12
    generate(ready, 14, lambda *_: None)
    with reading(ready) as session:
        assert hashes < set(session.scalars(select(VersionRow.declared_hash)))
    assert counts(ready)["standards"] == 14


def test_generated_standards_stand_in_the_log_and_no_event_tells_of_them(ready, monkeypatch):
    monkeypatch.setattr(generating, "ENTERPRISES_TOGETHER", 2)
    generate(ready, 23, lambda *_: None)
    with reading(ready) as session:
        size, root = journal.head(session)
        assert size == 23
        frontier = merkle.Frontier()
        for place in range(size):
            entry = journal.entry(session, place)
            frontier, _ = frontier.append(entry.leaf.encode())
            proof = journal.inclusion_proof(session, place, size)
            assert merkle.included(entry.leaf_hash, place, size, proof, root)
        assert frontier.root == root
        kept = select(VersionRow.content, VersionRow.content_hash, ReceiptRow.log_index).join(
            ReceiptRow, ReceiptRow.standard_id == VersionRow.standard_id
        )
        for content, digest, place in session.execute(kept):
            assert json.loads(journal.entry(session, place).leaf)["content_hash"] == digest
            assert content_hash(content.encode()) == digest
        assert session.scalar(select(func.count()).select_from(EventRow)) == 0


def test_the_account_of_the_demo_is_made_once_and_acts_for_a_sample_enterprise(ready):
    assert demo_person(ready) is None  # nothing is loaded that it could act for
    load(ready, lambda *_: None, {"handmade/room-air-conditioners"})
    password = demo_person(ready)
    assert sign_in(ready, "demo", password, address="::1")
    assert demo_person(ready) is None


def test_the_evaluator_of_the_sample_schemes_has_two_people_and_its_schemes(ready):
    load(ready, lambda *_: None, set())
    passwords = demo_evaluators(ready)
    for login, password in passwords.items():
        assert sign_in(ready, login, password, address="::1")
    assert demo_evaluators(ready) == dict.fromkeys(passwords)
    people = [user_by_login(ready, login) for login in passwords]
    assert len({user.holder for user in people}) == 1 < len(people)
    with reading(ready) as session:
        assert set(session.scalars(select(SchemeRow.holder_id))) == {people[0].holder}


def test_every_file_ships_once():
    names = [each.file for each in files()]
    assert len(set(names)) == len(names) == 30
