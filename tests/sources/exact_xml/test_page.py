"""The page for users shows what happens."""

import pytest
from tests.sources.pages import Page, fresh_machine

from muster.model.fields import BY_HEADER
from muster.sources.exact_xml.elements import ACCOUNT, ADDRESS, CONTACT

PAGE = Page("sources/exact-online-xml.md")


@pytest.mark.slow
def test_every_command_of_the_page_does_what_it_shows(tmp_path):
    (tmp_path / "accounts.xml").write_text(PAGE.block("xml"), encoding="utf-8")
    run = fresh_machine(tmp_path)
    assert len(PAGE.shown()) > 3
    for command, output in PAGE.shown():
        assert run(command) == output, command


def test_the_page_names_every_field_and_every_element_that_is_read():
    assert [header for header in BY_HEADER if header not in PAGE.text] == []
    told_in_words = {"Contacts", "Debtor", "Creditor", "IsBlocked", "IsInactive", "EndDate", "Contact", "Address"}
    parts = {"BirthNamePrefix", "FullName", "AddressStreet", "AddressStreetNumber", "AddressStreetSuffix"}
    read = {*ACCOUNT.children, *CONTACT.children, *ADDRESS.children} - told_in_words - parts
    assert [name for name in sorted(read) if name not in PAGE.text] == []
