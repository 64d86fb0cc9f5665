"""What the examination says of declared values, on the reference data that ship."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from registry.declarations import queries, service
from registry.declarations.reading import read_declaration
from registry.declarations.rules import examine
from registry.enterprises.values import VerificationLevel
from registry.kernel.clock import SHANGHAI, Clock
from registry.kernel.errors import Refused
from registry.kernel.ids import STANDARD, PublicId
from registry.kernel.transaction import reading
from registry.reference.loading import shipped
from registry.reference.snapshot import build
from tests.factories.declarations import COMMITMENT, SIGNED, BodyFactory, indicator
from tests.functional.declarations.conftest import API, draft, findings, publish, published

TODAY = date(2026, 11, 22)
CHAMBER = "GB/T 17657-2022"


def worded(name, text, *, method="GB 18401-2010", **more):
    return indicator(name, text, kind="safety", method=method, **more)


def product(*indicators, **more):
    return {"name": "样品", "model": "一号", "indicators": list(indicators), **more}


def body(category, *indicators, **more):
    """A declaration of one product with these indicators, nothing but them cited."""
    made = {"category": category, "products": [product(*indicators)], "cites": [], "industry": None}
    return BodyFactory(**{**made, **more})


def classed(letter, *indicators, category="childrens-clothing"):
    return body(category, worded("安全技术类别", f"{letter}类"), *indicators)


@pytest.fixture(scope="module")
def said():
    """`said(body, *codes)`: the findings of these codes, those of limits unless others are named."""
    known = build(1, shipped())

    def examined(written, *codes, day=TODAY):
        declaration, read = read_declaration(written, known.dictionary, day)
        found = (*read, *examine(declaration, known, VerificationLevel.L1, day))
        return [each for each in found if (each.code in codes if codes else each.code.startswith("limit-"))]

    return examined


@pytest.fixture
def broken(said):
    """The mandatory limits that refuse: field, given, accepted."""
    return lambda written, day=TODAY: [
        (each.field, each.given, each.accepted) for each in said(written, "limit-broken", day=day)
    ]


def at(scope, day):
    """The same caller at noon of the legal day."""
    return replace(scope, clock=Clock(frozen=datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)))


class TestTextiles:
    """GB 18401-2010 and GB 31701-2015: the safety class (安全技术类别) decides."""

    @pytest.mark.parametrize(
        ("letter", "text", "limit"),
        [
            ("A", "≤20 mg/kg", None),
            ("A", "≤75 mg/kg", "≤20 mg/kg"),
            ("B", "≤75 mg/kg", None),
            ("B", "≤0.1 g/kg", "≤75 mg/kg"),
            ("C", "≤300 mg/kg", None),
            ("C", "≤301 mg/kg", "≤300 mg/kg"),
        ],
    )
    def test_formaldehyde_by_class(self, broken, letter, text, limit):
        expected = [("/products/0/indicators/1", text, limit)] if limit else []
        assert broken(classed(letter, worded("甲醛含量", text))) == expected

    def test_both_values_are_shown_in_one_unit_with_the_clause(self, said):
        (finding,) = said(classed("B", worded("甲醛含量", "≤0.1 g/kg")), "limit-broken")
        assert finding.text("zh") == (
            "指标“甲醛含量”声明为 ≤0.1 g/kg，不符合强制性国家标准 GB 18401—2010 表1 的限值 ≤75 mg/kg："
            "≤100 mg/kg 对 ≤75 mg/kg（标准化法第二十一条）。"
        )
        assert finding.text("en") == (
            "The indicator “甲醛含量” is declared as ≤0.1 g/kg, which breaks the mandatory limit ≤75 mg/kg of "
            "GB 18401—2010 表1: ≤100 mg/kg against ≤75 mg/kg (Standardization Law art. 21)."
        )

    def test_without_the_class_a_value_that_meets_every_class_is_not_asked_about(self, said):
        assert said(body("infant-clothing", worded("甲醛含量", "≤20 mg/kg"))) == []
        (asked,) = said(body("infant-clothing", worded("甲醛含量", "≤75 mg/kg")))
        assert (asked.code, asked.is_error) == ("limit-applicability-unknown", False)
        assert asked.text("zh") == (
            "指标“甲醛含量”是否适用 GB 18401—2010 表1 的限值 ≤20 mg/kg 无法判断：没有声明 安全技术类别（1 个产品）。"
        )
        assert "Whether the limit ≤20 mg/kg of GB 18401—2010 表1 applies to" in asked.text("en")

    def test_what_no_class_allows_refuses_without_the_class(self, broken):
        assert broken(body("infant-clothing", worded("甲醛含量", "≤301 mg/kg"))) == [
            ("/products/0/indicators/0", "≤301 mg/kg", "≤300 mg/kg")
        ]

    @pytest.mark.parametrize(
        ("letter", "name", "text", "limit"),
        [
            ("A", "耐水色牢度", "≥3-4级", None),
            ("A", "耐水色牢度", "3-4级", None),
            ("A", "耐水色牢度", "≥3级", "≥3-4级"),
            ("A", "耐干摩擦色牢度", "3-4级", "≥4级"),
            ("A", "耐干摩擦色牢度", "4级", None),
            ("B", "耐酸、碱汗渍色牢度", "≥3级", None),
            ("B", "耐酸、碱汗渍色牢度", "≥2-3级", "≥3级"),
            ("C", "耐水色牢度", "2级", "≥3级"),
        ],
    )
    def test_half_grades_of_colour_fastness(self, broken, letter, name, text, limit):
        # Classes B and C ask for the same: it is said once.
        expected = [("/products/0/indicators/1", text, limit)] if limit else []
        strictest = broken(classed(letter, worded(name, text)))[:1]
        assert strictest == expected
        assert len(broken(classed(letter, worded(name, text)))) == len(expected)

    @pytest.mark.parametrize(
        ("letter", "text", "limits"),
        [
            ("A", "4.0~7.5", []),
            ("A", "4.0~8.5", ["4.0~7.5"]),
            ("A", "3.5~7.5", ["4.0~7.5", "4.0~9.0"]),
            ("B", "4.0~8.5", []),
            ("C", "4.0~9.0", []),
            ("C", "4.0~9.5", ["4.0~9.0"]),
            ("C", "≤9.5", ["4.0~9.0"]),
        ],
    )
    def test_the_range_of_the_ph_value(self, broken, letter, text, limits):
        assert [accepted for _, _, accepted in broken(classed(letter, worded("pH 值", text)))] == limits

    def test_one_end_of_the_ph_value_does_not_compare(self, said):
        found = said(classed("A", worded("pH 值", "≥4.0")))
        assert {(each.code, each.is_error) for each in found if "31900" not in each.text("zh")} == {
            ("limit-not-comparable", False)
        }

    def test_a_pure_number_has_no_unit(self, said):
        (finding,) = said(classed("B", worded("pH 值", "4.0~8.8")), "limit-broken")
        assert "的限值 4.0~8.5：4～8.8 对 4～8.5（" in finding.text("zh")

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("无", None),
            ("无异味", None),
            ("有", "limit-broken"),
            ("有异味", "limit-broken"),
            ("合格", "limit-not-comparable"),
            ("符合", "limit-not-comparable"),
        ],
    )
    def test_odour(self, said, text, code):
        """合格 says yes to what is asked, and not that there is any."""
        found = said(body("infant-clothing", worded("异味", text)))
        assert [(each.code, each.is_error) for each in found] == ([(code, code == "limit-broken")] if code else [])

    @pytest.mark.parametrize(("text", "code"), [("禁用", None), ("未检出", None), ("≤25 mg/kg", "limit-broken")])
    def test_what_the_standard_itself_forbids_in_words(self, said, text, code):
        found = said(body("infant-clothing", worded("可分解致癌芳香胺", text)))
        assert [each.code for each in found] == ([code] if code else [])

    def test_fastness_to_acid_and_to_alkaline_perspiration(self, said, broken):
        both = classed("B", worded("耐酸汗渍色牢度", "≥2级"), worded("耐碱汗渍色牢度", "≥1级"))
        assert [given for _, given, _ in broken(both)] == ["≥2级", "≥1级"]
        assert "indicator-declared-twice" not in [each.code for each in said(both)]

    def test_a_name_that_nobody_knows_is_said_once(self, said):
        twice = [product(worded("神秘指标", "≤5 mg/kg"))] * 2
        (told,) = said(body("infant-clothing", products=twice), "limit-indicator-unknown")
        assert (told.field, told.given, told.is_error) == ("/products/0/indicators/0/name", "神秘指标", False)
        assert "2 个产品" in told.text("zh")

    @pytest.mark.parametrize(("letter", "refused"), [("A", False), ("B", True), ("C", True)])
    def test_infants_wear_class_a(self, broken, letter, refused):
        given = ("/products/0/indicators/0", f"{letter}类", "≥A类")
        assert broken(classed(letter, category="infant-clothing")) == ([given] if refused else [])

    @pytest.mark.parametrize(("touches", "refused"), [("是", True), ("否", False)])
    def test_children_wear_class_b_next_to_the_skin(self, broken, touches, refused):
        found = broken(classed("C", worded("是否直接接触皮肤", touches)))
        assert [accepted for _, _, accepted in found] == (["≥B类"] if refused else [])

    def test_lead_of_coated_fabric(self, broken):
        for coated, refused in (("是", True), ("否", False)):
            lead = body("infant-clothing", worded("总铅", "≤95 mg/kg"), worded("是否含涂层或涂料印染", coated))
            assert [accepted for _, _, accepted in broken(lead)] == (["≤90 mg/kg"] if refused else [])

    def test_the_grace_for_old_stock_is_told_while_it_runs(self, said):
        wears_b = classed("B", category="infant-clothing")
        (told,) = said(wears_b, "limit-stock-grace", day=date(2018, 5, 31))
        assert (told.given, told.accepted, told.is_error) == ("2016-06-01", "2018-05-31", False)
        assert said(wears_b, "limit-stock-grace", day=date(2018, 6, 1)) == []


class TestPanels:
    """GB 18580-2025 follows the edition of 2017 on 2026-06-01 and asks more of products than of panels."""

    @pytest.mark.parametrize("text", ["≤0.08 mg/m³", "≤80 µg/m³", "≤80 μg/m3"])
    @pytest.mark.parametrize(
        ("category", "day", "code"),
        [
            ("wood-panel-products", date(2026, 5, 31), "limit-upcoming"),
            ("wood-panel-products", date(2026, 6, 1), "limit-broken"),
            ("wood-based-panels", date(2026, 5, 31), None),
            ("wood-based-panels", date(2026, 6, 1), None),
        ],
    )
    def test_the_limit_of_the_day(self, said, category, day, code, text):
        found = said(body(category, worded("甲醛释放量", text, method=CHAMBER)), day=day)
        assert [each.code for each in found] == ([code] if code else [])
        for each in found:
            assert each.is_error == (code == "limit-broken")
            assert (each.given, each.accepted) == (text, "≤0.050 mg/m³")
            assert "GB 18580—2025" in each.text("zh")
            assert "≤0.08 mg/m³ 对 ≤0.05 mg/m³" in each.text("zh")

    def test_the_day_decides_whether_it_is_published(self, ready, enterprise):
        """A later limit is announced on what is published before."""
        written = body("wood-panel-products", worded("甲醛释放量", "≤0.08 mg/m³", method=CHAMBER))
        written |= {"number": "Q/HZDQ 080-2025", "issued_on": "2026-05-01", "effective_on": "2026-05-15"}
        receipt = service.publish(at(ready, date(2026, 5, 31)), enterprise, written, SIGNED)
        with reading(ready) as session:
            kept = queries.standard(session, receipt.id, date(2026, 5, 31)).findings
        (warning,) = [each for each in kept if each.code == "limit-upcoming"]
        assert warning.text("zh").startswith("指标“甲醛释放量”声明为 ≤0.08 mg/m³，自 2026-06-01 起不符合")
        other = {**written, "number": "Q/HZDQ 081-2025"}
        with pytest.raises(Refused) as refusal:
            service.publish(at(ready, date(2026, 6, 1)), enterprise, other, SIGNED)
        assert [each.code for each in refusal.value.findings if each.is_error] == ["limit-broken"]

    def test_the_chamber_by_its_name_is_the_method(self, broken):
        own = {"text": "1 m³ 气候箱法", "reason": "按标准附录"}
        emission = {**worded("甲醛释放量", "≤0.08 mg/m³"), "method": own}
        assert len(broken(body("wood-panel-products", emission))) == 1

    def test_another_method_does_not_compare(self, said):
        emission = worded("甲醛释放量", "≤0.08 mg/m³", method="GB/T 18204.2-2014")
        found = said(body("wood-panel-products", emission))
        assert {(each.code, each.is_error) for each in found} == {("limit-not-comparable", False)}
        assert "无法与 GB 18580—2025 的限值 ≤0.050 mg/m³ 比较" in found[0].text("zh")

    def test_what_is_only_exported_is_outside(self, said):
        emission = worded("甲醛释放量", "≤0.2 mg/m³", method=CHAMBER)
        at_home = body("wood-panel-products", products=[product(emission)])
        abroad = body("wood-panel-products", products=[product(emission, export_only=True)])
        assert {each.code for each in said(at_home)} == {"limit-broken"}
        assert said(abroad) == []


class TestDownlights:
    """GB 30255-2019: power and colour temperature choose the row; only the row of ≤5 W and <3500 K is sourced."""

    def lamp(self, efficacy, power=None, temperature=None):
        given = [("额定功率", power), ("相关色温", temperature), ("光效", efficacy)]
        return body("led-downlights", *[worded(*each, method="GB 30255-2019") for each in given if each[1]])

    @pytest.mark.parametrize(
        ("efficacy", "power", "temperature", "code", "limit"),
        [
            ("≥55 lm/W", "5 W", "3000 K", "limit-broken", "≥60 lm/W"),
            ("≥60 lm/W", "5 W", "3000 K", None, None),
            ("≥55 lm/W", "0.004 kW", "3000 K", "limit-broken", "≥60 lm/W"),
            ("≥60 lm/W", "5 W", "4000 K", "limit-broken-unverified", "≥65 lm/W"),
            ("≥69 lm/W", "12 W", "3499 K", "limit-broken-unverified", "≥70 lm/W"),
            ("≥74 lm/W", "12 W", "3500 K", "limit-broken-unverified", "≥75 lm/W"),
        ],
    )
    def test_the_row_of_the_lamp(self, said, efficacy, power, temperature, code, limit):
        found = said(self.lamp(efficacy, power, temperature))
        assert [(each.code, each.accepted) for each in found] == ([(code, limit)] if code else [])
        for each in found:
            assert each.is_error == (code == "limit-broken")
            assert each.field == "/products/0/indicators/2"
            assert f"GB 30255—2019 4 表1(3 级) 的限值 {limit}：{efficacy} 对 {limit}" in each.text("zh")

    def test_an_unverified_limit_says_so(self, said):
        (found,) = said(self.lamp("≥60 lm/W", "5 W", "4000 K"))
        assert "示例数据，未经核实" in found.text("zh")
        assert "unverified" in found.text("en")

    def test_what_is_not_declared_leaves_the_row_open(self, said):
        found = said(self.lamp("≥55 lm/W"))
        assert {(each.code, each.is_error) for each in found} == {("limit-applicability-unknown", False)}
        assert [each.accepted for each in found] == ["≥60 lm/W", "≥65 lm/W", "≥70 lm/W", "≥75 lm/W"]
        assert all("没有声明 额定功率、相关色温" in each.text("zh") for each in found)
        assert [each.accepted for each in said(self.lamp("≥55 lm/W", "5 W"))] == ["≥60 lm/W", "≥65 lm/W"]
        assert said(self.lamp("≥75 lm/W")) == []

    def test_several_products_are_counted_in_one_notice(self, said):
        lamp = self.lamp("≥60 lm/W", "5 W")["products"][0]
        (found,) = said(body("led-downlights", products=[lamp, {**lamp, "model": "二号"}]))
        assert "（2 个产品）" in found.text("zh")

    def test_a_lamp_below_the_limit_is_not_published(self, declarant, published_rows):
        told = draft(declarant, self.lamp("≥55 lm/W", "5 W", "3000 K"))
        response = publish(declarant, told["id"])
        assert (response.status_code, findings(response)) == (422, [("limit-broken", "/products/0/indicators/2")])
        assert published_rows() == {}


class TestShortfall:
    """Fewer or lower than a recommended standard (少于/低于推荐性标准): GB/T 14272-2021 asks ≥50 % of clusters."""

    LOWER = ("shortfall-lower", "shortfall-missing", "shortfall-to-disclose")

    def jacket(self, *indicators, **more):
        return body("down-jackets", *indicators, **more)

    def down(self, text):
        return indicator("绒子含量", text, method="GB/T 14272-2021")

    def test_lower(self, said):
        lower, asked = said(self.jacket(self.down("≥45%")), *self.LOWER)
        assert (lower.code, lower.field, lower.accepted) == ("shortfall-lower", "/products/0/indicators/0", "≥50 %")
        assert "GB/T 14272—2021：指标“绒子含量”声明为 ≥45%，标准要求 ≥50 %：≥45 % 对 ≥50 %" in lower.text("zh")
        assert (asked.code, asked.field) == ("shortfall-to-disclose", "/disclose_shortfall")
        assert not lower.is_error
        assert not asked.is_error

    def test_missing(self, said):
        two = [product(worded("安全技术类别", "B类")), product(worded("安全技术类别", "B类"), model="二号")]
        missing, _ = said(self.jacket(products=two), *self.LOWER)
        assert (missing.code, missing.field, missing.given) == ("shortfall-missing", "/products/0/indicators", "2")
        assert "2 个产品没有声明指标“绒子含量”（要求 ≥50 %）" in missing.text("zh")

    def test_what_equals_it_is_no_shortfall(self, said):
        assert said(self.jacket(self.down("≥50%")), *self.LOWER) == []

    def test_unverified_values_are_told_and_ask_for_nothing(self, said, declarant):
        jacket = self.jacket(self.down("≥90%"), indicator("浊度", "≥400 mm", method="GB/T 14272-2021"))
        (told,) = said(jacket, "shortfall-lower-unverified")
        assert (told.accepted, told.is_error) == ("≥500 mm", False)
        assert "示例数据，未经核实" in told.text("zh")
        assert published(declarant, jacket)["version"] == 1

    def test_who_executes_a_national_standard_is_asked_for_none(self, said):
        executed = self.jacket(self.down("≥45%"), kind="national", number="GB/T 14272-2021")
        codes = {each.code for each in said(executed, *self.LOWER, "shortfall-missing-unverified")}
        assert codes == set()

    def test_undisclosed_it_is_refused(self, declarant, published_rows):
        told = draft(declarant, self.jacket(self.down("≥45%")))
        response = publish(declarant, told["id"])
        assert (response.status_code, findings(response)) == (
            422,
            [("shortfall-not-disclosed", "/disclose_shortfall")],
        )
        (finding,) = [each for each in response.json["findings"] if each["severity"] == "error"]
        assert (finding["given"], finding["accepted"]) == ("false", "true")
        assert published_rows() == {}

    @pytest.mark.parametrize(("text", "kept"), [("≥50%", None), ("≥45%", {"reason": "入门款"})])
    def test_where_nothing_falls_short_no_disclosure_is_kept(self, declarant, client, ready, text, kept):
        met = (("浊度", "≥500 mm"), ("耗氧量", "≤10.0 mg/100g"), ("蓬松度", "≥16 cm"))
        jacket = self.jacket(self.down(text), *[indicator(*each, method="GB/T 14272-2021") for each in met])
        disclosed = {"disclose_shortfall": True, "shortfall_reason": "入门款"}
        response = publish(declarant, draft(declarant, jacket)["id"], **disclosed)
        assert response.status_code == 201, response.text
        assert client.get(f"{API}/standards/{response.json['id']}").json["disclosure"] == kept
        with reading(ready) as session:
            content = queries.content_of(session, PublicId.parse(response.json["id"], STANDARD), 1)
        assert json.loads(content)["disclosure"] == kept

    def test_disclosed_it_stands_with_the_standard(self, declarant, client):
        told = draft(declarant, self.jacket(self.down("≥45%")))
        disclosed = {"commitment": COMMITMENT, "disclose_shortfall": True, "shortfall_reason": "面向低价位市场"}
        response = declarant.post(f"{API}/declarations/{told['id']}/publish", json=disclosed)
        assert response.status_code == 201, response.text
        standard = client.get(f"{API}/standards/{response.json['id']}").json
        assert standard["disclosure"]["reason"] == "面向低价位市场"
        codes = {each["code"] for each in standard["notices"]}
        assert "shortfall-lower" in codes
        assert not codes & {"shortfall-to-disclose", "shortfall-not-disclosed"}
