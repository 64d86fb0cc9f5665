from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from registry.kernel.errors import Refused
from registry.kernel.events import EventRow, publish
from registry.kernel.idempotency import Recorded, recall, record
from registry.kernel.transaction import begin, reading

ANSWER = Recorded(201, {"Location": "/s/1", "ETag": '"1"'}, b'{"id": "\xe6\xa0\x87"}')


def call(scope, key="key", request="request", holder="token 7"):
    with begin(scope) as work:
        answer = recall(work, holder, key, request)
        if answer is not None:
            return answer
        publish(work, "done", key)
        record(work, holder, key, request, ANSWER)
        return None


def done(scope):
    with reading(scope) as session:
        return session.scalar(select(func.count()).select_from(EventRow))


def test_a_call_sent_twice_is_done_once_and_answered_with_the_same_words(scope):
    assert call(scope) is None
    assert call(scope) == ANSWER
    assert done(scope) == 1


def test_a_key_belongs_to_its_holder(scope):
    assert call(scope, holder="token 7") is None
    assert call(scope, holder="token 8") is None
    assert done(scope) == 2


def test_a_key_that_stood_for_another_request_is_refused(scope):
    call(scope)
    with pytest.raises(Refused) as refused:
        call(scope, request="other")
    (finding,) = refused.value.findings
    assert (finding.code, finding.field, finding.given) == ("idempotency-key-reused", "Idempotency-Key", "key")
    assert done(scope) == 1


def test_a_call_that_is_refused_leaves_its_key_free(scope):
    with pytest.raises(KeyError), begin(scope) as work:  # noqa: PT012 - the raise inside is what is tested
        recall(work, "token 7", "key", "request")
        record(work, "token 7", "key", "request", ANSWER)
        work.session.flush()
        raise KeyError
    assert call(scope, request="mended") is None


def test_twins_that_run_at_the_same_time_are_done_once(scope):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: call(scope), range(8)))
    assert answers.count(None) == 1
    assert done(scope) == 1
