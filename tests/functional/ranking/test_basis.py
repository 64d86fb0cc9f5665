"""What an edition rests on is watched: «依据已变化»."""

from dataclasses import replace
from datetime import date, timedelta

from registry import worker
from registry.declarations import queries
from registry.declarations import service as declarations
from registry.kernel.clock import Clock
from registry.kernel.transaction import reading
from registry.ranking import service
from registry.ranking.interests import service as interests
from registry.ranking.interests.values import InterestKind
from registry.ranking.service import editions
from registry.ranking.values import State
from tests.factories.credit import EntryFactory
from tests.factories.declarations import PublishedFactory
from tests.factories.ranking import evaluator
from tests.functional.ranking.issuing import BUILDER, OTHER, as_owner, codes, corrected, fridge, later


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
