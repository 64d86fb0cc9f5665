"""A comparison as a table to take away: CSV, and XLSX for office programs.

What was declared is text from a stranger, and a spreadsheet would take `=…`, `+…`, `-…` or `@…` for a formula. In XLSX
every text is written as a text; CSV is guarded by `http.spreadsheets`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
from flask_babel import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, TYPE_STRING
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from registry.declarations.values import AgainstLimit, ProductView
from registry.discovery.values import CompareCell, CompareRow, Comparison
from registry.http import spreadsheets
from registry.http.locale import ENGLISH
from registry.http.spreadsheets import Cell
from registry.indicators.dictionary import IndicatorEntry
from registry.kernel.clock import SHANGHAI
from registry.kernel.decimals import plain
from registry.kernel.findings import declared_messages


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds: what it is, then the products, then the table. Numbers are exact and in the row's unit."""

    title: str
    notes: tuple[str, ...]
    products: tuple[tuple[Cell, ...], ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheet(compared: Comparison, address: str, seen_at: datetime, language: str) -> Sheet:
    """The comparison in words of the language; what was declared keeps its own."""
    english = language == ENGLISH
    labels = [f"{place}. {_label(product)}" for place, product in enumerate(compared.products, start=1)]
    category = compared.category
    title = _("比较 %(n)s 个产品", n=len(labels))
    if category:
        named = category.name_en if english else category.name
        title = _("比较 %(n)s 个产品：%(category)s", n=len(labels), category=named)
    notes = [address, _("查看于 %(time)s（北京时间）", time=seen_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"))]
    if any(product.sample for product in compared.products):
        notes.append(
            _("示例数据：产品与数值来自公开资料或为编写的示例，企业名称与标准编号为示例，不代表任何企业的声明。")
        )
    notes += [
        _("声明内容由企业负责，登记不代表认可或推荐"),
        _("“最优”只标在同一指标、同一单位、同一试验方法和条件下可以比较的值上，不是对产品的推荐。"),
    ]
    return Sheet(
        title=title,
        notes=tuple(notes),
        products=(
            (_("产品"), _("名称"), _("规格"), _("企业"), _("标准编号"), _("产品编号"), _("数据")),
            *(_about(label, product) for label, product in zip(labels, compared.products, strict=True)),
        ),
        heads=(
            *(_("指标类型"), _("指标"), _("条件"), _("单位"), _("方向")),
            *(head for label in labels for head in (f"{label} {_('声明')}", f"{label} {_('换算值')}")),
            *(_("最优"), _("说明"), _("限值"), _("限值出处"), _("限值来源")),
            *(_("同类中位"), _("同类第 10 百分位"), _("同类第 90 百分位"), _("同类产品数")),
        ),
        rows=tuple(tuple(_row(row, labels, english=english)) for row in compared.rows),
    )


def as_csv(table: Sheet) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    lines: Iterable[Sequence[Cell]] = (
        (table.title,),
        *((note,) for note in table.notes),
        *((), *table.products, (), table.heads, *table.rows),
    )
    return spreadsheets.as_csv(lines)


def as_xlsx(table: Sheet) -> bytes:
    """One sheet, to be printed across, its heads on every page."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = _("比较")
    line = 1
    for text in (table.title, *table.notes):
        _write(page, line, (text,), bold=line == 1)
        line += 1
    for rows in (table.products, (table.heads, *table.rows)):
        line += 1
        head = line
        for row in rows:
            _write(page, line, row, bold=line == head)
            line += 1
    page.freeze_panes = page.cell(head + 1, 3)
    page.print_title_rows = f"{head}:{head}"
    for column in range(1, len(table.heads) + 1):
        page.column_dimensions[get_column_letter(column)].width = 24 if column == 2 else 16
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToHeight = 0
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _write(page: Any, line: int, cells: Iterable[Cell], *, bold: bool) -> None:
    for column, value in enumerate(cells, start=1):
        if value is None:
            continue
        cell = page.cell(line, column)
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = TYPE_STRING  # never a formula, whatever it begins with
            cell.font, cell.alignment = Font(bold=bold), Alignment(wrap_text=line > 1, vertical="top")


def _about(label: str, product: ProductView) -> tuple[Cell, ...]:
    return (
        label,
        product.name,
        product.specification,
        product.enterprise.name,
        product.standard_number,
        str(product.id),
        _("示例数据") if product.sample else _("企业声明"),
    )


def _label(product: ProductView) -> str:
    brand = product.brand if product.brand and not product.model.startswith(product.brand) else ""
    return f"{brand} {product.model or product.name}".strip()


def _row(row: CompareRow, labels: Sequence[str], *, english: bool) -> Iterable[Cell]:
    entry, among = row.entry, row.among
    kinds = {
        "performance": _("性能指标"),
        "safety": _("安全指标"),
        "functional": _("功能指标"),
        "service": _("服务指标"),
    }
    directions = {"up": _("越高越好"), "down": _("越低越好"), "target": _("在范围内为好"), "none": _("规格，不分优劣")}
    yield kinds[row.kind]
    yield row.name_en if english else row.name
    yield row.condition
    yield entry.unit if entry else None
    yield directions[entry.direction] if entry else _("词典中没有这项指标，不比较")
    for cell in row.cells:
        yield cell.declared.requirement.text if cell.declared else _("未声明")
        yield _converted(cell, entry)
    yield _listed(label for cell, label in zip(row.cells, labels, strict=True) if cell.best)
    yield _listed(
        f"{label}: {_said(cell.reason, english=english)}"
        for cell, label in zip(row.cells, labels, strict=True)
        if cell.reason and cell.declared and entry and entry.direction != "none"
    )
    yield _listed(_asked(limit) for limit in row.limits)
    yield _listed(f"{each.limit.standard} {each.limit.clause or ''}".strip() for each in row.limits)
    yield _listed(
        f"{_('强制') if each.mandatory else _('推荐性')}{'' if each.verified else _('（示例数据，未经核实）')}"
        for each in row.limits
    )
    if among is None:
        yield from (None, None, None, None)
        return
    for value in (among.median, among.p10, among.p90):
        yield entry.scale.label(value) if entry and entry.scale else value
    yield among.count


def _converted(cell: CompareCell, entry: IndicatorEntry | None) -> Cell:
    """The value in the row's unit: a number where there is one end or both are the same, else both. A grade has its
    words."""
    if cell.low is None or cell.high is None or entry is None or entry.scale:
        return None if entry is None or entry.scale else cell.high if cell.low is None else cell.low
    return cell.low if cell.low == cell.high else f"{plain(cell.low)}～{plain(cell.high)}"


def _asked(against: AgainstLimit) -> str:
    requirement = against.limit.requirement
    unit = requirement.unit if requirement.unit and requirement.unit not in requirement.text else ""
    return f"{requirement.text} {unit}".strip()


def _said(code: str, *, english: bool) -> str:
    message = declared_messages()[code]
    return message.en if english else message.zh


def _listed(parts: Iterable[str]) -> str | None:
    return " | ".join(parts) or None
