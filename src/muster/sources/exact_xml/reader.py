"""The source for Exact Online's XML export of accounts: each account with status C is a row of twelve fields."""

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from muster.model.chunk import PLACE, Chunk, Skip, no_violations
from muster.model.fields import FIELDS, NAMES
from muster.model.options import Options
from muster.model.source import Shape, Unreadable
from muster.sources.accounts import ACCOUNT, customers
from muster.sources.exact_xml.account import Account
from muster.sources.exact_xml.codes import NO_CODE
from muster.sources.exact_xml.elements import DOCUMENT
from muster.sources.exact_xml.export import Export, Taken
from muster.sources.exact_xml.markup import Markup
from muster.sources.found import as_frame, violation

SOURCE: Final = "exact-xml"

BATCH: Final = 10_000
"""Accounts in hand at a time. Until they are columns, they take ten times the memory of rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactXmlSource:
    """An opened export. `home` is the environment's country: it helps to tell a mobile phone."""

    path: Path
    shape: Shape
    home: str | None

    @property
    def violations(self) -> pl.DataFrame:
        """Nothing is found on opening that does not refuse the file."""
        return no_violations()

    def chunks(self) -> Iterator[Chunk]:
        """All customers in the file's order; what is told once for the file comes last.

        Where the file breaks, what was read before is given first; then Unreadable says where.
        """
        for taken, position in self._read():
            yield self._chunk(taken, position)

    def again(self, lines: Sequence[int]) -> pl.DataFrame:
        """The fields of the accounts that begin at these lines, those without a code too, as they were read.

        Of a file that breaks these are the ones before the break.
        """
        wanted = pl.Series(list(lines), dtype=pl.Int64).implode()
        found = [self._rows([])]
        with suppress(Unreadable):
            found.extend(self._rows(taken.customers).filter(pl.col("line").is_in(wanted)) for taken, _ in self._read())
        return pl.concat(found)

    def _read(self) -> Iterator[tuple[Taken, int]]:
        """What the export says, some of it at a time, and how many bytes are read so far."""
        export, position = Export(), 0
        try:
            for position in Markup(self.path, DOCUMENT, export).pieces():
                if export.waiting >= BATCH:
                    yield export.take(), position
            export.finish()
        except Unreadable:
            yield export.take(), position
            raise
        yield export.take(), position

    def _chunk(self, taken: Taken, position: int) -> Chunk:
        rows = self._rows(taken.customers)
        has_code = pl.col("record").is_not_null()
        said = [
            violation(NO_CODE, value=account.name, line=account.line, end_line=account.end_line)
            for account in taken.customers
            if not account.code
        ]
        without_code = as_frame(said).with_columns(field=pl.lit("number"))
        return Chunk(
            rows=rows.filter(has_code),
            broken=rows.filter(~has_code).select(*PLACE),
            violations=pl.concat([without_code, as_frame(taken.found)]),
            skipped={Skip.NOT_A_CUSTOMER: taken.left_out} if taken.left_out else {},
            bytes_read=position,
        )

    def _rows(self, accounts: Sequence[Account]) -> pl.DataFrame:
        """Accounts as rows: place, record, and one column per field."""
        cells = pl.DataFrame(
            {name: [account.cells.get(name) for account in accounts] for name in ACCOUNT},
            schema=dict.fromkeys(ACCOUNT, pl.String),
        )
        fields = customers(cells, self.home)
        return pl.DataFrame(
            {
                "line": pl.Series([account.line for account in accounts], dtype=pl.Int64),
                "end_line": pl.Series([account.end_line for account in accounts], dtype=pl.Int64),
                "record": fields["number"],
            }
            | {str(at): fields[name] for at, name in enumerate(NAMES)}
        )


def open_exact_xml(path: Path, options: Options) -> ExactXmlSource:
    """Read to the first element. Raises Unreadable if the file is no export of Exact Online."""
    export = Export()
    markup = Markup(path, DOCUMENT, export)
    try:
        with closing(markup.pieces()) as pieces:
            while not export.is_begun:
                next(pieces)
    except Unreadable:
        if not export.is_begun:
            raise  # what is wrong further on, reading the rows will tell, with those that stand before it
    return ExactXmlSource(
        path=path,
        shape=Shape(
            source=SOURCE,
            labels=tuple(field.header for field in FIELDS),
            encoding=markup.encoding,
            fields=NAMES,
            size_bytes=path.stat().st_size,
        ),
        home=options.country,
    )
