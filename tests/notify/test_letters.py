"""The reference mails, as text and as pictures: looked at by people once, compared ever after.

`pytest tests/notify/test_letters.py --approve` keeps them anew; whoever does that looks at every one.
"""

from pathlib import Path

import pytest
from tests.notify.occasions import LANGUAGES, OCCASIONS, mail

LETTERS = Path(__file__).parent / "letters"

pytestmark = pytest.mark.usefixtures("the_catalogue")


@pytest.fixture(scope="module")
def view(browser):
    """A page of this width in this colour scheme; there is one of each."""
    pages = {}

    def view(width, scheme):
        if (width, scheme) not in pages:
            pages[width, scheme] = browser.new_page(viewport={"width": width, "height": 400}, color_scheme=scheme)
        return pages[width, scheme]

    yield view
    for page in pages.values():
        page.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_mail_reads_as_it_was_approved(approve, occasion, language):
    """The mail as a person without HTML reads it, its subject above."""
    message = mail(occasion, language)
    body = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    text = f"{message['Subject']}\n\n{body}"
    approved = LETTERS / f"{occasion}.{language}.txt"
    if approve:
        approved.write_text(text, encoding="utf-8")
    assert text == approved.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 320])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_mail_looks_as_it_was_approved(view, looks_like, occasion, language, width, scheme):
    page = view(width, scheme)
    page.set_content(mail(occasion, language).get_body(("html",)).get_content())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    looks_like(page, LETTERS / f"{occasion}.{language}.{width}.{scheme}.png")


def test_every_reference_is_compared():
    texts = {f"{occasion}.{language}.txt" for occasion in OCCASIONS for language in LANGUAGES}
    pictures = {
        f"{occasion}.{language}.{width}.{scheme}.png"
        for occasion in OCCASIONS for language in LANGUAGES for width in (600, 320) for scheme in ("light", "dark")
    }  # fmt: skip
    assert {file.name for file in LETTERS.iterdir()} == texts | pictures
