"""What is understood of a query: a table of what people type."""

from collections import Counter
from decimal import Decimal

import pytest

from registry.discovery.asking import PartKind, understand
from registry.indicators.canonical import Bounds
from search.analysis import words
from tests.unit.discovery.asking.reference import names

# The query, its parts as they are shown, the codes of the findings.
UNDERSTOOD = [
    ("空气净化器 噪声<62dB", "word: 空气净化器 | condition: 噪声 < 62 dB(A)", ""),
    ("APF≥4.5", "condition: 全年能源消耗效率 ≥ 4.5", ""),
    ("甲醛 不大于 0.05mg/m3", "condition: 甲醛释放量 ≤ 0.05 mg/m³", ""),
    ("编号:GB/T 7725", "number: GB/T 7725", ""),
    ("企业：海尔 冰箱", "enterprise: 海尔 | word: 冰箱", ""),
    ("噪声 50~60 dB", "condition: 噪声 50～60 dB(A)", ""),
    ("噪声 50-60dB", "condition: 噪声 50～60 dB(A)", ""),
    ("噪声 从50到60分贝", "condition: 噪声 50～60 dB(A)", ""),
    ("噪声介于50和60dB之间", "condition: 噪声 50～60 dB(A)", ""),
    ("能效等级 1级", "condition: 能效等级 1 级", ""),
    ("一级能效", "condition: 能效等级 1 级", ""),
    ("一级能效空调", "condition: 能效等级 1 级 | word: 空调", ""),
    ("能效一级", "condition: 能效等级 1 级", ""),
    ("二级以上能效 空调", "condition: 能效等级 1/2 级 | word: 空调", ""),
    ("能效等级不低于2级", "condition: 能效等级 1/2 级", ""),
    ("能效等级<=2", "condition: 能效等级 1/2 级", ""),
    ("能效等级 1~2级", "condition: 能效等级 1/2 级", ""),
    ("甲醛释放量 E0级", "condition: 甲醛释放量等级 E0", ""),
    ("甲醛释放量≤E1级", "word: 甲醛释放量 | word: e1 | word: 级", "asked-condition-not-understood"),
    ("耐水色牢度≥3-4级", "condition: 耐水色牢度 5/4-5/4/3-4 级", ""),
    ("耐水色牢度 3-4级", "condition: 耐水色牢度 3-4 级", ""),
    ("噪声 至少 30dB", "condition: 噪声 ≥ 30 dB(A)", ""),
    ("噪声低于60dB", "condition: 噪声 < 60 dB(A)", ""),
    ("噪声：不高于 60 dB(A) 冰箱", "condition: 噪声 ≤ 60 dB(A) | word: 冰箱", ""),
    ("空气净化器噪声＜６２ｄＢ", "word: 空气净化器 | condition: 噪声 < 62 dB(A)", ""),
    ("二甲苯<0.2mg/m³", "word: 二甲苯 | word: 0.2mg/m3", "asked-indicator-unknown"),
    ("噪声<62foo", "word: 噪声 | word: 62foo", "asked-unit-unknown"),
    ("甲醛释放量<0.05 foo", "condition: 甲醛释放量 < 0.05 mg/m³ | word: foo", "asked-unit-assumed asked-no-unit"),
    ("质保期>3 samsung 冰箱", "condition: 质保期 > 3 年 | word: samsung | word: 冰箱", "asked-unit-assumed"),
    ("质保期>3 air purifier", "condition: 质保期 > 3 年 | word: air | word: purifier", "asked-unit-assumed"),
    ("质保期>3 APF>4", "condition: 质保期 > 3 年 | condition: 全年能源消耗效率 > 4", "asked-unit-assumed"),
    ("APF>4 foo", "condition: 全年能源消耗效率 > 4 | word: foo", ""),
    ("CADR大于等于六百", "condition: 颗粒物洁净空气量 ≥ 600 m³/h", "asked-unit-assumed"),
    ("CADR六百立方米每小时以上", "condition: 颗粒物洁净空气量 ≥ 600 m³/h", ""),
    ("APF不小于四点五", "condition: 全年能源消耗效率 ≥ 4.5", ""),
    ("循环寿命≥一万次", "condition: 循环寿命 ≥ 10000 次", ""),
    ("总容积 二百到四百升", "condition: 总容积 200～400 L", ""),
    ("总容积>一千五", "word: 总容积 | word: 一千五", "asked-indicator-unknown"),
    ("总容积 一百", "word: 总容积 | word: 一百", ""),
    ("冰箱 容量>500L", "word: 冰箱 | condition: 总容积 > 500 L", ""),
    ("洗衣机 容量≥10公斤", "word: 洗衣机 | condition: 额定洗涤容量 ≥ 10 kg", ""),
    ("冰箱 日耗电量<1度", "word: 冰箱 | condition: 日耗电量 < 1 kW·h/24h", ""),
    ("除湿机 日除湿量≥20L", "word: 除湿机 | condition: 日除湿量 ≥ 20 L/d", ""),
    ("洗衣机 耗电<200度", "word: 洗衣机 | condition: 年耗电量 < 200 kW·h/a", ""),
    ("冰箱 耗电<1度", "word: 冰箱 | word: 耗电 | word: 1 | word: 度", "asked-indicator-ambiguous"),
    ("噪声<62 kg", "word: 噪声 | word: 62 | word: kg", "asked-unit-wrong-dimension"),
    ("噪声<62", "condition: 噪声 < 62 dB(A)", "asked-indicator-taken asked-unit-assumed"),
    ("噪声 60-50dB", "word: 噪声 | word: 60-50db", "asked-range-reversed"),
    ("镉含量<0.1mg/kg", "word: 镉含量 | word: 0.1mg/kg", "asked-indicator-ambiguous"),
    ("功率<10W", "word: 功率 | word: 10w", "asked-indicator-ambiguous"),
    ("额定功率 0.5kW以上", "condition: 额定功率 ≥ 500 W", "asked-indicator-taken"),
    ("xyz<5", "word: xyz | word: 5", "asked-indicator-unknown"),
    ("-商用 冰箱", "excluded: 商用 | word: 冰箱", ""),
    ('冰箱 -"商用 冷柜"', "word: 冰箱 | excluded: 商用 冷柜", ""),
    ('"家用冰箱" 空调', "phrase: 家用冰箱 | word: 空调", ""),
    ("“家用冰箱” 「节能」", "phrase: 家用冰箱 | phrase: 节能", ""),
    ("noise < 62 dB", "condition: 噪声 < 62 dB(A)", ""),
    ("Noise below 62dB air purifier", "condition: 噪声 < 62 dB(A) | word: air | word: purifier", ""),
    ("annual energy use <= 300kWh/a", "condition: 年耗电量 ≤ 300 kW·h/a", ""),
    ("APF《=4.5", "condition: 全年能源消耗效率 ≤ 4.5", ""),
    ("质保期 不少于 3 年", "condition: 质保期 ≥ 3 年", ""),
    ("质保期>3", "condition: 质保期 > 3 年", "asked-unit-assumed"),
    ("防护等级>5", "word: 防护等级 | word: 5", "asked-indicator-in-words"),
    ("温度 -18℃", "word: 温度 | word: 18 | word: c", ""),
    ("KFR-35GW 噪声<60", "word: kfr-35gw | condition: 噪声 < 60 dB(A)", "asked-indicator-taken asked-unit-assumed"),
    ("PM2.5净化效率>99%", "word: pm2.5 | word: 净化效率 | word: 99", "asked-indicator-unknown"),
    ("总容积=200..400L 冰箱", "condition: 总容积 200～400 L | word: 冰箱", ""),
    ("总容积≥200升冰箱", "condition: 总容积 ≥ 200 L | word: 冰箱", ""),
    ("总容积 500L以上", "condition: 总容积 ≥ 500 L", ""),
    ("冰箱500L以上", "word: 冰箱 | word: 500l | word: 以上", ""),
    ("编号:Q/SXDJX 001-2021 空调", "number: Q/SXDJX 001-2021 | word: 空调", ""),
    ("编号: 7725", "number: 7725", ""),
    ('企业:"海尔 集团" 编号：GB 7725', "enterprise: 海尔 集团 | number: GB 7725", ""),
    ('"家用', "word: 家用", ""),
    ("-", "", "asked-nothing"),
    ("编号:", "word: 编号", ""),
    ("<5", "word: 5", "asked-indicator-unknown"),
    ("噪声<", "word: 噪声", ""),
    (
        "50<噪声<60",
        "word: 50 | condition: 噪声 < 60 dB(A)",
        "asked-indicator-taken asked-unit-assumed asked-indicator-unknown",
    ),
    ("屏幕尺寸≥55英寸 电视", "condition: 屏幕尺寸 ≥ 55 in | word: 电视", ""),
    ('屏幕尺寸>=55" 显示器', "condition: 屏幕尺寸 ≥ 55 in | word: 显示器", ""),
    ("循环寿命≥1万次", "condition: 循环寿命 ≥ 10000 次", ""),
    ("循环寿命 1×10^3 次以上", "condition: 循环寿命 ≥ 1000 次", ""),
    ("噪声<62空气净化器", "condition: 噪声 < 62 dB(A) | word: 空气净化器", "asked-unit-assumed"),
    ("噪声<62的空气净化器", "condition: 噪声 < 62 dB(A) | word: 空气净化器", "asked-unit-assumed"),
    ("高度<180公分", "condition: 高度 < 1800 mm", ""),
    ("COP<5", "word: cop | word: 5", "asked-indicator-unknown"),
    ("GB/T 7725-2004", "word: gb/t 7725-2004", ""),
    ("GB 12021.2-2015 冰箱", "word: gb 12021.2-2015 | word: 冰箱", ""),
    ("甲醛含量 ≤20mg/kg", "word: 甲醛含量 | word: 20mg/kg", "asked-indicator-ambiguous"),
    ("TVOC释放量≤0.5mg/m³", "condition: 总挥发性有机化合物释放量 ≤ 0.5 mg/m³", ""),
    ("额定电压=220V", "condition: 额定电压 = 220 V", ""),
    ("voc<100g/L", "condition: VOC 含量 < 100 g/L", ""),
    ("pH 4.0~7.5", "condition: pH 值 4～7.5", ""),
    ("显色指数Ra≥80", "condition: 显色指数 Ra ≥ 80", ""),
    ("R9>0", "condition: 特殊显色指数 R9 > 0", ""),
    ("能效等级：1级 空调", "condition: 能效等级 1 级 | word: 空调", ""),
    (
        '空调 APF>=4.5 噪声<=40dB "一级" -定频',
        "word: 空调 | condition: 全年能源消耗效率 ≥ 4.5 | condition: 噪声 ≤ 40 dB(A) | phrase: 一级 | excluded: 定频",
        "asked-indicator-any-of",
    ),
    ("热效率≥96% 热水器", "condition: 热效率 ≥ 96 % | word: 热水器", ""),
    ("洗净比>1.03", "condition: 洗净比 > 1.03", ""),
    ("待机功率 < 500mW", "condition: 待机功率 < 0.5 W", ""),
    ("Standby power at most 0.5 W", "condition: 待机功率 ≤ 0.5 W", ""),
    ("SEER 不低于5.0", "condition: 制冷季节能源消耗效率 ≥ 5", ""),
    ("续航>500km", "condition: 续航里程 > 500 km", ""),
    ("CLTC续航里程≥500公里", "condition: CLTC 续航 ≥ 500 km", ""),
    ("CADR≥400m³/h", "condition: 颗粒物洁净空气量 ≥ 400 m³/h", ""),
    ("电池能量密度>160Wh/kg", "word: 电池能量密度 | word: 160wh/kg", "asked-indicator-unknown"),
    ("年耗电量<300kWh", "condition: 年耗电量 < 300 kW·h/a", ""),
    ("年耗电量200度以下的冰箱", "condition: 年耗电量 ≤ 200 kW·h/a | word: 冰箱", ""),
    ("年耗电量<300kg", "word: 年耗电量 | word: 300kg", "asked-unit-wrong-dimension"),
    ("APF 4.5 以上", "condition: 全年能源消耗效率 ≥ 4.5", ""),
    ("噪声 40 分贝 以下的", "condition: 噪声 ≤ 40 dB(A)", ""),
    ("APF 4.5 以上海", "condition: 全年能源消耗效率 ≥ 4.5 | word: 以上海", "asked-condition-assumed"),
    ("蓬松度18 羽绒服", "condition: 蓬松度 ≥ 18 cm | word: 羽绒服", "asked-condition-assumed asked-unit-assumed"),
    ("噪声 62dB", "condition: 噪声 ≤ 62 dB(A)", "asked-condition-assumed"),
    ("噪声 -62dB", "word: 噪声 | word: 62db", ""),
    ("显色指数Ra 90 灯泡", "condition: 显色指数 Ra ≥ 90 | word: 灯泡", "asked-condition-assumed"),
    ("CADR400", "word: cadr400", ""),
    ("功率 10W", "word: 功率 | word: 10w", ""),
    ("ENF级 胶合板", "condition: 甲醛释放量等级 ENF | word: 胶合板", "asked-condition-assumed"),
    ("ENF级胶合板", "condition: 甲醛释放量等级 ENF | word: 胶合板", "asked-condition-assumed"),
    ("B类 童装", "condition: 安全技术类别 B | word: 童装", "asked-condition-assumed"),
    ("XY级", "word: xy | word: 级", ""),
    ("噪声<40dB的空调", "condition: 噪声 < 40 dB(A) | word: 空调", "asked-indicator-any-of"),
    ("转换效率>98% 逆变器", "condition: 转换效率 > 98 % | word: 逆变器", ""),
    ("转换效率>98%", "word: 转换效率 | word: 98", "asked-indicator-ambiguous"),
    ("耐洗刷10000次", "condition: 耐洗刷性 ≥ 10000 次", "asked-condition-assumed"),
    ("SCOP 不低于 4", "condition: 季节性能系数 SCOP（35°C 出水） ≥ 4", ""),
    ("GB 18401-2010的童装", "word: gb 18401-2010 | word: 童装", ""),
    ("无醛的地板", "word: 无醛 | word: 地板", ""),
    ("美的空调", "word: 美的空调", ""),
    ("目的", "word: 目的", ""),
    ("年耗电量<300kWh/a", "condition: 年耗电量 < 300 kW·h/a", ""),
    ("保修期 3年以上", "condition: 质保期 ≥ 3 年", ""),
    ("循环寿命>2,000次", "condition: 循环寿命 > 2000 次", ""),
    ("循环寿命≥1×10^4次", "condition: 循环寿命 ≥ 10000 次", ""),
    ("高度 1.8m以内", "condition: 高度 ≤ 1800 mm", ""),
    ("冰箱 总容积 200~400升", "word: 冰箱 | condition: 总容积 200～400 L", ""),
    ("Q/SLHJ 012-2025", "word: q/slhj 012-2025", ""),
    ("KFR-35GW/BP3", "word: kfr-35gw/bp3", ""),
    ("6901234567892", "word: 6901234567892", ""),
    ("一级水效", "condition: 水效等级 1 级", ""),
    ("安全技术类别 A类", "condition: 安全技术类别 A", ""),
    ("安全技术类别B类以上", "condition: 安全技术类别 A/B", ""),
    ("噪声≯60dB", "condition: 噪声 ≤ 60 dB(A)", ""),
    ("噪声≮60dB", "condition: 噪声 ≥ 60 dB(A)", ""),
    ("噪声小于等于60dB(A)", "condition: 噪声 ≤ 60 dB(A)", ""),
    ("噪声<＝60dB", "condition: 噪声 ≤ 60 dB(A)", ""),
    ("噪声 不超过６０分贝", "condition: 噪声 ≤ 60 dB(A)", ""),
    ("冰箱 - 商用", "word: 冰箱 | word: 商用", ""),
    ("冰箱-商用", "word: 冰箱 | word: 商用", ""),
    ("冰箱 －商用", "word: 冰箱 | excluded: 商用", ""),
    ("公司：美的", "enterprise: 美的", ""),
    ("enterprise:Haier fridge", "enterprise: Haier | word: fridge", ""),
    ("企业:“海尔", "enterprise: 海尔", ""),
    ("热效率≥96", "condition: 热效率 ≥ 96 %", "asked-unit-assumed"),
    ("苯<0.1g/kg", "condition: 苯 < 100 mg/kg", ""),
    ("能效等级 3", "condition: 能效等级 3 级", ""),
    ("能效等级ABC", "word: 能效等级 | word: abc", ""),
    ("能效等级高于1级", "word: 能效等级高于 | word: 1 | word: 级", "asked-condition-not-understood"),
    ("噪声≤45±3dB", "word: 噪声 | word: 45 | word: 3db", "asked-indicator-unknown"),
    ("噪声约45dB", "word: 噪声约 | word: 45db", ""),
    ("APF>4.5，噪声<40dB", "condition: 全年能源消耗效率 > 4.5 | condition: 噪声 < 40 dB(A)", ""),
    ("APF>4.5且噪声<40dB", "condition: 全年能源消耗效率 > 4.5 | condition: 噪声 < 40 dB(A)", ""),
    ("噪声<1e99dB", "word: 噪声 | word: 1e99db", "asked-indicator-unknown"),
    ("噪声<-5dB", "condition: 噪声 < -5 dB(A)", ""),
    ("噪声=60dB", "condition: 噪声 = 60 dB(A)", ""),
    ("总容积=400~200L", "word: 总容积 | word: 400 | word: 200l", "asked-range-reversed"),
    ("“APF>4.5”", "phrase: APF>4.5", ""),
    ("编号:“GB/T 7725-2004” 空调", "number: GB/T 7725-2004 | word: 空调", ""),
    ("0-100 km/h 加速时间<6s", "condition: 0-100 km/h 加速时间 < 6 s", ""),
    ("苯并[a]芘<5μg/kg", "condition: 苯并[a]芘 < 5 μg/kg", ""),
    ("额定制冷量 3500W", "condition: 额定制冷量 = 3500 W", "asked-condition-assumed"),
    ("额定制冷量 3.5~5kW", "condition: 额定制冷量 3500～5000 W", ""),
    ("rated_power<10W", "condition: 额定功率 < 10 W", ""),
    ("lamp_power<10W", "condition: 功率 < 10 W", ""),
    ("噪声<62dB\n冰箱", "condition: 噪声 < 62 dB(A) | word: 冰箱", ""),
    ("噪声\x00<62dB", "condition: 噪声 < 62 dB(A)", ""),
    ("！？。", "", "asked-nothing"),
    ("", "", ""),
]


