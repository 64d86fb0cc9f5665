from datetime import timedelta
from pathlib import Path

import pytest

from registry.kernel.settings import Secret, Settings, SettingsError


def test_without_any_variable_the_register_runs_on_sqlite():
    settings = Settings.from_environment({"PATH": "/usr/bin"})
    assert settings.database == "sqlite:///var/register.sqlite"
    assert settings.index_path == Path("var/index")


def test_variables_are_read():
    settings = Settings.from_environment(
        {
            "REGISTRY_DATA": "/srv/register",
            "REGISTRY_DATABASE_URL": "postgresql+psycopg://r:geheim@db/register",
            "REGISTRY_CLOCK_OFFSET": "-12h",
            "REGISTRY_LOG_JSON": "yes",
            "REGISTRY_RATE_LIMIT": "0",
        }
    )
    assert settings.database == "postgresql+psycopg://r:geheim@db/register"
    assert (settings.clock_offset, settings.log_json, settings.rate_limit) == (timedelta(hours=-12), True, 0)


def test_a_misspelt_variable_is_an_error_that_lists_the_known_ones():
    with pytest.raises(SettingsError, match=r"REGISTRY_DATABASE\b.*REGISTRY_DATABASE_URL"):
        Settings.from_environment({"REGISTRY_DATABASE": "sqlite://"})


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("REGISTRY_RATE_LIMIT", "-1"),
        ("REGISTRY_RATE_LIMIT", "٣"),
        ("REGISTRY_CLOCK_OFFSET", "tomorrow"),
        ("REGISTRY_LOG_JSON", "perhaps"),
        ("REGISTRY_SEARCH", "grep"),
    ],
)
def test_what_cannot_be_read_says_what_would_be(name, given):
    with pytest.raises(SettingsError, match=f"{name}: '.*' is not accepted; it takes "):
        Settings.from_environment({name: given})


def test_secrets_do_not_show():
    settings = Settings.from_environment(
        {"REGISTRY_SECRET_KEY": "geheim" * 6, "REGISTRY_DATABASE_URL": "postgresql+psycopg://r:geheim@db/register"}
    )
    assert "geheim" not in repr(settings)
    assert "geheim" not in str(settings.listing())
    assert "postgresql+psycopg://r:***@db/register" in str(settings.listing())


@pytest.mark.parametrize(
    "address", ["postgresql+psycopg://u:ge/heim@host/db", "postgresql+psycopg://host/db?user=u&password=ge/heim"]
)
def test_no_form_of_a_password_shows(address):
    settings = Settings.from_environment({"REGISTRY_DATABASE_URL": address})
    assert "heim" not in str(settings.listing())
    assert "heim" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [("SECRET_KEY", "too-short", "≥ 32 characters"), ("DATABASE_URL", "no address: geheim", "postgresql")],
)
def test_what_may_be_secret_is_not_repeated_when_it_is_refused(name, value, accepted):
    with pytest.raises(SettingsError, match=accepted) as refusal:
        Settings.from_environment({f"REGISTRY_{name}": value})
    assert value not in str(refusal.value)


def test_a_signing_key_is_made_once(tmp_path):
    settings = Settings(data=tmp_path / "var")
    key = settings.signing_key()
    assert len(key) == 64
    assert Settings(data=tmp_path / "var").signing_key() == key
    assert (tmp_path / "var" / "secret.key").stat().st_mode & 0o077 == 0
    assert Settings(secret_key=Secret("given")).signing_key() == "given"


def test_half_a_key_is_refused(tmp_path):
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(SettingsError, match=r"secret\.key"):
        Settings(data=tmp_path).signing_key()
