"""Every refusal and failure as an answer: the only table of status codes.

For programs a problem document (RFC 9457, `application/problem+json`), for people a page; the same findings in both.
What Flask and werkzeug refuse themselves comes out in the same form, and a fault of ours never shows its traceback.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from flask import Flask, Response, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from registry.http import csrf
from registry.http.context import is_api, request_id
from registry.http.layout import page
from registry.http.locale import language
from registry.http.session import sign_in_address
from registry.http.shape import MOST
from registry.kernel.errors import (
    NOT_FOUND,
    Conflict,
    Forbidden,
    Gone,
    Malformed,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    Refused,
    RegistryError,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from registry.kernel.findings import Finding, Message

STATUS: Mapping[type[RegistryError], int] = {
    Malformed: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Gone: 410,
    PreconditionFailed: 412,
    TooLarge: 413,
    Refused: 422,
    PreconditionRequired: 428,
    TooMany: 429,
    Unavailable: 503,
}

TITLES: Mapping[int, tuple[str, str]] = {
    400: ("请求无法理解", "The request cannot be read"),
    401: ("需要登录或访问令牌", "Sign-in or an access token is needed"),
    403: ("没有这项权限", "Not permitted"),
    404: ("没有找到", "Not found"),
    405: ("不支持这种请求方法", "Method not allowed"),
    409: ("与已有内容冲突", "Conflict with what stands"),
    410: ("内容已不再公开", "No longer public"),
    412: ("内容已被更改", "Changed in the meantime"),
    413: ("内容过大", "Too large"),
    415: ("不接受这种内容类型", "Media type not accepted"),
    422: ("内容不符合规则", "Refused by a rule"),
    428: ("缺少前提条件", "Precondition required"),
    429: ("请求过于频繁", "Too many requests"),
    500: ("服务器内部出错", "Internal error"),
    503: ("暂时不能提供服务", "Not available at the moment"),
}

METHOD_NOT_ALLOWED = Message(
    "method-not-allowed",
    "这个地址不支持 {given}，支持：{accepted}。",
    "This address does not take {given}; it takes {accepted}.",
)
MEDIA_TYPE = Message(
    "media-type-not-accepted",
    "不接受内容类型“{given}”，应为 {accepted}。",
    "The media type “{given}” is not accepted; send {accepted}.",
)
TOO_LARGE = Message(
    "too-large",
    "请求内容过大（{given}），最多 {accepted}。",
    "The request is too large ({given}); the most is {accepted}.",
)
NOT_ACCEPTED = Message("request-not-accepted", "请求没有被接受：{given}。", "The request was not accepted: {given}.")
TOO_OFTEN = Message(
    "too-many-requests",
    "请求过于频繁，每分钟最多 {accepted} 次。",
    "Too many requests; the most is {accepted} a minute.",
)
INTERNAL = Message(
    "internal-error",
    "服务器内部出错，已经记录，编号 {given}。",
    "An internal error has occurred and been recorded under {given}.",
)
UNAVAILABLE = Message(
    "database-unavailable",
    "数据库暂时没有应答，请稍后再试。",
    "The database does not answer at the moment; please try again later.",
)

RETRY_SECONDS = 5

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that is not what was asked for."""

    status: int
    findings: tuple[Finding, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    existing: str | None = None  # address of what stands in the place (409)


def problem_of(error: Exception) -> Problem:
    """What the caller is told about `error`. What nobody foresaw is an internal error."""
    if isinstance(error, RegistryError):
        return _refusal(error)
    if isinstance(error, HTTPException) and error.code is not None and error.code < 500:
        return _rejection(error, error.code)
    if isinstance(error, OperationalError):
        return Problem(503, (UNAVAILABLE.error(""),), {"Retry-After": str(RETRY_SECONDS)})
    return Problem(500, (INTERNAL.error("", given=request_id()),))


def _refusal(error: RegistryError) -> Problem:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    headers: dict[str, str] = {}
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    elif isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after)
    elif isinstance(error, Unavailable):
        headers["Retry-After"] = str(RETRY_SECONDS)
    return Problem(status, error.findings, headers, error.existing if isinstance(error, Conflict) else None)


