"""Use cases of declaring: draft → examine → publish, correct, revise, withdraw. Pages, API, import and sample data all
come through here."""

from registry.declarations.service.changing import WITHDRAWN, correct, revise, withdraw
from registry.declarations.service.documents import Readable, content, readable
from registry.declarations.service.drafts import (
    Seen,
    add_document,
    add_draft,
    change_draft,
    delete_draft,
    drafts,
    keep_draft,
    publish_draft,
    read_draft,
)
from registry.declarations.service.examining import examined
from registry.declarations.service.publishing import publish, publish_unexamined
from registry.declarations.service.writing import EFFECTIVE, PUBLISHED, REPLACED, REVIEW_DUE

__all__ = [
    "EFFECTIVE",
    "PUBLISHED",
    "REPLACED",
    "REVIEW_DUE",
    "WITHDRAWN",
    "Readable",
    "Seen",
    "add_document",
    "add_draft",
    "change_draft",
    "content",
    "correct",
    "delete_draft",
    "drafts",
    "examined",
    "keep_draft",
    "publish",
    "publish_draft",
    "publish_unexamined",
    "read_draft",
    "readable",
    "revise",
    "withdraw",
]
