"""Letters come out as they were written, and what cannot be read has its line."""

import pytest

TEXT = "nr;name;city\n1;Zoë;Liège\n2;François;Köln\n3;Łukasz;Besançon\n"
WESTERN = TEXT.replace("Łukasz", "José")
CELLS = [("1", "Zoë", "Liège"), ("2", "François", "Köln"), ("3", "Łukasz", "Besançon")]


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
    ],
)
def test_unicode_files_are_read_without_a_word(read, codec, name):
    seen = read(TEXT.encode(codec))
    assert (seen.labels, seen.cells, seen.lines) == (("nr", "name", "city"), CELLS, [2, 3, 4])
    assert (seen.source.shape.encoding, seen.noted) == (name, [])


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_utf_16_is_known_with_and_without_its_mark(read, codec, mark):
    seen = read((mark + TEXT).encode(codec))
    assert seen.cells == CELLS
    assert seen.noted == ([] if mark else [(None, None, "FIL009")])


def test_windows_1252_is_read_with_a_note(read):
    seen = read((WESTERN + "4;“Ann” – 5 €;Œuvre\n").encode("cp1252"))
    assert seen.cells[-1] == ("4", "“Ann” – 5 €", "Œuvre")
    assert (seen.source.shape.encoding, seen.noted) == ("windows-1252", [(None, None, "FIL009")])


@pytest.mark.slow
def test_a_letter_far_down_still_tells_the_encoding(read):
    content = "nr;name\n" + "".join(f"{n};Jan\n" for n in range(200_000)) + "x;Zoë\n"
    assert read(content.encode("cp1252")).cells[-1] == ("x", "Zoë")


def test_a_letter_across_the_end_of_a_piece_is_one_letter(read):
    content = "nr;name\n" + "".join(f"{n};Zoë François\n" for n in range(150_000))
    seen = read(content)
    assert (seen.source.shape.encoding, seen.found, seen.cells[-1]) == ("utf-8", [], ("149999", "Zoë François"))


@pytest.mark.parametrize("bad", [b"\xff", b"\xe9", b"\xc3", b"\xed\xa0\x80", b"\x80"])
def test_a_bad_byte_in_a_utf_8_file_is_an_error_of_its_row_only(read, bad):
    content = TEXT.encode() + b"4;An" + bad + b"n;Gent\n5;Els;\xc3\x89vreux\n"
    seen = read(content)
    assert seen.cells == [*CELLS, ("5", "Els", "Évreux")]
    assert (seen.found, seen.broken) == ([(5, 2, "ROW006")], [(5, 5)])
    assert "�" in seen.values[0][2]


def test_a_bad_byte_counts_more_than_quotes_in_the_same_row(read):
    assert read(TEXT.encode() + b'4;An "x" y;G\xffent\n').found == [(5, 3, "ROW006")]


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_bad_bytes_have_their_lines_behind_cells_of_several_lines(read, end):
    lines = [
        b"nr;name;city",
        b'1;"Zo\xc3\xab',
        b'x";Gent',
        b"",
        b"2;\xff;Gent",
        b'3;"a',
        b'\xfe\xff";Gent',
        b"4;Zo\xc3\xab;Luik",
    ]
    seen = read(end.join(lines))
    assert seen.found == [(5, 2, "ROW006"), (6, 2, "ROW006")]
    assert seen.broken == [(5, 5), (6, 7)]
    assert seen.lines == [2, 8]


def test_a_byte_that_windows_1252_does_not_know_is_an_error_of_its_row(read):
    seen = read(WESTERN.encode("cp1252") + b"4;An\x81n;Gent\n5;Els;Spa\n")
    assert (seen.found, seen.cells[-1]) == ([(5, 2, "ROW006")], ("5", "Els", "Spa"))


def test_a_byte_that_nobody_types_is_no_letter_of_windows_1252(read):
    seen = read(b"nr;name;city\n1;Jan;Gent\n2;An\xffn;Gent\n")
    assert (seen.found, seen.source.shape.encoding) == ([(3, 2, "ROW006")], "utf-8")


def test_half_a_character_at_the_end_of_utf_16_is_an_error_of_its_row(read):
    seen = read((TEXT + "4;An;Gent").encode("utf-16") + b"\x41")
    assert seen.found == [(5, 3, "ROW006")]


def test_a_lone_surrogate_in_utf_16_is_an_error_of_its_row(read):
    seen = read(b"\xff\xfe" + "nr;name\n1;a".encode("utf-16-le") + b"\x00\xd8" + "b\n2;c\n".encode("utf-16-le"))
    assert (seen.found, seen.cells) == ([(2, 2, "ROW006")], [("2", "c")])


def test_a_damaged_header_is_an_error_in_its_column(read):
    seen = read("nr;name;city\n1;Zoë;Gent\n".encode().replace(b"name", b"na\xffme"))
    assert seen.labels == ("nr", "na�me", "city")
    assert seen.noted == [(1, 2, "FIL008")]


def test_letters_in_no_known_encoding_are_refused_with_their_line(refused):
    cyrillic = ("nr;name\n1;Jan\n" + "2;\xde\xfe\xde\xfe\xf0\xd0\xf0;\xde\xfe\n" * 20).encode("latin-1")
    assert refused(cyrillic) == ("FIL004", 3)


def test_a_replacement_character_that_stands_in_the_file_is_no_bad_byte(read):
    assert read("nr;name\n1;Fran�ois\n").found == []
