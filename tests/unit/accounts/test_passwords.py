"""Hashes of passwords."""

import pytest
from argon2 import PasswordHasher

from registry.accounts.passwords import NOBODYS, hashed, matches, outdated
from registry.accounts.rules import LONGEST_PASSWORD

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def test_a_password_matches_its_hash_and_no_other():
    kept = hashed("correct horse")
    assert kept.startswith("$argon2id$")
    assert "horse" not in kept
    assert matches(kept, "correct horse")
    assert matches(kept, "ｃｏｒｒｅｃｔ horse")
    assert not matches(kept, "correct horses")
    assert hashed("correct horse") != kept, "each with a salt of its own"


def test_nobody_has_no_password_and_takes_as_long_as_somebody():
    assert not matches(None, "x" * 10)
    assert not matches(None, "")
    assert not outdated(NOBODYS), "made with other parameters than those of people: it would take another time"


@pytest.mark.parametrize("given", ["", "x" * (LONGEST_PASSWORD + 1), "\udc80", "\0"])
def test_what_cannot_be_a_password_does_not_match(given):
    assert not matches(CHEAP.hash("correct horse"), given)


def test_a_hash_that_is_none_matches_nothing():
    assert not matches("plain text", "plain text")


def test_a_hash_of_other_parameters_is_outdated_and_still_good():
    kept = CHEAP.hash("correct horse")
    assert matches(kept, "correct horse")
    assert outdated(kept)
    assert not outdated(hashed("correct horse"))
