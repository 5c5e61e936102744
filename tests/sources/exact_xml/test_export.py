"""An export read from its first to its last account: which rows it gives, and what is told beside them."""

from pathlib import Path

import pytest
from tests.sources.exact_xml.exports import account, export, told

from muster.model.chunk import Skip
from muster.model.options import Options
from muster.sources import open_source

ACCOUNTS = Path(__file__).with_name("accounts.xml")


@pytest.fixture
def whole():
    return told(open_source(ACCOUNTS, Options()))


def test_every_customer_is_a_row_with_its_line_and_its_code(whole, expected):
    assert whole.rows == expected


def test_what_is_no_customer_is_skipped_and_counted(whole):
    assert whole.skipped == {Skip.NOT_A_CUSTOMER: 6}
    assert whole.broken == [(75, 77)]


def test_everything_that_is_told_has_its_line(whole):
    assert whole.found == [
        (66, "ACC014"), (66, "ACC015"), (68, "ACC010"), (69, "ACC011"), (71, "ACC012"), (75, "ACC001"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "first", "count"),
    [("ACC010", "2006", 1), ("ACC011", "2007", 2), ("ACC012", "2009", 3), ("ACC014", "2005", 1), ("ACC015", "2005", 1)],
)
def test_accounts_of_one_kind_are_told_once_with_their_count_and_the_first(whole, code, first, count):
    assert whole.told(code) == (first, {"count": count})


def test_an_account_without_a_code_is_named(whole):
    assert whole.told("ACC001") == ("Zonder code BV", {})


def test_the_same_file_gives_the_same_again(expected):
    source = open_source(ACCOUNTS, Options())
    assert told(source).rows == told(source).rows == expected


def test_the_fields_of_single_accounts_can_be_read_again_those_without_a_code_too():
    again = open_source(ACCOUNTS, Options()).again([75, 52])
    assert again.select("line", "end_line", "record", "0", "3", "4", "6").rows() == [
        (52, 57, "2003", "2003", "Roux", "Céline", None),
        (75, 77, None, None, None, None, "Zonder code BV"),
    ]


def test_the_columns_are_the_fields_under_their_headers(whole):
    shape = whole.source.shape
    assert shape.source == "exact-xml"
    assert shape.labels[:4] == ("customerNumber", "email", "l", "lastname")
    assert shape.fields[:4] == ("number", "email", "language", "lastname")
    assert shape.size_bytes == ACCOUNTS.stat().st_size


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "windows-1252"]
)
def test_the_letters_are_read_whatever_the_encoding(read, encoding, expected):
    declared = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    text = ACCOUNTS.read_text(encoding="utf-8").replace('encoding="utf-8"', f'encoding="{declared}"')
    whole = read(text.encode(encoding))
    assert whole.rows == expected
    assert whole.source.shape.encoding == declared


def test_utf_8_that_says_utf_16_of_itself_is_read(read, expected):
    text = ACCOUNTS.read_text(encoding="utf-8").replace('encoding="utf-8"', 'encoding="utf-16"')
    assert read(text).rows == expected
    assert read(text.encode("utf-8-sig")).source.shape.encoding == "utf-8"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_ends_one_line(read, end):
    assert read(export(account(code="1"), account(code="2")).replace("\n", end)).places == [(4, 4, "1"), (5, 5, "2")]


def test_a_file_without_declaration_and_with_instructions_and_comments_before_it_is_read(read):
    text = "<!-- made by hand -->\n<?sort by=code?>\n<eExact><Accounts>" + account() + "</Accounts></eExact>"
    assert read(text).places == [(3, 3, "1")]


def test_elements_that_nobody_knows_are_passed_over(read):
    news = "<New a='1'><Name>Not me</Name><Contact><LastName>Nor me</LastName></Contact></New>"
    text = export(account(f"{news}<Name>Molen BV</Name>"), "<Account2/>", behind="<Extra><Accounts/></Extra>")
    whole = read(text)
    assert whole.row == {"customerNumber": "1", "companyName": "Molen BV"}
    assert whole.found == []


@pytest.mark.parametrize(
    "around",
    [
        "<InvoiceAccount>{}</InvoiceAccount>",
        "<DDMandates><DDMandate><Account code='9' status='C'><Name>Other</Name></Account></DDMandate></DDMandates>",
        "<New><Accounts><Account code='9' status='C'/></Accounts></New>",
    ],
)
def test_accounts_within_accounts_are_no_accounts(read, around):
    whole = read(export(account("<Name>Molen BV</Name>" + around.format(account(code="9")))))
    assert whole.row == {"customerNumber": "1", "companyName": "Molen BV"}


def test_accounts_elsewhere_are_no_accounts(read):
    text = export(account(), behind="<Invoices><Invoice><Account code='9' status='C'/></Invoice></Invoices>")
    assert read(text).places == [(4, 4, "1")]


