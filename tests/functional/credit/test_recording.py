"""Entries and their repairs over the API, and on the page of the enterprise."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from registry.app import create_app
from registry.credit.models import CreditEntryRow, CreditRepairRow
from registry.credit.service import CHANGED
from registry.declarations import queries as declarations
from registry.kernel import journal, merkle
from registry.kernel.calendar import DueDateRow, fire_due
from registry.kernel.canonical import canonical_json, content_hash
from registry.kernel.clock import SHANGHAI, Clock
from registry.kernel.events import EventRow
from registry.kernel.transaction import begin, reading
from tests.factories.accounts import TokenFactory
from tests.factories.credit import EntryBodyFactory, EntryFactory, RepairBodyFactory, SourceFactory
from tests.factories.declarations import PublishedFactory
from tests.factories.enterprises import EnterpriseFactory, credit_code
from tests.functional.conftest import calling_as
from tests.functional.discovery.reading import text_of

API = "/api/v1"
ENTRIES = f"{API}/credit/entries"


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


def record_of(client, enterprise, query=""):
    return client.get(f"{API}/enterprises/{enterprise.uscc}/credit{query}").json


def sent(client, enterprise, **fields):
    return client.post(ENTRIES, json=EntryBodyFactory(enterprise=enterprise.uscc, **fields))


def repaired(client, repaired_entry, **fields):
    return client.post(f"{ENTRIES}/{repaired_entry}/repair", json=RepairBodyFactory(**fields))


def findings(response):
    return [(each["code"], each["field"]) for each in response.json["findings"]]


def counted(scope, table=CreditEntryRow):
    with reading(scope) as session:
        return session.scalar(select(func.count()).select_from(table))


def test_an_entry_is_recorded_and_read_by_everybody(supervisor, client, enterprise):
    body = EntryBodyFactory(enterprise=enterprise.uscc.lower(), source__url="https://example.gov.cn/a?b=1")
    answer = supervisor.post(ENTRIES, json=body)
    assert answer.status_code == 201
    entry = answer.json
    assert entry["id"].startswith("EC2026-00000001-")
    told = {
        **{name: body[name] for name in ("kind", "text", "source", "valid_from", "valid_to", "bars")},
        "enterprise": enterprise.uscc,
        "standard": None,
        "product": None,
        "status": "in_force",
        "repair": None,
        "recorded_at": "2026-11-22T04:00:00.000000Z",
        "recorded_by": "某市市场监督管理局",
        "sample": None,
    }
    assert {name: entry[name] for name in told} == told
    assert record_of(client, enterprise) == {"items": [entry], "total": 1, "next": None}


def test_an_entry_may_be_about_a_standard_or_a_product(supervisor, ready, enterprise):
    standard = PublishedFactory(where=ready, enterprise=enterprise).id
    with reading(ready) as session:
        product = declarations.products_of(session, standard, ready.clock.today(), after=-1, limit=1)[0]
    one = sent(supervisor, enterprise, standard=str(standard).lower(), kind="failed_sampling").json
    two = sent(supervisor, enterprise, product=str(product.id), kind="failed_sampling").json
    assert one["standard"] == {"id": str(standard), "url": f"/s/{standard}", "name": product.standard_number}
    assert one["product"] is None
    assert two["product"]["id"] == str(product.id)
    assert product.model in two["product"]["name"]
    assert two["standard"] is None


def test_the_journal_proves_entry_and_repair(supervisor, ready, enterprise):
    entry = sent(supervisor, enterprise).json
    ended = repaired(supervisor, entry["id"]).json
    with reading(ready) as session:
        size, root = journal.head(session)
        contents = (session.scalar(select(CreditEntryRow.content)), session.scalar(select(CreditRepairRow.content)))
        leaves = []
        for told, content in zip((entry, ended["repair"]), contents, strict=True):
            place = told["log"]["index"]
            logged = journal.entry(session, place)
            proof = journal.inclusion_proof(session, place, size)
            assert merkle.included(logged.leaf_hash, place, size, proof, root)
            assert content_hash(content.encode()) == told["content_hash"] == json.loads(logged.leaf)["content_hash"]
            assert canonical_json(json.loads(content)) == content.encode()
            leaves.append(json.loads(logged.leaf))
    assert [(each["type"], each["subject"], each["version"]) for each in leaves] == [
        ("credit.recorded", entry["id"], 1),
        ("credit.repaired", entry["id"], 2),
    ]


def test_the_content_that_is_hashed_can_be_written_from_the_answer(supervisor, enterprise):
    """As docs/credit.md says."""
    names = ("enterprise", "kind", "text", "source", "valid_from", "valid_to", "bars")
    entry = repaired(supervisor, sent(supervisor, enterprise).json["id"]).json
    content = {"v": 1, "standard": None, "product": None, **{name: entry[name] for name in names}}
    assert content_hash(canonical_json(content)) == entry["content_hash"]
    told = entry["repair"]
    content = {"v": 1, "entry": entry["id"], **{name: told[name] for name in ("kind", "on", "reason", "source")}}
    assert content_hash(canonical_json(content)) == told["content_hash"]


def test_the_same_again_is_the_same_entry(supervisor, ready, enterprise):
    body = EntryBodyFactory(enterprise=enterprise.uscc)
    first = supervisor.post(ENTRIES, json=body)
    again = supervisor.post(
        ENTRIES, json={**body, "text": f" {body['text']} ", "bars": ["title", "ranking", "title"][:2]}
    )
    assert (again.status_code, again.json) == (201, first.json)
    assert counted(ready) == 1
    other = supervisor.post(ENTRIES, json={**body, "valid_to": None})
    assert other.json["id"] != first.json["id"]
    assert counted(ready) == 2
    with reading(ready) as session:
        assert journal.head(session)[0] == 2


def test_a_key_that_is_sent_twice_records_once(supervisor, ready, enterprise):
    body, key = EntryBodyFactory(enterprise=enterprise.uscc), {"Idempotency-Key": "k1"}
    first, again = (supervisor.post(ENTRIES, json=body, headers=key) for _ in range(2))
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert counted(ready) == 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"enterprise": credit_code(99_999_999)}, [("credit-enterprise-unknown", "/enterprise")]),
        ({"enterprise": "9133"}, [("uscc-length", "/enterprise")]),
        ({"enterprise": credit_code(1)[:-1] + "U"}, [("uscc-check", "/enterprise")]),
        ({"enterprise": None}, [("missing-field", "/enterprise")]),
        ({"kind": "blacklist"}, [("wrong-value", "/kind")]),
        ({"kind": 1}, [("wrong-type", "/kind")]),
        ({"text": ""}, [("wrong-value", "/text")]),
        ({"text": "　"}, [("credit-text-blank", "/text")]),
        ({"text": "字" * 2001}, [("wrong-value", "/text")]),
        ({"bars": ["export"]}, [("wrong-value", "/bars/0")]),
        ({"bars": "ranking"}, [("wrong-type", "/bars")]),
        ({"bars": None}, [("missing-field", "/bars")]),
        ({"valid_from": "2026-02-30"}, [("wrong-type", "/valid_from")]),
        ({"valid_from": "1949-10-01"}, [("credit-date-out-of-range", "/valid_from")]),
        ({"valid_to": "9999-12-31"}, [("credit-date-out-of-range", "/valid_to")]),
        ({"valid_to": "2026-03-01"}, [("credit-dates-reversed", "/valid_to")]),
        ({"source__issued_on": "2026-11-23"}, [("credit-source-not-issued", "/source/issued_on")]),
        ({"source__name": " "}, [("credit-text-blank", "/source/name")]),
        ({"source__url": "javascript:alert(1)"}, [("wrong-value", "/source/url")]),
        ({"source__url": "https://a b"}, [("wrong-value", "/source/url")]),
        ({"source": None}, [("missing-field", "/source")]),
        ({"source": "市监局"}, [("wrong-type", "/source")]),
        ({"standard": "ES2026-00000009-0"}, [("credit-standard-not-of-enterprise", "/standard")]),
        ({"standard": "Q/HZDQ 001-2026"}, [("credit-standard-not-of-enterprise", "/standard")]),
        ({"product": "ES2026-00000001-1"}, [("credit-product-not-of-enterprise", "/product")]),
        ({"person": "王芳"}, [("unknown-field", "/person")]),
        (
            {"text": " ", "valid_to": "2026-03-01", "product": "x"},
            [
                ("credit-text-blank", "/text"),
                ("credit-dates-reversed", "/valid_to"),
                ("credit-product-not-of-enterprise", "/product"),
            ],
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_recorded(supervisor, ready, enterprise, fields, expected):
    response = supervisor.post(ENTRIES, json=EntryBodyFactory(**{"enterprise": enterprise.uscc, **fields}))
    assert (response.status_code, findings(response)) == (422, expected)
    assert counted(ready) == 0
    with reading(ready) as session:
        assert session.scalar(select(func.count()).select_from(EventRow)) == 0


def test_another_enterprises_standard_is_none_of_its_own(supervisor, ready, enterprise):
    theirs = PublishedFactory(where=ready).id
    response = sent(supervisor, enterprise, standard=str(theirs))
    assert findings(response) == [("credit-standard-not-of-enterprise", "/standard")]
    wrong_year = sent(supervisor, enterprise, standard=str(replace(theirs, year=2025)))
    assert wrong_year.status_code == 422


def test_an_entry_is_about_one_thing(supervisor, ready, enterprise):
    standard = PublishedFactory(where=ready, enterprise=enterprise).id
    with reading(ready) as session:
        product = declarations.products_of(session, standard, ready.clock.today(), after=-1, limit=1)[0].id
    response = sent(supervisor, enterprise, standard=str(standard), product=str(product))
    assert findings(response) == [("credit-one-subject", "/product")]


def test_only_supervisors_record_and_repair(app, client, declarant, supervisor, ready, enterprise):
    entry = sent(supervisor, enterprise).json["id"]
    evaluator = calling_as(app, TokenFactory(where=ready, of_evaluator=True))
    operator = calling_as(app, TokenFactory(where=ready))
    for caller, status in ((client, 401), (declarant, 403), (evaluator, 403), (operator, 403)):
        assert sent(caller, enterprise, text="另一条").status_code == status
        assert repaired(caller, entry).status_code == status
    assert (counted(ready), counted(ready, CreditRepairRow)) == (1, 0)


def test_a_repair_stands_beside_the_entry(supervisor, client, ready, enterprise):
    entry = sent(supervisor, enterprise).json
    answer = repaired(supervisor, entry["id"], on="2026-11-22")
    assert answer.status_code == 200
    told = answer.json
    assert {**told, "status": "in_force", "repair": None} == entry
    assert (told["status"], told["repair"]["kind"], told["repair"]["on"]) == ("repaired", "repair", "2026-11-22")
    assert record_of(client, enterprise)["items"] == [told]
    lifted = repaired(supervisor, sent(supervisor, enterprise).json["id"], kind="lifting").json
    assert lifted["status"] == "lifted"
    with reading(ready) as session:
        assert json.loads(journal.entry(session, lifted["repair"]["log"]["index"]).leaf)["type"] == "credit.lifted"


def test_the_same_repair_again_changes_nothing_and_another_is_a_conflict(supervisor, ready, enterprise):
    entry = sent(supervisor, enterprise).json["id"]
    body = RepairBodyFactory()
    first = supervisor.post(f"{ENTRIES}/{entry}/repair", json=body)
    again = supervisor.post(f"{ENTRIES}/{entry}/repair", json={**body, "reason": f"{body['reason']} "})
    assert (again.status_code, again.json) == (200, first.json)
    for other in ({"on": "2026-11-21"}, {"kind": "lifting"}, {"reason": "另有原因"}):
        response = supervisor.post(f"{ENTRIES}/{entry}/repair", json={**body, **other})
        assert (response.status_code, findings(response)) == (409, [("credit-entry-ended-already", "id")])
    assert counted(ready, CreditRepairRow) == 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"on": "2026-03-01"}, [("credit-repair-outside-entry", "/on")]),
        ({"on": "2029-03-02"}, [("credit-repair-outside-entry", "/on")]),
        ({"on": "soon"}, [("wrong-type", "/on")]),
        ({"reason": " "}, [("credit-text-blank", "/reason")]),
        ({"kind": "forgiven"}, [("wrong-value", "/kind")]),
        ({"source": SourceFactory(issued_on="2026-11-23")}, [("credit-source-not-issued", "/source/issued_on")]),
        ({"entry": "x"}, [("unknown-field", "/entry")]),
    ],
)
def test_what_is_wrong_of_a_repair_is_named(supervisor, ready, enterprise, fields, expected):
    entry = sent(supervisor, enterprise).json["id"]
    response = repaired(supervisor, entry, **fields)
    assert (response.status_code, findings(response)) == (422, expected)
    assert counted(ready, CreditRepairRow) == 0


@pytest.mark.parametrize("entry", ["EC2026-00000009-0", "EC2026-00000001-0", "ES2026-00000001-1", "1", "%00"])
def test_the_repair_of_what_is_not_there_is_not_found(supervisor, enterprise, entry):
    assert repaired(supervisor, entry).status_code == 404


def test_the_record_as_it_stood(register, supervisor, client, ready, enterprise):
    """Entries and repairs that were recorded later are not in it, and the status is that of its day."""
    later = replace(ready, clock=Clock(frozen=noon(date(2026, 11, 25))))
    entry = str(EntryFactory(where=ready, enterprise=enterprise, body__valid_to="2026-11-23").id)
    token = TokenFactory(where=later, of_authority=True)
    then = calling_as(create_app(replace(register, clock=later.clock)), token)
    assert repaired(then, entry, on="2026-11-20").json["status"] == "repaired"
    sent(then, enterprise, text="后来的一条")
    for as_of, expected in (
        ("2026-11-22T03:59:59Z", []),
        ("2026-11-22T04:00:00Z", ["in_force"]),
        ("2026-11-24T00:00:00%2B08:00", ["ended"]),
        ("2026-11-25T04:00:00Z", ["in_force", "repaired"]),
    ):
        told = record_of(client, enterprise, f"?as_of={as_of}")
        assert ([each["status"] for each in told["items"]], told["total"]) == (expected, len(expected)), as_of


def test_the_record_is_read_page_by_page_the_latest_first(client, ready, enterprise):
    made = [str(EntryFactory(where=ready, enterprise=enterprise).id) for _ in range(5)]
    EntryFactory(where=ready)
    found, cursor = [], ""
    while True:
        told = record_of(client, enterprise, f"?limit=2{cursor}")
        assert told["total"] == 5
        found += [each["id"] for each in told["items"]]
        if told["next"] is None:
            break
        cursor = f"&cursor={told['next']}"
    assert found == made[::-1]


@pytest.mark.parametrize(
    ("uscc", "status", "code"), [(credit_code(99_999_999), 404, "not-found"), ("9133", 400, "uscc-length")]
)
def test_the_record_of_who_is_not_there(client, register, uscc, status, code):
    answer = client.get(f"{API}/enterprises/{uscc}/credit")
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_everybody_is_told_when_it_changes_and_when_a_day_comes(ready, supervisor, enterprise):
    first = sent(supervisor, enterprise, valid_from="2026-12-01", valid_to="2026-12-31").json["id"]
    sent(supervisor, enterprise, valid_from="2026-03-02", valid_to="2026-11-21")  # has ended: no day is to come
    repaired(supervisor, first, on="2026-12-15")
    with reading(ready) as session:
        told = session.execute(select(EventRow.topic, EventRow.subject)).all()
        due = session.scalars(select(DueDateRow.due_on).where(DueDateRow.topic == CHANGED)).all()
    assert told == [(CHANGED, enterprise.uscc)] * 3
    assert sorted(due) == [date(2026, 12, 1), date(2026, 12, 15), date(2027, 1, 1)]
    assert fire_due(replace(ready, clock=Clock(frozen=noon(date(2026, 12, 1))))) == 1


def test_the_page_shows_the_record_with_source_and_validity(supervisor, client, ready, enterprise):
    standard = PublishedFactory(where=ready, enterprise=enterprise).id
    url = "https://example.gov.cn/7"
    entry = sent(supervisor, enterprise, text='<script>alert("x")</script>', source__url=url).json
    ended = sent(supervisor, enterprise, standard=str(standard), valid_to=None, bars=[]).json["id"]
    repaired(supervisor, ended, reason="整改完成")
    page = client.get(f"/e/{enterprise.uscc}")
    read = text_of(page.text)
    assert page.status_code == 200
    for words in (
        f"有效 列入严重违法失信名单 {entry['id']}",
        '<script>alert("x")</script>',
        "有效期 2026-03-02 至 2029-03-01",
        "限制 不得入排行榜、不得获领跑者称号",
        f"来源 某市市场监督管理局列入决定 {entry['source']['number']} 2026-03-02",
        "记录机构 某市市场监督管理局",
        "已修复",
        "2026-03-02 起，到修复或移出为止",
        "限制 仅公示",
        "2026-11-22 起信用修复：整改完成",
    ):
        assert words in read, words
    assert f'<a href="{url}"' in page.text
    assert "<script>alert" not in page.text
    english = text_of(client.get(f"/e/{enterprise.uscc}", headers={"Accept-Language": "en"}).text)
    assert "Quality credit record" in english
    assert "Bars from the ranking lists" in english


def test_an_empty_record_says_so(client, enterprise):
    assert "本登记簿中没有这家企业的质量信用记录" in text_of(client.get(f"/e/{enterprise.uscc}").text)


def test_a_long_record_goes_on_for_programs(client, ready, enterprise):
    for _ in range(21):
        EntryFactory(where=ready, enterprise=enterprise)
    page = client.get(f"/e/{enterprise.uscc}").text
    assert f'<a href="{API}/enterprises/{enterprise.uscc}/credit">全部 21 条，给程序读</a>' in page
    assert page.count('id="EC2026-') == 20


def test_an_entry_about_a_sample_is_one(client, ready):
    sample = EnterpriseFactory(where=ready, is_sample=True)
    EntryFactory(where=ready, enterprise=sample)
    assert record_of(client, sample)["items"][0]["sample"] == {"source": "示例来源", "licence": "CC0"}


@pytest.mark.parametrize("table", ["credit_entries", "credit_repairs"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET source = '{{}}'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_is_recorded_cannot_be_changed_even_by_sql(ready, table, statement):
    """On both databases."""
    if "TRUNCATE" in statement and ready.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    EntryFactory(where=ready, repaired="2026-11-22")
    with pytest.raises(DBAPIError, match="append-only"), begin(ready) as work:
        work.session.execute(text(statement.format(table)))
    assert (counted(ready), counted(ready, CreditRepairRow)) == (1, 1)


@pytest.mark.parametrize("table", ["credit_entries", "credit_repairs"])
def test_nor_can_a_row_be_replaced(ready, table):
    if ready.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    EntryFactory(where=ready, repaired="2026-11-22")
    with pytest.raises(DBAPIError, match="append-only"), begin(ready) as work:
        work.session.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"))
