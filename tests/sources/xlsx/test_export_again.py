"""A workbook that was exported changes nothing when it is imported again."""

import pytest

import muster
from muster.cli.main import run

HEADER = "customerNumber;email;l;lastname;firstname;mobile;companyName;coc;address;city;zip;country"
CUSTOMERS = [
    "000123;an@example.com;nl;Peeters;An;+32470123456;;;Kerkstraat 12;Gent;9000;BE",
    "1E5;;fr;Lefèvre;François;+33612345678;;;12 rue de l'Église;Bourg-en-Bresse;01000;FR",
    "'=1+1;;;;;;'@home;;;;;",
    'C-4;jo@example.com;de;van den Berg;Jo;;Café ’t Hoekje;0123456749;"Markt 3\nbus 4";Luik;4000;BE',
    "12345678901234567890;;;;;;+1 Company;;;;;",
]


@pytest.fixture
def _of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MUSTER_LANG", "en")


@pytest.mark.usefixtures("_of_its_own")
def test_an_exported_workbook_imported_again_changes_nothing(database_url, tmp_path):
    given = tmp_path / "customers.csv"
    given.write_text("\n".join([HEADER, *CUSTOMERS]) + "\n", encoding="utf-8")
    first = muster.import_files([given], database=database_url, yes=True, on_error="skip")
    assert first.totals.created == len(CUSTOMERS)

    exported = tmp_path / "export.xlsx"
    assert run(["export", "--format", "xlsx", "-o", str(exported), "--database", database_url]) == 0
    again = muster.import_files([exported], database=database_url, yes=True)

    assert (again.totals.rows, again.totals.unchanged, again.totals.errors) == (5, 5, 0)
    assert [(file.source, file.sheet) for file in again.files] == [("xlsx", "customers")]
