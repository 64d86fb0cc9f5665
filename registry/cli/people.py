"""Commands about who acts: people, and the tokens of programs."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from registry.accounts import service
from registry.accounts.values import RIGHTS_OF, HolderKind, Role, Token, User
from registry.app import Register
from registry.cli.group import language, pass_register
from registry.cli.looking import as_json
from registry.cli.registering import enterprise_of
from registry.kernel.access import Right
from registry.kernel.clock import rfc3339
from registry.kernel.transaction import Where, begin

OPERATOR = "登记机构"
"""Name of the operator's account holder, where the first person or token of it makes one."""

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Organisation:
    """The one that the options of a command name."""

    kind: HolderKind
    name: str

    def holder(self, register: Register, where: Where) -> int:
        """Its account holder. Of an enterprise it is there; another one is made when it is first named."""
        if self.kind is HolderKind.ENTERPRISE:
            return enterprise_of(register, self.name).holder
        return service.holder_named(where, self.kind, self.name)


def for_organisation(command: Command) -> Command:
    """Adds the options that name an organisation, of which the command must be given exactly one."""
    for option in (
        click.option("--supervisor", metavar="NAME", help="A supervising authority; made where it is not there yet."),
        click.option("--evaluator", metavar="NAME", help="An evaluator; made where it is not there yet."),
        click.option("--operator", is_flag=True, help="The operator of the register."),
        click.option("--enterprise", metavar="USCC", help="统一社会信用代码 of a registered enterprise."),
    ):
        command = option(command)
    return command


def _organisation(
    enterprise: str | None, operator: bool, evaluator: str | None, supervisor: str | None
) -> Organisation:
    given = [
        Organisation(kind, name)
        for kind, name in (
            (HolderKind.ENTERPRISE, enterprise),
            (HolderKind.OPERATOR, OPERATOR if operator else None),
            (HolderKind.EVALUATOR, evaluator),
            (HolderKind.AUTHORITY, supervisor),
        )
        if name is not None
    ]
    if len(given) != 1:
        raise click.UsageError("--enterprise | --operator | --evaluator | --supervisor")
    return given[0]


@click.group()
def users() -> None:
    """People with an account, who sign in on the pages."""


