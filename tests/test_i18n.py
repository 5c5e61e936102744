"""Seven languages: complete catalogues, and numbers and dates as each country writes them."""

import importlib.util
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polib
import pytest

from muster import i18n
from muster.i18n import SPOKEN, Translator, pick_language
from muster.model.fields import LANGUAGES

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "messages.py"


@pytest.fixture
def messages():
    spec = importlib.util.spec_from_file_location("messages", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_no_text_is_missing_fuzzy_stale_or_broken(messages):
    found = [problem for language in messages.PLURALS for problem in messages.problems(language)]
    assert found == []


def test_all_languages_of_customers_are_spoken(messages):
    assert SPOKEN == LANGUAGES
    assert {"en", *messages.PLURALS} == set(SPOKEN)


@pytest.mark.parametrize(
    ("source", "translated", "problem"),
    [
        ("“{value}” is no country.", "“{waarde}” is geen land.", "other placeholders"),
        ("“{value}” is no country.", "Geen land.", "other placeholders"),
        ("“{value}” is no country.", "“{value” is geen land.", "broken braces"),
        ("Write it again.", "Schrijf het opnieuw", "a full stop more or less"),
        ("Write it again.", "", "not translated"),
    ],
)
def test_the_check_finds_what_is_broken(messages, tmp_path, monkeypatch, source, translated, problem):
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    monkeypatch.setattr(messages, "extracted", lambda: {(source, None): ["muster/x.py"]})
    messages.update("nl")
    file = polib.pofile(str(messages.path("nl")))
    file[0].msgstr = translated
    file.save()
    messages.compile_("nl")
    (found,) = messages.problems("nl")
    assert found.startswith(f"nl: {problem}")


def test_the_check_finds_fuzzy_stale_missing_and_not_compiled_texts(messages, tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    monkeypatch.setattr(messages, "extracted", lambda: {("old", None): [], ("kept", None): []})
    messages.update("nl")
    file = polib.pofile(str(messages.path("nl")))
    for entry in file:
        entry.msgstr = entry.msgid
    file.find("kept").flags.append("fuzzy")
    file.save()
    monkeypatch.setattr(messages, "extracted", lambda: {("new", None): [], ("kept", None): []})
    assert list(messages.problems("nl")) == [
        "nl: missing: 'new'",
        "nl: stale: 'old'",
        "nl: fuzzy: 'kept'",
        "nl: muster.mo is not that of muster.po; run: scripts/messages.py compile",
    ]


def test_an_update_keeps_translations_and_drops_what_is_gone(messages, tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    monkeypatch.setattr(messages, "extracted", lambda: {("one", "many"): [], ("gone", None): []})
    messages.update("nl")
    file = polib.pofile(str(messages.path("nl")))
    file[0].msgstr_plural = {0: "een", 1: "veel"}
    file.save()
    monkeypatch.setattr(messages, "extracted", lambda: {("one", "many"): [], ("new", None): []})
    messages.update("nl")
    kept = polib.pofile(str(messages.path("nl")))
    assert [(entry.msgid, entry.msgstr, entry.msgstr_plural) for entry in kept] == [
        ("one", "", {0: "een", 1: "veel"}),
        ("new", "", {}),
    ]


def test_marks_are_found_in_the_sources(messages, tmp_path):
    file = tmp_path / "x.py"
    file.write_text(
        'a = _("one "\n  "text")\nt.text(_("inside"), n=1)\nt.text("literal")\nt.plural("row", "rows", 3)\n'
        'b = _n("cell", "cells")\nt.text(variable)\nt.text("")\nmark_("not me")\n'
    )
    assert sorted(messages._texts(file)) == [
        ("cell", "cells"), ("inside", None), ("literal", None), ("one text", None), ("row", "rows"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("option", "environ", "language"),
    [
        (None, {}, "en"),
        ("nl", {"LANG": "fr_FR.UTF-8"}, "nl"),
        ("pt-BR", {}, "pt"),
        ("DE", {}, "de"),
        (None, {"LANG": "fr_BE.UTF-8"}, "fr"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {"LC_ALL": "it_IT@euro", "LANG": "fr_FR"}, "it"),
        (None, {"LANGUAGE": "sv:es:en", "LANG": "fr_FR"}, "es"),
        (None, {"MUSTER_LANG": "nl", "LC_ALL": "de_DE"}, "nl"),
        (None, {"MUSTER_LANG": "", "LC_ALL": "", "LANG": "sv_SE"}, "en"),
    ],
)
def test_the_language_is_the_option_else_the_environments(option, environ, language):
    assert pick_language(option, environ) == language


def test_an_option_that_names_no_spoken_language_is_refused():
    with pytest.raises(ValueError, match="'sv' is not a language Muster speaks: en, nl, fr, de, it, es, pt"):
        pick_language("sv", {"LANG": "fr_FR"})


@pytest.mark.parametrize(
    ("language", "million", "thousand", "share", "day"),
    [
        ("en", "1,234,567", "1,234", "31%", "5 March 2026, 14:05"),
        ("nl", "1.234.567", "1.234", "31%", "5 maart 2026, 14:05"),
        ("fr", "1\u202f234\u202f567", "1\u202f234", "31\xa0%", "5 mars 2026, 14:05"),
        ("de", "1.234.567", "1.234", "31\xa0%", "5. März 2026, 14:05"),
        ("it", "1.234.567", "1.234", "31%", "5 marzo 2026, 14:05"),
        ("es", "1.234.567", "1234", "31\xa0%", "5 de marzo de 2026, 14:05"),
        ("pt", "1\xa0234\xa0567", "1234", "31%", "5 de março de 2026, 14:05"),
    ],
)
def test_numbers_and_dates_are_written_as_the_country_writes_them(language, million, thousand, share, day):
    translator = Translator(language)
    noon = datetime(2026, 3, 5, 13, 5, tzinfo=UTC)
    assert translator.number(1234567) == million
    assert translator.number(1234) == thousand
    assert translator.percent(0.314) == share
    assert translator.moment(noon, ZoneInfo("Europe/Brussels")) == day
    assert translator.date(noon) == day.removesuffix(", 14:05")


def test_a_small_share_is_not_nothing():
    assert Translator("nl").percent(0.0042) == "0,4%"
    assert Translator("nl").percent(0) == "0%"


def test_lists_end_in_and():
    assert Translator("de").listing(["a", "b", "c"]) == "a, b und c"
    assert Translator("de").listing([]) == ""


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.2, "< 1 s"), (42, "42 s"), (60, "1 min"), (185, "3 min 5 s"), (3600, "1 h"), (3840, "1 h 4 min")],
)
def test_durations_are_written_in_units_everybody_reads(seconds, written):
    assert Translator("en").duration(timedelta(seconds=seconds)) == written


def test_an_unknown_language_is_english():
    translator = Translator("sv")
    assert translator.plural("{count} row", "{count} rows", 1234) == "1,234 rows"
    assert translator.text("No {thing}.", thing="text") == "No text."


def test_babel_is_not_loaded_before_a_number_or_date_is_written():
    import subprocess
    import sys

    code = (
        "import sys; from muster.i18n import Translator; Translator('nl').text('x'); sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert i18n.DOMAIN == "muster"


@pytest.mark.parametrize(("language", "verb"), [("fr", r"^(Ne )?\w+(ez|tes)\b"), ("de", r"^\w+( oder \w+)? Sie\b")])
def test_a_hint_begins_with_a_verb_that_addresses_the_reader(language, verb):
    import re

    from muster import catalogue

    catalogue.load()
    translator = Translator(language)
    hints = {entry.code: translator.text(entry.hint) for entry in catalogue.entries()}
    assert {code: hint for code, hint in hints.items() if not re.match(verb, hint)} == {}
