"""Lines are physical lines of the file, whatever stands above them, and damage stands where it is."""

import random

import pytest

from muster.model.chunk import Skip

HEADER = "nr;name;city\n"


def test_a_row_has_the_line_where_it_begins_and_the_one_where_it_ends(read):
    rows = read('nr;name;city\n1;"Jan\nPeeters";Gent\n2;An;Brugge\n').rows
    assert rows == [(2, 3, ("1", "Jan\nPeeters", "Gent")), (4, 4, ("2", "An", "Brugge"))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_line_end_and_a_mark_leave_the_lines_alone(read, end, mark):
    text = mark + end.join(["", "nr;name;city", "1;Jan;Gent", "", '2;"A', "", 'n";Brugge', "", "3;x;y;z", "4;Zoë;Luik"])
    seen = read(text)
    assert seen.labels == ("nr", "name", "city")
    assert seen.source.shape.header_line == 2
    assert seen.lines == [3, 5, 10]
    assert seen.found == [(9, 4, "ROW002")]


def test_line_ends_may_be_mixed(read):
    assert read("nr;name\r\n1;Jan\n2;An\r3;Piet\r\n\n4;Els").lines == [2, 3, 4, 6]


def test_line_breaks_inside_cells_are_kept_as_they_are(read):
    assert read('nr;name\r\n1;"a\r\nb"\r\n2;"c\rd\ne"\r\n').cells == [("1", "a\r\nb"), ("2", "c\rd\ne")]


def test_blank_rows_between_others_are_skipped_and_those_at_the_end_do_not_count(read):
    seen = read(HEADER + '1;Jan;Gent\n;;\n ; ;\n"";"";""\n2;An;Brugge\n;;\n\n;;\n')
    assert seen.lines == [2, 6]
    assert seen.skipped == {Skip.BLANK: 3}


def test_a_line_without_delimiter_or_text_does_not_count(read):
    seen = read(HEADER + "\n1;Jan;Gent\n\n   \n\x00\n2;An;Brugge\n")
    assert (seen.lines, seen.skipped, seen.found) == ([3, 7], {}, [])


def test_blank_rows_before_a_broken_row_count(read):
    seen = read(HEADER + "1;a;b\n2;a;b\n;;\n3;c\n")
    assert (seen.skipped, seen.broken) == ({Skip.BLANK: 1}, [(5, 5)])


def test_a_repeated_header_is_skipped_with_its_count(read):
    seen = read('nr;name;city\n1;Jan;Gent\nnr;name;city\n2;An;Brugge\n\ufeff"nr";name;city\n3;Els;Luik\n')
    assert (seen.lines, seen.skipped) == ([2, 4, 6], {Skip.REPEATED_HEADER: 2})


def test_a_row_with_a_cell_too_many_or_too_few_is_an_error_of_that_row_only(read):
    seen = read(HEADER + "1;Jan;Gent\n2;An\n3;Piet;Gent;BE\n4;Els;Luik\n5;Bo;Spa\n")
    assert seen.lines == [2, 5, 6]
    assert seen.broken == [(3, 3), (4, 4)]
    assert seen.found == [(3, None, "ROW001"), (4, 4, "ROW002")]
    assert seen.values[1][2] == "BE"


def test_a_ragged_row_of_several_lines_is_one_error(read):
    seen = read(HEADER + '1;"Rue\nHaute";Gent;BE\n2;An;Brugge\n3;Bo;Spa\n')
    assert (seen.lines, seen.broken, seen.found) == ([4, 5], [(2, 3)], [(2, 4, "ROW002")])


def test_blank_cells_beyond_the_last_column_are_ignored_and_noted_once(read):
    seen = read(HEADER + "1;Jan;Gent\n2;An;Brugge;;\n3;Els;Luik; \n")
    assert seen.cells[1:] == [("2", "An", "Brugge"), ("3", "Els", "Luik")]
    assert seen.found == [(3, 4, "FIL012")]


def test_a_delimiter_at_the_end_of_every_row_is_ignored_and_noted_once(read):
    seen = read(HEADER + "".join(f"{n};Jan;Gent;\n" for n in range(500)))
    assert (len(seen.rows), seen.found, seen.noted) == (500, [(2, 4, "FIL012")], [])


def test_most_rows_of_another_width_are_one_error_of_the_file(read):
    seen = read(HEADER + "1;Jan;Gent;BE\n2;An;Brugge;BE\n3;Els;Luik\n4;Bo\n5;x;y;z\n")
    assert seen.noted == [(1, None, "FIL007")]
    assert (seen.lines, seen.broken) == ([4], [(2, 2), (3, 3), (5, 5), (6, 6)])
    assert seen.found == [(5, None, "ROW001")]


def test_the_error_of_another_width_names_both(opened):
    said = opened(HEADER + "1;Jan\n2;An\n").violations.row(0, named=True)
    assert (said["code"], said["params"]) == ("FIL007", '{"expected": 3, "width": 2}')


@pytest.mark.parametrize(
    ("damaged", "column", "code"),
    [
        ('2;"An;Brugge', 2, "ROW003"),
        ('2;An;"Brugge', 3, "ROW003"),
        ('"2;An;Brugge', 1, "ROW003"),
        ('2;A"n;Brugge', 2, "ROW005"),
        ('2;An";Brugge', 2, "ROW005"),
        ('2;An;Bru;gge"', 4, "ROW005"),
        ('2;"An" Maes;Brugge', 2, "ROW004"),
        ('2;"An"x;"Brugge"', 2, "ROW004"),
        ("2;A\udcffn;Brugge", 2, "ROW006"),
        ('2;"A\udce9\udceb";Brugge', 2, "ROW006"),
    ],
)
@pytest.mark.parametrize(
    "following", ["3;Piet;Luik", '3;"Piet";Luik', '"3";"Piet";"Luik"', '3;"Pi\net";Luik', '3;"";""']
)
def test_damage_costs_its_own_record_only(read, damaged, column, code, following):
    text = f"{HEADER}1;Zoë;Gent\n{damaged}\n{following}\n4;Éls;Spa\n"
    seen = read(text.encode("utf-8", "surrogateescape"))
    assert seen.found == [(3, column, code)]
    assert seen.broken == [(3, 3)]
    assert [cells[0] for cells in seen.cells] == ["1", "3", "4"]
    assert seen.lines == [2, 4, 5 + following.count("\n")]


def test_an_unterminated_quote_in_the_last_line_is_an_error_there(read):
    seen = read(HEADER + '1;Jan;Gent\n2;"An;Brugge')
    assert (seen.lines, seen.found) == ([2], [(3, 2, "ROW003")])


def test_two_unterminated_quotes_are_two_errors(read):
    seen = read(HEADER + '1;"Jan;Gent\n2;"An;Brugge\n3;Els;Luik\n4;"Bo;Spa\n5;Ed;Ath\n')
    assert seen.found == [(2, 2, "ROW003"), (3, 2, "ROW003"), (5, 2, "ROW003")]
    assert seen.lines == [4, 6]


def test_two_damages_that_would_close_each_other_swallow_no_row_between(read):
    rows = "".join(f"{n};Name {n};Gent\n" for n in range(2, 40))
    seen = read(HEADER + '1;"Jan;Gent\n' + rows + '40;An";Gent\n')
    assert len(seen.rows) == 38
    assert seen.found == [(2, 2, "ROW003"), (41, 2, "ROW005")]


def test_damage_inside_a_cell_of_several_lines_does_not_blame_its_neighbours(read):
    seen = read(HEADER + '1;"Rue\nHaute" 5;Gent\n2;An;Brugge\n3;Els;"Rue\nBasse\n4;Bo;Spa\n')
    assert seen.found == [(2, 2, "ROW004"), (5, 3, "ROW003"), (6, None, "ROW001")]
    assert seen.lines == [4, 7]


def test_a_lost_closing_quote_takes_the_rest_of_its_row_along(read):
    seen = read(HEADER + '1;"Rue\nHaute;Gent\n2;An;Brugge\n3;Els;Luik\n')
    assert (seen.found, seen.broken, seen.lines) == ([(2, 2, "ROW003")], [(2, 3)], [4, 5])


def test_quotes_in_pairs_inside_an_unquoted_cell_are_read_as_written_with_a_warning(read):
    seen = read(HEADER + '1;Café "De Zon";Gent\n')
    assert seen.cells == [("1", 'Café "De Zon"', "Gent")]
    assert seen.found == [(2, 2, "ROW008")]


def test_quotes_that_were_not_doubled_are_repaired_and_reported(read):
    seen = read(HEADER + '1;"Café "De Zon"";"Gent; BE"\n"2";"De "Sterke", bvba";Luik\n')
    assert seen.cells == [("1", 'Café "De Zon"', "Gent; BE"), ("2", 'De "Sterke", bvba', "Luik")]
    assert seen.values == [
        (2, "ROW009", '"Café "De Zon""', '{"after": "Café \\"De Zon\\""}'),
        (3, "ROW009", '"De "Sterke", bvba"', '{"after": "De \\"Sterke\\", bvba"}'),
    ]


def test_quotes_that_were_not_doubled_are_no_repair_where_the_width_is_wrong(read):
    assert read(HEADER + '1;"a "b" c";d;e\n1;a;b\n1;a;b\n').found == [(2, 2, "ROW004")]


def test_a_line_of_many_megabytes_costs_itself_only(read):
    seen = read(HEADER + "1;Jan;Gent\n2;" + "x" * 5_000_000 + ";Gent\n3;An;Luik\n")
    assert (seen.lines, seen.found) == ([2, 4], [(3, 1, "ROW007")])


def test_a_quote_at_the_start_of_a_long_file_costs_its_own_record_only(read):
    rows = "".join(f"{n};Name number {n} of the long list;Gent\n" for n in range(100_000))
    seen = read(HEADER + '0;"Jan;Gent\n' + rows)
    assert (len(seen.rows), seen.found) == (100_000, [(2, 2, "ROW003")])


def test_a_cell_of_too_many_lines_was_never_closed(read):
    good = "0;An;Luik\n" * 400
    seen = read(HEADER + good + '1;"a\n' + "line\n" * 1_001 + '";Gent\n2;An;Luik\n')
    assert seen.found[0] == (402, 2, "ROW003")
    assert seen.lines[-1] == 1_405


@pytest.mark.slow
def test_every_kind_of_damage_has_its_place_in_a_long_file(read):
    choice = random.Random(7)
    damages = [
        ("{n};two;", [(0, 0)], None),
        ("{n};a;b;c", [(0, 4)], "ROW002"),
        ("{n};a", [(0, None)], "ROW001"),
        ('{n};"a;b', [(0, 2)], "ROW003"),
        ('{n};a"b;c', [(0, 2)], "ROW005"),
        ('{n};"a" b;c', [(0, 2)], "ROW004"),
        ('{n};"x\n\ny";Gent', [], None),
        ("", [], None),
    ]
    line, parts, expected = 1, [HEADER.rstrip("\n")], []
    for n in range(20_000):
        text, _, code = choice.choice(damages) if n % 50 == 7 else ("{n};Name;Gent", [], None)
        if code:
            column = {"ROW002": 4, "ROW001": None}.get(code, 2)
            expected.append((line + 1, column, code))
        parts.append(text.format(n=n))
        line += 1 + text.count("\n")
    for end, mark in [("\n", ""), ("\r\n", "\ufeff")]:
        seen = read(mark + "\n".join(parts).replace("\n", end) + end)
        assert seen.found == expected


def test_reading_again_gives_the_same_and_the_cells_of_chosen_lines(opened):
    source = opened(HEADER + '1;"Jan\nP";Gent\n2;An\n3;Els;Luik;BE\n4;Bo;Spa\n;;\n5;Ed;"Ath\n')
    first, second = ([chunk.rows.rows() for chunk in source.chunks()] for _ in range(2))
    assert first == second
    assert source.again([2, 4, 5, 8]).rows() == [
        (2, 3, "1", "Jan\nP", "Gent"),
        (4, 4, "2", "An", ""),
        (5, 5, "3", "Els", "Luik;BE"),
        (8, 8, "5", "Ed", '"Ath'),
    ]


def test_a_long_file_comes_in_chunks_that_say_how_far_they_are(opened):
    content = HEADER + "".join(f"{n};Name;Gent\n" for n in range(180_000))
    source = opened(content)
    chunks = list(source.chunks())
    lines = [line for chunk in chunks for line in chunk.rows["line"]]
    assert lines == list(range(2, 180_002))
    assert len(chunks) >= 3
    assert max(chunk.rows.height for chunk in chunks) <= 100_000
    assert [chunk.bytes_read for chunk in chunks] == sorted(chunk.bytes_read for chunk in chunks)
    assert chunks[-1].bytes_read == len(content)


def test_a_header_without_rows_is_a_warning(read):
    assert read(HEADER).found == [(1, None, "FIL013")]
    assert read(HEADER + ";;\n\n").found == [(1, None, "FIL013")]


def test_the_sample_holds_the_first_rows(opened):
    sample = opened(HEADER + "".join(f"{n};Name;Gent\n" for n in range(300))).shape.sample
    assert sample.columns == ["0", "1", "2"]
    assert sample["0"].to_list() == [str(n) for n in range(100)]


def test_zero_characters_stay_in_their_cell(read):
    assert read(HEADER + "1;J\x00an;Gent\n").cells == [("1", "J\x00an", "Gent")]
