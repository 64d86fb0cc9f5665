"""What kinds of organisation act in the register."""

from __future__ import annotations

from enum import StrEnum

from registry.kernel.access import Right


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
"""The rights that a token of such a holder may carry."""
