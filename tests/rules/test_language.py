"""Languages: CLDR's names in the seven languages and ISO 639; seven of them can be a customer's."""

import pytest
from babel import Locale

from muster.model.fields import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_the_seven_is_read(language, stored):
    names = {Locale(language).languages[code]: code for code in LANGUAGES}
    assert stored("language", *names) == list(names.values())
    assert stored("language", *(name.upper() for name in names)) == list(names.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_regional_forms_are_the_language(language, stored):
    forms = {
        name: code[:2] for code, name in Locale(language).languages.items() if code[:3] in {"en_", "nl_", "fr_", "de_"}
    }
    assert stored("language", *forms) == list(forms.values())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("eng", "en"), ("dut", "nl"), ("nld", "nl"), ("fre", "fr"), ("fra", "fr"), ("ger", "de"), ("deu", "de"),
        ("ita", "it"), ("spa", "es"), ("por", "pt"), ("NL-BE", "nl"), ("nl_nl", "nl"), ("PT-br", "pt"), ("N", "nl"),
        ("F", "fr"), ("D", "de"), ("NL        ", "nl"), ("en-Latn-GB", "en"), ("Français (Belgique)", "fr"),
    ],
)  # fmt: skip
def test_codes_are_read_in_every_form(written, meant, stored):
    assert stored("language", written) == [meant]


@pytest.mark.parametrize("other", ["pl", "pol", "Polish", "Pools", "polonais", "Polnisch", "zh-CN", "ja_JP", "Catalan"])
def test_another_real_language_is_told_apart_from_none(other, found):
    assert found({"number": "1", "language": other}) == [(2, "language", "LNG002")]


@pytest.mark.parametrize(("written", "suggestion"), [("Nederlnads", "nl"), ("Frnch", "fr"), ("xx", None), ("?!", None)])
def test_the_nearest_name_is_suggested(examine, written, suggestion):
    violations = examine([{"number": "1", "language": written}]).violations
    assert violations.select("code", "suggestion").rows() == [("LNG001", suggestion)]


@pytest.mark.parametrize("source", ["exact-xml", "exact-online", "recurly"])
def test_a_pull_leaves_any_other_language_blank(examine, source):
    rows = [{"number": "1", "language": "PL", "source": source}, {"number": "2", "language": "??", "source": source}]
    examined = examine(rows, language="en")
    assert examined.rows.select("language", "given", "rejected").rows() == [("en", 1, False), ("en", 1, False)]
