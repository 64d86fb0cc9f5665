"""Evaluation schemes."""

import factory


class CoreFactory(factory.DictFactory):
    """A core indicator of a scheme."""

    indicator = "annual_energy_use"
    condition = None
    method = factory.LazyFunction(lambda: {"number": "GB/T 8059-2016"})
    unit = "kWh/a"
    advanced = "350"
    average = "500"
    baseline = "750"
    provenance = "sample"


class SchemeFactory(factory.DictFactory):
    """The content of a scheme, to be published by `add_scheme`."""

    id = factory.Sequence("scheme-{}".format)
    title = "家用电冰箱节能水平"
    title_en = "Energy level of household refrigerators"
    evaluator = "某评估机构"
    category = "household-refrigerators"
    valid_from = "2026-01-01"
    valid_to = None
    sample = True
    core = factory.List([factory.SubFactory(CoreFactory)])
