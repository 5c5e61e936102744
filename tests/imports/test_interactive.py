"""An import that a person looks at in the page: what would end it elsewhere waits for them here."""

import polars as pl
import pytest

from muster.apply import environments, state
from muster.catalogue import Severity
from muster.imports import editing, looking, mappings, preview, problems, running, undoing
from muster.imports.folder import ORIGINS
from muster.imports.running import NotWaiting, SourceChanged
from muster.model.options import OnError
from muster.model.outcome import State

pytestmark = pytest.mark.slow

GOOD = "1;an@example.com;Peeters;An;+32470123456;;Gent;BE"
BELGIE = "2;bo@example.com;Claes;Bo;;;Gent;Belgiek"
BAD_MAIL = "3;cas@;Maes;Cas;;;Gent;BE"


def test_a_good_file_waits_for_a_yes_and_then_goes_in(desk):
    kept = desk.send(GOOD)
    assert (kept.state, kept.report.reason, kept.report.totals.created) == (State.WAITING, "confirmation", 1)
    assert desk.customers() == []
    assert desk.agree().state is State.DONE
    assert desk.customers() == [("1", "Peeters", "Gent", "BE")]


def test_errors_wait_to_be_corrected_instead_of_failing(desk):
    kept = desk.send(GOOD, BELGIE, BAD_MAIL)
    assert (kept.state, kept.report.reason) == (State.WAITING, "errors")
    assert desk.found == [(3, "country", "CTR001"), (4, "email", "EML001")]


def test_errors_wait_also_where_all_else_is_stored_already(desk):
    desk.send(GOOD)
    desk.agree()
    kept = desk.send_each(GOOD, BELGIE)
    assert (kept.state, kept.report.reason, kept.report.totals.unchanged) == (State.WAITING, "errors", 1)
    editing.set_cell(desk.database, desk.import_id, file=2, line=2, field="country", value="BE", user_id=7)
    kept = desk.check_again()
    assert (kept.state, kept.report.reason, kept.report.totals.created) == (State.WAITING, "confirmation", 1)


def test_what_is_stored_already_ends_by_itself_where_nothing_is_wrong_or_errors_are_left_out(desk):
    desk.send(GOOD)
    desk.agree()
    assert desk.send(GOOD).state is State.DONE
    assert desk.send(GOOD, BELGIE, on_error=OnError.SKIP).state is State.PARTIAL


def test_corrections_are_laid_over_the_file_and_name_who_made_them(desk):
    desk.send(GOOD, BELGIE, BAD_MAIL)
    editing.replace_everywhere(
        desk.database, desk.import_id, file=1, field="country", replaced="Belgiek", value="BE", user_id=7
    )
    editing.set_cell(desk.database, desk.import_id, file=1, line=4, field="email", value="cas@example.com", user_id=8)
    kept = desk.check_again()
    assert desk.found == []
    assert (kept.report.reason, kept.report.totals.created) == ("confirmation", 3)
    desk.agree()
    assert desk.customers("number, email, country")[1:] == [
        ("2", "bo@example.com", "BE"),
        ("3", "cas@example.com", "BE"),
    ]
    origins = pl.read_parquet(kept.folder.frame_path(ORIGINS)).sort("line")
    assert origins.select("line", "field", "user_id").rows() == [(3, "country", 7), (4, "email", 8)]


def test_a_row_that_is_left_out_counts_as_skipped(desk):
    desk.send(GOOD, BAD_MAIL)
    editing.leave_out(desk.database, desk.import_id, file=1, line=3, user_id=None)
    totals = desk.check_again().report.totals
    assert (totals.rows, totals.created, totals.skipped, totals.errors) == (2, 1, 1, 0)


def test_a_row_that_could_not_be_read_can_be_left_out_too(desk):
    desk.send(GOOD, "2;too;few", GOOD.replace("1;an", "4;dirk"))
    assert desk.found == [(3, None, "ROW001")]
    editing.leave_out(desk.database, desk.import_id, file=1, line=3, user_id=None)
    assert desk.check_again().report.totals.created == 2


def test_rows_with_errors_can_stay_out_while_the_others_go_in(desk):
    desk.send(GOOD, BAD_MAIL)
    kept = desk.decide(on_error=OnError.SKIP, mapping_confirmed=True)
    assert (kept.report.reason, kept.report.totals.created, kept.report.totals.rejected) == ("confirmation", 1, 1)
    assert desk.agree().state is State.PARTIAL


def test_the_plan_that_was_shown_is_written_as_it_is(desk, monkeypatch):
    desk.send(GOOD)

    def unwanted(*_args, **_kwargs):
        pytest.fail("the file was read again")

    monkeypatch.setattr("muster.pipeline.plan", unwanted)
    assert desk.agree().state is State.DONE


