"""Registering an enterprise."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from registry.accounts.models import AccountHolderRow
from registry.enterprises import queries
from registry.enterprises.models import EnterpriseRow
from registry.enterprises.values import Sample, VerificationLevel
from registry.identifiers.uscc import SAMPLE_DIVISION, sample_uscc
from registry.kernel.access import PUBLIC_READER, Actor, Right
from registry.kernel.errors import Conflict, Forbidden, Refused, Unauthenticated
from registry.kernel.transaction import begin, reading
from tests.factories.enterprises import EnterpriseFactory, credit_code


def count(scope, table):
    with reading(scope) as session:
        return session.scalar(select(func.count()).select_from(table))


def refused(scope, **fields):
    with pytest.raises(Refused) as refusal:
        EnterpriseFactory(where=scope, **fields)
    assert count(scope, EnterpriseRow) == 0
    assert count(scope, AccountHolderRow) == 0
    return [(finding.code, finding.field) for finding in refusal.value.findings if finding.is_error]


def test_an_enterprise_is_found_by_its_code_and_by_its_account(scope):
    registered = EnterpriseFactory(where=scope, name="  杭州某某电器有限公司 ", level=VerificationLevel.L2)
    assert (registered.name, registered.level, registered.sample) == ("杭州某某电器有限公司", "L2", None)
    with reading(scope) as session:
        assert queries.by_uscc(session, registered.uscc) == registered
        assert queries.of_holder(session, registered.holder) == registered
        assert queries.by_ids(session, [registered.id]) == {registered.id: registered}
        assert queries.by_uscc(session, credit_code(99_999_999)) is None


def test_a_code_is_kept_in_one_form_however_it_is_typed(scope):
    code = credit_code(7)
    typed = f" {code[:6]} {code[6:].lower()} ".translate({ord("9"): "９"})
    assert EnterpriseFactory(where=scope, uscc=typed).uscc == code


def test_a_code_is_registered_once(scope):
    first = EnterpriseFactory(where=scope)
    with pytest.raises(Conflict) as refusal:
        EnterpriseFactory(where=scope, uscc=first.uscc, name="另一家")
    (finding,) = refusal.value.findings
    assert (finding.code, finding.field, finding.given) == ("enterprise-already-registered", "uscc", first.uscc)
    assert count(scope, EnterpriseRow) == 1
    assert count(scope, AccountHolderRow) == 1


def test_a_code_that_two_register_at_once_is_registered_once(scope):
    """Threads: on PostgreSQL they meet at the unique constraint, on SQLite one waits for the other."""
    callers, rounds = 4, 6
    together = threading.Barrier(callers)

    def register(code):
        together.wait()
        try:
            return EnterpriseFactory(where=scope, uscc=code).uscc
        except Conflict as refusal:
            return refusal.code

    with ThreadPoolExecutor(callers) as pool:
        for code in map(credit_code, range(1, rounds + 1)):
            answers = list(pool.map(register, [code] * callers))
            assert sorted(answers) == sorted([code] + ["enterprise-already-registered"] * (callers - 1))
    assert count(scope, EnterpriseRow) == count(scope, AccountHolderRow) == rounds


def test_a_code_that_another_has_just_registered_is_a_conflict(scope, monkeypatch):
    """As on PostgreSQL, where the other's row is not seen before it is committed."""
    first = EnterpriseFactory(where=scope)
    monkeypatch.setattr(queries, "by_uscc", lambda *_: None)
    with begin(scope) as work:
        with pytest.raises(Conflict) as refusal:
            EnterpriseFactory(where=work, uscc=first.uscc)
        EnterpriseFactory(where=work)
    assert refusal.value.code == "enterprise-already-registered"
    assert count(scope, EnterpriseRow) == count(scope, AccountHolderRow) == 2


def test_every_field_that_is_wrong_is_named_at_once(scope):
    assert refused(scope, uscc="123", region="999999", name=" ") == [
        ("uscc-length", "uscc"),
        ("region-province-unknown", "region"),
        ("enterprise-name-missing", "name"),
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"uscc": sample_uscc(1).code}, ("uscc-sample-division", "uscc")),
        ({"region": SAMPLE_DIVISION}, ("region-province-unknown", "region")),
    ],
)
def test_the_reserved_division_is_only_for_samples(scope, fields, expected):
    assert refused(scope, **fields) == [expected]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"uscc": credit_code(1)}, ("sample-outside-its-division", "uscc")),
        ({"region": "330106"}, ("sample-outside-its-division", "region")),
    ],
)
def test_a_sample_stands_in_the_reserved_division_only(scope, fields, expected):
    assert refused(scope, is_sample=True, **fields) == [expected]


def test_a_sample_says_where_it_comes_from(scope):
    registered = EnterpriseFactory(where=scope, is_sample=True)
    assert registered.sample == Sample("示例来源", "CC0")
    assert registered.region == SAMPLE_DIVISION


@pytest.mark.parametrize(
    ("actor", "error"),
    [
        (PUBLIC_READER, Unauthenticated),
        (Actor("企业", frozenset({Right.DECLARE}), holder=1), Forbidden),
    ],
)
def test_only_operators_register(scope, actor, error):
    with pytest.raises(error):
        EnterpriseFactory(where=replace(scope, actor=actor))
    assert count(scope, EnterpriseRow) == 0
