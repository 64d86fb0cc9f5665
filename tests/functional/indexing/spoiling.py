"""An index that has fallen out of step, on purpose."""

from registry.indexing.auditing import Fault
from search.documents import Key, Unit
from search.query import Query
from tests.contract.making import document


def write(register, upserts=(), deletes=()):
    with register.search.write() as writer:
        writer.apply(upserts, deletes, change=0)
        writer.commit()


def spoil(register, standard):
    """One document less, one of another content, and one that nobody declares. Their keys, by fault."""
    keys = [hit.key for hit in register.search.search(Query(limit=100)).hits]
    own, product = Key(Unit.STANDARD, standard), min(str(key) for key in keys if key.unit is Unit.PRODUCT)
    stale = document(0, unit=Unit.STANDARD, id=standard, standard=standard, mark=9)
    surplus = document(77, standard=standard)
    write(register, [stale, surplus], [Key.parse(product)])
    return {Fault.STALE: own, Fault.SURPLUS: surplus.key, Fault.MISSING: Key.parse(product)}