def test_a_yes_holds_for_what_was_shown_and_for_nothing_else(desk):
    """Somebody imports the customer in between: what would have been created is an update by now."""
    kept = desk.send(GOOD.replace("Gent", "Brugge"))
    other = running.start(
        desk.database, "Bakkerij", [running.Input(name="other.csv", path=other_file(desk))],
        running.Options(yes=True), running.Person(name="Bob"),
    )  # fmt: skip
    assert other.state is State.DONE
    yes = running.agreed(kept)
    running.decide(desk.database, kept.id, yes)
    again = desk.work()
    assert (again.state, again.report.totals.created, again.report.totals.updated) == (State.WAITING, 0, 1)
    assert desk.customers() == [("1", "Peeters", "Gent", "BE")]
    assert desk.agree().state is State.DONE
    assert desk.customers() == [("1", "Peeters", "Brugge", "BE")]


def other_file(desk):
    path = desk.folder / "other.csv"
    path.write_text(f"customerNumber;email;lastname;firstname;mobile;companyName;city;country\n{GOOD}\n")
    return path


def test_doubtful_columns_are_asked_about_before_a_row_is_read(desk):
    kept = desk.send("1;Peeters;an@example.com;9000", header="Klantnummer;Naam;E-mail;Woonplaats?")
    assert (kept.state, kept.report.reason) == (State.WAITING, "columns")
    [file] = looking.kept(kept.folder)
    assert [(column.label, column.field) for column in file.columns][:3] == [
        ("Klantnummer", "number"), ("Naam", None), ("E-mail", "email"),
    ]  # fmt: skip
    assert file.columns[0].samples == ("1",)


def test_what_was_said_of_columns_is_used_for_the_next_file_of_that_shape(desk):
    header = "Klantnummer;Naam;E-mail;Bedrijf"
    kept = desk.send("1;Peeters;an@example.com;", header=header)
    shape = looking.kept(kept.folder)[0].shape
    said = {"Klantnummer": "number", "Naam": "lastname", "E-mail": "email", "Bedrijf": "company"}
    mappings.save(desk.database, desk.environment.id, shape, said, user_id=None)
    desk.decide(saved={shape: said}, mapping_confirmed=True)
    assert desk.agree().state is State.DONE
    assert desk.customers("number, lastname") == [("1", "Peeters")]
    assert desk.send("2;Claes;bo@example.com;", header=header).report.reason == "confirmation"


def test_an_environment_forgets_a_mapping(desk):
    mappings.save(desk.database, desk.environment.id, "shape", {"Naam": "lastname"})
    [saved] = mappings.listed(desk.database, desk.environment.id)
    assert saved.mapping == {"Naam": "lastname"}
    mappings.forget(desk.database, environments.add(desk.database, "Other").id, saved.id)
    assert mappings.every(desk.database, desk.environment.id)
    mappings.forget(desk.database, desk.environment.id, saved.id)
    assert mappings.every(desk.database, desk.environment.id) == {}


def test_problems_are_grouped_by_what_mends_them(desk):
    desk.send(GOOD, BELGIE, BELGIE.replace("2;bo", "5;eva"), BAD_MAIL, GOOD.replace("an@", "x@"))
    groups = problems.of(desk.database, desk.kept).groups(Severity.ERROR)
    shown = {(group.code, group.field, group.count, group.by_value, group.by_row) for group in groups}
    assert shown == {
        ("CTR001", "country", 2, True, False), ("EML001", "email", 1, True, False), ("DUP001", "number", 1, False, True),
    }  # fmt: skip
    [country] = [group for group in groups if group.code == "CTR001"]
    assert [(wrong.value, wrong.count, wrong.suggestion) for wrong in country.values] == [("Belgiek", 2, "BE")]


def test_a_mended_value_is_shown_as_mended_before_anything_is_checked_again(desk):
    desk.send(GOOD, BELGIE)
    editing.replace_everywhere(
        desk.database, desk.import_id, file=1, field="country", replaced="Belgiek", value="BE", user_id=None
    )
    found = problems.of(desk.database, desk.kept)
    [group] = found.groups(Severity.ERROR)
    assert (group.values[0].mended, group.is_done, group.suggested) == ("BE", True, 0)
    assert found.row(1, 3).violations.filter(severity="error").is_empty()


def test_a_value_that_would_be_wrong_too_is_told_at_once(desk):
    desk.send(GOOD, BAD_MAIL)
    found = problems.of(desk.database, desk.kept)
    assert found.still_wrong(1, "email", "cas@", "cas@example")["code"].to_list() == ["EML001"]
    assert found.still_wrong(1, "email", "cas@", "cas@example.com").is_empty()


def test_rows_are_paged_in_the_order_of_the_file(desk):
    desk.send(GOOD, *(BAD_MAIL.replace("3;cas", f"{number};cas") for number in range(10, 15)))
    found = problems.of(desk.database, desk.kept)
    first = found.page("EML001", limit=3)
    assert [row.line for row in first] == [3, 4, 5]
    assert [row.line for row in found.page("EML001", after=(1, 5), limit=3)] == [6, 7]
    assert first[0].cells["lastname"] == "Maes"


