"""Declarations as a declarant sends them, drafts, and what is published of them."""

from dataclasses import replace
from datetime import date

import factory

from registry.accounts.values import RIGHTS_OF, HolderKind
from registry.declarations.service import change_draft, correct, publish, publish_draft, revise, withdraw
from registry.declarations.values import Commitment, Publication, Receipt
from registry.kernel.access import Actor
from tests.factories.enterprises import EnterpriseFactory

SIGNED = Publication(Commitment(signed_by="王芳", role="质量负责人"))
COMMITMENT = {"signed_by": SIGNED.commitment.signed_by, "role": SIGNED.commitment.role}


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
    """The receipt of a published declaration; `body__…` says what was declared, `enterprise` who did.

    With `correction` it is that of its correction, under another title; with `revision` that of the standard that
    replaces it under the number `becomes`, from `from_day` on; with `withdrawn` that of its withdrawal from `on`.
    """

    class Meta:
        model = Receipt

    class Params:
        car = factory.Trait(body__car=True)
        upcoming = factory.Trait(body__upcoming=True)

    enterprise = factory.SubFactory(EnterpriseFactory, where=factory.SelfAttribute("..where"))
    body = factory.SubFactory(BodyFactory)
    publication = SIGNED
    correction = False
    revision = False
    withdrawn = False
    becomes = factory.Sequence("Q/HZDQ 5{:03d}-2026".format)
    from_day = "2026-11-22"
    on = date(2026, 11, 22)

    @classmethod
    def _create(cls, _model, where, enterprise, body, publication, **more):
        receipt = publish(where, enterprise, body, publication)
        actor = Actor("程序", RIGHTS_OF[HolderKind.ENTERPRISE], holder=enterprise.holder)
        if more["correction"] or more["revision"] or more["withdrawn"]:
            where = replace(where, actor=actor)
        if more["correction"]:
            receipt = _changed(where, correct(where, str(receipt.id)), publication, title="更正后的名称")
        if more["revision"]:
            new = {"number": more["becomes"], "issued_on": "2026-11-01", "effective_on": more["from_day"]}
            receipt = _changed(where, revise(where, str(receipt.id)), publication, **new)
        return withdraw(where, str(receipt.id), "停止生产", more["on"]) if more["withdrawn"] else receipt


def _changed(where, draft, publication, **fields):
    """The receipt for what a draft with other `fields` becomes."""
    change_draft(where, str(draft.id), {**draft.body, **fields}, lambda _: None)
    return publish_draft(where, str(draft.id), publication)
