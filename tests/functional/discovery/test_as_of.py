"""What was answered at some time is answered again with `as_of`, whatever has become of it since."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.app import create_app
from registry.declarations import queries as declarations
from registry.declarations.service import (
    change_draft,
    correct,
    publish_draft,
    revise,
    withdraw,
)
from registry.enterprises.service import record_standing, rename
from registry.enterprises.values import Standing
from registry.kernel.clock import Clock, rfc3339
from registry.kernel.transaction import reading
from tests.conftest import NOW
from tests.factories.declarations import SIGNED, PublishedFactory, RefrigeratorFactory
from tests.functional.ranking.issuing import as_owner

API = "/api/v1"


class History:
    """Acts of one enterprise, a day after the other; what the API answers after each of them is kept."""

    def __init__(self, register, enterprise):
        self.register, self.uscc, self.days, self.kept = register, enterprise.uscc, 0, []
        self.addresses = [f"/enterprises/{self.uscc}", f"/enterprises/{self.uscc}/standards?limit=100"]

    @property
    def now(self):
        return replace(self.register, clock=Clock(frozen=NOW + timedelta(days=self.days)))

    def owner(self, receipt):
        return as_owner(self.now.scope, receipt)

    def after(self, *receipts):
        """Keeps what is answered now of everything known so far, and goes on to the next day."""
        for receipt in receipts:
            self.addresses += [f"/standards/{receipt.id}{rest}" for rest in ("", "/versions", "/products")]
            with reading(self.now.scope) as session:
                found = declarations.products_of(session, receipt.id, date(2026, 11, 22), after=-1, limit=9)
            self.addresses += [f"/products/{each.id}" for each in found]
        client = create_app(self.now).test_client()
        self.kept.append((self.now.clock.now(), {each: answer(client, each) for each in self.addresses}))
        self.days += 1


def answer(client, address, as_of=None):
    sign = "&" if "?" in address else "?"
    told = client.get(f"{API}{address}" + (f"{sign}as_of={rfc3339(as_of)}" if as_of else ""))
    assert told.status_code in (200, 404), told.text
    if told.status_code == 404:
        return told.status_code
    body = told.json
    if "counts" in body:
        body["counts"].pop("products")  # not kept
    return body


def changed(history, draft, **fields):
    owner = history.owner(history.of)
    change_draft(owner, str(draft.id), {**draft.body, **fields}, lambda _: None)
    return publish_draft(owner, str(draft.id), SIGNED)


@pytest.fixture
def history(register, enterprise):
    """A standard that is corrected (one product less, another name), renamed around, revised with a day to come; the
    revision is withdrawn before that day, another one takes effect, and the enterprise is struck off."""
    history = History(register, enterprise)
    history.after()
    history.of = first = PublishedFactory(
        where=history.now.scope,
        enterprise=enterprise,
        body__products=[RefrigeratorFactory(model=f"M{number}") for number in range(3)],
    )
    history.after(first)
    draft = correct(history.owner(first), str(first.id))
    less = [{**draft.body["products"][0], "name": "风冷电冰箱"}, draft.body["products"][2]]
    changed(history, draft, title="更正后的名称", products=less)
    history.after()
    rename(history.now.scope, history.uscc, name="杭州新名有限公司", on=date(2026, 11, 1), reason="变更登记")
    history.after()
    for number in (1, 2):
        draft = revise(history.owner(first), str(first.id))
        effective = (history.now.clock.today() + timedelta(days=2)).isoformat()
        new = changed(history, draft, number=f"Q/HZDQ 60{number}-2026", effective_on=effective)
        history.after(new)
        if number == 1:
            withdraw(history.owner(first), str(new.id), "不再生产", history.now.clock.today())
            history.after()
    history.after()
    history.after()
    rename(history.now.scope, history.uscc, name="杭州又新名有限公司", on=date(2026, 11, 20), reason="变更登记")
    record_standing(history.now.scope, history.uscc, standing=Standing.REVOKED, on=history.now.clock.today())
    history.after()
    withdraw(history.owner(first), str(new.id), "停产", history.now.clock.today())
    history.after()
    return history


def test_every_answer_can_be_had_again(history):
    client = create_app(history.now).test_client()
    kept = set()
    for at, answers in history.kept:
        for address in history.addresses:
            if address in answers:
                told = answer(client, address, as_of=at)
                assert told == answers[address], (address, at)
                kept.add((address, repr(told)))
            else:
                assert answer(client, address, as_of=at) == 404, (address, at)
    assert len(kept) > 2.5 * len(history.addresses), "the answers have changed from day to day"


def test_before_the_enterprise_was_registered_there_is_nothing(history):
    client = create_app(history.now).test_client()
    for address in history.addresses:
        assert answer(client, address, as_of=NOW - timedelta(days=400)) == 404


def test_statuses_narrow_the_standards_of_then(history):
    client = create_app(history.now).test_client()
    for at, _ in history.kept[1:]:
        whole = answer(client, f"/enterprises/{history.uscc}/standards?limit=100", as_of=at)
        for status in ("current", "upcoming", "superseded", "withdrawn"):
            told = answer(client, f"/enterprises/{history.uscc}/standards?status={status}&limit=1", as_of=at)
            wanted = [each for each in whole["items"] if each["status"] == status]
            assert told["total"] == len(wanted)
            assert told["items"] == wanted[:1]
            if told["next"]:
                following = client.get(
                    f"{API}/enterprises/{history.uscc}/standards",
                    query_string={"status": status, "limit": 1, "as_of": rfc3339(at), "cursor": told["next"]},
                )
                assert following.json["items"] == wanted[1:2]


def test_products_of_then_are_read_piece_by_piece_and_not_narrowed(history):
    client = create_app(history.now).test_client()
    at = rfc3339(history.kept[1][0])
    address = f"{API}/standards/{history.of.id}/products"
    models, cursor = [], None
    while cursor is not None or not models:
        query = {"as_of": at, "limit": 2} | ({"cursor": cursor} if cursor else {})
        told = client.get(address, query_string=query).json
        models += [each["model"] for each in told["items"]]
        cursor = told["next"]
    assert models == ["M0", "M1", "M2"]
    refused = client.get(address, query_string={"as_of": at, "q": "M1"})
    assert (refused.status_code, refused.json["findings"][0]["code"]) == (400, "as-of-not-narrowed")
    assert refused.json["findings"][0]["field"] == "as_of"
