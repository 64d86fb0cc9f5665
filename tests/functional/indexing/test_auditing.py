"""The index compared with the register: what is missing, stale or surplus is named, and repaired by the worker."""

import pytest

from registry import worker
from registry.indexing.auditing import audit
from registry.indexing.service import rebuild
from tests.contract.making import document
from tests.factories.declarations import PublishedFactory
from tests.functional.indexing.spoiling import spoil, write


@pytest.fixture
def standard(register, ready):
    """The id of a standard with two products, beside another one; all of them in the index."""
    receipt, _ = PublishedFactory.create_batch(2, where=ready, body__count=2)
    worker.drain(register.scope, register.search)
    return str(receipt.id)


def test_a_register_in_step_is_sound(register, standard):
    told = []
    found = audit(register.scope, register.search, told.append)
    assert (found.sound, found.documents, found.unknown) == (True, 6, 0)
    assert told == [2]


def test_each_fault_is_named_and_repaired(register, standard):
    wrong = spoil(register, standard)
    found = audit(register.scope, register.search)
    assert {each.fault: each.key for each in found.faults} == wrong
    assert {str(each.standard) for each in found.faults} == {standard}
    assert (found.sound, found.documents, found.unknown) == (False, 4, 0)
    assert worker.drain(register.scope, register.search) == 0  # looking repairs nothing
    assert len(audit(register.scope, register.search, repair=True).faults) == 3
    assert worker.drain(register.scope, register.search) == 2  # indexing and ranking are told
    assert audit(register.scope, register.search).sound


def test_what_the_worker_has_still_to_be_told_of_is_no_fault(register, ready, standard):
    PublishedFactory(where=ready)
    spoil(register, standard)
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
