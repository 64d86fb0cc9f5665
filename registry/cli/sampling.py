"""Command that fills the register with sample data."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from registry import worker as working
from registry.app import Register
from registry.cli.group import language, pass_register
from registry.demo.editions import issue
from registry.demo.generating import generate
from registry.demo.service import DEMO_LOGIN, Loaded, demo_evaluators, demo_person, load
from registry.indexing.service import rebuild
from search.errors import WriterTaken

SHOWN = 20
"""Refused declarations that are named; the page /demo has all."""


@click.command()
@click.option(
    "--scale", type=click.IntRange(1, 10_000_000), help="Instead: so many generated standards, for measuring."
)
@pass_register
def demo(register: Register, scale: int | None) -> None:
    """Load sample declarations made from real product data, and make them findable. Doing it again changes nothing.

    Generated standards are not examined and announced to nobody: the whole index is built anew after them.

    \b
    Examples:
      registry demo
      registry demo --scale 10000
    """
    started = time.monotonic()
    english = language() == "en"
    if scale is not None:
        with _progress() as progress:
            rows = generate(register.scope, scale, progress)
        click.echo(_seconds(f"generated {rows} rows" if english else f"已生成 {rows} 行", started))
        rebuild(register.scope, register.search)
    else:
        working.ready(register.scope, register.search)  # what is built after the load would be indexed twice
        with _progress() as progress:
            loaded = load(register.scope, progress)
        _tell(loaded)
        _tell_login(DEMO_LOGIN, demo_person(register.scope))
        for login, password in demo_evaluators(register.scope).items():
            _tell_login(login, password)
        editions = issue(register.scope)
        click.echo(f"{editions} editions of rankings built" if english else f"已生成 {editions} 期排行榜")
        click.echo(_seconds("loaded" if english else "载入完成", started))
        try:
            working.drain(register.scope, register.search)
        except WriterTaken:
            taken = "a worker is running and makes the sample data findable"
            click.echo(taken if english else "后台进程正在运行，由它建立索引", err=True)
    click.echo(_seconds("findable" if english else "可以检索", started))


def _tell(loaded: Loaded) -> None:
    english = language() == "en"
    for refusal in loaded.refused[:SHOWN]:
        finding = refusal.findings[0]
        more = f" (+{len(refusal.findings) - 1})" if len(refusal.findings) > 1 else ""
        click.echo(f"{refusal.number}: {finding.field}: {finding.text(language())}{more}", err=True)
    refused = len(loaded.refused) + loaded.refused_before
    click.echo(
        f"sample data: {loaded.standards} standards with {loaded.products} products and {loaded.indicators} indicators "
        f"published, {loaded.present} there already, {refused} refused (/demo lists them)"
        if english
        else f"示例数据：公开 {loaded.standards} 项标准、{loaded.products} 个产品、{loaded.indicators} 项指标，"
        f"已有 {loaded.present} 项，未通过 {refused} 项（见 /demo）"
    )


def _tell_login(login: str, password: str | None) -> None:
    """`password` is None where the account was made by an earlier run."""
    english = language() == "en"
    if password is not None:
        click.echo(f"sign in as {login} / {password}" if english else f"登录名 {login}，密码 {password}")
        return
    another = f"registry users password {login}"
    click.echo(
        f"sign in as {login}; the password was shown at the first load, `{another}` sets another"
        if english
        else f"登录名 {login}，密码在首次载入时已显示；可用 {another} 重设"
    )


def _seconds(what: str, started: float) -> str:
    seconds = time.monotonic() - started
    return f"{what}: {seconds:.1f} s" if language() == "en" else f"{what}：{seconds:.1f} 秒"


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    with click.progressbar(length=1, label="demo", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield progress
