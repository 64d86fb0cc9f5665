"""Whether a declaration is complete and agrees with itself.

Sources: 标准化法 art. 24, 27; 企业标准化促进办法 (SAMR order 83) art. 12.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from registry.declarations.values import Commitment, Declaration, DeclaredProduct
from registry.enterprises.values import VerificationLevel
from registry.identifiers.standard_number import StandardKind
from registry.kernel.findings import Finding, Message
from registry.kernel.ids import PublicId

MISSING = Message("required", "必须填写{what}。", "{what_en} is required.")
NO_PRODUCT = Message(
    "no-product",
    "至少要有一个执行本标准的产品。",
    "At least one product that is made to this standard must be listed.",
)
NO_INDICATOR = Message(
    "no-indicator",
    "执行企业标准的产品必须公开至少一项功能指标或性能指标（标准化法第二十七条）。",
    "A product under an enterprise standard discloses at least one indicator (Standardization Law art. 27).",
)
NO_METHOD = Message(
    "no-method",
    "指标“{name}”没有试验方法；请写标准编号，或写明自有方法及采用的理由（促进办法第十二条）。",
    "The indicator “{name}” has no test method; give a standard's number, or describe your own method and its reason.",
)
OWN_METHOD_WITHOUT_REASON = Message(
    "own-method-without-reason",
    "指标“{name}”用自有方法“{given}”，没有写明理由（促进办法第十二条）；请写标准编号，"
    "或写明采用自有方法的理由，如 {accepted}。",
    "The indicator “{name}” is tested by an own method “{given}” without the reason (order 83, art. 12); give a "
    "standard's number, or the reason, such as {accepted}.",
)
REASON = "没有适用的国家标准、行业标准试验方法"
UNKNOWN_INDUSTRY = Message(
    "unknown-industry",
    "国民经济行业分类（GB/T 4754—2017）中没有代码 {given}；请写门类、大类、中类或小类代码，如 {accepted}。",
    "GB/T 4754—2017 has no class {given}; give the code of a section, division, group or class, such as {accepted}.",
)
KIND_MISMATCH = Message(
    "kind-does-not-match-number",
    "标准编号 {given} 不是所选的标准类型；按编号应为：{accepted}。",
    "The number {given} is not of the kind that was chosen; by its number the kind is: {accepted}.",
)
EFFECTIVE_BEFORE_ISSUED = Message(
    "effective-before-issued",
    "实施日期 {given} 早于发布日期；实施日期不得早于 {accepted}。",
    "The effective date {given} is before the date of issue; it cannot be before {accepted}.",
)
DATE_IMPLAUSIBLE = Message(
    "date-implausible",
    "日期 {given} 不合常理，一般在 {accepted}；请核对年份。",
    "The date {given} is not plausible; dates lie within {accepted}. Please check the year.",
)
PRODUCT_TWICE = Message(
    "product-id-twice",
    "产品编号 {given} 在本声明中出现了不止一次；一个产品只列一次。",
    "The product id {given} stands more than once in this declaration; list a product once.",
)
UNKNOWN_CATEGORY = Message(
    "unknown-category",
    "没有产品类别“{given}”；可选：{accepted}。",
    "There is no product category “{given}”; accepted: {accepted}.",
)
INDICATOR_TWICE = Message(
    "indicator-declared-twice",
    "指标“{name}”在同一产品、同一条件下写了两次：“{first}”和“{given}”；请只保留一个，或写明不同的条件。",
    "The indicator “{name}” is declared twice for one product under the same condition: “{first}” and “{given}”; keep "
    "one of them, or state the conditions that differ.",
)
NOT_VERIFIED = Message(
    "verification-too-low",
    "企业身份核验级别为 {given}，公开声明需要 {accepted} 或以上。",
    "The enterprise is verified at {given}; publishing needs {accepted} or above.",
)

FIRST_DAY, YEARS_AHEAD = date(1949, 10, 1), 10
"""Nothing that is in force was issued before, and nobody says so early what will be."""

MOST_SHOWN = 5
"""Categories that a finding names."""


def complete(
    declaration: Declaration,
    categories: Collection[str],
    industries: Collection[str],
    level: VerificationLevel,
    day: date,
) -> Iterator[Finding]:
    """What is missing or at odds in the declaration of an enterprise verified at `level`, beyond what reading its parts
    has said; on the legal day `day`."""
    yield from _examine(declaration, categories)
    yield from _implausible(declaration, day)
    if declaration.industry and industries and declaration.industry not in industries:
        yield UNKNOWN_INDUSTRY.notice("/industry", given=declaration.industry, accepted="3851")
    if level is VerificationLevel.L0:
        yield NOT_VERIFIED.error("/enterprise", given=str(level), accepted=str(VerificationLevel.L1))


def signed(commitment: Commitment) -> Iterator[Finding]:
    """What is missing of the commitment at the moment of publishing."""
    if not commitment.signed_by.strip():
        yield _missing("/commitment/signed_by", "质量承诺的签署人", "The signatory of the commitment", "王示例")
    if not commitment.role.strip():
        yield _missing("/commitment/role", "签署人的职务", "The signatory's role", "质量负责人")


def _examine(declaration: Declaration, categories: Collection[str]) -> Iterator[Finding]:
    if not declaration.number_text:
        yield _missing("/number", "标准编号", "The standard's number", "Q/HZSL 001-2026")
    if not declaration.title:
        yield _missing("/title", "标准名称", "The title", "家用电冰箱")
    if declaration.kind is None:
        yield _missing("/kind", "标准类型", "The kind of standard", " | ".join(StandardKind))
    elif declaration.number is not None and declaration.number.kind is not declaration.kind:
        yield KIND_MISMATCH.error("/kind", given=declaration.number.display, accepted=str(declaration.number.kind))
    if declaration.effective_on is None:
        yield _missing("/effective_on", "实施日期", "The effective date", "2026-12-01")
    elif declaration.issued_on is not None and declaration.effective_on < declaration.issued_on:
        yield EFFECTIVE_BEFORE_ISSUED.error(
            "/effective_on", given=_day(declaration.effective_on), accepted=_day(declaration.issued_on)
        )
    if declaration.category is None:
        yield _missing("/category", "产品类别", "The product category", _some(categories))
    elif declaration.category not in categories:
        yield UNKNOWN_CATEGORY.error("/category", given=declaration.category, accepted=_some(categories))
    if not declaration.products:
        yield NO_PRODUCT.error("/products", given="0", accepted="≥ 1")
    kept: set[PublicId] = set()
    for place, product in enumerate(declaration.products):
        if product.id in kept:
            yield PRODUCT_TWICE.error(f"/products/{place}/id", given=str(product.id))
        if product.id:
            kept.add(product.id)
        yield from _examine_product(product, f"/products/{place}", declaration, categories)


def _examine_product(
    product: DeclaredProduct, pointer: str, declaration: Declaration, categories: Collection[str]
) -> Iterator[Finding]:
    if not product.name:
        yield _missing(f"{pointer}/name", "产品名称", "The product's name", "家用电冰箱")
    if not product.model:
        yield _missing(f"{pointer}/model", "型号（没有型号的写规格）", "The model (or the specification)", "BCD-500W")
    if product.category and product.category != declaration.category and product.category not in categories:
        yield UNKNOWN_CATEGORY.error(f"{pointer}/category", given=product.category, accepted=_some(categories))
    if declaration.kind is StandardKind.ENTERPRISE and not product.indicators:
        yield NO_INDICATOR.error(f"{pointer}/indicators", given="0", accepted="≥ 1")
    first: dict[tuple[str | None, ...], str] = {}
    for place, indicator in enumerate(product.indicators):
        here = f"{pointer}/indicators/{place}"
        if not indicator.name:
            yield _missing(f"{here}/name", "指标名称", "The indicator's name", "年耗电量")
        if not indicator.text.strip():
            yield _missing(f"{here}/text", "指标要求", "The requirement", "≤300 kWh/a")
        if not (indicator.method.number or indicator.method.text):
            yield NO_METHOD.error(f"{here}/method", accepted="GB/T 8059-2016", name=indicator.name)
        elif not indicator.method.number and not indicator.method.reason:
            yield OWN_METHOD_WITHOUT_REASON.error(
                f"{here}/method/reason", given=indicator.method.text, accepted=REASON, name=indicator.name
            )
        if indicator.name:
            code, requirement = indicator.understood.code, indicator.understood.requirement
            same = (code or indicator.name, indicator.condition, requirement.condition, requirement.basis)
            if same in first:
                yield INDICATOR_TWICE.notice(here, given=indicator.text, name=indicator.name, first=first[same])
            first.setdefault(same, indicator.text)


def _implausible(declaration: Declaration, day: date) -> Iterator[Finding]:
    last = date(min(day.year + YEARS_AHEAD, date.max.year), 12, 31)
    for name, given in (("issued_on", declaration.issued_on), ("effective_on", declaration.effective_on)):
        if given is not None and not FIRST_DAY <= given <= last:
            yield DATE_IMPLAUSIBLE.notice(f"/{name}", given=_day(given), accepted=f"{_day(FIRST_DAY)} … {_day(last)}")


def _missing(pointer: str, what: str, what_en: str, accepted: str) -> Finding:
    return MISSING.error(pointer, accepted=accepted, what=what, what_en=what_en)


def _some(categories: Collection[str]) -> str:
    """The first few categories, and where all of them stand."""
    first = sorted(categories)[:MOST_SHOWN]
    return " | ".join((*first, "… (/api/v1/reference/categories)") if len(first) < len(categories) else first)


def _day(day: date) -> str:
    return day.isoformat()
