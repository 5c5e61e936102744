"""`muster import` and what follows from it, on both databases."""

import re
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

JAN = "1,jan@example.com,nl,Janssens,Jan,+32470123456,,,Kerkstraat 7,Leuven,3000,BE"
AN = "2,an@example.com,nl,Peeters,An,+32470123457,,,Kerkstraat 8,Leuven,3000,BE"


def test_new_customers_go_in(muster, file):
    done = muster("import", file(JAN, AN), "--yes", "--format", "json")
    assert (done.code, done.json["status"], done.json["import"]) == (0, "done", 1)
    assert done.json["totals"]["created"] == 2


def test_the_same_file_again_changes_nothing(muster, file):
    muster("import", file(JAN, AN), "--yes")
    done = muster("import", file(JAN, AN), "--yes", "--format", "json")
    assert (done.code, done.json["status"], done.json["totals"]["unchanged"]) == (0, "done", 2)


def test_a_changed_value_updates_its_customer(muster, file):
    muster("import", file(JAN, AN), "--yes")
    done = muster("import", file(JAN.replace("Leuven", "Gent"), AN), "--yes", "--format", "json")
    assert (done.json["totals"]["updated"], done.json["totals"]["unchanged"]) == (1, 1)
    assert "Gent" in muster("customers", "Janssens").out


def test_an_error_keeps_the_whole_file_out(muster, file):
    done = muster("import", file(JAN, AN.replace("an@example.com", "an@")), "--yes", "--format", "json")
    assert (done.code, done.json["status"], done.json["reason"]) == (1, "failed", "data")
    assert done.json["totals"]["rejected"] == 2
    assert done.json["totals"]["rows_with_errors"] == 1
    assert muster("customers").out == ""


def test_skip_lets_the_good_rows_in(muster, file):
    path = file(JAN, AN.replace("an@example.com", "an@"))
    done = muster("import", path, "--yes", "--on-error", "skip", "--format", "json")
    assert (done.code, done.json["status"], done.json["files"][0]["status"]) == (1, "partial", "partial")
    assert (done.json["totals"]["created"], done.json["totals"]["rejected"]) == (1, 1)


def test_a_bad_file_stays_out_and_the_good_one_goes_in(muster, file):
    good = file(JAN, name="good.csv")
    bad = file(AN.replace("an@example.com", "an@"), name="bad.csv")
    done = muster("import", good, bad, "--yes", "--format", "json")
    assert (done.code, done.json["status"]) == (1, "partial")
    assert [found["status"] for found in done.json["files"]] == ["accepted", "rejected"]
    assert done.json["totals"]["created"] == 1


def test_a_customer_in_two_files_is_an_error_that_names_the_first(muster, file):
    done = muster(
        "import", file(JAN, name="a.csv"), file(JAN.replace("Leuven", "Gent"), name="b.csv"), "--format", "json"
    )
    [found] = done.json["files"][1]["violations"]
    assert (found["line"], found["field"], found["code"]) == (2, "customerNumber", "DUP001")
    assert found["first"] == {"file": "a.csv", "line": 2}
    assert found["column"] == 1


def test_without_yes_and_without_a_terminal_it_waits(muster, file):
    done = muster("import", file(JAN), "--format", "json")
    assert (done.code, done.json["status"]) == (3, "waiting")
    assert muster("customers").out == ""
    assert muster("confirm", 1, "--format", "json").json["status"] == "done"
    assert "Janssens" in muster("customers").out


def test_a_waiting_import_can_be_cancelled(muster, file):
    muster("import", file(JAN))
    assert muster("cancel", 1).code == 0
    done = muster("confirm", 1)
    assert (done.code, done.err.strip()) == (2, "Import 1 does not wait for a confirmation.")


def test_a_dry_run_writes_nothing_and_ends_like_the_real_one(muster, file):
    good = muster("import", file(JAN), "--dry-run", "--format", "json")
    assert (good.code, good.json["status"], good.json["dry_run"]) == (0, "planned", True)
    assert good.json["totals"]["created"] == 1
    bad = muster("import", file(JAN.replace("jan@example.com", "jan@")), "--dry-run")
    assert bad.code == 1
    assert muster("customers").out == ""