@pytest.mark.parametrize(("query", "parts", "codes"), UNDERSTOOD)
def test_a_query_is_taken_apart(query, parts, codes):
    asked = understand(query, names())
    shown = [part for part in asked.parts if part.kind is not PartKind.SYNONYM]
    assert " | ".join(f"{part.kind}: {part.understood}" for part in shown) == parts
    assert " ".join(finding.code for finding in asked.findings) == codes


def test_what_remains_without_a_part():
    asked = understand("空气净化器 噪声<62dB -商用", names())
    shown = [part for part in asked.parts if part.kind is not PartKind.SYNONYM]
    assert [part.without for part in shown] == ["噪声<62dB -商用", "空气净化器 -商用", "空气净化器 噪声<62dB"]


@pytest.mark.parametrize(
    ("query", "typed", "other", "without"),
    [
        ("冰箱 北冰", "冰箱", "雪柜", '"冰箱" 北冰'),
        ("Air  purifier ABC", "Air  purifier", "空气净化器", '"Air purifier" ABC'),
        ("ABC 噪声<62dB 马桶", "马桶", "坐便器", 'ABC 噪声<62dB "马桶"'),
    ],
)
def test_synonyms_are_taken_back_by_quotation_marks(query, typed, other, without):
    (part,) = [each for each in understand(query, names()).parts if each.kind is PartKind.SYNONYM]
    assert (part.text, part.without) == (typed, without)
    assert other in part.understood
    assert PartKind.SYNONYM not in {each.kind for each in understand(without, names()).parts}


