"""The public pages: search, standard, product, versions, documents, enterprise, compare, reference data."""

from registry.discovery.pages import comparing, differing, documents, enterprises, reading
from registry.discovery.pages.common import blueprint

__all__ = ["blueprint", "comparing", "differing", "documents", "enterprises", "reading"]
