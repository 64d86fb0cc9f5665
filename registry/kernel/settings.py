"""Settings: one frozen object read from the environment, and nowhere else.

Every setting is a variable `REGISTRY_…`; an unknown `REGISTRY_` variable is an error, so that a misspelt one is not
silently without effect. There is no "environment name": what differs between two installations is a setting.
`docs/settings.md` lists them; a test holds the page to this file.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from search.engines import ENGINES

PREFIX = "REGISTRY_"
SHORTEST_KEY = 32


class SettingsError(ValueError):
    """A variable that is unknown or cannot be used; the text names it, what was given and what is accepted."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that never shows itself in a log, a traceback or a listing."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        return "********"


def _text(given: str) -> str:
    return given


def _address(given: str) -> str:
    try:
        make_url(given)
    except ArgumentError:
        raise ValueError("postgresql+psycopg://user:password@host/name") from None
    return given


def _secret(given: str) -> Secret:
    if len(given) < SHORTEST_KEY:
        raise ValueError(f"≥ {SHORTEST_KEY} characters")
    return Secret(given)


def _path(given: str) -> Path:
    return Path(given).expanduser()


def _switch(given: str) -> bool:
    if given.lower() in ("1", "true", "yes", "on"):
        return True
    if given.lower() in ("0", "false", "no", "off", ""):
        return False
    raise ValueError("yes | no")


def _whole(given: str) -> int:
    if not given.isascii() or not given.isdigit():
        raise ValueError("0 | 1 | 2 | …")
    return int(given)


def _offset(given: str) -> timedelta:
    match = re.fullmatch(r"([+-]?)(\d{1,5})([dhm])", given)
    if match is None:
        raise ValueError("+30d | -12h | 90m")
    unit = {"d": "days", "h": "hours", "m": "minutes"}[match[3]]
    return timedelta(**{unit: int(match[1] + match[2])})


def _engine(given: str) -> str:
    if given not in ENGINES:
        raise ValueError(" | ".join(ENGINES))
    return given


def _setting(default: Any, read: Callable[[str], Any], tell: str, *, shown: bool = True) -> Any:
    """A field; `shown` false keeps a value that may hold a password out of `repr`."""
    return field(default=default, repr=shown, metadata={"read": read, "tell": tell})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What differs between two installations."""

    data: Path = _setting(Path("var"), _path, "folder for everything that the register writes beside its database")
    database_url: str = _setting(
        "",
        _address,
        "SQLAlchemy address of the database; empty means SQLite at DATA/register.sqlite. "
        "PostgreSQL is named with its driver: postgresql+psycopg://user:password@host/name",
        shown=False,
    )
    search: str = _setting(
        "",
        _engine,
        "search engine, tantivy or whoosh; empty means the one that `registry setup` chose and keeps in "
        "DATA/search.engine",
    )
    secret_key: Secret | None = _setting(
        None,
        _secret,
        "signs sessions, form tokens and cursors; empty means a key made once and kept in DATA/secret.key",
        shown=False,
    )
    public_url: str = _setting(
        "", _text, "address that people use, without a final slash; empty means that of the request"
    )
    clock_offset: timedelta = _setting(
        timedelta(), _offset, "moves the clock of a sample register; shown on every page"
    )
    rate_limit: int = _setting(600, _whole, "requests a minute that one address may make; 0 means no limit")
    import_megabytes: int = _setting(50, _whole, "megabytes (10⁶ bytes) of a file of declarations sent over HTTP")
    trusted_proxies: int = _setting(0, _whole, "number of proxies in front whose X-Forwarded headers are believed")
    log_json: bool = _setting(default=False, read=_switch, tell="write the log as JSON lines instead of columns")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings that `environment` (the process's own by default) asks for; SettingsError if it is wrong."""
        given = os.environ if environment is None else environment
        known = {PREFIX + each.name.upper(): each for each in fields(cls)}
        values: dict[str, Any] = {}
        for name in sorted(given):
            if not name.startswith(PREFIX):
                continue
            if name not in known:
                listed = ", ".join(sorted(known))
                raise SettingsError(f"没有设置 {name}；可用的有：{listed}", f"unknown setting {name}; known: {listed}")
            if given[name] == "":
                continue
            try:
                values[known[name].name] = known[name].metadata["read"](given[name])
            except ValueError as reason:
                # Of what may hold a password nothing is repeated.
                shown = f"{given[name]!r}" if known[name].repr else "********"
                raise SettingsError(
                    f"{name} 的值 {shown} 不被接受；可以写：{reason}",
                    f"{name}: {shown} is not accepted; it takes {reason}",
                ) from None
        return cls(**values)

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'register.sqlite'}"

    @property
    def index_path(self) -> Path:
        return self.data / "index"

    @property
    def search_engine(self) -> str:
        """The engine set, or chosen at set-up, or the default."""
        if self.search or not self._kept_engine.exists():
            return self.search or ENGINES[0]
        return self._kept_engine.read_text().strip()

    def choose_engine(self, engine: str) -> bool:
        """Keeps `engine` as the one of this installation, if none is set or kept yet; whether it did."""
        if self.search or self._kept_engine.exists():
            return False
        self.data.mkdir(parents=True, exist_ok=True)
        self._kept_engine.write_text(f"{engine}\n")
        return True

    @property
    def _kept_engine(self) -> Path:
        return self.data / "search.engine"

    def signing_key(self) -> str:
        """The key for signatures; made and kept on the first call where none is set. Readable by its owner only."""
        if self.secret_key is not None:
            return self.secret_key.value
        path = self.data / "secret.key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Written whole before it has its name: no other process ever reads half a key.
            written = path.with_name(f"secret.{secrets.token_hex(4)}")
            with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
                kept.write(secrets.token_hex(SHORTEST_KEY))
            with suppress(FileExistsError):
                os.link(written, path)
            written.unlink()
        key = path.read_text()
        if len(key) < SHORTEST_KEY:
            raise SettingsError(
                f"{path} 已损坏，不足 {SHORTEST_KEY} 个字符；删除后会重新生成",
                f"{path} is damaged: it holds fewer than {SHORTEST_KEY} characters; remove it and it is made anew",
            )
        return key

    def listing(self) -> list[tuple[str, str, str]]:
        """(variable, value with secrets masked, what it is) for every setting, in the order of this class."""
        rows = []
        for each in fields(self):
            value = getattr(self, each.name)
            shown = "" if value is None else str(value)
            if each.name == "database_url" and value:
                shown = shown_address(value)
            rows.append((PREFIX + each.name.upper(), shown, each.metadata["tell"]))
        return rows


def shown_address(address: str) -> str:
    """The address of a database without its password."""
    url = make_url(address)
    if "password" in url.query:
        url = url.update_query_dict({"password": "********"})
    return url.render_as_string(hide_password=True)