@pytest.mark.parametrize("query", ["电风扇噪声<60dB", "冰箱总容积≥200L", "空调APF≥4.5"])
def test_a_product_may_stand_glued_before_an_indicator(query):
    assert len(understand(query, names()).conditions) == 1


@pytest.mark.parametrize(
    ("query", "bounds"),
    [
        ("噪声<62dB", Bounds(None, Decimal(62), high_open=True)),
        ("噪声≤62dB", Bounds(None, Decimal(62))),
        ("噪声 50~60dB", Bounds(Decimal(50), Decimal(60))),
        ("APF>4.5", Bounds(Decimal("4.5"), None, low_open=True)),
        ("额定制冷量≥3.5kW", Bounds(Decimal(3500), None)),
        ("年耗电量<1000000/3 kWh/a", None),
        ("能效等级不低于2级", Bounds(Decimal(4), None)),
        ("能效等级<=2", Bounds(Decimal(4), None)),
        ("能效等级 1~2级", Bounds(Decimal(4), Decimal(5))),
        ("耐水色牢度 3-4级", Bounds(Decimal("3.5"), Decimal("3.5"))),
    ],
)
def test_bounds_are_canonical(query, bounds):
    assert [condition.bounds for condition in understand(query, names()).conditions] == ([bounds] if bounds else [])


