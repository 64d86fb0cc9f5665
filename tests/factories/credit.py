"""Entries of the quality credit record."""

import factory

from registry.credit.schemas import EntryBody, RepairBody
from registry.credit.service import end, record
from registry.credit.values import Entry
from registry.credit.wire import entry_from, repair_from
from tests.factories.enterprises import EnterpriseFactory


class SourceFactory(factory.DictFactory):
    """The published decision."""

    name = "某市市场监督管理局列入决定"
    issued_on = "2026-03-02"
    number = factory.Sequence("某市监〔2026〕{}号".format)
    url = None


class EntryBodyFactory(factory.DictFactory):
    """An entry as a supervisor sends it."""

    enterprise = "91330106MA2KQ7B853"
    kind = "serious_dishonesty"
    text = "列入严重违法失信名单"
    source = factory.SubFactory(SourceFactory)
    valid_from = "2026-03-02"
    valid_to = "2029-03-01"
    bars = factory.LazyFunction(lambda: ["ranking", "title"])


class RepairBodyFactory(factory.DictFactory):
    """What ends an entry before its own day."""

    kind = "repair"
    on = "2026-11-22"
    reason = "已履行义务，准予信用修复"
    source = factory.SubFactory(SourceFactory, name="某市市场监督管理局信用修复决定", issued_on="2026-11-20")


class EntryFactory(factory.Factory):
    """An entry on record; `body__…` says what it says, `repaired` the day from which it counts no more."""

    class Meta:
        model = Entry

    enterprise = factory.SubFactory(EnterpriseFactory, where=factory.SelfAttribute("..where"))
    body = factory.SubFactory(EntryBodyFactory)
    repaired = None

    @classmethod
    def _create(cls, _model, where, enterprise, body, repaired):
        new = EntryBody().load({**body, "enterprise": enterprise.uscc})
        entry = record(where, entry_from(new))
        if repaired is None:
            return entry
        ended = RepairBody().load(RepairBodyFactory(on=repaired))
        return end(where, str(entry.id), repair_from(ended))
