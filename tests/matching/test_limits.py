"""The loss budget in numbers: more than ten *and* more than five per cent, or more than five hundred."""

import pytest

from muster.matching.limits import Limits, Spent, stops

NOTHING = {"cleared": {}, "filled": {}, "updated": 0, "renamed": 0, "shuffled": {}, "near": 0, "renumbered": 0,
           "new_rows": 0, "rows": 0}  # fmt: skip


def asked(limits=None, **spent):
    return [str(stop.reason) for stop in stops(limits or Limits(), Spent(**{**NOTHING, **spent}))]


@pytest.mark.parametrize(
    ("count", "of", "stopped"),
    [(10, 10, False), (11, 220, False), (11, 219, True), (500, 100_000, False), (501, 100_000, True), (25, 500, False)],
)
def test_deletions(count, of, stopped):
    assert asked(cleared={"mobile": count}, filled={"mobile": of}) == ["cleared"] * stopped


@pytest.mark.parametrize(("count", "of", "stopped"), [(10, 10, False), (11, 220, False), (11, 219, True)])
@pytest.mark.parametrize(
    ("what", "whole", "reason"),
    [("renamed", "updated", "renamed"), ("near", "new_rows", "near-numbers"), ("renumbered", "rows", "renumbered")],
)
def test_what_is_counted_in_customers_and_rows(what, whole, reason, count, of, stopped):
    assert asked(**{what: count, whole: of}) == [reason] * stopped


def test_each_field_is_asked_about_the_most_first_and_one_flag_confirms_all():
    spent = {"cleared": {"city": 11, "mobile": 40, "zip": 2}, "filled": {"city": 50, "mobile": 50, "zip": 50}}
    found = stops(Limits(), Spent(**{**NOTHING, **spent}))
    assert [(stop.field, stop.count, stop.of, stop.flag) for stop in found] == [
        ("mobile", 40, 50, "--max-cleared 53"), ("city", 11, 50, "--max-cleared 53"),
    ]  # fmt: skip


def test_max_cleared_is_all_deleted_values_together():
    spent = {"cleared": {"city": 11, "mobile": 40}, "filled": {"city": 50, "mobile": 50}}
    assert asked(Limits(max_cleared=51), **spent) == []
    assert asked(Limits(max_cleared=50), **spent) == ["cleared", "cleared"]


def test_max_cleared_is_an_answer_also_below_the_limits():
    assert asked(Limits(max_cleared=0), cleared={"city": 1}, filled={"city": 1000}) == ["cleared"]


def test_yes_confirms_numbers_only():
    accident = {"renamed": 11, "updated": 11, "near": 11, "new_rows": 11, "renumbered": 11, "rows": 11}
    assert asked(Limits(yes=True), **accident) == ["renamed"]


def test_a_sorted_column_is_asked_about_and_confirmed_as_renaming():
    sorted_alone = {"shuffled": {"lastname": 20, "email": 30}, "updated": 30, "renamed": 3}
    found = stops(Limits(), Spent(**{**NOTHING, **sorted_alone}))
    assert [(stop.field, stop.count, stop.flag) for stop in found] == [
        ("email", 30, "--max-renamed 30"), ("lastname", 20, "--max-renamed 30"),
    ]  # fmt: skip
    assert asked(Limits(max_renamed=30), **sorted_alone) == []


def test_an_environment_sets_its_limits():
    settings = {"limit_count": 2, "limit_share": 0.5, "undo_days": 30}
    limits = Limits.of(settings, max_cleared=7)
    assert (limits.count, limits.share, limits.values, limits.max_cleared) == (2, 0.5, 500, 7)
    assert asked(Limits.of(settings), renamed=3, updated=5) == ["renamed"]
    assert asked(Limits.of(settings), renamed=3, updated=6) == []
