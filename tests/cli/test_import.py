"""`muster import` and what follows from it, on both databases."""

from pathlib import Path

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
    done = muster("import", file(JAN, name="a.csv"), file(JAN.replace("Leuven", "Gent"), name="b.csv"), "--format", "json")
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
    assert muster("environments", "add", "north").code == 0
    muster("import", file(JAN), "--yes")
    done = muster("import", file(JAN), "--yes", "--environment", "north", "--format", "json")
    assert done.json["totals"]["created"] == 1
    assert muster("environments").out.split() == ["default", "north"]


def test_a_report_can_be_seen_again(muster, file):
    first = muster("import", file(JAN, AN.replace("an@example.com", "an@")), "--yes", "--format", "json")
    assert muster("imports", 1, "--format", "json").json == first.json
    assert "failed" in muster("imports").out


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
