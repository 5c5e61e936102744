"""Imports for the tests of their pages."""

import io
import re
import time

import xlsxwriter

from muster.imports import history
from muster.model.outcome import State

HEADER = "Klantnummer;E-mail;Naam;Voornaam;GSM;Bedrijfsnaam;Woonplaats;Land"
GOOD = "1;an@example.com;Peeters;An;+32470123456;;Gent;BE"
BELGIEK = "2;bo@example.com;Claes;Bo;;;Gent;Belgiek"
BAD_MAIL = "3;cas@;Maes;Cas;;;Gent;BE"
BLANK_WORD = "4;dirk@example.com;Nys;Dirk;n.v.t.;;Gent;BE"

UNDER_WAY = {State.RECEIVED, State.CHECKING, State.APPLYING}
PATIENCE = 90


def csv(*rows, header=HEADER):
    return ("\n".join((header, *rows)) + "\n").encode()


def workbook(**sheets):
    """A workbook with these sheets: name → rows of cells between semicolons. One with a leading _ is hidden."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name.strip("_"))
            if name.startswith("_"):
                sheet.hide()
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row.split(";"))
    return out.getvalue()


def upload(house, *contents, person=None, name=None, **options):
    """Send files over HTTP and wait until the import wants something of a person; its number."""
    files = [
        ("files", (name or f"klanten-{number}.{'xlsx' if content.startswith(b'PK') else 'csv'}", content))
        for number, content in enumerate(contents, start=1)
    ]
    sent = {"blank": "clear", "on_error": "stop", **options}
    answer = (person or house.bob).post(house.path("imports/upload/"), sent, files=files)
    found = re.search(r"/imports/(\d+)/", str(answer.url))
    assert found, (answer.status_code, answer.text[:2000])
    return settled(house, int(found[1]))


def settled(house, import_id):
    """Wait until nobody works on an import; its number."""
    until = time.monotonic() + PATIENCE
    while kept(house, import_id).state in UNDER_WAY:
        assert time.monotonic() < until, kept(house, import_id).state
        time.sleep(0.1)
    return import_id


def kept(house, import_id):
    database = house.database()
    try:
        return history.find(database, import_id)
    finally:
        database.close()


def latest(house):
    """The number of the newest import, None if there is none."""
    database = house.database()
    try:
        listed = history.latest(database, house.environment.id, 1)
    finally:
        database.close()
    return listed[0].id if listed else None


def customers(house, columns="number, city, country"):
    database = house.database()
    try:
        return database.fetch(
            f"SELECT {columns} FROM customer WHERE environment_id = %(id)s ORDER BY number",
            {"id": house.environment.id},
        )
    finally:
        database.close()


def decide(house, import_id, action, data=None, *, person=None):
    """Press a button of the import's page, and wait for what comes of it."""
    answer = (person or house.bob).post(house.path(f"imports/{import_id}/{action}/"), data or {})
    assert answer.status_code == 200, answer.text[:2000]
    settled(house, import_id)
    return answer


def agree(house, import_id, *, person=None, **data):
    """Say yes to the plan on the page."""
    return decide(house, import_id, "apply", {"plan": kept(house, import_id).fingerprint, **data}, person=person)
