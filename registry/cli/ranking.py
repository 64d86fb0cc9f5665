"""Commands of the rankings."""

from __future__ import annotations

import sys

import click

from registry.cli.group import language
from registry.ranking import recompute


@click.group()
def rankings() -> None:
    """Rankings of declared standards."""


@rankings.command("recompute")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def recompute_ranking(file: str) -> None:
    """Grade anew from an archive, without the register: the same digest, or what was changed.

    \b
    Example:
      registry rankings recompute led-bulbs-0a1b2c3d4e5f.zip
    """
    english = language() == "en"
    try:
        published, found = recompute.recomputed(file)
    except recompute.Broken as broken:
        raise click.ClickException(broken.en if english else broken.zh) from None
    click.echo(f"published  {published}" if english else f"公布 {published}")
    click.echo(f"recomputed {found}" if english else f"重算 {found}")
    if published == found:
        click.echo("the same" if english else "一致")
    else:
        click.echo("NOT the same" if english else "不一致", err=True)
        sys.exit(1)
