"""The migrations are one line of numbered steps, and lead to exactly what the models say."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import IntegrityError

from registry.kernel import migrate
from registry.kernel.events import EventRow, publish
from registry.kernel.transaction import Scope, begin

STEPS = sorted(path.stem for path in (migrate.folder() / "versions").glob("*.py"))

STEP = """
import sqlalchemy as sa
from alembic import op

revision = "9999_test"
down_revision = {below!r}


def upgrade():
    {what}
"""


def differences(engine):
    with engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), migrate.metadata())


def test_ids_are_file_names_numbered_in_a_line():
    assert STEPS, "no migration at all"
    below = None
    for number, step in enumerate(STEPS, start=1):
        assert re.fullmatch(r"\d{4}_[a-z0-9_]+", step)
        assert len(step) <= 32, "the column of the version table holds no more"
        assert step.startswith(f"{number:04d}_")
        source = (migrate.folder() / "versions" / f"{step}.py").read_text()
        assert f'revision = "{step}"' in source
        assert f"down_revision = {below!r}".replace("'", '"') in source
        below = step


def test_the_head_file_names_the_newest_step():
    assert migrate.head() == STEPS[-1]


def test_no_step_imports_the_models():
    for step in STEPS:
        source = (migrate.folder() / "versions" / f"{step}.py").read_text()
        assert set(re.findall(r"registry[.\w]*", source)) <= {"registry.migrations.append_only"}


def test_models_equal_migrations(engine):
    assert migrate.current(engine) == migrate.head()
    assert differences(engine) == []


def test_check_constraints_of_the_models_are_in_the_migrations(engine):
    found = inspect(engine)
    for table in migrate.metadata().sorted_tables:
        declared = {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
        assert {check["name"] for check in found.get_check_constraints(table.name)} == declared


def test_the_models_of_every_room_are_found():
    assert {"journal", "events", "deliveries", "due_dates", "idempotency_keys"} <= set(migrate.metadata().tables)
    assert {"standard_versions", "enterprises", "api_tokens"} <= set(migrate.metadata().tables)


def test_an_empty_database_is_brought_up_to_date_once(empty_database):
    assert migrate.current(empty_database) is None
    migrate.upgrade(empty_database)
    migrate.upgrade(empty_database)
    assert migrate.current(empty_database) == migrate.head()


def test_asking_where_it_stands_waits_for_no_writer(engine):
    with begin(Scope(engine)) as work:
        publish(work, "topic", "subject")
        work.session.flush()
        assert migrate.current(engine) == migrate.head()


def test_two_that_start_together_migrate_once(empty_database):
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: migrate.upgrade(empty_database), range(2)))
    assert differences(empty_database) == []


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """A copy of the migrations that the test may add to."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.folder(), folder)
    monkeypatch.setattr(migrate, "folder", lambda: folder)
    return folder


def add_step(folder, what, below=STEPS[-1]):
    (folder / "versions" / "9999_test.py").write_text(STEP.format(below=below, what=what))


def test_an_upgrade_that_fails_leaves_nothing(empty_database, own_folder):
    add_step(own_folder, "raise RuntimeError('broken')")
    with pytest.raises(RuntimeError, match="broken"):
        migrate.upgrade(empty_database)
    assert migrate.current(empty_database) is None
    assert inspect(empty_database).get_table_names() == []


def test_a_table_that_others_refer_to_can_be_built_anew(empty_database, own_folder):
    """SQLite changes most things by copying the table; with foreign keys enforced that would fail."""
    migrate.upgrade(empty_database)
    with begin(Scope(empty_database)) as work:
        publish(work, "topic", "subject")
        work.session.flush()
        work.session.execute(text("INSERT INTO deliveries (event_id, handler, attempts) SELECT id, 'h', 0 FROM events"))
    add_step(
        own_folder,
        """with op.batch_alter_table("events") as table:
        table.alter_column("subject", existing_type=sa.Text(), nullable=True)""",
    )
    migrate.upgrade(empty_database)
    with empty_database.begin() as connection:
        connection.execute(text("INSERT INTO events (topic, at) VALUES ('topic', '2026-01-01')"))
        joined = "SELECT count(*) FROM deliveries JOIN events ON events.id = deliveries.event_id"
        assert connection.scalar(text(joined)) == 1


def test_a_step_that_breaks_a_reference_is_undone(empty_database, own_folder):
    migrate.upgrade(empty_database)
    broken = "INSERT INTO deliveries (event_id, handler, attempts) VALUES (99, 'handler', 0)"
    add_step(own_folder, f'op.execute("{broken}")')
    with pytest.raises((ValueError, IntegrityError), match=r"refer to nothing|violates foreign key"):
        migrate.upgrade(empty_database)
    assert migrate.current(empty_database) == STEPS[-1]
    with empty_database.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text(broken))


def test_a_drafted_step_leads_to_the_models(empty_database, own_folder):
    for step in STEPS[1:]:
        (own_folder / "versions" / f"{step}.py").unlink()
    path = migrate.draft("0002 everything else")
    assert path.read_text().startswith('"""0002_everything_else.')
    assert "registry" not in path.read_text()
    assert migrate.head() == "0002_everything_else"
    migrate.upgrade(empty_database)
    assert differences(empty_database) == []
    assert EventRow.__tablename__ in inspect(empty_database).get_table_names()
