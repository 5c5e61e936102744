import pytest

from muster.apply.door import Stale
from muster.apply.edit import NoSuchCustomer, NumberTaken, create, delete, edit, merge
from muster.apply.provenance import past, provenance
from muster.apply.state import Kind
from muster.apply.undo import undo
from muster.model.outcome import State

JAN = {"number": "7", "lastname": "Peeters", "firstname": "Jan", "email": "Jan@example.com", "city": "Gent"}
EVA = {"number": "8", "lastname": "Claes", "firstname": "Eva", "mobile": "+32470123456"}


@pytest.fixture
def pair(muster):
    muster.bring_in([JAN, EVA])
    return muster.ids()


def change(muster, customer_id, started_by="alice", **values):
    return edit(muster.database, muster.request(Kind.EDIT, started_by), customer_id, values)


def aliases(muster):
    return muster.database.fetch("SELECT number, customer_id FROM customer_alias ORDER BY id")


def test_an_edit_writes_the_values_and_their_keys(muster, pair):
    jan, _eva = pair
    import_id = change(muster, jan, number="A-70", email="Jan.Peeters@Example.com", city=None)
    assert muster.customers("number", "number_key", "email_key", "city", "lastname", "version")[0] == (
        "A-70", "a70", "jan.peeters@example.com", None, "Peeters", 2,
    )  # fmt: skip
    assert muster.state(import_id) == State.DONE
    assert muster.version() == 2


def test_an_edit_that_changes_nothing_leaves_no_trace(muster, pair):
    jan, _eva = pair
    assert change(muster, jan, city="Gent") is None
    assert muster.version() == 1
    assert muster.database.fetch("SELECT count(*) FROM import") == [(1,)]


def test_an_edit_can_be_undone(muster, pair):
    jan, _eva = pair
    before = muster.customers()
    import_id = change(muster, jan, number="70", city=None, company="Peeters bv")
    undo(muster.database, muster.request(Kind.UNDO), import_id)
    assert muster.customers() == before


def test_a_number_that_another_customer_has_is_refused(muster, pair):
    jan, _eva = pair
    before = muster.customers()
    with pytest.raises(NumberTaken):
        change(muster, jan, number="8")
    assert muster.customers() == before
    assert muster.version() == 1


def test_an_edit_of_a_page_that_is_out_of_date_is_refused(muster, pair):
    jan, _eva = pair
    change(muster, jan, city="Brugge")
    with pytest.raises(Stale):
        edit(muster.database, muster.request(Kind.EDIT), jan, {"city": "Aalst"}, seen_version=1)
    assert muster.customers("city")[0] == ("Brugge",)


@pytest.mark.parametrize("customer_id", [0, 4711])
def test_a_customer_that_is_not_there_is_refused(muster, pair, customer_id):
    jan, _eva = pair
    with pytest.raises(NoSuchCustomer):
        change(muster, customer_id, city="Gent")
    with pytest.raises(NoSuchCustomer):
        delete(muster.database, muster.request(Kind.DELETE), [jan, customer_id])
    with pytest.raises(NoSuchCustomer):
        merge(muster.database, muster.request(Kind.MERGE), stays=jan, goes=customer_id)
    assert len(muster.customers()) == 2


def test_a_merge_keeps_one_customer_and_remembers_the_others_number(muster, pair):
    jan, eva = pair
    import_id = merge(muster.database, muster.request(Kind.MERGE), stays=jan, goes=eva, take=["mobile"])
    assert muster.customers("id", "number", "lastname", "mobile") == [(jan, "7", "Peeters", "+32470123456")]
    assert aliases(muster) == [("8", jan)]
    assert muster.state(import_id) == State.DONE


def test_a_merge_that_takes_the_number_remembers_the_one_that_is_given_up(muster, pair):
    jan, eva = pair
    merge(muster.database, muster.request(Kind.MERGE), stays=jan, goes=eva, take=["number"])
    assert muster.customers("number", "number_key") == [("8", "8")]
    assert aliases(muster) == [("7", jan)]


def test_a_merge_that_takes_nothing_is_journalled_too(muster, pair):
    jan, eva = pair
    import_id = merge(muster.database, muster.request(Kind.MERGE), stays=jan, goes=eva)
    journal = "SELECT customer_id, kind, changed FROM change WHERE import_id = %(id)s ORDER BY customer_id"
    kinds = [(customer, kind) for customer, kind, _changed in muster.database.fetch(journal, {"id": import_id})]
    assert kinds == [(jan, "update"), (eva, "delete")]


def test_a_customer_is_not_merged_with_itself(muster, pair):
    jan, _eva = pair
    with pytest.raises(ValueError, match="itself"):
        merge(muster.database, muster.request(Kind.MERGE), stays=jan, goes=jan)


def test_a_merge_into_a_merged_customer_leads_on(muster, pair):
    jan, eva = pair
    muster.bring_in([{"number": "9", "company": "Bakkerij"}])
    bakkerij = muster.ids()[-1]
    merge(muster.database, muster.request(Kind.MERGE), stays=eva, goes=jan)
    merge(muster.database, muster.request(Kind.MERGE), stays=bakkerij, goes=eva)
    living = "SELECT a.number, c.number FROM customer_alias AS a JOIN customer AS c ON c.id = a.customer_id ORDER BY 1"
    assert muster.database.fetch(living) == [("7", "9"), ("8", "9")]


def test_several_customers_are_deleted_at_once_and_come_back(muster, pair):
    before = muster.customers()
    import_id = delete(muster.database, muster.request(Kind.DELETE), pair)
    assert muster.customers() == []
    undo(muster.database, muster.request(Kind.UNDO), import_id)
    assert muster.customers() == before


