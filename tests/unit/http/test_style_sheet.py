"""The style sheet keeps its own promises: small, nothing from elsewhere, readable in every colour scheme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registry.http.assets import ASSETS

STYLE = ASSETS["site.css"].content.decode()
TEMPLATES = Path(__file__).parents[3] / "templates"
SCHEMES = {
    "light": ("",),
    "dark": ("", "(prefers-color-scheme: dark)"),
    "more contrast": ("", "(prefers-contrast: more)"),
    "more contrast, dark": (
        "",
        "(prefers-color-scheme: dark)",
        "(prefers-contrast: more)",
        "(prefers-contrast: more) and (prefers-color-scheme: dark)",
    ),
}
TEXT_ON = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "raised", "ground", "group")),
    *((ink, ground) for ink in ("link", "action") for ground in ("paper", "raised", "ground")),
    *((role, f"{role}-bg") for role in ("good", "soon", "old", "warn", "bad")),
    *((role, "paper") for role in ("good", "bad", "warn")),
    *((ink, "good-bg") for ink in ("ink", "ink-2", "ink-3")),
    ("action-ink", "action"),
    ("seal-ink", "seal"),
    ("ink", "mark"),
]
PARTS_ON = [("edge", "paper"), ("action", "ground"), ("focus", "paper"), ("focus", "ground"), ("link", "paper")]


def _tokens(scheme: str) -> dict[str, str]:
    """The colour tokens as the cascade leaves them."""
    tokens: dict[str, str] = {}
    layer = STYLE[: STYLE.index("@layer base {")]
    for condition in SCHEMES[scheme]:
        start = layer.index(f"@media {condition} {{") if condition else 0
        block = layer[layer.index(":root {", start) :]
        tokens |= dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})\b", block[: block.index("}")]))
    return tokens


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert _contrast("#000000", "#ffffff") == 21
    assert round(_contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_has_contrast(scheme: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1; 7 to 1 (1.4.6) for what a reader who asks for more reads longest."""
    tokens = _tokens(scheme)
    poor = {
        pair: round(ratio, 2)
        for pair in TEXT_ON
        if (ratio := _contrast(tokens[pair[0]], tokens[pair[1]])) < (7 if "more" in scheme and "ink" in pair else 4.5)
    }
    assert not poor


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_of_controls_have_contrast(scheme: str) -> None:
    """WCAG 2.2, 1.4.11: 3 to 1."""
    tokens = _tokens(scheme)
    poor = {pair for pair in PARTS_ON if _contrast(tokens[pair[0]], tokens[pair[1]]) < 3}
    assert not poor


def test_it_is_small_and_takes_nothing_from_elsewhere() -> None:
    assert len(STYLE.encode()) <= 40 * 1024
    assert not re.search(r"url\(|@import|https?:", STYLE)


def test_every_token_that_is_used_is_declared() -> None:
    declared = set(re.findall(r"(--[a-z0-9-]+):", STYLE))
    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", STYLE)) <= declared


def test_colours_stand_in_tokens_only() -> None:
    """But for paper itself: print, and the white of a QR code."""
    rules = STYLE[STYLE.index("@layer base {") : STYLE.index("@layer print {")]
    assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", rules)) <= {"#fff", "#000"}


def test_everything_stands_in_a_layer() -> None:
    depth, outside = 0, []
    for line in STYLE.splitlines():
        if depth == 0 and line.strip() and not line.startswith(("@layer", "/*", "   ", "}")):
            outside.append(line)
        depth += line.count("{") - line.count("}")
    assert depth == 0
    assert not outside


def test_no_template_carries_its_own_style_or_script() -> None:
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        script = r"<script(?! type=\"application/ld\+json\"| src=\"\{\{ static_url\('[a-z.]+'\) \}\}\" defer></script>)"
        found = re.search(rf"\sstyle=|<style|\son[a-z]+=|javascript:|{script}", source)
        assert not found, f"{path.name}: {found}"
