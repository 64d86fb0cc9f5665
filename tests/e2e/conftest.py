"""A real register with the sample data behind a real server, and a real Chromium that reads it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.factories.accounts import PASSWORD
from tests.factories.enterprises import credit_code

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",  # the tests run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("browser"))  # one site for all of them


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """In which the commands of the site run."""
    data = tmp_path_factory.mktemp("register")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
    return kept | {"REGISTRY_DATA": str(data), "REGISTRY_RATE_LIMIT": "0"}


@pytest.fixture(scope="session")
def site(environment):
    """The address of the site."""
    for step in ("setup", "demo"):
        subprocess.run([sys.executable, "-m", "registry", step], env=environment, check=True, capture_output=True)
    with serving(environment) as address:
        yield address


@contextmanager
def serving(environment, *options):
    """The address of a server of that register, as long as it is needed."""
    port = _free_port()
    log = Path(environment["REGISTRY_DATA"]) / f"serve-{port}.log"
    command = [sys.executable, "-m", "registry", "serve", "--port", str(port), "--workers", "1", *options]
    with log.open("wb") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/readyz", server, log)
            yield address
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}; CI installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium, site):
    """`browse(width=1280, scripts=True, …)` opens a page of a fresh reader; what the browser complains of fails the
    test when it ends."""
    opened, complaints = [], []

    def failed(request):
        if request.failure != "net::ERR_ABORTED":  # the reader went on before the page was complete
            complaints.append(f"{request.url}: {request.failure}")

    def browse(*, width=1280, scripts=True, locale="zh-CN", **options):
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            locale=locale,
            **options,
        )
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", failed)
        page.on("response", lambda answer: answer.ok or answer.status < 400 or complaints.append(answer.url))
        return page

    yield browse
    for context in opened:
        context.close()
    assert not complaints


@pytest.fixture(scope="session")
def addresses(chromium, site):
    """One address of every public page and of each of its states, by name; with the sample data."""
    context = chromium.new_context(base_url=site)

    def items(query):
        return context.request.get(f"/api/v1/search?{query}").json()["items"]

    refrigerators = items("q=samsung&unit=product&category=household-refrigerators")
    cars = items("q=tesla&unit=product")
    revised, withdrawn = items("q=Q/SLTL 008-2026")[0], items("status=withdrawn")[0]
    edition = context.request.get("/api/v1/rankings/electric-car-range/latest").json()
    found = {
        "start": "/",
        "search": "/?q=冰箱",
        "products": "/?q=samsung&unit=product",
        "narrowed": "/?q=洗衣机&unit=product&category=washing-machines&status=current",
        "possible": "/?q=净化器 噪声<62dB&unit=product",
        "sorted": "/?unit=product&category=air-purifiers&sort=indicator:noise&at_most.noise=62",
        "chosen": f"/?q=samsung&unit=product&products={refrigerators[0]['id']},{cars[0]['id']}",
        "nothing": "/?q=没有的东西",
        "standard of many products": items("q=samsung&category=household-refrigerators")[0]["url"],
        "cars": items("q=tesla")[0]["url"],
        "standard of one product": items("q=微岚&category=air-purifiers")[0]["url"],
        "revised standard": revised["url"],
        "superseded version": f"{revised['url']}/v/1",
        "changes": f"{revised['url']}/diff",
        "withdrawn standard": withdrawn["url"],
        "upcoming standard": items("status=upcoming")[0]["url"],
        "product": refrigerators[0]["url"],
        "withdrawn product": withdrawn["products"][0]["url"],
        "enterprise": revised["enterprise"]["url"],
        "compare": "/compare?products=" + ",".join(each["id"] for each in refrigerators[:3]),
        "compare across": f"/compare?products={refrigerators[0]['id']},{cars[0]['id']}",
        "compare six": "/compare?products=" + ",".join(each["id"] for each in cars[:6]),
        "compare one": f"/compare?products={cars[0]['id']}",
        "compare none": "/compare",
        "rankings": "/rankings",
        "ranking": "/rankings/refrigerator-energy",
        "ranking of cars": "/rankings/electric-car-range",
        "edition": edition["url"],
        "tier": f"{edition['url']}?grade=2",
        "excluded": f"{edition['url']}?outcome=excluded",
        "list of an indicator": f"{edition['url']}?list=1&level=5",
        "draft edition": context.request.get("/api/v1/rankings/gas-cookers-2014/latest").json()["url"],
        "limits": "/data/limits",
        "cited standards": "/data/standards",
        "samples": "/demo",
        "sign in": "/sign-in",
    }
    context.close()
    return found


@pytest.fixture(scope="session")
def declarant(site, environment):
    """The login name of an administrator of an enterprise whose identity is verified."""
    uscc, login = credit_code(7), "wang@example.com"
    enterprise = f"enterprises create --uscc {uscc} --name 杭州某某电器有限公司 --region 330106 --level L1"
    person = f"users create --login {login} --name 王芳 --enterprise {uscc} --password-stdin"
    for words, given in ((enterprise, ""), (person, PASSWORD)):
        command = [sys.executable, "-m", "registry", *words.split()]
        subprocess.run(command, env=environment, input=given.encode(), check=True, capture_output=True)
    return login


@pytest.fixture(scope="session")
def evaluators(site, environment):
    """The login names of two persons of the evaluator of the sample schemes."""
    logins = ["zhao@example.com", "qian@example.com"]
    for login in logins:
        words = f"users create --login {login} --name 赵敏 --evaluator 示例评估机构 --password-stdin"
        command = [sys.executable, "-m", "registry", *words.split()]
        subprocess.run(command, env=environment, input=PASSWORD.encode(), check=True, capture_output=True)
    return logins


@pytest.fixture(scope="session")
def evaluator(evaluators):
    return evaluators[0]


def _free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _wait_for(address, server, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text()}")
