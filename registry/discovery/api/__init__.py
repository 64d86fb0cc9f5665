"""The public face over HTTP: finding, reading and comparing; the reference data."""

from registry.discovery.api import differing, suggesting
from registry.discovery.api.enterprises import blueprint as enterprises
from registry.discovery.api.finding import blueprint, request_of
from registry.discovery.api.reference import blueprint as reference

__all__ = ["blueprint", "differing", "enterprises", "reference", "request_of", "suggesting"]
