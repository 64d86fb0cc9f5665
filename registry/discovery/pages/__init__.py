"""The public pages: search, standard, product, versions, compare, reference data."""

from registry.discovery.pages import comparing, differing, reading
from registry.discovery.pages.common import blueprint

__all__ = ["blueprint", "comparing", "differing", "reading"]
