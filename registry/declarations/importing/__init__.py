"""Import of declarations, one JSON object a line: every row stands or falls alone, nothing is lost, and the same file
again changes nothing."""

from registry.declarations.importing.service import (
    PIECE,
    file_name,
    findings_of,
    handler,
    import_file,
    proceed,
    read_import,
    request_import,
)
from registry.declarations.importing.values import KEPT, Import, Report, RowFinding, State, Tally

__all__ = [
    "KEPT",
    "PIECE",
    "Import",
    "Report",
    "RowFinding",
    "State",
    "Tally",
    "file_name",
    "findings_of",
    "handler",
    "import_file",
    "proceed",
    "read_import",
    "request_import",
]
