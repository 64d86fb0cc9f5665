"""The pages at which people sign in and out."""

from __future__ import annotations

from flask import Response, make_response, redirect, request

from registry.accounts import service
from registry.http import PageBlueprint, page, scope, session
from registry.http.context import person
from registry.http.headers import caller
from registry.http.preferences import local_path
from registry.http.problems import problem_of
from registry.http.session import SIGN_IN
from registry.kernel.access import PUBLIC
from registry.kernel.errors import Refused, TooMany
from registry.kernel.findings import Finding

blueprint = PageBlueprint("accounts", __name__)


@blueprint.get(SIGN_IN, policy=PUBLIC)
def sign_in_form() -> Response:
    """The form; whoever is signed in goes on at once."""
    following = request.args.get("next", "")
    return _onward(following) if person() else _form(following, ended=bool(session.present()))


@blueprint.post(SIGN_IN, policy=PUBLIC)
def sign_in() -> Response:
    """Opens a session and goes on to `next`; the form again, without the password, where that is refused."""
    login, following = request.form.get("login", ""), request.form.get("next", "")
    password = request.form.get("password", "")
    try:
        opened = service.sign_in(scope(), login, password, address=caller(), replaces=session.present())
    except (Refused, TooMany) as refusal:
        problem = problem_of(refusal)
        answer = _form(following, login=login, status=problem.status, findings=problem.findings)
        answer.headers.update(problem.headers)
        return answer
    response = _onward(following)
    session.keep(response, opened)
    return response


@blueprint.post("/sign-out", policy=PUBLIC)
def sign_out() -> Response:
    """Ends the session of this browser."""
    service.sign_out(scope(), session.present())
    response = _onward("/")
    session.forget(response)
    return response


def _onward(following: str) -> Response:
    return make_response(redirect(request.root_path + local_path(following), 303))


def _form(
    following: str,
    *,
    ended: bool = False,
    login: str = "",
    status: int = 200,
    findings: tuple[Finding, ...] = (),
) -> Response:
    return page(
        "accounts/sign_in.html",
        status=status,
        following=local_path(following),
        ended=ended,
        login=login,
        findings=findings,
    )
