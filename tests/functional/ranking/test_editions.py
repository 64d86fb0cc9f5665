"""Editions: what may become of them, by whom and when; and that what they rest on is watched."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from registry import worker
from registry.accounts.values import HolderKind
from registry.app import create_app
from registry.declarations import queries
from registry.declarations import service as declarations
from registry.kernel.access import PUBLIC_READER, Actor, Right
from registry.kernel.clock import Clock
from registry.kernel.errors import Conflict, Forbidden, NotFound, RegistryError, Unauthenticated
from registry.kernel.journal import head
from registry.kernel.transaction import begin, reading
from registry.ranking import recompute, service
from registry.ranking.interests import service as interests
from registry.ranking.interests.values import InterestKind
from registry.ranking.service import editions, grading
from registry.ranking.values import Act, State
from tests.factories.accounts import PASSWORD, HolderFactory, TokenFactory, UserFactory
from tests.factories.credit import EntryFactory
from tests.factories.declarations import SIGNED, PublishedFactory, RefrigeratorFactory, indicator
from tests.factories.ranking import SchemeFactory, evaluator
from tests.functional.conftest import calling_as, submit

API = "/api/v1"
BUILDER, OTHER = 1_000_001, 1_000_002


def fridge(use, model="A"):
    return RefrigeratorFactory(model=model, indicators=[indicator("年耗电量", f"≤{use} kWh/a")])


def later(where, **more):
    """The same register, so much later."""
    return replace(where, clock=Clock(frozen=where.clock.now() + timedelta(**more)))


def codes(act, *arguments):
    """What an act is refused for."""
    with pytest.raises(RegistryError) as refused:
        act(*arguments)
    return [finding.code for finding in refused.value.findings]


def as_owner(where, receipt):
    """The same register, used by the enterprise of that standard."""
    with reading(where) as session:
        enterprise = queries.standard(session, receipt.id, where.clock.today()).enterprise
    return replace(where, actor=Actor("程序", frozenset({Right.DRAFT, Right.DECLARE}), holder=enterprise.holder))


def corrected(where, receipt):
    """Publishes another version of the standard."""
    owner = as_owner(where, receipt)
    draft = declarations.correct(owner, str(receipt.id))
    declarations.change_draft(owner, str(draft.id), {**draft.body, "title": "更正后的名称"}, lambda _: None)
    declarations.publish_draft(owner, str(draft.id), replace(SIGNED, change_reason="名称有误"))


@pytest.fixture
def holder(ready):
    return HolderFactory(where=ready, kind=HolderKind.EVALUATOR)


@pytest.fixture
def scheme(ready, holder):
    service.add_scheme(ready, SchemeFactory(id="fridges"), holder)
    return "fridges"


@pytest.fixture
def builder(ready, scheme, holder):
    """One person of the evaluator; there is something to grade."""
    PublishedFactory(where=ready, body__products=[fridge(300), fridge(400, "B"), fridge(900, "C")])
    return evaluator(ready, BUILDER, holder)


@pytest.fixture
def noticed(builder):
    return service.notice(builder, str(service.build(builder, "fridges").id))


@pytest.fixture
def final(builder, noticed):
    return service.finalize(later(evaluator(builder, OTHER), days=16), str(noticed.id))


def test_from_draft_by_notice_to_final(ready, builder):
    draft = service.build(builder, "fridges")
    assert (draft.state, draft.issue, draft.counts.by_grade) == (State.DRAFT, 1, {1: 1, 2: 1, 3: 0})
    noticed = service.notice(builder, str(draft.id))
    assert (noticed.state, str(noticed.notice_until)) == (State.NOTICE, "2026-12-07")
    final = service.finalize(later(evaluator(builder, OTHER), days=16), str(draft.id))
    assert final.state is State.FINAL
    assert service.edition(ready, str(draft.id)) == final
    assert service.latest(ready, "fridges") == final


def test_each_act_stands_in_the_journal_under_the_digest(ready, builder, final):
    with reading(ready) as session:
        size, _ = head(session)
        leaves = [json.loads(row[0]) for row in session.execute(text("SELECT leaf FROM journal ORDER BY 1"))]
        assert size == len(leaves)
    told = [leaf for leaf in leaves if leaf["subject"] == str(final.id)]
    assert sorted((leaf["type"], leaf["version"]) for leaf in told) == [
        ("edition.built", 1),
        ("edition.finalized", 3),
        ("edition.noticed", 2),
    ]
    assert {leaf["content_hash"] for leaf in told} == {final.digest}


@pytest.mark.parametrize(("days", "code"), [(15, "edition-notice-runs"), (16, None)])
def test_it_is_final_only_when_the_notice_has_ended(builder, noticed, days, code):
    then = later(evaluator(builder, OTHER), days=days)
    if code:
        assert codes(service.finalize, then, str(noticed.id)) == [code]
    else:
        assert service.finalize(then, str(noticed.id)).state is State.FINAL


def test_another_person_than_the_builder_makes_it_final(builder, noticed):
    assert codes(service.finalize, later(builder, days=16), str(noticed.id)) == ["edition-same-person"]
    token = replace(builder, actor=replace(builder.actor, person=None))
    assert codes(service.finalize, later(token, days=16), str(noticed.id)) == ["edition-needs-a-person"]
    assert codes(service.build, token, "fridges") == ["edition-needs-a-person"]


def test_only_evaluators_act(ready, builder, noticed):
    for actor, refusal in (
        (PUBLIC_READER, Unauthenticated),
        (Actor("enterprise", frozenset({Right.DECLARE}), person=3), Forbidden),
        (Actor("another evaluator", frozenset({Right.EVALUATE}), 10**6, person=3), Forbidden),
    ):
        other = replace(ready, actor=actor)
        for act in (
            lambda other=other: service.build(other, "fridges"),
            lambda other=other: service.notice(other, str(noticed.id)),
            lambda other=other: service.finalize(other, str(noticed.id)),
            lambda other=other: service.void(other, str(noticed.id), "x"),
            lambda other=other: service.confirm(other, str(noticed.id), "x"),
            lambda other=other: service.correct(other, str(noticed.id), "x"),
        ):
            with pytest.raises(refusal):
                act()


def test_what_is_done_twice_is_refused(builder, noticed, final):
    other = later(evaluator(builder, OTHER), days=17)
    for act in (service.notice, service.finalize):
        assert codes(act, other, str(final.id))[0] == "edition-other-state"
    assert codes(service.void, other, str(final.id), "x") == ["edition-other-state"]


def test_two_finalisers_at_once_are_one(builder, noticed):
    then = [later(evaluator(builder, person), days=16) for person in range(OTHER, OTHER + 4)]

    def attempt(where):
        try:
            return service.finalize(where, str(noticed.id)).state
        except Conflict as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as people:
        found = list(people.map(attempt, then))
    assert sorted(map(str, found)) == ["edition-other-state"] * 3 + ["final"]
    acts = [done.act for done in service.edition(builder, str(noticed.id)).acts]
    assert acts == [Act.BUILT, Act.NOTICED, Act.FINALIZED]


def test_builders_at_once_count_their_editions_apart(builder):
    with ThreadPoolExecutor(3) as people:
        made = list(people.map(lambda _: service.build(builder, "fridges"), range(3)))
    assert sorted(each.issue for each in made) == [1, 2, 3]


def test_an_edition_that_ranks_nothing_goes_to_no_notice(ready, scheme):
    empty = service.build(ready, "fridges")
    assert empty.counts.candidates == 0
    assert codes(service.notice, ready, str(empty.id)) == ["edition-empty"]
    _, content = service.archive_of(ready, str(empty.id))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert recompute.recompute(file) == (empty.digest, empty.digest)


def test_a_notice_needs_the_newest_version_of_a_scheme_in_force(ready, builder):
    edition = str(service.build(builder, "fridges").id)
    service.add_scheme(ready, SchemeFactory(id="fridges", valid_to="2026-11-01"))
    assert codes(service.notice, builder, edition) == [
        "edition-scheme-has-newer-version",
        "edition-scheme-not-in-force",
    ]


def test_one_edition_of_a_scheme_is_in_notice_at_a_time(builder, noticed):
    second = service.build(builder, "fridges")
    assert second.issue == 2
    assert codes(service.notice, builder, str(second.id)) == ["edition-other-in-notice"]
    service.void(builder, str(noticed.id), "数据有误")
    assert service.notice(builder, str(second.id)).state is State.NOTICE


def test_what_turns_the_list_upside_down_is_explained(ready, builder, final):
    for number in range(3):
        PublishedFactory(where=ready, body__number=f"Q/N {number}-2026", body__products=[fridge(100)])
    second = str(service.build(builder, "fridges").id)
    assert codes(service.notice, builder, second) == ["edition-much-moved"]
    assert service.notice(builder, second, "新增三家企业的声明").noticed.reason == "新增三家企业的声明"


def test_a_void_edition_stays_readable_and_counts_for_nothing(ready, builder, noticed, client):
    assert codes(service.void, builder, str(noticed.id), " ") == ["edition-without-reason"]
    assert codes(service.void, builder, str(noticed.id), "长" * 2001) == ["edition-without-reason"]
    service.void(builder, str(noticed.id), "数据有误")
    page = client.get(f"/editions/{noticed.id}")
    assert page.status_code == 200
    assert "数据有误" in page.text
    with pytest.raises(NotFound):
        service.latest(ready, "fridges")


def test_a_correction_stands_in_the_place_of_what_it_corrects(ready, builder, final, client):
    then = later(builder, days=17)
    assert codes(service.correct, then, str(final.id), "") == ["edition-without-reason"]
    draft = service.correct(then, str(final.id), "指标录入有误")
    assert draft.corrects == final.id
    assert service.latest(ready, "fridges") == final, "until it is final itself"
    service.notice(then, str(draft.id))
    corrected = service.finalize(later(evaluator(builder, OTHER), days=34), str(draft.id))
    old = service.edition(ready, str(final.id))
    assert (old.state, old.ended.subject) == (State.CORRECTED, str(corrected.id))
    assert service.latest(ready, "fridges") == corrected
    assert f'href="/editions/{corrected.id}"' in client.get(f"/editions/{final.id}").text
    assert "指标录入有误" in client.get(f"/editions/{corrected.id}").text
    assert codes(service.correct, later(builder, days=40), str(final.id), "x") == ["edition-other-state"]


def test_latest_is_the_newest_published_else_the_newest_draft(builder, noticed):
    draft = service.build(builder, "fridges")
    assert service.latest(builder, "fridges").id == noticed.id
    service.void(builder, str(noticed.id), "x")
    assert service.latest(builder, "fridges").id == draft.id


def test_a_clock_moved_back_is_noticed(builder, noticed):
    then = later(evaluator(builder, OTHER), days=-1)
    assert codes(service.finalize, then, str(noticed.id)) == ["edition-clock-moved-back"]
    assert codes(service.build, then, "fridges") == ["edition-clock-moved-back"]


def test_an_earlier_instant_is_graded_as_long_as_nothing_was_published_since(ready, builder):
    hour_later = later(builder, hours=1)
    edition = service.build(hour_later, "fridges", as_of=builder.clock.now())
    assert edition.taken_at == builder.clock.now()
    PublishedFactory(where=later(ready, hours=1), body__number="Q/N 1-2026")
    for as_of in (builder.clock.now(), builder.clock.now() + timedelta(hours=2)):
        assert codes(lambda as_of=as_of: service.build(hour_later, "fridges", as_of=as_of)) == [
            "edition-as-of-not-available"
        ]


@pytest.fixture
def drained(register):
    return lambda: worker.drain(register.scope, register.search)


def only_change(where, edition):
    (change,) = service.edition(where, str(edition.id)).changes
    return change


def test_a_correction_of_a_candidate_marks_the_edition_within_one_drain(ready, scheme, drained):
    receipt = PublishedFactory(where=ready, body__products=[fridge(300)])
    PublishedFactory(where=ready, body__products=[fridge(350)])
    edition = service.build(ready, "fridges")
    drained()
    assert service.edition(ready, str(edition.id)).changes == []
    corrected(ready, receipt)
    drained()
    drained()
    change = only_change(ready, edition)
    assert (change.subject, change.fact) == (str(receipt.id), "2 current")
    assert codes(service.notice, ready, str(edition.id)) == ["edition-basis-changed"]
    assert codes(service.confirm, ready, str(edition.id), "") == ["edition-without-reason"]
    confirmed = service.confirm(ready, str(edition.id), "数值未变")
    assert confirmed.changes == []
    drained()
    assert service.notice(ready, str(edition.id)).state is State.NOTICE
    assert codes(service.confirm, ready, str(edition.id), "x") == ["edition-nothing-to-confirm"]


def test_a_withdrawal_and_a_day_that_comes_mark_it_too(ready, register, scheme, drained, client):
    withdrawn = PublishedFactory(where=ready, body__products=[fridge(300)])
    upcoming = PublishedFactory(where=ready, body__effective_on="2026-11-25", body__products=[fridge(300)])
    edition = service.build(ready, "fridges")
    declarations.withdraw(as_owner(ready, withdrawn), str(withdrawn.id), "停产", ready.clock.today())
    drained()
    assert (only_change(ready, edition).subject, only_change(ready, edition).fact) == (
        str(withdrawn.id),
        "1 withdrawn",
    )
    assert "依据已变化" in client.get(f"/editions/{edition.id}").text
    then = replace(register, clock=Clock(frozen=ready.clock.now() + timedelta(days=3)))
    worker.drain(then.scope, then.search)
    changes = service.edition(ready, str(edition.id)).changes
    assert [change.fact for change in changes] == ["1 withdrawn", "1 current"]
    assert changes[1].subject == str(upcoming.id)


def test_what_is_published_while_an_edition_is_built_marks_it_at_once(ready, scheme, monkeypatch):
    receipt = PublishedFactory(where=ready, body__products=[fridge(300)])
    prepared = editions.prepared

    def meanwhile(grading):
        declarations.withdraw(as_owner(ready, receipt), str(receipt.id), "停产", ready.clock.today())
        return prepared(grading)

    monkeypatch.setattr(editions, "prepared", meanwhile)
    edition = service.build(ready, "fridges")
    assert [change.fact for change in edition.changes] == ["1 withdrawn"]


TABLES = ("editions", "edition_archives", "edition_values", "edition_entries", "edition_acts")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("act", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_what_is_written_of_an_edition_never_changes(ready, noticed, table, act):
    column = "id" if table == "editions" else "edition_id"
    with pytest.raises(DBAPIError, match="append-only"), begin(ready) as work:
        work.session.execute(text(act.format(table=table, column=column)))


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


def test_a_bar_of_the_credit_record_marks_the_edition_and_keeps_out_of_the_next(ready, scheme, drained, client):
    receipt = PublishedFactory(where=ready, body__products=[fridge(300)])
    edition = service.build(ready, "fridges")
    with reading(ready) as session:
        enterprise = queries.standard(session, receipt.id, ready.clock.today()).enterprise
    EntryFactory(where=ready, enterprise=enterprise)
    drained()
    assert only_change(ready, edition).fact == "1 current barred"
    barred = service.build(ready, "fridges")
    assert dict(barred.counts.by_reason) == {"barred": 1}
    assert f'href="/e/{enterprise.uscc}#credit"' in client.get(f"/editions/{barred.id}").text
    drained()
    assert service.edition(ready, str(barred.id)).changes == []


def test_a_notice_looks_for_itself_whether_the_basis_has_changed(ready, builder, scheme):
    """The worker may be behind, or not run at all."""
    receipt = PublishedFactory(where=ready, body__products=[fridge(350)])
    edition = service.build(builder, "fridges")
    declarations.withdraw(as_owner(ready, receipt), str(receipt.id), "停产", ready.clock.today())
    assert codes(service.notice, builder, str(edition.id)) == ["edition-basis-changed"]
    assert only_change(ready, edition).fact == "1 withdrawn"


def test_an_interest_that_is_declared_later_is_seen_before_the_notice(ready, scheme, holder):
    receipt = PublishedFactory(where=ready, body__products=[fridge(300)])
    evaluating = evaluator(ready, BUILDER, holder)
    edition = service.build(evaluating, "fridges")
    with reading(ready) as session:
        owner = queries.standard(session, receipt.id, ready.clock.today()).enterprise
    interests.declare(evaluating, uscc=owner.uscc, kind=InterestKind.CONSULTING, starts_on=date(2026, 1, 1))
    assert codes(service.notice, evaluating, str(edition.id)) == ["edition-basis-changed"]
    assert only_change(ready, edition).fact == "1 current conflicted"


def test_a_bar_that_is_recorded_and_told_while_an_edition_is_built_marks_it(ready, scheme, monkeypatch, drained):
    receipt = PublishedFactory(where=ready, body__products=[fridge(300)])
    with reading(ready) as session:
        enterprise = queries.standard(session, receipt.id, ready.clock.today()).enterprise
    prepared = editions.prepared

    def meanwhile(grading):
        EntryFactory(where=ready, enterprise=enterprise)
        drained()
        return prepared(grading)

    monkeypatch.setattr(editions, "prepared", meanwhile)
    assert [change.fact for change in service.build(ready, "fridges").changes] == ["1 current barred"]


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


def test_builders_at_once_are_not_told_of_the_clock(register, scheme, holder):
    running = replace(register.scope, clock=Clock())
    PublishedFactory(where=running, body__products=[fridge(300)])
    with ThreadPoolExecutor(4) as people:
        made = list(people.map(lambda _: service.build(running, "fridges"), range(4)))
    assert sorted(each.issue for each in made) == [1, 2, 3, 4]


def test_a_correction_may_be_shown_though_its_scheme_has_ended(ready, builder, final, holder):
    service.add_scheme(ready, SchemeFactory(id="fridges", valid_to="2026-12-01"), holder)
    then = later(builder, days=17)
    draft = service.correct(then, str(final.id), "数值有误")
    assert service.notice(then, str(draft.id), "更正").state is State.NOTICE


def test_only_what_counts_and_what_is_newer_is_marked(ready, builder, final, drained):
    second = service.build(builder, "fridges")
    service.notice(builder, str(second.id))
    service.finalize(later(evaluator(builder, OTHER), days=16), str(second.id))
    third = service.build(later(builder, days=17), "fridges")
    receipt = PublishedFactory(where=ready, body__products=[fridge(300)])
    fourth = service.build(later(builder, days=17), "fridges")
    declarations.withdraw(as_owner(ready, receipt), str(receipt.id), "停产", ready.clock.today())
    drained()
    marked = {str(each.id) for each in service.ranking(ready, "fridges").all if each.changes}
    assert marked == {str(fourth.id)}
    assert third.state is State.DRAFT


def test_a_reason_that_cannot_be_kept_is_said(at, scheme, ready):
    PublishedFactory(where=ready, body__products=[fridge(300)])
    builder = at()
    edition = submit(builder, "/rankings/fridges/editions").headers["Location"]
    answer = submit(builder, f"{edition}/void", reason="a\0b")
    assert (answer.status_code, "U+0000" in answer.text) == (422, True)
