"""The same table in every dialect; never one column by mistake."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.sources.blanks import is_blank

TABLE = [
    ["customerNumber", "email", "lastname", "companyName", "address"],
    ["C-1", "jan@example.com", "Peeters", "", "Kerkstraat 1, bus 2"],
    ["C-2", "", "O'Neil", 'Café "De Zon"', "Rue Haute 5; 3e étage"],
    ["C-3", "an@example.com", "'t Hart", "Müller | Söhne", "Line one\nLine two"],
    ["C-4", "els@example.com", "d'Or", "A & B", "Plein 7"],
]


def in_dialect(rows, **how):
    text = io.StringIO()
    csv.writer(text, **{"lineterminator": "\n", **how}).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_delimiter_and_quote_gives_the_same_table(read, delimiter, quote, quoting, end):
    rows = [
        [cell.replace("'", "’") if quoting == csv.QUOTE_MINIMAL and quote == "'" else cell for cell in row]
        for row in TABLE
    ]
    seen = read(in_dialect(rows, delimiter=delimiter, quotechar=quote, quoting=quoting, lineterminator=end))
    assert [list(seen.labels), *map(list, seen.cells)] == rows
    assert seen.source.shape.delimiter == delimiter
    assert seen.found == seen.noted == []


def test_quotes_may_be_escaped_by_a_backslash(read):
    text = in_dialect(TABLE, doublequote=False, escapechar="\\", quoting=csv.QUOTE_ALL)
    seen = read(text)
    assert [list(cells) for cells in seen.cells] == TABLE[1:]
    assert seen.found == []


def test_a_backslash_that_escapes_nothing_stays(read):
    assert read('nr;path\n1;"C:\\dir\\"\n2;"D:\\"\n').cells == [("1", "C:\\dir\\"), ("2", "D:\\")]


def test_spaces_around_quoted_cells_do_not_belong_to_them(read):
    seen = read('nr, name, city\n1, "Peeters, Jan", Gent\n2, "Maes, An" ,Brugge\n')
    assert [tuple(cell.strip() for cell in cells) for cells in seen.cells] == [
        ("1", "Peeters, Jan", "Gent"),
        ("2", "Maes, An", "Brugge"),
    ]
    assert seen.found == []


def test_names_that_begin_with_an_apostrophe_open_no_quote(read):
    seen = read("nr;name;city\n1;'t Hart;'s-Gravenhage\n2;Jan;'t Zand\n3;'n Man;Gent\n")
    assert seen.cells[0] == ("1", "'t Hart", "'s-Gravenhage")
    assert seen.found == []


@pytest.mark.parametrize("sign", [";", ",", "|", "\t", "^"])
def test_a_sep_line_tells_the_delimiter_and_is_no_row(read, sign):
    seen = read(f"sep={sign}\r\nnr{sign}name\r\n1{sign}Jan\r\n")
    assert (seen.labels, seen.source.shape.header_line, seen.lines) == (("nr", "name"), 2, [3])


def test_commas_in_most_addresses_are_not_the_delimiter(read):
    rows = "".join(f"{n};Street {n}, bus {n};Gent\n" for n in range(50))
    assert read("nr;address;city\n" + rows).source.shape.delimiter == ";"


def test_decimal_commas_are_not_the_delimiter(read):
    seen = read("nr;amount;credit\n" + "".join(f"{n};{n},50;0,{n}\n" for n in range(30)))
    assert seen.source.shape.delimiter == ";"


def test_semicolons_inside_quoted_cells_are_not_the_delimiter(read):
    seen = read("nr,address\n" + "".join(f'{n},"a;b;c;{n}"\n' for n in range(30)))
    assert (seen.source.shape.delimiter, seen.found) == (",", [])


def test_one_bad_quote_at_the_start_does_not_hide_the_delimiter(read):
    seen = read('nr;name;city\n1;"Jan;Gent\n' + "".join(f"{n};Name;Gent\n" for n in range(2, 300)))
    assert (seen.source.shape.delimiter, len(seen.rows)) == (";", 298)


def test_many_ragged_rows_do_not_hide_the_delimiter(read):
    rows = "".join(f"{n};Name;Gent{';x' * (n % 3)}\n" for n in range(60))
    seen = read("nr;name;city\n" + rows)
    assert (seen.source.shape.delimiter, len(seen.rows), len(seen.broken)) == (";", 20, 40)


def test_a_header_tells_the_delimiter_where_the_rows_do_not(read):
    seen = read('nr;name;city\n1;Jan;Gent\n2;"' + "line\n" * 2_000)
    assert (seen.source.shape.delimiter, seen.lines, seen.found[0]) == (";", [2], (3, 2, "ROW003"))


@pytest.mark.parametrize(
    "text",
    [
        "nr^name^city\n1^Jan^Gent\n2^An^Luik\n",
        "nr:name:city\n1:Jan:Gent\n2:An:Luik\n",
        "nr~name\n1~Jan\n",
        "jan@example.com\nan@example.com\n",
        "name   city   zip code & more!\nJan    Gent   9000\n",
        "Dear all, \nhere are the customers.\nRegards\n",
    ],
)
def test_a_file_without_a_known_delimiter_is_an_error(refused, text):
    assert refused(text) == ("FIL005", 1)


@pytest.mark.parametrize(
    "text", ["email\njan@example.com\nan@example.com\n", '"email"\n"a@example.com"\n', "lastname\n", "e-mail\nx\n\ny\n"]
)
def test_one_column_is_read_where_its_header_is_a_plain_name(read, text):
    seen = read(text)
    assert (len(seen.labels), seen.source.shape.delimiter) == (1, None)
    assert seen.noted == []


def test_blank_lines_of_a_single_column_do_not_count(read):
    seen = read("email\na@example.com\n\nb@example.com\n\n")
    assert (seen.lines, seen.skipped) == ([2, 4], {})


TEXT = st.text(
    alphabet=st.one_of(st.sampled_from('aé1;,|\t"\n \\ß€'), st.characters(codec="utf-8", exclude_characters="\r\x00")),
    max_size=10,
)


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(st.lists(TEXT, min_size=4, max_size=4), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_is_in_the_cells_a_well_formed_file_gives_its_table(read, rows, delimiter, end, encoding):
    header = ["customerNumber", "email", "lastname", "firstname"]
    padding = [["C-1", "a@example.com", "Jan", "x"]] * 20
    text = in_dialect([header, *padding, *rows], delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator=end)
    seen = read(text.encode(encoding))

    expected = [tuple(row) for row in rows if not all(map(is_blank, row))]
    swallowed = [found for found in seen.found if found[2] == "ROW003"]
    if not swallowed:
        assert seen.cells[20:] == expected
        assert seen.found == []
