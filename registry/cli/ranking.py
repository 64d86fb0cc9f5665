"""Commands of the rankings."""

from __future__ import annotations

import sys

import click

from registry.ranking import recompute


@click.group()
def rankings() -> None:
    """Rankings of declared standards."""


@rankings.command("recompute")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def recompute_ranking(file: str) -> None:
    """Grade anew from an archive, without the register: the same digest, or what was changed. Says what the program in
    the archive says, in both languages.

    \b
    Example:
      registry rankings recompute led-bulbs-0a1b2c3d4e5f.zip
    """
    sys.exit(recompute.main([file]))
