"""Words for tests of pulls, whatever is pulled from."""

import json
from pathlib import Path
from typing import Any

from muster.store import open_database


def stored(url: str) -> dict[str, dict[str, Any]]:
    """Customers by number, only what is filled."""
    names = "number, email, language, lastname, firstname, mobile, company, coc, address, city, zip, country"
    database = open_database(url)
    try:
        frame = database.frame(f"SELECT {names} FROM customer ORDER BY id")
    finally:
        database.close()
    return {
        row["number"]: {name: value for name, value in row.items() if value is not None and name != "number"}
        for row in frame.iter_rows(named=True)
    }


def everything_kept(url: str, folder: Path) -> str:
    """All that lies in the data folder and in the database, as one text."""
    texts = [path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file()]
    database = open_database(url)
    try:
        for table in ("connection", "import", "import_file", "customer", "change", "outbox"):
            rows = database.fetch(f'SELECT * FROM "{table}"')
            texts.append(json.dumps([list(map(str, row)) for row in rows]))
    finally:
        database.close()
    return "\n".join(texts)


def found(done: Any) -> list[tuple[str | None, str | None, str]]:
    """Account and code of everything that is said of a pull."""
    return [(each["record"], each["field"], each["code"]) for each in done.json["files"][0]["violations"]]
