"""Importing over HTTP: the file is taken at once, and imported by the worker with the rights of who sent it."""

import io
import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from registry import worker
from registry.app import create_app
from registry.declarations.importing import handler, lines, proceed, service
from registry.declarations.models import ImportPieceRow, ImportRow, ImportSeenRow
from registry.enterprises.models import EnterpriseRow
from registry.kernel.access import Right
from registry.kernel.events import Event, deliver
from registry.kernel.transaction import begin, reading
from tests.factories.accounts import HolderFactory, TokenFactory
from tests.functional.conftest import calling_as
from tests.functional.declarations.conftest import API, findings
from tests.functional.declarations.test_importing import LINES, REFUSED, line

ADDRESS = f"{API}/imports"
FILE = b"".join(LINES)


def send(client, content=FILE, name="declarations.jsonl", query="", headers=None, **more):
    data = {"file": (io.BytesIO(content), name), **more}
    return client.post(f"{ADDRESS}{query}", data=data, headers=headers)


def send_large(client, content, headers=None):
    """As `send`; the test client would leave a form of this size in an open file."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="large.jsonl"\r\n\r\n'
    kind = "multipart/form-data; boundary=x"
    return client.post(ADDRESS, data=head + content + b"\r\n--x--\r\n", content_type=kind, headers=headers)


def sent(client, *args, **more):
    response = send(client, *args, **more)
    assert response.status_code == 202, response.text
    return response.json


def told(client, identity, language="zh-CN"):
    response = client.get(f"{ADDRESS}/{identity}", headers={"Accept-Language": language})
    assert response.status_code == 200, response.text
    return response.json


def sums(document):
    return tuple(document[name] for name in ("rows", "published", "drafted", "refused", "repeated"))


@pytest.fixture
def work(ready):
    """Lets the worker import what was sent."""
    return lambda: deliver(ready, (handler(),), "test")


def test_a_file_is_taken_at_once_and_imported_by_the_worker(declarant, work, published_rows):
    response = send(declarant)
    assert response.status_code == 202
    assert response.headers["Location"] == response.json["url"] == f"{ADDRESS}/{response.json['id']}"
    waiting = declarant.get(response.headers["Location"]).json
    assert waiting == response.json
    assert (waiting["state"], sums(waiting), waiting["findings"]) == ("waiting", (0, 0, 0, 0, 0), [])
    assert (waiting["filename"], waiting["size"]) == ("declarations.jsonl", len(FILE))
    assert "standards" not in published_rows()
    assert work() == 1
    done = told(declarant, waiting["id"])
    assert (done["state"], sums(done), done["failure"]) == ("done", (11, 3, 3, 4, 1), None)
    assert done["finished_at"]
    errors = [(each["row"], each["code"], each["field"]) for each in done["findings"] if each["severity"] == "error"]
    assert errors[: len(REFUSED)] == REFUSED
    assert {each["row"] for each in done["findings"] if each["draft"]} == {9, 10, 11}
    assert {each["column"] for each in done["findings"]} == {None}
    assert published_rows()["standards"] == 3


def test_the_draft_of_a_row_can_be_read_and_published(declarant, work):
    identity = sent(declarant, line(commitment=None))["id"]
    work()
    (finding,) = told(declarant, identity)["findings"][:1]
    assert finding["code"] == "missing-field"
    assert finding["message"] == "缺少 /commitment，应为：{signed_by, role}。"
    draft = declarant.get(f"{API}/declarations/{finding['draft']}")
    assert draft.status_code == 200
    body = {"commitment": {"signed_by": "王芳", "role": "质量负责人"}, "disclose_shortfall": True}
    assert declarant.post(f"{API}/declarations/{finding['draft']}/publish", json=body).status_code == 201


def test_findings_are_told_in_two_languages(declarant, work):
    identity = sent(declarant)["id"]
    work()
    chinese, english = (told(declarant, identity, language)["findings"] for language in ("zh-CN", "en"))
    assert [each["code"] for each in chinese] == [each["code"] for each in english]
    assert all(one["message"] != other["message"] for one, other in zip(chinese, english, strict=True))


def test_the_same_file_again_changes_nothing(declarant, work, published_rows):
    sent(declarant)
    work()
    before = published_rows()
    again = sent(declarant)["id"]
    work()
    assert sums(told(declarant, again)) == (11, 0, 0, 4, 7)
    after = published_rows()
    for changed in ("imports", "import_findings", "events"):
        assert after.pop(changed) > before.pop(changed)
    assert after == before


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_file_of_many_batches(declarant, work, monkeypatch, ready, dry_run):
    monkeypatch.setattr(lines, "TOGETHER", 2)
    monkeypatch.setattr(service, "PIECE", 300)
    content = b"".join(line(number=f"Q/HZDQ {place % 9:03d}-2026") for place in range(11)) + line(title="别的标准")
    identity = sent(declarant, content, query="?dry_run=true" if dry_run else "")["id"]
    assert work() == 6
    done = told(declarant, identity)
    assert (done["dry_run"], done["state"], sums(done)) == (dry_run, "done", (12, 9, 1, 0, 2))
    with reading(ready) as session:
        for left in (ImportPieceRow, ImportSeenRow):
            assert session.scalar(select(func.count()).select_from(left)) == 0, "the file goes when it is done"


def test_a_dry_run_changes_nothing(declarant, work, published_rows):
    identity = sent(declarant, query="?dry_run=true")["id"]
    work()
    assert sums(told(declarant, identity)) == (11, 3, 3, 4, 1)
    assert not {"standards", "journal"} & set(published_rows())
    assert declarant.get(f"{API}/declarations").status_code in {200, 405}


def test_progress_is_seen_and_whoever_is_killed_goes_on_where_it_was(declarant, ready, monkeypatch, published_rows):
    """The worker dies between two batches, and after one before it could say so: nothing is done twice or lost."""
    monkeypatch.setattr(lines, "TOGETHER", 2)
    content = b"".join(line(number=f"Q/HZDQ {place:03d}-2026") for place in range(5))
    identity = sent(declarant, content)["id"]

    class Killed(BaseException):
        pass

    asked = []

    def deadly(scope, events):
        asked.extend(events)
        proceed(scope, events)
        if len(asked) == 2:
            raise Killed

    with pytest.raises(Killed):
        deliver(ready, (replace(handler(), handle=deadly),), "first")
    running = told(declarant, identity)
    assert (running["state"], running["rows"], running["published"]) == ("running", 4, 4)
    deliver(ready, (handler(),), "second")
    proceed(ready, asked)  # late deliveries of what is done
    done = told(declarant, identity)
    assert (done["state"], sums(done)) == ("done", (5, 5, 0, 0, 0))
    assert published_rows()["standards"] == 5


def test_two_workers_over_one_batch_do_it_once(declarant, ready, monkeypatch):
    """The second has read the batch when the first has just settled it."""
    identity = sent(declarant, line())["id"]
    prepared = service.prepared

    def overtaken(scope, enterprise, rows):
        monkeypatch.setattr(service, "prepared", prepared)
        service._proceed(ready, identity)
        return prepared(scope, enterprise, rows)

    monkeypatch.setattr(service, "prepared", overtaken)
    service._proceed(ready, identity)
    assert sums(told(declarant, identity)) == (1, 1, 0, 0, 0)


def test_the_worker_of_the_register_imports_and_makes_it_findable(register, declarant):
    identity = sent(declarant, line(number="Q/HZDQ 001-2026"))["id"]
    worker.drain(register.scope, register.search)
    assert told(declarant, identity)["state"] == "done"
    found = create_app(register).test_client().get(f"{API}/search?q=Q/HZDQ 001-2026").json
    assert [each["number"] for each in found["items"]] == ["Q/HZDQ 001-2026"]


def test_findings_page_by_page(declarant, work):
    identity = sent(declarant, b"x\n" * 230)["id"]
    work()
    done = told(declarant, identity)
    assert (done["findings_total"], len(done["findings"])) == (230, 100)
    rows, cursor = [], ""
    while True:
        page = declarant.get(f"{done['findings_url']}?limit=100{cursor}").json
        assert page["total"] == 230
        rows += [each["row"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert rows == list(range(1, 231))


def test_a_file_of_too_many_rows_is_imported_up_to_there(declarant, work, monkeypatch):
    monkeypatch.setattr(service, "MOST_ROWS", 2)
    monkeypatch.setattr(lines, "TOGETHER", 1)
    identity = sent(declarant, b"".join(line(number=f"Q/HZDQ {place:03d}-2026") for place in range(4)))["id"]
    work()
    done = told(declarant, identity)
    assert (done["state"], sums(done)) == ("done", (2, 2, 0, 0, 0))
    assert [(each["row"], each["code"], each["accepted"]) for each in done["findings"]] == [
        (3, "import-too-many-rows", "2")
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("declarations.xlsx", "import-file-kind"),
        ("declarations.csv", "import-file-kind"),
        ("declarations", "import-file-kind"),
        ("x.jsonl.exe", "import-file-kind"),
        ("\x00\ud800.pdf".encode("utf-8", "replace").decode(), "import-file-kind"),
    ],
)
def test_another_kind_of_file_is_refused_with_what_is_accepted(declarant, published_rows, name, code):
    for language in ("zh-CN", "en"):
        response = send(declarant, name=name, headers={"Accept-Language": language})
        assert response.status_code == 422
        assert findings(response) == [(code, "/file")]
        assert ".jsonl" in response.json["detail"]
    assert "imports" not in published_rows()


def test_what_is_no_file_is_refused(declarant):
    for response, status, code in (
        (declarant.post(ADDRESS, json={}), 415, "media-type-not-accepted"),
        (declarant.post(ADDRESS, data=FILE, content_type="application/jsonl"), 415, "media-type-not-accepted"),
        (declarant.post(ADDRESS, data=b"", content_type="multipart/form-data; boundary=x"), 422, "missing-field"),
        (declarant.post(ADDRESS, data=b"x", content_type="multipart/form-data"), 422, "missing-field"),
        (declarant.post(ADDRESS, data={"file": "text"}), 415, "media-type-not-accepted"),
        (send(declarant, b""), 422, "import-file-empty"),
        (send(declarant, other="x"), 422, "unknown-field"),
        (send(declarant, other=(io.BytesIO(b"x"), "x.jsonl")), 422, "unknown-field"),
        (send(declarant, query="?dry_run=perhaps"), 400, "wrong-value"),
        (send(declarant, query="?colour=red"), 400, "unknown-parameter"),
        (declarant.post(ADDRESS, data={"file": [(io.BytesIO(b"{}"), "a.jsonl")] * 2}), 400, "repeated-parameter"),
    ):
        assert (response.status_code, response.json["code"]) == (status, code), response.text
    assert "multipart/form-data" in declarant.post(ADDRESS, json={}).json["detail"]


def test_a_file_too_large_is_refused(register, enterprise, ready):
    app = create_app(replace(register, settings=replace(register.settings, import_megabytes=1)))
    client = calling_as(app, TokenFactory(where=ready, of_enterprise=True, holder=enterprise.holder))
    assert send_large(client, b"\n" * 1_000_000).status_code == 202
    for size in (1_000_001, 2_000_000):
        response = send_large(client, b"\n" * size)
        assert response.status_code == 413, response.text
        assert response.json["findings"][0]["accepted"]


def test_a_file_larger_than_a_body_may_be_is_taken(declarant, work):
    response = send_large(declarant, line() + b" " * 9_000_000 + b"\n", {"Idempotency-Key": "large"})
    assert response.status_code == 202, response.text
    work()
    assert sums(told(declarant, response.json["id"])) == (1, 1, 0, 0, 0)


def test_the_same_key_sends_a_file_once(declarant, work, published_rows):
    first, second = (send(declarant, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert second.json == first.json
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["Idempotent-Replayed"] == "true"
    assert published_rows()["imports"] == 1
    other = send(declarant, line(), headers={"Idempotency-Key": "k1"})
    assert (other.status_code, other.json["code"]) == (422, "idempotency-key-reused")
    renamed = send(declarant, name="other.jsonl", headers={"Idempotency-Key": "k1"})
    assert renamed.status_code == 422


def test_another_enterprise_and_the_public_see_nothing_of_it(declarant, another, client, app, ready, enterprise):
    identity = sent(declarant)["id"]
    for address in (f"{ADDRESS}/{identity}", f"{ADDRESS}/{identity}/findings"):
        assert another.get(address).status_code == 404
        assert client.get(address).status_code == 401
    assert declarant.get(f"{ADDRESS}/EI2026-00000099-1").status_code == 404
    assert declarant.get(f"{ADDRESS}/nothing").status_code == 404
    assert send(client).status_code == 401
    drafting = calling_as(app, TokenFactory(where=ready, holder=enterprise.holder, rights=[Right.DRAFT]))
    assert send(drafting).status_code == 403
    operator = calling_as(app, TokenFactory(where=ready))
    assert send(operator).status_code == 403


def test_the_rights_of_who_asked_are_asked_again(declarant, work, ready, enterprise, published_rows):
    """The enterprise has passed to another account holder before the worker came to the file."""
    identity = sent(declarant)["id"]
    with begin(ready) as command:
        holder = HolderFactory(where=command)
        command.session.get_one(EnterpriseRow, enterprise.id).holder_id = holder
        command.session.flush()
    assert work() == 1
    assert "standards" not in published_rows()
    with reading(ready) as session:
        row = session.scalars(select(ImportRow)).one()
        assert (row.state, row.failure["code"]) == ("failed", "not-permitted")
        assert session.scalar(select(func.count()).select_from(ImportPieceRow)) == 0
    assert identity


def test_a_foreign_event_harms_nothing(ready):
    for subject in ("", "ES2026-00000001-1", "EI2026-00000099-1"):
        proceed(ready, [Event(1, "import.requested", subject, ready.clock.now())])


def test_the_file_is_as_it_was_sent(declarant, ready, monkeypatch):
    monkeypatch.setattr(service, "PIECE", 100)
    sent(declarant)
    with reading(ready) as session:
        pieces = session.scalars(select(ImportPieceRow.content).order_by(ImportPieceRow.position)).all()
        assert b"".join(pieces) == FILE
        for place in (0, 1, 99, 100, 101, len(FILE)):
            assert b"".join(service._pieces(session, 1, place)) == FILE[place:]


def test_a_list_of_findings_takes_only_its_own_cursor(declarant, work):
    identity = sent(declarant, b"x\n" * 3)["id"]
    work()
    assert declarant.get(f"{ADDRESS}/{identity}/findings?cursor=x").status_code == 400
    page = declarant.get(f"{ADDRESS}/{identity}/findings?limit=2").json
    assert json.dumps(page["items"][0])
    assert page["next"]


def test_parts_of_a_form_that_have_no_name_are_refused_with_a_key_as_well(declarant):
    parts = "".join(f"--x\r\nContent-Disposition: form-data{name}\r\n\r\ny\r\n" for name in ("", "", '; name="a"'))
    for headers in ({}, {"Idempotency-Key": "k"}):
        answer = declarant.post(
            ADDRESS, data=f"{parts}--x--\r\n", content_type="multipart/form-data; boundary=x", headers=headers
        )
        assert answer.status_code == 422
