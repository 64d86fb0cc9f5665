"""The page of a comparison, and the same as a table to take away."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from flask import Response, request, send_file, url_for

from registry.discovery import service
from registry.discovery.comparing import FEWEST, MOST, comparison
from registry.discovery.pages import tables
from registry.discovery.pages.common import blueprint, chosen_ids, redirected
from registry.discovery.pairing import pairs
from registry.discovery.schemas import CompareQuery
from registry.http import page, read_query, scope
from registry.http.context import installation
from registry.http.locale import language
from registry.kernel.access import PUBLIC
from registry.kernel.errors import NOT_FOUND, Malformed
from registry.kernel.findings import Finding

DIFFERENCES = "differences"
FORMATS = {
    "csv": (tables.as_csv, "text/csv"),
    "xlsx": (tables.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@blueprint.get("/compare", policy=PUBLIC)
def compare_page() -> Response:
    """Products side by side; with fewer than two chosen, how to choose them.

    The form on the results sends `products` once for each; its answer is the one address that such a comparison has.
    """
    _, findings = read_query(CompareQuery())
    ids, differing = list(dict.fromkeys(chosen_ids())), request.args.get("only") == DIFFERENCES
    if not findings and request.args.to_dict(flat=False) != _arguments(ids, differing=differing):
        return redirected(compare_address(ids, differing=differing))
    chosen, compared = service.chosen_products(scope(), ids), None
    known = {str(product.id) for product in chosen}
    findings += tuple(NOT_FOUND.error("products", given=each) for each in ids if each not in known)
    if len(ids) >= FEWEST and not findings:
        try:
            compared = comparison(scope(), ids)
        except Malformed as refusal:
            findings = refusal.findings
    return page(
        "discovery/compare.html",
        section="compare",
        status=_status_of(findings),
        sample=any(product.sample for product in chosen),
        data={"JSON": url_for("discovery.compare_products", products=",".join(ids)), "CSV": _file_address(ids, "csv")}
        if compared
        else {},
        compared=compared,
        pairs=pairs(compared.rows, len(compared.products)) if compared else (),
        chosen=chosen,
        findings=findings,
        only_differences=differing,
        address=compare_address,
        files={suffix.upper(): _file_address(ids, suffix) for suffix in FORMATS},
        most=MOST,
    )


@blueprint.get("/compare.<any(csv, xlsx):suffix>", policy=PUBLIC)
def compare_file(suffix: str) -> Response:
    """All rows of a comparison as a file, in the language of the reader."""
    ids = chosen_ids()
    compared, here = comparison(scope(), ids), installation()
    write, kind = FORMATS[suffix]
    address = (here.settings.public_url or request.host_url.rstrip("/") + request.root_path) + compare_address(ids)
    sheet = tables.sheet(compared, address, here.clock.now(), language())
    return send_file(
        BytesIO(write(sheet)),
        mimetype=kind,
        as_attachment=True,
        download_name=f"compare-{here.clock.today()}.{suffix}",
    )


def compare_address(products: Iterable[object], *, differing: bool = False) -> str:
    """The one address of a comparison; `differing` asks for the rows that differ and no others."""
    address = url_for("pages.compare_page", **_arguments(map(str, products), differing=differing))
    return address.replace("%2C", ",")


def _file_address(products: Iterable[str], suffix: str) -> str:
    return url_for("pages.compare_file", suffix=suffix, products=",".join(products)).replace("%2C", ",")


def _arguments(products: Iterable[str], *, differing: bool) -> dict[str, Any]:
    joined = ",".join(products)
    return {**({"products": [joined]} if joined else {}), **({"only": [DIFFERENCES]} if differing else {})}


def _status_of(findings: Iterable[Finding]) -> int:
    codes = {finding.code for finding in findings}
    return 200 if not codes else 404 if codes == {NOT_FOUND.code} else 400