def test_what_is_unknown_ends_with_2(muster, file):
    assert muster("import", file(JAN), "--environment", "nowhere", "--yes").code == 2
    assert muster("imports", 7).code == 2
    assert muster("confirm", 7).code == 2


def test_environments_do_not_see_each_other(muster, file):
    muster("import", file(JAN), "--yes")
    assert muster("environments", "add", "north").code == 0
    done = muster("import", file(JAN), "--yes", "--environment", "north", "--format", "json")
    assert done.json["totals"]["created"] == 1
    assert muster("environments").out.split() == ["default", "north"]


def test_a_report_can_be_seen_again(muster, file):
    first = muster("import", file(JAN, AN.replace("an@example.com", "an@")), "--yes", "--format", "json")
    assert muster("imports", 1, "--format", "json").json == first.json
    assert "failed" in muster("imports").out


@pytest.mark.parametrize("form", ["json", "csv", "html", "xlsx"])
def test_the_complete_list_can_be_written_again_in_every_format(muster, file, form):
    path = file(JAN, AN.replace("an@example.com", "an@"), AN.replace("2,", "3,", 1).replace("BE", "XX"))
    muster("import", path, "--yes", "--on-error", "skip", "--format", form, "-o", f"first.{form}")
    muster("imports", 1, "--format", form, "-o", f"again.{form}")
    first, again = (_content(Path(f"{name}.{form}")) for name in ("first", "again"))
    assert first == again
    assert "EML001" in first
    assert "CTR001" in first


def _content(report):
    """Everything but how long it took."""
    if report.suffix == ".xlsx":
        with zipfile.ZipFile(report) as book:
            return book.read("xl/worksheets/sheet2.xml").decode()
    return re.sub(r"<dl>.*?</dl>", "", report.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_mail_lies_in_the_outbox_folder(muster, file, tmp_path):
    muster("import", file(JAN), "--yes", "--notify", "boss@example.org")
    [mail] = (tmp_path / "data" / "outbox").glob("*.eml")
    text = mail.read_text()
    assert "To: boss@example.org" in text
    assert "Janssens" not in text


def test_a_database_that_is_not_there_ends_with_4_and_says_nothing_was_written(command, file, tmp_path):
    done = command("import", file(JAN), "--yes", "--database", f"postgresql://nobody@/none?host={tmp_path}")
    assert done.code == 4
    assert "Nothing was written" in done.err


def test_the_embedded_database_is_made_on_first_use_and_is_private(command, file, tmp_path):
    assert command("import", file(JAN), "--yes").code == 0
    database = tmp_path / "data" / "muster.db"
    assert database.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_exporting_and_importing_the_export_changes_nothing(muster, file):
    muster("import", file(JAN, AN, '3,,,"\'=Cmd, ""x""",Zoë,,,,"Kerk\nstraat",,,'), "--yes")
    for form, name in (("csv", "out.csv"), ("text", "out.txt")):
        assert muster("export", "--format", form, "-o", name).code == 0
        done = muster("import", name, "--yes", "--format", "json")
        assert (done.code, done.json["totals"]["unchanged"]) == (0, 3)


def test_the_export_guards_formulas_but_not_phone_numbers(muster, file):
    muster("import", file("'=1,,,-Cmd,Zoë,+32470123456,,,,,,"), "--yes")
    assert muster("export", "--format", "text").out.splitlines()[1].startswith('"\'=1","","en","\'-Cmd","Zoë","+324')


def test_the_export_takes_a_filter(muster, file):
    muster("import", file(JAN, AN), "--yes")
    assert muster("export", "--format", "text", "--search", "peet").out.count("\n") == 2
    assert muster("export", "--format", "text", "--country", "nl").out.count("\n") == 1


def test_doctor_finds_all_well(muster):
    done = muster("doctor")
    assert done.code == 0
    assert "up to date" in done.out


def test_commands_speak_seven_languages(command):
    for language, word in {
        "nl": "Gebruik", "fr": "Utilisation", "de": "Aufruf", "it": "Uso", "es": "Uso", "pt": "Utilização",
    }.items():  # fmt: skip
        assert word in command("--help", "--lang", language).out


def test_an_import_keeps_its_files_private(muster, file, tmp_path):
    muster("import", file(JAN), "--yes")
    kept = [path for path in (tmp_path / "data" / "imports").rglob("*") if path.is_file()]
    assert kept
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)
    assert all(path.stat().st_mode & 0o077 == 0 for path in [Path(kept[0]).parent])


