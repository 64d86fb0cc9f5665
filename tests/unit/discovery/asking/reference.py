"""The names of the dictionary that ships."""

from functools import cache

from registry.discovery.asking.names import Names
from registry.reference.loading import shipped
from registry.reference.snapshot import build


@cache
def names() -> Names:
    return Names(build(1, shipped()))
