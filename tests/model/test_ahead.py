"""Parts that are made in a thread: in order, one ahead, and never lost with what went wrong."""

import threading
import time

import pytest

from muster.model.ahead import one_ahead


def made_of(parts, made):
    for part in parts:
        made.append(part)
        yield part


def test_parts_come_in_their_order():
    assert list(one_ahead(iter(range(100)))) == list(range(100))


def test_while_one_is_in_hand_only_the_next_is_made():
    made = []
    for part in one_ahead(made_of(range(5), made)):
        time.sleep(0.02)
        assert len(made) <= part + 2


def test_they_are_made_in_another_thread():
    def names():
        yield threading.current_thread().name

    assert list(one_ahead(names())) != [threading.current_thread().name]


def test_what_goes_wrong_there_is_raised_here_after_the_parts_before_it():
    def broken():
        yield 1
        raise ZeroDivisionError

    taken = []
    with pytest.raises(ZeroDivisionError):
        taken.extend(one_ahead(broken()))
    assert taken == [1]


def test_whoever_stops_early_leaves_no_thread_behind():
    before = threading.active_count()
    parts = one_ahead(one_ahead(iter(range(100))))
    assert next(parts) == 0
    parts.close()
    assert threading.active_count() == before
