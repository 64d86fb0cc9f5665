"""Declarations as a declarant sends them, drafts, and what is published of them."""

import factory

from registry.declarations.service import publish
from registry.declarations.values import Commitment, Receipt
from tests.factories.enterprises import EnterpriseFactory

SIGNED = Commitment(signed_by="王芳", role="质量负责人")
COMMITMENT = {"signed_by": SIGNED.signed_by, "role": SIGNED.role}


def indicator(name, text, *, kind="performance", method="GB/T 8059-2016", **more):
    return {"name": name, "kind": kind, "text": text, "method": {"number": method}, **more}


class RefrigeratorFactory(factory.DictFactory):
    """A refrigerator in a declaration."""

    name = "家用电冰箱"
    brand = "北冰"
    model = factory.Sequence("BCD-{:03d}W".format)
    specification = "风冷双门"
    gtins = factory.List(["6901234567892"])
    indicators = factory.LazyFunction(
        lambda: [
            indicator("年耗电量", "≤350 kWh/a"),
            indicator("比限值节电率", "≥20%"),
            indicator("总容积", "500 L", kind="functional"),
        ]
    )


class CarFactory(factory.DictFactory):
    """An electric car in a declaration."""

    name = "纯电动乘用车"
    brand = "行远"
    model = factory.Sequence("XY{:03d}".format)
    specification = "后驱"
    indicators = factory.LazyFunction(
        lambda: [
            indicator("续航里程", "≥600 km", condition="CLTC", method="GB/T 18386.1-2021"),
            indicator("续航里程", "≥550 km", condition="WLTP", method="GB/T 18386.1-2021"),
            indicator("直流快充峰值功率", "≥200 kW", kind="functional", method="GB/T 20234.3-2023"),
            indicator("0-100 km/h 加速时间", "≤5.0 s", method="GB/T 18385-2024"),
        ]
    )


class BodyFactory(factory.DictFactory):
    """What a declarant sends; `count` products of one kind."""

    class Params:
        count = 1
        of = RefrigeratorFactory
        car = factory.Trait(
            title="纯电动乘用车",
            category="battery-electric-cars",
            cites=factory.LazyFunction(lambda: [{"number": "GB/T 18386.1-2021"}]),
            of=CarFactory,
        )
        upcoming = factory.Trait(effective_on="2027-03-01")

    kind = "enterprise"
    number = factory.Sequence("Q/HZDQ {:03d}-2026".format)
    title = "家用电冰箱"
    category = "household-refrigerators"
    industry = "3851"
    issued_on = "2026-11-01"
    effective_on = "2026-11-15"
    cites = factory.LazyFunction(lambda: [{"number": "GB/T 8059-2016"}])
    products = factory.LazyAttribute(lambda body: body.of.build_batch(body.count))


class PublishedFactory(factory.Factory):
    """The receipt of a published declaration; `body__…` says what was declared, `enterprise` who did."""

    class Meta:
        model = Receipt

    class Params:
        car = factory.Trait(body__car=True)
        upcoming = factory.Trait(body__upcoming=True)

    enterprise = factory.SubFactory(EnterpriseFactory, where=factory.SelfAttribute("..where"))
    body = factory.SubFactory(BodyFactory)
    commitment = SIGNED

    @classmethod
    def _create(cls, _model, *args, **fields):
        return publish(*args, **fields)
