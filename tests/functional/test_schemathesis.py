"""The API's own document turned into requests: whatever it lets a program send gets an answer that it describes."""

import hashlib

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from registry import worker
from registry.declarations import queries, service
from registry.kernel.access import Actor, Right
from registry.kernel.transaction import Scope, reading
from tests.factories.accounts import TokenFactory
from tests.factories.credit import EntryFactory
from tests.factories.declarations import BodyFactory, PublishedFactory
from tests.factories.enterprises import EnterpriseFactory

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 12


@pytest.mark.parametrize("mode", list(GenerationMode), ids=[str(mode.value) for mode in GenerationMode])
def test_every_answer_is_one_that_the_document_describes(app, register, mode):
    scope = register.scope
    enterprise = EnterpriseFactory(where=scope)
    token = TokenFactory(where=scope, of_enterprise=True, holder=enterprise.holder)
    supervisor = TokenFactory(where=scope, of_authority=True)
    existing = _existing(scope, enterprise)
    worker.drain(scope, register.search)
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    asked = set()
    for operation in (each.ok() for each in document.get_all_operations()):

        @settings(
            max_examples=EXAMPLES,
            phases=[Phase.generate],
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def answered(case):
            case.path_parameters = _real(case, existing)
            mine = supervisor if "/credit/" in case.operation.path else token
            case.call_and_validate(headers={"Authorization": f"Bearer {mine}"}, checks=CHECKS)
            asked.add(case.operation.label)

        try:
            answered()
        except Unsatisfiable:  # an operation that takes nothing has nothing that could be wrong
            assert mode is GenerationMode.NEGATIVE, operation.label
    assert len(asked) >= {GenerationMode.POSITIVE: 35, GenerationMode.NEGATIVE: 25}[mode]


def _existing(scope, enterprise):
    """Something real for every parameter of a path."""
    receipt = PublishedFactory(where=scope, enterprise=enterprise)
    with reading(scope) as session:
        product = queries.products_of(session, receipt.id, scope.clock.today(), after=-1, limit=1)[0].id
    caller = Scope(scope.engine, Actor("程序", frozenset({Right.DECLARE}), holder=enterprise.holder), scope.clock)
    draft = service.add_draft(caller, BodyFactory()).id
    return {
        "standard": str(receipt.id),
        "uscc": enterprise.uscc,
        "product": str(product),
        "draft": str(draft),
        "entry": str(EntryFactory(where=scope, enterprise=enterprise).id),
        "version": 1,
        "index": 0,
    }


def _real(case, existing):
    """In two of three requests what exists, so that not every one of them ends at 404."""
    given = dict(case.path_parameters or {})
    if hashlib.sha256(repr((case.body, case.query, given)).encode()).digest()[0] % 3:
        given |= {name: existing[name] for name in given if name in existing}
    return given
