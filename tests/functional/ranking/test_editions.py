"""Editions: what may become of them, by whom and when."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from registry.kernel.access import PUBLIC_READER, Actor, Right
from registry.kernel.clock import Clock
from registry.kernel.errors import Conflict, Forbidden, NotFound, Unauthenticated
from registry.kernel.journal import head
from registry.kernel.transaction import begin, reading
from registry.ranking import recompute, service
from registry.ranking.values import Act, State
from tests.factories.declarations import PublishedFactory
from tests.factories.ranking import SchemeFactory, evaluator
from tests.functional.ranking.issuing import OTHER, codes, fridge, later


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


TABLES = ("editions", "edition_archives", "edition_values", "edition_entries", "edition_acts")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("act", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_what_is_written_of_an_edition_never_changes(ready, noticed, table, act):
    column = "id" if table == "editions" else "edition_id"
    with pytest.raises(DBAPIError, match="append-only"), begin(ready) as work:
        work.session.execute(text(act.format(table=table, column=column)))


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
