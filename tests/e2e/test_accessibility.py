"""axe-core finds no breach of WCAG 2.2 A or AA on any page, in both languages, wide and narrow, light and dark, nor on
the main pages for those who ask for more contrast or bring colours of their own."""

import re
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories.accounts import PASSWORD

AXE = Axe()
ASKED = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


class Look(NamedTuple):
    """What the reader's device asks for."""

    width: int
    color_scheme: str
    contrast: str = "no-preference"
    forced_colors: str = "none"


CHINESE = [Look(1280, "light"), Look(1280, "dark"), Look(360, "light"), Look(360, "dark")]
ENGLISH = [Look(1280, "light"), Look(360, "dark")]
CONTRAST = [
    *(Look(360, "light", contrast="more"), Look(1280, "dark", contrast="more")),
    *(Look(1280, "light", forced_colors="active"), Look(360, "dark", forced_colors="active")),
]
MAIN = (
    *("start", "possible", "standard of many products", "revised standard", "changes", "product", "enterprise"),
    *("compare", "ranking of cars", "sign in"),
)
PDF = b"%PDF-1.4\nstartxref\n9\n%%EOF\n"
CHECK, NEXT = ".buttons [value=check]", ".buttons [value=next]"
REFUSED = {
    "refused search": "/?q=冰箱&indicator=颜色>红",
    "refused page": "/?page=2",
    "refused comparison": "/compare?products=EP2026-00000001-0",
    "no such page": "/s/ES2026-00000001-0",
}


@contextmanager
def reading(chromium, site, locale):
    """A page of a fresh reader, to whom the site may say no."""
    context = chromium.new_context(base_url=site, locale=locale)
    try:
        yield context.new_page()
    finally:
        context.close()


