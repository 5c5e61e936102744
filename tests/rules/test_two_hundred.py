"""A file of 200 rows, each broken in another way, and what people read about it in three languages.

After a change of words, `MUSTER_WRITE_TEXTS=1 pytest tests/rules/test_two_hundred.py` writes the texts anew, to be read
before they are committed.
"""

import csv
import io
import os
import re
from pathlib import Path

import polars as pl
import pytest

import muster
from muster.i18n import Translator
from muster.model.fields import BY_NAME
from muster.report import text, words

pytestmark = pytest.mark.slow

HERE = Path(__file__).with_name("two_hundred")
LANGUAGES = ["nl", "fr", "de"]
ROWS = 200

VERBS = {
    "nl": r"(Schrijf|Laat|Kies|Vul|Sla|Controleer|Bewaar|Zet|Houd|Maak|Corrigeer|Verbeter|Voeg|Kort|Kopieer|Herstel|Noteer|Geef|Neem|Gebruik|Vraag|Verwijder|Vervang|Zoek|Kijk|Haal|Kopiëer|Doe|Bekijk|Breng|Stel|Pas|Ga|Leg|Exporteer|Open|Bevestig)\b",
    "fr": r"(\w+ez|\w+er)\b",
    "de": r"(\w+en|\w+n)\b .*\bSie\b|\w+ Sie\b",
}
"""How an instruction begins: an imperative in Dutch, French and German."""


@pytest.fixture(scope="module")
def report():
    return muster.check([HERE / "klanten.csv"], country="BE")


def rendered(report, language: str) -> pl.DataFrame:
    return words.render(report.violations, report.files, Translator(language))


def test_each_row_is_broken_in_one_way_and_said_to_be(report):
    found = [
        (str(line or ""), BY_NAME[field].header if field else "", code)
        for line, field, code in report.violations.select("line", "field", "code").rows()
    ]
    with (HERE / "expected.csv").open(newline="", encoding="utf-8") as file:
        assert found == [tuple(row.values()) for row in csv.DictReader(file)]
    assert sorted(report.violations["line"].drop_nulls()) == list(range(2, ROWS + 2))


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_report_is_what_was_agreed(report, language):
    out = io.StringIO()
    text.write(report, out, Translator(language), 80)
    path = HERE / f"report.{language}.txt"
    if os.environ.get("MUSTER_WRITE_TEXTS"):
        path.write_text(out.getvalue(), encoding="utf-8")
    assert out.getvalue() == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_names_the_value(report, language):
    for row in rendered(report, language).filter(pl.col("value").is_not_null()).iter_rows(named=True):
        assert words.shown(row["value"])[:60].strip() in row["message"], row["code"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_is_a_sentence_of_its_own_language(report, language):
    english = set(rendered(report, "en")["cause"])
    causes = set(rendered(report, language)["cause"])
    assert len(causes) == report.violations["code"].n_unique()
    assert not causes & english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hint_begins_with_a_verb(report, language):
    hints = set(rendered(report, language)["hint"])
    assert [hint for hint in sorted(hints) if not re.match(VERBS[language], hint)] == []
