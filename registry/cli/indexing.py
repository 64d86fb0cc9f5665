"""Commands of the search index: what it is, build it anew, compare it with the register."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from registry.app import Register
from registry.cli.group import language, pass_register
from registry.cli.looking import as_json
from registry.declarations import queries as declarations
from registry.indexing import auditing, service
from registry.indexing.auditing import Audit, Fault
from registry.kernel.transaction import reading

NAMED = 20
"""Faults that are named one by one; `--json` names all."""


@click.group()
def index() -> None:
    """The search index: rebuild it, compare it with the database."""


@index.command("status")
@as_json
@pass_register
def status(register: Register, as_json: bool) -> None:
    """Show which index answers, what made it and how far it has come.

    \b
    Example:
      registry index status
    """
    found = register.search.describe()
    told = {
        "engine": found.engine,
        "generation": found.generation,
        "analyser": found.analyser,
        "schema": found.schema,
        "documents": found.documents,
        "change": found.change,
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for name, value in told.items():
        click.echo(f"{name:<12}{value}")


@index.command("rebuild")
@pass_register
def rebuild(register: Register) -> None:
    """Build the index anew from the database and switch to it. The present one answers meanwhile.

    \b
    Example:
      registry index rebuild
    """
    with _progress(register, "index") as told:
        held = service.rebuild(register.scope, register.search, told)
    click.echo(f"{held} standards are in the new index" if language() == "en" else f"新索引已启用，含 {held} 项标准")


@index.command("audit")
@click.option("--repair", is_flag=True, help="Have the worker put what is wrong into the index again.")
@as_json
@pass_register
def audit(register: Register, repair: bool, as_json: bool) -> None:
    """Compare every document of the index with the database. Exit code 1 when something is missing, stale or surplus.

    \b
    Example:
      registry index audit --repair
    """
    with _progress(register, "audit") as told:
        found = auditing.audit(register.scope, register.search, told, repair=repair)
    if as_json:
        click.echo(json.dumps(_data(found), ensure_ascii=False, indent=2))
    else:
        _tell(found, repair=repair)
    if not found.sound:
        sys.exit(1)


def _data(found: Audit) -> dict[str, object]:
    faults = [
        {"document": str(each.key), "fault": str(each.fault), "standard": str(each.standard)} for each in found.faults
    ]
    return {"documents": found.documents, "faults": faults, "unknown": found.unknown}


def _tell(found: Audit, *, repair: bool) -> None:
    english = language() == "en"
    names = {Fault.MISSING: "缺少", Fault.STALE: "过时", Fault.SURPLUS: "多余"}
    for each in found.faults[:NAMED]:
        click.echo(f"{each.fault if english else names[each.fault]}  {each.key}  {each.standard}")
    if len(found.faults) > NAMED:
        click.echo(f"… (--json: {len(found.faults)})")
    counted = found.counted()
    numbers = "，".join(f"{names[fault]} {counted[fault]}" for fault in Fault)
    if english:
        numbers = ", ".join(f"{counted[fault]} {fault}" for fault in Fault)
        click.echo(f"{found.documents} documents are as they should be; {numbers}")
    else:
        click.echo(f"{found.documents} 个检索单元无误；{numbers}")
    if found.unknown:
        click.echo(
            f"{found.unknown} documents belong to no standard of this database: run `registry index rebuild`"
            if english
            else f"{found.unknown} 个检索单元不属于本数据库的任何标准：请运行 registry index rebuild"
        )
    if found.faults and repair:
        click.echo("the worker has been told to repair it" if english else "已通知后台进程修复")
    elif found.faults:
        click.echo("--repair has the worker repair it" if english else "加 --repair 由后台进程修复")


@contextmanager
def _progress(register: Register, label: str) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, which hears how many standards are done."""
    with reading(register.scope) as session:
        total = declarations.count(session)
    with click.progressbar(length=max(total, 1), label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield lambda done: bar.update(done - bar.pos)
