"""What an import would do, before anybody says yes."""

import io

import polars as pl
import pytest
from rich.cells import cell_len

from muster.i18n import Translator
from muster.model.outcome import Report, State, Totals
from muster.model.plan import CHANGES, EXAMPLES, Reason, Stop, Summary
from muster.report import plan

pytestmark = pytest.mark.usefixtures("small_catalogue")


def stop(reason, count, of, flag, field=None):
    return Stop(reason=Reason(reason), count=count, of=of, flag=flag, field=field)


def written(*stops, width=80, **known):
    report = Report(
        state=State.WAITING, totals=Totals(rows=2000, created=670, updated=1330), import_id=12, stops=stops,
        filled_by_field={"mobile": 1330, "address": 900}, **{"files": [], **known},
    )  # fmt: skip
    out = io.StringIO()
    plan.write(report, out, Translator("en"), width)
    return out.getvalue()


def test_deletions_are_shown_by_field_with_their_share_and_what_they_need():
    shown = written(
        stop("cleared", 412, 1330, "--max-cleared 415", "mobile"),
        reason="cleared", cleared_by_field={"address": 3, "mobile": 412},
    )  # fmt: skip
    assert (
        shown
        == """\
Nothing was written yet: the import would delete many values and waits for your
confirmation.

415 stored values would be deleted: 3\xa0×\xa0address and 412\xa0×\xa0mobile number.
Let it in: muster confirm 12
Import: 12

DELETIONS

  mobile: 412 of 1,330 values (31%)
  address: 3 of 900 values (0.3%)

NEEDS YOUR YES

  Mobile number: 412 of 1,330 values would be deleted (31%).
  → Keep the stored values with “--blank mobile=keep”, or let them go with
    “--max-cleared 415”.
"""
    )


def test_changes_are_grouped_each_different_one_once(make):
    changes = {
        "city": pl.DataFrame(
            [("Gent", "Ghent", 300), ("Luik", None, 7), (None, "Brugge", 3), ("a", "b", 1)], CHANGES, orient="row"
        ),
        "mobile": pl.DataFrame([("+32470\x1b", "+32471", 1)], CHANGES, orient="row"),
    }
    examples = pl.DataFrame(
        [(1, 3, "K1", "city", "Gent", "Ghent"), (1, 3, "K1", "zip", None, "9000")], EXAMPLES, orient="row"
    )
    summary = Summary(customers={"city": 312, "mobile": 1}, changes=changes, examples=examples)
    assert (
        written(summary=summary, files=[make.csv_file()]).partition("CHANGES\n")[2]
        == """\

  city: 312 customers
    “Gent” → “Ghent” × 300
    “Luik” → (blank) × 7
    (blank) → “Brugge” × 3
    “a” → “b”
    and 1 more

  mobile: 1 customer
    “+32470” → “+32471”

  For example:
    klanten.csv, line 3, customer K1:
      city: “Gent” → “Ghent”
      zip: (blank) → “9000”
"""
    )


@pytest.mark.parametrize(
    ("reason", "question"),
    [
        ("renamed", "20 of 100 customers would get another name, or become a company or a person (20%)."),
        ("near-numbers", "20 of 100 new numbers are almost those of stored customers (20%)."),
        ("renumbered", "20 of 100 rows are known customers with another number (20%)."),
    ],
)
def test_every_reason_to_ask_is_a_sentence_with_its_answer(reason, question):
    shown = written(stop(reason, 20, 100, "--yes"), reason=reason, width=120)
    assert question in shown
    assert "“--yes”" in shown.partition(question)[2]


def test_a_plan_fits_the_terminal():
    shown = written(
        stop("cleared", 412, 1330, "--max-cleared 415", "mobile"), width=40, cleared_by_field={"mobile": 412}
    )
    assert max(cell_len(line) for line in shown.splitlines()) <= 40


def test_without_deletions_and_questions_it_is_the_report():
    assert written().endswith("Let it in: muster confirm 12\nImport: 12\n")


@pytest.mark.parametrize(
    ("file", "place"),
    [({"source": "recurly", "name": "Recurly acme"}, "Recurly acme"), ({"sheet": "A"}, "klanten.csv, row 3")],
)
def test_an_example_stands_where_its_owner_sees_it(make, file, place):
    examples = pl.DataFrame([(1, 3, "K1", "city", "Gent", "Ghent")], EXAMPLES, orient="row")
    nothing = pl.DataFrame(schema=CHANGES)
    summary = Summary(customers={"city": 1}, changes={"city": nothing}, examples=examples)
    assert f"    {place}, customer K1:\n" in written(summary=summary, files=[make.csv_file(**file)])
