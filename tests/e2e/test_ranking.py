"""What an evaluator does: drafts a scheme, tries it, publishes it, builds an edition, shows it, makes it final when the
notice has ended; and what anyone does with its archive."""

import re
import subprocess
import sys
import zipfile

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import serving
from tests.factories.accounts import PASSWORD

NAME = "tested-refrigerators"
FIELDS = {
    "title": "家用电冰箱年耗电量（试验方案）",
    "valid_from": "2026-01-01",
    "innovation_needed": "0",
    "notice_days": "15",
    "validity_months": "12",
    "core-0-indicator": "annual_energy_use",
    "core-0-unit": "kWh/a",
    "core-0-advanced-value": "250",
    "core-0-average-value": "400",
    "core-0-baseline-value": "600",
    "core-0-method-text": "ENERGY STAR 项目规程，来源未注明版本",
}
CHECK, NEXT = ".buttons [value=check]", ".buttons [value=next]"


def sign_in(page, login, address):
    page.goto(f"/sign-in?next={address}")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_draft_of_a_scheme_to_a_final_edition_that_is_computed_again(
    chromium, browse, environment, evaluators, scripts, tmp_path
):
    name = f"{NAME}-{'with' if scripts else 'without'}"
    page = browse(scripts=scripts)
    sign_in(page, evaluators[0], "/evaluate/schemes/new")
    page.locator("[name=id]").fill(name)
    for field, text in FIELDS.items():
        page.locator(f"[name='{field}']").fill(text)
    page.locator("[name=category]").select_option("household-refrigerators")
    page.locator(CHECK).click()
    expect(page.get_by_text("没有需要修改的地方。")).to_be_visible()
    expect(page.locator("#preview")).to_be_visible()
    page.locator(NEXT).click()
    page.locator("main form button.main").click()
    expect(page.get_by_text("新的一版已发布。")).to_be_visible()
    page.get_by_role("link", name="看它的排行榜").click()
    expect(page.get_by_text("这个方案还没有生成过榜单。")).to_be_visible()
    page.get_by_role("button", name="生成新的一期").click()
    expect(page.get_by_text("草稿，还没有公示").first).to_be_visible()
    address = re.sub(r"^https?://[^/]+", "", page.url)
    page.get_by_role("button", name="公示 15 天").click()
    expect(page.get_by_text(re.compile("公示中，至")).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^数据包")).click()
    archive = tmp_path / "edition.zip"
    download.value.save_as(archive)
    with serving(environment | {"REGISTRY_CLOCK_OFFSET": "+16d"}, "--without-worker") as moved:
        context = chromium.new_context(base_url=moved, locale="zh-CN", java_script_enabled=scripts)
        other = context.new_page()
        sign_in(other, evaluators[1], address)
        expect(other.get_by_text("本站的时钟已拨动")).to_be_visible()
        other.get_by_role("button", name="定稿发布").click()
        expect(other.get_by_text("已发布").first).to_be_visible()
        context.close()
    with zipfile.ZipFile(archive) as file:
        program = tmp_path / "recompute.py"
        program.write_bytes(file.read("recompute.py"))
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(archive)], capture_output=True, cwd=tmp_path, env={}, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "一致 the same" in done.stdout.decode()
    page.goto(address)
    expect(page.get_by_text("已发布").first).to_be_visible()
