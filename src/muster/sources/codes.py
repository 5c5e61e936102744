"""What can be wrong with a whole file (FIL) or with the shape of a row (ROW), before any cell is looked at.

Every source may use them; a source with troubles of its own enters them in its own room.
"""

from typing import Final

from muster.catalogue import Entry, Severity, enter
from muster.i18n import _

EMPTY: Final = enter(
    Entry(
        code="FIL001",
        name="empty-file",
        severity=Severity.ERROR,
        cause=_("The file is empty."),
        message=_("The file is empty."),
        hint=_("Export the customers again and check that the new file is larger than 0 bytes."),
        doc="A file of no bytes, or of blank lines only, has neither a header row nor customers.",
        fixed=True,
    )
).code

NOT_A_TABLE: Final = enter(
    Entry(
        code="FIL002",
        name="not-a-table",
        severity=Severity.ERROR,
        cause=_("The file is not a table of customers."),
        message=_("The file is not a table that can be read here: it seems to be {kind}."),
        hint=_("Save the customers as a CSV file and import that."),
        doc=(
            "What a file is, its bytes say. An image, a PDF or an archive is refused by what it seems to be, "
            "whatever its name."
        ),
        fixed=True,
    )
).code

EXTENSION: Final = enter(
    Entry(
        code="FIL003",
        name="misleading-extension",
        severity=Severity.ERROR,
        cause=_("The name of the file and its content do not agree."),
        message=_("The name ends in “{value}”, but the content seems to be {kind}."),
        hint=_("Give the file the ending of what it holds, or save it again as what its name says."),
        doc=(
            "A name that says one thing and bytes that say another are a sign of a wrong export, or of somebody who "
            "wants to get something past a check. A source named by the user settles it."
        ),
        fixed=True,
    )
).code

ENCODING: Final = enter(
    Entry(
        code="FIL004",
        name="unreadable-encoding",
        severity=Severity.ERROR,
        cause=_("The letters of the file cannot be read."),
        message=_("The letters of the file cannot be read as UTF-8, UTF-16 or Windows-1252."),
        hint=_("Save the file as UTF-8 (“CSV UTF-8” in a spreadsheet program)."),
        doc=(
            "A guess at the encoding would turn names into other names, so nothing is guessed. The line is the first "
            "one that cannot be read."
        ),
        fixed=True,
    )
).code

NO_DELIMITER: Final = enter(
    Entry(
        code="FIL005",
        name="no-delimiter",
        severity=Severity.ERROR,
        cause=_("The file cannot be divided into columns."),
        message=_("The lines are not divided into columns by a comma, semicolon, tab or vertical bar."),
        hint=_("Save the file as CSV with a comma or a semicolon between the columns."),
        doc=(
            "A file whose delimiter is not recognised would become a table of one column. That never happens "
            "silently; only a file whose first line is a single plain header is read as one column."
        ),
        fixed=True,
    )
).code

OTHER_WIDTH: Final = enter(
    Entry(
        code="FIL007",
        name="rows-of-another-width",
        severity=Severity.ERROR,
        cause=_("Most rows have another number of columns than the header."),
        message=_("The header has {expected} columns, but most rows have {width}."),
        hint=_("Make the header and the rows agree: every row needs one cell for each column of the header."),
        doc=(
            "Where most rows differ from the header in the same way, the header or the export is wrong, not the rows. "
            "It is said once for the file. What most rows are is judged by the first quarter of a million bytes."
        ),
        fixed=True,
    )
).code

DAMAGED_HEADER: Final = enter(
    Entry(
        code="FIL008",
        name="unreadable-header",
        severity=Severity.ERROR,
        cause=_("A name in the header row has letters that cannot be read."),
        message=_("The name of the column, “{value}”, has letters that cannot be read as {encoding}."),
        hint=_("Save the file as UTF-8 and import it again."),
        doc="A column whose name is damaged may be taken for another one.",
        fixed=True,
    )
).code

ASSUMED_ENCODING: Final = enter(
    Entry(
        code="FIL009",
        name="assumed-encoding",
        severity=Severity.NOTE,
        cause=_("The file does not say in which encoding its letters are written."),
        message=_("The letters were read as {encoding}."),
        hint=_("Look at a name with accents; if it is wrong, save the file as UTF-8 and import it again."),
        doc="Files in UTF-8, or with a mark at their start, need no assumption.",
    )
).code

PREAMBLE: Final = enter(
    Entry(
        code="FIL010",
        name="lines-before-the-header",
        severity=Severity.NOTE,
        cause=_("There are lines above the header row."),
        message=_("The lines above the header row, which stands in line {header}, were left out."),
        hint=_("Check that none of these lines is a customer."),
        doc="Many programs write a title, a date or a filter above their table.",
    )
).code

TWO_ROW_HEADER: Final = enter(
    Entry(
        code="FIL011",
        name="header-of-two-rows",
        severity=Severity.NOTE,
        cause=_("The header is spread over two rows."),
        message=_("The names of the columns were taken from two rows, the last of which stands in line {header}."),
        hint=_("Check that each column got the right name."),
        doc="The lower name counts; where it is blank, the upper one does.",
    )
).code

