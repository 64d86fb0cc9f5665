"""What the pages of the desk share: a section as a form, its findings at its fields, the way back to a field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from marshmallow import ValidationError

from registry.declarations.schemas import DeclarationBody
from registry.declarations.values import Draft
from registry.desk import service
from registry.desk.forms import CITATIONS, DOCUMENTS, PRODUCT, STANDARD, Place
from registry.desk.values import Written
from registry.http import PageBlueprint, page, scope, strict_json
from registry.http.forms import differences
from registry.http.shape import body_findings
from registry.kernel.access import Right, needs
from registry.kernel.errors import Malformed, Refused
from registry.kernel.findings import Finding

DRAFT = needs(Right.DRAFT)
DECLARE = needs(Right.DECLARE)

THE_STANDARD = Place(STANDARD)
THE_CITATIONS = Place(CITATIONS)
THE_DOCUMENTS = Place(DOCUMENTS)

blueprint = PageBlueprint("desk", __name__, url_prefix="/d")


def product_at(number: int) -> Place:
    """The product that the pages count as the `number`th, from 1."""
    return Place(PRODUCT, number - 1)


@dataclass(frozen=True, slots=True)
class Section:
    """A section on its page: the text in each field, what is to be said at each, and which state of it was seen."""

    place: Place
    form: Mapping[str, str]
    told: Mapping[str, tuple[Finding, ...]]
    findings: tuple[Finding, ...]
    tag: str
    conflict: tuple[tuple[str, str, str], ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def anchors(self) -> dict[str, str]:
        """The id of its field for each finding that is about one."""
        found = ((finding.field, self.place.control(finding.field)) for finding in self.findings)
        return {pointer: control for pointer, control in found if control}


def section(
    place: Place,
    content: Mapping[str, Any],
    findings: Iterable[Finding],
    *,
    tag: str,
    everything: bool,
    stored: Mapping[str, Any] | None = None,
) -> Section:
    """`content` at `place` with those of the findings that are about it; without `everything` what is merely missing
    is not told yet. `stored` is what stands there in the draft, where that is not what this page began with."""
    form = place.shape.to_form(content)
    about = [(finding, place.control(finding.field)) for finding in findings]
    here = [(finding, control) for finding, control in about if control and (everything or form.get(control))]
    told: dict[str, tuple[Finding, ...]] = {}
    for finding, control in here:
        told[control] = (*told.get(control, ()), finding)
    return Section(
        place=place,
        form={name: _visible(text) for name, text in form.items()},
        told=told,
        findings=tuple(finding for finding, _ in here),
        tag=tag,
        conflict=() if stored is None else tuple(differences(place.shape.to_form(stored), form)),
    )


def sent(place: Place) -> dict[str, Any]:
    """What the form of this request says at `place`."""
    return place.shape.to_body(request.form)


def unstorable(body: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What the API would refuse of the shape of `body`: too long, too many, characters that no text may hold."""
    schema = DeclarationBody()
    try:
        strict_json.loads(json.dumps(body).encode())
        schema.load(dict(body))
    except (Malformed, Refused) as refusal:
        return refusal.findings
    except ValidationError as error:
        return tuple(body_findings(error, schema))
    return ()


def understood(body: Mapping[str, Any], unreadable: tuple[Finding, ...]) -> Written | None:
    """How `body` is understood; None where its very shape is not accepted."""
    return None if unreadable else service.read(scope(), body)


def shown(template: str, **values: Any) -> Response:
    """A page of the desk; no cache of the browser keeps it."""
    response = page(template, section="desk", sample=service.is_sample(scope()), **values)
    response.headers["Cache-Control"] = "no-store"
    return response


def see(endpoint: str, **values: Any) -> Response:
    """On to another page of the desk."""
    return make_response(redirect(url_for(endpoint, **values), 303))


def published(draft: Draft) -> Response | None:
    """The way to the receipt, where the draft is public already."""
    if draft.published_as is None:
        return None
    version = service.newest_version(scope(), draft.published_as)
    return see("desk.receipt", standard=draft.published_as, version=version)


def way_to(draft: Draft, finding: Finding) -> str | None:
    """The address of the field that `finding` is about."""
    steps = finding.field.split("/")[1:]
    asked: dict[str, Any] = {"draft": draft.id, "checked": 1}
    if steps[:1] == ["products"]:
        if len(steps) == 1:
            return url_for("desk.products", draft=draft.id)
        place = product_at(int(steps[1]) + 1)
        return url_for("desk.product", number=int(steps[1]) + 1, **asked, _anchor=place.control(finding.field))
    if THE_DOCUMENTS.control(finding.field):
        return url_for("desk.documents", draft=draft.id)
    for endpoint, place in (("desk.standard", THE_STANDARD), ("desk.citations", THE_CITATIONS)):
        if control := place.control(finding.field):
            return url_for(endpoint, **asked, _anchor=control)
    return None


def _visible(text: str) -> str:
    """A control character as a mark that can be seen and deleted: browsers drop or hide it."""
    return "".join("\N{REPLACEMENT CHARACTER}" if strict_json.unwanted(each) else each for each in text)
