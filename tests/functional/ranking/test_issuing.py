"""Editions are issued, compared and recomputed by the API and on the pages."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.accounts.values import HolderKind
from registry.app import create_app
from registry.kernel.clock import Clock
from registry.ranking import recompute, service
from registry.ranking.service import grading
from registry.ranking.values import State
from tests.factories.accounts import PASSWORD, HolderFactory, TokenFactory, UserFactory
from tests.factories.declarations import PublishedFactory
from tests.functional.conftest import calling_as, submit
from tests.functional.ranking.issuing import BUILDER, fridge

API = "/api/v1"


@pytest.fixture
def at(register, holder):
    """A browser on the register at another instant, in which somebody of the evaluator is signed in."""

    def sign_in(days=0):
        then = replace(register, clock=Clock(frozen=register.clock.now() + timedelta(days=days)))
        user = UserFactory(where=then.scope, holder=holder)
        client = create_app(then).test_client()
        assert submit(client, "/sign-in", login=user.login, password=PASSWORD).status_code == 303
        return client

    return sign_in


def test_an_evaluator_builds_shows_and_makes_final_on_the_pages(ready, scheme, at, client, signed_in):
    PublishedFactory(where=ready, body__products=[fridge(300)])
    builder = at()
    assert "生成新的一期" in builder.get("/rankings/fridges").text
    another = HolderFactory(where=ready, kind=HolderKind.EVALUATOR)
    assert "生成新的一期" not in signed_in(holder=another).get("/rankings/fridges").text
    assert "生成新的一期" not in client.get("/rankings/fridges").text
    edition = submit(builder, "/rankings/fridges/editions").headers["Location"]
    refused = submit(builder, f"{edition}/finalize")
    assert refused.status_code == 409
    assert "只有“公示中 notice”的才能这样做" in refused.text
    assert submit(builder, f"{edition}/notice").status_code == 303
    early = submit(at(days=1), f"{edition}/finalize")
    assert (early.status_code, "2026-12-08 起才能定稿" in early.text) == (422, True)
    assert submit(at(days=16), f"{edition}/finalize").status_code == 303
    assert "已发布" in client.get(edition).text
    kept = submit(at(days=17), f"{edition}/correct", reason="原" * 2001)
    assert (kept.status_code, "原" * 2001 in kept.text) == (422, True)
    corrected = submit(at(days=17), f"{edition}/correct", reason="数值有误").headers["Location"]
    assert submit(at(days=17), f"{corrected}/void", reason="不需要了").status_code == 303
    assert "不需要了" in client.get(corrected).text


def test_the_pages_let_only_evaluators_act_and_only_by_our_forms(ready, builder, client, signed_in):
    edition = f"/editions/{service.build(builder, 'fridges').id}"
    for address in ("/rankings/fridges/editions", f"{edition}/notice", f"{edition}/void", f"{edition}/finalize"):
        assert submit(signed_in(), address, reason="x").status_code == 403
        assert client.post(address, data={"reason": "x"}).status_code in {303, 401, 403}
    assert service.edition(ready, edition.rpartition("/")[2]).state is State.DRAFT


def test_a_reason_that_cannot_be_kept_is_said(at, scheme, ready):
    PublishedFactory(where=ready, body__products=[fridge(300)])
    builder = at()
    edition = submit(builder, "/rankings/fridges/editions").headers["Location"]
    answer = submit(builder, f"{edition}/void", reason="a\0b")
    assert (answer.status_code, "U+0000" in answer.text) == (422, True)


def test_the_same_over_http(app, ready, scheme, holder):
    PublishedFactory(where=ready, body__products=[fridge(300)])
    nobodys = calling_as(app, TokenFactory(where=ready, of_evaluator=True, holder=holder))
    refused = nobodys.post(f"{API}/schemes/fridges/editions", json={})
    assert (refused.status_code, refused.json["code"]) == (422, "edition-needs-a-person")
    person = UserFactory(where=ready, holder=holder)
    program = calling_as(app, TokenFactory(where=ready, of_evaluator=True, holder=holder, login=person.login))
    answer = program.post(f"{API}/schemes/fridges/editions", json={})
    assert (answer.status_code, answer.json["state"]) == (201, "draft")
    address = f"{API}/editions/{answer.json['id']}"
    assert program.post(f"{address}/finalize").status_code == 409
    shown = program.post(f"{address}/notice", json={}).json
    assert (shown["state"], shown["notice_until"]) == ("notice", "2026-12-07")
    assert [act["act"] for act in shown["acts"]] == ["built", "noticed"]
    assert program.post(f"{address}/finalize").json["findings"][0]["code"] == "edition-notice-runs"
    assert program.post(f"{address}/confirm", json={"reason": "x"}).status_code == 422
    assert program.post(f"{address}/corrections", json={"reason": "x"}).status_code == 409
    assert program.post(f"{address}/void", json={"reason": "x"}).json["state"] == "void"
    for body in ({"as_of": "yesterday"}, {"fee": 100}, {"as_of": "2027-01-01T00:00:00Z"}):
        assert program.post(f"{API}/schemes/fridges/editions", json=body).status_code in {400, 422}
    assert program.post(f"{API}/schemes/nothing/editions", json={}).status_code == 404


def test_a_person_makes_it_final_with_a_token_of_their_own(register, ready, holder, noticed, builder):
    then = replace(register, clock=Clock(frozen=register.clock.now() + timedelta(days=16)))
    program = create_app(then)
    address = f"{API}/editions/{noticed.id}/finalize"
    other = UserFactory(where=then.scope, holder=holder)
    theirs = TokenFactory(where=then.scope, of_evaluator=True, holder=holder, login=other.login)
    organisations = calling_as(program, TokenFactory(where=then.scope, of_evaluator=True, holder=holder))
    assert organisations.post(address).json["findings"][0]["code"] == "edition-needs-a-person"
    assert calling_as(program, theirs).post(address).json["state"] == "final"
    acts = service.edition(ready, str(noticed.id)).acts
    assert [done.person for done in acts] == [BUILDER, BUILDER, other.id]


@pytest.mark.parametrize("act", ["notice", "finalize", "void", "confirm", "corrections"])
def test_a_reader_cannot_act_over_http(app, client, builder, act, ready):
    edition = service.build(builder, "fridges").id
    body = {"json": {"reason": "x"}} if act != "finalize" else {}
    assert client.post(f"{API}/editions/{edition}/{act}", **body).status_code == 401
    enterprise = calling_as(app, TokenFactory(where=ready, of_enterprise=True))
    assert enterprise.post(f"{API}/editions/{edition}/{act}", **body).status_code == 403


def test_an_edition_that_is_built_in_an_open_piece_of_work_sees_one_state(
    app, register, ready, scheme, holder, monkeypatch
):
    """As over HTTP with an Idempotency-Key."""
    PublishedFactory(where=ready, body__products=[fridge(300)])
    candidates = grading.declarations.candidates

    def meanwhile(*arguments):
        if not published:
            published.append(PublishedFactory(where=register.scope, body__products=[fridge(400)]))
        return candidates(*arguments)

    published = []
    person = UserFactory(where=ready, holder=holder)
    program = calling_as(app, TokenFactory(where=ready, of_evaluator=True, holder=holder, login=person.login))
    if ready.engine.dialect.name == "postgresql":  # on SQLite nobody else can publish while a piece of work is open
        monkeypatch.setattr(grading.declarations, "candidates", meanwhile)
    answer = program.post(f"{API}/schemes/fridges/editions", json={}, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json["counts"]["candidates"]) == (201, 1)
    assert answer.json["snapshot"]["log_size"] == 1


def test_an_edition_differs_from_another_by_what_has_moved(ready, client, builder, final):
    other = PublishedFactory(where=ready, body__number="Q/N 1-2026", body__products=[fridge(100, "N")])
    second = service.build(builder, "fridges")
    answer = client.get(f"/api/v1/editions/{second.id}/diff").json
    assert answer["same"] == 3
    assert [(each["standard"], each["before"], each["after"]) for each in answer["entered"]] == [
        (str(other.id), None, 1)
    ]
    assert answer["left"] == answer["better"] == answer["worse"] == []
    back = client.get(f"/api/v1/editions/{final.id}/diff?against={second.id}").json
    assert [each["model"] for each in back["left"]] == ["N"]
    assert client.get(f"/api/v1/editions/{final.id}/diff").status_code == 404
    assert client.get(f"/api/v1/editions/{final.id}/diff?against=ER2026-1").status_code == 404
    assert f"/editions/{second.id}/diff" in client.get(f"/editions/{second.id}").text
    page = client.get(f"/editions/{second.id}/diff")
    assert (page.status_code, "新参评" in page.text, "没有变化" in page.text) == (200, True, False)
    assert client.get(f"/editions/{final.id}/diff").status_code == 404
    assert client.get(f"/editions/{second.id}/diff?against={second.id}").text.count("没有变化") == 1


def test_the_archive_of_an_edition_makes_it_anew(client, builder, ready):
    edition = service.build(builder, "fridges")
    answer = client.get(f"{API}/editions/{edition.id}/archive")
    assert (answer.status_code, answer.mimetype, len(answer.data)) == (200, "application/zip", edition.archive_size)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="fridges-{edition.id}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        assert recompute.recompute(file) == (edition.digest, edition.digest)
        assert file.namelist()[-1] == "manifest.json", "written last"
        told = json.loads(file.read("manifest.json"))
    assert (told["edition"], told["digest"]) == (str(edition.id), edition.digest)
    PublishedFactory(where=ready, body__number="Q/N 1-2026")
    assert client.get(f"{API}/editions/{edition.id}/archive").data == answer.data
