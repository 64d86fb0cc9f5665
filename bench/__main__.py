"""Runs every measurement beside this file, one after the other, and prints their tables:
`python -m bench [NAME…] [--sizes=demo,10k,100k] [--engines=tantivy,whoosh] [--register=FOLDER]`.

Options are for those that read registers of several sizes (`_registers`).
The same stands afterwards in `var/bench.md`, and for programs in `var/bench.json`.
"""

from __future__ import annotations

import json
import os
import pkgutil
import re
import subprocess
import sys
import time
from pathlib import Path

from bench._declaring import machine

FOLDER = Path(os.environ.get("REGISTRY_DATA", "var"))
JSON = re.compile(r"^```json\n(.*?)\n```$", re.MULTILINE | re.DOTALL)

READING = {"finding", "opening", "ranking", "rebuilding", "searching", "serving"}
"""Those that are given the options."""

options = [each for each in sys.argv[1:] if each.startswith("--")]
names = [each for each in sys.argv[1:] if each not in options] or sorted(
    module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if not module.name.startswith("_")
)
described = machine()
pages = [", ".join(f"{name} {value}" for name, value in described.items())]
print(pages[0], flush=True)
failed, found = [], {}
for name in names:
    started = time.monotonic()
    command = [sys.executable, "-m", f"bench.{name}", *(options if name in READING else ())]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        failed.append(name)
    pages.append(f"## {name}\n\n{JSON.sub('', done.stdout).strip()}")
    found[name] = [json.loads(each) for each in JSON.findall(done.stdout)]
    print(f"\n{pages[-1]}\n\n{time.monotonic() - started:.0f} s", flush=True)
FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "bench.md").write_text("\n\n".join(pages) + "\n", encoding="utf-8")
(FOLDER / "bench.json").write_text(
    json.dumps({"machine": described, "tables": found}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
)
if failed:
    sys.exit(f"failed: {', '.join(failed)}")
