"""The `registry` command on an installation of its own."""

import logging

import pytest
from click.testing import CliRunner

from registry.app import open_register
from registry.cli.group import group
from registry.kernel.settings import Settings
from tests.factories.enterprises import credit_code

CHINESE, ENGLISH = "zh_CN.UTF-8", "en_US.UTF-8"
LANGUAGES = (CHINESE, ENGLISH)
USCC = credit_code(1)
CREATE = (
    "enterprises",
    "create",
    "--uscc",
    USCC,
    "--name",
    "杭州某某电器有限公司",
    "--region",
    "330106",
    "--level",
    "L1",
)


@pytest.fixture(autouse=True)
def _logging_as_before():
    """A command sends the log to the stderr of its runner, which is gone afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def run(tmp_path, database_url):
    """Runs a command; environment variables by keyword, `typed` into standard input. Whatever happens, no traceback."""

    def invoke(*arguments, language=CHINESE, typed=None, **environment):
        environment = {
            "REGISTRY_DATA": str(tmp_path / "data"),
            "REGISTRY_DATABASE_URL": database_url,
            "LC_ALL": language,
            **environment,
        }
        result = CliRunner(env=environment).invoke(group, arguments, typed, prog_name="registry")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def installed(run):
    """An installation that is set up, with an enterprise."""
    assert run("setup").exit_code == 0
    assert run(*CREATE).exit_code == 0


@pytest.fixture
def opened(tmp_path, database_url):
    """Opens the installation of the commands, as another process would."""
    registers = []

    def open_it():
        settings = Settings(data=tmp_path / "data", database_url=database_url, rate_limit=0)
        registers.append(open_register(settings))
        return registers[-1]

    yield open_it
    for register in registers:
        register.engine.dispose()