def test_provenance_tells_who_set_each_value_and_what_it_was(muster):
    first = muster.bring_in([EVA, JAN])
    _eva, jan = muster.ids()
    second = muster.bring_in([JAN | {"city": "Brugge", "zip": "8000"}], [muster.update(2, jan, "city", "zip")])
    third = change(muster, jan, "bob", city="Aalst")
    origins = provenance(muster.database, muster.environment.id, jan)
    facts = {
        name: (
            origin.import_id,
            origin.kind,
            origin.started_by,
            origin.file,
            origin.line,
            origin.created,
            origin.before,
        )
        for name, origin in origins.items()
    }
    assert facts["lastname"] == (first, "file", "alice", 1, 3, True, None)
    assert facts["zip"] == (second, "file", "alice", 1, 2, False, None)
    assert facts["city"] == (third, "edit", "bob", None, None, False, "Brugge")
    assert origins["city"].at >= origins["lastname"].at
    assert list(origins) == ["number", "email", "language", "lastname", "firstname", "mobile", "company", "coc", "address", "city", "zip", "country"]  # fmt: skip


def test_the_order_of_changes_is_that_of_their_writing_not_of_their_opening(muster):
    muster.bring_in([JAN])
    [jan] = muster.ids()
    waited = muster.planned([JAN | {"city": "Brugge"}], [muster.update(2, jan, "city")])
    quick = change(muster, jan, city="Aalst")
    muster.apply(waited, updated=1)
    assert waited.import_id < quick
    origin = provenance(muster.database, muster.environment.id, jan)["city"]
    assert (origin.import_id, origin.before) == (waited.import_id, "Aalst")


def test_the_provenance_of_a_customer_that_came_back_is_its_own(muster, pair):
    jan, _eva = pair
    before = provenance(muster.database, muster.environment.id, jan)
    gone = delete(muster.database, muster.request(Kind.DELETE), [jan])
    with pytest.raises(NoSuchCustomer):
        provenance(muster.database, muster.environment.id, jan)
    undo(muster.database, muster.request(Kind.UNDO), gone)
    assert provenance(muster.database, muster.environment.id, jan) == before


def test_a_customer_made_by_hand_is_kept_as_an_import_and_can_be_taken_back(muster, pair):
    made = create(muster.database, muster.request(Kind.CREATE, "bob"), {"number": "009", "email": "An@Example.com"})
    assert muster.customers("id", "number", "number_key", "email_key", "created_import", "version")[-1] == (
        made.customer_id, "009", "9", "an@example.com", made.import_id, 1,
    )  # fmt: skip
    assert muster.state(made.import_id) == State.DONE
    assert muster.version() == 2
    origin = provenance(muster.database, muster.environment.id, made.customer_id)["email"]
    assert (origin.kind, origin.started_by, origin.created, origin.file) == ("create", "bob", True, None)
    undone = undo(muster.database, muster.request(Kind.UNDO), made.import_id)
    assert muster.ids() == pair
    undo(muster.database, muster.request(Kind.UNDO), undone.import_id)
    assert muster.customers("id", "number")[-1] == (made.customer_id, "009")


def test_a_customer_made_by_hand_that_was_changed_since_is_kept(muster):
    made = create(muster.database, muster.request(Kind.CREATE), {"number": "9"})
    change(muster, made.customer_id, city="Gent")
    undone = undo(muster.database, muster.request(Kind.UNDO), made.import_id)
    assert undone.kept["code"].to_list() == ["UND002"]
    assert muster.customers("number", "city") == [("9", "Gent")]


def test_no_customer_is_made_with_a_number_that_another_one_has(muster, pair):
    with pytest.raises(NumberTaken):
        create(muster.database, muster.request(Kind.CREATE), {"number": "8", "lastname": "Maes"})
    assert muster.ids() == pair
    assert muster.version() == 1


def test_a_merge_of_customers_that_changed_since_they_were_looked_at_is_refused(muster, pair):
    jan, eva = pair
    change(muster, eva, city="Brugge")
    with pytest.raises(Stale):
        merge(muster.database, muster.request(Kind.MERGE), stays=jan, goes=eva, seen_versions=(1, 1))
    assert muster.ids() == pair
    merge(muster.database, muster.request(Kind.MERGE), stays=jan, goes=eva, seen_versions=(1, 2))
    assert muster.ids() == [jan]


def test_the_past_of_a_value_is_every_value_it_had_with_who_set_it(muster):
    first = muster.bring_in([JAN])
    [jan] = muster.ids()
    second = change(muster, jan, "bob", city="Brugge", zip="8000")
    third = change(muster, jan, "eva", city=None)
    told = past(muster.database, muster.environment.id, jan)
    assert [(held.value, held.origin.import_id) for held in told.held["city"]] == [
        (None, third), ("Brugge", second), ("Gent", first),
    ]  # fmt: skip
    assert [(held.value, held.origin.started_by) for held in told.held["zip"]] == [("8000", "bob"), (None, "alice")]
    assert [(event.what, event.fields) for event in told.events] == [
        ("update", ("city",)), ("update", ("city", "zip")), ("create", ()),
    ]  # fmt: skip


def test_the_past_of_a_customer_tells_of_its_deletion_and_return(muster, pair):
    jan, _eva = pair
    gone = delete(muster.database, muster.request(Kind.DELETE), [jan])
    undo(muster.database, muster.request(Kind.UNDO), gone)
    told = past(muster.database, muster.environment.id, jan)
    assert [event.what for event in told.events] == ["return", "delete", "create"]
    assert told.events[0].origin.undoes == gone
    assert [held.value for held in told.held["city"]] == ["Gent"]
