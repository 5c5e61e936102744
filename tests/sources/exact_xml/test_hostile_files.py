"""Files that are cut, damaged, of another program, or made to do harm: refused clearly, in bounded time and memory."""

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.exact_xml.exports import HEAD, account, export, told

from muster.catalogue import entry
from muster.model.options import Options
from muster.model.source import Unreadable
from muster.sources import open_source
from muster.sources.exact_xml.markup import MAX_DEPTH, MAX_LENGTH
from muster.sources.exact_xml.reader import open_exact_xml

ACCOUNTS = Path(__file__).with_name("accounts.xml").read_bytes()

LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE eExact [\n<!ENTITY a "ha">\n'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">\n' for old, new in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>\n<eExact><Accounts>" + account("<Name>&j;</Name>") + "</Accounts></eExact>"
)  # fmt: skip
QUADRATIC = f'<!DOCTYPE eExact [<!ENTITY a "{"x" * 50_000}">]>\n<eExact>{"&a;" * 50_000}</eExact>'
OUTSIDE = '<!DOCTYPE eExact [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<eExact><Accounts>&a;</Accounts></eExact>'
NETWORK = '<!DOCTYPE eExact SYSTEM "http://localhost:1/x.dtd">\n<eExact/>'
BARE = "<!DOCTYPE eExact>\n<eExact><Accounts/></eExact>"


@pytest.mark.parametrize(
    ("text", "line"), [(LAUGHS, 2), (QUADRATIC, 1), (OUTSIDE, 1), (NETWORK, 1), (BARE, 1)],
    ids=["laughs", "quadratic", "outside", "network", "bare"],
)  # fmt: skip
def test_a_document_type_is_refused_unread(refusal, text, line):
    assert refusal(text) == ("ACC004", line, None)


@pytest.mark.parametrize("reference", ["&j;", "&nbsp;"])
def test_an_entity_that_nobody_declared_is_damage(refusal, reference):
    assert refusal(export(account(f"<Name>{reference}</Name>")))[:2] == ("ACC002", 4)


def test_letters_by_number_are_letters(read):
    assert read(export(account("<Name>Caf&#xe9; &amp; Co BV</Name>"))).row["companyName"] == "Café & Co BV"


def test_a_deeply_nested_file_is_refused_where_it_becomes_too_deep(refusal):
    nested = "<a>\n" * 100_000 + "</a>" * 100_000
    assert refusal(export(account(nested))) == ("ACC007", 4 + MAX_DEPTH - 4, "a")


def test_an_endless_attribute_is_refused(refusal):
    assert refusal(export(account(code="1" * 10_000_000)))[0] == "ACC008"


@pytest.mark.parametrize(
    "inside",
    ["<Name>{}</Name>", "<Name><![CDATA[{}]]></Name>", "<!-- {} -->", "<?note {}?>", "<New a='{}'/>", "<{}/>"],
)
def test_an_endless_text_or_tag_is_refused(refusal, inside):
    assert refusal(export(account(inside.format("x" * 10_000_000))))[0] == "ACC008"


def test_a_text_that_nobody_wants_may_be_long(read):
    whole = read(export(account("<Name>Molen BV</Name><Note>" + "x" * 3_000_000 + "</Note>")))
    assert whole.row["companyName"] == "Molen BV"


def test_a_value_that_is_too_long_for_its_field_is_read_as_it_is(read):
    assert len(read(export(account(f"<Name>{'x' * (MAX_LENGTH // 2)}</Name>"))).row["companyName"]) == MAX_LENGTH // 2


@pytest.mark.slow
def test_many_contacts_and_addresses_of_one_account_take_no_memory(write):
    def peak(count):
        inside = (
            "<Contact><LastName>Claes</LastName></Contact>" + "<Address type='VIS'><City>Gent</City></Address>"
        ) * count
        source = open_source(write(export(account(inside))), Options())
        tracemalloc.start()
        told(source)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(20_000) < peak(2_000) + 1_000_000


@pytest.mark.parametrize("cut", [0.3, 0.5, 0.7, 0.9, 0.98])
def test_a_file_that_is_cut_is_refused_at_its_last_line_and_read_up_to_there(write, expected, cut):
    content = ACCOUNTS[: int(len(ACCOUNTS) * cut)]
    whole = told(open_source(write(content), Options()))
    last_line = content.count(b"\n") + 1
    assert (whole.refused.code, whole.refused.line) == ("ACC003", last_line)
    assert whole.rows == expected[: len(whole.rows)]
    assert len(whole.rows) >= sum(row["end_line"] < last_line for row in expected)


