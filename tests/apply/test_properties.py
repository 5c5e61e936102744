"""Whatever was done can be taken back: the customers are exactly as before, step by step."""

from itertools import count

import hypothesis.strategies as some
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from muster.apply import environments
from muster.apply.edit import NumberTaken, delete, edit, merge
from muster.apply.state import Kind
from muster.apply.undo import undo
from muster.model.fields import NAMES
from muster.model.keys import email_key, name_key, number_key

pytestmark = pytest.mark.slow

_names = count(1)

texts = some.none() | some.sampled_from(
    ["Peeters", "peeters", "Émile", "O'Neil", "=1+1", "a\nb", "\\.", "日本", "x" * 50, "ç%(name)s{now}", "NULL", "0"]
)
fields = some.dictionaries(
    some.sampled_from([name for name in NAMES if name not in {"number", "language", "country"}]), texts
)
new_rows = some.lists(fields, max_size=5)
picks = some.lists(some.integers(0, 20), max_size=4, unique=True)
steps = some.lists(
    some.one_of(
        some.tuples(some.just("import"), new_rows, some.lists(some.tuples(some.integers(0, 20), fields), max_size=4)),
        some.tuples(some.just("edit"), some.integers(0, 20), fields, some.booleans()),
        some.tuples(some.just("merge"), some.integers(0, 20), some.integers(0, 20), some.sets(some.sampled_from(NAMES))),
        some.tuples(some.just("delete"), picks),
    ),
    min_size=1,
    max_size=7,
)  # fmt: skip


def in_an_environment_of_its_own(muster):
    muster.environment = environments.add(muster.database, f"environment {next(_names)}")


def bring_in(muster, rows, updates):
    """New customers, every other one with a number, and updates of stored ones; the import's id."""
    ids = muster.ids()
    chosen = {position % len(ids): values for position, values in updates} if ids else {}
    new = [{"number": f"N{next(_names)}" if line % 2 else None, **row} for line, row in enumerate(rows)]
    old = list(chosen.items())
    plan = [muster.update(line, ids[at], *values) for line, (at, values) in enumerate(old, start=2 + len(new))]
    return muster.bring_in(new + [values for _, values in old], plan)


def do(muster, step):
    """One step of a tale; the import's id, or None if nothing was done."""
    ids = muster.ids()
    match step:
        case "import", rows, updates:
            return bring_in(muster, rows, updates)
        case "edit", at, values, renumber if ids:
            number = {"number": f"E{next(_names)}"} if renumber else {}
            return edit(muster.database, muster.request(Kind.EDIT), ids[at % len(ids)], values | number)
        case "merge", one, other, take if len(ids) > 1:
            stays, goes = ids[one % len(ids)], ids[(one + 1 + other % (len(ids) - 1)) % len(ids)]
            return merge(muster.database, muster.request(Kind.MERGE), stays=stays, goes=goes, take=take)
        case "delete", at if ids and at:
            chosen = {ids[position % len(ids)] for position in at}
            return delete(muster.database, muster.request(Kind.DELETE), chosen)
    return None


def aliases(muster):
    """The numbers that lead to somebody else, as matching sees them."""
    return muster.database.fetch(
        "SELECT a.number, max(a.id), count(*) FROM customer_alias AS a JOIN customer AS c ON c.id = a.customer_id"
        " WHERE a.environment_id = %(id)s GROUP BY a.number ORDER BY a.number",
        {"id": muster.environment.id},
    )


many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(steps)
def test_undoing_everything_backwards_gives_every_earlier_image(muster, tale):
    in_an_environment_of_its_own(muster)
    images = []
    for step in tale:
        before = muster.customers(), aliases(muster)
        import_id = do(muster, step)
        if import_id is not None:
            images.append((import_id, before))
    for import_id, before in reversed(images):
        undone = undo(muster.database, muster.request(Kind.UNDO), import_id)
        assert undone.kept.is_empty()
        assert (muster.customers(), aliases(muster)) == before


@many
@given(steps)
def test_an_undo_and_its_undo_change_nothing(muster, tale):
    in_an_environment_of_its_own(muster)
    for step in tale:
        before = muster.customers()
        import_id = do(muster, step)
        if import_id is not None:
            after = muster.customers()
            first = undo(muster.database, muster.request(Kind.UNDO), import_id)
            assert muster.customers() == before
            second = undo(muster.database, muster.request(Kind.UNDO), first.import_id)
            assert muster.customers() == after
            assert second.kept.is_empty()


