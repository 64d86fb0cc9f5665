"""Who calls, and what a route or a use case asks of the caller."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.kernel.errors import NOT_PERMITTED, SIGN_IN_NEEDED, Forbidden, Unauthenticated


class Right(StrEnum):
    """What a token or a role may do beyond reading. `DECLARE` is to publish: declare, correct, revise, withdraw."""

    DRAFT = "draft"
    DECLARE = "declare"
    EVALUATE = "evaluate"
    SUPERVISE = "supervise"
    OPERATE = "operate"


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller. `holder` is the primary key of the account holder acted for, None for the public and for commands;
    `person` that of the person who acts, None where nobody in particular does.

    A command of this machine is trusted: it has every right and acts for whom it names.
    """

    name: str
    rights: frozenset[Right] = frozenset()
    holder: int | None = None
    trusted: bool = False
    person: int | None = None

    def may(self, right: Right) -> bool:
        """Whether the caller has the right. Whoever may publish may also write drafts."""
        return self.trusted or right in self.rights or (right is Right.DRAFT and Right.DECLARE in self.rights)


PUBLIC_READER = Actor("public")
COMMAND_LINE = Actor("command-line", frozenset(Right), trusted=True)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a route asks: nothing (`PUBLIC`), or a right."""

    right: Right | None

    def check(self, actor: Actor) -> None:
        """Raises Unauthenticated or Forbidden unless `actor` satisfies the policy."""
        if self.right is None or actor.may(self.right):
            return
        if actor == PUBLIC_READER:
            raise Unauthenticated(SIGN_IN_NEEDED.error("Authorization"))
        raise Forbidden(NOT_PERMITTED.error("Authorization", accepted=str(self.right)))


PUBLIC = Policy(None)


def needs(right: Right) -> Policy:
    return Policy(right)
