"""Commands that look: search, what is understood of a requirement, settings."""

from __future__ import annotations

import json
from typing import Any

import click

from registry.app import Register
from registry.cli.group import language, pass_register
from registry.discovery.searching import search as find
from registry.discovery.values import ProductHit, SearchRequest, StandardHit
from registry.indicators.grammar import parse
from registry.indicators.values import Requirement
from registry.indicators.wire import requirement_to_wire
from registry.kernel.decimals import plain
from registry.kernel.settings import Settings
from search.documents import Unit

as_json = click.option("--json", "as_json", is_flag=True, help="Print data for programs.")


@click.command()
@click.argument("text")
@click.option("--unit", type=click.Choice([str(each) for each in Unit]), default="standard", show_default=True)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@as_json
@pass_register
def search(register: Register, text: str, unit: str, limit: int, as_json: bool) -> None:
    """Find declared standards or products.

    \b
    Example:
      registry search "冰箱" --unit product
    """
    text.encode()  # UnicodeEncodeError: what a terminal sent is not UTF-8
    found = find(register.scope, register.search, SearchRequest(text=text, unit=Unit(unit), limit=limit))
    rows = [_row(hit) for hit in found.hits]
    if as_json:
        click.echo(json.dumps({"total": found.total, "items": rows}, ensure_ascii=False, indent=2))
        return
    for row in rows:
        sample = ("sample" if language() == "en" else "示例") if row.pop("sample") else ""
        click.echo("  ".join(filter(None, (*row.values(), sample))))
    shown = f"{len(rows)} of {found.total}" if language() == "en" else f"共 {found.total} 条，显示 {len(rows)} 条"
    click.echo(shown, err=True)


def _row(hit: ProductHit | StandardHit) -> dict[str, Any]:
    """A line of the answer; a sample is marked as one."""
    if isinstance(hit, ProductHit):
        product = hit.product
        return {
            "id": str(product.id),
            "model": product.model,
            "name": product.name,
            "number": product.standard_number,
            "enterprise": product.enterprise.name,
            "sample": hit.sample,
        }
    standard = hit.standard
    return {
        "id": str(standard.id),
        "number": standard.number,
        "title": standard.title,
        "status": str(standard.status),
        "enterprise": standard.enterprise.name,
        "sample": hit.sample,
    }


@click.group()
def indicators() -> None:
    """Indicators: what the register understands."""


class CellCommand(click.Command):
    """Takes a cell that begins with a minus and a number for what it is, and not for an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        cells = [each for each in args if each[:1] == "-" and each[1:2].isdigit()]
        if cells and "--" not in args:
            args = [*(each for each in args if each not in cells), "--", *cells]
        return super().parse_args(ctx, args)


@indicators.command("parse", cls=CellCommand)
@click.argument("text")
@click.option("--name", default="", help="Name of the indicator as the table gives it; it may hold the unit.")
@click.option("--unit", default="", help="The unit, where it stands in a column of its own.")
@as_json
def parse_requirement(text: str, name: str, unit: str, as_json: bool) -> None:
    """Show what is understood of a requirement cell (指标要求).

    \b
    Examples:
      registry indicators parse "≥3-4级"
      registry indicators parse "-30℃~50℃"
      registry indicators parse "不大于0.05" --unit mg/m³ --json
    """
    requirement = parse(text, name=name, unit=unit)
    if as_json:
        findings = [finding.as_json(language()) for finding in requirement.findings]
        data = {**requirement_to_wire(requirement), "findings": findings}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for label, value in _told(requirement):
        click.echo(f"{label}\t{value}")
    for part in requirement.parts:
        click.echo(f"- {part.text}")
        for label, value in _told(part):
            click.echo(f"  {label}\t{value}")
    for finding in requirement.findings:
        click.echo(finding.text(language()), err=True)


_LABELS = {
    "text": ("原文", "text"),
    "comparator": ("比较", "comparator"),
    "value": ("值", "value"),
    "low": ("下限", "low"),
    "high": ("上限", "high"),
    "unit": ("单位", "unit"),
    "values": ("可取值", "values"),
    "grade": ("等级", "grade"),
    "truth": ("是否", "truth"),
    "condition": ("条件", "condition"),
    "basis": ("基准", "basis"),
}


def _told(requirement: Requirement) -> list[tuple[str, str]]:
    told = []
    for name, labels in _LABELS.items():
        value = getattr(requirement, name)
        if value is None or value == ():
            continue
        if name == "grade":
            value = value.label + (f" = {plain(value.position)}" if value.position is not None else "")
        elif name == "values":
            value = " | ".join(value)
        elif name in {"value", "low", "high"}:
            value = plain(value)
            if (name == "low" and requirement.low_open) or (name == "high" and requirement.high_open):
                value += " (不含)" if language() != "en" else " (not included)"
        told.append((labels[language() == "en"], str(value)))
    return told


@click.command()
@as_json
@click.pass_obj
def settings(present: Settings, as_json: bool) -> None:
    """List every setting with its value (secrets are masked).

    \b
    Example:
      REGISTRY_LOG_JSON=yes registry settings
    """
    listing = present.listing()
    if as_json:
        rows = [{"name": name, "value": value, "meaning": tell} for name, value, tell in listing]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for name, value, tell in listing:
        click.echo(f"{name}={value}\n    {tell}")
