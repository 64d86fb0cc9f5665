"""Whatever is sent, the answer is a problem document or what was asked for; never a fault of the server."""

import json

import pytest

from registry.worker import drain
from tests.factories.accounts import TokenFactory
from tests.factories.declarations import COMMITMENT, BodyFactory, RefrigeratorFactory, indicator
from tests.factories.enterprises import EnterpriseFactory
from tests.functional.conftest import calling_as
from tests.functional.declarations.changing import TODAY
from tests.functional.declarations.conftest import API, draft, findings, publish

ADDRESS = f"{API}/declarations"
DEEP = b'{"title":' + b"[" * 5000 + b"]" * 5000 + b"}"
ASTRAL = "𰻝" * 300  # four bytes each in UTF-8


def sent(client, raw, content_type="application/json"):
    return client.post(ADDRESS, data=raw, content_type=content_type)


@pytest.mark.parametrize(
    ("raw", "status", "code", "field"),
    [
        (b"{", 400, "malformed-json", ""),
        (b"\xef\xbb\xbf{}", 400, "malformed-json", ""),
        (b"[]", 422, "wrong-type", ""),
        (b"null", 422, "wrong-type", ""),
        (b'"text"', 422, "wrong-type", ""),
        (b"1e400", 422, "wrong-type", ""),
        (b"NaN", 400, "malformed-json", ""),
        (b'{"title": NaN}', 400, "malformed-json", ""),
        (b'{"title": 1e999999999}', 400, "malformed-json", ""),
        (b'{"title": 1e5}', 422, "wrong-type", "/title"),
        (b'{"title": true}', 422, "wrong-type", "/title"),
        (b'{"title": {}}', 422, "wrong-type", "/title"),
        (b'{"title": ["a"]}', 422, "wrong-type", "/title"),
        (b'{"title": "a", "title": "b"}', 400, "duplicate-key", "/title"),
        (b'{"titel": "a"}', 422, "unknown-field", "/titel"),
        (b'{"__proto__": {}}', 422, "unknown-field", "/__proto__"),
        (b'{"title": "a\\u0000b"}', 400, "unwanted-character", "/title"),
        (b'{"title": "\\ud800"}', 400, "unwanted-character", "/title"),
        (b'{"title": "\\udc00\\ud800"}', 400, "unwanted-character", "/title"),
        (b'{"title": "a\x00b"}', 400, "malformed-json", ""),
        (b'{"title": "\xed\xa0\x80"}', 400, "not-utf8", "body"),
        ('{"title": "家用电冰箱"}'.encode("gb18030"), 400, "not-utf8", "body"),
        ('{"title": "家用电冰箱"}'.encode("utf-16"), 400, "not-utf8", "body"),
        (DEEP, 400, "json-too-deep", None),
        (b'{"products": {}}', 422, "wrong-type", "/products"),
        (b'{"products": null}', 422, "missing-field", "/products"),
        (b'{"products": [null]}', 422, None, "/products/0"),
        (b'{"products": ["BCD-500"]}', 422, "wrong-type", "/products/0"),
        (b'{"products": [{"indicators": [{"text": 350}]}]}', 422, "wrong-type", "/products/0/indicators/0/text"),
        (b'{"products": [{"indicators": [{"size": "350"}]}]}', 422, "unknown-field", "/products/0/indicators/0/size"),
        (b'{"products": [{"gtins": [6901234567892]}]}', 422, "wrong-type", "/products/0/gtins/0"),
        (
            b'{"products": [{"indicators": [{"method": "GB/T 1"}]}]}',
            422,
            "wrong-type",
            "/products/0/indicators/0/method",
        ),
        (b'{"cites": ["GB/T 8059"]}', 422, "wrong-type", "/cites/0"),
        (b'{"title": "' + b"a" * 301 + b'"}', 422, "wrong-value", "/title"),
        (json.dumps({"products": [{}] * 5001}).encode(), 422, "wrong-value", "/products"),
        (json.dumps({"products": [{"indicators": [{}] * 500}] * 41}).encode(), 422, "too-many-indicators", "/products"),
        (b'{"products": [{"indicators": 1}, 2, {"indicators": {}}]}', 422, None, "/products/0/indicators"),
        (b'{"title": "' + b"a" * 10_000_000 + b'"}', 413, "too-large", ""),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_place(declarant, raw, status, code, field):
    response = sent(declarant, raw)
    assert response.status_code == status, response.text[:500]
    first, *_ = findings(response)
    assert code in {None, first[0]}
    assert field in {None, first[1]}


MONSTERS = [
    {"comparator": "pm", "low": "sNaN", "high": "sNaN"},
    {"comparator": "pm", "low": "-9e999999", "high": "9e999999", "value": "-9e999999"},
    {"comparator": "le", "value": "1e999999999"},
    {"comparator": "le", "value": "1e2000000"},
    {"comparator": "range", "low": "-Infinity", "high": "Infinity"},
]


def monster(values, **changed):
    product = RefrigeratorFactory(indicators=[indicator("年耗电量", "≤300 kWh/a"), {"name": "噪声", **values}])
    return BodyFactory(products=[product], **changed)


@pytest.mark.parametrize("values", MONSTERS, ids=range(len(MONSTERS)))
def test_numbers_that_nobody_measures_are_a_finding(declarant, values):
    told = draft(declarant, monster(values))
    assert ("values-not-understood", "/products/0/indicators/1/comparator") in [
        (each["code"], each["field"]) for each in told["findings"]
    ]
    assert len(json.dumps(told)) < 20_000
    assert declarant.get(f"{ADDRESS}/{told['id']}").status_code == 200


def test_what_reading_fails_on_is_not_kept(declarant, monkeypatch):
    def fails(*_):
        raise ArithmeticError

    monkeypatch.setattr("registry.declarations.service.examining.examined_by", fails)
    assert sent(declarant, json.dumps(BodyFactory()).encode()).status_code == 500
    monkeypatch.undo()
    assert declarant.get(ADDRESS).json["total"] == 0


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken(declarant, content_type):
    assert sent(declarant, b"{}", content_type).status_code == 415


def test_an_unknown_parameter_is_refused(declarant):
    response = declarant.post(f"{ADDRESS}?dry_run=true", json={})
    assert response.status_code == 400
    assert findings(response) == [("unknown-parameter", "dry_run")]


STRANGE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE standards; --",
    "{given} {0} {accepted.__class__}",
    "%s %(x)s {{ 7*7 }} ${7*7}",
    "\u202e液晶\u2066\u200b\ufeff",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    ASTRAL,
    "\ufffe\uffff",
    "a\tb\nc",
    "\x7f\x85\x9f",
]


@pytest.mark.parametrize("strange", STRANGE)
def test_strange_text_is_kept_as_it_is_and_never_run(declarant, client, strange):
    product = RefrigeratorFactory(
        name=strange,
        brand=strange,
        model=strange,
        specification=strange,
        gtins=[strange],
        indicators=[
            indicator(strange, strange, method=strange, unit=strange, condition=strange),
        ],
    )
    body = BodyFactory(title=strange, industry=strange, cites=[{"number": strange}], products=[product])
    response = publish(declarant, draft(declarant, body)["id"], {"signed_by": strange, "role": strange})
    assert response.status_code == 201, response.text[:500]
    identity = response.json["id"]
    told = client.get(f"{API}/standards/{identity}").json
    assert told["title"] == strange.strip()
    assert told["products"][0]["indicators"][0]["text"] == strange
    for language in ("zh-CN", "en"):
        page = client.get(f"/s/{identity}", headers={"Accept-Language": language})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "49" not in page.text.split("<h1", 1)[1].split("</h1>", 1)[0]


def script(field):
    return f'"><script>{field}</script>'


def everywhere(version, **fields):
    """A body with a script in every field that takes words. It falls short of GB/T 14272: so the reason is kept."""

    def written(*names, of=""):
        return {name: script(f"{of}{name} {version}") for name in names}

    down = indicator("绒子含量", "≥40%", method="GB/T 14272-2021")
    strange = {
        "kind": "performance",
        "method": written("number", "clause", "text", "reason", of="method "),
        **written("name", "text", "unit", "condition", of="cell "),
    }
    product = written("name", "brand", "model", "specification")
    return {
        **BodyFactory(**fields, category="down-jackets"),
        **written("title", "industry"),
        "cites": [written("number", of="cited ")],
        "international": {"degree": "IDT", **written("number", of="international ")},
        "products": [{**product, "gtins": [script("gtin")], "indicators": [down, strange]} for _ in range(2)],
    }


def test_a_script_is_run_on_no_page(app, register, client):
    """Declared, corrected and withdrawn, with a script wherever words are taken."""
    enterprise = EnterpriseFactory(where=register.scope, name=script("enterprise"))
    caller = calling_as(app, TokenFactory(where=register.scope, of_enterprise=True, holder=enterprise.holder))
    signed = {"signed_by": script("signatory"), "role": script("role")}
    said = {"shortfall_reason": script("shortfall"), "change_reason": script("change"), "disclose_shortfall": True}
    first = publish(caller, draft(caller, everywhere(1))["id"], signed, **said)
    assert first.status_code == 201, first.text
    standard = first.json["id"]
    told = caller.post(f"{API}/standards/{standard}/corrections").json
    body = everywhere(2, number=first.json["number"])
    for product, known in zip(body["products"], told["products"], strict=True):
        product["id"] = known["id"]
    changed = caller.put(f"{API}/declarations/{told['id']}", json=body, headers={"If-Match": f'"{told["etag"]}"'})
    assert changed.status_code == 200, changed.text
    second = publish(caller, told["id"], signed, **said)
    assert (second.status_code, second.json["version"]) == (201, 2), second.text
    withdrawal = {"reason": script("withdrawal"), "on": TODAY}
    assert caller.post(f"{API}/standards/{standard}/withdrawal", json=withdrawal).status_code == 200
    drain(register.scope, register.search)

    products = [each["id"] for each in told["products"]]
    every = "status=current,upcoming,superseded,withdrawn"
    signature = ["enterprise", "signatory", "role", "shortfall"]
    for page, shown in (
        (f"/s/{standard}", [*signature, "title 2", "cited number 2", "model 2", "cell text 2", "change", "withdrawal"]),
        (f"/s/{standard}/v/1", [*signature, "title 1", "cited number 1", "model 1", "cell text 1"]),
        (f"/s/{standard}/diff", ["title 1", "title 2", "international number 1", "cell text 1", "cell text 2"]),
        (f"/p/{products[0]}", ["enterprise", "name 2", "cell condition 2", "method clause 2", "method text 2"]),
        (f"/e/{enterprise.uscc}", ["enterprise", "title 2"]),
        (f"/compare?products={','.join(products)}", ["model 2"]),
        (f"/?{every}", ["enterprise", "title 2"]),
        (f"/?{every}&unit=product", ["model 2"]),
    ):
        for language in ("zh-CN", "en"):
            answer = client.get(page, headers={"Accept-Language": language})
            assert answer.status_code == 200, page
            assert "<script>" not in answer.text, page
            missing = [each for each in shown if f"&lt;script&gt;{each}&lt;" not in answer.text]
            assert not missing, (page, missing)


STRANGE_NUMBERS = [
    "≥1e5 kWh/a",
    "≤1E+999999999 kWh/a",
    "≤" + "9" * 1900 + " kWh/a",
    "≤10^99999999 kWh/a",
    "≤3×10⁻⁹⁹⁹⁹⁹ kWh/a",
    "≤٣٥٠ kWh/a",
    "≤1/0 kWh/a",
    "≤NaN kWh/a",
    "-Infinity",
    "±",
    "≥" * 2000,
    "（" * 2000,
    "1~" * 1000,
]


@pytest.mark.parametrize("text", STRANGE_NUMBERS)
def test_a_strange_requirement_is_read_or_kept_as_text(declarant, client, text):
    body = BodyFactory(products=[RefrigeratorFactory(indicators=[indicator("年耗电量", text)])])
    response = publish(declarant, draft(declarant, body)["id"])
    assert response.status_code == 201
    (product,) = client.get(f"{API}/standards/{response.json['id']}").json["products"]
    assert product["indicators"][0]["text"] == text
    assert len(json.dumps(product)) < 30_000, "a number is never written out to more than what was sent"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_ends_of_the_calendar(declarant, client, day):
    body = BodyFactory(issued_on=None, effective_on=day)
    identity = publish(declarant, draft(declarant, body)["id"]).json["id"]
    told = client.get(f"{API}/standards/{identity}").json
    assert (told["effective_on"], told["status"]) == (day, "upcoming" if day > "2026" else "current")


@pytest.mark.parametrize(
    "path", ["ED2026-00000001-1%00", "ED%ED%A0%80", "%FF", "..%2f..%2f", "ED2026-00000001-1/x", "%E7%BC%96"]
)
def test_a_strange_address_is_not_found(declarant, path):
    for method in (declarant.get, declarant.delete):
        response = method(f"{ADDRESS}/{path}", headers={"If-Match": '"1"'})
        assert response.status_code == 404
        assert response.content_type == "application/problem+json"


def test_a_hostile_commitment_is_refused(declarant):
    identity = draft(declarant, BodyFactory())["id"]
    for raw, status in (
        (json.dumps({"commitment": {**COMMITMENT, "role": "a" * 301}}).encode(), 422),
        (b'{"commitment": {"signed_by": "\\u0000", "role": "a"}}', 400),
        (b'{"commitment": {"signed_by": ["a"], "role": "a"}}', 422),
        (b"[]", 422),
    ):
        response = declarant.post(f"{ADDRESS}/{identity}/publish", data=raw, content_type="application/json")
        assert response.status_code == status
        assert findings(response)


def test_a_request_without_a_body_is_no_empty_draft(declarant, published_rows):
    response = declarant.post(f"{API}/declarations")
    assert response.status_code == 400
    assert response.json["code"] == "body-missing"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"reason": "a\\u0000b", "on": "2026-12-01"}',
        b'{"reason": "\\ud800", "on": "2026-12-01"}',
        b'{"reason": ["a"], "on": "2026-12-01"}',
        b'{"reason": "a", "on": 20261201}',
        b'{"reason": "a", "on": "2026-12-01T00:00:00Z"}',
        b'{"reason": "a", "on": "10000-01-01"}',
        b'{"reason": "' + b"a" * 2001 + b'", "on": "2026-12-01"}',
        b"[]",
        b"",
    ],
)
def test_a_withdrawal_that_cannot_be_taken_is_refused(declarant, raw):
    receipt = publish(declarant, draft(declarant, BodyFactory())["id"]).json
    address = f"{API}/standards/{receipt['id']}/withdrawal"
    response = declarant.post(address, data=raw, content_type="application/json")
    assert response.status_code in {400, 422}, response.text[:500]
    assert findings(response)


def test_the_largest_declaration_is_corrected(declarant, client):
    body = BodyFactory(products=RefrigeratorFactory.build_batch(5000, indicators=[indicator("年耗电量", "≤350 kWh/a")]))
    first = publish(declarant, draft(declarant, body)["id"]).json
    told = declarant.post(f"{API}/standards/{first['id']}/corrections").json
    assert told["products_total"] == 5000
    again = publish(declarant, told["id"])
    assert (again.status_code, again.json) == (201, first), "nothing was changed"
    last = client.get(f"{API}/standards/{first['id']}/products?limit=100").json
    assert (last["total"], len(last["items"])) == (5000, 100)
