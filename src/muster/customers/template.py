"""The empty file to fill in, in three forms: for spreadsheet programs, for text editors, and as a workbook.

The first row holds the headers, two example rows follow. They are known by their customer numbers and never imported.
"""

from typing import TYPE_CHECKING, Any, BinaryIO, Final

import polars as pl

from muster.i18n import Translator, _
from muster.mapping import EXAMPLE_NUMBERS
from muster.model.fields import FIELDS, LANGUAGES, NAMES, REQUIRED
from muster.model.guard import guard
from muster.rules.reading.country import CODES

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
LAST_ROW: Final = 1_048_575
"""0-based; the columns are prepared down to the end of the sheet."""

TEXT: Final = 49
"""The number format “Text”, by the number that all programs know it by."""

SHEET_NAME_CHARACTERS: Final = 31
EXAMPLES: Final = (
    {
        "number": EXAMPLE_NUMBERS[0], "email": "an.peeters@example.com", "language": "nl", "lastname": "Peeters",
        "firstname": "An", "mobile": "+32470123456", "address": "Kerkstraat 12", "city": "Gent", "zip": "9000",
        "country": "BE",
    },
    {
        "number": EXAMPLE_NUMBERS[1], "email": "info@example.com", "language": "fr", "lastname": "Dubois",
        "firstname": "Marie", "mobile": "+33612345678", "company": "Boulangerie Dubois", "coc": "0123456749",
        "address": "Rue Haute 3", "city": "Bruxelles", "zip": "1000", "country": "BE",
    },
)  # fmt: skip
"""A person and a company with its contact person."""

EXPLAINED: Final = {
    "number": _("The number that you give the customer. Each number only once; leading zeros stay."),
    "email": _("One e-mail address, such as name@example.com."),
    "language": _("Language of the customer: en, nl, fr, de, it, es or pt."),
    "lastname": _("Last name; of a company, that of the contact person."),
    "firstname": _("First name; of a company, that of the contact person."),
    "mobile": _("Mobile number, best in its international form: +32470123456."),
    "company": _("Name of the company. Filled: the customer is a company. Empty: a person."),
    "coc": _("Enterprise number or number at the Chamber of Commerce."),
    "address": _("Street and house number."),
    "city": _("City."),
    "zip": _("Post code, as the country writes it; leading zeros stay."),
    "country": _("Country in two letters, such as BE."),
}

STEPS: Final = (
    _("Fill in one customer per row on the first sheet, below the headers. Do not rename the headers."),
    _("The headers in orange must stay in the file. All other columns may be deleted; a column that is not there never "
      "changes anything."),
    _("An empty cell in a column that is there deletes the value that is stored, unless you choose to keep it."),
    _("The two example rows show what a person and a company look like. They are never imported; you may leave them."),
    _("A row needs at least a customer number, an e-mail address, a company name, or a last name with a first name."),
    _("All cells are text, so that zeros and plus signs stay. Paste values only, so that it stays so."),
    _("Save the workbook and check it: muster check customers.xlsx. Import it: muster import customers.xlsx."),
)  # fmt: skip

_SAFE: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTHS: Final = {"email": 30, "company": 28, "address": 28, "language": 6, "country": 9}


def examples() -> pl.DataFrame:
    """The two example rows, by field; what an example leaves open is null."""
    return pl.DataFrame(list(EXAMPLES), schema=dict.fromkeys(NAMES, pl.String()))


def write_csv(out: BinaryIO, *, delimiter: str, for_spreadsheets: bool) -> None:
    """Write headers and examples.

    `for_spreadsheets`: UTF-8 with a byte order mark and CRLF; otherwise plain UTF-8, LF and every cell quoted.
    """
    if for_spreadsheets:
        out.write(BYTE_ORDER_MARK)
    examples().select(guard(pl.col(field.name)).alias(field.header) for field in FIELDS).write_csv(
        out,
        separator=delimiter,
        line_terminator="\r\n" if for_spreadsheets else "\n",
        quote_style="necessary" if for_spreadsheets else "always",
        null_value="",
    )


