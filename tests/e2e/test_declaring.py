"""A person of an enterprise declares a product by hand, from signing in to the receipt."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import PASSWORD


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_a_product_is_declared_by_hand(browse, declarant, width, scripts):
    page = browse(width=width, scripts=scripts)
    number = f"Q/E2E {width}-{date.today().year}"
    page.goto("/d/")
    page.get_by_label("登录名").fill(declarant)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("企业工作台")
    page.get_by_role("link", name="声明一项标准").click()

    page.get_by_label("标准编号").fill(number)
    page.get_by_label("标准名称").fill("家用电冰箱")
    page.get_by_label("产品类别").select_option("household-refrigerators")
    page.get_by_label("实施日期").fill("2026-11-01")
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_role("link", name="添加产品").click()

    page.get_by_label("产品名称").fill("家用电冰箱")
    page.get_by_label("型号", exact=True).fill("BCD-501W")
    row = page.locator("#indicators-0")
    row.get_by_label("指标名称").fill("总容积")
    row.get_by_label("要求").fill("0.5 m³")
    row.get_by_label("试验方法标准").fill("GB/T 8059-2016")
    said = re.compile(r"理解为：总容积 500 L，原文 0\.5 m³")
    if scripts:
        row.get_by_label("条款").focus()  # the field is left: the line appears by itself
    else:
        page.locator(".buttons").get_by_role("button", name="保存并检查").click()
    expect(row.locator(".understood")).to_have_text(said)
    page.get_by_role("button", name="保存，回到产品列表").click()
    expect(page.get_by_role("rowheader", name=re.compile("BCD-501W"))).to_be_visible()

    page.get_by_role("button", name="复制 BCD-501W").click()
    page.get_by_label("型号", exact=True).fill("BCD-502W")
    page.get_by_role("button", name="保存，回到产品列表").click()
    page.get_by_role("link", name="继续：引用和采标").click()
    page.get_by_label("引用的标准").fill("GB/T 8059-2016")
    page.get_by_role("button", name="保存并继续").click()
    text = {"name": "标准.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\nstartxref\n9\n%%EOF\n"}
    page.get_by_label("PDF 文件").set_input_files(text)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("link", name="标准.pdf")).to_be_visible()
    page.get_by_role("link", name="继续：核对").click()
    expect(page.get_by_text("没有妨碍公开的问题")).to_be_visible()
    page.get_by_role("button", name="继续：承诺与公开").click()

    page.get_by_label("签署人").fill("王芳")
    page.get_by_label("职务").fill("质量负责人")
    page.get_by_role("button", name="签署并公开").click()
    expect(page).to_have_url(re.compile(r"/d/receipts/ES\d{4}-\d+-\d/1$"))
    expect(page.get_by_text(re.compile(r"^sha256:[0-9a-f]{64}$"))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("link", name="查看公开页").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("家用电冰箱")
    expect(page.get_by_text("BCD-502W").first).to_be_visible()


@pytest.mark.parametrize("early", [False, True], ids=["with the script", "before the script came"])
def test_a_page_with_unsaved_text_asks_before_it_is_left(browse, declarant, early):
    page = browse()
    held = []
    if early:

        def hold(route):
            held.append(route)

        page.route("**/desk.js*", hold)
    page.goto("/sign-in?next=/d/declarations/new")
    page.get_by_label("登录名").fill(declarant)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    if not early:
        page.wait_for_load_state()
    page.get_by_label("标准名称").press_sequentially("冰箱")
    for route in held:
        route.continue_()
    page.wait_for_load_state()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="排行榜").click(no_wait_after=True)
    expect(page.get_by_label("标准名称")).to_have_value("冰箱")
    page.wait_for_function("true")
    assert asked == ["beforeunload"]
    expect(page).to_have_url(re.compile("/d/declarations/new$"))
