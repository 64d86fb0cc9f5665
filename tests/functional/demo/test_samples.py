"""The sample data: real products as declarations, through the same service as everybody's."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select

from registry.declarations.models import DeclaredIndicatorRow, DeclaredProductRow, StandardRow, VersionRow
from registry.demo.service import load
from registry.demo.sources import SOURCES, sample_declarations
from registry.enterprises.models import EnterpriseRow
from registry.identifiers.standard_number import parse_number
from registry.kernel import journal
from registry.kernel.migrate import metadata
from registry.kernel.transaction import reading

STANDARDS, PRODUCTS = 248, 3392


def counts(scope):
    with reading(scope) as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) for table in metadata().sorted_tables
        }


def test_every_sample_is_published(samples):
    found = counts(samples.scope)
    assert (found["standards"], found["products"], found["journal"]) == (STANDARDS, PRODUCTS, STANDARDS)
    assert found["deliveries"] == 0
    assert samples.search.describe().documents == STANDARDS + PRODUCTS


def test_a_second_load_publishes_nothing(samples):
    before = counts(samples.scope)
    told = []
    loaded = load(samples.scope, lambda done, total: told.append((done, total)))
    assert (loaded.standards, loaded.products, loaded.present, loaded.refused) == (0, 0, STANDARDS, ())
    assert counts(samples.scope) == before
    assert told[-1] == (STANDARDS, STANDARDS)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_everything_is_marked_as_a_sample(samples):
    with reading(samples.scope) as session:
        marked = session.execute(select(EnterpriseRow.uscc, EnterpriseRow.region, EnterpriseRow.sample_source)).all()
        contents = session.scalars(select(VersionRow.content)).all()
    assert all(uscc.startswith("91000000") and region == "000000" and source for uscc, region, source in marked)
    assert all('"sample":{"licence":' in content for content in contents)


def test_every_value_is_read_and_known_to_the_dictionary(samples):
    """The values come with numbers and units: what is not understood of them is a fault of ours."""
    with reading(samples.scope) as session:
        unread = session.execute(
            select(DeclaredIndicatorRow.understood).where(
                DeclaredIndicatorRow.canonical_low.is_(None) | DeclaredIndicatorRow.code.is_(None)
            )
        ).all()
    assert Counter(row.understood["text"] for row in unread) == {}


def test_no_sample_was_published_with_a_finding_that_is_ours_to_mend(samples):
    with reading(samples.scope) as session:
        found = Counter(finding["code"] for row in session.scalars(select(VersionRow.findings)) for finding in row)
    assert found == {}


def test_the_log_holds_every_sample(samples):
    with reading(samples.scope) as session:
        size, root = journal.head(session)
        last = journal.entry(session, size - 1)
    assert size == STANDARDS
    assert last.root == root


def test_a_product_stands_under_its_own_brand(samples):
    with reading(samples.scope) as session:
        rows = session.execute(
            select(DeclaredProductRow.brand, VersionRow.title, EnterpriseRow.name)
            .join(VersionRow, VersionRow.standard_id == DeclaredProductRow.standard_id)
            .join(StandardRow, StandardRow.id == DeclaredProductRow.standard_id)
            .join(EnterpriseRow, EnterpriseRow.id == StandardRow.enterprise_id)
        ).all()
    assert len(rows) == PRODUCTS
    assert all(title.startswith(f"{brand} ") for brand, title, _ in rows)
    assert {name.casefold() for brand, _, name in rows} == {f"示例企业·{brand}".casefold() for brand, _, _ in rows}


@pytest.fixture(scope="module")
def declared():
    return list(sample_declarations())


def test_two_brands_never_share_a_credit_code(declared):
    by_number = {}
    for sample in declared:
        by_number.setdefault(sample.enterprise_number, set()).add(sample.brand.casefold())
    assert all(len(brands) == 1 for brands in by_number.values())


def test_the_numbers_of_the_samples_are_numbers(declared):
    for sample in declared:
        number, findings = parse_number(sample.number, sample_day(sample))
        assert number is not None
        assert findings == ()
    assert len({(sample.enterprise_number, sample.number) for sample in declared}) == len(declared) == STANDARDS


def sample_day(sample):
    return date.fromisoformat(sample.body["issued_on"])


def test_the_order_of_the_samples_never_moves(declared):
    assert [sample.number for sample in sample_declarations()] == [sample.number for sample in declared]
    assert {sample.sample.source for sample in declared} == {source.sample.source for source in SOURCES}