@pytest.mark.parametrize(
    ("query", "category", "code"),
    [
        ("甲醛含量≤20mg/kg", "textiles", "formaldehyde_content"),
        ("甲醛含量≤20mg/kg", "coatings", "paint_formaldehyde_content"),
        ("功率<10W", "led-bulbs", "lamp_power"),
        ("功率<10W", "air-purifiers", "rated_power"),
        ("镉含量<0.1mg/kg", "foods", "food_cadmium"),
        ("噪声<62dB", "no-such-category", "noise"),
    ],
)
def test_the_category_decides_what_a_name_means(query, category, code):
    assert [each.entry.code for each in understand(query, names(), category).conditions] == [code]


def test_the_candidates_of_a_name_are_said_in_both_languages():
    (finding,) = understand("甲醛含量≤20mg/kg", names()).findings
    for language in ("zh", "en"):
        text = finding.text(language)
        assert "paint_formaldehyde_content" in text
        assert "formaldehyde_content" in text
    assert finding.field == "q"


def test_the_number_is_that_of_the_whole_text():
    assert str(understand("gb/t7725-2004", names()).number) == "GB/T 7725—2004"
    assert understand("GB/T 7725 空调", names()).number is None


def test_a_credit_code_alone_is_an_enterprise():
    asked = understand("910000000000006257 冰箱", names())
    assert (asked.enterprise_filter, asked.rest) == ("910000000000006257", "冰箱")
    assert understand("2800061001040", names()).enterprise_filter is None


