"""Every rule that blocks publication, as a program meets it: 422 with code, JSON pointer, given and accepted."""

import pytest

from tests.factories.declarations import COMMITMENT, BodyFactory, RefrigeratorFactory, indicator
from tests.functional.declarations.conftest import API, draft, findings, publish

CATEGORIES = "air-purifiers | baby-diapers | baby-wipes | battery-electric-cars | brown-rice"
CATEGORIES += " | … (/api/v1/reference/categories)"
KINDS = "enterprise | national | industry | local | association | international"


def of_product(**changed):
    return {"products": [RefrigeratorFactory(), RefrigeratorFactory(**changed)]}


def of_indicator(name="噪声", text="≤38 dB(A)", **changed):
    return of_product(indicators=[indicator("年耗电量", "≤350 kWh/a"), indicator(name, text, **changed)])


RULES = [
    ({"number": None}, "required", "/number", None, "Q/HZSL 001-2026"),
    ({"number": "Q/HZDQ"}, "standard-number-malformed", "/number", "Q/HZDQ", "Q/SXDJX 001—2021"),
    ({"number": "QQ/T 12-2020"}, "standard-number-prefix-unknown", "/number", "QQ/T 12-2020", "GB/T 9756—2018"),
    ({"number": "Q/HZDQ 001"}, "standard-number-undated", "/number", "Q/HZDQ 001", "Q/HZDQ 001—YYYY"),
    ({"number": "Q/HZDQ 001-2028"}, "standard-number-year", "/number", "Q/HZDQ 001-2028", "1949–2027"),
    ({"kind": None}, "required", "/kind", None, KINDS),
    ({"kind": "company"}, "value-not-in-list", "/kind", "company", KINDS),
    ({"kind": "national"}, "kind-does-not-match-number", "/kind", "Q/HZDQ 001—2026", "enterprise"),
    ({"title": " "}, "required", "/title", None, "家用电冰箱"),
    ({"category": None}, "required", "/category", None, CATEGORIES),
    ({"category": "no-such-category"}, "unknown-category", "/category", "no-such-category", CATEGORIES),
    ({"effective_on": None}, "required", "/effective_on", None, "2026-12-01"),
    ({"effective_on": "2026-02-30"}, "date-not-understood", "/effective_on", "2026-02-30", "2026-11-22"),
    ({"issued_on": "2026-13-01"}, "date-not-understood", "/issued_on", "2026-13-01", "2026-11-22"),
    ({"effective_on": "2026-10-31"}, "effective-before-issued", "/effective_on", "2026-10-31", "2026-11-01"),
    ({"products": []}, "no-product", "/products", "0", "≥ 1"),
    (of_product(name=None), "required", "/products/1/name", None, "家用电冰箱"),
    (of_product(model=""), "required", "/products/1/model", None, "BCD-500W"),
    (
        of_product(category="no-such-category"),
        "unknown-category",
        "/products/1/category",
        "no-such-category",
        CATEGORIES,
    ),
    (of_product(id="1"), "product-id-not-understood", "/products/1/id", "1", "EP2026-00012345-2"),
    (of_product(indicators=[]), "no-indicator", "/products/1/indicators", "0", "≥ 1"),
    (of_indicator(name=""), "required", "/products/1/indicators/1/name", None, "年耗电量"),
    (of_indicator(text=" "), "required", "/products/1/indicators/1/text", None, "≤300 kWh/a"),
    (of_indicator(method=None), "no-method", "/products/1/indicators/1/method", None, "GB/T 8059-2016"),
    (
        of_product(
            indicators=[
                indicator("年耗电量", "≤350 kWh/a"),
                {**indicator("噪声", "≤38 dB(A)"), "method": {"text": "附录A"}},
            ]
        ),
        "own-method-without-reason",
        "/products/1/indicators/1/method/reason",
        "附录A",
        "没有适用的国家标准、行业标准试验方法",
    ),
    (
        of_indicator(kind="quality"),
        "value-not-in-list",
        "/products/1/indicators/1/kind",
        "quality",
        "functional | performance | safety | service",
    ),
]


@pytest.mark.parametrize(
    ("changed", "code", "field", "given", "accepted"),
    RULES,
    ids=[f"{field[1:]} {code}" for _, code, field, *_ in RULES],
)
def test_a_broken_rule_is_named(declarant, changed, code, field, given, accepted, published_rows):
    told = draft(declarant, BodyFactory(**{"number": "Q/HZDQ 001-2026", **changed}))
    response = publish(declarant, told["id"])
    assert response.status_code == 422
    (finding,) = [each for each in response.json["findings"] if each["severity"] == "error"]
    assert (finding["code"], finding["field"]) == (code, field)
    assert (finding["given"], finding["accepted"]) == (given, accepted)
    assert finding["message"]
    assert (response.json["code"], response.json["detail"]) == (code, finding["message"])
    assert finding in told["findings"], "the draft has said so already"
    assert published_rows() == {}


def test_the_enterprise_must_be_verified(unverified):
    response = publish(unverified, draft(unverified, BodyFactory())["id"])
    assert response.status_code == 422
    assert findings(response) == [("verification-too-low", "/enterprise")]
    assert (response.json["findings"][0]["given"], response.json["findings"][0]["accepted"]) == ("L0", "L1")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ("missing-field", "/commitment")),
        ({"commitment": None}, ("missing-field", "/commitment")),
        ({"commitment": {"role": "质量负责人"}}, ("missing-field", "/commitment/signed_by")),
        ({"commitment": {"signed_by": "王芳"}}, ("missing-field", "/commitment/role")),
        ({"commitment": {**COMMITMENT, "signed_by": "　"}}, ("required", "/commitment/signed_by")),
        ({"commitment": {**COMMITMENT, "role": ""}}, ("required", "/commitment/role")),
        ({"commitment": {**COMMITMENT, "on": "2026-11-22"}}, ("unknown-field", "/commitment/on")),
        ({"commitment": COMMITMENT, "force": True}, ("unknown-field", "/force")),
        ({"commitment": "王芳"}, ("wrong-type", "/commitment")),
    ],
)
def test_the_commitment_is_signed(declarant, body, expected, published_rows):
    identity = draft(declarant, BodyFactory())["id"]
    response = declarant.post(f"{API}/declarations/{identity}/publish", json=body)
    assert response.status_code == 422
    assert findings(response) == [expected]
    assert published_rows() == {}


def test_everything_that_is_wrong_is_said_at_once(declarant):
    body = BodyFactory(number="x", title="", effective_on="soon", **of_indicator(method=None))
    told = draft(declarant, body)
    response = publish(declarant, told["id"], {"signed_by": "", "role": ""})
    assert findings(response) == [
        ("standard-number-malformed", "/number"),
        ("date-not-understood", "/effective_on"),
        ("required", "/title"),
        ("no-method", "/products/1/indicators/1/method"),
        ("required", "/commitment/signed_by"),
        ("required", "/commitment/role"),
    ]


def test_an_own_method_with_its_reason_is_accepted(declarant):
    own = {"text": "按附录A", "reason": "尚无适用的国家标准或行业标准"}
    body = BodyFactory(**of_product(indicators=[{**indicator("噪声", "≤38 dB(A)"), "method": own}]))
    assert publish(declarant, draft(declarant, body)["id"]).status_code == 201