def breaches(page, name, looks):
    """What axe-core finds on the page with all of it unfolded, a line for each element: where, which rule, why."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = []
    for look in looks:
        page.set_viewport_size({"width": look.width, "height": 800})
        page.emulate_media(color_scheme=look.color_scheme, contrast=look.contrast, forced_colors=look.forced_colors)
        for rule in AXE.run(page, options=ASKED).response["violations"]:
            for node in rule["nodes"]:
                why = " ".join(node["failureSummary"].split())
                found.append(f"{name}, {' '.join(map(str, look))}: {rule['id']} at {node['target']}: {why}")
    return found


@pytest.mark.parametrize(("locale", "looks"), [("zh-CN", CHINESE), ("en", ENGLISH)])
def test_public_pages(chromium, site, addresses, locale, looks):
    with reading(chromium, site, locale) as page:
        found = []
        for name, address in (addresses | REFUSED).items():
            page.goto(address)
            found += breaches(page, name, looks)
    assert not found, "\n".join(found)


def test_what_is_offered_while_one_types(chromium, site):
    with reading(chromium, site, "zh-CN") as page:
        page.goto("/")
        page.locator("#q").press_sequentially("冰箱")
        page.get_by_role("option").first.wait_for()
        page.locator("#q").press("ArrowDown")
        found = breaches(page, "offered", CHINESE + CONTRAST)
        assert page.get_by_role("option").first.is_visible()
    assert not found, "\n".join(found)


def test_main_pages_in_more_contrast_and_in_colours_of_the_reader(chromium, site, addresses):
    with reading(chromium, site, "zh-CN") as page:
        found = []
        for name in MAIN:
            page.goto(addresses[name])
            found += breaches(page, name, CONTRAST)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("locale", "looks"), [("zh-CN", CHINESE), ("en", ENGLISH)])
def test_desk(chromium, site, declarant, locale, looks):
    """From signing in to the receipt; each section as it is new, with what is wrong in it, and as it is kept."""
    found = []
    with reading(chromium, site, locale) as page:

        def seen(name):
            found.extend(breaches(page, name, looks))

        def sent(fields, way):
            for name, text in fields.items():
                page.locator(f"[name='{name}']").fill(text)
            page.locator(way).first.click()

        def attached(content):
            page.locator("[name=file]").set_input_files(
                {"name": "标准.pdf", "mimeType": "application/pdf", "buffer": content}
            )
            page.locator("form.writing .btn").click()

        page.goto("/sign-in?next=/d/")
        sent({"login": declarant, "password": "not the password"}, "main form button")
        seen("sign in refused")
        sent({"login": declarant, "password": PASSWORD}, "main form button")
        seen("overview")
        page.goto("/d/declarations/new")
        seen("new standard")
        page.locator("[name=category]").select_option("household-refrigerators")
        sent(
            {"number": f"Q/AXE {len(looks)}-{date.today().year}", "title": "家用电冰箱", "effective_on": "下月"}, CHECK
        )
        seen("standard with a mistake")
        sent({"effective_on": "2026-11-01"}, NEXT)
        seen("no products")
        draft = re.search(r"/d/declarations/[^/]+", page.url)[0]
        page.goto(f"{draft}/products/new")
        seen("new product")
        first = {"name": "家用电冰箱", "indicators-0-name": "总容积", "indicators-0-text": "约半方"}
        sent(first | {"indicators-0-method-number": "GB/T 8059-1"}, CHECK)
        seen("product with a mistake")
        sent({"model": "BCD-501W", "indicators-0-text": "0.5 m³", "indicators-0-method-number": "GB/T 8059-2016"}, NEXT)
        page.goto(f"{draft}/documents")
        seen("no documents")
        attached(b"no PDF")
        seen("documents with a mistake")
        attached(PDF)
        seen("documents")
        for name in ("products", "products/1/delete", "citations", "check", "standard", "publish", "delete", ""):
            page.goto(f"{draft}/{name}".rstrip("/"))
            seen(name or "tasks")
        page.goto(f"{draft}/publish")
        sent({}, "main form .btn.main")
        seen("not signed")
        sent({"signed_by": "王芳", "role": "质量负责人"}, "main form .btn.main")
        assert "/d/receipts/" in page.url, page.url
        seen("receipt")
        page.goto(page.url.replace("/d/receipts", "/s").rpartition("/")[0])
        assert page.locator("#documents a").count() == 1
        seen("standard with a document")
        page.goto("/d/")
        seen("overview with a standard")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("locale", "looks"), [("zh-CN", CHINESE), ("en", ENGLISH)])
def test_desk_of_an_evaluator(chromium, site, evaluator, locale, looks):
    """A scheme as it is new, with what is wrong in it, as it is kept, and what it would do; and the interests."""
    found = []
    with reading(chromium, site, locale) as page:
        page.goto("/sign-in?next=/evaluate/schemes")
        for name, text in (("login", evaluator), ("password", PASSWORD)):
            page.locator(f"[name={name}]").fill(text)
        page.locator("main form button").click()
        found += breaches(page, "schemes", looks)
        page.goto("/evaluate/schemes/new")
        found += breaches(page, "new scheme", looks)
        page.locator("[name=id]").fill("../")
        page.locator(CHECK).click()
        found += breaches(page, "refused scheme", looks)
        page.goto("/evaluate/schemes/room-air-conditioners")
        page.locator("[name=core-0-advanced-value]").fill("3")
        page.locator(CHECK).click()
        found += breaches(page, "scheme with an error", looks)
        page.locator("[name=core-0-advanced-value]").fill("5.50")
        page.locator(CHECK).click()
        found += breaches(page, "scheme with its trial", looks)
        for address in ("publish", "delete"):
            page.goto(f"/evaluate/schemes/room-air-conditioners/{address}")
            found += breaches(page, address, looks)
        page.locator("main form button").click()
        page.goto("/evaluate/interests")
        page.locator("main form button").first.click()
        found += breaches(page, "refused interest", looks)
        for address in ("interests", "diff"):
            page.goto(f"/rankings/room-air-conditioners/{address}")
            found += breaches(page, address, looks)
    assert not found, "\n".join(found)
