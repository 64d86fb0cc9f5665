"""What kinds of organisation act in the register, and the people who act for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from registry.kernel.access import Actor, Right


class HolderKind(StrEnum):
    ENTERPRISE = "enterprise"
    EVALUATOR = "evaluator"
    AUTHORITY = "authority"
    OPERATOR = "operator"


RIGHTS_OF: dict[HolderKind, frozenset[Right]] = {
    HolderKind.ENTERPRISE: frozenset({Right.DRAFT, Right.DECLARE}),
    HolderKind.EVALUATOR: frozenset({Right.EVALUATE}),
    HolderKind.AUTHORITY: frozenset({Right.SUPERVISE}),
    HolderKind.OPERATOR: frozenset({Right.OPERATE}),
}
"""The rights that a token of such a holder may carry, and that its administrators have."""


class Role(StrEnum):
    """What a person is in an organisation."""

    ADMIN = "admin"
    DRAFTER = "drafter"  # 经办人 of an enterprise: writes drafts and publishes nothing


def roles_of(kind: HolderKind) -> tuple[Role, ...]:
    """The roles that there are in an organisation of this kind."""
    return (Role.ADMIN, Role.DRAFTER) if kind is HolderKind.ENTERPRISE else (Role.ADMIN,)


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account, who acts for exactly one account holder."""

    id: int
    login: str
    name: str
    role: Role
    holder: int
    kind: HolderKind
    organisation: str  # name of the holder
    created_at: datetime
    disabled_at: datetime | None

    @property
    def actor(self) -> Actor:
        rights = frozenset({Right.DRAFT}) if self.role is Role.DRAFTER else RIGHTS_OF[self.kind]
        return Actor(self.name, rights, holder=self.holder, person=self.id)


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token afterwards: not the token itself."""

    id: int
    organisation: str
    kind: HolderKind
    rights: tuple[Right, ...]
    created_at: datetime
    expires_at: datetime
