"""The public pages of finding, reading and comparing."""

from registry.discovery.pages import differing, finding
from registry.discovery.pages.common import blueprint

__all__ = ["blueprint", "differing", "finding"]
