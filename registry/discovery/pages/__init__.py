"""The public pages: search, standard, product, compare, reference data."""

from registry.discovery.pages import comparing, reading
from registry.discovery.pages.common import blueprint

__all__ = ["blueprint", "comparing", "reading"]
