"""The sections that are written: the standard, its products with their indicators, what it cites."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from flask import Response, request

from registry.declarations.values import Declaration, Degree
from registry.desk import service
from registry.desk.forms import EMPTY_TAG, Place, with_copy, without
from registry.desk.pages.common import (
    DRAFT,
    THE_CITATIONS,
    THE_STANDARD,
    Section,
    blueprint,
    product_at,
    published,
    section,
    see,
    sent,
    shown,
    understood,
    unstorable,
)
from registry.desk.values import Opened
from registry.http import scope
from registry.http.problems import problem_of
from registry.identifiers.standard_number import StandardKind
from registry.indicators.values import IndicatorKind
from registry.kernel.errors import NOT_FOUND, Conflict, NotFound, PreconditionFailed
from registry.kernel.findings import Finding
from registry.reference.snapshot import Reference
from registry.reference.values import grouped

PRODUCTS_SHOWN = 100
AT_THE_END = 10**6
"""The number of a product behind all that there can be."""

BLANK_ROWS = 3
"""Empty rows of indicators that are ready behind those that are written."""

Show = Callable[..., Response]
Body = Mapping[str, Any]


@blueprint.get("/declarations/new", policy=DRAFT)
def new_declaration() -> Response:
    """The first section of a draft that is not there yet."""
    first = section(THE_STANDARD, {"kind": "enterprise"}, (), tag=EMPTY_TAG, everything=False)
    return _standard_page(None, service.known(scope()), first, None)


@blueprint.post("/declarations/new", policy=DRAFT)
def add_declaration() -> Response:
    """Keeps the first section as a new draft."""
    body = sent(THE_STANDARD)
    refused = unstorable(body)
    if refused:
        again = section(THE_STANDARD, body, refused, tag=EMPTY_TAG, everything=True)
        return _standard_page(None, service.known(scope()), again, None, status=422, findings=refused)
    draft = service.begin_draft(scope(), body)
    if request.form.get("action") == "check":
        return see("desk.standard", draft=draft.id, checked=1)
    return see("desk.products", draft=draft.id)


@blueprint.get("/declarations/<draft>/standard", policy=DRAFT)
def standard(draft: str) -> Response:
    """Number, title, kind, category, dates."""
    return _read(draft, THE_STANDARD, _standard_page)


@blueprint.post("/declarations/<draft>/standard", policy=DRAFT)
def save_standard(draft: str) -> Response:
    return _save(draft, THE_STANDARD, _standard_page, "desk.standard", "desk.products")


@blueprint.get("/declarations/<draft>/citations", policy=DRAFT)
def citations(draft: str) -> Response:
    """What the standard cites, adopts and replaces."""
    return _read(draft, THE_CITATIONS, _citations_page)


@blueprint.post("/declarations/<draft>/citations", policy=DRAFT)
def save_citations(draft: str) -> Response:
    return _save(draft, THE_CITATIONS, _citations_page, "desk.citations", "desk.documents")


@blueprint.get("/declarations/<draft>/products", policy=DRAFT)
def products(draft: str) -> Response:
    """The products of a draft, a hundred to a page."""
    opened = service.opened(scope(), draft)
    if receipt := published(opened.draft):
        return receipt
    start = max(request.args.get("from", 1, int), 1) - 1
    listed = opened.draft.declaration.products[start : start + PRODUCTS_SHOWN]
    counted: dict[int, list[Finding]] = {}
    for finding in opened.draft.findings:
        steps = finding.field.split("/")
        if steps[1:2] == ["products"] and len(steps) > 2:
            counted.setdefault(int(steps[2]), []).append(finding)
    return shown(
        "desk/products.html",
        draft=opened.draft,
        listed=list(enumerate(listed, start)),
        counted=counted,
        tags={number: product_at(number + 1).tag(opened.draft.body) for number in range(start, start + len(listed))},
        total=len(opened.draft.declaration.products),
        start=start,
        most=PRODUCTS_SHOWN,
    )


@blueprint.get("/declarations/<draft>/products/new", policy=DRAFT)
def new_product(draft: str) -> Response:
    """A product that is not there yet."""
    opened = service.opened(scope(), draft)
    place = product_at(len(opened.draft.body.get("products") or ()) + 1)
    first = section(place, {}, (), tag=EMPTY_TAG, everything=False)
    return published(opened.draft) or _product_page(opened, opened.reference, first, opened.draft.declaration)


@blueprint.get("/declarations/<draft>/products/<int:number>", policy=DRAFT)
def product(draft: str, number: int) -> Response:
    """A product with its indicators."""
    return _read(draft, product_at(number), _product_page)


@blueprint.post("/declarations/<draft>/products/new", policy=DRAFT, endpoint="add_product")
@blueprint.post("/declarations/<draft>/products/<int:number>", policy=DRAFT)
def save_product(draft: str, number: int = AT_THE_END) -> Response:
    """Keeps a product; or gives the form back with other rows, which are kept when it is sent again."""
    opened = service.opened(scope(), draft)
    place = product_at(number).there(opened.draft.body)
    content, action = sent(place), request.form.get("action", "")
    changed = _rearranged(content, action, opened)
    if changed is None:
        if action == "append":  # somebody else has changed what stood here: so this is another product
            place = product_at(AT_THE_END).there(opened.draft.body)
        return _save(draft, place, _product_page, "desk.product", "desk.products", appended=action == "append")
    body = place.into(opened.draft.body, changed)
    refused = unstorable(body)
    read = understood(body, refused)
    again = section(
        place, changed, read.findings if read else refused, tag=request.form.get("tag", ""), everything=bool(refused)
    )
    return _product_page(
        opened,
        opened.reference,
        again,
        read.declaration if read else None,
        blank=BLANK_ROWS if action == "rows" else 1,
        rearranged=True,
    )


@blueprint.post("/declarations/<draft>/products/<int:number>/copy", policy=DRAFT)
def copy_product(draft: str, number: int) -> Response:
    """The product once more, with all its indicators."""
    place, tag = product_at(number), request.form.get("tag", "")
    try:
        service.change(scope(), draft, place, tag, lambda body: with_copy(body, number - 1))
    except (PreconditionFailed, Conflict):
        return see("desk.products", draft=draft)  # which shows what stands now
    return see("desk.product", draft=draft, number=number + 1)


@blueprint.get("/declarations/<draft>/products/<int:number>/delete", policy=DRAFT)
def confirm_remove(draft: str, number: int) -> Response:
    """Asks once more."""
    opened = service.opened(scope(), draft)
    place = _existing(opened, product_at(number))
    return published(opened.draft) or shown(
        "desk/remove.html",
        draft=opened.draft,
        number=number,
        product=opened.draft.declaration.products[number - 1],
        tag=place.tag(opened.draft.body),
    )


@blueprint.post("/declarations/<draft>/products/<int:number>/delete", policy=DRAFT)
def remove_product(draft: str, number: int) -> Response:
    """Takes a product out of the draft."""
    place, tag = product_at(number), request.form.get("tag", "")
    with suppress(PreconditionFailed, Conflict):  # the list shows what stands now
        service.change(scope(), draft, place, tag, lambda body: without(body, number - 1))
    return see("desk.products", draft=draft)


@blueprint.post("/understood", policy=DRAFT)
def understand() -> Response:
    """How one row of indicators is understood, as a piece of the page: for the script that asks while one writes."""
    place = product_at(1)
    content = sent(place)
    body = {"products": [content]}
    refused = unstorable(body)
    read = understood(body, refused)
    found = section(place, content, read.findings if read else refused, tag="", everything=bool(refused))
    return shown(
        "desk/understood.html",
        indicators=read.declaration.products[0].indicators if read else (),
        dictionary=service.known(scope()).dictionary,
        findings=found.findings,
    )


def _read(draft: str, place: Place, show: Show) -> Response:
    opened = service.opened(scope(), draft)
    if receipt := published(opened.draft):
        return receipt
    _existing(opened, place)
    checked = "checked" in request.args
    present = section(
        place,
        place.of(opened.draft.body),
        opened.draft.findings,
        tag=place.tag(opened.draft.body),
        everything=checked,
    )
    return show(opened, opened.reference, present, opened.draft.declaration, saved=checked)


def _save(draft: str, place: Place, show: Show, here: str, onward: str, *, appended: bool = False) -> Response:
    """Keeps what was sent and goes on; or the form again, with all that was sent and what is to be said of it."""
    content = sent(place)
    opened = service.opened(scope(), draft)
    tag = EMPTY_TAG if appended else request.form.get("tag", "")
    findings = unstorable(place.into(opened.draft.body, content))
    status = 422
    if not findings:
        try:
            kept = service.change(scope(), draft, place, tag, lambda body: place.into(body, content))
        except (PreconditionFailed, Conflict) as refusal:
            opened = service.opened(scope(), draft)
            problem = problem_of(refusal)
            findings, status = problem.findings, problem.status
        else:
            if request.form.get("action") != "check":
                return see(onward, draft=kept.id)
            numbered = {} if place.product is None else {"number": place.product + 1}
            return see(here, draft=kept.id, checked=1, **numbered)
    return _refused(opened, place, show, content, findings, status)


def _refused(
    opened: Opened, place: Place, show: Show, content: Body, findings: tuple[Finding, ...], status: int
) -> Response:
    place = place.there(opened.draft.body)
    body = place.into(opened.draft.body, content)
    read = understood(body, unstorable(body))
    again = section(
        place,
        content,
        (*findings, *(read.findings if read else ())),
        tag=place.tag(opened.draft.body),
        everything=True,
        stored=place.of(opened.draft.body) if status == 412 else None,
    )
    return show(opened, opened.reference, again, read and read.declaration, status=status, findings=findings)


def _existing(opened: Opened, place: Place) -> Place:
    if place.tag(opened.draft.body) == EMPTY_TAG or place.product == -1:
        raise NotFound(NOT_FOUND.error("number", given=f"{(place.product or 0) + 1}"))
    return place


def _rearranged(content: dict[str, Any], action: str, opened: Opened) -> dict[str, Any] | None:
    """`content` with other rows of indicators, where the button asks for that; None for a button that keeps."""
    rows = list(content.get("indicators", ()))
    if action == "rows":
        return content
    if action == "offered":
        wanted = [opened.reference.dictionary.get(code) for code in request.form.getlist("offered")]
        rows += [
            {
                "name": entry.name,
                "kind": str(entry.kind),
                **({"unit": entry.unit} if entry.unit else {}),
                **({"method": {"number": entry.methods[0]}} if entry.methods else {}),
            }
            for entry in wanted
            if entry is not None
        ]
        return {**content, "indicators": rows}
    name, _, number = action.partition("-")
    if name == "remove" and number.isascii() and number.isdecimal():
        place = product_at(1)
        # Blank rows are not kept, so the row is looked for under the number that it has in the form.
        kept = {field: text for field, text in request.form.items() if not field.startswith(f"indicators-{number}-")}
        return place.shape.to_body(kept)
    return None


def _standard_page(
    opened: Opened | None,
    known: Reference,
    present: Section,
    declaration: Declaration | None,
    *,
    status: int = 200,
    findings: tuple[Finding, ...] = (),
    saved: bool = False,
) -> Response:
    return shown(
        "desk/standard.html",
        status=status,
        draft=opened and opened.draft,
        part=present,
        declaration=declaration,
        findings=findings or present.errors,
        saved=saved,
        unsaved=status != 200,
        kinds=list(StandardKind),
        categories=grouped(known.categories),
        industries=known.industries,
    )


def _citations_page(
    opened: Opened,
    known: Reference,
    present: Section,
    declaration: Declaration | None,
    *,
    status: int = 200,
    findings: tuple[Finding, ...] = (),
    saved: bool = False,
) -> Response:
    cites = declaration.cites if declaration else ()
    numbers = [(cited, known.catalogue.find(cited.number, opened.today) if cited.number else None) for cited in cites]
    return shown(
        "desk/citations.html",
        status=status,
        draft=opened.draft,
        part=present,
        cites=[(cited, found, found and found.status_on(opened.today)) for cited, found in numbers],
        findings=findings or present.errors,
        saved=saved,
        unsaved=status != 200,
        degrees=list(Degree),
    )


def _product_page(
    opened: Opened,
    known: Reference,
    present: Section,
    declaration: Declaration | None,
    *,
    status: int = 200,
    findings: tuple[Finding, ...] = (),
    saved: bool = False,
    blank: int | None = None,
    rearranged: bool = False,
) -> Response:
    place = present.place.product or 0
    products = declaration.products if declaration else ()
    indicators = products[place].indicators if place < len(products) else ()
    written = 1 + max((int(name.split("-")[1]) for name in present.form if name.startswith("indicators-")), default=-1)
    standard_category = opened.draft.declaration.category or ""
    category = present.form.get("category", "").strip() or standard_category
    declared = {indicator.understood.code for indicator in indicators}
    usual = service.offered(known, category)
    return shown(
        "desk/product.html",
        status=status,
        draft=opened.draft,
        part=present,
        number=place + 1,
        stored=present.tag != EMPTY_TAG,
        total=len(opened.draft.body.get("products") or ()),
        indicators=indicators,
        rows=written + (blank if blank is not None else (1 if written else BLANK_ROWS)),
        findings=findings or present.errors,
        saved=saved,
        rearranged=rearranged,
        unsaved=rearranged or status != 200,
        kinds=list(IndicatorKind),
        categories=grouped(known.categories),
        category=known.categories.get(category),
        standard_category=known.categories.get(standard_category),
        dictionary=known.dictionary,
        offered=[each for each in usual if each.entry.code not in declared],
        names=[each.entry.name for each in usual],
        units=sorted({each.entry.unit for each in usual if each.entry.unit}),
        methods=sorted({method for each in usual for method in each.entry.methods}),
    )
