"""Commands about evaluators and their schemes."""

from __future__ import annotations

import json
from pathlib import Path

import click
from marshmallow import ValidationError

from registry.accounts import service
from registry.accounts.values import HolderKind
from registry.app import Register
from registry.cli.group import pass_register
from registry.cli.looking import as_json
from registry.http import strict_json
from registry.http.shape import body_findings
from registry.kernel.database import GREATEST_INTEGER
from registry.kernel.errors import Refused
from registry.kernel.transaction import begin
from registry.ranking.authoring import service as authoring
from registry.ranking.authoring.schemas import SchemeBody


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


@click.group()
def schemes() -> None:
    """Evaluation schemes."""


@schemes.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--evaluator", required=True, metavar="NAME", help="Whose scheme it is; made where it is not there yet.")
@as_json
@pass_register
def import_scheme(register: Register, file: Path, evaluator: str, as_json: bool) -> None:
    """Publish a scheme from a JSON file, as the newest version; the same content again changes nothing.

    The shape of the file stands at /api/v1/schemes/schema.json.

    \b
    Example:
      registry schemes import led-bulbs.json --evaluator 某评估机构
    """
    schema = SchemeBody()
    try:
        body = schema.load(strict_json.loads(file.read_bytes()))
    except ValidationError as error:
        raise Refused(body_findings(error, schema)) from None
    with begin(register.scope) as work:  # so that no evaluator stays whose first scheme is refused
        holder = service.holder_named(work, HolderKind.EVALUATOR, evaluator)
        version = authoring.publish_content(work, body, holder)
    told = {"id": body["id"], "version": version}
    click.echo(json.dumps(told) if as_json else f"{told['id']}  {version}")


@schemes.command("export")
@click.argument("scheme")
@click.option(
    "--version", type=click.IntRange(1, GREATEST_INTEGER), help="Number of a version; the newest if left out."
)
@pass_register
def export_scheme(register: Register, scheme: str, version: int | None) -> None:
    """Print the content of a published scheme as JSON, as `schemes import` takes it.

    \b
    Example:
      registry schemes export led-bulbs > led-bulbs.json
    """
    click.echo(json.dumps(authoring.content(register.scope, scheme, version), ensure_ascii=False, indent=2))