def _rejection(error: HTTPException, status: int) -> Problem:
    """What Flask or werkzeug refused."""
    if status == 404:
        return Problem(404, (NOT_FOUND.error("path", given=request.path),))
    if isinstance(error, MethodNotAllowed):
        allowed = ", ".join(sorted(error.valid_methods or ()))
        finding = METHOD_NOT_ALLOWED.error("method", given=request.method, accepted=allowed)
        return Problem(status, (finding,), {"Allow": allowed})
    if isinstance(error, RequestEntityTooLarge):
        most = f"{request.max_content_length} B"
        given = f"> {most}" if request.content_length is None else f"{request.content_length} B"
        return Problem(status, (TOO_LARGE.error("", given=given, accepted=most),))
    if status == 415:
        return Problem(status, (MEDIA_TYPE.error("Content-Type", request.mimetype, error.description),))
    if isinstance(error, RateLimitExceeded):
        return Problem(status, (TOO_OFTEN.error("", accepted=str(error.limit.limit.amount)),))
    return Problem(status, (NOT_ACCEPTED.error("", given=error.name),))


def answer(problem: Problem) -> Response:
    """The document or the page that tells of `problem`."""
    told = language()
    chinese, english = TITLES.get(problem.status, TITLES[400])
    title = english if told == "en" else chinese
    if is_api():
        document = {
            "type": "about:blank",
            "title": title,
            "status": problem.status,
            "code": problem.findings[0].code,
            "detail": problem.findings[0].text(told),
            "request_id": request_id(),
            "findings": [finding.as_json(told) for finding in problem.findings[:MOST]],
        }
        if problem.existing is not None:
            document["existing"] = problem.existing
        response = Response(current_app.json.dumps(document), problem.status, mimetype="application/problem+json")
    else:
        response = page(
            "errors/problem.html",
            status=problem.status,
            code=problem.status,
            title=title,
            findings=problem.findings[:MOST],
            existing=problem.existing,
            request_id=request_id(),
            kept=_kept(problem),
        )
    response.headers.update(problem.headers)
    return response


def _handle(error: Exception) -> ResponseReturnValue:
    if isinstance(error, HTTPException) and (error.response is not None or (error.code or 500) < 400):
        return error
    if isinstance(error, Unauthenticated) and _may_sign_in():
        return redirect(request.root_path + sign_in_address(request.full_path.rstrip("?")), 303)
    problem = problem_of(error)
    if isinstance(error, RegistryError):
        if problem.status >= 500:
            _log.warning("not available", code=error.code, reason=str(error))
    elif problem.status >= 500:
        _log.error("request failed", code=problem.findings[0].code, exc_info=error)
    return answer(problem)


def _kept(problem: Problem) -> list[tuple[str, str]] | None:
    """The fields of a form that was sent by somebody whose session has ended, to be sent again; never a password.
    None where there is no such form.

    Only of a form that the browser says came from here: nobody else may put words into ours.
    """
    ended = problem.status == 401 or problem.findings[0].code == csrf.STALE_FORM.code
    if not ended or request.method != "POST" or request.headers.get("Sec-Fetch-Site") != "same-origin":
        return None
    if request.files or "password" in request.form:
        return None
    return [(name, value) for name, value in request.form.items(multi=True) if name != csrf.FIELD]


def _may_sign_in() -> bool:
    """Whether a person asks for a page: they are shown the way. What a form sent would be lost on it."""
    return not is_api() and request.method in ("GET", "HEAD") and "Authorization" not in request.headers


def install(app: Flask) -> None:
    # Both: flask-smorest claims HTTPException for itself, and a handler of the nearer class wins.
    app.register_error_handler(HTTPException, _handle)
    app.register_error_handler(Exception, _handle)
