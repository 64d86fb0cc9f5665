"""`Idempotency-Key` on every POST of the API: sent twice, done once, answered twice with the same words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Response, g, make_response, request
from flask.typing import ResponseReturnValue

from registry.http.context import actor, scope
from registry.http.parsing import MULTIPART
from registry.kernel.errors import Malformed
from registry.kernel.findings import Message
from registry.kernel.idempotency import Recorded, recall, record
from registry.kernel.transaction import begin

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
LONGEST = 255
AT_ONCE = 1024 * 1024
KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Content-Language")

KEY_UNREADABLE = Message(
    "idempotency-key-unreadable",
    "幂等键应为 {accepted}。",
    "An idempotency key is {accepted}.",
)


class _Refusal(Exception):
    """Leaves the transaction without a trace, with the answer that refuses."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


def once(view: Callable[[], ResponseReturnValue]) -> Response:
    """The answer of `view`, run in one transaction with the record of its answer; or the recorded answer.

    A refusal rolls everything back and is not kept, so the same key may try again with what is right.
    """
    key = request.headers[HEADER].strip()
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise Malformed(KEY_UNREADABLE.error(HEADER, given=key[:LONGEST], accepted=f"1..{LONGEST} ASCII"))
    caller = actor()
    # Names are no identity: two holders may bear the same.
    holder, content = str(caller.holder or caller.name), _content()
    try:
        with begin(scope()) as work:
            g.work = work
            recorded = recall(work, holder, key, content)
            if recorded is not None:
                return Response(recorded.body, recorded.status, {**recorded.headers, REPLAYED: "true"})
            answer = _accepted(view())
            kept = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
            record(work, holder, key, content, Recorded(answer.status_code, kept, answer.get_data()))
            return answer
    except _Refusal as refusal:
        return refusal.answer
    finally:
        g.pop("work", None)


def _accepted(answered: ResponseReturnValue) -> Response:
    answer = make_response(answered)
    if answer.status_code >= 400:
        raise _Refusal(answer)
    return answer


def _content() -> str:
    """What makes two requests the same: method, address and body. Of a form its fields and files: the boundary between
    them is another one each time it is sent."""
    digest = hashlib.sha256(f"{request.method} {request.full_path}\0{request.mimetype}\0".encode())
    if request.mimetype != MULTIPART:
        digest.update(request.get_data())
        return digest.hexdigest()
    # A part may have no name: then it is None.
    for name, value in sorted(request.form.items(multi=True), key=lambda named: (named[0] or "", named[1])):
        digest.update(f"{name}\0{value}\0".encode("utf-8", "surrogatepass"))
    for name, file in sorted(request.files.items(multi=True), key=lambda named: named[0] or ""):
        held = hashlib.sha256()
        while piece := file.stream.read(AT_ONCE):
            held.update(piece)
        file.stream.seek(0)
        digest.update(f"{name}\0{file.filename}\0{held.hexdigest()}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
