"""`registry rankings recompute`: from an archive alone."""

import zipfile

import pytest

from registry.ranking import service
from tests.factories.declarations import PublishedFactory
from tests.factories.ranking import SchemeFactory


@pytest.fixture
def archive(ready, tmp_path):
    service.add_scheme(ready, SchemeFactory(id="fridges"))
    PublishedFactory.create_batch(3, where=ready)
    edition, content = service.archive_of(ready, str(service.build(ready, "fridges").id))
    path = tmp_path / "fridges.zip"
    path.write_bytes(content)
    return path, edition.digest


def test_the_same_digest_is_said(run, archive):
    path, digest = archive
    done = run("rankings", "recompute", str(path))
    assert done.exit_code == 0
    assert done.output == f"公布 published   {digest}\n重算 recomputed  {digest}\n一致 the same\n"


def test_a_changed_row_is_named(run, archive, tmp_path):
    path, _ = archive
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(tmp_path / "changed.zip", "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"\n1,annual", b"\n2,annual") if name == "values.csv" else content)
    done = run("rankings", "recompute", str(tmp_path / "changed.zip"))
    assert done.exit_code == 1
    assert "values.csv 第 3 行与公布的不同" in done.output


def test_what_is_no_archive_is_said(run, tmp_path):
    (tmp_path / "x.zip").write_text("x")
    done = run("rankings", "recompute", str(tmp_path / "x.zip"))
    assert done.exit_code == 1
    assert "打不开" in done.output
    assert "Traceback" not in done.output
