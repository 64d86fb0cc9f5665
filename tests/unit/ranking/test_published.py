"""The published requirements that ship are references: they hold no number to grade by."""

from registry.ranking.published import published


def test_seven_are_published_and_three_are_drafts_each_with_its_source():
    found = published()
    assert [each.draft for each in found] == [False] * 7 + [True] * 3
    assert all(each.numbers for each in found if not each.draft)
    assert all(each.title and each.title_en and each.source for each in found)
    assert all(bool(each.scope) == bool(each.scope_en) for each in found)
    assert len({each.title for each in found}) == 10


def test_what_is_not_sourced_is_marked():
    assert {each.numbers for each in published() if not each.title_sourced} == {
        ("T/CNHA 1027-2020",),
        ("T/GIES 007-2022",),
    }
