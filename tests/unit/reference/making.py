"""Reference data made by hand, in the shape of the rows that ship."""

from registry.indicators.reading import read_indicator
from registry.indicators.values import IndicatorKind, Method
from registry.reference.snapshot import KINDS, build

METHOD = Method("GB/T 17657-2022", "4.60")
CATEGORIES = (("wood", None), ("panels", "wood"), ("textiles", None))


def category(code, parent=None):
    return {"code": code, "name": code, "name_en": code, "parent": parent, "gbt4754": None}


def scale(name, grades, *, halves=False):
    positions = [str(place) for place in range(1, len(grades) + 1)]
    return {"name": name, "grades": list(grades), "positions": positions, "halves": halves}


def indicator(code, name, unit=None, **more):
    return {
        "code": code,
        "name": name,
        "name_en": code,
        "kind": "safety",
        "direction": "none",
        "unit": unit,
        "scale": None,
        "synonyms": [],
        "methods": [],
        "method_matters": True,
        "method_families": {},
        "categories": [],
        "plausible_low": None,
        "plausible_high": None,
        **more,
    }


def threshold(code, text, **more):
    return {
        "id": "L1",
        "standard": "GB 1-2020",
        "clause": "4.1",
        "indicator": code,
        "categories": ["wood"],
        "when": [],
        "text": text,
        "unit": None,
        "condition": None,
        "basis": None,
        "method": None,
        "valid_from": "2020-01-01",
        "valid_to": None,
        "provenance": "sourced",
        "applies_to": None,
        "source": None,
        **more,
    }


def limit(code, text, **more):
    return {**threshold(code, text), "title": "限量", "trusted": True, "stock_grace_until": None, **more}


def standard(number, status="current", **more):
    return {
        "number": number,
        "title": number,
        "kind": "national",
        "status": status,
        "issued_on": None,
        "effective_on": None,
        "ended_on": None,
        "replaces": [],
        "replaced_by": [],
        "provenance": "sourced",
        "source": None,
        "note": None,
        **more,
    }


INDICATORS = (
    indicator("formaldehyde", "甲醛释放量", "mg/m³"),
    indicator("methanol", "甲醇", "g/L", method_matters=False),
    indicator("voltage", "电压", "V"),
    indicator("capacity", "额定制冷量", "W"),
    indicator("fastness", "耐水色牢度", scale="fastness"),
    indicator("class", "安全类别", scale="class"),
    indicator("acidity", "pH值"),
    indicator("odour", "异味"),
    indicator("form", "结构"),
    indicator("layers", "层数"),
)


def by_code(rows):
    """The rows of one kind, by that which names each."""
    names = ("id", "code", "number", "name")
    return {next(row[name] for name in names if name in row): row for row in rows}


def reference(*limits, indicators=INDICATORS, **more):
    """The snapshot of some limits; `category`, `standard`, … are further rows."""
    rows = {kind: {} for kind in KINDS}
    rows["category"] = {code: category(code, parent) for code, parent in CATEGORIES}
    rows["scale"] = {"fastness": scale("fastness", "12345", halves=True), "class": scale("class", "CBA")}
    rows["indicator"] = {row["code"]: row for row in indicators}
    rows["limit"] = {row["id"]: row for row in limits}
    for kind, given in more.items():
        rows[kind] = {**rows[kind], **by_code(given)}
    return build(1, rows)


def declared(snapshot, code, text, *, unit="", condition=None, method=METHOD, category="panels"):
    """What a declaration says of the indicator, read as declarations are read."""
    entry = snapshot.dictionary.get(code)
    found, _ = read_indicator(
        name=entry.name,
        kind=IndicatorKind.SAFETY,
        text=text,
        unit=unit,
        condition=condition,
        method=method,
        category=category,
        dictionary=snapshot.dictionary,
    )
    return found
