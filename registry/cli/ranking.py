"""Commands of the rankings."""

from __future__ import annotations

import sys

import click

from registry.app import Register
from registry.cli.group import language, pass_register
from registry.ranking import recompute, service


@click.group()
def rankings() -> None:
    """Rankings of declared standards."""


@rankings.command("build")
@click.argument("scheme", nargs=-1)
@pass_register
def build_rankings(register: Register, scheme: tuple[str, ...]) -> None:
    """Grade the candidates of schemes, of all that are in force where none is named, each into a new edition: a draft
    that its evaluator looks at and shows for objections.

    \b
    Examples:
      registry rankings build
      registry rankings build led-bulbs displays-energy
    """
    scope = register.scope
    today = scope.clock.today()
    known = {each.id: each for each in service.schemes(scope)}
    for name in scheme:
        if name not in known:
            raise click.BadParameter(f"{name!r}: {' | '.join(sorted(known))}", param_hint="SCHEME")
    named = scheme or tuple(name for name, each in known.items() if each.in_force(today))
    for name in named:
        edition = service.build(scope, name)
        counts = edition.counts
        grades = " / ".join(str(number) for number in counts.by_grade.values())
        click.echo(
            f"{name}: {edition.id}, {counts.candidates} candidates, in grades 1 to 3: {grades}, out: {counts.excluded}"
            if language() == "en"
            else f"{name}：{edition.id}，参评 {counts.candidates}，一至三级 {grades}，未入榜 {counts.excluded}"
        )


@rankings.command("recompute")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def recompute_ranking(file: str) -> None:
    """Grade anew from an archive, without the register: the same digest, or what was changed. Says what the program in
    the archive says, in both languages.

    \b
    Example:
      registry rankings recompute led-bulbs-ER2026-00000001-1.zip
    """
    sys.exit(recompute.main([file]))
