"""A person at the desk, and what its forms say."""

from html.parser import HTMLParser

import pytest

from registry.declarations.service import add_draft, read_draft
from registry.kernel.access import Actor, Right
from registry.kernel.transaction import Scope
from tests.functional.conftest import submit


class _Fields(HTMLParser):
    """The fields of a page's forms as a browser would send them, but for its buttons."""

    def __init__(self, text):
        super().__init__()
        self.values, self._area, self._select = {}, None, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        name = at.get("name")
        if tag == "input" and name and (at.get("type") not in ("checkbox", "radio") or "checked" in at):
            self.values[name] = at.get("value") or ""
        elif tag == "textarea":
            self._area, self.values[name] = name, ""
        elif tag == "select":
            self._select, self.values[name] = name, None
        elif tag == "option" and self._select and ("selected" in at or self.values[self._select] is None):
            self.values[self._select] = at["value"]

    def handle_data(self, data):
        if self._area:
            # A browser drops the line end right behind <textarea>.
            self.values[self._area] += data.removeprefix("\n") if not self.values[self._area] else data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None


def fields(page):
    """What the forms of an answer hold, without what belongs to the head of the page."""
    return {
        name: value
        for name, value in _Fields(page.text).values.items()
        if name not in ("csrf_token", "next", "offered")
    }


def filled(client, address, **changed):
    """The answer to the form at `address` with some fields changed, sent there."""
    form = fields(client.get(address)) | {name.replace("__", "-"): value for name, value in changed.items()}
    sent = {name: value for name, value in form.items() if value is not None}
    return submit(client, address.partition("?")[0], **sent)


@pytest.fixture
def person(signed_in):
    """A browser in which an administrator of the enterprise is signed in."""
    return signed_in()


@pytest.fixture
def kept(ready, enterprise):
    """The draft with this id as it stands in the register."""
    actor = Actor("test", frozenset({Right.DRAFT}), holder=enterprise.holder)
    return lambda draft: read_draft(Scope(ready.engine, actor, ready.clock), draft)


@pytest.fixture
def drafted(ready, enterprise):
    """The address of a new draft of this body."""
    actor = Actor("test", frozenset({Right.DRAFT}), holder=enterprise.holder)
    return lambda body: f"/d/declarations/{add_draft(Scope(ready.engine, actor, ready.clock), body).id}"
