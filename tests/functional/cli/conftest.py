"""The `registry` command on an installation of its own."""

import logging

import pytest
from click.testing import CliRunner

from registry.cli.group import group

CHINESE, ENGLISH = "zh_CN.UTF-8", "en_US.UTF-8"


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
