"""The pages on which an evaluator writes its schemes (`/evaluate/schemes…`), and of what a version changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from marshmallow import ValidationError

from registry.http import PageBlueprint, VersionsQuery, page, read_query, scope, strict_json
from registry.http.etag import CHANGED
from registry.http.forms import differences
from registry.http.problems import problem_of
from registry.http.shape import body_findings
from registry.indicators.values import Direction
from registry.kernel.access import PUBLIC, Right, needs
from registry.kernel.errors import Conflict, Malformed, PreconditionFailed, Refused
from registry.kernel.findings import Finding
from registry.kernel.transaction import reading
from registry.ranking.authoring import service
from registry.ranking.authoring.examining import ASKED, NOTICE_DAYS, VALIDITY_MONTHS
from registry.ranking.authoring.forms import SCHEME, to_content, to_form
from registry.ranking.authoring.schemas import SchemeBody
from registry.ranking.authoring.values import SchemeDraft
from registry.ranking.rules import PARTS
from registry.ranking.values import GRADES
from registry.reference.queries import reference
from registry.reference.snapshot import Reference
from registry.reference.values import Provenance, grouped, with_descendants

EVALUATE = needs(Right.EVALUATE)

BLANK_ROWS = {"base": 0, "core": 2, "innovation": 0}
"""Empty rows that are ready where none is written."""

MORE_ROWS = 3

USUAL = [
    {
        "text": "三年内没有较大及以上环境、安全、质量事故",
        "text_en": "No environmental, safety or quality accident of the larger class or worse within three years",
    },
    {"text": "未列入国家严重失信主体名单", "text_en": "Not on a national list of seriously dishonest entities"},
    {"text": "产品已批量生产", "text_en": "The product is in mass production"},
]
"""What every published scheme that is known asks to be proven, to begin with."""

blueprint = PageBlueprint("authoring_pages", __name__)


@dataclass(frozen=True, slots=True)
class Written:
    """The form: the text in each field, what is to be said at each, and which state of the draft was seen. `conflict`
    holds name, stored and typed text of each field that somebody has changed meanwhile."""

    form: Mapping[str, str]
    told: Mapping[str, tuple[Finding, ...]]
    findings: tuple[Finding, ...]
    tag: str
    conflict: tuple[tuple[str, str, str], ...] = ()

    @property
    def anchors(self) -> dict[str, str]:
        """The id of its field for each finding that is about one."""
        return {finding.field: control for finding in self.findings if (control := _control(finding))}

    def rows(self, name: str) -> int:
        """How many rows are written."""
        numbers = (field.split("-")[1] for field in self.form if field.startswith(f"{name}-"))
        return 1 + max(map(int, numbers), default=-1)

    def conditions(self, part: str, row: int) -> int:
        """How many conditions of a row are written."""
        start = f"{part}-{row}-when-"
        return 1 + max((int(field.split("-")[3]) for field in self.form if field.startswith(start)), default=-1)


@blueprint.get("/evaluate/schemes", policy=EVALUATE)
def own_schemes() -> Response:
    """The schemes of the own organisation."""
    schemes = service.own_schemes(scope())
    return _shown(
        "ranking/authoring/schemes.html",
        sample=any(each.sample for each in schemes),
        schemes=schemes,
        organisation=service.organisation(scope()),
        published=request.args.get("published", ""),
    )


@blueprint.get("/evaluate/schemes/new", policy=EVALUATE)
def new_scheme() -> Response:
    """The form of a scheme that is not there yet."""
    begun = {"attested": USUAL, "notice_days": NOTICE_DAYS, "validity_months": VALIDITY_MONTHS}
    return _form(None, _written(begun, (), ""))


@blueprint.post("/evaluate/schemes/new", policy=EVALUATE)
def add_scheme() -> Response:
    """Keeps what was written as a new scheme; or the form again, with other rows or with what is to be said."""
    content, again = _sent(None)
    if again is not None:
        return again
    refused, status = _unstorable(content), 422
    if not refused:
        try:
            kept = service.add_draft(scope(), content)
        except Conflict as refusal:
            refused, status = refusal.findings, 409
        else:
            return _see("authoring_pages.edit_scheme", scheme=kept.id, checked=1)
    return _form(None, _written(content, refused, ""), status=status, findings=refused)


@blueprint.get("/evaluate/schemes/<scheme>", policy=EVALUATE)
def edit_scheme(scheme: str) -> Response:
    """The draft of a scheme; once it is checked, with what it would do on the register as it stands."""
    draft = service.draft(scope(), scheme)
    checked = "checked" in request.args
    preview = service.preview(scope(), scheme) if checked and draft.scheme else None
    findings = draft.findings if checked else ()
    return _form(draft, _written(draft.content, findings, draft.tag), findings=findings, saved=checked, preview=preview)


@blueprint.post("/evaluate/schemes/<scheme>", policy=EVALUATE)
def save_scheme(scheme: str) -> Response:
    """Keeps what was written; or the form again, with other rows or with what is to be said."""
    draft = service.draft(scope(), scheme)
    content, again = _sent(draft)
    if again is not None:
        return again
    content["id"] = scheme
    tag = request.form.get("tag", "")
    refused, status = _unstorable(content), 422
    stored: Mapping[str, Any] | None = None
    if not refused:
        try:
            service.change_draft(scope(), scheme, content, _seen(tag))
        except PreconditionFailed as refusal:
            refused, status, stored = refusal.findings, 412, draft.content
            tag = draft.tag
        else:
            if request.form.get("action") == "next":
                return _see("authoring_pages.confirm_publish", scheme=scheme)
            return _see("authoring_pages.edit_scheme", scheme=scheme, checked=1)
    return _form(draft, _written(content, refused, tag, stored), status=status, findings=refused)


@blueprint.get("/evaluate/schemes/<scheme>/publish", policy=EVALUATE)
def confirm_publish(scheme: str) -> Response:
    """What the new version would do, and asks once more."""
    return _confirmation(service.draft(scope(), scheme), ())


@blueprint.post("/evaluate/schemes/<scheme>/publish", policy=EVALUATE)
def publish_scheme(scheme: str) -> Response:
    """Publishes the draft that was shown."""
    try:
        service.publish(scope(), scheme, _seen(request.form.get("tag", "")))
    except (PreconditionFailed, Refused) as refusal:
        return _confirmation(service.draft(scope(), scheme), refusal.findings, problem_of(refusal).status)
    return _see("authoring_pages.own_schemes", published=scheme)


@blueprint.get("/evaluate/schemes/<scheme>/delete", policy=EVALUATE)
def confirm_delete(scheme: str) -> Response:
    """Asks once more."""
    return _shown("ranking/authoring/delete.html", draft=service.draft(scope(), scheme), findings=())


@blueprint.post("/evaluate/schemes/<scheme>/delete", policy=EVALUATE)
def delete_scheme(scheme: str) -> Response:
    """Deletes what is drafted; with it the scheme, where nothing of it is published."""
    try:
        service.delete_draft(scope(), scheme, _seen(request.form.get("tag", "")))
    except PreconditionFailed as refusal:
        draft = service.draft(scope(), scheme)
        return _shown("ranking/authoring/delete.html", status=412, draft=draft, findings=refusal.findings)
    return _see("authoring_pages.own_schemes")


@blueprint.get("/rankings/<scheme>/diff", policy=PUBLIC)
def scheme_difference(scheme: str) -> Response:
    """What one published version says otherwise than another."""
    asked, findings = read_query(VersionsQuery())
    old, new, changes = service.difference(scope(), scheme, asked.get("earlier"), asked.get("later"))
    newest, _ = service.version(scope(), scheme)
    asked_again: dict[str, Any] = {"from": old.version, "to": new.version}
    return page(
        "ranking/authoring/difference.html",
        section="rankings",
        status=400 if findings else 200,
        sample=new.sample or old.sample,
        data={"JSON": url_for("authoring.scheme_difference", scheme=scheme, **asked_again)},
        old=old,
        new=new,
        newest=newest.version,
        changes=changes,
        dictionary=_known().dictionary,
        findings=findings,
    )


def _sent(draft: SchemeDraft | None) -> tuple[dict[str, Any], Response | None]:
    """What the form of this request says; and the form again, where its button asks for other rows."""
    known, form, action = _known(), dict(request.form), request.form.get("action", "")
    name, _, rest = action.partition("-")
    part, _, number = rest.partition("-")
    if name == "remove" and number.isascii() and number.isdecimal():
        form = {field: text for field, text in form.items() if not field.startswith(f"{part}-{number}-")}
    content = to_content(form, known)
    if name not in {"rows", "remove"}:
        return content, None
    written = _written(content, _unstorable(content), request.form.get("tag", ""))
    return content, _form(draft, written, rearranged=True, more=rest if name == "rows" else "")


def _unstorable(content: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What the API would refuse of the shape of the content."""
    schema = SchemeBody()
    try:
        strict_json.loads(json.dumps(content).encode())
        schema.load(dict(content))
    except (Malformed, Refused) as refusal:
        return refusal.findings
    except ValidationError as error:
        return tuple(body_findings(error, schema))
    return ()


