"""What changes of an enterprise: its name and its standing; and its industry."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from registry.accounts.models import AccountHolderRow
from registry.enterprises import queries
from registry.enterprises.service import record_standing, rename
from registry.enterprises.values import FormerName, Standing
from registry.kernel.access import PUBLIC_READER, Actor, Right
from registry.kernel.errors import Forbidden, NotFound, Refused, Unauthenticated
from registry.kernel.transaction import begin, reading
from tests.factories.enterprises import EnterpriseFactory, credit_code

TODAY = date(2026, 11, 22)  # of the clock of the tests


def renamed(scope, enterprise, name="杭州新名有限公司", on=TODAY, reason="变更登记"):
    return rename(scope, enterprise.uscc, name=name, on=on, reason=reason)


def record_of(scope, enterprise):
    with reading(scope) as session:
        return queries.record(session, enterprise.uscc)


def test_former_names_stay_the_newest_first(scope):
    enterprise = EnterpriseFactory(where=scope, name="甲公司")
    renamed(scope, enterprise, "乙公司", date(2025, 3, 1))
    told = renamed(scope, enterprise, " 丙公司 ", date(2026, 3, 1))
    assert told == record_of(scope, enterprise)
    assert told.enterprise == replace(enterprise, name="丙公司")
    assert told.former_names == (
        FormerName("乙公司", date(2026, 3, 1)),
        FormerName("甲公司", date(2025, 3, 1)),
    )
    with reading(scope) as session:
        assert session.scalar(select(AccountHolderRow.name)) == "丙公司"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"name": " "}, "enterprise-name-missing", "name"),
        ({"name": "乙公司"}, "enterprise-name-unchanged", "name"),
        ({"reason": " "}, "enterprise-rename-reason-missing", "reason"),
        ({"on": date(2026, 11, 23)}, "enterprise-day-not-yet", "on"),
        ({"on": date(2025, 3, 1)}, "enterprise-renamed-later", "on"),
    ],
)
def test_another_name_that_is_not_accepted_changes_nothing(scope, fields, code, field):
    enterprise = EnterpriseFactory(where=scope, name="甲公司")
    before = renamed(scope, enterprise, "乙公司", date(2025, 3, 1))
    with pytest.raises(Refused) as refusal:
        renamed(scope, enterprise, **fields)
    assert [(finding.code, finding.field) for finding in refusal.value.findings] == [(code, field)]
    assert record_of(scope, enterprise) == before


@pytest.mark.parametrize("change", ["UPDATE enterprise_names SET name = 'x'", "DELETE FROM enterprise_names"])
def test_a_former_name_never_changes(scope, change):
    renamed(scope, EnterpriseFactory(where=scope))
    with pytest.raises(DBAPIError, match="append-only"), begin(scope) as work:
        work.session.execute(text(change))


def test_a_standing_is_unknown_until_it_is_recorded(scope):
    enterprise = EnterpriseFactory(where=scope)
    before = record_of(scope, enterprise)
    assert (before.standing, before.standing_on, before.industry, before.level_on) == (None, None, None, TODAY)
    told = record_standing(scope, enterprise.uscc, standing=Standing.DEREGISTERED, on=date(2026, 11, 1))
    assert (told.standing, told.standing_on) == ("deregistered", date(2026, 11, 1))
    with pytest.raises(Refused) as refusal:
        record_standing(scope, enterprise.uscc, standing=Standing.EXISTING, on=date(2026, 11, 23))
    assert refusal.value.code == "enterprise-day-not-yet"
    assert record_of(scope, enterprise) == told


def test_an_industry_is_a_class_of_the_classification(ready):
    assert record_of(ready, EnterpriseFactory(where=ready, industry="3851")).industry == "3851"
    with pytest.raises(Refused) as refusal:
        EnterpriseFactory(where=ready, industry="0000")
    assert [(finding.code, finding.field) for finding in refusal.value.findings] == [
        ("enterprise-industry-unknown", "industry")
    ]


def test_an_enterprise_that_is_not_registered_is_not_found(scope):
    for uscc in (credit_code(99_999_999), "x", ""):
        with pytest.raises(NotFound):
            rename(scope, uscc, name="甲", on=TODAY, reason="变更登记")
        with pytest.raises(NotFound):
            record_standing(scope, uscc, standing=Standing.EXISTING, on=TODAY)
    with reading(scope) as session:
        assert queries.record(session, credit_code(99_999_999)) is None


@pytest.mark.parametrize(
    ("actor", "error"),
    [(PUBLIC_READER, Unauthenticated), (Actor("企业", frozenset({Right.DECLARE}), holder=1), Forbidden)],
)
def test_only_operators_change_it(scope, actor, error):
    enterprise = EnterpriseFactory(where=scope)
    before = record_of(scope, enterprise)
    with pytest.raises(error):
        renamed(replace(scope, actor=actor), enterprise)
    with pytest.raises(error):
        record_standing(replace(scope, actor=actor), enterprise.uscc, standing=Standing.REVOKED, on=TODAY)
    assert record_of(scope, enterprise) == before
