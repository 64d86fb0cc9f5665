"""The journal: every public act, in the order in which the acts were committed.

A leaf is the RFC 8785 JSON of `{v, type, subject, version, content_hash, at}`; it names no person. The leaves make the
Merkle tree of RFC 9162, and every entry keeps the root of the tree that it completes. **These bytes can never change**:
`tests/data/journal_vectors.json` holds them to it. The table is append-only, by trigger.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, Text, bindparam, event, func, insert, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from registry.kernel import merkle
from registry.kernel.canonical import canonical_json
from registry.kernel.clock import rfc3339
from registry.kernel.database import Base, Instant, Key, table
from registry.kernel.merkle import HASH_BYTES, Frontier, Subtree
from registry.kernel.transaction import Work

LEAF_VERSION = 1
_APPENDING = 0x6A6F75726E616C  # "journal": the advisory lock of whoever appends


class JournalRow(Base):
    """An entry. `nodes` holds the hashes of the perfect subtrees that the entry completes, from its own leaf upwards:
    no other table is needed for any proof, and no row is ever touched again."""

    __tablename__ = "journal"

    index: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    leaf: Mapped[str] = mapped_column(Text)
    nodes: Mapped[bytes] = mapped_column(LargeBinary)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Instant)


_entries = table(JournalRow)
_newest = select(_entries.c.index, _entries.c.root).order_by(_entries.c.index.desc()).limit(1)
_nodes = select(_entries.c.index, _entries.c.nodes).where(_entries.c.index.in_(bindparam("entries", expanding=True)))
_append = insert(_entries)
_lock = select(func.pg_advisory_xact_lock(_APPENDING))
_FRONTIER, _RESERVED = "journal frontier", "journal reserved"
_last: dict[bytes, Frontier] = {}


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Entry `index` of the log; `leaf` is its canonical JSON, `root` that of the tree which ends with it."""

    index: int
    leaf: str
    leaf_hash: bytes
    root: bytes
    at: datetime

    @property
    def size(self) -> int:
        return self.index + 1


@dataclass(frozen=True, slots=True)
class Act:
    """What an entry is made of, beside the instant of its command."""

    type: str
    subject: str
    version: int
    content_hash: str


def append(work: Work, *, type: str, subject: str, version: int, content_hash: str) -> LogEntry:  # noqa: A002 - the name that the leaf has
    """The new entry. Call it at the end of a command: from here to the commit nobody else can append.

    The order of the journal is the order of the commits, so that a reader who has seen entry n never misses one below
    it. `at` is the instant of the command; entries are ordered by index, not by it.
    """
    (new,) = append_all(work, (Act(type, subject, version, content_hash),))
    return new


def append_all(work: Work, acts: Iterable[Act]) -> list[LogEntry]:
    """As `append`, in one statement: an entry for each act, in their order."""
    session = work.session
    # What the command has yet to write is written before the others are made to wait.
    session.flush()
    reserve(work)
    frontier, added, rows = _frontier(session), list[LogEntry](), list[dict[str, Any]]()
    for act in acts:
        leaf = leaf_text(
            type=act.type, subject=act.subject, version=act.version, content_hash=act.content_hash, at=work.now
        )
        frontier, nodes = frontier.append(leaf.encode())
        index, root = frontier.size - 1, frontier.root
        rows.append({"index": index, "leaf": leaf, "nodes": b"".join(nodes), "root": root, "at": work.now})
        added.append(LogEntry(index, leaf, nodes[0], root, work.now))
    if not added:
        return []
    work.connection.execute(_append, rows)
    session.info[_FRONTIER] = frontier
    _last.clear()
    _last[frontier.root] = frontier
    return added


def _frontier(session: Session) -> Frontier:
    """That of the log as it stands; where this transaction has appended before, as it has left it, for nobody else
    could since."""
    held: Frontier | None = session.info.get(_FRONTIER)
    if held is not None:
        return held
    size, root = head(session)
    # The root names the tree: what this process has appended last is read again only where somebody else followed.
    held = _last.get(root)
    if held is not None and held.size == size:
        return held
    peaks = merkle.peaks(size)
    hashes = _hashes(session, peaks)
    return Frontier(size, tuple(hashes[peak] for peak in peaks))


