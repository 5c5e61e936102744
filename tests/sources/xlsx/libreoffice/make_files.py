"""How the files in this folder were made, once, with LibreOffice on the PATH as `soffice`. Run it to make them anew.

`template.*`: our own template, filled in with the rows of expected.json. `formats.*`: a workbook of number formats, hidden
and merged cells. LibreOffice opened both and saved them in each format.
"""

import io
import json
import shutil
import subprocess
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from muster.customers.template import examples, write_xlsx
from muster.i18n import Translator

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
CSV = "csv:Text - txt - csv (StarCalc):59,34,{charset},1"
WINDOWS_1252, UTF_8 = "1", "76"


def filled_in(path: Path) -> None:
    """The template with customers below its examples."""
    empty = io.BytesIO()
    write_xlsx(empty, Translator("nl"))
    rows = "".join(
        f'<row r="{line}">'
        + "".join(
            f'<c r="{chr(ord("A") + at)}{line}" s="1" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
            for at, cell in enumerate(cells)
            if cell
        )
        + "</row>"
        for line, cells in enumerate(EXPECTED["template"][examples().height :], start=2 + examples().height)
    )
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            new.writestr(name, content)


def formats(path: Path) -> None:
    """Cells whose looks depend on their format."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Klanten")
        hidden = workbook.add_worksheet("Lijst")
        hidden.write(0, 0, "BE")
        hidden.hide()

        def form(code: str) -> object:
            return workbook.add_format({"num_format": code})

        sheet.write_row(
            0, 0, ["customerNumber", "lastname", "zip", "coc", "phone", "born", "at", "paid", "vip", "wrong"]
        )
        sheet.write_row(1, 0, ["001", "Peeters é"])
        sheet.write_number(1, 2, 1000, form("00000"))
        sheet.write_number(1, 3, 123456789, form('0000"."000"."000'))
        sheet.write_number(1, 4, 32470123456)
        sheet.write_datetime(1, 5, datetime(2026, 10, 3, tzinfo=UTC).replace(tzinfo=None), form("d-mmm"))
        sheet.write_number(1, 6, 0.75, form("hh:mm"))
        sheet.write_number(1, 7, 0.255, form("0.0%"))
        sheet.write_boolean(1, 8, True)
        sheet.write_formula(1, 9, "=1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["002", "hidden"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.write_row(3, 0, ["003", "two\nlines   and spaces"])
        sheet.write_number(3, 2, 1234.5, form("#,##0.00"))
        sheet.write_number(3, 4, 612345678, form('0#" "##" "##" "##" "##'))
        sheet.write_datetime(
            3, 5, datetime(2026, 10, 3, 14, 30, tzinfo=UTC).replace(tzinfo=None), form("dd/mm/yyyy hh:mm")
        )
        sheet.write_row(5, 0, ["004", "Maes"])
        sheet.merge_range("J6:J7", "both")
        sheet.write_row(6, 0, ["005", "Maes"])
        sheet.write_comment("B2", "a remark that is no text of the cell")
        sheet.set_column(8, 8, None, None, {"hidden": True})


def convert(path: Path, to: str, name: str) -> None:
    """Open and save with LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                "soffice",
                "--headless",
                f"-env:UserInstallation=file://{folder}/profile",
                "--convert-to",
                to,
                "--outdir",
                folder,
                path,
            ],
            check=True,
        )
        suffix = to.partition(":")[0]
        shutil.copyfile(Path(folder) / f"{path.stem}.{suffix}", HERE / name)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        for make in (filled_in, formats):
            made = Path(work) / f"{make.__name__}.xlsx"
            make(made)
            stem = "template" if make is filled_in else "formats"
            for kind in ("xlsx", "ods", "xls"):
                convert(made, kind, f"{stem}.{kind}")
        for charset, name in ((WINDOWS_1252, "windows-1252"), (UTF_8, "utf-8")):
            convert(Path(work) / "filled_in.xlsx", CSV.format(charset=charset), f"template-{name}.csv")
