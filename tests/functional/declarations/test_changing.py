"""What becomes of a declared standard: correction (更正), revision (修订), withdrawal (废止)."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from registry.app import create_app
from registry.declarations import queries
from registry.declarations.models import WithdrawalRow
from registry.kernel import journal, merkle
from registry.kernel.access import Right
from registry.kernel.calendar import DueDateRow
from registry.kernel.canonical import canonical_json, content_hash
from registry.kernel.clock import SHANGHAI, Clock
from registry.kernel.events import EventRow
from registry.kernel.ids import STANDARD, PublicId
from registry.kernel.transaction import begin, reading
from tests.factories.accounts import TokenFactory
from tests.factories.declarations import COMMITMENT, BodyFactory, PublishedFactory, RefrigeratorFactory, indicator
from tests.functional.conftest import calling_as
from tests.functional.declarations.conftest import API, draft, findings, publish, published

TODAY = "2026-11-22"
NEW = {"number": "Q/HZDQ 900-2026", "issued_on": "2026-11-20", "effective_on": "2026-12-01"}


@pytest.fixture
def standard(declarant):
    """The receipt of a standard with two products."""
    return published(declarant, BodyFactory(number="Q/HZDQ 001-2026", count=2))


@pytest.fixture
def caller_on(register, ready, enterprise):
    """`caller_on(day)`: a program of the enterprise at noon of that legal day."""
    token = TokenFactory(where=ready, of_enterprise=True, holder=enterprise.holder)

    def on(day):
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
        return calling_as(create_app(replace(register, clock=Clock(frozen=noon))), token)

    return on


def correction(client, standard):
    response = client.post(f"{API}/standards/{standard}/corrections")
    assert response.status_code == 201, response.text
    return response.json


def revision(client, standard, **fields):
    """A draft of a revision with these fields."""
    response = client.post(f"{API}/standards/{standard}/revisions")
    assert response.status_code == 201, response.text
    return changed(client, response.json, **{**NEW, **fields})


def changed(client, told, **fields):
    """The draft with `fields` of its body set otherwise, None for those that are to go."""
    body = {name: value for name, value in {**written(told), **fields}.items() if value is not None}
    response = client.put(f"{API}/declarations/{told['id']}", json=body, headers={"If-Match": f'"{told["etag"]}"'})
    assert response.status_code == 200, response.text
    return response.json


def written(told):
    """What of a draft can be sent again."""
    product_names = ("id", "name", "brand", "model", "specification", "category", "export_only")
    products = [
        {
            name: (product[name]["code"] if name == "category" else product[name])
            for name in product_names
            if product.get(name) is not None
        }
        | {"gtins": product["gtins"]}
        | {
            "indicators": [
                indicator(each["name"], each["text"], kind=each["kind"], method=each["method"]["number"])
                for each in product["indicators"]
            ]
        }
        for product in told["products"]
    ]
    names = ("kind", "number", "title", "issued_on", "effective_on", "replaces")
    return {
        **{name: told[name] for name in names if told.get(name)},
        **{name: told[name]["code"] for name in ("category", "industry") if told[name]},
        "cites": [{"number": cited["number"]} for cited in told["cites"]],
        "products": products,
    }


def corrected(client, standard, **fields):
    """The receipt of a correction with these fields."""
    response = publish(client, changed(client, correction(client, standard), **fields)["id"])
    assert response.status_code == 201, response.text
    return response.json


def withdraw(client, standard, reason="停止生产", on=TODAY):
    return client.post(f"{API}/standards/{standard}/withdrawal", json={"reason": reason, "on": on})


def read(client, standard):
    response = client.get(f"{API}/standards/{standard}")
    assert response.status_code == 200, response.text
    return response.json


def events(scope):
    with reading(scope) as session:
        return [tuple(row) for row in session.execute(select(EventRow.topic, EventRow.subject).order_by(EventRow.id))]


class TestCorrection:
    def test_the_number_stays_and_the_version_counts(self, declarant, client, standard):
        before = read(client, standard["id"])
        told = changed(declarant, correction(declarant, standard["id"]), title="更正后的名称")
        assert (told["change"]["kind"], told["changes"]) == ("correction", standard["id"])
        body = {"commitment": COMMITMENT, "change_reason": "名称有误"}
        receipt = declarant.post(f"{API}/declarations/{told['id']}/publish", json=body).json
        assert (receipt["id"], receipt["number"], receipt["version"]) == (standard["id"], "Q/HZDQ 001-2026", 2)
        after = read(client, standard["id"])
        assert (after["title"], after["number"], after["version"], after["versions"]) == (
            "更正后的名称",
            before["number"],
            2,
            2,
        )
        assert after["change"] == {"kind": "correction", "reason": "名称有误"}
        assert [each["id"] for each in after["products"]] == [each["id"] for each in before["products"]]

    def test_the_old_version_stays_as_it_was(self, declarant, client, standard):
        before = read(client, standard["id"])
        corrected(declarant, standard["id"], title="更正后的名称", products=[RefrigeratorFactory(model="另一型号")])
        old = client.get(f"{API}/standards/{standard['id']}/versions/1")
        assert old.status_code == 200
        same = ("version", "title", "published_at", "content_hash", "log", "change", "commitment")
        assert {name: old.json[name] for name in same} == {name: before[name] for name in same}
        products = client.get(f"{API}/standards/{standard['id']}/versions/1/products").json["items"]
        assert [each["id"] for each in products] == [each["id"] for each in before["products"]]
        assert read(client, standard["id"])["products"][0]["model"] == "另一型号"
        assert client.get(f"{API}/standards/{standard['id']}/versions/3").status_code == 404

    @pytest.mark.parametrize(
        "other",
        [
            {"number": "Q/HZDQ 002-2026"},
            {"number": "GB/T 8059-2016", "kind": "national"},
            {"replaces": str(PublicId(STANDARD, 2026, 1))},
        ],
    )
    def test_another_number_kind_or_predecessor_is_no_correction(self, declarant, client, standard, other):
        published(declarant, BodyFactory())
        if "replaces" in other:
            other = {"replaces": published(declarant, BodyFactory())["id"]}
        told = changed(declarant, correction(declarant, standard["id"]), **other)
        response = publish(declarant, told["id"])
        assert (response.status_code, findings(response)) == (422, [("correction-changes-number", "/number")])
        assert read(client, standard["id"])["version"] == 1

    def test_the_number_may_be_written_otherwise(self, declarant, standard):
        receipt = corrected(declarant, standard["id"], number="q/hzdq001—2026", title="更正后的名称")
        assert (receipt["id"], receipt["version"]) == (standard["id"], 2)

    def test_a_repeat_has_the_same_receipt(self, declarant, client, standard, ready):
        told = changed(declarant, correction(declarant, standard["id"]), title="更正后的名称")
        first, again = publish(declarant, told["id"]), publish(declarant, told["id"])
        assert (again.status_code, again.json) == (201, first.json)
        # From a new draft, too: it starts from version 2 and says the same.
        assert publish(declarant, correction(declarant, standard["id"])["id"]).json == first.json
        assert read(client, standard["id"])["versions"] == 2
        with reading(ready) as session:
            assert journal.head(session)[0] == 2

    def test_nothing_corrected_is_the_first_version(self, declarant, client, standard):
        """The ids that the register gave to the products are no change."""
        assert publish(declarant, correction(declarant, standard["id"])["id"]).json == standard
        assert read(client, standard["id"])["versions"] == 1

    def test_asking_twice_gives_one_draft(self, declarant, standard):
        first, second = correction(declarant, standard["id"]), correction(declarant, standard["id"])
        assert first["id"] == second["id"]

    def test_the_journal_and_an_event_tell_of_it(self, declarant, standard, ready):
        receipt = corrected(declarant, standard["id"], title="更正后的名称")
        with reading(ready) as session:
            entry = journal.entry(session, receipt["log"]["index"])
            size, root = journal.head(session)
            proof = journal.inclusion_proof(session, receipt["log"]["index"], size)
        leaf = json.loads(entry.leaf)
        assert (leaf["type"], leaf["subject"], leaf["version"]) == ("standard.published", standard["id"], 2)
        assert leaf["content_hash"] == receipt["content_hash"] != standard["content_hash"]
        assert merkle.included(entry.leaf_hash, receipt["log"]["index"], size, proof, root)
        assert events(ready) == [("standard.published", standard["id"])] * 2

    def test_who_corrects_an_older_version_starts_again(self, declarant, client, standard):
        """Two drafts of version 1: the second does not undo what the first has corrected."""
        stale = changed(declarant, correction(declarant, standard["id"]), title="第一个")
        other = changed(declarant, correction(declarant, standard["id"]), title="第二个")
        assert publish(declarant, other["id"]).status_code == 201
        response = publish(declarant, stale["id"])
        assert (response.status_code, findings(response)) == (409, [("corrected-meanwhile", "id")])
        assert (response.json["findings"][0]["given"], response.json["findings"][0]["accepted"]) == ("1", "2")
        assert read(client, standard["id"])["title"] == "第二个"

    def test_another_enterprise_finds_nothing_to_correct(self, another, standard):
        for what in ("corrections", "revisions"):
            assert another.post(f"{API}/standards/{standard['id']}/{what}").status_code == 404
        assert withdraw(another, standard["id"]).status_code == 404
        assert another.post(f"{API}/standards/ES2026-1/corrections").status_code == 404


class TestRevision:
    def test_the_old_standard_stays_current_until_the_new_one_takes_effect(self, declarant, standard, ready, caller_on):
        told = revision(declarant, standard["id"])
        assert told["replaces"] == standard["id"]
        new = publish(declarant, told["id"]).json
        assert (new["number"], new["version"]) == (NEW["number"], 1)
        assert new["id"] != standard["id"]
        for day, statuses in (
            (date(2026, 11, 30), ("current", "upcoming")),
            (date(2026, 12, 1), ("superseded", "current")),
        ):
            client = caller_on(day)
            old_told, new_told = read(client, standard["id"]), read(client, new["id"])
            assert (old_told["status"], new_told["status"]) == statuses
            assert (old_told["replaced_by"], new_told["replaces"]) == (new["id"], standard["id"])
            assert (old_told["replaces"], new_told["replaced_by"]) == (None, None)
            assert old_told["ended_on"] == "2026-12-01"
        assert new_told["change"]["kind"] == "revision"
        assert events(ready)[1:] == [("standard.replaced", standard["id"]), ("standard.published", new["id"])]
        with reading(ready) as session:
            due = session.execute(select(DueDateRow.due_on, DueDateRow.topic, DueDateRow.subject)).all()
        assert (date(2026, 12, 1), "standard.replaced", standard["id"]) in [tuple(row) for row in due]
        assert (date(2026, 12, 1), "standard.effective", new["id"]) in [tuple(row) for row in due]

    def test_it_starts_without_number_and_dates_and_with_the_products(self, declarant, client, standard):
        told = declarant.post(f"{API}/standards/{standard['id']}/revisions").json
        assert not told["number"]
        assert (told["issued_on"], told["effective_on"]) == (None, None)
        kept = [each["id"] for each in read(client, standard["id"])["products"]]
        assert [each["id"] for each in told["products"]] == kept
        response = publish(declarant, told["id"])
        assert findings(response) == [("required", "/number"), ("required", "/effective_on")]

    def test_the_same_number_is_taken(self, declarant, standard):
        told = revision(declarant, standard["id"], number=standard["number"])
        response = publish(declarant, told["id"])
        assert (response.status_code, findings(response)) == (409, [("number-already-declared", "/number")])

    def test_a_standard_is_replaced_by_one_only(self, declarant, standard):
        late = revision(declarant, standard["id"], number="Q/HZDQ 902-2026")
        first = publish(declarant, revision(declarant, standard["id"])["id"]).json
        response = declarant.post(f"{API}/standards/{standard['id']}/revisions")
        assert (response.status_code, findings(response)) == (409, [("already-replaced", "id")])
        assert response.json["existing"] == f"/s/{first['id']}"
        response = publish(declarant, late["id"])
        assert (response.status_code, findings(response)) == (422, [("already-replaced", "/replaces")])

    def test_a_revision_that_is_withdrawn_replaces_nothing(self, declarant, client, standard):
        first = publish(declarant, revision(declarant, standard["id"])["id"]).json
        assert withdraw(declarant, first["id"]).status_code == 200
        assert read(client, standard["id"])["status"] == "current"
        second = publish(declarant, revision(declarant, standard["id"], number="Q/HZDQ 902-2026")["id"])
        assert second.status_code == 201
        assert read(client, standard["id"])["replaced_by"] == second.json["id"]

    @pytest.mark.parametrize("which", ["foreign", "unknown", "other year"])
    def test_only_an_own_standard_is_replaced(self, declarant, another, standard, which):
        identity = PublicId.parse(standard["id"], STANDARD)
        named = {
            "foreign": lambda: published(another, BodyFactory())["id"],
            "unknown": lambda: str(replace(identity, number=999_999_999_999)),
            "other year": lambda: str(replace(identity, year=2025)),
        }[which]()
        told = draft(declarant, BodyFactory(replaces=named))
        assert ("not-own-standard", "/replaces") in [(each["code"], each["field"]) for each in told["findings"]]
        response = publish(declarant, told["id"])
        assert (response.status_code, findings(response)) == (422, [("not-own-standard", "/replaces")])
        assert response.json["findings"][0]["given"] == named

    def test_a_repeat_has_the_same_receipt(self, declarant, standard):
        told = revision(declarant, standard["id"])
        assert publish(declarant, told["id"]).json == publish(declarant, told["id"]).json

    def test_the_correction_of_a_revision_stays_one(self, declarant, client, standard):
        new = publish(declarant, revision(declarant, standard["id"])["id"]).json
        again = corrected(declarant, new["id"], title="更正后的名称")
        assert (again["id"], again["version"]) == (new["id"], 2)
        assert read(client, new["id"])["replaces"] == standard["id"]


class TestWithdrawal:
    def test_it_ends_today_and_stays_readable(self, declarant, client, standard, ready):
        response = withdraw(declarant, standard["id"])
        assert response.status_code == 200
        receipt = response.json
        assert (receipt["id"], receipt["number"], receipt["version"]) == (standard["id"], standard["number"], 1)
        told = read(client, standard["id"])
        assert (told["status"], told["ended_on"], told["withdrawal_reason"]) == ("withdrawn", TODAY, "停止生产")
        assert client.get(f"{API}/standards/{standard['id']}/versions/1").json["status"] == "withdrawn"
        assert len(client.get(f"{API}/standards/{standard['id']}/products").json["items"]) == 2
        assert events(ready)[1:] == [("standard.withdrawn", standard["id"])]

    def test_it_may_be_told_beforehand(self, declarant, standard, ready, caller_on):
        assert withdraw(declarant, standard["id"], on="2027-01-01").status_code == 200
        for day, status in ((date(2026, 12, 31), "current"), (date(2027, 1, 1), "withdrawn")):
            told = read(caller_on(day), standard["id"])
            assert (told["status"], told["ended_on"]) == (status, "2027-01-01")
        with reading(ready) as session:
            due = session.execute(select(DueDateRow.due_on).where(DueDateRow.topic == "standard.withdrawn")).all()
        assert due == [(date(2027, 1, 1),)]

    def test_the_journal_proves_it(self, declarant, standard, ready):
        receipt = withdraw(declarant, standard["id"]).json
        with reading(ready) as session:
            content = session.scalar(select(WithdrawalRow.content))
            entry = journal.entry(session, receipt["log"]["index"])
            size, root = journal.head(session)
            proof = journal.inclusion_proof(session, receipt["log"]["index"], size)
        assert content_hash(content.encode()) == receipt["content_hash"] == json.loads(entry.leaf)["content_hash"]
        assert canonical_json(json.loads(content)) == content.encode()
        assert json.loads(entry.leaf)["type"] == "standard.withdrawn"
        assert merkle.included(entry.leaf_hash, receipt["log"]["index"], size, proof, root)
        assert "停止生产" not in entry.leaf

    def test_the_same_again_has_the_same_receipt(self, declarant, standard, published_rows, caller_on):
        first = withdraw(declarant, standard["id"])
        before = published_rows()
        for caller in (declarant, caller_on(date(2026, 11, 25))):
            again = withdraw(caller, standard["id"], reason=" 停止生产 ")
            assert (again.status_code, again.json) == (200, first.json)
        assert published_rows() == before

    @pytest.mark.parametrize("other", [{"reason": "另有原因"}, {"on": "2026-12-01"}, {"reason": "　"}])
    def test_another_one_is_a_conflict(self, declarant, client, standard, other):
        assert withdraw(declarant, standard["id"]).status_code == 200
        response = withdraw(declarant, standard["id"], **other)
        assert (response.status_code, findings(response)) == (409, [("standard-has-ended", "id")])
        assert response.json["existing"] == f"/s/{standard['id']}"
        assert read(client, standard["id"])["withdrawal_reason"] == "停止生产"

    @pytest.mark.parametrize(
        ("given", "code", "field"),
        [
            ({"on": "2026-11-21"}, "withdrawal-in-the-past", "/on"),
            ({"reason": "　"}, "withdrawal-without-reason", "/reason"),
        ],
    )
    def test_it_has_a_reason_and_a_day_to_come(self, declarant, client, standard, given, code, field):
        response = withdraw(declarant, standard["id"], **given)
        assert (response.status_code, findings(response)) == (422, [(code, field)])
        if "on" in given:
            told = response.json["findings"][0]
            assert (told["given"], told["accepted"]) == ("2026-11-21", TODAY)
        assert read(client, standard["id"])["status"] == "current"

    @pytest.mark.parametrize("on", [TODAY, "2027-01-01"])
    def test_nothing_follows_it(self, declarant, standard, on):
        """Not even where the day is still to come: what was announced stands."""
        begun = changed(declarant, correction(declarant, standard["id"]), title="更正后的名称")
        withdraw(declarant, standard["id"], on=on)
        for what in ("corrections", "revisions"):
            response = declarant.post(f"{API}/standards/{standard['id']}/{what}")
            assert (response.status_code, findings(response)) == (409, [("standard-has-ended", "id")])
        response = publish(declarant, begun["id"])
        assert (response.status_code, findings(response)) == (409, [("standard-has-ended", "id")])

    @pytest.mark.parametrize(
        "body", [{}, {"reason": "停止生产"}, {"on": TODAY}, {"reason": 1, "on": TODAY}, {"reason": "停", "on": "soon"}]
    )
    def test_what_it_needs_is_named(self, declarant, client, standard, body):
        response = declarant.post(f"{API}/standards/{standard['id']}/withdrawal", json=body)
        assert response.status_code == 422
        assert findings(response)
        assert read(client, standard["id"])["status"] == "current"


class TestRights:
    @pytest.fixture
    def drafter(self, app, ready, enterprise):
        """A program that may draft and not declare."""
        rights = frozenset({Right.DRAFT})
        return calling_as(app, TokenFactory(where=ready, of_enterprise=True, holder=enterprise.holder, rights=rights))

    def test_who_drafts_may_prepare_and_neither_publish_nor_withdraw(self, drafter, client, standard):
        told = changed(drafter, correction(drafter, standard["id"]), title="更正后的名称")
        assert drafter.post(f"{API}/standards/{standard['id']}/revisions").status_code == 201
        assert publish(drafter, told["id"]).status_code == 403
        assert withdraw(drafter, standard["id"]).status_code == 403
        shown = read(client, standard["id"])
        assert (shown["version"], shown["status"]) == (1, "current")

    def test_without_a_token_nobody_changes_anything(self, client, standard):
        for what in ("corrections", "revisions", "withdrawal"):
            body = {"reason": "停止生产", "on": TODAY} if what == "withdrawal" else None
            assert client.post(f"{API}/standards/{standard['id']}/{what}", json=body).status_code == 401


class TestVersions:
    def test_the_list_has_the_newest_first(self, declarant, client, standard):
        second = corrected(declarant, standard["id"], title="更正后的名称")
        told = client.get(f"{API}/standards/{standard['id']}/versions").json
        assert told["total"] == 2
        assert [(each["version"], each["change"]["kind"]) for each in told["items"]] == [
            (2, "correction"),
            (1, "first"),
        ]
        hashes = [each["content_hash"] for each in told["items"]]
        assert hashes == [second["content_hash"], standard["content_hash"]]
        (page,) = client.get(f"{API}/standards/{standard['id']}/versions?limit=1").json["items"]
        assert page["version"] == 2

    def test_the_tag_changes_with_a_version(self, declarant, client, standard):
        address = f"{API}/standards/{standard['id']}/versions"
        tag = client.get(address).headers["ETag"]
        seen = {"If-None-Match": tag}
        assert client.get(address, headers=seen).status_code == 304
        corrected(declarant, standard["id"], title="更正后的名称")
        assert client.get(address, headers=seen).status_code == 200
        assert client.get(address).headers["ETag"] != tag


STATEMENTS = [
    "DELETE FROM {}",
    "UPDATE {} SET standard_id = standard_id",
    "UPDATE {} SET standard_id = standard_id + 1000",
]


@pytest.mark.parametrize("table", ["replacements", "withdrawals", "standard_versions", "receipts"])
@pytest.mark.parametrize("statement", STATEMENTS)
def test_what_happened_cannot_be_undone_even_by_sql(ready, table, statement):
    """On both databases."""
    PublishedFactory(where=ready, correction=True, revision=True, withdrawn=True)
    rows = text(f"SELECT * FROM {table} ORDER BY standard_id")
    with reading(ready) as session:
        before = session.execute(rows).all()
    assert before
    with pytest.raises(DBAPIError, match="append-only"), begin(ready) as work:
        work.session.execute(text(statement.format(table)))
    with reading(ready) as session:
        assert session.execute(rows).all() == before


def test_the_content_of_each_version_is_kept(ready):
    receipt = PublishedFactory(where=ready, correction=True)
    with reading(ready) as session:
        contents = [json.loads(queries.content_of(session, receipt.id, version)) for version in (1, 2)]
    assert [each["change"]["kind"] for each in contents] == ["first", "correction"]
    assert contents[0]["title"] != contents[1]["title"]
    assert [each["id"] for each in contents[0]["products"]] == [each["id"] for each in contents[1]["products"]]
