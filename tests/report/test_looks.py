"""The report as a page, as it was looked at: `pytest tests/report/test_looks.py --approve` keeps its pictures anew."""

import io
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import muster
from muster.i18n import Translator
from muster.model.outcome import State
from muster.report import html

PICTURES = Path(__file__).parent / "pictures"

HEADER = "customerNumber;email;lastname;firstname;mobile;companyName;coc;country"
VIEWS = [("en", 1000, "light"), ("de", 1000, "dark"), ("de", 320, "light"), ("fr", 320, "dark")]

REJECTED = (
    "1;jan@;Janssens;Jan;0470 12 34 56;;;BE",
    "2;eva@;Claes;Eva;;;;BE",
    "2;an.peeters@example.com;Peeters;An;;;;BE",
)
ACCEPTED = ("4;info@gmial.com;Maes;Tom;;;;BE", "5;info@example.com;;;;Bakkerij Maes;428759497;BE")


@pytest.fixture
def report(tmp_path):
    """Two files, one of which went in: errors, warnings and repairs, with and without suggestions."""
    for name, rows in (("klanten Brussel.csv", REJECTED), ("klanten-nieuw.csv", ACCEPTED)):
        (tmp_path / name).write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    told = muster.check([tmp_path / "klanten Brussel.csv", tmp_path / "klanten-nieuw.csv"], country="BE")
    told.state, told.dry_run, told.import_id = State.PARTIAL, False, 12
    told.environment, told.started_by, told.zone = "default", "an", ZoneInfo("Europe/Brussels")
    told.started_at = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    told.finished_at = datetime(2026, 11, 22, 9, 5, 42, tzinfo=UTC)
    told.undo_until = datetime(2026, 12, 22, 9, 5, tzinfo=UTC)
    return told


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width", "scheme"), VIEWS)
def test_the_page_looks_as_it_was_approved(browser, looks_like, report, language, width, scheme):
    out = io.StringIO()
    html.write(report, out, Translator(language))
    page = browser.new_page(viewport={"width": width, "height": 400}, color_scheme=scheme)
    page.set_content(out.getvalue())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    looks_like(page, PICTURES / f"{language}.{width}.{scheme}.png")
    page.close()


def test_every_picture_is_compared():
    compared = {f"{language}.{width}.{scheme}.png" for language, width, scheme in VIEWS}
    assert {file.name for file in PICTURES.iterdir()} == compared
