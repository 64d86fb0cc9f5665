"""Several callers at the same moment, each a process of its own as the web processes of the register are."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from registry.accounts.values import RIGHTS_OF, HolderKind
from registry.declarations import service
from registry.declarations.models import ProductRow, ReceiptRow, StandardRow, VersionRow
from registry.declarations.values import Receipt
from registry.http.etag import CHANGED
from registry.kernel.access import COMMAND_LINE, Actor, Right
from registry.kernel.clock import Clock
from registry.kernel.database import open_engine
from registry.kernel.errors import Conflict, PreconditionFailed, RegistryError
from registry.kernel.journal import head
from registry.kernel.transaction import Scope, begin, reading
from tests.conftest import NOW
from tests.factories.declarations import SIGNED, BodyFactory, PublishedFactory

CALLERS, ROUNDS = 4, 8
mine = SimpleNamespace(address=None)
"""What the process of a caller keeps."""


def take_part(barrier):
    mine.barrier = barrier


def started(address, command, argument):
    """What `command` answers, or the error that it raises, all callers of a round beginning together."""
    if mine.address != address:
        mine.address, mine.engine = address, open_engine(address)
    mine.barrier.wait()
    try:
        return command(Scope(mine.engine, COMMAND_LINE, Clock(frozen=NOW)), argument)
    except RegistryError as error:
        return type(error), error.code


@pytest.fixture(scope="module")
def callers():
    """The processes: they take longer to start than all that the tests ask of them."""
    spawn = multiprocessing.get_context("spawn")
    barrier = spawn.Barrier(CALLERS)
    with ProcessPoolExecutor(CALLERS, mp_context=spawn, initializer=take_part, initargs=(barrier,)) as pool:
        yield pool


@pytest.fixture
def race(callers, database_url):
    """`race(command, rounds)`: for each round, given as the arguments of its callers, what each of them got."""

    def run(command, rounds):
        return [list(callers.map(partial(started, database_url, command), arguments)) for arguments in rounds]

    return run


def publish_one(scope, argument):
    enterprise, body = argument
    return service.publish(scope, enterprise, body, SIGNED)


def rows(scope, table):
    with reading(scope) as session:
        return session.scalar(select(func.count()).select_from(table))


def test_the_same_declaration_at_once_is_one_standard(ready, race, enterprise):
    bodies = [BodyFactory() for _ in range(ROUNDS)]
    answers = race(publish_one, [[(enterprise, body)] * CALLERS for body in bodies])
    for receipts in answers:
        assert all(isinstance(receipt, Receipt) for receipt in receipts)
        assert len(set(receipts)) == 1
    for table in (StandardRow, VersionRow, ReceiptRow, ProductRow):
        assert rows(ready, table) == ROUNDS
    with reading(ready) as session:
        assert head(session)[0] == ROUNDS


def test_two_declarations_under_one_number_are_one_standard_and_a_conflict(ready, race, enterprise):
    rounds = [
        [(enterprise, BodyFactory(number=f"Q/HZDQ {place:03d}-2026", title=str(caller))) for caller in range(CALLERS)]
        for place in range(ROUNDS)
    ]
    for answers in race(publish_one, rounds):
        assert sum(isinstance(answer, Receipt) for answer in answers) == 1
        assert answers.count((Conflict, "number-already-declared")) == CALLERS - 1
    assert rows(ready, StandardRow) == rows(ready, VersionRow) == ROUNDS


def change_one(scope, argument):
    actor, draft, body = argument

    def seen_the_first(tag):
        if tag != "1":
            raise PreconditionFailed(CHANGED.error("If-Match", given="1", accepted=tag))

    return service.change_draft(replace(scope, actor=actor), draft, body, seen_the_first).revision


def test_of_two_who_have_seen_the_same_draft_one_may_change_it(ready, race, enterprise):
    actor = Actor("程序", frozenset({Right.DECLARE}), holder=enterprise.holder)
    with begin(replace(ready, actor=actor)) as work:
        drafts = [str(service.add_draft(work, BodyFactory()).id) for _ in range(ROUNDS)]
    rounds = [[(actor, draft, BodyFactory(title=str(caller))) for caller in range(CALLERS)] for draft in drafts]
    for answers in race(change_one, rounds):
        assert answers.count(2) == 1
        assert answers.count((PreconditionFailed, "changed-meanwhile")) == CALLERS - 1


def act_as(scope, enterprise):
    return replace(scope, actor=Actor("程序", RIGHTS_OF[HolderKind.ENTERPRISE], holder=enterprise.holder))


def publish_draft(scope, argument):
    enterprise, draft = argument
    return service.publish_draft(act_as(scope, enterprise), draft, SIGNED)


def test_a_draft_that_is_published_twice_at_once_has_one_receipt(ready, race, enterprise):
    drafts = [str(service.add_draft(act_as(ready, enterprise), BodyFactory()).id) for _ in range(ROUNDS)]
    for receipts in race(publish_draft, [[(enterprise, draft)] * CALLERS for draft in drafts]):
        assert all(isinstance(receipt, Receipt) for receipt in receipts)
        assert len(set(receipts)) == 1
    assert rows(ready, VersionRow) == rows(ready, ReceiptRow) == ROUNDS


@pytest.mark.parametrize("alike", [False, True])
def test_of_corrections_of_one_version_one_stands(ready, race, enterprise, alike):
    """The others are told so; where all say the same, all have its receipt."""
    caller = act_as(ready, enterprise)
    rounds = []
    for _ in range(ROUNDS):
        standard = str(PublishedFactory(where=ready, enterprise=enterprise).id)
        drafts = []
        for number in range(CALLERS):
            told = service.correct(caller, standard)
            body = {**told.body, "title": "同样更正" if alike else str(number)}
            drafts.append((enterprise, str(service.change_draft(caller, str(told.id), body, lambda _: None).id)))
        assert len(set(drafts)) == CALLERS
        rounds.append(drafts)
    for answers in race(publish_draft, rounds):
        given = [answer for answer in answers if isinstance(answer, Receipt)]
        assert {answer.version for answer in given} == {2}
        assert (len(given), len(set(given))) == (CALLERS if alike else 1, 1)
        assert answers.count((Conflict, "corrected-meanwhile")) == CALLERS - len(given)
    assert rows(ready, VersionRow) == 2 * ROUNDS


def correct_or_withdraw(scope, argument):
    """Withdraws where no draft is given, else publishes the draft."""
    enterprise, standard, draft = argument
    caller = act_as(scope, enterprise)
    if draft is None:
        return service.withdraw(caller, standard, "停止生产", NOW.date())
    return service.publish_draft(caller, draft, SIGNED)


def test_a_withdrawal_and_a_correction_at_once(ready, race, enterprise):
    """Whichever comes second knows of the first: the withdrawal names the newest version, or the correction is
    refused."""
    caller = act_as(ready, enterprise)
    rounds = []
    for _ in range(ROUNDS):
        standard = str(PublishedFactory(where=ready, enterprise=enterprise).id)
        told = service.correct(caller, standard)
        service.change_draft(caller, str(told.id), {**told.body, "title": "改正"}, lambda _: None)
        rounds.append([(enterprise, standard, None if place % 2 else str(told.id)) for place in range(CALLERS)])
    for correction, withdrawal, *again in race(correct_or_withdraw, rounds):
        assert again == [correction, withdrawal]
        assert isinstance(withdrawal, Receipt)
        if isinstance(correction, Receipt):
            assert (correction.version, withdrawal.version) == (2, 2)
            assert correction.log_index < withdrawal.log_index
        else:
            assert (correction, withdrawal.version) == ((Conflict, "standard-has-ended"), 1)
