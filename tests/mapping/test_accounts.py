"""Rows of a program's export that are no customers: closed accounts, and repetitions for another payment method."""

import polars as pl
import pytest

from muster.mapping import Accounts
from muster.model.chunk import Skip

LABELS = "account_code;account_email;account_last_name;closed_at;account_has_billing_info;parent_account_code;billing_info_id"
ROWS = [
    "K-1;a@example.com;An;;TRUE;;b1",
    "K-1;a@example.com;An;;TRUE;;b2",
    "K-1;a@example.com;An;;TRUE;;b3",
    "K-2;b@example.com;Bo;2026-02-01 09:00:00 CET;FALSE;;",
    "K-3;c@example.com;Cy;2026-02-01 09:00:00 CET;true;;b4",
    "K-4;d@example.com;Do;;FALSE;K-1;",
    "K-5;e@example.com;El;;TRUE;;b5",
    "K-5;other@example.com;El;;TRUE;;b6",
    "K-6;f@example.com;Fe;;TRUE;;b7",
    "K-6;f@example.com;Fe;;TRUE;;b7",
]


def told(mapped, chunk_rows):
    """Lines that stay, what was skipped, what was said."""
    frame = pl.DataFrame(
        [[line, line, *row.split(";")] for line, row in enumerate(ROWS, start=2)],
        schema=["line", "end_line", *map(str, range(7))], orient="row",
    )  # fmt: skip
    accounts = Accounts(mapped)
    kept = [accounts.customers(chunk)["line"] for chunk in frame.iter_slices(chunk_rows)]
    return (
        pl.concat(kept).to_list(),
        accounts.skipped,
        accounts.found().select("line", "code", "value", "params").rows(),
    )


@pytest.mark.parametrize("chunk_rows", [1, 2, 3, 100])
def test_wherever_a_chunk_ends_the_same_rows_stay(mapping_of, chunk_rows):
    kept, skipped, found = told(mapping_of(LABELS), chunk_rows)
    assert kept == [2, 6, 7, 8, 9, 10, 11]
    assert skipped == {Skip.IDENTICAL: 2, Skip.NOT_A_CUSTOMER: 1}
    assert sorted(found) == [
        (3, "ACC133", "K-1", '{"count": 2}'), (5, "ACC131", "K-2", '{"count": 1}'),
        (7, "ACC132", "K-4", '{"count": 1}'),
    ]  # fmt: skip


def test_of_other_files_every_row_stays(mapping_of):
    mapped = mapping_of(LABELS.replace("account_", "a_"), map={"a_last_name": "lastname"})
    kept, skipped, found = told(mapped, 100)
    assert (len(kept), skipped, found) == (len(ROWS), {}, [])


def test_an_older_export_without_payment_methods_loses_nobody(mapping_of):
    kept, skipped, _found = told(mapping_of(LABELS.replace("billing_info_id", "note")), 100)
    assert (len(kept), skipped) == (len(ROWS) - 1, {Skip.NOT_A_CUSTOMER: 1})
