"""The link to the next page leads to it, whatever else stands in an address that somebody has passed on."""

import re
from html import unescape

import pytest

from registry.worker import drain
from tests.factories.declarations import PublishedFactory

FOREIGN = ["utm_source=mail", "utm_source=a&utm_source=b", "from=&q=", "endpoint=x&standard=y&uscc=z&_anchor=w"]


@pytest.fixture
def lists(register, enterprise):
    """Addresses of lists with more than one page."""
    receipt = PublishedFactory(where=register.scope, enterprise=enterprise, body__count=25)
    PublishedFactory(where=register.scope, enterprise=enterprise)
    drain(register.scope, register.search)
    return {
        "standard": f"/s/{receipt.id}?limit=7",
        "version": f"/s/{receipt.id}/v/1?limit=7",
        "enterprise": f"/e/{enterprise.uscc}?limit=1",
        "search": "/?limit=1",
        "products": "/?unit=product&limit=3&category=",
        "standards": "/data/standards?limit=3",
        "limits": "/data/limits?limit=3&category=",
    }


@pytest.mark.parametrize("foreign", FOREIGN)
@pytest.mark.parametrize("of", ["standard", "version", "enterprise", "search", "products", "standards", "limits"])
def test_foreign_parameters_do_not_break_the_next_page(client, lists, of, foreign):
    first = client.get(f"{lists[of]}&{foreign}")
    assert first.status_code == 200
    second = client.get(following(first.text))
    assert second.status_code == 200
    assert main_links(second.text) != main_links(first.text)
    back = re.search(r'href="([^"]+)" rel="first"', second.text)
    assert main_links(client.get(unescape(back[1])).text) == main_links(first.text)


def following(page):
    """The address of the next page; search sends its form there, with the parameters in hidden fields."""
    link = re.search(r'href="([^"]+)" rel="next"', page)
    if link:
        return unescape(link[1])
    button = re.search(r'name="cursor" value="([^"]+)"', page)
    form = page[: button.start()].rsplit("<form", 1)[1]
    kept = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return "/?" + "&".join(f"{name}={unescape(value)}" for name, value in [*kept, ("cursor", button[1])])


def main_links(page):
    return re.findall(r'<(?:article class="hit" id="[^"]+"|a href="/[ps]/[^"]+"|span class="stdno">[^<]+)', page)