def test_a_national_number_is_read_with_the_stored_customers_country(muster, file):
    muster("import", file(JAN, name="first.csv"), "--yes")
    header = "customerNumber,lastname,firstname,companyName,mobile"
    update = file("1,Janssens,Jan,,0471 12 34 56", "9,New,Person,,0471 12 34 57", header=header)
    done = muster("import", update, "--yes", "--on-error", "skip", "--country", "NL", "--format", "json")
    assert [found for found in done.found if found[2].startswith("MOB")] == [(3, "mobile", "MOB003")]
    assert done.json["totals"]["updated"] == 1
    assert done.json["totals"]["rejected"] == 1
    assert "+32471123456" in muster("customers", "show", "1").out


def test_a_file_goes_in_whose_national_numbers_the_stored_countries_make_good(muster, file):
    muster("import", file(JAN, name="first.csv"), "--yes")
    update = file("1,Janssens,Jan,,0471 12 34 56", header="customerNumber,lastname,firstname,companyName,mobile")
    done = muster("import", update, "--yes", "--country", "NL", "--format", "json")
    assert (done.code, done.json["totals"]["updated"]) == (0, 1)


def test_a_stored_number_proves_what_a_spreadsheet_wrote_as_an_amount(muster, file):
    muster("import", file(JAN.replace("1,jan", "1234,jan"), name="first.csv"), "--yes")
    header = "customerNumber;lastname;firstname;companyName"
    update = file("1.234,00;Janssens;Jan;", "5.678,00;Peeters;An;", name="amounts.csv", header=header)
    done = muster("import", update, "--yes", "--format", "json")
    assert done.found == [(2, "customerNumber", "NUM002"), (3, "customerNumber", "NUM001")]
    repaired, _doubtful = done.json["files"][0]["violations"]
    assert (repaired["value"], repaired["suggestion"], repaired["column"]) == ("1.234,00", "1234", 1)
    totals = done.json["totals"]
    assert (totals["unchanged"], totals["created"], totals["repaired"], totals["warnings"]) == (1, 1, 1, 1)


def test_a_stored_number_proves_which_zeros_an_enterprise_number_lost(muster, file):
    muster("import", file("1,,,,,,Jansen BV,01234567,,,,NL", name="first.csv"), "--yes")
    header = "customerNumber,lastname,firstname,companyName,coc,country"
    update = file("1,,,Jansen BV,1234567,NL", "2,,,Smit BV,2345678,NL", header=header)
    done = muster("import", update, "--yes", "--format", "json")
    assert done.found == [(2, "coc", "COC012"), (3, "coc", "COC003")]
    repaired = done.json["files"][0]["violations"][0]
    assert (repaired["value"], repaired["suggestion"], repaired["column"]) == ("1234567", "01234567", 5)
    assert (done.json["totals"]["unchanged"], done.json["totals"]["repaired"]) == (1, 1)
    assert "01234567" in muster("customers", "show", "1").out


def test_a_warning_about_what_is_stored_already_is_not_listed_again(muster, file):
    path = file(JAN.replace("jan@example.com", "jan@gmial.com"))
    assert muster("import", path, "--yes", "--format", "json").found == [(2, "email", "EML005")]
    again = muster("import", path, "--yes", "--format", "json")
    assert (again.found, again.json["totals"]["warnings"]) == ([], 0)
    assert "stored just so already" in muster("import", path, "--yes").out


def test_a_dry_run_groups_the_changes_and_shows_examples(muster, file):
    muster("import", file(JAN, AN), "--yes")
    shown = muster("import", file(JAN.replace("Leuven", "Gent"), AN.replace("Leuven", "Gent")), "--dry-run").out
    assert "“Leuven” → “Gent” × 2" in shown
    assert "customers.csv, line 2, customer 1:" in shown


