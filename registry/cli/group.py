"""The group of commands: opens the register, and says a refusal in the user's language instead of a traceback."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from sqlalchemy.exc import ArgumentError, DBAPIError

from registry.app import Register, open_register
from registry.kernel.errors import RegistryError
from registry.kernel.settings import Settings, SettingsError
from search.errors import DamagedIndex, EngineMissing, NoIndex, SearchError, StaleIndex, WriterTaken


def pass_register(command: Callable[..., None]) -> Callable[..., None]:
    """Gives the command the register as its first argument, opened only when the command runs."""

    @click.pass_context
    @wraps(command)
    def opened(ctx: click.Context, /, *args: Any, **options: Any) -> None:
        register = _opened(ctx.ensure_object(Settings))
        ctx.call_on_close(register.engine.dispose)
        try:
            ctx.invoke(command, register, *args, **options)
        except (PermissionError, NotADirectoryError, FileExistsError) as error:
            raise _unusable(error) from None

    return opened


def _opened(settings: Settings) -> Register:
    try:
        return open_register(settings)
    except ImportError as error:
        # The drivers of other databases stand in lock files of their own.
        how = f"{error.name}: pip install -r requirements/postgresql.lock"
        raise SettingsError(f"没有安装数据库驱动 {how}", f"the database driver is not installed: {how}") from None
    except ArgumentError as error:
        raise SettingsError(f"REGISTRY_DATABASE_URL：{error}", f"REGISTRY_DATABASE_URL: {error}") from None
    except OSError as error:
        raise _unusable(error) from None


def _unusable(error: OSError) -> SettingsError:
    return SettingsError(
        f"REGISTRY_DATA：不能使用 {error.filename}（{error.strerror}）",
        f"REGISTRY_DATA: {error.filename} cannot be used ({error.strerror})",
    )


class RegistryGroup(click.Group):
    """Turns the register's own errors into text and exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            ctx.obj = Settings.from_environment()
            return super().invoke(ctx)
        except SettingsError as error:
            raise click.UsageError(error.en if language() == "en" else error.zh) from None
        except UnicodeEncodeError as error:
            raise click.UsageError(f"not UTF-8: {error.object!r}") from None
        except RegistryError as error:
            for finding in error.findings:
                where = f"{finding.field}: " if finding.field else ""
                click.echo(f"{where}{finding.text(language())}", err=True)
            ctx.exit(1)
        except WriterTaken as error:
            chinese = "检索索引正由另一个进程写入（registry serve 或 registry worker）；同一时间只能有一个。"
            raise click.ClickException(str(error) if language() == "en" else chinese) from None
        except EngineMissing as error:
            english = f"{error}; REGISTRY_SEARCH=whoosh searches without it"
            chinese = (
                "没有安装检索引擎 tantivy：pip install -r requirements/tantivy.lock（需要有适合本平台的安装包）；"
                "也可以设 REGISTRY_SEARCH=whoosh，不用它检索"
            )
            raise click.ClickException(english if language() == "en" else chinese) from None
        except (NoIndex, StaleIndex, DamagedIndex) as error:
            chinese = "检索索引还没有建立、已过时或已损坏：请运行 registry index rebuild"
            raise click.ClickException(str(error) if language() == "en" else chinese) from None
        except SearchError as error:
            raise click.ClickException(str(error)) from None
        except DBAPIError as error:
            english = "the database cannot be used; if it was never set up, run `registry setup`"
            chinese = "数据库不能使用；如尚未建立，请先运行 registry setup"
            raise click.ClickException(f"{english if language() == 'en' else chinese}: {error.orig}") from None


def language() -> str:
    """Chinese, unless the terminal is set to English."""
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if chosen.startswith("en") else "zh-Hans"


@click.group(cls=RegistryGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def group() -> None:
    """The register of enterprise product and service standards (企业产品和服务标准自我声明公开).

    Settings come from REGISTRY_… variables; `registry settings` lists them.
    """