@pytest.mark.parametrize("text", ["，。、；", "???", "-", '""', "( )"])
def test_what_holds_no_word_is_said(text):
    assert [finding.code for finding in understand(text, names()).findings] == ["asked-nothing"]


@pytest.mark.parametrize("text", ["噪声<62 %", "年耗电量<300 %"])
def test_a_percentage_apart_is_no_missing_unit(text):
    asked = understand(text, names())
    assert not asked.conditions
    assert [finding.code for finding in asked.findings] == ["asked-unit-wrong-dimension"]


TAKEN_BACK = [
    "噪声不大于62dB的空气净化器",
    "APF 4.5以上的空调",
    "静音空调",
    "无醛的地板 企业:海尔",
    "冰箱 容积>500L -商用",
    "容积>500L的冰箱 噪声<40dB",
    "一级能效空调 噪声<40dB",
    "儿童服装 甲醛≤20mg/kg",
    "ENF级 胶合板",
    "KJ500空气净化器",
    "冰箱samsung洗衣机",
    "air air purifier noise<62dB",
    '冰箱 企业:海尔 冰箱 "风冷"',
    "编号:GB/T 7725 空调 冰箱 -商用",
    "910000000000006257 空调 APF≥4.5",
    "洗衣机 容量10公斤",
]


