import pytest

from registry.kernel.errors import Conflict, Refused, RegistryError
from registry.kernel.findings import Finding, Message, declared_messages, errors

TOO_LONG = Message(
    "test-too-long", "{field}：{given} 超过 {limit} 字。", "{field}: {given} has more than {limit} characters."
)


def test_a_finding_speaks_both_languages():
    finding = TOO_LONG.error("/title", given="冰箱", limit="1")
    assert finding.text("en-GB") == "/title: 冰箱 has more than 1 characters."
    assert finding.text("zh-Hans") == "/title：冰箱 超过 1 字。"
    assert finding.text("fr") == finding.text("zh-Hans")


def test_a_stored_finding_reads_back():
    finding = TOO_LONG.notice("/title", given="冰箱", accepted="1", limit="1")
    assert Finding.from_stored(finding.stored()) == finding


def test_the_shape_of_the_api():
    assert TOO_LONG.error("/title", given="x", limit="0").as_json("en") == {
        "code": "test-too-long",
        "severity": "error",
        "field": "/title",
        "message": "/title: x has more than 0 characters.",
        "given": "x",
        "accepted": None,
    }


def test_a_finding_is_placed_from_further_out():
    assert TOO_LONG.error("/name", limit="9").at("/products/3").field == "/products/3/name"


def test_only_errors_refuse():
    error, notice = TOO_LONG.error("/a", limit="1"), TOO_LONG.notice("/b", limit="1")
    assert errors([notice, error]) == (error,)


def test_a_code_is_declared_once():
    Message(TOO_LONG.code, TOO_LONG.zh, TOO_LONG.en)
    with pytest.raises(ValueError, match="declared twice"):
        Message(TOO_LONG.code, "别的", "Something else")


def test_every_message_is_kebab_case():
    for code in declared_messages():
        assert code == code.lower().replace("_", "-")


def test_an_error_says_at_least_one_thing():
    with pytest.raises(ValueError, match="at least one"):
        Refused([])


def test_the_first_finding_is_the_headline():
    raised = Conflict(TOO_LONG.error("/a", given="x", limit="1"), existing="/s/1")
    assert isinstance(raised, RegistryError)
    assert (raised.code, raised.existing) == ("test-too-long", "/s/1")
    assert str(raised) == "/a: x has more than 1 characters."


def test_a_stored_finding_with_a_name_of_old_shows_its_code():
    stored = {
        "code": "called-so-once",
        "severity": "notice",
        "field": "/a",
        "given": None,
        "accepted": None,
        "params": {},
    }
    assert Finding.from_stored(stored).text("en") == "called-so-once"
