"""Runs every measurement beside this file, one after the other, and prints their tables."""

from __future__ import annotations

import pkgutil
import platform
import subprocess
import sys
from pathlib import Path

names = sorted(
    module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if not module.name.startswith("_")
)
print(f"Python {platform.python_version()}, {platform.machine()}\n")
failed = []
for name in names:
    print(f"## {name}\n", flush=True)
    if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode:
        failed.append(name)
    print(flush=True)
if failed:
    sys.exit(f"failed: {', '.join(failed)}")
