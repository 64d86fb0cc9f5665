import pytest

from registry.kernel.access import COMMAND_LINE, PUBLIC, PUBLIC_READER, Actor, Right, needs
from registry.kernel.errors import Forbidden, Unauthenticated

ENTERPRISE = Actor("token 7", frozenset({Right.DECLARE}), holder=7)


@pytest.mark.parametrize("actor", [PUBLIC_READER, ENTERPRISE, COMMAND_LINE])
def test_what_is_public_asks_for_nothing(actor):
    PUBLIC.check(actor)


@pytest.mark.parametrize("right", Right)
def test_a_command_of_this_machine_may_do_everything(right):
    needs(right).check(COMMAND_LINE)


def test_a_right_is_enough():
    needs(Right.DECLARE).check(ENTERPRISE)


def test_whoever_publishes_may_write_drafts_and_not_the_other_way():
    needs(Right.DRAFT).check(ENTERPRISE)
    with pytest.raises(Forbidden):
        needs(Right.DECLARE).check(Actor("drafter", frozenset({Right.DRAFT}), holder=7))


def test_a_known_caller_without_the_right_is_told_which():
    with pytest.raises(Forbidden) as refused:
        needs(Right.SUPERVISE).check(ENTERPRISE)
    assert refused.value.code == "not-permitted"
    assert "supervise" in refused.value.findings[0].text("en")


def test_an_unknown_caller_is_asked_to_sign_in():
    with pytest.raises(Unauthenticated):
        needs(Right.DECLARE).check(PUBLIC_READER)
