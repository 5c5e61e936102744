"""Staged row ↔ stored customer: every row gets one verdict, set-based.

SQL finds who could be meant, by keys it compares byte by byte. Only where texts differ do pairs come out as frames, to
be judged with case and accents folded the same way for both databases.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

import polars as pl

from muster import catalogue
from muster.matching import changes, codes, verdicts
from muster.matching.budget import Budget
from muster.matching.limits import Limits, Spent, stops
from muster.matching.matched import Matched
from muster.matching.planned import CHANGES, Planned
from muster.matching.renaming import restage_names
from muster.matching.snapshot import snapshot
from muster.matching.verdicts import ROW, STORED, Severity, Verdicts, said
from muster.model.chunk import no_violations, violations_frame
from muster.model.fields import BIT, FIELDS, NAME_BITS
from muster.model.keys import email_key, number_of_amount
from muster.model.options import OnError
from muster.model.outcome import Totals
from muster.model.tables import plan_table, staging_table
from muster.store import Database
from muster.store.database import Row

PACKAGE: Final = "muster.matching"

ALL_ROWS: Final = str(2**63 - 1)
"""A LIMIT that cuts nothing, but keeps what is inside from being mixed with what is outside."""

SEPARATOR: Final = "\x1f"
"""Stands in no value: control characters go before a value is stored."""

CUSTOMER: Final = "COALESCE(c.number, c.company, c.firstname || ' ' || c.lastname, c.lastname, c.firstname, c.email)"
"""What a stored customer is called in messages."""

_REFUSED: Final = "CREATE TEMPORARY TABLE refused (file BIGINT, line BIGINT, action TEXT, code TEXT)"
_WORKING_TABLES: Final = (
    "refused", "unknown", "amount", "candidate", "pairs", "unrecognised", "sought", "namesake", "single", "wanted", "erred",
)  # fmt: skip
_AMOUNT: Final = "CREATE TEMPORARY TABLE amount (file BIGINT, line BIGINT, number TEXT)"
_CANDIDATE: Final = "CREATE TEMPORARY TABLE candidate (file BIGINT, line BIGINT, way TEXT, id BIGINT)"
_ERRED: Final = "CREATE TEMPORARY TABLE erred (file BIGINT, line BIGINT, code TEXT)"
_LOST_ZEROS: Final = (
    "s.file = p.file AND s.line = p.line AND c.id = p.customer_id"
    " AND LTRIM(s.coc, '0') = LTRIM(c.coc, '0') AND LENGTH(s.coc) < LENGTH(c.coc)"
)
_PLACE: Final[dict[str, pl.DataType]] = {name: ROW[name] for name in ("file", "line", "end_line", "record")}


def default_severity(code: str) -> str | None:
    """How bad `code` is where no environment has changed it."""
    return catalogue.entry(code).severity.value


def match(
    database: Database,
    *,
    import_id: int,
    environment_id: int,
    refused: pl.DataFrame,
    source: str = "csv",
    limits: Limits | None = None,
    severity: Severity = default_severity,
    on_error: OnError = OnError.STOP,
    rejected_files: Collection[int] = (),
) -> Matched:
    """Fill the import's plan table from its staging table, and tell what was found.

    `refused` are rows that a duplicate keeps out (`file`, `line`, `action`, `code`). `rejected_files` are files that
    cannot go in whatever their rows say; with `on_error` stop, those with any error are so too. No transaction may be
    open. Staging must be complete (Database.complete_staging).
    """
    with snapshot(database):
        matching = _Matching(database, import_id, environment_id, source, severity)
        matching.begin(refused)
        if matching.has_customers:
            matching.match_by_number()
            matching.match_by_email()
            matching.match_by_content()
            matching.compare_unknown_numbers()
            matching.settle()
            matching.keep_enterprise_numbers()
            matching.warn_of_doubles()
            matching.check_updates()
        matching.note_created_again()
        matching.finish()
        matched = matching.matched(limits or Limits(), on_error, rejected_files)
    if matching.changes_names:
        restage_names(database, import_id)
    return matched


class _Matching:
    """One run of `match`: the steps, in their order, and what they found so far."""

    def __init__(
        self, database: Database, import_id: int, environment_id: int, source: str, severity: Severity
    ) -> None:
        self._database = database
        self._severity = severity
        self._params = {"environment": environment_id}
        self._plan = plan_table(import_id)
        self._names = {
            "plan": self._plan,
            "staging": staging_table(import_id),
            "changed": changes.changed(source),
            "customer": CUSTOMER,
            "all_rows": ALL_ROWS,
            "row_columns": _row_columns(),
            "customer_columns": _customer_columns(),
            "other_columns": _other_columns(),
            "staged_content": _content("s"),
            "stored_content": _content("c"),
            "lost_zeros": _LOST_ZEROS,
        }
        self._import_id = import_id
        self._violations: list[pl.DataFrame] = []
        self._near = _no_places()
        self._renumbered = _no_places()
        self._switched = _no_places()
        self._merged = _no_places()
        self._has_unknown_numbers = False
        self._has_namesakes = False
        self._warns_of_doubles = severity(codes.MAY_BE_THE_SAME.code) is not None
        self._by_number_only = True
        self._counted: Planned | None = None

    def begin(self, refused: pl.DataFrame) -> None:
        """Look at what is staged; empty the plan."""
        self._database.create_plan(self._import_id)
        self._drop_working_tables()
        self._counts = {file: counts for file, *counts in self._fetch("staged_counts")}
        self.has_customers = bool(self._fetch("any_customer"))
        self._database.execute(_REFUSED)
        self._names["not_refused"] = "1 = 1"
        if not refused.is_empty():
            self._database.copy_in("refused", refused.select("file", "line", "action", "code"))
            self._database.execute("CREATE INDEX refused_place ON refused (file, line)")
            self._database.analyze("refused")
            self._names["not_refused"] = (
                "NOT EXISTS (SELECT 1 FROM refused AS r WHERE r.file = s.file AND r.line = s.line)"
            )
        self._refused = refused

    def match_by_number(self) -> None:
        """A known number says who the row is, unless e-mail address and names say somebody else."""
        numbered = self._rows - self._without_number
        if not numbered:
            return
        self._known_numbers = self._database.create_plan(self._import_id, self._sql("match_numbers"), self._params)
        self._database.analyze(self._plan)
        self._has_unknown_numbers = numbered > self._known_numbers
        if self._has_unknown_numbers:
            self._execute("unknown_numbers")
            self._database.analyze("unknown")
            self._match_amounts()
        if not self._planned.changes(NAME_BITS):
            return
        self._find_rows()
        self._execute("conflict_pairs", names=NAME_BITS)
        schema = {**ROW, **STORED, **_OTHER, "rejected": pl.Int64()}
        for pairs in self._pairs(schema):
            self._violations.append(verdicts.conflicts(pairs, self._severity))

    def match_by_email(self) -> None:
        """Without a number the e-mail address says who the row is, if its names do not say otherwise."""
        if self._without_number == self._without_both:
            return
        self._by_number_only = not self._write("match_emails") and self._by_number_only
        self._execute("email_pairs")
        for pairs in self._pairs({**ROW, **STORED}):
            self._take(verdicts.by_email(pairs, self._severity))

    def match_by_content(self) -> None:
        """Without number and e-mail address a customer is recognised only if everything is equal."""
        if not self._without_number or not (self._without_both or self._warns_of_doubles):
            return
        self._execute("unrecognised", language_bit=BIT["language"], separator=SEPARATOR)
        if not self._fetch("any_unrecognised"):
            return
        self._database.analyze("unrecognised")
        self._execute("sought")
        self._execute("index_sought")
        self._database.analyze("sought")
        with self._database.hashing():
            self._execute("namesakes", separator=SEPARATOR)
        self._has_namesakes = bool(self._fetch("any_namesake"))
        if self._has_namesakes and self._without_both:
            self._execute("index_namesakes")
            self._database.analyze("namesake")
            if self._write("match_contents"):
                self._by_number_only = False

    def compare_unknown_numbers(self) -> None:
        """A number that nobody has: merged away, spelled differently, new to a known customer, or new altogether."""
        if not self._has_unknown_numbers:
            return
        self._database.execute(_CANDIDATE)
        candidates = self._execute("candidates_near") + self._execute("candidates_by_email")
        if self._fetch("any_alias"):
            self._database.execute("CREATE INDEX unknown_number ON unknown (number)")
            candidates += self._execute("candidates_merged")
        if not candidates:
            return
        self._database.analyze("candidate")
        self._find_rows()
        self._execute("number_pairs")
        surviving = self._frame("surviving_rows", _SURVIVING).unique("number", keep="first", maintain_order=True)
        for pairs in self._pairs({**ROW, **STORED, "way": pl.String()}):
            self._take(verdicts.by_number(pairs, surviving, self._severity))

    def settle(self) -> None:
        """Compute what matched rows change, and find rows that come to the same customer."""
        if not self._by_number_only:
            self._find_rows()
            self._write("compare_matches", number_given=codes.NUMBER_GIVEN.code, number_bit=BIT["number"])
            self._write("settle_compared")
            self._refuse_same_customer()
        if any(broken for _, broken, _, _ in self._counts.values()):
            self._write("forget_broken")

    def keep_enterprise_numbers(self) -> None:
        """An enterprise number that lost its leading zeros is the customer's, and changes nothing."""
        if self._severity(codes.STORED_COC.code) is None or not self._planned.changes(BIT["coc"]):
            return
        self._find_rows()
        proven = self._frame("lost_zeros", {**_PLACE, "coc": pl.String(), "stored_coc": pl.String()}, coc=BIT["coc"])
        if not proven.is_empty():
            self._write("keep_coc", coc=BIT["coc"])
            self._violations.append(said(self._severity, codes.STORED_COC, proven, {"after": "stored_coc"}))

    def warn_of_doubles(self) -> None:
        """New rows whose names and post code are those of exactly one customer."""
        if self._has_namesakes and self._warns_of_doubles:
            self._execute("singles")
            self._execute("index_singles")
            self._database.analyze("single")
            rows = self._frame("same_names_and_zip", {**_PLACE, "other": pl.String()})
            self._violations.append(said(self._severity, codes.MAY_BE_THE_SAME, rows, {"other": "other"}))

    @property
    def changes_names(self) -> bool:
        """Whether any row gives a known customer another name."""
        return self.has_customers and self._planned.changes(NAME_BITS)

    def check_updates(self) -> None:
        """What an update must not do, and what it should not do unnoticed."""
        if self._planned.changes(BIT["country"]):
            self._find_rows()
            blank = self._frame("country_blank", {**_PLACE, "customer": pl.String()}, country=BIT["country"])
            self._violations.append(said(self._severity, codes.COUNTRY_BLANK, blank, {"customer": "customer"}))
        if self._planned.changes(NAME_BITS):
            self._find_rows()
            self._check_kinds()

    def note_created_again(self) -> None:
        """Rows that create a customer whom somebody deleted."""
        deleted = self._frame("deleted", {"number": pl.String(), "email": pl.String()})
        if deleted.is_empty() or self._severity(codes.CREATED_AGAIN.code) is None:
            return
        self._database.execute("CREATE TEMPORARY TABLE wanted AS SELECT number, email_key FROM customer WHERE 1 = 0")
        self._database.copy_in("wanted", deleted.select("number", email_key=email_key(pl.col("email"))))
        rows = self._frame("created_again", _PLACE)
        self._violations.append(said(self._severity, codes.CREATED_AGAIN, rows))

    def finish(self) -> None:
        """Rows with an error are rejected, duplicates are left out; then the plan is complete."""
        self._found = self._all_violations()
        broken = self._found.filter((pl.col("severity") == "error") & (pl.col("rejected").fill_null(0) == 0))
        if not broken.is_empty():
            self._database.execute(_ERRED)
            self._database.copy_in(
                "erred", broken.unique(["file", "line"], keep="first").select("file", "line", "code")
            )
            self._database.execute("CREATE INDEX erred_place ON erred (file, line)")
            self._database.analyze("erred")
            self._write("reject_planned")
            self._write("reject_created")
        if not self._refused.is_empty():
            self._write("add_refused")
        self._drop_working_tables()

    def matched(self, limits: Limits, on_error: OnError, rejected_files: Collection[int]) -> Matched:
        """Count the finished plan, and compare it with the limits."""
        totals = self._totals()
        accepted = [file for file in totals if file not in rejected_files]
        if on_error is OnError.STOP:
            accepted = [file for file in accepted if not self._has_errors(file, totals[file])]
        if self._planned.updates(accepted):
            self._find_rows()
        budget = Budget(self._database, self._names, self._planned, accepted)
        for file, cleared in budget.cleared_by_file.items():
            totals[file].cleared = cleared
        goes_in = pl.col("file").is_in(accepted)
        switched = self._updated_only(self._switched).filter(goes_in)
        near, renumbered = self._near.filter(goes_in).height, self._renumbered.filter(goes_in).height
        created = sum(totals[file].created for file in accepted)
        spent = Spent(
            cleared=budget.cleared,
            filled=budget.filled,
            updated=sum(totals[file].updated for file in accepted),
            renamed=pl.concat([switched, budget.renamed()]).unique().height,
            shuffled=budget.shuffled(limits),
            near=near,
            renumbered=renumbered,
            new_rows=created + self._repaired(goes_in),
            rows=sum(totals[file].rows for file in accepted),
        )
        return Matched(
            violations=violations_frame(self._found),
            totals=totals,
            merged=self._merged,
            cleared_by_field=spent.cleared,
            filled_by_field=spent.filled,
            updated=spent.updated,
            renamed=spent.renamed,
            switched=switched.height,
            near=near,
            renumbered=renumbered,
            stops=stops(limits, spent),
        )

    @property
    def _rows(self) -> int:
        return sum(rows for rows, _, _, _ in self._counts.values())

    @property
    def _without_number(self) -> int:
        return sum(without for _, _, without, _ in self._counts.values())

    @property
    def _without_both(self) -> int:
        return sum(without for _, _, _, without in self._counts.values())

    def _match_amounts(self) -> None:
        """Numbers that a spreadsheet wrote as amounts, where a stored number proves it."""
        if self._severity(codes.NUMBER_AS_AMOUNT.code) is None:
            return
        written = self._frame("amounts", {**_NO_PLACES, "number": pl.String()})
        amounts = written.with_columns(number_of_amount(pl.col("number"))).drop_nulls("number")
        if amounts.is_empty():
            return
        self._database.execute(_AMOUNT)
        self._database.copy_in("amount", amounts)
        self._database.analyze("amount")
        self._find_rows()
        if self._write("match_amounts", code=codes.NUMBER_AS_AMOUNT.code):
            self._by_number_only = False
            rows = self._frame("matched_amounts", {**_PLACE, **_AMOUNTS}, code=codes.NUMBER_AS_AMOUNT.code)
            self._violations.append(said(self._severity, codes.NUMBER_AS_AMOUNT, rows, {"after": "stored_number"}))
            self._execute("forget_amounts")

    def _check_kinds(self) -> None:
        schema = {**_PLACE, "customer": pl.String(), **dict.fromkeys(_KIND_CHANGES, pl.Int64())}
        bits = {name: BIT[name] for name in ("company", "lastname", "firstname")}
        kinds = self._frame("kind_changes", schema, names=NAME_BITS, **bits)
        nobody = pl.col("nobody") == 1
        careless = kinds.filter(nobody & (pl.col("erased") != pl.col("deleted")))
        companies = kinds.filter(pl.col("becomes_company") == 1)
        persons = kinds.filter((pl.col("becomes_person") == 1) & ~nobody)
        self._violations += [
            said(self._severity, codes.NOBODY_LEFT, careless, {"customer": "customer"}),
            said(self._severity, codes.BECOMES_COMPANY, companies, {"customer": "customer"}),
            said(self._severity, codes.BECOMES_PERSON, persons, {"customer": "customer"}),
        ]
        self._switched = pl.concat([companies, persons]).select("file", "line")

    def _take(self, found: Verdicts) -> None:
        if not found.matches.is_empty():
            self._by_number_only = False
            self._counted = None
            self._database.copy_in(self._plan, found.matches.sort("file", "line"))
        self._violations.append(found.violations)
        self._near.extend(found.near)
        self._renumbered.extend(found.renumbered)
        self._merged.extend(found.matches.filter(pl.col("action") == "skipped").select("file", "line"))

    def _refuse_same_customer(self) -> None:
        schema = {**_PLACE, "rejected": pl.Int64(), "customer_id": pl.Int64(), "customer": pl.String()}
        rows = self._frame("same_customer", schema)
        firsts = {f"first_{name}": pl.col(name).first().over("customer_id") for name in ("file", "line")}
        later = rows.with_columns(**firsts).filter(pl.int_range(pl.len()).over("customer_id") > 0)
        found = said(self._severity, codes.SAME_CUSTOMER, later, {"customer": "customer"}, keep=("rejected",))
        self._violations.append(found)

    def _all_violations(self) -> pl.DataFrame:
        """In the order of files and lines; a shared address is noted once."""
        empty = no_violations().with_columns(rejected=pl.lit(None, dtype=pl.Int64()))
        found = pl.concat([empty, *self._violations], how="diagonal_relaxed").sort("file", "line", "code")
        shared = pl.col("code") == codes.SHARED_EMAIL.code
        address = email_key(pl.when(shared).then("value"))
        return (
            found.with_columns(address=address).filter(~shared | pl.col("address").is_first_distinct()).drop("address")
        )

    def _totals(self) -> dict[int, Totals]:
        return {
            file: _file_totals(rows, broken, *self._planned.actions(file))
            for file, (rows, broken, _, _) in self._counts.items()
        }

    def _has_errors(self, file: int, totals: Totals) -> bool:
        of_file = self._found.filter((pl.col("file") == file) & (pl.col("severity") == "error"))
        return totals.rejected > 0 or not of_file.is_empty()

    def _updated_only(self, places: pl.DataFrame) -> pl.DataFrame:
        broken = self._found.filter(pl.col("severity") == "error")
        return places.join(broken, on=["file", "line"], how="anti")

    def _repaired(self, goes_in: pl.Expr) -> int:
        """Rows with a new number that were read as a stored one: they count as new when a share is taken."""
        return self._found.filter(goes_in & (pl.col("code") == codes.NEAR_NUMBER.code)).height

    def _pairs(self, schema: dict[str, pl.DataType]) -> Iterator[pl.DataFrame]:
        """The working table `pairs` in frames that never tear a row's candidates apart; then it is dropped."""
        sql = self._sql("pairs", columns=", ".join(schema))
        held: pl.DataFrame | None = None
        for some in self._database.frames(sql, None, schema):
            rows = some if held is None else pl.concat([held, some])
            last = (pl.col("file") == rows["file"][-1]) & (pl.col("line") == rows["line"][-1])
            held = rows.filter(last)
            if held.height < rows.height:
                yield rows.filter(~last)
        if held is not None:
            yield held
        self._execute("drop_pairs")

    @property
    def _planned(self) -> Planned:
        """The plan as it is now, counted."""
        if self._counted is None:
            counts = {file: counts for file, *counts in self._fetch("planned_counts")}
            self._counted = Planned(counts, self._frame("planned_changes", CHANGES))
        return self._counted

    def _write(self, name: str, **params: object) -> int:
        """Run a statement that writes the plan."""
        self._counted = None
        return self._execute(name, **params)

    def _find_rows(self) -> None:
        """What follows looks up staged rows by their places."""
        self._database.index_staging(self._import_id)

    def _drop_working_tables(self) -> None:
        for table in _WORKING_TABLES:
            self._database.execute(f"DROP TABLE IF EXISTS {table}")

    def _sql(self, name: str, **more: str) -> str:
        return self._database.statement(PACKAGE, name, **{**self._names, **more})

    def _execute(self, name: str, **params: object) -> int:
        return self._database.execute(self._sql(name), {**self._params, **params})

    def _fetch(self, name: str, **more: str) -> list[Row]:
        return self._database.fetch(self._sql(name, **more), self._params)

    def _frame(self, name: str, schema: Mapping[str, pl.DataType], **params: object) -> pl.DataFrame:
        return self._database.frame(self._sql(name), {**self._params, **params}, schema)


