"""The canonical content of a version: what is hashed and kept for ever."""

import hashlib
import json
from dataclasses import fields, replace
from datetime import date

import pytest

from registry.declarations.content import body_of, declared_hash, is_declared, version_content
from registry.declarations.reading import read_declaration
from registry.declarations.schemas import DeclarationBody
from registry.declarations.values import (
    Change,
    ChangeKind,
    Commitment,
    Declaration,
    DeclaredDocument,
    Degree,
    International,
    Publication,
)
from registry.enterprises.values import Enterprise, Sample, VerificationLevel
from registry.identifiers.standard_number import StandardKind
from registry.indicators.dictionary import IndicatorDictionary
from registry.indicators.values import Comparator, Indicator, IndicatorKind, Method, Requirement
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from tests.unit.declarations.making import METHOD, cited, declaration, indicator, number, product

ENTERPRISE = Enterprise(1, 1, "91330106MA2KQ7B853", "杭州某某电器有限公司", "330106", VerificationLevel.L1, None)
PUBLICATION, FIRST = Publication(Commitment("王芳", "质量负责人")), Change(ChangeKind.FIRST)
KEPT = PublicId(PRODUCT, 2026, 1)
TEXT = DeclaredDocument("ab" * 32, "标准.pdf", public=True)

VECTOR = (
    '{"category":"household-refrigerators","change":{"kind":"first","reason":null},"cites":["GB/T 8059-2016"],'
    '"commitment":{"role":"质量负责人","signed_by":"王芳","text":"本企业对声明内容的真实性、准确性、合法性负责，'
    '并按声明的要求组织生产。"},"disclosure":null,"effective_on":"2026-12-01","enterprise":"91330106MA2KQ7B853",'
    '"industry":"3851","international":null,"issued_on":"2026-11-01","kind":"enterprise","number":"Q/HZDQ 001-2026",'
    '"products":[{"brand":"北冰","category":"household-refrigerators","export_only":false,"gtins":["6901234567892"],'
    '"id":"EP2026-00000001-1","indicators":[{"condition":null,"kind":"performance","method":{"clause":"6.1",'
    '"number":"GB/T 8059-2016","reason":null,"text":null},"name":"噪声","text":"≤38 dB(A)","unit":null}],'
    '"model":"BCD-500W","name":"家用电冰箱","specification":null}],"replaces":null,"sample":null,'
    '"title":"家用电冰箱","v":2}'
)

FIRST_SHAPE = (
    '{"category":"household-refrigerators","cites":["GB/T 8059-2016"],"commitment":{"role":"质量负责人",'
    '"signed_by":"王芳","text":"本企业负责。"},"effective_on":"2026-12-01","enterprise":"91330106MA2KQ7B853",'
    '"industry":"3851","issued_on":"2026-11-01","kind":"enterprise","number":"Q/HZDQ 001-2026","products":[{"brand":'
    '"北冰","category":"household-refrigerators","gtins":["6901234567892"],"id":"EP2026-00000001-1","indicators":['
    '{"condition":null,"kind":"performance","method":{"clause":"6.1","number":"GB/T 8059-2016","text":null},'
    '"name":"噪声","text":"≤38 dB(A)","unit":null}],"model":"BCD-500W","name":"家用电冰箱","specification":null}],'
    '"sample":null,"title":"家用电冰箱","v":1}'
)
"""What the first release published."""


def content(declared, enterprise=ENTERPRISE):
    return version_content(declared, (KEPT,), enterprise, PUBLICATION, FIRST)


def test_the_bytes_of_version_2_never_change():
    """A published hash must be reproducible for ever. If this fails, the shape has changed: give it a new `v`."""
    assert content(declaration()).decode() == VECTOR


def test_a_version_with_documents_has_a_shape_of_its_own():
    """Version 3 is version 2 and its documents; these bytes never change either."""
    document = '"documents":[{"filename":"标准.pdf","public":true,"sha256":"' + "ab" * 32 + '"}],'
    written = VECTOR.replace('"effective_on"', f'{document}"effective_on"').replace('"v":2}', '"v":3}')
    assert content(declaration(documents=(TEXT,))).decode() == written
    reread, _ = read_declaration(body_of(json.loads(written)), IndicatorDictionary(()), date(2026, 11, 22))
    assert content(reread).decode() == written


def test_a_version_whose_documents_are_gone_says_something_else():
    with_text, without = (json.loads(content(declaration(documents=documents))) for documents in ((TEXT,), ()))
    kept = (replace(product(), id=KEPT),)
    assert is_declared(declaration(documents=(TEXT,), products=kept), with_text)
    assert not is_declared(declaration(products=kept), with_text)
    assert not is_declared(declaration(documents=(TEXT,), products=kept), without)


