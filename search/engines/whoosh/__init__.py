"""Whoosh: the embedded engine that needs nothing compiled (纯 Python 引擎). For some ten thousand documents.

Whoosh keeps the postings, the segments and their merging. What a query tree means is said in `evaluate`, over plain
sets of documents: the matchers of Whoosh know neither exact totals beside a filter nor an order with ties broken.
"""

from search.engines.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
