"""Candidates of an edition, and what is done with it."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from registry.declarations import queries
from registry.declarations import service as declarations
from registry.kernel.access import Actor, Right
from registry.kernel.clock import Clock
from registry.kernel.errors import RegistryError
from registry.kernel.transaction import reading
from tests.factories.declarations import SIGNED, RefrigeratorFactory, indicator

BUILDER, OTHER = 1_000_001, 1_000_002


def fridge(use, model="A", **more):
    """The body of a refrigerator that uses at most so many kWh a year."""
    return RefrigeratorFactory(model=model, indicators=[indicator("年耗电量", f"≤{use} kWh/a", **more)])


def later(where, **more):
    """The same register, so much later."""
    return replace(where, clock=Clock(frozen=where.clock.now() + timedelta(**more)))


def codes(act, *arguments):
    """What an act is refused for."""
    with pytest.raises(RegistryError) as refused:
        act(*arguments)
    return [finding.code for finding in refused.value.findings]


def as_owner(where, receipt):
    """The same register, used by the enterprise of that standard."""
    holder = owner_of(where, receipt).holder
    return replace(where, actor=Actor("程序", frozenset({Right.DRAFT, Right.DECLARE}), holder=holder))


def owner_of(where, receipt):
    """The enterprise of that standard."""
    with reading(where) as session:
        return queries.standard(session, receipt.id, where.clock.today()).enterprise


def corrected(where, receipt):
    """Publishes another version of the standard."""
    owner = as_owner(where, receipt)
    draft = declarations.correct(owner, str(receipt.id))
    declarations.change_draft(owner, str(draft.id), {**draft.body, "title": "更正后的名称"}, lambda _: None)
    declarations.publish_draft(owner, str(draft.id), replace(SIGNED, change_reason="名称有误"))


def text_of(html):
    """What is read of the main part of a page."""
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<wbr>", "", "<" + main))).split())
