"""Commands that register enterprises."""

from __future__ import annotations

import json

import click

from registry.app import Register
from registry.cli.group import language, pass_register
from registry.cli.looking import as_json
from registry.enterprises import queries
from registry.enterprises.service import register as register_enterprise
from registry.enterprises.values import Enterprise, Sample, VerificationLevel
from registry.identifiers.uscc import parse_uscc
from registry.kernel.errors import NOT_FOUND, NotFound
from registry.kernel.transaction import reading


@click.group()
def enterprises() -> None:
    """Enterprises of the register."""


@enterprises.command("create")
@click.option("--uscc", required=True, help="统一社会信用代码, 18 characters.")
@click.option("--name", required=True)
@click.option("--region", required=True, help="Division code of GB/T 2260, six digits.")
@click.option("--level", type=click.Choice([str(each) for each in VerificationLevel]), default="L0", show_default=True)
@click.option("--sample", is_flag=True, help="A sample enterprise: code and region of the reserved division 000000.")
@as_json
@pass_register
def create_enterprise(
    register: Register, uscc: str, name: str, region: str, level: str, sample: bool, as_json: bool
) -> None:
    """Register an enterprise.

    \b
    Example:
      registry enterprises create --uscc 91330106MA2KQ7B853 --name 杭州某某电器有限公司 --region 330106 --level L1
    """
    enterprise = register_enterprise(
        register.scope,
        uscc=uscc,
        name=name,
        region=region,
        level=VerificationLevel(level),
        sample=Sample("示例企业", "") if sample else None,
    )
    for notice in parse_uscc(uscc, sample=sample)[1]:
        click.echo(notice.text(language()), err=True)
    if as_json:
        click.echo(json.dumps({"uscc": enterprise.uscc, "name": enterprise.name}, ensure_ascii=False))
    else:
        click.echo(f"{enterprise.uscc}  {enterprise.name}  {enterprise.level}")


def enterprise_of(register: Register, uscc: str) -> Enterprise:
    """The enterprise that a command names by its credit code; NotFound says which."""
    with reading(register.scope) as session:
        enterprise = queries.by_uscc(session, uscc.strip().upper())
    if enterprise is None:
        raise NotFound(NOT_FOUND.error("--enterprise", given=uscc))
    return enterprise
