"""tantivy: the embedded engine (嵌入式引擎). One writer; the readers of every process see each commit."""

from search.engines.tantivy.engine import TantivyEngine

__all__ = ["TantivyEngine"]
