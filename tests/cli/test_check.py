"""`muster check`: what is wrong, without a database."""

import os
from pathlib import Path

import pytest


def test_a_good_file_would_go_in(command, file):
    done = command("check", file("1,jan@example.com,nl,Janssens,Jan,+32470123456,,,Kerkstraat 7,Leuven,3000,BE"))
    assert done.code == 0
    assert "everything would go in" in done.out


def test_it_needs_no_database(command, file, tmp_path):
    command("check", file("1,jan@example.com,nl,Janssens,Jan,,,,,,,"))
    assert not (tmp_path / "data").exists()


def test_it_says_line_column_and_code_of_every_error(command, file):
    path = file("1,jan@,nl,Janssens,Jan,,,,,,,", "2,an@example.com,xx,Peeters,An,,,,,,,Belgi", "3,too,few")
    done = command("check", path, "--format", "json")
    assert done.code == 1
    assert done.found == [(2, "email", "EML001"), (3, "l", "LNG001"), (3, "country", "CTR001"), (4, None, "ROW001")]
    [email, *_] = done.json["files"][0]["violations"]
    assert (email["column"], email["header"], email["value"], email["severity"]) == (2, "email", "jan@", "error")


def test_the_json_has_the_promised_keys_in_their_order(command, file):
    report = command("check", file("1,jan@,nl,Janssens,Jan,,,,,,,"), "--format", "json").json
    assert list(report) == ["import", "status", "reason", "dry_run", "totals", "cleared_by_field", "files"]
    assert list(report["files"][0]) == ["name", "status", "source", "encoding", "delimiter", "totals", "violations"]
    assert list(report["files"][0]["violations"][0]) == [
        "line", "end_line", "column", "sheet", "cell", "record", "header", "field", "value", "code", "severity", "cause",
        "message", "hint", "suggestion", "first", "original",
    ]  # fmt: skip


def test_json_is_all_there_is_on_standard_output(command, file):
    assert command("check", file("1,,,,,,,,,,,"), "--format", "json").json["import"] is None


def test_standard_input_is_a_file(command, file, monkeypatch):
    path = file("1,jan@example.com,nl,Janssens,Jan,,,,,,,")
    read, write = os.pipe()
    os.write(write, path.read_bytes())
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert command("check", "-").code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.csv"], "There is no file “missing.csv”"),
        (["."], "is a folder"),
        (["customers.csv", "--map", "customerNumber=shoesize"], "There is no field “shoesize”"),
        (["customers.csv", "--map", "no-equals-sign"], "needs the form HEADER=FIELD"),
        (["customers.csv", "--map", "Nowhere=email"], "Nowhere"),
        (["customers.csv", "--country", "Belgium"], "is not a country code of two letters"),
        (["customers.csv", "--language", "pl"], "is not a language of customers"),
        (["customers.csv", "--format", "pdf"], "is not possible for --format"),
        (["customers.csv", "--format", "xlsx"], "name a file to write it to"),
        (["customers.csv", "--select", "XYZ999"], "There is no code “XYZ999”"),
        (["customers.csv", "--frob"], "There is no option --frob"),
        ([], "is missing"),
    ],
)
def test_wrong_options_end_with_2_and_say_why(command, file, arguments, words):
    file("1,jan@example.com,nl,Janssens,Jan,,,,,,,")
    done = command("check", *arguments)
    assert done.code == 2
    assert words in done.err
    assert done.out == ""


def test_a_file_that_is_no_table_is_refused_with_what_it_seems_to_be(command):
    path = Path("picture.csv")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    done = command("check", path, "--format", "json")
    assert done.code == 1
    assert done.found == [(None, None, "FIL002")]
    assert "PNG" in done.json["files"][0]["violations"][0]["message"]


def test_a_bad_file_does_not_hide_the_others(command, file):
    Path("empty.csv").touch()
    done = command("check", "empty.csv", file("1,jan@,nl,Janssens,Jan,,,,,,,"), "--format", "json")
    assert [
        (found["name"], each["line"], each["code"]) for found in done.json["files"] for each in found["violations"]
    ] == [("empty.csv", None, "FIL001"), ("customers.csv", 2, "EML001")]


def test_a_header_without_rows_is_accepted_with_a_warning(command, file):
    done = command("check", file(), "--format", "json")
    assert (done.code, done.found) == (0, [(1, None, "FIL013")])


def test_missing_columns_are_named_and_refuse_the_file(command, file):
    done = command("check", file("1,jan@example.com", header="customerNumber,email"), "--format", "json")
    assert done.code == 1
    assert {"lastname", "firstname", "companyName"} == {
        word
        for word in ("lastname", "firstname", "companyName")
        for each in done.json["files"][0]["violations"]
        if word in each["message"]
    }


def test_select_and_ignore_narrow_the_rules_but_never_what_is_fixed(command, file):
    path = file("1,jan@,xx,J4nssens,Jan,,,,,,,")
    assert command("check", path, "--format", "json", "--ignore", "EML").found == [
        (2, "l", "LNG001"),
        (2, "lastname", "NAM001"),
    ]
    assert command("check", path, "--format", "json", "--select", "NAM").found == [
        (2, "l", "LNG001"),
        (2, "lastname", "NAM001"),
    ]


def test_the_settings_file_changes_how_bad_a_code_is(command, file):
    path = file("1,jan@,nl,Janssens,Jan,,,,,,,")
    Path("muster.toml").write_text('[severity]\nEML001 = "warning"\n')
    done = command("check", path, "--format", "json")
    assert (done.code, done.found) == (0, [(2, "email", "EML001")])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('NOP001 = "warning"', "NOP001"),
        ('EML001 = "terrible"', "terrible"),
        ('CTR001 = "warning"', "cannot be changed"),
        ("EML001 = 3", "[severity] must read"),
    ],
)
def test_settings_that_cannot_be_followed_end_with_2_and_are_named(command, file, line, words):
    Path("muster.toml").write_text(f"[severity]\n{line}\n")
    done = command("check", file("1,jan@example.com,nl,Janssens,Jan,,,,,,,"))
    assert done.code == 2
    assert words in done.err


def test_the_report_is_written_to_a_file(command, file):
    path = file("1,jan@,nl,Janssens,Jan,,,,,,,")
    for name in ("report.html", "report.csv", "report.xlsx", "report.json", "report.txt"):
        form = {"txt": "text"}.get(name.partition(".")[2], name.partition(".")[2])
        assert command("check", path, "--format", form, "-o", name).out == ""
        assert Path(name).stat().st_size > 100


def test_national_numbers_of_several_countries_are_noted_once(command, file):
    path = file(
        "1,,nl,Janssens,Jan,0470123456,,,,,,BE",
        "2,,nl,Jansen,An,06 12345678,,,,,,NL",
        "3,,nl,Maes,Els,+32470123457,,,,,,BE",
    )
    [note] = command("check", path, "--format", "json").json["files"][0]["violations"]
    assert (note["code"], note["severity"], note["line"]) == ("MOB020", "note", None)
    assert note["message"] == "Numbers without calling code: 2; countries in the file: 2."


def test_a_wrong_header_is_not_followed_by_an_error_for_every_row(command, file):
    done = command("check", file("1,jan@example.com", "2,an@", header="customerNumber,email"), "--format", "json")
    assert {code for _, _, code in done.found if not code.startswith("HDR")} == {"EML001"}
