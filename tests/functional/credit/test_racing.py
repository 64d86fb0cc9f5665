"""Several supervisors at the same moment. Threads: on PostgreSQL they meet at the lock of the journal, on SQLite one
waits for the other."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from registry.credit.models import CreditEntryRow, CreditRepairRow
from registry.credit.schemas import RepairBody
from registry.credit.service import end
from registry.credit.wire import repair_from
from registry.kernel.errors import Conflict
from registry.kernel.journal import head
from registry.kernel.transaction import reading
from tests.factories.credit import EntryBodyFactory, EntryFactory, RepairBodyFactory
from tests.factories.enterprises import EnterpriseFactory

CALLERS, ROUNDS = 4, 4


def at_once(command, rounds):
    """What each caller of each round got."""
    together = threading.Barrier(CALLERS)

    def call(argument):
        together.wait()
        try:
            return command(argument)
        except Conflict as refusal:
            return refusal.code

    with ThreadPoolExecutor(CALLERS) as pool:
        return [list(pool.map(call, arguments)) for arguments in rounds]


def rows(scope, table):
    with reading(scope) as session:
        return session.scalar(select(func.count()).select_from(table))


def test_the_same_entry_at_once_is_one(ready):
    enterprise = EnterpriseFactory(where=ready)
    bodies = [EntryBodyFactory() for _ in range(ROUNDS)]
    answers = at_once(
        lambda body: str(EntryFactory(where=ready, enterprise=enterprise, body=body).id),
        [[body] * CALLERS for body in bodies],
    )
    assert [len(set(each)) for each in answers] == [1] * ROUNDS
    assert rows(ready, CreditEntryRow) == ROUNDS
    with reading(ready) as session:
        assert head(session)[0] == ROUNDS


def test_entries_at_once_have_each_their_own_id(ready):
    enterprise = EnterpriseFactory(where=ready)
    rounds = [[EntryBodyFactory() for _ in range(CALLERS)] for _ in range(ROUNDS)]
    answers = at_once(lambda body: str(EntryFactory(where=ready, enterprise=enterprise, body=body).id), rounds)
    assert len({each for found in answers for each in found}) == CALLERS * ROUNDS == rows(ready, CreditEntryRow)


def test_an_entry_that_is_repaired_in_several_ways_at_once_is_repaired_in_one(ready):
    entries = [str(EntryFactory(where=ready).id) for _ in range(ROUNDS)]
    bodies = [RepairBodyFactory(reason=f"理由{caller}") for caller in range(CALLERS)]

    def repair(argument):
        entry, body = argument
        return str(end(ready, entry, repair_from(RepairBody().load(body))).id)

    answers = at_once(repair, [[(entry, body) for body in bodies] for entry in entries])
    for entry, found in zip(entries, answers, strict=True):
        assert sorted(found) == sorted([entry] + ["credit-entry-ended-already"] * (CALLERS - 1))
    assert rows(ready, CreditRepairRow) == ROUNDS