def test_accounts_that_share_a_line_are_counted_on(read):
    text = "<eExact><Accounts>\n" + "".join(account(code=code) for code in "123") + "\n" + account(code="4")
    whole = read(text + "\n\n\n" + account(code="5") + "</Accounts></eExact>")
    assert whole.places == [(2, 2, "1"), (3, 3, "2"), (4, 4, "3"), (5, 5, "4"), (6, 6, "5")]
    assert whole.found == [(3, "ACC019")]


def test_an_account_that_begins_where_the_one_before_ends_keeps_its_line(read):
    whole = read(
        "<eExact><Accounts><Account code='1' status='C'>\n</Account><Account code='2' status='C'/></Accounts></eExact>"
    )
    assert whole.places == [(1, 2, "1"), (2, 2, "2")]
    assert whole.found == []


@pytest.mark.parametrize("status", ["C", " C ", "c"])
def test_a_customer_has_status_c(read, status):
    assert read(export(account(status=status))).places == [(4, 4, "1")]


@pytest.mark.parametrize(
    ("status", "code"), [("S", "ACC010"), ("P", "ACC011"), ("A", "ACC012"), ("", "ACC012"), ("Q", "ACC013")]
)
def test_every_other_status_is_left_out_with_its_reason(read, status, code):
    whole = read(export(account(code="1"), account(code="2", status=status)))
    assert whole.skipped == {Skip.NOT_A_CUSTOMER: 1}
    assert whole.found == [(5, code)]
    assert whole.told(code) == ("2", {"count": 1})


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("<IsBlocked>1</IsBlocked>", [(4, "ACC014")]),
        ("<IsBlocked>true</IsBlocked>", [(4, "ACC014")]),
        ("<IsBlocked>0</IsBlocked><IsBlocked/>", []),
        ("<IsInactive>1</IsInactive>", [(4, "ACC015")]),
        ("<EndDate>2024-12-31</EndDate>", [(4, "ACC015")]),
        ("<EndDate> </EndDate><IsInactive>false</IsInactive>", []),
    ],
)
def test_blocked_and_ended_customers_are_customers_and_told(read, inside, found):
    whole = read(export(account(inside)))
    assert whole.places == [(4, 4, "1")]
    assert whole.found == found


@pytest.mark.parametrize(
    ("topic", "found"),
    [
        ('code="Accounts" count="1000" pagesize="1000"', [(6, "ACC016")]),
        ('code="Accounts" count="1001" pagesize="1000"', [(6, "ACC016")]),
        ('code="Accounts" count="999" pagesize="1000"', []),
        ('code="Accounts" count="1" pagesize="0"', []),
        ('code="Accounts" count="many" pagesize="1000"', []),
        ('code="Accounts"', []),
        ('code="Items" count="1000" pagesize="1000"', []),
    ],
)
def test_a_full_page_may_be_incomplete(read, topic, found):
    assert read(export(account(), behind=f"<Topics><Topic {topic}/></Topics>")).found == found


def test_a_full_page_says_how_full(read):
    whole = read(export(account(), behind='<Topics><Topic code="Accounts" count="1000" pagesize="1000"/></Topics>'))
    assert whole.told("ACC016") == (None, {"count": 1000, "pagesize": 1000})


@pytest.mark.parametrize(("kind", "is_told"), [("0", True), ("1", False), ("2", False), ("3", True)])
def test_errors_that_exact_online_met_are_told_as_they_are(read, kind, is_told):
    message = f'<Message type="{kind}"><Topic code="Accounts"/><Date>2026-01-01</Date><Description> Timeout </Description></Message>'
    whole = read(export(account(), behind=f"<Messages>\n{message}</Messages>"))
    assert whole.found == ([(7, "ACC017")] if is_told else [])
    if is_told:
        assert whole.told("ACC017") == ("Timeout", {})


@pytest.mark.parametrize(
    "text",
    [
        "<eExact><Accounts/></eExact>",
        '<eExact><Topics><Topic code="Accounts" count="0" pagesize="1000"/></Topics></eExact>',
    ],
)
def test_an_export_without_accounts_is_accepted_and_told(read, text):
    whole = read(text)
    assert (whole.rows, whole.found, whole.refused) == ([], [(None, "ACC018")], None)


def test_an_export_of_nobody_but_others_holds_no_customer(read):
    assert read(export(account(status="P"))).found == [(4, "ACC011"), (None, "ACC018")]


def test_rows_come_in_parts_that_together_are_the_whole(write, monkeypatch):
    from muster.sources.exact_xml import markup, reader

    monkeypatch.setattr(reader, "BATCH", 10)
    monkeypatch.setattr(markup, "PIECE_BYTES", 200)
    source = open_source(write(export(*(account(code=str(number)) for number in range(100)))), Options())
    parts = list(source.chunks())
    assert max(part.rows.height for part in parts) < 20
    assert [line for part in parts for line in part.rows["line"]] == list(range(4, 104))
    assert [part.bytes_read for part in parts] == sorted(part.bytes_read for part in parts)
    assert parts[-1].bytes_read == source.shape.size_bytes