def test_all_suggestions_are_accepted_at_once(desk):
    desk.send(GOOD, BELGIE, BAD_MAIL.replace("cas@", "cas.maes @example.com"))
    for (file, field), pairs in problems.of(desk.database, desk.kept).all_suggestions().items():
        editing.replace_each(desk.database, desk.import_id, file=file, field=field, pairs=pairs, user_id=None)
    assert desk.check_again().report.totals.errors == 0


def test_what_would_happen_is_listed_row_by_row(desk):
    desk.send(GOOD)
    desk.agree()
    kept = desk.send(GOOD.replace("Gent", "Brugge").replace("+32470123456", ""), "9;zoe@example.com;Wit;Zoë;;;Ieper;BE")
    assert [(each.line, each.values["lastname"]) for each in preview.created(desk.database, kept)] == [(3, "Wit")]
    [changed] = preview.updated(desk.database, kept)
    assert (changed.line, changed.changes) == (2, {"mobile": ("+32470123456", None), "city": ("Gent", "Brugge")})
    deleted = preview.deleted(desk.database, kept, "mobile")
    assert deleted.select("line", "value").rows() == [(2, "+32470123456")]
    assert preview.created(desk.database, kept, after=(1, 3)) == []


def test_what_would_happen_is_paged_over_rows_that_would_not(desk):
    desk.send(*(GOOD.replace("1;an", f"{number};an{number}") for number in range(1, 6)))
    desk.agree()
    rows = [GOOD.replace("1;an", f"{number};an{number}") for number in (1, 10, 2, 11, 3, 12, 4)]
    changed = {2, 4, 6}
    kept = desk.send(*(row.replace("Gent", "Ieper") if at in changed else row for at, row in enumerate(rows)))
    for listed, lines in ((preview.created, [3, 5, 7]), (preview.updated, [4, 6, 8])):
        assert [each.line for each in listed(desk.database, kept)] == lines
        assert [each.line for each in listed(desk.database, kept, limit=2)] == lines[:2]
        assert [each.line for each in listed(desk.database, kept, after=(1, lines[1]))] == lines[2:]


def test_lists_of_a_plan_that_is_gone_say_so(desk):
    kept = desk.send(GOOD)
    desk.database.drop_staging(kept.id)
    with pytest.raises(preview.PlanGone):
        preview.created(desk.database, kept)
    assert desk.agree().state is State.DONE


def test_whoever_comes_second_finds_that_it_went_on(desk):
    kept = desk.send(GOOD)
    running.decide(desk.database, kept.id, running.agreed(kept))
    with pytest.raises(NotWaiting):
        running.decide(desk.database, kept.id, running.agreed(kept))


def test_a_file_that_was_changed_meanwhile_is_refused(desk):
    kept = desk.send(GOOD)
    running.decide(desk.database, kept.id, running.agreed(kept))
    kept.paths[0].write_text("something else")
    with pytest.raises(SourceChanged):
        desk.work()
    assert (desk.kept.state, desk.kept.report.reason, desk.customers()) == (State.FAILED, "system", [])


def test_an_undo_is_left_to_a_worker_and_keeps_what_was_changed_since(desk):
    imported = desk.send(GOOD, "2;bo@example.com;Claes;Bo;;;Gent;BE")
    desk.agree()
    changed = desk.send("2;bo@example.com;Claes;Bo;;;Brugge;BE")
    desk.agree()
    desk.import_id = undoing.ask_to_take_back(desk.database, imported.id, running.Person(name="An"))
    undone = desk.work()
    assert (undone.state, undone.undoes) == (State.PARTIAL, imported.id)
    assert [row[0] for row in desk.customers()] == ["2"]
    assert undoing.left_by_undo(desk.database, undone)["code"].to_list() == ["UND002"]
    assert changed.id != imported.id


def test_what_a_stopped_worker_held_is_given_back(desk, monkeypatch):
    kept = desk.send(GOOD)
    running.decide(desk.database, kept.id, running.agreed(kept))

    def stopped(*_args, **_kwargs):
        raise running.Stopped

    with monkeypatch.context() as patch:
        patch.setattr("muster.imports.running.apply", stopped)
        with pytest.raises(running.Stopped):
            desk.work()
    assert desk.kept.state is State.RECEIVED
    assert desk.work().state is State.DONE


def test_what_failed_for_want_of_room_is_tried_again_later_and_not_for_ever(desk, monkeypatch):
    from muster.store import DiskFull

    def full(*_args, **_kwargs):
        raise DiskFull

    monkeypatch.setattr("muster.pipeline.plan", full)
    monkeypatch.setattr("muster.apply.state.RETRY_SECONDS", 0)
    with pytest.raises(DiskFull):
        desk.send(GOOD)
    for _last in (False, True):
        assert desk.kept.state is State.RECEIVED
        with pytest.raises(DiskFull):
            desk.work()
    assert (desk.kept.state, desk.kept.report.reason) == (State.FAILED, "system")
    assert state.claim(desk.database, desk.import_id) is None
