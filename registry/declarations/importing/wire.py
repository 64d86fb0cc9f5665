"""Imports and their findings in the shapes that the API promises; the command prints the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from registry.declarations.importing.values import Import, RowFinding, Tally
from registry.kernel.clock import rfc3339

URL = "/api/v1/imports"


def import_to_wire(found: Import, findings: Iterable[RowFinding], language: str) -> dict[str, Any]:
    """With the first of its findings."""
    url = f"{URL}/{found.id}"
    return {
        "id": str(found.id),
        "url": url,
        "state": str(found.state),
        "dry_run": found.dry_run,
        "filename": found.filename,
        "size": found.size,
        "created_at": rfc3339(found.created_at),
        "finished_at": found.finished_at and rfc3339(found.finished_at),
        **report_to_wire(found.tally, findings, language),
        "failure": found.failure and found.failure.as_json(language),
        "findings_url": f"{url}/findings",
    }


def report_to_wire(tally: Tally, findings: Iterable[RowFinding], language: str) -> dict[str, Any]:
    return {
        "rows": tally.rows,
        "published": tally.published,
        "drafted": tally.drafted,
        "refused": tally.refused,
        "repeated": tally.repeated,
        "findings_total": tally.findings,
        "findings": [row_finding_to_wire(finding, language) for finding in findings],
    }


def row_finding_to_wire(found: RowFinding, language: str) -> dict[str, Any]:
    return {"row": found.row, "column": None, "draft": found.draft, **found.finding.as_json(language)}
