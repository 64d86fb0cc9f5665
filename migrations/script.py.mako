"""${message}.

Expand first, contract in a later release: the version that runs while this is applied still writes the old shape.
A change of data stands in a step of its own, in batches. A table that SQLite has to build anew (`batch_alter_table`)
loses its triggers: call `append_only` again where it had them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "raise ValueError('say what changes')"}