def test_damage_is_refused_at_its_line_and_what_stands_before_is_read(write):
    text = export(account(code="1"), account(code="2"), "<Account code=3 status=C/>", account(code="4"))
    source = open_source(write(text), Options())
    whole = told(source)
    assert (whole.refused.code, whole.refused.line) == ("ACC002", 6)
    assert whole.places == [(4, 4, "1"), (5, 5, "2")]
    assert source.again([5, 6])["record"].to_list() == ["2"]


@pytest.mark.parametrize(
    "text",
    [
        export(account("<Name>A & B</Name>")),
        export(account("<Name>A</Nam>")),
        export(account("<Name>A\x01</Name>")),
        export(account(), behind="</Accounts>"),
        export(account()) + "<eExact/>",
    ],
)
def test_what_is_no_xml_is_damage(refusal, text):
    assert refusal(text)[0] == "ACC002"


def test_letters_of_another_encoding_are_damage(refusal):
    assert refusal(export(account("<Name>Café BV</Name>")).encode("cp1252"))[:2] == ("ACC002", 4)


@pytest.mark.parametrize(
    "encoding", ["utf-7", "unicode_escape", "rot13", "cp037", "shift_jis", "nobody-knows", "utf-32"]
)
def test_an_encoding_that_no_export_has_is_refused(refusal, encoding):
    assert refusal(HEAD.replace("utf-8", encoding) + "<Accounts/></eExact>")[:2] == ("FIL004", 1)


@pytest.mark.parametrize(
    ("text", "value", "line"),
    [
        (
            '<eExact xmlns:xsi="x" xsi:noNamespaceSchemaLocation="eExact-Schema.xsd">\n<Accounts/></eExact>',
            "eExact-Schema.xsd",
            1,
        ),
        (export('<Account code="1" status="A" type="C"/>'), 'Account type="C"', 4),
        (export('<Account code="1" status="A" type="S"/>'), 'Account type="S"', 4),
        (export(account("\n<Contacts><Contact><Addresses/></Contact></Contacts>")), "Contacts", 5),
        (export(account("\n<Debtor number='1'/>")), "Debtor", 5),
        (export(account("\n<Creditor number='1'/>")), "Creditor", 5),
    ],
)
def test_an_export_of_exact_globe_is_refused_by_name(refusal, text, value, line):
    assert refusal(text) == ("ACC005", line, value)
    assert "Exact Globe" in entry("ACC005").cause


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<eExact><Items><Item code='1'/></Items><Topics/></eExact>", "Items"),
        ("<eExact><Invoices><Invoice><Account code='1' status='C'/></Invoice></Invoices></eExact>", "Invoices"),
        ("<eExact><Topics><Topic code='Items' count='0'/></Topics></eExact>", ""),
        ("<eExactly/>", "eExactly"),
    ],
)
def test_an_export_of_something_else_is_refused_by_what_it_holds(write, text, value):
    with pytest.raises(Unreadable) as problem:
        list(open_exact_xml(write(text), Options()).chunks())
    assert (problem.value.code, problem.value.value) == ("ACC006", value)


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=400))
def test_no_bytes_make_it_fail(tmp_path_factory, content):
    read_to_its_end(tmp_path_factory, content)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, len(ACCOUNTS)), gone=st.integers(0, 60), put=st.binary(max_size=20))
def test_no_damage_makes_it_fail(tmp_path_factory, at, gone, put):
    read_to_its_end(tmp_path_factory, ACCOUNTS[:at] + put + ACCOUNTS[at + gone :])


def read_to_its_end(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.xml"
    path.write_bytes(content)
    try:
        whole = told(open_exact_xml(path, Options()))
    except Unreadable:
        return
    lines = [line for line, _, _ in whole.places] + [line for line, _ in whole.broken]
    assert len(set(lines)) == len(lines)
    assert all(line <= end for line, end, _ in whole.places)
    for chunk in whole.chunks:
        for params in chunk.violations["params"].drop_nulls():
            assert isinstance(json.loads(params), dict)
