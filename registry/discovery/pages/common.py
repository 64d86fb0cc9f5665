"""What every public page of this room hangs on."""

from __future__ import annotations

from registry.http import PageBlueprint

blueprint = PageBlueprint("pages", "registry.discovery.pages")
