"""The `registry` command.

Exit code 0, 1 where the register refuses, 2 where the command is used wrongly; never a traceback for a user's mistake.
"""

from __future__ import annotations

from registry.cli.crediting import credit
from registry.cli.evaluating import evaluators, schemes
from registry.cli.group import group
from registry.cli.importing import import_
from registry.cli.indexing import index
from registry.cli.keeping import backup, restore
from registry.cli.looking import indicators, search, settings
from registry.cli.people import tokens, users
from registry.cli.ranking import rankings
from registry.cli.registering import enterprises
from registry.cli.running import serve, setup, worker
from registry.cli.sampling import demo

for command in (
    *(serve, setup, demo, worker, import_, search, index, indicators),
    *(enterprises, credit, evaluators, users, tokens, schemes, rankings, backup, restore, settings),
):
    group.add_command(command)


def main() -> None:
    """Entry point of the `registry` script."""
    group(prog_name="registry")


__all__ = ["main"]
