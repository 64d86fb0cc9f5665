"""What a reader does: search, read a standard and a product, compare, read a ranking. No account, no script needed."""

import re

import pytest
from playwright.sync_api import expect

WIDTHS = (1280, 360)


def overflow(page):
    """How many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_from_a_word_to_a_product(browse, width, scripts):
    page = browse(width=width, scripts=scripts)
    page.goto("/")
    page.locator("#q").fill("冰箱")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".understood")).to_contain_text("冰箱")
    expect(page.locator(".hit mark").first).to_have_text("冰箱")
    page.locator(".hit").filter(has_text="示例企业").locator("h2 a").first.click()
    expect(page.locator(".head .status")).to_contain_text("现行")
    expect(page.locator(".proof")).to_contain_text("记入公开日志")
    expect(page.locator(".sample")).to_be_visible()
    page.locator("#products a[href*='/p/']").first.click()
    expect(page).to_have_url(re.compile(r"/p/EP\d{4}-"))
    expect(page.get_by_role("rowheader", name="年耗电量", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"原文 .*ft3")).first).to_be_visible()


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_three_products_are_chosen_over_two_pages_and_compared(browse, width, scripts):
    page = browse(width=width, scripts=scripts)
    page.goto("/?q=samsung&unit=product&category=household-refrigerators")
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="下一页").click()
    page.get_by_role("checkbox").nth(4).check()
    page.get_by_role("button", name="比较所选").click()
    expect(page).to_have_url(re.compile(r"/compare\?products=EP[\d-]+,EP[\d-]+,EP[\d-]+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("比较 3 个产品：家用电冰箱")
    expect(page.get_by_text("最优", exact=True).first).to_be_visible()
    expect(page.get_by_text(re.compile(r"原文 .*ft3")).first).to_be_visible()
    page.get_by_role("link", name=re.compile("^移除")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("比较 2 个产品：家用电冰箱")
    page.get_by_role("link", name="加一个产品").click()
    expect(page.locator(".picked, .pick:checked")).to_have_count(2)
    page.locator(".pick:not(:checked)").first.check()
    page.get_by_role("button", name="比较所选").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("比较 3 个产品：家用电冰箱")


def test_what_is_offered_while_one_types_is_reached_by_the_keyboard(browse):
    page = browse(width=360)
    page.goto("/")
    box, options = page.get_by_role("combobox", name="查标准"), page.get_by_role("option")
    box.press_sequentially("kqjhq")
    expect(options.filter(has_text="空气净化器").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert overflow(page) <= 0
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("kqjhq")
    box.press("Backspace")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    box.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(page).not_to_have_url(re.compile(r"/$"))
    expect(page.locator("h1")).to_be_visible()


def test_nothing_is_offered_while_an_input_method_composes(browse):
    page = browse()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest" in request.url else None)
    page.goto("/")
    page.locator("#q").focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "b", "selectionStart": 1, "selectionEnd": 1})
    keyboard.send("Input.imeSetComposition", {"text": "bing", "selectionStart": 4, "selectionEnd": 4})
    page.wait_for_timeout(400)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "冰"})
    expect(page.get_by_role("option").first).to_be_visible()
    page.get_by_role("option").first.click()
    expect(page).not_to_have_url(re.compile(r"/$"))


def test_what_is_ticked_stays_ticked_whatever_is_asked_next(browse):
    page = browse(width=1280, scripts=True)
    page.goto("/?q=samsung&unit=product&category=household-refrigerators")
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("link", name="公开时间").click()
    expect(page.locator(".picked, .pick:checked")).to_have_count(2)
    page.locator("#q").fill("洗衣机")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".picked, .pick:checked")).to_have_count(2)
    page.locator(".facet a").first.click()
    expect(page.locator(".picked, .pick:checked")).to_have_count(2)


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_a_ranking_is_read_from_its_method_to_those_who_are_out(browse, width, scripts):
    page = browse(width=width, scripts=scripts)
    page.goto("/")
    page.get_by_role("link", name="排行榜").click()
    page.get_by_role("link", name=re.compile("纯电动乘用车")).click()
    expect(page.get_by_text("示例数据，未经核实").first).to_be_visible()
    expect(page.get_by_role("heading", name="评级办法")).to_be_visible()
    page.get_by_role("link", name="看榜单").click()
    expect(page.get_by_text(re.compile("公示中，至")).first).to_be_visible()
    expect(page.get_by_role("img", name="先进水平").first).to_be_visible()
    page.get_by_role("link", name=re.compile(r"全部 \d+ 项")).last.click()
    expect(page.get_by_role("heading", name="未入榜")).to_be_visible()
    expect(page.get_by_text(re.compile("有核心指标")).first).to_be_visible()
    page.get_by_role("link", name="下一页").click()
    expect(page.get_by_role("link", name="回到第一页")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_no_page_is_wider_than_the_window_and_the_browser_complains_of_none(browse, addresses, width, locale):
    page = browse(width=width, locale=locale)
    for name, address in addresses.items():
        page.goto(address)
        assert overflow(page) <= 0, name
        assert page.evaluate("document.querySelectorAll('h1').length") == 1, name


def test_the_table_of_a_comparison_stacks_on_a_phone_and_names_the_products(browse, addresses):
    page = browse(width=360)
    page.goto(addresses["compare"])
    expect(page.locator("thead").first).not_to_be_in_viewport()
    cell = page.locator("td.best").first
    name = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert "Samsung" in name
    assert cell.bounding_box()["width"] <= 360


def test_head_and_first_column_of_a_comparison_stay(browse, addresses):
    page = browse(width=800)
    page.goto(addresses["compare six"])
    box = page.locator(".wrap")
    before = page.locator("tbody th[scope=row]").first.bounding_box()["x"]
    box.evaluate("box => { box.scrollLeft = 300; box.scrollTop = 200 }")
    assert box.evaluate("box => box.scrollLeft") == 300
    assert page.locator("tbody th[scope=row]").first.bounding_box()["x"] == before
    head, top = page.locator("thead th").nth(1).bounding_box(), box.bounding_box()
    assert abs(head["y"] - top["y"]) <= 2


def test_the_language_is_switched_and_back(browse, addresses):
    page = browse()
    page.goto(addresses["compare"])
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare 3 products: Household refrigerators")
    expect(page.get_by_text("Annual energy use").first).to_be_visible()
    expect(page.get_by_text("Best", exact=True).first).to_be_visible()
    assert page.url.endswith(addresses["compare"])
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("比较 3 个产品：家用电冰箱")


def test_the_keyboard_reaches_the_skip_link_and_the_search_box(browse):
    page = browse()
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("Q/SLTESLA 002-2025")
    page.keyboard.press("Enter")
    expect(page.locator(".understood")).to_contain_text("理解为标准编号")
    expect(page.locator(".hit")).to_have_count(1)


def test_a_wide_table_is_scrolled_by_keyboard(browse, addresses):
    page = browse(width=800)
    page.goto(addresses["compare six"])
    box = page.get_by_role("region", name="比较表")
    box.focus()
    page.keyboard.press("ArrowRight")
    expect(box).not_to_have_js_property("scrollLeft", 0)


def test_data_for_search_engines_pass_the_content_policy(browse):
    """A page of a declaration that is no sample carries such a block; a refusal would be a complaint."""
    page = browse()
    policy = page.context.request.get("/").headers["content-security-policy"]
    assert "script-src 'self'" in policy
    block = '{"@context": "https://schema.org"}'
    body = (
        f'<!doctype html><title>x</title><link rel="icon" href="/static/seal.svg">'
        f'<script type="application/ld+json">{block}</script>'
    )
    headers = {"Content-Security-Policy": policy, "Content-Type": "text/html"}
    page.route("**/block", lambda route: route.fulfill(headers=headers, body=body))
    page.goto("/block")
    assert page.evaluate("document.querySelector('script').textContent") == block


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_from_a_colloquial_name_over_a_range_to_a_printed_comparison(browse, width, scripts):
    page = browse(width=width, scripts=scripts)
    page.goto("/?unit=product")
    page.locator("#q").fill("智能马桶")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".understood").first).to_contain_text("智能坐便器")
    if width < 832:
        page.locator(".filters > summary").click()
    page.get_by_role("textbox", name="清洗平均用水量 不大于").fill("0.5")
    page.get_by_role("button", name="按范围筛选").click()
    expect(page.locator(".understood").first).to_contain_text("清洗平均用水量 ≤ 0.5 L")
    models = []
    for turn in range(3):
        hit = page.locator(".picking > .hit").nth(turn)
        hit.get_by_role("checkbox").check()
        models.append(hit.locator("h2 a").inner_text())
    page.get_by_role("button", name="比较所选").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("比较 3 个产品：智能坐便器")
    page.set_viewport_size({"width": 1000, "height": 700})  # a sheet is as wide, whatever the window
    page.emulate_media(media="print")
    heads = page.locator("table.compare > thead")
    expect(heads).to_have_css("display", "table-header-group")  # repeated on every sheet
    for model in models:
        expect(heads.get_by_text(model)).to_be_visible()
    expect(page.get_by_role("button", name="English")).to_be_hidden()
    assert re.search(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_a_condition_in_the_box_is_an_indicator(browse, width, scripts):
    page = browse(width=width, scripts=scripts)
    page.goto("/?unit=product")
    page.locator("#q").fill("空气清新机 噪声<62dB")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".understood").first).to_contain_text("噪声 < 62 dB(A)")
    expect(page.locator(".picking > .hit").first).to_contain_text("噪声")
    expect(page.get_by_role("heading", name="可能符合")).to_be_visible()
