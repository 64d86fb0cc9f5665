"""A line of a file → a declaration with its publication, held to the shape that the API takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from registry.declarations.importing.lines import LONGEST, Line
from registry.declarations.schemas import DeclarationBody, ImportRowBody, PublicationBody, refuse_too_many
from registry.declarations.values import Commitment, Publication
from registry.http.fitting import fits
from registry.http.shape import body_findings
from registry.http.strict_json import MALFORMED_JSON, NOT_UTF8, loads, unwanted
from registry.kernel.errors import Malformed, RegistryError
from registry.kernel.findings import Finding, Message

EXAMPLE = '{"kind": "enterprise", "number": "Q/SXDJX 001-2026", …}'
SHOWN = 80
"""Characters of a line that are shown again."""

NOT_AN_OBJECT = Message(
    "line-not-an-object",
    "这一行不是 JSON 对象：{given}；每行写一项声明，如 {accepted}。",
    "This line is not a JSON object: {given}; each line holds one declaration, such as {accepted}.",
)
NOT_JSON = Message(
    "line-not-json",
    "这一行不是合格的 JSON，从“{why}”起不能读取：{given}；每行写一项声明，如 {accepted}。",
    "This line is not well-formed JSON, from “{why}” on it cannot be read: {given}; each line holds one declaration, "
    "such as {accepted}.",
)
OTHER_ENCODING = Message(
    "line-not-utf8",
    "这一行不是 {accepted} 编码，看来是 {encoding}：{given}；请把文件另存为 {accepted}。",
    "This line is not {accepted} but, as it seems, {encoding}: {given}; save the file as {accepted}.",
)
TOO_LONG = Message(
    "line-too-long",
    "这一行有 {given} 字节，最多 {accepted} 字节；请分成几项声明。",
    "This line has {given} bytes; at most {accepted} are taken. Declare several standards.",
)

_ROW, _DECLARATION, _PUBLICATION = ImportRowBody(), DeclarationBody(), PublicationBody()
_fits = fits(_ROW)
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # marks of UTF-16


@dataclass(frozen=True, slots=True)
class Row:
    """Row `number` of a file. `body` is None where the line cannot be read, `publication` where it says nothing that
    can be published with; `findings` say why."""

    number: int
    body: Mapping[str, Any] | None
    publication: Publication | None
    findings: tuple[Finding, ...] = ()


def read_row(line: Line) -> Row:
    """The row; whatever stands in the line, nothing is raised."""
    try:
        written = _object(line)
    except RegistryError as refusal:
        return Row(line.number, None, None, refusal.findings)
    try:
        read = _loaded(written)
    except ValidationError as error:
        error.data = written
        findings = tuple(body_findings(error, _ROW))
        of_publication = _PUBLICATION.fields.keys()
        if not isinstance(error.messages, dict) or not error.messages.keys() <= of_publication:
            return Row(line.number, None, None, findings)
        # Only what is said at the moment of publishing is wrong or missing: the declaration itself can be kept.
        body = _DECLARATION.load({name: value for name, value in written.items() if name not in of_publication})
        return Row(line.number, body, None, findings)
    except RegistryError as refusal:
        return Row(line.number, None, None, refusal.findings)
    said = {name: read.pop(name) for name in _PUBLICATION.fields if name in read}
    return Row(line.number, read, Publication(**{**said, "commitment": Commitment(**said["commitment"])}))


def _loaded(written: dict[str, Any]) -> dict[str, Any]:
    if not _fits(written):
        read: dict[str, Any] = _ROW.load(written)
        return read
    refuse_too_many(written)
    return written


def _object(line: Line) -> dict[str, Any]:
    if line.length > LONGEST:
        raise Malformed(TOO_LONG.error("", given=str(line.length), accepted=str(LONGEST)))
    try:
        value = loads(line.text)
    except Malformed as refusal:
        raise Malformed(_about(finding, line.text) for finding in refusal.findings) from None
    if not isinstance(value, dict):
        raise Malformed(NOT_AN_OBJECT.error("", given=_shown(line.text.decode()), accepted=EXAMPLE))
    return value


def _about(finding: Finding, text: bytes) -> Finding:
    """The finding of a strict reader of bodies in the words of lines."""
    if finding.code == NOT_UTF8.code:
        encoding, decoded = _other_encoding(text)
        if encoding is None:
            return finding
        return OTHER_ENCODING.error("", given=_shown(decoded), accepted="UTF-8", encoding=encoding)
    if finding.code == MALFORMED_JSON.code:
        return NOT_JSON.error("", given=_shown(text.decode()), accepted=EXAMPLE, why=finding.given or "")
    return finding


def _other_encoding(text: bytes) -> tuple[str | None, str]:
    """What the bytes seem to be, and their text so read, for people to recognise; None where nothing fits."""
    if text.startswith(_WIDE):
        return "UTF-16", text.decode("utf-16", "replace")
    try:
        return "GB18030", text.decode("gb18030")
    except UnicodeDecodeError:
        return None, ""


def _shown(text: str) -> str:
    """The beginning of it; what no database could hold is left out."""
    text = text.strip()
    short = text[:SHOWN] + ("…" if len(text) > SHOWN else "")
    return "".join("�" if unwanted(character) else character for character in short)
