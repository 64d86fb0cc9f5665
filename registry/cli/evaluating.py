"""Commands about evaluators."""

from __future__ import annotations

import json

import click

from registry.accounts import service
from registry.accounts.values import HolderKind
from registry.app import Register
from registry.cli.group import pass_register
from registry.cli.looking import as_json


@click.group()
def evaluators() -> None:
    """Evaluators, whose schemes grade the declared standards."""


@evaluators.command("create")
@click.option("--name", required=True, help="Name of the organisation.")
@as_json
@pass_register
def create_evaluator(register: Register, name: str, as_json: bool) -> None:
    """Give an evaluator its account, to which schemes, people and tokens belong. Doing it again changes nothing.

    \b
    Examples:
      registry evaluators create --name 某评估机构
      registry users create --login wang --name 王芳 --evaluator 某评估机构
    """
    holder = service.holder_named(register.scope, HolderKind.EVALUATOR, name)
    click.echo(json.dumps({"id": holder, "name": name.strip()}, ensure_ascii=False) if as_json else name.strip())
