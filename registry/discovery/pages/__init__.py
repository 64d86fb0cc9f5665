"""The public pages: search, standard, product, versions, enterprise, compare, reference data."""

from registry.discovery.pages import comparing, differing, enterprises, reading
from registry.discovery.pages.common import blueprint

__all__ = ["blueprint", "comparing", "differing", "enterprises", "reading"]
