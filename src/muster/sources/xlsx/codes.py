"""What can be wrong with a workbook as a whole, and with the place of a cell in it.

What the reading process refuses has its code in `refused.py`, so that this process needs no catalogue.
"""

from typing import Final

from muster.catalogue import Entry, Severity, enter
from muster.i18n import _
from muster.sources.xlsx import refused

enter(
    Entry(
        code=refused.DAMAGED,
        name="damaged-workbook",
        severity=Severity.ERROR,
        cause=_("The workbook is damaged."),
        message=_("The workbook is damaged: its part “{value}” cannot be read."),
        hint=_("Open the workbook in your spreadsheet program, save it as a new .xlsx file and import that."),
        doc=(
            "A part is missing, cut short, in the wrong order or not what it should be. Nothing is imported from a "
            "workbook that cannot be read from its first to its last cell."
        ),
        fixed=True,
    )
)

enter(
    Entry(
        code=refused.PROTECTED,
        name="protected-workbook",
        severity=Severity.ERROR,
        cause=_("The workbook is protected by a password."),
        message=_("The workbook is protected by a password, so nobody else can read it."),
        hint=_("Save a copy without the password and import that."),
        doc="The cells of such a workbook are encrypted. A protected sheet without a password for opening is read.",
        fixed=True,
    )
)

enter(
    Entry(
        code=refused.TOO_LARGE,
        name="oversized-workbook",
        severity=Severity.ERROR,
        cause=_("The workbook is larger than can be read."),
        message=_("Unpacked, the workbook is larger than {limit} MB."),
        hint=_(
            "Delete the sheets that hold no customers, or save the customers as a CSV file: that may have any size."
        ),
        doc="What is unpacked is counted while it is read, whatever the file says of itself.",
        fixed=True,
    )
)

enter(
    Entry(
        code=refused.TOO_TIGHT,
        name="packed-too-tightly",
        severity=Severity.ERROR,
        cause=_("The workbook is packed as no spreadsheet program packs it."),
        message=_("The part “{value}” unpacks to more than {limit} times its size."),
        hint=_("Open the workbook in your spreadsheet program, save it as a new .xlsx file and import that."),
        doc="A small file that unpacks to a very large one is made to fill memories; it is refused at once.",
        fixed=True,
    )
)

enter(
    Entry(
        code=refused.TOO_MANY_PARTS,
        name="too-many-parts",
        severity=Severity.ERROR,
        cause=_("The workbook has more parts than a workbook of customers needs."),
        message=_("The workbook has {count} parts; at most {limit} are read."),
        hint=_("Copy the sheet with the customers into a new workbook and import that."),
        doc="Pictures, charts and sheets are parts. The limit keeps a hostile file from filling the memory.",
        fixed=True,
    )
)

enter(
    Entry(
        code=refused.TOO_MANY_CELLS,
        name="oversized-sheet",
        severity=Severity.ERROR,
        cause=_("A sheet has more cells than can be read."),
        message=_("The sheet “{value}” has more than {limit} cells."),
        hint=_("Save the customers as a CSV file: that may have any size."),
        doc="Repeated cells count as often as they are repeated.",
        fixed=True,
    )
)

enter(
    Entry(
        code=refused.TOO_FAR_RIGHT,
        name="cell-too-far-right",
        severity=Severity.ERROR,
        cause=_("A cell stands far to the right of any table of customers."),
        message=_("The cell {value} stands to the right of column {limit}, the last one that is read."),
        hint=_("Delete this cell, or copy the table alone into a new workbook."),
        doc="Only cells with something in them count. A cell so far away is an accident, or meant to fill memories.",
        fixed=True,
    )
)

enter(
    Entry(
        code=refused.STOPPED,
        name="reading-stopped",
        severity=Severity.ERROR,
        cause=_("The workbook could not be read to its end."),
        message=_("Reading the workbook was stopped: it needs more memory or time than workbooks of its size do."),
        hint=_("Save the customers as a CSV file, or open the workbook, save it as a new .xlsx file and import that."),
        doc="Workbooks are read apart from everything else, so that one of them can do no harm to the others.",
        fixed=True,
    )
)

