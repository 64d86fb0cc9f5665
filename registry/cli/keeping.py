"""Commands that keep the register: a copy of it in one file, and the register put back from one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from registry.app import Register
from registry.cli.group import language, pass_register
from registry.kernel import backup as keeping
from registry.kernel import migrate
from registry.kernel.backup import Contents, Told


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_register
def backup(register: Register, file: Path) -> None:
    """Write the whole register to FILE while it is in use (SQLite; on PostgreSQL: says the line for pg_dump).

    The copy is examined and its public log computed anew before it takes the name FILE.

    \b
    Example:
      registry backup register-2026-11-26.sqlite
    """
    with _progress("backup") as told:
        contents = keeping.backup(register.engine, file, told)
    _tell(file, contents)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in the place of the register that stands there.")
@pass_register
def restore(register: Register, file: Path, replace: bool) -> None:
    """Put the register back from FILE. Nothing may run meanwhile; the next start builds the search index.

    \b
    Example:
      registry restore register-2026-11-26.sqlite --replace
    """
    with _progress("restore") as told:
        contents = keeping.restore(register.engine, file, replace=replace, begins=register.search.forget, told=told)
    _tell(file, contents)
    if contents.migration != migrate.head():
        click.echo(
            "run `registry setup` before it is served" if language() == "en" else "启动之前请先运行 registry setup"
        )


def _tell(file: Path, contents: Contents) -> None:
    count, root = contents.entries, contents.root.hex()
    click.echo(
        f"{file}: sound, {contents.migration}, {count} entries in the public log, root {root}"
        if language() == "en"
        else f"{file}：完好，数据库版本 {contents.migration}，公开日志 {count} 条，根哈希 {root}"
    )


@contextmanager
def _progress(label: str) -> Iterator[Told]:
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def told(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield told