@many
@given(steps, some.integers(0, 6))
def test_an_undo_out_of_turn_overwrites_nothing_that_was_written_later(muster, tale, which):
    in_an_environment_of_its_own(muster)
    done = [import_id for step in tale if (import_id := do(muster, step)) is not None]
    if not done:
        return
    chosen = done[which % len(done)]
    before = {row[0]: row for row in muster.customers("id", *NAMES)}
    later = muster.database.fetch(
        "SELECT customer_id FROM change WHERE environment_id = %(environment)s AND version >"
        " (SELECT planned_version + 1 FROM import WHERE id = %(id)s)",
        {"environment": muster.environment.id, "id": chosen},
    )
    undone = undo(muster.database, muster.request(Kind.UNDO), chosen)
    after = {row[0]: row for row in muster.customers("id", *NAMES)}
    untouched = before.keys() - written_by(muster, undone.import_id)
    assert {key: after.get(key) for key in untouched} == {key: before[key] for key in untouched}
    for (customer_id,) in later:
        if customer_id in before and customer_id not in after:
            assert net_effect_is_nil(muster, customer_id, undone.import_id)
    redone = undo(muster.database, muster.request(Kind.UNDO), undone.import_id)
    assert redone.kept.is_empty()
    assert {row[0]: row for row in muster.customers("id", *NAMES)} == before


def written_by(muster, import_id):
    rows = muster.database.fetch("SELECT customer_id FROM change WHERE import_id = %(id)s", {"id": import_id})
    return {customer_id for (customer_id,) in rows}


def net_effect_is_nil(muster, customer_id, deleting_import):
    """Whether all updates of a customer together left each field as its first update found it."""
    before = ", ".join(f"before_{name}" for name in NAMES)
    [last] = muster.database.fetch(
        f"SELECT {before} FROM change WHERE customer_id = %(id)s AND import_id = %(import)s",
        {"id": customer_id, "import": deleting_import},
    )
    updates = muster.database.fetch(
        f"SELECT changed, {before} FROM change WHERE customer_id = %(id)s AND kind = 'update' ORDER BY version DESC",
        {"id": customer_id},
    )
    first = list(last)
    for changed, *values in updates:
        for position, value in enumerate(values):
            if changed & (1 << position):
                first[position] = value
    return first == list(last)


@many
@given(new_rows, some.lists(some.tuples(some.integers(0, 20), fields), max_size=4))
def test_a_plan_of_unchanged_rows_writes_nothing(muster, rows, updates):
    in_an_environment_of_its_own(muster)
    bring_in(muster, rows, updates)
    before = muster.customers("id", *NAMES, "version")
    plan = [muster.update(line, customer_id) for line, customer_id in enumerate(muster.ids(), start=2)]
    import_id = muster.bring_in([dict(zip(NAMES, row[1:-1], strict=True)) for row in before], plan)
    assert muster.customers("id", *NAMES, "version") == before
    assert written_by(muster, import_id) == set()


@many
@given(steps)
def test_numbers_stay_unique_and_refusals_leave_no_trace(muster, tale):
    in_an_environment_of_its_own(muster)
    for step in tale:
        do(muster, step)
    numbered = [(number, key) for number, key in muster.customers("number", "id") if number is not None]
    if len(numbered) < 2:
        return
    before = muster.customers("id", *NAMES, "version")
    taken, (_, customer_id) = numbered[0][0], numbered[1]
    try:
        edit(muster.database, muster.request(Kind.EDIT), customer_id, {"number": taken})
    except NumberTaken:
        assert muster.customers("id", *NAMES, "version") == before
    else:
        raise AssertionError("a taken number was given twice")


@many
@given(steps, some.integers(0, 6))
def test_customers_are_looked_up_by_the_keys_of_what_they_are_called(muster, tale, which):
    in_an_environment_of_its_own(muster)
    done = [import_id for step in tale if (import_id := do(muster, step)) is not None]
    if done:
        undo(muster.database, muster.request(Kind.UNDO), done[which % len(done)])
    schema = dict.fromkeys(("company", "lastname", "firstname", "email", "number"), pl.String)
    stored = pl.DataFrame(muster.customers(*schema), schema=schema, orient="row")
    expected = stored.select(name_key(stored), email_key(pl.col("email")), number_key(pl.col("number")))
    assert muster.customers("name_key", "email_key", "number_key") == expected.rows()
