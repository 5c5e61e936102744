"""The reference mails: read by people once, compared ever after. `python tests/notify/pictures.py` writes them anew."""

import importlib.util
from pathlib import Path

import pytest

LETTERS = Path(__file__).parent / "letters"
OCCASIONS = ["all-in", "warnings", "three-errors", "twenty-thousand-errors", "nothing-changed", "undone"]


@pytest.fixture(scope="module")
def pictures():
    spec = importlib.util.spec_from_file_location("pictures", Path(__file__).with_name("pictures.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.usefixtures("the_catalogue")
@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_mail_reads_as_it_was_approved(pictures, occasion, language):
    approved = (LETTERS / f"{occasion}.{language}.txt").read_text(encoding="utf-8")
    assert pictures.text(occasion, language) == approved


def test_every_reference_is_compared():
    compared = {f"{occasion}.{language}.txt" for occasion in OCCASIONS for language in ("en", "nl", "fr", "de")}
    assert {file.name for file in LETTERS.glob("*.txt")} == compared
