"""Two callers at the same moment: threads on SQLite, processes on PostgreSQL."""

import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import func, select

from registry.declarations import service
from registry.declarations.models import ProductRow, ReceiptRow, StandardRow, VersionRow
from registry.declarations.values import Receipt
from registry.enterprises.queries import of_holder
from registry.http.etag import CHANGED
from registry.kernel.access import COMMAND_LINE, Actor, Right
from registry.kernel.clock import Clock
from registry.kernel.database import open_engine
from registry.kernel.errors import Conflict, PreconditionFailed, RegistryError
from registry.kernel.journal import head
from registry.kernel.transaction import Scope, begin, reading
from tests.conftest import NOW
from tests.factories.declarations import SIGNED, BodyFactory

CALLERS, ROUNDS = 4, 8
_together = None


def take_part(barrier):
    global _together  # noqa: PLW0603 - a pool hands a barrier to its processes in no other way
    _together = barrier


def started(address, command, argument):
    """What `command` answers, or the error that it raises, all callers of a round beginning together."""
    engine = open_engine(address)
    try:
        _together.wait()
        return command(Scope(engine, COMMAND_LINE, Clock(frozen=NOW)), argument)
    except RegistryError as error:
        return type(error), error.code
    finally:
        engine.dispose()


def race(address, command, rounds):
    """For each round, given as the arguments of its callers, what each of them got."""
    if address.startswith("sqlite"):
        pool = ThreadPoolExecutor(CALLERS, initializer=take_part, initargs=(threading.Barrier(CALLERS),))
    else:
        spawn = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(CALLERS, mp_context=spawn, initializer=take_part, initargs=(spawn.Barrier(CALLERS),))
    with pool:
        return [list(pool.map(partial(started, address, command), arguments)) for arguments in rounds]


def publish_one(scope, argument):
    enterprise, body = argument
    return service.publish(scope, enterprise, body, SIGNED)


def rows(scope, table):
    with reading(scope) as session:
        return session.scalar(select(func.count()).select_from(table))


def test_the_same_declaration_at_once_is_one_standard(ready, database_url, enterprise):
    bodies = [BodyFactory() for _ in range(ROUNDS)]
    answers = race(database_url, publish_one, [[(enterprise, body)] * CALLERS for body in bodies])
    for receipts in answers:
        assert all(isinstance(receipt, Receipt) for receipt in receipts)
        assert len(set(receipts)) == 1
    for table in (StandardRow, VersionRow, ReceiptRow, ProductRow):
        assert rows(ready, table) == ROUNDS
    with reading(ready) as session:
        assert head(session)[0] == ROUNDS


def test_two_declarations_under_one_number_are_one_standard_and_a_conflict(ready, database_url, enterprise):
    rounds = [
        [(enterprise, BodyFactory(number=f"Q/HZDQ {place:03d}-2026", title=str(caller))) for caller in range(CALLERS)]
        for place in range(ROUNDS)
    ]
    for answers in race(database_url, publish_one, rounds):
        assert sum(isinstance(answer, Receipt) for answer in answers) == 1
        assert answers.count((Conflict, "number-already-declared")) == CALLERS - 1
    assert rows(ready, StandardRow) == rows(ready, VersionRow) == ROUNDS


def change_one(scope, argument):
    actor, draft, body = argument

    def seen_the_first(tag):
        if tag != "1":
            raise PreconditionFailed(CHANGED.error("If-Match", given="1", accepted=tag))

    return service.change_draft(replace(scope, actor=actor), draft, body, seen_the_first).revision


def test_of_two_who_have_seen_the_same_draft_one_may_change_it(ready, database_url, enterprise):
    actor = Actor("程序", frozenset({Right.DECLARE}), holder=enterprise.holder)
    with begin(replace(ready, actor=actor)) as work:
        drafts = [str(service.add_draft(work, BodyFactory()).id) for _ in range(ROUNDS)]
    rounds = [[(actor, draft, BodyFactory(title=str(caller))) for caller in range(CALLERS)] for draft in drafts]
    for answers in race(database_url, change_one, rounds):
        assert answers.count(2) == 1
        assert answers.count((PreconditionFailed, "changed-meanwhile")) == CALLERS - 1


def publish_draft(scope, argument):
    actor, draft = argument
    return service.publish_draft(replace(scope, actor=actor), draft, SIGNED)


def drafts_of_corrections(scope, actor, title):
    """A standard, and for each caller an own draft that corrects its first version, under the title `title(caller)`."""
    with begin(replace(scope, actor=actor)) as work:
        standard = str(service.publish(work, of_holder(work.session, actor.holder), BodyFactory(), SIGNED).id)
        drafts = []
        for caller in range(CALLERS):
            told = service.correct(work, standard)
            body = {**told.body, "title": title(caller), "industry": "3851"}
            drafts.append(str(service.change_draft(work, str(told.id), body, lambda _: None).id))
    return standard, drafts


@pytest.mark.parametrize("alike", [False, True])
def test_of_two_corrections_of_one_version_one_is_the_second(ready, database_url, enterprise, alike):
    """The other is told so; where both say the same, both have the one receipt."""
    actor = Actor("程序", frozenset({Right.DECLARE}), holder=enterprise.holder)
    made = [
        drafts_of_corrections(ready, actor, (lambda _: "同样更正") if alike else (lambda caller: f"更正{caller}"))
        for _ in range(ROUNDS)
    ]
    answers = race(database_url, publish_draft, [[(actor, draft) for draft in drafts] for _, drafts in made])
    for (standard, drafts), receipts in zip(made, answers, strict=True):
        assert len(set(drafts)) == CALLERS
        given = [receipt for receipt in receipts if isinstance(receipt, Receipt)]
        assert {(str(receipt.id), receipt.version) for receipt in given} == {(standard, 2)}
        assert len(set(given)) == 1
        assert len(given) == (CALLERS if alike else 1)
        assert receipts.count((Conflict, "corrected-meanwhile")) == CALLERS - len(given)
    assert rows(ready, VersionRow) == 2 * ROUNDS


def end_one(scope, argument):
    actor, act, subject = argument
    own = replace(scope, actor=actor)
    if act == "withdraw":
        return service.withdraw(own, subject, "停止生产", NOW.date())
    return service.publish_draft(own, subject, SIGNED)


def test_a_correction_and_a_withdrawal_at_once_follow_each_other(ready, database_url, enterprise):
    """Whichever comes first: nothing is corrected after the end, and the withdrawal names the newest version."""
    actor = Actor("程序", frozenset({Right.DECLARE}), holder=enterprise.holder)
    made = [drafts_of_corrections(ready, actor, lambda _: "更正") for _ in range(ROUNDS)]
    rounds = [
        [(actor, "withdraw", standard), (actor, "publish", drafts[0])] * (CALLERS // 2) for standard, drafts in made
    ]
    for ended, published, *others in race(database_url, end_one, rounds):
        assert isinstance(ended, Receipt)
        assert others == [ended, published]
        assert published == (Conflict, "standard-has-ended") if ended.version == 1 else published.version == 2
