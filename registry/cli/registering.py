"""Commands that register enterprises."""

from __future__ import annotations

import json
from datetime import datetime

import click

from registry.app import Register
from registry.cli.group import language, pass_register
from registry.cli.looking import as_json
from registry.enterprises import queries
from registry.enterprises.service import record_standing, rename
from registry.enterprises.service import register as register_enterprise
from registry.enterprises.values import Enterprise, EnterpriseRecord, Sample, Standing, VerificationLevel
from registry.identifiers.uscc import parse_uscc
from registry.kernel.errors import NOT_FOUND, NotFound
from registry.kernel.transaction import reading

_uscc = click.option("--uscc", required=True, help="统一社会信用代码, 18 characters.")
_day = click.DateTime(["%Y-%m-%d"])


@click.group()
def enterprises() -> None:
    """Enterprises of the register."""


@enterprises.command("create")
@_uscc
@click.option("--name", required=True)
@click.option("--region", required=True, help="Division code of GB/T 2260, six digits.")
@click.option("--level", type=click.Choice([str(each) for each in VerificationLevel]), default="L0", show_default=True)
@click.option("--industry", help="Code of GB/T 4754, such as 3851.")
@click.option("--sample", is_flag=True, help="A sample enterprise: code and region of the reserved division 000000.")
@as_json
@pass_register
def create_enterprise(
    register: Register,
    uscc: str,
    name: str,
    region: str,
    level: str,
    industry: str | None,
    sample: bool,
    as_json: bool,
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
        industry=industry,
        sample=Sample("示例企业", "") if sample else None,
    )
    for notice in parse_uscc(uscc, sample=sample)[1]:
        click.echo(notice.text(language()), err=True)
    if as_json:
        click.echo(json.dumps({"uscc": enterprise.uscc, "name": enterprise.name}, ensure_ascii=False))
    else:
        click.echo(f"{enterprise.uscc}  {enterprise.name}  {enterprise.level}")


@enterprises.command("rename")
@_uscc
@click.option("--name", required=True, help="The name that it bears now.")
@click.option("--on", type=_day, required=True, help="First day of that name.")
@click.option("--reason", required=True, help="What the change rests on.")
@as_json
@pass_register
def rename_enterprise(register: Register, uscc: str, name: str, on: datetime, reason: str, as_json: bool) -> None:
    """Give an enterprise another name; the former one stays on record.

    \b
    Example:
      registry enterprises rename --uscc 91330106MA2KQ7B853 --name 杭州新名有限公司 --on 2026-11-01 --reason 变更登记
    """
    _tell(rename(register.scope, uscc, name=name, on=on.date(), reason=reason), as_json=as_json)


@enterprises.command("standing")
@_uscc
@click.option("--standing", type=click.Choice([str(each) for each in Standing]), required=True)
@click.option("--on", type=_day, required=True, help="First day of that standing.")
@as_json
@pass_register
def standing_of_enterprise(register: Register, uscc: str, standing: str, on: datetime, as_json: bool) -> None:
    """Record whether an enterprise exists, has lost its licence, or is deregistered (存续、吊销、注销).

    \b
    Example:
      registry enterprises standing --uscc 91330106MA2KQ7B853 --standing deregistered --on 2026-11-01
    """
    _tell(record_standing(register.scope, uscc, standing=Standing(standing), on=on.date()), as_json=as_json)


def _tell(record: EnterpriseRecord, *, as_json: bool) -> None:
    enterprise, former = record.enterprise, [each.name for each in record.former_names]
    if as_json:
        told = {"uscc": enterprise.uscc, "name": enterprise.name, "former_names": former, "standing": record.standing}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("  ".join(filter(None, (enterprise.uscc, enterprise.name, enterprise.level, record.standing))))


def enterprise_of(register: Register, uscc: str) -> Enterprise:
    """The enterprise that a command names by its credit code; NotFound says which."""
    with reading(register.scope) as session:
        enterprise = queries.by_uscc(session, uscc.strip().upper())
    if enterprise is None:
        raise NotFound(NOT_FOUND.error("--enterprise", given=uscc))
    return enterprise