def write_xlsx(out: BinaryIO, translator: Translator) -> None:
    """Write a workbook of text cells with drop-downs, and a second sheet that explains it in the reader's language."""
    import xlsxwriter  # noqa: PLC0415  only where a workbook is written

    with xlsxwriter.Workbook(out, _SAFE) as workbook:
        data = workbook.add_worksheet(translator.text(_("Customers"))[:SHEET_NAME_CHARACTERS])
        guidance = workbook.add_worksheet(translator.text(_("How to fill this in"))[:SHEET_NAME_CHARACTERS])
        countries = workbook.add_worksheet(translator.text(_("Countries"))[:SHEET_NAME_CHARACTERS])
        _write_data(workbook, data, translator, countries=countries.get_name())
        _write_guidance(workbook, guidance, translator)
        _write_countries(workbook, countries, translator)


def _write_data(workbook: "Workbook", sheet: "Worksheet", translator: Translator, *, countries: str) -> None:
    text = workbook.add_format({"num_format": TEXT})
    header = workbook.add_format({"num_format": TEXT, "bold": True, "bottom": 1})
    required = workbook.add_format({"num_format": TEXT, "bold": True, "bottom": 1, "bg_color": "#FFD8A8"})
    for column, field in enumerate(FIELDS):
        sheet.set_column(column, column, _WIDTHS.get(field.name, 18), text)
        sheet.write_string(0, column, field.header, required if field.name in REQUIRED else header)
        sheet.write_comment(0, column, translator.text(EXPLAINED[field.name]))
    for row, values in enumerate(examples().iter_rows(), start=1):
        for column, value in enumerate(values):
            if value is not None:
                sheet.write_string(row, column, value, text)
    sheet.freeze_panes(1, 0)
    countries = countries.replace("'", "''")
    choices: dict[str, list[str] | str] = {
        "language": list(LANGUAGES),
        "country": f"='{countries}'!$A$2:$A${len(CODES) + 1}",
    }
    for name, source in choices.items():
        column = NAMES.index(name)
        sheet.data_validation(1, column, LAST_ROW, column, _choice(source, EXPLAINED[name], translator))


def _choice(source: list[str] | str, explained: str, translator: Translator) -> dict[str, Any]:
    """A drop-down. Another value is warned of, not refused: an import reads names of countries and languages, too."""
    return {
        "validate": "list",
        "source": source,
        "error_type": "warning",
        "error_message": translator.text(explained)[:255],
    }


def _write_guidance(workbook: "Workbook", sheet: "Worksheet", translator: Translator) -> None:
    title = workbook.add_format({"bold": True, "font_size": 14})
    heading = workbook.add_format({"bold": True, "bottom": 1})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    bold = workbook.add_format({"bold": True, "valign": "top"})
    required = workbook.add_format({"bold": True, "valign": "top", "bg_color": "#FFD8A8"})
    for column, width in enumerate((18, 24, 70, 12)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, translator.text(_("How to fill in the customers")), title)
    row = 2
    for number, step in enumerate(STEPS, start=1):
        sheet.merge_range(row, 0, row, 3, f"{number}. {translator.text(step)}", wrapped)
        sheet.set_row(row, 32)
        row += 1
    row += 1
    for column, name in enumerate((_("Header"), _("Field"), _("What it holds"), _("Characters"))):
        sheet.write_string(row, column, translator.text(name), heading)
    for field in FIELDS:
        row += 1
        sheet.write_string(row, 0, field.header, required if field.name in REQUIRED else bold)
        sheet.write_string(row, 1, translator.text(field.label), wrapped)
        sheet.write_string(row, 2, translator.text(EXPLAINED[field.name]), wrapped)
        sheet.write_number(row, 3, field.limit, wrapped)


def _write_countries(workbook: "Workbook", sheet: "Worksheet", translator: Translator) -> None:
    """The codes that the drop-down offers, with their names in the reader's language."""
    from babel import Locale  # noqa: PLC0415

    heading = workbook.add_format({"bold": True, "bottom": 1})
    names = Locale.parse(translator.locale).territories
    sheet.set_column(1, 1, 44)
    sheet.write_row(0, 0, [translator.text(_("Code")), translator.text(_("Country"))], heading)
    for row, code in enumerate(sorted(CODES), start=1):
        sheet.write_row(row, 0, [code, names.get(code, code)])
