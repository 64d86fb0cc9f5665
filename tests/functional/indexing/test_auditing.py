"""The index compared with the register: what is missing, stale or surplus is named, and repaired by the worker."""

import pytest
from sqlalchemy import delete

from registry import worker
from registry.declarations import service as declaring
from registry.enterprises.service import rename
from registry.indexing.auditing import Fault, audit
from registry.indexing.service import rebuild
from registry.kernel.events import DeliveryRow, EventRow
from registry.kernel.transaction import begin
from registry.ranking import service as ranking
from tests.contract.making import document
from tests.factories.declarations import PublishedFactory
from tests.factories.ranking import SchemeFactory
from tests.functional.indexing.spoiling import spoil, write
from tests.functional.ranking.issuing import as_owner, owner_of


@pytest.fixture
def standard(register, ready):
    """A standard with two products, beside another one; all of them in the index."""
    receipt, _ = PublishedFactory.create_batch(2, where=ready, body__count=2)
    worker.drain(register.scope, register.search)
    return receipt


def renamed(scope, standard):
    rename(scope, owner_of(scope, standard).uscc, name="杭州新名有限公司", on=scope.clock.today(), reason="变更登记")


def withdrawn(scope, standard):
    declaring.withdraw(as_owner(scope, standard), str(standard.id), "停产", scope.clock.today())


def ranked(scope, standard):
    ranking.add_scheme(scope, SchemeFactory(id="fridges"))
    ranking.build(scope, "fridges")


def test_a_register_in_step_is_sound(register, standard):
    told = []
    found = audit(register.scope, register.search, told.append)
    assert (found.sound, found.documents, found.unknown) == (True, 6, 0)
    assert told == [2]


def test_each_fault_is_named_and_repaired(register, standard):
    wrong = spoil(register, str(standard.id))
    found = audit(register.scope, register.search)
    assert {each.fault: each.key for each in found.faults} == wrong
    assert {str(each.standard) for each in found.faults} == {str(standard.id)}
    assert (found.sound, found.documents, found.unknown) == (False, 4, 0)
    assert worker.drain(register.scope, register.search) == 0  # looking repairs nothing
    assert len(audit(register.scope, register.search, repair=True).faults) == 3
    assert worker.drain(register.scope, register.search) == 2  # indexing and ranking are told
    assert audit(register.scope, register.search).sound


def test_what_the_worker_has_still_to_be_told_of_is_no_fault(register, ready, standard):
    PublishedFactory(where=ready)
    spoil(register, str(standard.id))
    audit(register.scope, register.search, repair=True)
    found = audit(register.scope, register.search)
    assert (found.sound, found.unknown) == (True, 0)
    assert found.documents < 6


def test_documents_of_another_register_ask_for_a_rebuild(register, standard):
    write(register, [document(5, standard="ES2020-00000777-7")])
    found = audit(register.scope, register.search)
    assert (found.sound, found.faults, found.unknown) == (False, (), 1)
    assert rebuild(register.scope, register.search) == 2
    assert audit(register.scope, register.search).sound


@pytest.mark.parametrize(("change", "stale"), [(renamed, 3), (withdrawn, 3), (ranked, 6)])
def test_a_change_of_which_the_worker_was_never_told_is_found_and_repaired(register, standard, change, stale):
    change(register.scope, standard)
    assert audit(register.scope, register.search).sound, "the worker has still to be told"
    with begin(register.scope) as work:
        work.session.execute(delete(DeliveryRow))
        work.session.execute(delete(EventRow))
    found = audit(register.scope, register.search, repair=True)
    assert [each.fault for each in found.faults] == [Fault.STALE] * stale
    worker.drain(register.scope, register.search)
    assert audit(register.scope, register.search).sound
