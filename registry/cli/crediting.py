"""The command that imports entries of the quality credit record."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from registry.app import Register
from registry.cli.group import language, pass_register
from registry.credit.lines import read_line
from registry.credit.service import take
from registry.declarations.importing import PIECE
from registry.declarations.importing.lines import lines
from registry.kernel.errors import RegistryError


@click.group()
def credit() -> None:
    """The quality credit record (质量信用记录) of enterprises."""


@credit.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_register
def import_credit(register: Register, file: Path) -> None:
    """Record entries from a file, one JSON object a line (.jsonl, UTF-8).

    Each line is what `POST /credit/entries` takes, with `repair {kind, on, reason, source}` where the entry was ended
    early. Every line stands or falls alone, and the same file again changes nothing. Exit code 1 if a line was refused.

    \b
    Example:
      registry credit import entries.jsonl
    """
    english, taken, refused = language() == "en", 0, 0
    with file.open("rb") as opened:
        for line in lines(iter(partial(opened.read, PIECE), b"")):
            if not line.text.strip():
                continue
            try:
                take(register.scope, *read_line(line.text))
            except RegistryError as error:
                refused += 1
                click.echo(f"line {line.number}:" if english else f"第 {line.number} 行：", err=True)
                for finding in error.findings:
                    where = f"{finding.field}: " if finding.field else ""
                    click.echo(f"  {where}{finding.text(language())}", err=True)
            else:
                taken += 1
    told = (
        f"{taken} entries on record, {refused} lines refused"
        if english
        else f"记录在案 {taken} 条，未通过 {refused} 行"
    )
    click.echo(told)
    if refused:
        raise SystemExit(1)
