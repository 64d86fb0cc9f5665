"""Account holders, their tokens, and people."""

import factory

from registry.accounts.service import add_holder, add_user, create_token
from registry.accounts.values import RIGHTS_OF, HolderKind, Role, User

PASSWORD = "十个字符就够长了 correct horse"


class HolderFactory(factory.Factory):
    """The primary key of a new account holder."""

    class Meta:
        model = int

    kind = HolderKind.OPERATOR
    name = factory.Sequence("账户{}".format)

    @classmethod
    def _create(cls, _model, *args, **fields):
        return add_holder(*args, **fields)


class TokenFactory(factory.Factory):
    """A token, in words, as it is shown once; of an operator unless `holder` or a trait says otherwise."""

    class Meta:
        model = str

    class Params:
        kind = HolderKind.OPERATOR
        of_evaluator = factory.Trait(kind=HolderKind.EVALUATOR)
        of_authority = factory.Trait(kind=HolderKind.AUTHORITY)
        of_enterprise = factory.Trait(kind=HolderKind.ENTERPRISE)

    rights = factory.LazyAttribute(lambda token: RIGHTS_OF[token.kind])
    holder = factory.SubFactory(
        HolderFactory, where=factory.SelfAttribute("..where"), kind=factory.SelfAttribute("..kind")
    )

    @classmethod
    def _create(cls, _model, *args, **fields):
        return create_token(*args, **fields)


class UserFactory(factory.Factory):
    """A person with the password `PASSWORD`; an admin of an operator unless `holder`, `role` or a trait says
    otherwise."""

    class Meta:
        model = User

    class Params:
        kind = HolderKind.OPERATOR
        of_evaluator = factory.Trait(kind=HolderKind.EVALUATOR)
        of_authority = factory.Trait(kind=HolderKind.AUTHORITY)
        of_enterprise = factory.Trait(kind=HolderKind.ENTERPRISE)
        drafter = factory.Trait(kind=HolderKind.ENTERPRISE, role=Role.DRAFTER)

    login = factory.Sequence("person-{}@example.com".format)
    name = "王芳"
    role = Role.ADMIN
    password = PASSWORD
    holder = factory.SubFactory(
        HolderFactory, where=factory.SelfAttribute("..where"), kind=factory.SelfAttribute("..kind")
    )

    @classmethod
    def _create(cls, _model, *args, **fields):
        return add_user(*args, **fields)
