"""Evaluation schemes, and the people who issue editions."""

from dataclasses import replace

import factory

from registry.kernel.access import Actor, Right
from registry.kernel.transaction import reading
from registry.ranking import service


class MarkFactory(factory.DictFactory):
    """What one level asks."""

    value = "350"
    provenance = "sample"
    source = None


class MeasureFactory(factory.DictFactory):
    """A row of a scheme: what it asks of one indicator."""

    indicator = "annual_energy_use"
    when = factory.LazyFunction(list)
    condition = None
    basis = None
    method = factory.LazyFunction(lambda: {"number": "GB/T 8059-2016", "clause": None, "text": None})
    unit = "kWh/a"
    advanced = factory.SubFactory(MarkFactory, value="350")
    average = factory.SubFactory(MarkFactory, value="500")
    baseline = factory.SubFactory(MarkFactory, value="750")


class SchemeFactory(factory.DictFactory):
    """The content of a scheme, to be published by `add_scheme`."""

    id = factory.Sequence("scheme-{}".format)
    title = "家用电冰箱节能水平"
    title_en = "Energy level of household refrigerators"
    evaluator = "某评估机构"
    category = "household-refrigerators"
    standards = factory.LazyFunction(list)
    valid_from = "2026-01-01"
    valid_to = None
    attested = factory.LazyFunction(list)
    base = factory.LazyFunction(list)
    core = factory.List([factory.SubFactory(MeasureFactory)])
    innovation = factory.LazyFunction(list)
    innovation_needed = 0
    notice_days = 15
    validity_months = 12
    sample = True
    note = None


def evaluator(where, person=1, holder=None):
    """The same register, used by that person of an evaluator, of the caller's own where none is named."""
    rights = frozenset({Right.EVALUATE})
    return replace(where, actor=Actor(f"person {person}", rights, holder or where.actor.holder, person=person))


def graded_now(where, scheme):
    """The candidates of the newest version of a scheme, graded as they are."""
    with reading(where, snapshot=True) as session:
        return service.graded(session, service.scheme(where, scheme), where.clock.now())


def issued(where, scheme):
    """The address of a new edition of the scheme, a draft."""
    return f"/editions/{service.build(where, scheme).id}"