def _seen(tag: str) -> service.Seen:
    def check(present: str) -> None:
        if present != tag:
            raise PreconditionFailed(CHANGED.error("", tag, present))

    return check


def _control(finding: Finding) -> str | None:
    """The name of the field that a finding is about."""
    steps = finding.field.split("/")[1:]
    return SCHEME.control(steps) if steps and steps[0] in SCHEME.names else None


def _written(
    content: Mapping[str, Any], findings: Iterable[Finding], tag: str, stored: Mapping[str, Any] | None = None
) -> Written:
    """The form that holds the content; `stored` is the draft, where somebody has changed it meanwhile."""
    form, findings = to_form(content), tuple(findings)
    told: dict[str, tuple[Finding, ...]] = {}
    for finding in findings:
        if control := _control(finding):
            told[control] = (*told.get(control, ()), finding)
    return Written(
        form={name: _visible(text) for name, text in form.items()},
        told=told,
        findings=findings,
        tag=tag,
        conflict=() if stored is None else tuple(differences(to_form(stored), form)),
    )


def _visible(text: str) -> str:
    """A control character as a mark that can be seen and deleted: browsers drop or hide it."""
    return "".join("\N{REPLACEMENT CHARACTER}" if strict_json.unwanted(each) else each for each in text)


def _form(
    draft: SchemeDraft | None,
    written: Written,
    *,
    status: int = 200,
    findings: tuple[Finding, ...] = (),
    more: str = "",
    **values: Any,
) -> Response:
    known = _known()
    usual = with_descendants(written.form.get("category", ""), known.categories)
    offered = [
        entry for entry in known.dictionary if not usual or not entry.categories or usual & set(entry.categories)
    ]
    return _shown(
        "ranking/authoring/scheme.html",
        status=status,
        sample=bool(draft and draft.content["sample"]),
        draft=draft,
        part=written,
        parts=PARTS,
        asked=ASKED,
        rows={part: _rows(written, part, more) for part in PARTS},
        categories=grouped(known.categories),
        offered=[entry for entry in offered if entry.direction is not Direction.NONE],
        deciding=offered,
        dictionary=known.dictionary,
        provenances=list(Provenance),
        findings=findings,
        unsaved=status != 200 or "rearranged" in values,
        levels=GRADES,
        **values,
    )


def _rows(written: Written, part: str, more: str) -> int:
    """How many rows of a part are shown."""
    there = written.rows(part)
    return there + (MORE_ROWS if part == more else 0 if there else BLANK_ROWS[part])


def _confirmation(draft: SchemeDraft, findings: tuple[Finding, ...], status: int = 200) -> Response:
    if draft.scheme is None and not findings:
        return _see("authoring_pages.edit_scheme", scheme=draft.id, checked=1)
    return _shown(
        "ranking/authoring/publish.html",
        status=status,
        sample=bool(draft.content["sample"]),
        draft=draft,
        preview=service.preview(scope(), draft.id) if draft.scheme else None,
        levels=GRADES,
        dictionary=_known().dictionary,
        findings=findings,
    )


def _known() -> Reference:
    with reading(scope()) as session:
        return reference(session)


def _shown(template: str, **values: Any) -> Response:
    """A page of the evaluator's desk; no cache of the browser keeps it."""
    response = page(template, section="evaluate", **values)
    response.headers["Cache-Control"] = "no-store"
    return response


def _see(endpoint: str, **values: Any) -> Response:
    """On to another page."""
    return make_response(redirect(url_for(endpoint, **values), 303))