BLANK_EXTRA_CELLS: Final = enter(
    Entry(
        code="FIL012",
        name="blank-extra-cells",
        severity=Severity.NOTE,
        cause=_("Some rows have blank cells beyond the last column."),
        message=_("From here on, rows have blank cells beyond the last column; these cells were ignored."),
        hint=_("Remove the delimiters at the end of the rows if you want to be rid of this note."),
        doc="Said once for a file, at the first row that has them. Extra cells with something in them are an error.",
    )
).code

NO_ROWS: Final = enter(
    Entry(
        code="FIL013",
        name="header-without-rows",
        severity=Severity.WARNING,
        cause=_("The file has a header row, but no customers."),
        message=_("The file has a header row, but no customers."),
        hint=_("Check that the export was not cut short or filtered too far."),
        doc="Such a file is accepted; nothing is imported from it.",
    )
).code

ONLY_EXAMPLES: Final = enter(
    Entry(
        code="FIL014",
        name="only-examples",
        severity=Severity.WARNING,
        cause=_("The file holds only the template's two example rows."),
        message=_("The file holds only the template's two example rows, which are never imported."),
        hint=_("Fill in your customers below the examples, save the file and import it again."),
        doc="The examples are known by their customer numbers. Such a file is accepted; nothing is imported from it.",
    )
).code

TOO_FEW_CELLS: Final = enter(
    Entry(
        code="ROW001",
        name="too-few-cells",
        severity=Severity.ERROR,
        cause=_("The row has fewer cells than the header has columns."),
        message=_("The row has {width} cells, the header has {expected} columns."),
        hint=_("Add the missing delimiters where the cells belong, or leave the cells blank between delimiters."),
        doc="Nobody can tell which cell is missing; a row filled up at its end may hold values in the wrong columns.",
        fixed=True,
    )
).code

TOO_MANY_CELLS: Final = enter(
    Entry(
        code="ROW002",
        name="too-many-cells",
        severity=Severity.ERROR,
        cause=_("The row has more cells than the header has columns."),
        message=_("The row has {width} cells, the header has {expected} columns; the first one too many is “{value}”."),
        hint=_("Put a cell that itself holds the delimiter between quotes, or remove the delimiter too many."),
        doc="Usually a comma or semicolon inside a cell that is not quoted. Everything behind it has moved.",
        fixed=True,
    )
).code

UNTERMINATED_QUOTE: Final = enter(
    Entry(
        code="ROW003",
        name="unterminated-quote",
        severity=Severity.ERROR,
        cause=_("A cell begins with a quote that is never closed."),
        message=_("The quote that opens “{value}” is not closed."),
        hint=_("Close the quote at the end of the cell, or remove the one at its start."),
        doc="The error stands at the line where the quote opens; the rows behind it are read as usual.",
        fixed=True,
    )
).code

TEXT_AFTER_QUOTE: Final = enter(
    Entry(
        code="ROW004",
        name="text-after-quote",
        severity=Severity.ERROR,
        cause=_("A quoted cell has text behind its closing quote."),
        message=_("There is text behind the closing quote of “{value}”."),
        hint=_("Write a quote inside a quoted cell twice, or close the cell where it ends."),
        doc="It cannot be told where the cell ends.",
        fixed=True,
    )
).code

LONE_QUOTE: Final = enter(
    Entry(
        code="ROW005",
        name="lone-quote",
        severity=Severity.ERROR,
        cause=_("A cell has a single quote mark without its partner."),
        message=_("The cell “{value}” has a quote without its partner."),
        hint=_("Add the missing quote at the start or the end of the cell, or remove the one that is there."),
        doc="A quote was lost or is one too many; the cell may belong together with its neighbour.",
        fixed=True,
    )
).code

UNREADABLE_LETTERS: Final = enter(
    Entry(
        code="ROW006",
        name="unreadable-letters",
        severity=Severity.ERROR,
        cause=_("A cell has letters that cannot be read."),
        message=_("The cell “{value}” has letters that cannot be read as {encoding}."),
        hint=_("Write the cell again and save the file as UTF-8."),
        doc="A byte that does not belong to the file's encoding. The letter it stood for is not known.",
        fixed=True,
    )
).code

TOO_LONG: Final = enter(
    Entry(
        code="ROW007",
        name="endless-line",
        severity=Severity.ERROR,
        cause=_("The line is too long to be a row."),
        message=_("The line is longer than {limit} bytes."),
        hint=_("Check whether line breaks were lost in the export."),
        doc="Lines and rows have a limit so that one broken line cannot fill the memory.",
        fixed=True,
    )
).code

QUOTES_IN_CELL: Final = enter(
    Entry(
        code="ROW008",
        name="quotes-inside-cell",
        severity=Severity.WARNING,
        cause=_("A cell that is not quoted has quotes inside."),
        message=_("The cell “{value}” has quotes inside and was read as it is written."),
        hint=_("Put the whole cell between quotes and write each quote inside twice."),
        doc="The quotes come in pairs and the row has the right number of cells, so the cell's text is taken literally.",
    )
).code

UNDOUBLED_QUOTES: Final = enter(
    Entry(
        code="ROW009",
        name="undoubled-quotes",
        severity=Severity.REPAIR,
        cause=_("A quoted cell has quotes inside that are not doubled."),
        message=_("The cell was written as {value} and read as “{after}”."),
        hint=_("Write each quote inside a quoted cell twice."),
        doc=(
            "Repaired only where the cell begins and ends with a quote and the row then has exactly as many cells as "
            "the header."
        ),
    )
).code
