"""Corrections, revisions and withdrawals over HTTP, for the tests of what becomes of a declared standard."""

from sqlalchemy import select

from registry.kernel.events import EventRow
from registry.kernel.transaction import reading
from tests.factories.declarations import indicator
from tests.functional.declarations.conftest import API, publish

TODAY = "2026-11-22"
NEW = {"number": "Q/HZDQ 900-2026", "issued_on": "2026-11-20", "effective_on": "2026-12-01"}


def correction(client, standard):
    """The draft of a correction."""
    response = client.post(f"{API}/standards/{standard}/corrections")
    assert response.status_code == 201, response.text
    return response.json


def revision(client, standard, **fields):
    """A draft of a revision with these fields."""
    response = client.post(f"{API}/standards/{standard}/revisions")
    assert response.status_code == 201, response.text
    return changed(client, response.json, **{**NEW, **fields})


def changed(client, told, **fields):
    """The draft with `fields` of its body set otherwise, None for those that are to go."""
    body = {name: value for name, value in {**written(told), **fields}.items() if value is not None}
    response = client.put(f"{API}/declarations/{told['id']}", json=body, headers={"If-Match": f'"{told["etag"]}"'})
    assert response.status_code == 200, response.text
    return response.json


def written(told):
    """What of a draft can be sent again."""
    product_names = ("id", "name", "brand", "model", "specification", "category", "export_only")
    products = [
        {
            name: (product[name]["code"] if name == "category" else product[name])
            for name in product_names
            if product.get(name) is not None
        }
        | {"gtins": product["gtins"]}
        | {
            "indicators": [
                indicator(each["name"], each["text"], kind=each["kind"], method=each["method"]["number"])
                for each in product["indicators"]
            ]
        }
        for product in told["products"]
    ]
    names = ("kind", "number", "title", "issued_on", "effective_on", "replaces")
    return {
        **{name: told[name] for name in names if told.get(name)},
        **{name: told[name]["code"] for name in ("category", "industry") if told[name]},
        "cites": [{"number": cited["number"]} for cited in told["cites"]],
        "products": products,
    }


def corrected(client, standard, **fields):
    """The receipt of a correction with these fields."""
    response = publish(client, changed(client, correction(client, standard), **fields)["id"])
    assert response.status_code == 201, response.text
    return response.json


def withdraw(client, standard, reason="停止生产", on=TODAY):
    """The answer to a withdrawal."""
    return client.post(f"{API}/standards/{standard}/withdrawal", json={"reason": reason, "on": on})


def read(client, standard, rest=""):
    """What the API tells of a standard, or of what stands below it at `rest`."""
    response = client.get(f"{API}/standards/{standard}{rest}")
    assert response.status_code == 200, response.text
    return response.json


def events(scope):
    """What was published on the bus: (topic, subject), the oldest first."""
    with reading(scope) as session:
        return [tuple(row) for row in session.execute(select(EventRow.topic, EventRow.subject).order_by(EventRow.id))]
