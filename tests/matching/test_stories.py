"""Who a row is and what it changes: every case as a tale that anyone can read, on both databases.

A story is a folder. `before.csv`: the stored customers, each with a name of its own (`merged`: numbers of customers
that were merged into it). `given.csv` (and `given-2.csv`): the user's rows, values in stored form; `error` marks a row
in which the rules found one. `expected.csv`: what becomes of each line, and the codes that are said of it.
`options.yml`: what the user chose, and what the import asks before it goes on (`stops`).
"""

import csv
from pathlib import Path

import pytest
import yaml

from muster import catalogue
from muster.matching import Limits
from muster.matching.match import default_severity
from muster.model.fields import BIT, BY_NAME
from muster.model.options import OnError
from muster.rules.duplicates import Duplicates

catalogue.load()
STORIES = sorted(path for path in Path(__file__).with_name("stories").iterdir() if path.is_dir())
BECOMES = {"update": "updated", "unchanged": "unchanged", "rejected": "rejected", "skipped": "skipped"}


def read(path):
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def headers(bits):
    return " ".join(BY_NAME[name].header for name, bit in BIT.items() if (bits or 0) & bit)


def severity_of(changed):
    def severity(code):
        settled = changed.get(code, default_severity(code))
        return None if settled == "off" else settled

    return severity


def as_text(stop):
    field = f" {BY_NAME[stop.field].header}" if stop.field else ""
    return f"{stop.reason}{field}: {stop.count} of {stop.of}, {stop.flag}"


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.name)
def test_story(story, house, tmp_path):
    options = yaml.safe_load((story / "options.yml").read_text()) if (story / "options.yml").exists() else {}
    house.store(read(story / "before.csv"))
    files = [read(story / name) for name in ("given.csv", "given-2.csv") if (story / name).exists()]
    frame = house.stage(*files, blank=options.get("blank", "clear"), kept=options.get("kept", ()))
    duplicates = Duplicates(tmp_path)
    duplicates.add(frame)
    twice, refused = duplicates.found()

    matched = house.match(
        refused=refused, source=options.get("source", "csv"), severity=severity_of(options.get("severity", {})),
        limits=Limits(**options.get("limits", {})), on_error=OnError.SKIP,
    )  # fmt: skip

    said = [*twice.iter_rows(named=True), *matched.violations.iter_rows(named=True)]
    assert becomes(frame, house.plan(), said) == expected(story)
    assert [as_text(stop) for stop in matched.stops] == options.get("stops", [])
    counted = [
        total.created + total.updated + total.unchanged + total.rejected + total.skipped
        for total in matched.totals.values()
    ]
    assert counted == [len(rows) for rows in files]


def becomes(frame, plan, said):
    """What the plan makes of every staged row: file, line, what, whom, which fields, codes."""
    planned = {(file, line): rest for file, line, *rest in plan}
    found = []
    for file, line, broken in frame.select("file", "line", "rejected").iter_rows():
        customer, action, changed, _ = planned.get((file, line), ("", "rejected" if broken else "", 0, ""))
        what = BECOMES.get(action, "created")
        updated = what in ("updated", "unchanged")
        codes = sorted({each["code"] for each in said if (each["file"], each["line"]) == (file, line)})
        found.append(
            (file, line, what, customer if updated else "", headers(changed if updated else 0), " ".join(codes))
        )
    return found


def expected(story):
    return [
        (int(row.get("file") or 1), int(row["line"]), *(row[name] or "" for name in ("becomes", "customer", "changed", "codes")))
        for row in read(story / "expected.csv")
    ]  # fmt: skip
