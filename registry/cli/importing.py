"""The command that imports a file of declarations."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from registry.app import Register
from registry.cli.group import language, pass_register
from registry.cli.looking import as_json
from registry.cli.registering import enterprise_of
from registry.declarations.importing import KEPT, PIECE, Report, RowFinding, file_name, import_file
from registry.declarations.importing.wire import report_to_wire


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--enterprise", "uscc", required=True, help="统一社会信用代码 of the enterprise that declares.")
@click.option("--dry-run", is_flag=True, help="Say what would come of the file, and change nothing.")
@as_json
@pass_register
def import_(register: Register, file: Path, uscc: str, dry_run: bool, as_json: bool) -> None:
    """Publish declarations from a file, one JSON object a line (.jsonl, UTF-8).

    Each line has the writable fields of a standard and `commitment {signed_by, role}`. Every line stands or falls
    alone: one that can be read but not published becomes a draft, and is told of with its reasons. The same file again
    changes nothing. Exit code 1 if a line was neither published nor there already.

    \b
    Example:
      registry import declarations.jsonl --enterprise 91330106MA2KQ7B853 --dry-run
    """
    file_name(file.name)
    enterprise = enterprise_of(register, uscc)
    size = file.stat().st_size
    bar = click.progressbar(length=size, label="import", file=sys.stderr, hidden=not sys.stderr.isatty())
    with file.open("rb") as opened, bar:
        pieces = iter(partial(opened.read, PIECE), b"")
        report = import_file(
            register.scope, enterprise, pieces, lambda settled: bar.update(settled - bar.pos), dry_run=dry_run
        )
    if as_json:
        document = {"dry_run": dry_run, **report_to_wire(report.tally, report.findings, language())}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _print(report, dry_run)
    if report.tally.refused or report.tally.drafted:
        raise SystemExit(1)


def _print(report: Report, dry_run: bool) -> None:
    """Row by row the reasons why it was not published, then the sum."""
    english, row = language() == "en", 0
    for each in report.findings:
        if not each.finding.is_error:
            continue
        if each.row != row:
            row = each.row
            click.echo(_heading(each, english), err=True)
        where = f"{each.finding.field}: " if each.finding.field else ""
        click.echo(f"  {where}{each.finding.text(language())}", err=True)
    tally = report.tally
    if tally.findings > len(report.findings):
        told = (
            f"only the first {KEPT} of {tally.findings} findings"
            if english
            else f"仅列出前 {KEPT} 条，共 {tally.findings} 条"
        )
        click.echo(told, err=True)
    sums: dict[str, Any] = {
        "rows": tally.rows,
        "published": tally.published,
        "drafted": tally.drafted,
        "repeated": tally.repeated,
        "refused": tally.refused,
    }
    told = (
        "{rows} lines: {published} published, {drafted} kept as drafts, {repeated} known, {refused} refused"
        if english
        else "共 {rows} 行：公开 {published}，存为草稿 {drafted}，已有 {repeated}，未通过 {refused}"
    ).format(**sums)
    if dry_run:
        told = f"dry run, nothing was changed. {told}" if english else f"试运行，没有任何改动。{told}"
    click.echo(told)


def _heading(found: RowFinding, english: bool) -> str:
    if found.draft:
        return f"line {found.row} (draft {found.draft}):" if english else f"第 {found.row} 行（草稿 {found.draft}）："
    return f"line {found.row}:" if english else f"第 {found.row} 行："