@pytest.mark.parametrize("written", [VECTOR, FIRST_SHAPE])
def test_a_version_of_any_shape_can_be_declared_again(written):
    body = body_of(json.loads(written))
    assert DeclarationBody().validate(body) == {}
    reread, findings = read_declaration(body, IndicatorDictionary(()), date(2026, 11, 22))
    assert [finding for finding in findings if finding.is_error] == []
    assert content(reread).decode() == VECTOR


def test_what_is_said_at_publishing_is_kept():
    publication = replace(PUBLICATION, disclose_shortfall=True, shortfall_reason="入门款", change_reason="笔误")
    made = version_content(declaration(), (KEPT,), ENTERPRISE, publication, Change(ChangeKind.CORRECTION, "笔误"))
    kept = json.loads(made)
    assert kept["disclosure"] == {"reason": "入门款"}
    assert kept["change"] == {"kind": "correction", "reason": "笔误"}


def test_a_better_reading_of_the_same_words_changes_no_byte():
    read = Indicator("噪声", IndicatorKind.PERFORMANCE, Requirement("≤38 dB(A)", Comparator.LE), Method(), code="noise")
    gtin, same = number("6901234567892", "06901234567892"), cited("GB/T 8059-2016", "GB/T 8059—2016")
    reread = declaration(
        products=(product(indicators=(replace(indicator(), understood=read),), gtins=(gtin,)),), cites=(same,)
    )
    assert content(reread) == content(declaration())
    assert declared_hash(reread) == declared_hash(declaration())


def test_an_omitted_kind_is_kept_as_omitted():
    declared = declaration(products=(product(indicators=(indicator(kind=None),)),))
    assert json.loads(content(declared))["products"][0]["indicators"][0]["kind"] is None


def test_a_sample_says_so_in_what_is_kept():
    sample = replace(ENTERPRISE, sample=Sample("来源", "CC0"))
    assert json.loads(content(declaration(), sample))["sample"] == {"source": "来源", "licence": "CC0"}


CHANGED = [
    {"kind": StandardKind.NATIONAL},
    {"number_text": "Q/HZDQ 002-2026"},
    {"title": "电冰箱"},
    {"category": "battery-electric-cars"},
    {"industry": None},
    {"issued_on": None},
    {"effective_on": date(2027, 1, 1)},
    {"cites": ()},
    {"cites": (cited("gb/t 8059—2016", "GB/T 8059-2016"),)},
    {"international": International(Degree.MOD, "ISO 8561:1995")},
    {"replaces": PublicId(STANDARD, 2026, 7)},
    {"documents": (TEXT,)},
    {"documents": (replace(TEXT, public=False),)},
    {"documents": (replace(TEXT, filename="标准 2.pdf"),)},
    {"products": (product(export_only=True),)},
    {"products": (product(model="BCD-501W"),)},
    {"products": (product(brand=None),)},
    {"products": (product(name="冰箱"),)},
    {"products": (product(specification="风冷"),)},
    {"products": (product(gtins=()),)},
    {"products": (product(gtins=(number("690 1234 567892", "6901234567892"),)),)},
    {"products": (product(category="battery-electric-cars"),)},
    {"products": (product(indicators=(indicator(text="≤38dB(A)"),)),)},
    {"products": (product(indicators=(indicator(kind=None),)),)},
    {"products": (product(indicators=(indicator(condition="25 ℃"),)),)},
    {"products": (product(indicators=(indicator(unit="dB(A)"),)),)},
    {"products": (product(indicators=(indicator(method=Method("GB/T 8059-2016", "6.2")),)),)},
    {"products": (product(indicators=(indicator(method=replace(METHOD, reason="无标准方法")),)),)},
]


@pytest.mark.parametrize("changed", CHANGED)
def test_whatever_was_declared_otherwise_is_another_content(changed):
    assert content(declaration(**changed)) != content(declaration())
    assert declared_hash(declaration(**changed)) != declared_hash(declaration())


def test_every_field_of_a_declaration_is_kept_but_its_reading():
    covered = {name for changed in CHANGED for name in changed}
    assert covered == {field.name for field in fields(Declaration)} - {"number"}


def test_a_kept_product_id_is_part_of_what_was_declared():
    assert declared_hash(declaration(products=(product(id=KEPT),))) != declared_hash(declaration())


def test_a_hash_names_its_algorithm():
    algorithm, digest = declared_hash(declaration()).split(":")
    assert algorithm == "sha256"
    assert len(bytes.fromhex(digest)) == hashlib.sha256().digest_size
