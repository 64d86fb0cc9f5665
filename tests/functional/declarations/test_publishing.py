"""Publishing: what is written, what it proves, and that nothing of it can be changed."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from registry.declarations import queries, service
from registry.declarations.models import VersionRow
from registry.enterprises.values import VerificationLevel
from registry.kernel import journal, merkle
from registry.kernel.access import PUBLIC_READER, Actor, Right
from registry.kernel.calendar import DueDateRow, fire_due
from registry.kernel.canonical import canonical_json, content_hash
from registry.kernel.clock import Clock, rfc3339
from registry.kernel.errors import Conflict, Forbidden, Refused, Unauthenticated
from registry.kernel.events import EventRow
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.kernel.transaction import begin, reading
from tests.conftest import NOW
from tests.factories.declarations import SIGNED, BodyFactory, CarFactory, PublishedFactory, RefrigeratorFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.functional.conftest import statements
from tests.functional.declarations.conftest import API, draft, findings, publish, published

OWN = {"text": "附录A", "reason": "没有适用的标准试验方法"}
ONE_STANDARD = {
    "standards": 1,
    "standard_versions": 1,
    "receipts": 1,
    "declared_citations": 1,
    "due_dates": 1,
    "products": 2,
    "declared_products": 2,
    "declared_indicators": 6,
    "events": 1,
    "journal": 1,
}


def events(scope):
    with reading(scope) as session:
        return session.execute(select(EventRow.topic, EventRow.subject).order_by(EventRow.id)).all()


def test_publishing_writes_the_whole_of_it(declarant, published_rows):
    receipt = published(declarant, BodyFactory(number="q/hzdq 001-2026", count=2))
    assert PublicId.parse(receipt["id"], STANDARD).year == 2026
    assert receipt["url"] == f"/s/{receipt['id']}"
    assert (receipt["number"], receipt["version"], receipt["search"]) == ("Q/HZDQ 001-2026", 1, "pending")
    assert receipt["published_at"] == rfc3339(NOW)
    assert receipt["log"]["index"] == 0
    assert published_rows() == ONE_STANDARD


def test_what_is_published_is_public_at_once(declarant, client, enterprise):
    body = BodyFactory(count=2)
    receipt = published(declarant, body)
    told = client.get(f"{API}/standards/{receipt['id']}").json
    assert (told["title"], told["status"], told["version"]) == (body["title"], "current", 1)
    assert (told["published_at"], told["content_hash"]) == (receipt["published_at"], receipt["content_hash"])
    assert told["log"] == {**receipt["log"], "proof_url": None}
    assert told["enterprise"]["uscc"] == enterprise.uscc
    assert told["commitment"] == {
        "text": "本企业对声明内容的真实性、准确性、合法性负责，并按声明的要求组织生产。",
        "signed_by": "王芳",
        "role": "质量负责人",
        "signed_at": receipt["published_at"],
    }
    assert [product["model"] for product in told["products"]] == [product["model"] for product in body["products"]]
    assert [each["text"] for each in told["products"][0]["indicators"]] == [
        each["text"] for each in body["products"][0]["indicators"]
    ]


def test_an_international_number_is_printed_as_it_is(declarant, client):
    body = BodyFactory(kind="international", number="ISO 8124-3:2020")
    told = draft(declarant, body)
    receipt = publish(declarant, told["id"]).json
    for shown in (told, client.get(f"{API}/standards/{receipt['id']}").json):
        assert (shown["number"], shown["number_display"]) == ("ISO 8124-3:2020", "ISO 8124-3:2020")


def test_what_was_written_is_hashed_and_what_was_understood_is_shown(declarant, client, ready):
    product = RefrigeratorFactory(
        gtins=["690 1234 567892"], indicators=[{"name": "噪声", "text": "≤38 dB(A)", "method": OWN}]
    )
    receipt = published(declarant, BodyFactory(cites=[{"number": "gb/t8059－2016"}], products=[product]))
    with reading(ready) as session:
        kept = json.loads(session.scalar(select(VersionRow.content)))
    assert kept["cites"] == ["gb/t8059－2016"]
    assert (kept["products"][0]["gtins"], kept["products"][0]["indicators"][0]["kind"]) == (["690 1234 567892"], None)
    told = client.get(f"{API}/standards/{receipt['id']}").json
    assert [each["number"] for each in told["cites"]] == ["GB/T 8059-2016"]
    assert told["products"][0]["gtins"] == ["6901234567892"]
    assert told["products"][0]["indicators"][0]["kind"] == "performance"


@pytest.mark.parametrize("count", [1, 5])
def test_a_publication_takes_a_dozen_statements_however_many_products_it_has(ready, enterprise, count):
    PublishedFactory(where=ready, enterprise=enterprise)
    with statements(ready.engine) as sent:
        service.publish(ready, enterprise, BodyFactory(count=count), SIGNED)
    lock = [each for each in sent if "pg_advisory" in each or "query_only" in each]
    assert len(sent) - len(lock) == 12


def test_a_standard_is_read_without_its_content(ready):
    """The content of a large standard is megabytes; a list of hits reads twenty."""
    receipt = PublishedFactory(where=ready)
    with statements(ready.engine) as sent, reading(ready) as session:
        read = queries.standard(session, receipt.id, date(2026, 11, 22))
    assert (read.industry, read.issued_on, read.cites) == ("3851", date(2026, 11, 1), ("GB/T 8059-2016",))
    assert read.commitment == SIGNED.commitment
    assert not [each for each in sent if re.search(r"\bstandard_versions\.content\b", each)]


def test_the_leaf_can_be_reproduced_from_what_is_stored(ready):
    for _ in range(3):
        receipt = PublishedFactory(where=ready)
    with reading(ready) as session:
        stored = session.scalars(select(VersionRow).where(VersionRow.standard_id == receipt.id.number)).one()
        entry = journal.entry(session, receipt.log_index)
        proof = journal.inclusion_proof(session, receipt.log_index, 3)
        size, root = journal.head(session)
        assert content_hash(stored.content.encode()) == stored.content_hash == receipt.content_hash
        assert canonical_json(json.loads(stored.content)) == stored.content.encode()
    assert json.loads(entry.leaf) == {
        "v": 1,
        "type": "standard.published",
        "subject": str(receipt.id),
        "version": 1,
        "content_hash": receipt.content_hash,
        "at": rfc3339(NOW),
    }
    assert merkle.leaf_hash(entry.leaf.encode()) == entry.leaf_hash == bytes.fromhex(receipt.leaf_hash)
    assert merkle.included(entry.leaf_hash, receipt.log_index, size, proof, root)


def test_no_person_stands_in_the_journal(ready):
    receipt = PublishedFactory(where=ready)
    with reading(ready) as session:
        assert SIGNED.commitment.signed_by not in journal.entry(session, receipt.log_index).leaf


def test_one_event_is_published(ready):
    receipt = PublishedFactory(where=ready)
    assert events(ready) == [("standard.published", str(receipt.id))]


def test_a_standard_for_later_is_upcoming_until_its_day(ready):
    """House rule 3: what will happen because a day comes is a row in the calendar, and no status is stored."""
    receipt = PublishedFactory(where=ready, body__effective_on="2027-03-01")
    with reading(ready) as session:
        due = session.execute(select(DueDateRow.due_on, DueDateRow.topic, DueDateRow.subject)).all()
        assert sorted(due) == [
            (date(2027, 3, 1), "standard.effective", str(receipt.id)),
            (date(2032, 3, 1), "standard.review-due", str(receipt.id)),
        ]
        for day, status in ((date(2027, 2, 28), "upcoming"), (date(2027, 3, 1), "current")):
            assert queries.standard(session, receipt.id, day).status == status
    day_before_ends = replace(ready, clock=Clock(frozen=NOW.replace(year=2027, month=2, day=28, hour=15, minute=59)))
    assert fire_due(day_before_ends) == 0
    assert fire_due(replace(ready, clock=Clock(frozen=day_before_ends.clock.now() + timedelta(minutes=1)))) == 1
    assert events(ready)[1:] == [("standard.effective", str(receipt.id))]


@pytest.mark.parametrize(
    ("effective_on", "review"),
    [("2026-11-22", "2031-11-22"), ("2021-01-01", "2026-01-01"), ("2024-02-29", "2029-03-01")],
)
def test_a_standard_in_force_waits_only_for_its_review(ready, effective_on, review):
    PublishedFactory(where=ready, body__issued_on=None, body__effective_on=effective_on)
    with reading(ready) as session:
        due = session.execute(select(DueDateRow.due_on, DueDateRow.topic)).all()
    assert due == [(date.fromisoformat(review), "standard.review-due")]


def test_a_repeat_of_the_same_content_gets_the_same_receipt(declarant, published_rows):
    body = BodyFactory(count=2)
    first = published(declarant, body)
    second = draft(declarant, body)
    examined = declarant.post(f"{API}/declarations/{second['id']}/examine")
    assert examined.json["publishable"], examined.text
    again = publish(declarant, second["id"], {"signed_by": "李强", "role": "总经理"})
    assert (again.status_code, again.json) == (201, first)
    assert published_rows() == ONE_STANDARD


def test_a_draft_is_published_once_however_often_it_is_asked(declarant, published_rows):
    identity = draft(declarant, BodyFactory(count=2))["id"]
    first, second = publish(declarant, identity), publish(declarant, identity)
    assert first.json == second.json
    assert published_rows() == ONE_STANDARD


@pytest.mark.parametrize("number", ["Q/HZDQ 001-2026", "q/hzdq001—2026", "Ｑ／ＨＺＤＱ　００１－２０２６"])
def test_a_number_that_stands_for_something_else_is_taken(declarant, published_rows, number):
    first = published(declarant, BodyFactory(number="Q/HZDQ 001-2026", count=2))
    other = draft(declarant, BodyFactory(number=number, title="别的标准"))
    assert [(each["code"], each["field"]) for each in other["findings"] if each["severity"] == "error"] == [
        ("number-already-declared", "/number")
    ]
    assert not declarant.post(f"{API}/declarations/{other['id']}/examine").json["publishable"]
    response = publish(declarant, other["id"])
    assert response.status_code == 409
    assert findings(response) == [("number-already-declared", "/number")]
    assert response.json["findings"][0]["given"].replace(" ", "") == "Q/HZDQ001—2026"
    assert response.json["existing"] == f"/s/{first['id']}"
    assert published_rows() == ONE_STANDARD


def test_another_enterprise_may_use_the_number(declarant, another):
    numbers = [published(caller, BodyFactory(number="Q/HZDQ 001-2026"))["number"] for caller in (declarant, another)]
    assert numbers == ["Q/HZDQ 001-2026"] * 2


def test_a_refused_publication_leaves_nothing(declarant, unverified, published_rows):
    for caller, body, commitment in (
        (declarant, BodyFactory(title="", upcoming=True), None),
        (declarant, BodyFactory(upcoming=True), {"signed_by": " ", "role": "质量负责人"}),
        (unverified, BodyFactory(upcoming=True), None),
    ):
        identity = draft(caller, body)["id"]
        assert publish(caller, identity, commitment).status_code == 422
        assert caller.get(f"{API}/declarations/{identity}").json["state"] == "draft"
    assert published_rows() == {}


def test_a_command_that_fails_at_its_end_leaves_nothing(ready, published_rows, monkeypatch):
    def broken(*_args, **_fields):
        raise OSError("no log today")

    monkeypatch.setattr(journal, "append_all", broken)
    with pytest.raises(OSError, match="no log today"):
        PublishedFactory(where=ready, upcoming=True)
    assert published_rows() == {}


def test_a_publication_that_fell_takes_no_place(ready):
    """Nobody has seen its number, which may be given again; the number of what stands never is."""
    first = PublishedFactory(where=ready)
    with pytest.raises(KeyError), begin(ready) as work:  # noqa: PT012 - the raise inside is what is tested
        PublishedFactory(where=work, enterprise=EnterpriseFactory(where=work))
        raise KeyError
    second = PublishedFactory(where=ready)
    assert second.id.number > first.id.number
    assert second.log_index == first.log_index + 1  # the log, on the other hand, has no gap


def test_notices_are_kept_with_the_version_and_shown(declarant, client):
    receipt = published(declarant, BodyFactory(products=[RefrigeratorFactory(gtins=["6901234567893"])]))
    for language, beginning in (("zh-CN", "商品条码"), ("en", "the check digit")):
        told = client.get(f"{API}/standards/{receipt['id']}", headers={"Accept-Language": language}).json
        (notice,) = told["notices"]
        assert (notice["code"], notice["severity"]) == ("gtin-check", "notice")
        assert notice["field"] == "/products/0/gtins/0"
        assert (notice["given"], notice["accepted"]) == ("6901234567893", "6901234567892")
        assert notice["message"].startswith(beginning)


def test_a_product_keeps_its_id_in_another_standard_of_the_enterprise(declarant, client):
    first = published(declarant, BodyFactory())
    (product,) = client.get(f"{API}/standards/{first['id']}").json["products"]
    second = published(declarant, BodyFactory(products=[RefrigeratorFactory(id=product["id"]), RefrigeratorFactory()]))
    kept, fresh = client.get(f"{API}/standards/{second['id']}").json["products"]
    assert kept["id"] == product["id"]
    assert fresh["id"] != product["id"]
    assert client.get(f"{API}/products/{product['id']}").json["standard"]["id"] == second["id"]


def test_a_product_id_is_the_enterprises_own(declarant, another, client):
    receipt = published(declarant, BodyFactory())
    (product,) = client.get(f"{API}/standards/{receipt['id']}").json["products"]
    elsewhere = PublicId.parse(product["id"], PRODUCT)
    unknown = str(PublicId(PRODUCT, 2026, 999_999_999_999)), str(replace(elsewhere, year=2025))
    for caller, identity in ((another, product["id"]), (declarant, unknown[0]), (declarant, unknown[1])):
        response = publish(caller, draft(caller, BodyFactory(products=[RefrigeratorFactory(id=identity)]))["id"])
        assert response.status_code == 422
        assert findings(response) == [("not-own-product", "/products/0/id")]
        assert response.json["findings"][0]["given"] == identity


def test_a_product_is_listed_once(declarant, client):
    receipt = published(declarant, BodyFactory())
    (product,) = client.get(f"{API}/standards/{receipt['id']}").json["products"]
    body = BodyFactory(products=[RefrigeratorFactory(id=product["id"]), RefrigeratorFactory(id=product["id"])])
    assert findings(publish(declarant, draft(declarant, body)["id"])) == [("product-id-twice", "/products/1/id")]


def test_many_products_of_several_categories(ready):
    receipt = PublishedFactory(
        where=ready,
        body__products=[*RefrigeratorFactory.build_batch(600), CarFactory(category="battery-electric-cars")],
    )
    with reading(ready) as session:
        read = queries.products_of(session, receipt.id, date(2026, 11, 22), after=-1, limit=1000)
    assert len(read) == 601
    assert all(product.indicators for product in read)
    assert [product.category for product in read[-2:]] == ["household-refrigerators", "battery-electric-cars"]
    numbers = [product.id.number for product in read]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("actor", "error"),
    [
        (PUBLIC_READER, Unauthenticated),
        (Actor("评估机构", frozenset({Right.EVALUATE}), holder=1), Forbidden),
        (Actor("别的企业", frozenset({Right.DECLARE}), holder=9999), Forbidden),
    ],
)
def test_publishing_without_a_draft_asks_for_the_same_right(ready, enterprise, actor, error, published_rows):
    with pytest.raises(error):
        service.publish(replace(ready, actor=actor), enterprise, BodyFactory(), SIGNED)
    assert published_rows() == {}


def test_publishing_without_a_draft_is_held_to_the_same_rules(ready, published_rows):
    with pytest.raises(Refused):
        PublishedFactory(where=ready, body__title="")
    with pytest.raises(Refused):
        PublishedFactory(where=ready, enterprise__level=VerificationLevel.L0)
    assert published_rows() == {}
    first = PublishedFactory(where=ready, body__number="Q/HZDQ 001-2026")
    owner = queries_owner(ready, first)
    with pytest.raises(Conflict) as refusal:
        PublishedFactory(where=ready, enterprise=owner, body__number="Q/HZDQ 001-2026", body__title="别的标准")
    assert refusal.value.existing == f"/s/{first.id}"


def queries_owner(scope, receipt):
    with reading(scope) as session:
        return queries.standard(session, receipt.id, date(2026, 11, 22)).enterprise