@users.command("create")
@click.option("--login", required=True, help="Login name or e-mail address.")
@click.option("--name", required=True, help="Name of the person.")
@for_organisation
@click.option("--role", type=click.Choice([str(each) for each in Role]), default="admin", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@as_json
@pass_register
def create_user(
    register: Register,
    login: str,
    name: str,
    enterprise: str | None,
    operator: bool,
    evaluator: str | None,
    supervisor: str | None,
    role: str,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Give a person an account of an organisation.

    The password is asked for on a terminal; elsewhere, without --password-stdin, one is made and printed, once. A
    drafter writes drafts of an enterprise; an admin also publishes.

    \b
    Examples:
      registry users create --login operator --name 王芳 --operator
      registry users create --login li@example.com --name 李明 --enterprise 91330106MA2KQ7B853 --role drafter
    """
    organisation = _organisation(enterprise, operator, evaluator, supervisor)
    password, made = _password(given=password_stdin)
    with begin(register.scope) as work:  # so that no organisation stays whose first person is refused
        holder = organisation.holder(register, work)
        user = service.add_user(work, holder=holder, login=login, name=name, role=Role(role), password=password)
    _tell(user, password if made else None, as_json=as_json)


@users.command("list")
@as_json
@pass_register
def list_users(register: Register, as_json: bool) -> None:
    """List everybody with an account.

    \b
    Example:
      registry users list
    """
    found = service.users(register.scope)
    if as_json:
        click.echo(json.dumps([_row(user) for user in found], ensure_ascii=False, indent=2))
        return
    for user in found:
        click.echo(_line(user))


@users.command("disable")
@click.argument("login")
@as_json
@pass_register
def disable_user(register: Register, login: str, as_json: bool) -> None:
    """End every session of a person, who cannot sign in any more.

    \b
    Example:
      registry users disable li@example.com
    """
    _tell(service.disable_user(register.scope, login), as_json=as_json)


@users.command("enable")
@click.argument("login")
@as_json
@pass_register
def enable_user(register: Register, login: str, as_json: bool) -> None:
    """Let a disabled person sign in again, with the same password.

    \b
    Example:
      registry users enable li@example.com
    """
    _tell(service.enable_user(register.scope, login), as_json=as_json)


@users.command("password")
@click.argument("login")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@as_json
@pass_register
def change_password(register: Register, login: str, password_stdin: bool, as_json: bool) -> None:
    """Give a person another password and end every session.

    The password is asked for on a terminal; elsewhere, without --password-stdin, one is made and printed, once.

    \b
    Example:
      registry users password li@example.com
    """
    password, made = _password(given=password_stdin)
    user = service.set_password(register.scope, login, password)
    _tell(user, password if made else None, as_json=as_json)


def _password(*, given: bool) -> tuple[str, bool]:
    """The password, and whether it was made here."""
    if given:
        try:
            return sys.stdin.buffer.read().decode().removesuffix("\n").removesuffix("\r"), False
        except UnicodeDecodeError:
            raise click.UsageError("--password-stdin: UTF-8") from None
    if _on_terminal():
        asked = "Password" if language() == "en" else "密码"
        again = "Again" if language() == "en" else "再输入一次"
        return str(click.prompt(asked, hide_input=True, confirmation_prompt=again, err=True)), False
    return secrets.token_urlsafe(15), True


def _on_terminal() -> bool:
    return sys.stdin.isatty()


def _tell(user: User, made: str | None = None, *, as_json: bool) -> None:
    if as_json:
        secret = {} if made is None else {"password": made}
        click.echo(json.dumps({**_row(user), **secret}, ensure_ascii=False))
        return
    click.echo(_line(user))
    if made is not None:
        click.echo(f"password: {made}" if language() == "en" else f"密码：{made}")


def _row(user: User) -> dict[str, Any]:
    return {
        "login": user.login,
        "name": user.name,
        "role": str(user.role),
        "kind": str(user.kind),
        "organisation": user.organisation,
        "created_at": rfc3339(user.created_at),
        "disabled_at": rfc3339(user.disabled_at) if user.disabled_at else None,
    }


def _line(user: User) -> str:
    disabled = ("disabled" if language() == "en" else "已停用") if user.disabled_at else ""
    return "  ".join(filter(None, (user.login, user.name, user.role, user.organisation, disabled)))


@click.group()
def tokens() -> None:
    """Access tokens for programs."""


@tokens.command("create")
@for_organisation
@click.option("--scopes", help="What it may do, parted by commas; everything that the organisation may, if left out.")
@click.option(
    "--login", help="The person whose own it is, by whom only a person may act; the organisation's if left out."
)
@as_json
@pass_register
def create_token(
    register: Register,
    enterprise: str | None,
    operator: bool,
    evaluator: str | None,
    supervisor: str | None,
    scopes: str | None,
    login: str | None,
    as_json: bool,
) -> None:
    """Make a token and print it, once: the register keeps only its hash.

    Scopes of an enterprise: `declare` publishes and writes drafts, `draft` only writes drafts.

    \b
    Examples:
      registry tokens create --enterprise 91330106MA2KQ7B853 --scopes declare
      registry tokens create --evaluator 某评估机构 --login li.ming@example.com
    """
    organisation = _organisation(enterprise, operator, evaluator, supervisor)
    known = RIGHTS_OF[organisation.kind]
    names = sorted(known) if scopes is None else [name.strip() for name in scopes.split(",") if name.strip()]
    if not names or not set(names) <= set(known):
        raise click.BadParameter(f"{scopes!r}: {' | '.join(sorted(known))}", param_hint="--scopes")
    holder = organisation.holder(register, register.scope)
    token = service.create_token(register.scope, holder, [Right(name) for name in names], login)
    click.echo(json.dumps({"token": token, "scopes": names}) if as_json else token)


@tokens.command("list")
@as_json
@pass_register
def list_tokens(register: Register, as_json: bool) -> None:
    """List the tokens: their number, whose they are, what they may do, and until when; never the token itself.

    \b
    Example:
      registry tokens list
    """
    found = service.tokens(register.scope)
    if as_json:
        click.echo(json.dumps([_token_row(token) for token in found], ensure_ascii=False, indent=2))
        return
    now = register.clock.now()
    for token in found:
        ended = ("ended" if language() == "en" else "已失效") if token.expires_at <= now else ""
        until = f"→ {rfc3339(token.expires_at)}"
        click.echo("  ".join(filter(None, (str(token.id), token.organisation, ",".join(token.rights), until, ended))))


@tokens.command("revoke")
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
@pass_register
def revoke_token(register: Register, number: int) -> None:
    """End a token at once, by its number in the list.

    \b
    Example:
      registry tokens revoke 3
    """
    service.revoke_token(register.scope, number)
    click.echo(f"token {number} has ended" if language() == "en" else f"令牌 {number} 已失效")


def _token_row(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "kind": str(token.kind),
        "organisation": token.organisation,
        "scopes": list(token.rights),
        "created_at": rfc3339(token.created_at),
        "expires_at": rfc3339(token.expires_at),
    }
