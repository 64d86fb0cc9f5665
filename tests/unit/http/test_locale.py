from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.http.locale import Preferences


@given(st.builds(Preferences, st.sampled_from([None, "en", "zh-Hans"]), st.booleans(), st.booleans()))
def test_the_cookie_says_what_was_chosen(chosen: Preferences) -> None:
    assert Preferences.parse(str(chosen)) == chosen


@given(st.text())
def test_any_cookie_is_understood(cookie: str) -> None:
    assert Preferences.parse(str(Preferences.parse(cookie))) == Preferences.parse(cookie)
