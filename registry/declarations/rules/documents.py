"""What a document (文本) must be to be taken, and the name under which it is shown.

Only its marks are looked at: `%PDF-` at the very start, `startxref` and `%%EOF` near the end (ISO 32000-1, 7.5).
Nothing of the register opens or draws it, so nothing of it can do harm here; a parser that took it apart would be the
one thing that a hostile file could stop. Who reads it gets a file to be saved, under a policy that runs nothing.
"""

from __future__ import annotations

import re

from registry.kernel.findings import Message

MOST_BYTES = 20_000_000
MOST_DOCUMENTS = 20
"""Of one declaration."""

MOST_NAME = 100
"""Characters of a name."""

LOOKED_AT = 1024
"""Bytes at the end within which the last mark stands."""

ACCEPTED = "PDF"

NOT_PDF = Message(
    "document-not-pdf",
    "文件“{given}”不是完整的 PDF；标准文本应为 {accepted} 文件。",
    "The file “{given}” is no complete PDF; a document is a {accepted} file.",
)
EMPTY_DOCUMENT = Message(
    "document-empty",
    "文件“{given}”是空的；标准文本应为 {accepted} 文件。",
    "The file “{given}” is empty; a document is a {accepted} file.",
)
DOCUMENT_TOO_LARGE = Message(
    "document-too-large",
    "文件“{given}”超过 {accepted} 字节（20 MB）；请压缩，或分成几个文件。",
    "The file “{given}” has more than {accepted} bytes (20 MB); compress it, or send it as several files.",
)
TOO_MANY_DOCUMENTS = Message(
    "too-many-documents",
    "一项声明最多附 {accepted} 个文件；请先移除不需要的。",
    "A declaration has at most {accepted} documents; remove one first.",
)


def is_pdf(head: bytes, tail: bytes) -> bool:
    """Whether a file that begins with `head` and ends with `tail`, its last `LOOKED_AT` bytes, bears the marks."""
    return head.startswith(b"%PDF-") and b"startxref" in tail and b"%%EOF" in tail


def document_name(given: str) -> str:
    """A name that can be shown and saved under: of a path its last step, without characters that cannot be seen (a mark
    that turns the direction of writing would hide what kind of file it is), at most `MOST_NAME` characters, `.pdf`."""
    last = re.split(r"[/\\]", given)[-1]
    seen = " ".join("".join(each if each.isprintable() else " " for each in last).split()).strip(". ")
    stem = re.sub(r"(?i)\.pdf\Z", "", seen)[: MOST_NAME - len(".pdf")].strip(". ")
    return f"{stem or 'document'}.pdf"
