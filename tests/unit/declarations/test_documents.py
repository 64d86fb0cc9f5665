"""What a PDF is, and the name under which it is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.declarations.rules.documents import LOOKED_AT, MOST_NAME, document_name, is_pdf

END = b"startxref\n9\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("标准.pdf", "标准.pdf"),
        ("标准.PDF", "标准.pdf"),
        ("标准", "标准.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\文件\\标准.pdf", "标准.pdf"),
        ("甲\x01乙\n丙.pdf", "甲 乙 丙.pdf"),
        ("标准\u202efdp.exe", "标准 fdp.exe.pdf"),
        ("长" * 10_000 + ".pdf", "长" * 96 + ".pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        ("/", "document.pdf"),
        ("\ud800.pdf", "pdf.pdf"),
    ],
)
def test_names(name, shown):
    assert document_name(name) == shown


@given(st.text())
def test_whatever_it_is_called_it_can_be_shown_and_saved(name):
    shown = document_name(name)
    assert shown.isprintable()
    assert shown.endswith(".pdf")
    assert not {"/", "\\"} & set(shown)
    assert not shown.startswith(".")
    assert len(shown) <= MOST_NAME
    assert document_name(shown) == shown


@pytest.mark.parametrize(
    ("head", "tail", "expected"),
    [
        (b"%PDF-1.4\n", END, True),
        (b"%PDF-2.0\n", END + b"\0" * (LOOKED_AT - len(END)), True),
        (b" %PDF-1.4\n", END, False),
        (b"%PDF-1.4\n", b"startxref\n9\n", False),
        (b"%PDF-1.4\n", b"%%EOF", False),
        (b"", b"", False),
    ],
)
def test_marks(head, tail, expected):
    assert is_pdf(head, tail) is expected
