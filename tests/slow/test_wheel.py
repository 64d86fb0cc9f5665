"""The wheel works away from the checkout: its templates, migrations, tables and sample data travel with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import Engine

from tests.slow.serving import STARTING, STOPPING, serving, until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

CHECKOUT = Path(__file__).parents[2]


def plain(settings: Mapping[str, str]) -> dict[str, str]:
    """An environment with these settings and nothing that leads back to the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REGISTRY_", "PYTHON"))}
    return {**kept, **settings}


def ran(command: Sequence[str | Path], folder: Path, **settings: str) -> str:
    """What the command prints, run in `folder`."""
    done = subprocess.run(command, cwd=folder, env=plain(settings), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the files that git knows, so that nothing of the working copy is taken for part of the package."""
    source = tmp_path_factory.mktemp("source")
    for name in ran(["git", "ls-files", "-z"], CHECKOUT).split("\0"):
        if name and (CHECKOUT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, source / name)
    ran([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", source / "dist"], source)
    (built,) = (source / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the programs of a fresh environment: the wheel, and the libraries of this one behind it."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(place, with_pip=False)
    python = place / "bin" / "python"
    install = ["install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", wheel]
    ran([sys.executable, "-m", "pip", "--python", python, *install], place)
    # Only the folder: the .pth files in it, the editable install of the checkout among them, are not read.
    libraries = sysconfig.get_path("purelib")
    packages = Path(ran([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], place).strip())
    (packages / "libraries.pth").write_text(f"{libraries}\n")
    return place / "bin"


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    """Whatever git knows in the folders of the package, down to where its tables come from."""
    homes = {
        "registry": "registry",
        "search": "search",
        "templates": "registry/templates",
        "migrations": "registry/migrations",
    }
    needed = {
        f"{homes[name.partition('/')[0]]}/{name.partition('/')[2]}"
        for name in ran(["git", "ls-files", "-z", *homes], CHECKOUT).split("\0")
        if name and (CHECKOUT / name).is_file()
    }
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert "registry/http/translations/en/LC_MESSAGES/messages.mo" in held
    assert needed == held


@pytest.fixture
def settings(empty_database: Engine, tmp_path: Path) -> dict[str, str]:
    """Of an installation where nothing is set up; on PostgreSQL they name it, and that is all the difference."""
    named = {"REGISTRY_DATA": str(tmp_path / "data"), "LC_ALL": "en_US.UTF-8", "PYTHONUTF8": "1"}
    if empty_database.dialect.name == "sqlite":
        return named
    return named | {"REGISTRY_DATABASE_URL": empty_database.url.render_as_string(hide_password=False)}


def test_it_sets_itself_up_loads_the_samples_and_serves_outside_the_checkout(
    installed: Path, settings: dict[str, str], tmp_path: Path
) -> None:
    python, registry = installed / "python", installed / "registry"
    place = ran([python, "-c", "import registry, search; print(registry.__file__, search.__file__)"], tmp_path)
    assert place.count(str(installed.parent)) == 2
    assert str(CHECKOUT) not in place

    assert "reference rows added" in ran([registry, "setup"], tmp_path, **settings)
    told = ran([registry, "demo"], tmp_path, **settings)
    assert "1672 standards with 33495 products and 236706 indicators published" in told
    assert "3 refused" in told
    assert "家用电冰箱" in ran([registry, "search", "冰箱"], tmp_path, **settings)
    assert "ge" in ran([registry, "indicators", "parse", "≥3-4级"], tmp_path, **settings)

    with serving([registry], tmp_path, plain(settings)) as server:
        until(server.answers, STARTING, "the server answers")

        def page(path: str, language: str = "en") -> str:
            status, body = server.ask(path, language=language)
            assert status == 200, f"{path}: {status}"
            return body.decode()

        found = json.loads(page(f"/api/v1/search?q={quote('冰箱')}"))
        assert found["total"] > 0
        assert "强制性限值" in page("/data/limits", "zh-Hans")
        assert "Mandatory limits" in page("/data/limits")
        assert found["items"][0]["title"] in page(found["items"][0]["url"])
        for path in ("/", "/compare", "/rankings", "/demo", "/sign-in", "/static/site.css", "/api/v1/openapi.json"):
            page(path)
        server.process.terminate()
        assert server.process.wait(STOPPING) == 0
        assert "[error" not in server.said.read_text()
