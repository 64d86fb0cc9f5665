"""Registered enterprises."""

import factory

from registry.enterprises.service import register
from registry.enterprises.values import Enterprise, Sample, VerificationLevel
from registry.identifiers.uscc import SAMPLE_DIVISION, check_character, organisation_check_character, sample_uscc


def credit_code(number, division="330106"):
    """A credit code whose both check characters hold."""
    organisation = f"{number:08d}"
    body = f"91{division}{organisation}{organisation_check_character(organisation)}"
    return body + check_character(body)


class EnterpriseFactory(factory.Factory):
    """An enterprise that may publish."""

    class Meta:
        model = Enterprise

    class Params:
        unverified = factory.Trait(level=VerificationLevel.L0)
        sealed = factory.Trait(level=VerificationLevel.L2)
        is_sample = factory.Trait(
            uscc=factory.Sequence(lambda number: sample_uscc(number).code),
            region=SAMPLE_DIVISION,
            sample=Sample("示例来源", "CC0"),
        )

    uscc = factory.Sequence(credit_code)
    name = factory.Sequence("杭州第{}电器有限公司".format)
    region = "330106"
    level = VerificationLevel.L1

    @classmethod
    def _create(cls, _model, *args, **fields):
        return register(*args, **fields)
