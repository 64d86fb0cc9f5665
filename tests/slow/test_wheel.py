"""The wheel works away from the checkout: its templates, migrations, tables and sample data travel with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

CHECKOUT = Path(__file__).parents[2]


def ran(command: Sequence[str | Path], folder: Path, **environment: str) -> str:
    """What the command prints, run in `folder` with nothing that leads back to the checkout."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("REGISTRY_", "PYTHON"))}
    done = subprocess.run(
        command, cwd=folder, env={**plain, **environment}, capture_output=True, text=True, check=False
    )
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


def test_the_wheel_holds_what_runs_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"registry", "search"}
    assert not [name for name in names if name.endswith(".pyc") or "/tests/" in name]
    for needed in (
        "registry/templates/layout/base.html",
        "registry/migrations/HEAD",
        "registry/migrations/versions/0001_kernel.py",
        "registry/http/static/site.css",
        "registry/demo/data/fields.csv",
        "registry/reference/data/indicators.csv",
        "registry/indicators/units/units.csv",
    ):
        assert needed in names


def test_it_runs_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    python, registry = installed / "python", installed / "registry"
    place = ran([python, "-c", "import registry, search; print(registry.__file__, search.__file__)"], tmp_path)
    assert place.count(str(installed.parent)) == 2
    assert str(CHECKOUT) not in place

    english = {"REGISTRY_DATA": str(tmp_path / "data"), "LC_ALL": "en_US.UTF-8", "PYTHONUTF8": "1"}
    assert "reference rows added" in ran([registry, "setup"], tmp_path, **english)
    told = ran([registry, "demo"], tmp_path, **english)
    assert "1672 standards with 33495 products and 236706 indicators published" in told
    assert "3 refused" in told
    assert "家用电冰箱" in ran([registry, "search", "冰箱"], tmp_path, **english)
    assert "ge" in ran([registry, "indicators", "parse", "≥3-4级"], tmp_path, **english)


ASK = """
import sys
from registry.app import create_app, open_register
from registry.kernel.settings import Settings
client = create_app(open_register(Settings.from_environment())).test_client()
for path in sys.argv[1:]:
    answer = client.get(path, headers={"Accept-Language": "en"})
    print(answer.status_code, path)
"""


def test_its_pages_are_found(installed: Path, tmp_path: Path) -> None:
    data = {"REGISTRY_DATA": str(tmp_path / "data"), "PYTHONUTF8": "1"}
    ran([installed / "registry", "setup"], tmp_path, **data)
    paths = ["/static/site.css", "/rankings", "/compare", "/api/v1/openapi.json", "/healthz"]
    told = ran([installed / "python", "-c", ASK, *paths], tmp_path, **data)
    assert told.splitlines() == [f"200 {path}" for path in paths]