_NO_PLACES: Final[dict[str, pl.DataType]] = {"file": pl.Int64(), "line": pl.Int64()}
_OTHER: Final[dict[str, pl.DataType]] = {
    "other": pl.String(), **{f"other_{name}": pl.String() for name in ("lastname", "firstname", "company")},
}  # fmt: skip
_AMOUNTS: Final[dict[str, pl.DataType]] = {"number": pl.String(), "stored_number": pl.String()}
_SURVIVING: Final[dict[str, pl.DataType]] = {
    "number": pl.String(), "first_file": pl.Int64(), "first_line": pl.Int64(),
}  # fmt: skip
_KIND_CHANGES: Final = ("becomes_company", "becomes_person", "nobody", "erased", "deleted")


def _no_places() -> pl.DataFrame:
    return pl.DataFrame(schema=_NO_PLACES)


def _row_columns() -> str:
    return ", ".join(f"s.{name}" for name in ROW if name not in ("file", "line"))


def _customer_columns() -> str:
    stored = ", ".join(f"c.{name.removeprefix('stored_')} AS {name}" for name in STORED if name.startswith("stored_"))
    return f"c.id AS id, {stored}, {CUSTOMER} AS customer"


def _other_columns() -> str:
    named = ", ".join(f"o.{name.removeprefix('other_')} AS {name}" for name in _OTHER if name != "other")
    return f"{CUSTOMER.replace('c.', 'o.')} AS other, {named}"


def _content(table: str) -> str:
    """All fields but number, e-mail address and language as one text."""
    compared = [field.name for field in FIELDS if field.name not in ("number", "email", "language")]
    return " || %(separator)s || ".join(f"COALESCE({table}.{name}, '')" for name in compared)


def _file_totals(rows: int, broken: int, updated: int, unchanged: int, rejected: int, skipped: int) -> Totals:
    created = rows - broken - updated - unchanged - rejected - skipped
    return Totals(
        rows=rows, created=created, updated=updated, unchanged=unchanged, rejected=broken + rejected, skipped=skipped
    )
