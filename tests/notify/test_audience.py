"""Who is told of an import, of what, and in which language."""

import pytest

from muster.apply.state import Kind
from muster.model.outcome import Report, State, Totals
from muster.notify import Recipient, When, messages
from muster.notify.audience import read

CHANGED = Totals(rows=9, created=9)
UNCHANGED = Totals(rows=9, unchanged=9)
WARNED = Totals(rows=9, created=9, warnings=1)


def told(kind, state, totals, *recipients, **known):
    report = Report(state=state, files=[], totals=totals, **known)
    return [(one.kind, one.recipient, one.language) for one in messages(kind, report, recipients)]


def wanting(when):
    return Recipient(address=f"{when}@example.com", when=when)


@pytest.mark.parametrize(
    ("kind", "state", "totals", "whom"),
    [
        (Kind.FILE, State.DONE, CHANGED, "always changes"),
        (Kind.FILE, State.DONE, UNCHANGED, "always changes"),
        (Kind.FILE, State.DONE, WARNED, "always changes problems"),
        (Kind.FILE, State.PARTIAL, CHANGED, "always changes problems"),
        (Kind.FILE, State.FAILED, Totals(), "always changes problems"),
        (Kind.FILE, State.WAITING, CHANGED, "always changes problems"),
        (Kind.PULL, State.DONE, CHANGED, "always changes"),
        (Kind.PULL, State.DONE, UNCHANGED, "always"),
        (Kind.PULL, State.DONE, Totals(), "always"),
        (Kind.PULL, State.PARTIAL, UNCHANGED, "always changes problems"),
        (Kind.PULL, State.FAILED, Totals(), "always changes problems"),
        (Kind.PULL, State.WAITING, CHANGED, "always changes problems"),
        (Kind.UNDO, State.DONE, CHANGED, "always changes"),
        (Kind.UNDO, State.PARTIAL, CHANGED, "always changes problems"),
        (Kind.FILE, State.CANCELLED, CHANGED, ""),
        (Kind.FILE, State.PLANNED, CHANGED, ""),
        (Kind.FILE, State.CHECKING, CHANGED, ""),
    ],
)
def test_everybody_hears_of_what_they_want_to_hear_of(kind, state, totals, whom):
    heard = [address for _, address, _ in told(kind, state, totals, *map(wanting, When))]
    assert heard == [f"{when}@example.com" for when in whom.split()]


def test_nobody_hears_of_a_dry_run_whatever_became_of_it():
    assert told(Kind.FILE, State.FAILED, Totals(), wanting(When.ALWAYS), dry_run=True) == []


def test_each_is_told_in_their_own_language_and_what_it_is_about():
    an = Recipient(address="an@example.com", language="nl")
    chef = Recipient(address="chef@example.com", language="fr")
    assert told(Kind.FILE, State.WAITING, CHANGED, an, chef) == [
        ("waiting", "an@example.com", "nl"),
        ("waiting", "chef@example.com", "fr"),
    ]
    assert told(Kind.UNDO, State.DONE, CHANGED, an) == [("undone", "an@example.com", "nl")]


def test_who_is_named_twice_is_told_once_as_first_named_and_if_either_wants_it():
    never = Recipient(address="An@example.com", when=When.NEVER)
    named = Recipient(address="an@example.com", language="nl")
    again = Recipient(address="AN@EXAMPLE.COM", language="fr")
    assert told(Kind.FILE, State.DONE, CHANGED, never, named, again) == [("done", "an@example.com", "nl")]


def test_every_message_has_an_id_of_its_own():
    report = Report(state=State.DONE, files=[], totals=CHANGED)
    ids = [one.message_id for one in messages(Kind.FILE, report, [wanting(When.ALWAYS), wanting(When.CHANGES)])]
    assert len(set(ids)) == 2
    assert all(one.startswith("<") and one.endswith(">") and "example" not in one for one in ids)


@pytest.mark.parametrize(
    ("text", "address", "language"),
    [
        ("an@example.com", "an@example.com", "de"),
        (" an@example.com  FR ", "an@example.com", "fr"),
        ("o'neil+office@sub.example.co.uk nl", "o'neil+office@sub.example.co.uk", "nl"),
    ],
)
def test_a_recipient_is_an_address_with_a_language_behind_it_if_it_has_another(text, address, language):
    assert read(text, language="de") == Recipient(address=address, language=language)


@pytest.mark.parametrize(
    "text", ["", "nobody", "an@", "an@example.com klingon", "an@example.com nl fr", "a@b.c,d@e.f", "An <an@example.com>",
             "an@example.com\r\nBcc:everybody@example.com"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match="names no recipient"):
        read(text, language="de")
