"""How a reader wants to be answered: the language, and on pages the type size and the density.

The language is `zh-Hans` unless English is asked for. Programs ask by `Accept-Language`; on pages the reader's own
switch, kept on the device in one small cookie (`en.elder.compact`), wins over what the browser says.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, g, request
from flask_babel import Babel, get_translations

from registry.http.context import is_api

CHINESE: Final = "zh-Hans"
ENGLISH: Final = "en"
LANGUAGES: Final = (CHINESE, ENGLISH)
COOKIE: Final = "preferences"
ONE_YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    language: str | None = None  # None: what the browser asks for
    elder: bool = False  # 长辈版: larger type, one column, fewer choices
    compact: bool = False  # denser tables

    @classmethod
    def parse(cls, cookie: str) -> Preferences:
        """What the words of the cookie say; words that we never wrote are ignored."""
        words = cookie.split(".")
        language = next((word for word in words if word in (CHINESE, ENGLISH)), None)
        return cls(language, "elder" in words, "compact" in words)

    def __str__(self) -> str:
        words = [self.language, "elder" if self.elder else None, "compact" if self.compact else None]
        return ".".join(word for word in words if word)


def preferences() -> Preferences:
    """Those of this request."""
    return Preferences.parse(request.cookies.get(COOKIE, ""))


def keep(response: Response, chosen: Preferences) -> None:
    response.set_cookie(
        COOKIE,
        str(chosen),
        max_age=ONE_YEAR,
        path=request.root_path or "/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def language() -> str:
    """`zh-Hans` or `en`, for the answer to this request."""
    if "language" not in g:  # a page asks thousands of times
        g.language = _language()
    chosen: str = g.language
    return chosen


def _language() -> str:
    if not is_api() and (chosen := preferences().language):
        return chosen
    # By primary subtag in the caller's order: werkzeug's best_match would give English to `zh-CN, en;q=0.8`.
    for asked, quality in request.accept_languages:
        primary = asked.replace("_", "-").split("-")[0].lower()
        if quality > 0 and primary in ("zh", "en", "*"):
            return ENGLISH if primary == "en" else CHINESE
    return CHINESE


def install(app: Flask) -> None:
    Babel(
        app,
        default_locale="zh_Hans",
        default_translation_directories=str(Path(__file__).with_name("translations")),
        locale_selector=lambda: language().replace("-", "_"),
    )
    app.jinja_env.globals["language"] = language
    # Flask-Babel looks the translations up for each text anew, which is most of the time of a page of many texts.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension i18n
        gettext=lambda text: _translations().ugettext(text),
        ngettext=lambda one, many, number: _translations().ungettext(one, many, number),
        newstyle=True,
    )


def _translations() -> Any:
    if "translations" not in g:
        g.translations = get_translations()
    return g.translations
