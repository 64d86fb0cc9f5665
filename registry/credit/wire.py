"""Credit entries in the shapes of the API, in and out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.credit.values import About, Entry, EntryStatus, NewEntry, NewRepair, Recorded, Repair, Source
from registry.declarations.wire import product_url, sample_to_wire, standard_url
from registry.kernel.clock import rfc3339


def entry_from(body: Mapping[str, Any]) -> NewEntry:
    """What a body of the shape `EntryBody` says."""
    return NewEntry(**{**body, "source": Source(**body["source"]), "bars": tuple(body["bars"])})


def repair_from(body: Mapping[str, Any]) -> NewRepair:
    """What a body of the shape `RepairBody` says."""
    return NewRepair(**{**body, "source": Source(**body["source"])})


def entry_to_wire(entry: Entry, status: EntryStatus) -> dict[str, Any]:
    standard, product = entry.standard, entry.product
    return {
        "id": str(entry.id),
        "enterprise": entry.enterprise.uscc,
        "standard": standard and _about(standard, standard_url(standard.id)),
        "product": product and _about(product, product_url(product.id)),
        "kind": str(entry.kind),
        "text": entry.text,
        "source": entry.source.written(),
        "valid_from": entry.valid_from.isoformat(),
        "valid_to": entry.valid_to and entry.valid_to.isoformat(),
        "bars": [str(each) for each in entry.bars],
        "status": str(status),
        "repair": entry.repair and _repair(entry.repair),
        **_recorded(entry.recorded),
        "recorded_by": entry.recorded_by,
        "sample": sample_to_wire(entry.enterprise.sample),
    }


def _about(found: About, url: str) -> dict[str, Any]:
    return {"id": str(found.id), "url": url, "name": found.name}


def _repair(repair: Repair) -> dict[str, Any]:
    return {
        "kind": str(repair.kind),
        "on": repair.on.isoformat(),
        "reason": repair.reason,
        "source": repair.source.written(),
        **_recorded(repair.recorded),
    }


def _recorded(recorded: Recorded) -> dict[str, Any]:
    return {
        "recorded_at": rfc3339(recorded.at),
        "content_hash": recorded.content_hash,
        "log": {"index": recorded.log_index, "leaf_hash": recorded.leaf_hash},
    }
