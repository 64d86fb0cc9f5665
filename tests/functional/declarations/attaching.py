"""Documents sent to a draft over HTTP, and what a PDF looks like."""

import hashlib
import io

from tests.functional.declarations.conftest import API


def pdf(text="标准文本", size=0):
    """The bytes of a PDF that says `text`, padded to `size`."""
    head = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n%" + text.encode() + b"\n"
    tail = b"xref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    return head + b" " * max(size - len(head) - len(tail), 0) + tail


def hash_of(content):
    return hashlib.sha256(content).hexdigest()


def attach(client, draft, content=None, name="标准.pdf", query="", headers=None, **more):
    """The answer to a document sent to `draft`."""
    data = {"file": (io.BytesIO(pdf() if content is None else content), name), **more}
    return client.post(f"{API}/declarations/{draft}/documents{query}", data=data, headers=headers)


def attach_large(client, draft, content, name="large.pdf"):
    """As `attach`; the test client would leave a form of this size in an open file, and change a strange name."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    kind = "multipart/form-data; boundary=x"
    body = head + content + b"\r\n--x--\r\n"
    return client.post(f"{API}/declarations/{draft}/documents", data=body, content_type=kind)


def attached(client, draft, *args, **more):
    """The draft with the document."""
    response = attach(client, draft, *args, **more)
    assert response.status_code == 201, response.text
    return response.json
