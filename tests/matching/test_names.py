"""When names agree: case, accents, punctuation and order do not matter."""

import polars as pl
import pytest

from muster.matching import names


def compared(row, stored):
    """Both as (lastname, firstname, company)."""
    fields = ("lastname", "firstname", "company")
    values = dict(zip(fields, row, strict=True)) | {f"stored_{n}": v for n, v in zip(fields, stored, strict=True)}
    return names.with_keys(pl.DataFrame([values], schema=dict.fromkeys(values, pl.String)))


AN = ("Claes", "An", None)
BAKERY = (None, None, "Bakkerij Claes")


@pytest.mark.parametrize(
    ("row", "stored", "expected"),
    [
        (AN, AN, names.BOTH),
        (AN, ("CLAES", "Án", None), names.BOTH),
        (AN, ("An", "Claes", None), names.BOTH),
        (("Claes An", None, None), AN, names.BOTH),
        (("Van den Berghe", "Jean-Pierre", None), ("van den berghe", "Jean Pierre", None), names.BOTH),
        (("O'Neill", "Sean", None), ("ONeill", "Sean", None), names.BOTH),
        ((None, None, "Claes N.V."), (None, None, "CLAES NV"), names.BOTH),
        (("Claes", None, None), AN, names.BOTH),
        (("Claes", "An", "Bakkerij Claes"), BAKERY, names.BOTH),
        (("Claes", "An", "Bakkerij Claes"), ("Claes", "An", "Patisserie"), names.ONE),
        (("Maes", "Bo", "Bakkerij Claes"), ("Claes", "An", "Bakkerij Claes"), names.ONE),
        ((None, None, None), AN, names.UNSAID),
        (AN, (None, None, None), names.UNSAID),
        (("Maes", "An", None), AN, names.NO),
        (AN, BAKERY, names.NO),
        (("–", None, None), AN, names.UNSAID),
    ],
)
def test_agreement(row, stored, expected):
    assert compared(row, stored).select(names.agreement()).item() == expected


@pytest.mark.parametrize(
    ("row", "stored", "expected"),
    [
        (AN, AN, (False, False)),
        (AN, ("Claes", "Anna", None), (False, True)),
        (("Maes", "An", None), AN, (False, True)),
        (("Maes", "Bo", None), AN, (True, True)),
        (("An", "Claes", None), AN, (False, False)),
        (("Claes", None, None), AN, (False, False)),
        (AN, BAKERY, (True, False)),
        (BAKERY, AN, (True, False)),
        ((None, None, "Bakkerij"), BAKERY, (False, True)),
        ((None, None, None), AN, (False, False)),
        (("Maes", "Bo", "Bakkerij"), ("Claes", "An", "Bakkerij Claes"), (True, True)),
        (("Maes", "Bo", "Bakkerij Claes"), ("Claes", "An", "Bakkerij Claes"), (False, True)),
    ],
)
def test_without_a_number_other_names_are_somebody_else_or_a_renaming(row, stored, expected):
    found = compared(row, stored).select(else_=names.somebody_else(), renamed=names.renamed()).row(0)
    assert found == expected


@pytest.mark.parametrize(
    ("row", "stored", "expected"),
    [
        (("CLAES", "AN", None), AN, False),
        (("Maes", "An", None), AN, False),
        (("Maes", "Bo", None), AN, True),
        (("An", "Claes", None), AN, True),
        ((None, None, "Bakkerij"), BAKERY, True),
        ((None, None, "bakkerij-claes"), BAKERY, False),
    ],
)
def test_another_name_is_what_the_budget_counts(row, stored, expected):
    assert compared(row, stored).select(names.other_name()).item() is expected