enter(
    Entry(
        code=refused.UNKNOWN_SHEET,
        name="unknown-sheet",
        severity=Severity.ERROR,
        cause=_("The workbook has no sheet of that name."),
        message=_("There is no sheet “{value}”. The sheets are: {sheets}."),
        hint=_("Name one of the sheets, or none: the sheet with the customers is found by itself."),
        option="--sheet NAME",
        doc="Case and spaces around the name do not matter.",
        fixed=True,
    )
)

enter(
    Entry(
        code=refused.EMPTY_WORKBOOK,
        name="empty-workbook",
        severity=Severity.ERROR,
        cause=_("No visible sheet of the workbook has cells."),
        message=_("No visible sheet of the workbook has cells."),
        hint=_("Check that the right workbook was saved; show the sheet if it is hidden."),
        option="--sheet NAME",
        doc="A sheet without any filled cell has neither a header row nor customers.",
        fixed=True,
    )
)

OTHER_SHEETS: Final = enter(
    Entry(
        code="FIL040",
        name="other-sheets",
        severity=Severity.NOTE,
        cause=_("The workbook has other sheets, which were not read."),
        message=_("The sheet “{value}” was read. These were not: {sheets}."),
        hint=_("Choose the other sheet, or save it as a file of its own, if the customers stand there."),
        option="--sheet NAME",
        doc="The first visible sheet with a header row of customers is read; one sheet per file.",
    )
).code

HIDDEN_SHEETS: Final = enter(
    Entry(
        code="FIL041",
        name="hidden-sheets",
        severity=Severity.NOTE,
        cause=_("The workbook has hidden sheets, which were not read."),
        message=_("These sheets are hidden and were not read: {sheets}."),
        hint=_("Show a hidden sheet if the customers stand there."),
        option="--sheet NAME",
        doc="Hidden sheets hold lists and settings of the workbook. A hidden sheet that you name is read.",
    )
).code

HIDDEN_ROWS: Final = enter(
    Entry(
        code="FIL042",
        name="hidden-rows",
        severity=Severity.NOTE,
        cause=_("Hidden rows were left out."),
        message=_("Hidden rows with cells: {count}, the first of them in row {line}. They were left out."),
        hint=_("Remove the filter or show the rows if they are to be imported too."),
        doc="What a filter hides or somebody has hidden is not what the user sees. Such rows are not counted.",
    )
).code

HIDDEN_COLUMNS: Final = enter(
    Entry(
        code="FIL043",
        name="hidden-columns",
        severity=Severity.NOTE,
        cause=_("Hidden columns were read like all others."),
        message=_("These columns are hidden and were read like all others: {columns}."),
        hint=_("Delete a hidden column, or leave it out, if it is not to be imported."),
        option='--map "Header="',
        doc=(
            "Customer numbers often stand in a hidden column; without them customers would not be recognised. "
            "The columns are named by their letters."
        ),
    )
).code

enter(
    Entry(
        code=refused.DOCUMENT_TYPE,
        name="document-type-in-workbook",
        severity=Severity.ERROR,
        cause=_("The workbook holds declarations that no spreadsheet program writes."),
        message=_("The part “{value}” declares a document type, as no spreadsheet program does."),
        hint=_("Delete a hidden column, or leave it out, if it is not to be imported."),
        option='--map "Header="',
        doc="Such declarations are a way to fill memories and to read other files; they are refused unread.",
        fixed=True,
    )
)

MERGED_CELLS: Final = enter(
    Entry(
        code="ROW030",
        name="merged-cells",
        severity=Severity.ERROR,
        cause=_("A cell is merged with a neighbour, so that its own value is not known."),
        message=_("The cell {column}{line} is merged with another one and has no value of its own."),
        hint=_("Unmerge the cells in the spreadsheet program and fill in each of them."),
        doc=(
            "Only the first of merged cells has a value. The others would look blank, and a blank cell deletes the "
            "stored value."
        ),
        fixed=True,
    )
).code

BEYOND_TABLE: Final = enter(
    Entry(
        code="ROW031",
        name="cell-beyond-table",
        severity=Severity.ERROR,
        cause=_("A cell stands to the right of the last column."),
        message=_("“{value}” stands in column {column}, to the right of the last column of the header."),
        hint=_("Give that column a name in the header row, or clear the cell."),
        doc="Either the row has moved to the right, or the cell is a remark; which of them, nobody can tell.",
        fixed=True,
    )
).code
