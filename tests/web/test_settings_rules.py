"""The pages of rules: found, read in one's language, changed by administrators."""

import pytest
from tests.web.doors import change

from muster import catalogue
from muster.apply import environments
from muster.catalogue.places import PLACES

catalogue.load()


def severities(house):
    database = house.database()
    found = environments.severities(database, house.environment)
    database.close()
    return found


def choose(house, code, severity, person=None):
    return (person or house.alice).post(house.path(f"settings/rules/{code}/change/"), {"severity": severity})


def test_every_code_has_its_place():
    assert {entry.code[:3] for entry in catalogue.entries()} == set(PLACES)


def test_every_code_is_listed_under_its_place(house):
    page = house.victor.get(house.path("settings/rules/"))
    assert [entry.code for entry in catalogue.entries() if f"/rules/{entry.code}/" not in page.text] == []
    assert page.text.index(">A whole file</h2>") < page.text.index("/FIL001/") < page.text.index(">Headers</h2>")


def test_rules_are_found_by_code_by_words_and_by_what_was_changed(house):
    def found(query):
        page = house.victor.get(house.path(f"settings/rules/?{query}")).text
        return [entry.code for entry in catalogue.entries() if f"/rules/{entry.code}/" in page]

    assert found("search=eml001") == ["EML001"]
    assert "COC010" in found("search=LEADING+zeros")
    assert found("search=nothing+like+this") == []
    assert found("changed=on") == []
    choose(house, "EML005", "error")
    assert found("changed=on") == ["EML005"]


def test_a_page_says_what_the_command_says_in_the_readers_language(house):
    from muster.i18n import Translator

    entry = catalogue.entry("COC010")
    for language in ("en", "nl"):
        change(house.victor, language=language)
        page = house.victor.get(house.path("settings/rules/coc010/")).text
        speaker = Translator(language)
        for text in (entry.cause, entry.hint, *entry.paragraphs):
            assert speaker.text(text) in page
    assert "428.759.497" in page
    assert house.victor.get(house.path("settings/rules/NOP001/")).status_code == 404


def test_every_page_of_a_rule_can_be_shown(house, inside):
    client = inside(house.victor)
    for entry in catalogue.entries():
        assert client.get(house.path(f"settings/rules/{entry.code}/")).status_code == 200, entry.code


def test_an_administrator_finds_a_code_worse_or_better_and_goes_back(house):
    assert "EML005 is “error” here from now on." in choose(house, "EML005", "error").text
    assert severities(house) == {"EML005": "error"}
    choose(house, "EML005", "off")
    assert 'badge-off">off' in house.victor.get(house.path("settings/rules/EML005/")).text
    choose(house, "EML005", "")
    assert severities(house) == {}


@pytest.mark.parametrize(("code", "severity"), [("CTR001", "off"), ("COC010", "error"), ("EML005", "terrible")])
def test_what_cannot_be_changed_is_not(house, code, severity):
    assert choose(house, code, severity).status_code == 404
    assert severities(house) == {}


def test_what_is_fixed_says_why(house):
    page = house.alice.get(house.path("settings/rules/CTR001/")).text
    assert "How bad this is cannot be changed" in page
    assert "<form" not in page.partition("<main")[2]


def test_who_is_no_administrator_only_reads(house):
    assert 'name="severity"' not in house.bob.get(house.path("settings/rules/EML005/")).text
    assert choose(house, "EML005", "off", house.bob).status_code == 403


def test_what_the_operator_settled_is_shown_and_stays(house, inside, tmp_path, monkeypatch):
    settings = tmp_path / "muster.toml"
    settings.write_text('[severity]\nEML005 = "off"\n')
    monkeypatch.setenv("MUSTER_SETTINGS", str(settings))
    choose(house, "EML005", "error")
    page = inside(house.alice).get(house.path("settings/rules/EML005/")).content.decode()
    assert "Whoever runs Muster settled this for all environments." in page
    assert 'badge-off">off' in page