def kinds(asked):
    return Counter((part.kind, part.understood) for part in asked.parts if part.kind is not PartKind.SYNONYM)


# Without one of their words the others make something new.
MADE_NEW = {"甲醛释放量≤E1级", "噪声<62 kg", "冰箱-商用", "总容积=400~200L"}


@pytest.mark.parametrize("text", [*TAKEN_BACK, *(query for query, *_ in UNDERSTOOD if query not in MADE_NEW)])
def test_what_is_taken_back_is_gone_and_what_remains_means_the_same(text):
    asked = understand(text, names())
    for part in asked.parts:
        without = understand(part.without, names())
        if part.kind is PartKind.SYNONYM:
            assert part.text not in [each.text for each in without.parts if each.kind is PartKind.SYNONYM]
            quoted = kinds(without)
            phrases = quoted.pop((PartKind.PHRASE, part.text))
            assert quoted == kinds(asked) - Counter((PartKind.WORD, word.text) for word in words(part.text))
            assert phrases == text.count(part.text)
        else:
            assert kinds(without) == kinds(asked) - Counter([(part.kind, part.understood)])


def test_a_name_that_the_category_had_decided_is_written_as_its_code():
    (word,) = (part for part in understand("冰箱 容积>500L", names()).parts if part.kind is PartKind.WORD)
    assert word.without == "total_volume >500L"
    (word,) = (part for part in understand("空气净化器 噪声<62dB", names()).parts if part.kind is PartKind.WORD)
    assert word.without == "噪声<62dB"


@pytest.mark.parametrize("typed", ["samsumg", "smasung", "samsun", "samsungg", "xamsung"])
def test_a_word_spelled_nearly_like_a_known_one_is_looked_for_too(typed):
    asked = understand(f"{typed} 冰箱", names(), near=True)
    assert "samsung" in asked.near[typed]
    assert "三星" in asked.near[typed]
    (synonym,) = (part for part in asked.parts if part.kind is PartKind.SYNONYM and part.text == typed)
    assert "samsung" in synonym.understood
    assert understand(f"{typed} 冰箱", names()).near == {}


@pytest.mark.parametrize("typed", ["samsung", "smaung", "hiaer2", "gree", "gre", "三星星", "samsungelectronics"])
def test_what_is_known_short_or_further_away_has_no_like(typed):
    assert understand(typed, names(), near=True).near == {}
