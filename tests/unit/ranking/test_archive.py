"""The archive of a grading: anyone grades it anew, and what was changed is named."""

import io
import json
import random
import subprocess
import sys
import zipfile
from typing import NamedTuple

import pytest

from registry.ranking import recompute
from registry.ranking.grading.archive import prepared
from tests.unit.ranking.making import grading
from tests.unit.ranking.test_columns import ASKED, some_candidate


class Archive(NamedTuple):
    content: bytes
    digest: str


def made(size, seed=1):
    chance = random.Random(seed)
    candidates = [some_candidate(chance) for _ in range(size)]
    flags = [[chance.random() < 0.95 for _ in candidates] for _ in range(2)]
    barred, conflicted = ([chance.random() < 0.05 for _ in candidates] for _ in range(2))
    found = grading(ASKED, *candidates, current=flags[0], within_limits=flags[1], barred=barred, conflicted=conflicted)
    unsealed = prepared(found)
    return Archive(unsealed.sealed({"edition": "ER"}), unsealed.digest)


@pytest.fixture(scope="module")
def small():
    return made(200)


def opened(content):
    return zipfile.ZipFile(io.BytesIO(content))


def changed(content, name, change, *, twice=False):
    """The archive with one file changed; `twice` adds it once more."""
    out = io.BytesIO()
    with opened(content) as source, zipfile.ZipFile(out, "w") as target:
        for each in source.namelist():
            data = source.read(each)
            if each != name or change is not None:
                target.writestr(each, change(data) if each == name else data)
        if twice:
            with pytest.warns(UserWarning, match="Duplicate name"):
                target.writestr(name, b"")
    return out.getvalue()


def test_grading_anew_reaches_the_published_digest():
    for seed in range(3):
        found = made(3_000, seed)
        with opened(found.content) as file:
            assert recompute.recompute(file) == (found.digest, found.digest)


def test_the_same_grading_is_the_same_file(small):
    assert made(200).content == small.content
    assert made(200, 2).digest != small.digest


def test_the_manifest_is_written_last(small):
    with opened(small.content) as file:
        assert file.namelist()[-1] == "manifest.json"


def test_the_program_inside_needs_nothing_else(small, tmp_path):
    with opened(small.content) as file:
        file.extract("recompute.py", tmp_path)
    (tmp_path / "edition.zip").write_bytes(small.content)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", "recompute.py", "edition.zip"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"公布 published   {small.digest}\n重算 recomputed  {small.digest}\n一致 the same\n"


def line(number, change):
    """Changes one line of a table to the lines that `change` gives for it."""

    def changed_lines(data):
        rows = data.splitlines(keepends=True)
        return b"".join([*rows[: number - 1], *change(rows[number - 1]), *rows[number:]])

    return changed_lines


def other(data):
    return data.replace(b"350", b"351")


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("values.csv", line(8, lambda row: [row.replace(b",", b",0", 1)]), "values.csv, line 8"),
        ("values.csv", line(4, lambda _: []), "values.csv, line 4"),
        ("values.csv", line(5, lambda row: [row, row]), "values.csv, line 6"),
        ("candidates.csv", line(201, lambda _: []), "candidates.csv: 200 lines, 201 were published"),
        ("candidates.csv", line(3, lambda row: [row.replace(b"Q/A", b"Q/B")]), "candidates.csv, line 3"),
        ("scheme.json", other, r"scheme\.json, line \d+"),
        ("scheme.json", lambda _: b"{", "scheme.json"),
        ("result.csv", line(6, lambda row: [row.replace(b"0", b"1", 1)]), "result.csv, line 6"),
        ("rows.json", lambda data: data + b" ", "rows.json is not the published one"),
        ("manifest.json", lambda _: b"[", "manifest.json"),
        ("manifest.json", None, "manifest.json is missing"),
        ("values.csv", None, "values.csv is missing"),
    ],
)
def test_what_was_changed_is_named(small, name, change, said):
    with opened(changed(small.content, name, change)) as file, pytest.raises(recompute.Broken, match=said):
        recompute.recompute(file)


def test_a_file_that_stands_twice_is_refused(small):
    twice = changed(small.content, "values.csv", bytes, twice=True)
    with opened(twice) as file, pytest.raises(recompute.Broken, match="stands twice"):
        recompute.recompute(file)


def test_an_archive_bomb_is_not_unpacked(small, monkeypatch):
    monkeypatch.setattr(recompute, "LARGEST", 1000)
    with opened(small.content) as file, pytest.raises(recompute.Broken, match="unpacks to more"):
        recompute.recompute(file)


def test_hashes_that_were_made_to_fit_do_not_reach_the_digest(small):
    """Who changes an input, and all hashes with it, gets another digest than the published one."""
    with opened(small.content) as file:
        files = {name: file.read(name) for name in file.namelist()}
    asked, manifest = json.loads(files["scheme.json"]), json.loads(files["manifest.json"])
    files["scheme.json"] = json.dumps({**asked, "title": "另一个方案"}).encode()
    for each in manifest["files"]:
        each["sha256"] = recompute.sha256(files[each["name"]])
    files["manifest.json"] = json.dumps(manifest).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in files.items():
            target.writestr(name, data)
    with opened(out.getvalue()) as file:
        published, found = recompute.recompute(file)
    assert published == small.digest != found


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all"])
def test_what_is_no_archive_is_said(tmp_path, capsys, content):
    (tmp_path / "x.zip").write_bytes(content)
    assert recompute.main([str(tmp_path / "x.zip")]) == 1
    assert "打不开" in capsys.readouterr().err
    assert recompute.main([str(tmp_path / "nothing.zip")]) == 1
    assert recompute.main([]) == 2


def test_an_archive_of_another_shape_is_said(small, tmp_path):
    with opened(small.content) as file:
        files = {name: file.read(name) for name in file.namelist()}
    asked, manifest = {"measures": [{}]}, json.loads(files["manifest.json"])
    files["scheme.json"] = json.dumps(asked).encode()
    for each in manifest["files"]:
        each["sha256"] = recompute.sha256(files[each["name"]])
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as target:
        for name, data in {**files, "manifest.json": json.dumps(manifest).encode()}.items():
            target.writestr(name, data)
    with pytest.raises(recompute.Broken, match="another shape"):
        recompute.recomputed(str(tmp_path / "x.zip"))


def test_another_version_of_the_method_is_refused(small):
    """Version 1 knew nothing of the credit record."""

    def first(data):
        return json.dumps({**json.loads(data), "method": "1"}).encode()

    said = "graded by version 1 of the method, this program has 2"
    with opened(changed(small.content, "manifest.json", first)) as file, pytest.raises(recompute.Broken, match=said):
        recompute.recompute(file)


def test_whether_the_credit_record_bars_stands_with_the_candidates(small):
    def none(data):
        return b"".join(row.replace(b",1,0\n", b",0,0\n") for row in data.splitlines(keepends=True))

    with opened(small.content) as file:
        table, result = file.read("candidates.csv"), file.read("result.csv")
    assert table.splitlines()[0].endswith(b",barred,conflicted")
    assert b",barred," in result
    said = r"candidates\.csv, line"
    with opened(changed(small.content, "candidates.csv", none)) as file, pytest.raises(recompute.Broken, match=said):
        recompute.recompute(file)