def test_many_deletions_stop_until_their_number_is_said(muster, file):
    rows = [f"{n},c{n}@example.com,nl,Peeters,An{n},+324701234{n:02},,,,,,BE" for n in range(40)]
    muster("import", file(*rows), "--yes")
    emptied = file(*(row.replace(row.split(",")[5], "") for row in rows))
    stopped = muster("import", emptied, "--yes")
    assert stopped.code == 3
    assert "--max-cleared 40" in stopped.out
    assert "customers.csv, line 2, customer 0: “+32470123400”" in stopped.out
    assert "and 20 more" in stopped.out
    assert muster("import", emptied, "--yes", "--max-cleared", 39).code == 3
    done = muster("import", emptied, "--yes", "--max-cleared", 40, "--format", "json")
    assert (done.code, done.json["totals"]["cleared"], done.json["cleared_by_field"]) == (0, 40, {"mobile": 40})
    assert (
        muster("import", emptied, "--yes", "--blank", "mobile=keep", "--format", "json").json["totals"]["unchanged"]
        == 40
    )


def test_the_accident_is_undone_and_the_export_is_as_before_byte_for_byte(muster, file):
    rows = [f"{n},c{n}@example.com,nl,Peeters{n},An{n},+324701234{n:02},,,,,,BE" for n in range(40)]
    muster("import", file(*rows), "--yes")
    before = muster("export").out
    accident = [row.replace(row.split(",")[5], "").replace("Peeters", "Maes").replace("An", "Els") for row in rows[:12]]
    accident += [row.replace(row.split(",")[5], "") for row in rows[12:]]
    path = file(*accident)
    stopped = muster("import", path, "--yes")
    assert stopped.code == 3
    assert "--max-cleared 40" in stopped.out
    assert "--max-renamed 12" in stopped.out
    assert muster("import", path, "--yes", "--max-cleared", 40, "--max-renamed", 12).code == 0
    assert muster("export").out != before
    waiting_then_done = 3
    assert muster("undo", waiting_then_done, "--yes").code == 0
    assert muster("export").out == before


def test_the_same_file_stops_only_if_it_would_set_back_what_was_changed_since(muster, file):
    path = file(JAN, AN)
    muster("import", path, "--yes")
    again = muster("import", path, "--yes")
    assert again.code == 0
    assert "A file with the same content was imported on" in again.out
    muster("customers", "edit", "1", "city=Gent")
    stopped = muster("import", path, "--yes")
    assert stopped.code == 3
    assert "set back what was changed since on 1 customer" in " ".join(stopped.out.split())
    assert muster("confirm", 4).code == 0
    assert "Leuven" in muster("customers", "show", "1").out


def test_the_correction_file_is_mended_and_imported_and_quotes_the_original_lines(muster, file):
    path = file(JAN, AN.replace("an@example.com", "an@"), "3,piet@,nl,Maes,Piet,,,,,,,BE")
    done = muster("import", path, "--yes", "--on-error", "skip", "--rejects", "mend.csv")
    assert done.code == 1
    assert "2 rows to correct are in mend.csv." in done.err
    mended = Path("mend.csv").read_text(encoding="utf-8-sig").replace("an@", "an@example.com", 1)
    assert mended.count("\n") == 3
    Path("mend.csv").write_text(mended, encoding="utf-8")
    again = muster("import", "mend.csv", "--yes", "--on-error", "skip", "--format", "json")
    assert again.json["totals"]["created"] == 1
    [found] = [each for each in again.json["files"][0]["violations"] if each["severity"] == "error"]
    assert (found["code"], found["original"]) == ("EML001", {"file": "customers.csv", "line": 4})


def test_in_stop_mode_every_row_of_the_file_comes_back_those_with_errors_first(muster, file):
    path = file(JAN, AN.replace("an@example.com", "an@"))
    muster("import", path, "--yes", "--rejects", "all.csv")
    lines = Path("all.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0].strip('"') for line in lines] == ["customerNumber", "2", "1"]


def test_whoever_heard_of_the_import_hears_that_it_was_taken_back(muster, file, tmp_path):
    muster("import", file(JAN), "--yes", "--notify", "boss@example.org")
    muster("undo", 1, "--yes")
    mails = sorted((tmp_path / "data" / "outbox").glob("*.eml"), key=lambda mail: mail.stat().st_mtime_ns)
    assert ["Subject: All in" in mail.read_text() for mail in mails] == [True, False]
    assert "To: boss@example.org" in mails[1].read_text()
