"""Import of declarations, one JSON object a line: many commands in one transaction, each in its own savepoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from registry.declarations.schemas import ImportRowBody
from registry.declarations.service import publish
from registry.declarations.values import Commitment
from registry.enterprises.values import Enterprise
from registry.http.shape import body_findings
from registry.http.strict_json import loads
from registry.kernel import journal
from registry.kernel.errors import Malformed, Refused, RegistryError
from registry.kernel.findings import Finding, Message
from registry.kernel.transaction import Where, begin

NOT_AN_OBJECT = Message(
    "line-not-an-object",
    "这一行不是 JSON 对象；每行写一项声明，如 {accepted}。",
    "This line is not a JSON object; each line holds one declaration, such as {accepted}.",
)
EXAMPLE = '{"kind": "enterprise", "number": "Q/SXDJX 001-2026", …}'


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`refused` holds the number of each line that did not stand, with all that is to be said of it."""

    rows: int
    published: int
    repeated: int
    refused: tuple[tuple[int, tuple[Finding, ...]], ...]

    def as_json(self, language: str) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "published": self.published,
            "repeated": self.repeated,
            "refused": len(self.refused),
            "findings": [
                {"row": row, **finding.as_json(language)} for row, findings in self.refused for finding in findings
            ],
        }


def import_lines(
    where: Where, enterprise: Enterprise, lines: Iterable[bytes], done: Callable[[bytes], None]
) -> ImportReport:
    """Publishes every line that can be published for `enterprise`; `done` is told of each line when it is settled.

    Lines are read one after the other, so the size of the file does not matter. Empty lines do not count as rows.
    """
    rows = published = repeated = 0
    refused: list[tuple[int, tuple[Finding, ...]]] = []
    with begin(where) as work:
        newest = journal.head(work.session)[0] - 1  # of the log, as this run has left it
        for number, line in enumerate(lines, start=1):
            if line.strip():
                rows += 1
                try:
                    with work.savepoint():
                        body, commitment = _read(line)
                        receipt = publish(work, enterprise, body, commitment)
                except RegistryError as refusal:
                    refused.append((number, refusal.findings))
                else:
                    fresh = receipt.published_at == work.now and receipt.log_index > newest
                    published, repeated = published + fresh, repeated + (not fresh)
                    newest = max(newest, receipt.log_index)
            done(line)
    return ImportReport(rows, published, repeated, tuple(refused))


def _read(line: bytes) -> tuple[Mapping[str, Any], Commitment]:
    """The body and the commitment in a line, held to the shape that the API takes."""
    row = loads(line)
    if not isinstance(row, dict):
        raise Malformed(NOT_AN_OBJECT.error("", accepted=EXAMPLE))
    schema = ImportRowBody()
    try:
        body = schema.load(row)
    except ValidationError as error:
        error.data = row
        raise Refused(body_findings(error, schema)) from None
    return body, Commitment(**body.pop("commitment"))