def reserve(work: Work) -> None:
    """From here to the commit nobody else can append. `append` does it by itself; a command that also takes something
    unique which others may want, such as a number, does it first, so that no two wait for each other."""
    session = work.session
    if _RESERVED not in session.info and session.get_bind().dialect.name == "postgresql":
        session.execute(_lock)
        session.info[_RESERVED] = True


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _transaction: SessionTransaction) -> None:
    """A savepoint that is undone takes with it the entries, and the lock where it was taken, that came after it."""
    session.info.pop(_FRONTIER, None)
    session.info.pop(_RESERVED, None)


@event.listens_for(Session, "after_transaction_end")
def _end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_FRONTIER, None)
        session.info.pop(_RESERVED, None)


def leaf_text(*, type: str, subject: str, version: int, content_hash: str, at: datetime) -> str:  # noqa: A002 - as above
    """The leaf of an entry, as it is kept and hashed."""
    return canonical_json(
        {
            "v": LEAF_VERSION,
            "type": type,
            "subject": subject,
            "version": version,
            "content_hash": content_hash,
            "at": rfc3339(at),
        }
    ).decode()


def entry(session: Session, index: int) -> LogEntry | None:
    """Entry `index`, or None where the log is shorter."""
    row = session.get(JournalRow, index)
    return LogEntry(row.index, row.leaf, row.nodes[:HASH_BYTES], row.root, row.at) if row else None


def subjects(session: Session, since: int) -> set[str]:
    """What the entries from index `since` on are about."""
    leaves = session.scalars(select(JournalRow.leaf).where(JournalRow.index >= since))
    return {json.loads(leaf)["subject"] for leaf in leaves}


def head(session: Session) -> tuple[int, bytes]:
    """Size and root of the log as the session sees it."""
    newest = session.execute(_newest).first()
    if newest is None:
        return 0, merkle.EMPTY_ROOT
    index, root = newest
    return index + 1, root


def recompute(entries: Iterable[tuple[int, str, bytes, bytes]]) -> tuple[int, bytes]:
    """Size and root of the log that `entries` (index, leaf, nodes, root) make in their order, computed from nothing but
    the leaves. ValueError names the first entry that keeps something else than its leaves make."""
    frontier = Frontier()
    for index, leaf, nodes, root in entries:
        made, hashes = frontier.append(leaf.encode())
        if (index, nodes, root) != (frontier.size, b"".join(hashes), made.root):
            raise ValueError(f"entry {index} of the public log does not follow from the leaves up to it")
        frontier = made
    return frontier.size, frontier.root


def inclusion_proof(session: Session, index: int, size: int) -> tuple[bytes, ...]:
    """The hashes that lead from leaf `index` to the root of the log at `size`. One query, at most 2·log₂(size) rows."""
    return _read(session, merkle.inclusion_proof(index, size), size)


def consistency_proof(session: Session, first: int, second: int) -> tuple[bytes, ...]:
    """The hashes that show that the log at `second` begins with the log at `first`."""
    return _read(session, merkle.consistency_proof(first, second), second)


def _read(session: Session, proof: merkle.Proof, size: int) -> tuple[bytes, ...]:
    held, _ = head(session)
    if size > held:
        raise ValueError(f"the log has {held} entries, not {size}")
    return proof.read(_hashes(session, proof.needs))


def _hashes(session: Session, subtrees: Iterable[Subtree]) -> dict[Subtree, bytes]:
    wanted = tuple(subtrees)
    nodes = dict(session.execute(_nodes, {"entries": [each.entry for each in wanted]}).all())
    return {each: nodes[each.entry][each.level * HASH_BYTES : (each.level + 1) * HASH_BYTES] for each in wanted}
