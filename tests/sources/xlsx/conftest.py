"""What the tests of this room say: a workbook in, its rows and violations out, in one line."""

import zipfile
from collections import Counter
from dataclasses import dataclass

import pytest

from muster.model.options import Options
from muster.model.source import Unreadable
from muster.sources import open_source

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

HEADER = ["customerNumber", "lastname", "firstname", "companyName", "city"]


@dataclass
class Read:
    """A workbook, read to its end. `found` and `noted` (on opening) are (line, column, code), in the file's order."""

    source: object
    rows: list
    broken: list
    skipped: dict
    noted: list
    found: list
    values: list
    chunk_heights: list

    @property
    def labels(self):
        return list(self.source.shape.labels)

    @property
    def cells(self):
        return [cells for _, cells in self.rows]

    @property
    def lines(self):
        return [line for line, _ in self.rows]


def told(source):
    chunks = list(source.chunks())
    skipped = Counter()
    for chunk in chunks:
        skipped.update(chunk.skipped)
    return Read(
        source=source,
        rows=[(line, cells) for chunk in chunks for line, _, *cells in chunk.rows.rows()],
        broken=[line for chunk in chunks for line, _ in chunk.broken.rows()],
        skipped=dict(skipped),
        noted=source.violations.select("line", "column", "code").rows(),
        found=[row for chunk in chunks for row in chunk.violations.select("line", "column", "code").rows()],
        values=[row for chunk in chunks for row in chunk.violations.select("code", "value", "params").rows()]
        + source.violations.select("code", "value", "params").rows(),
        chunk_heights=[chunk.rows.height for chunk in chunks],
    )


@pytest.fixture
def read():
    """Read a file to its end."""

    def read(path, **options):
        return told(open_source(path, Options(**options)))

    return read


@pytest.fixture
def refusal():
    """Why a file is refused, on opening or while it is read."""

    def refusal(path, **options):
        with pytest.raises(Unreadable) as error:
            told(open_source(path, Options(**options)))
        return error.value

    return refusal


@pytest.fixture
def written(tmp_path):
    """Write a workbook as other programs do: `fill` gets the workbook of xlsxwriter, and its first sheet."""
    import xlsxwriter

    def written(fill, name="customers.xlsx", sheet="Customers"):
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path)) as workbook:
            fill(workbook, workbook.add_worksheet(sheet))
        return path

    return written


@pytest.fixture
def table(written):
    """A workbook of these rows below a header; texts as text, numbers as numbers."""

    def table(*rows, header=HEADER):
        def fill(_workbook, sheet):
            for line, cells in enumerate([header, *rows]):
                sheet.write_row(line, 0, cells)

        return written(fill)

    return table


@pytest.fixture
def packed(tmp_path):
    """A workbook made by hand: `rows` is the XML inside sheetData, `parts` are put in or replaced as they are."""

    def packed(rows="", *, around="{}", shared=None, formats=(), properties="", name="customers.xlsx", **parts):
        sheet = f'<worksheet xmlns="{MAIN}">' + around.format(f"<sheetData>{rows}</sheetData>") + "</worksheet>"
        codes = "".join(
            f'<numFmt numFmtId="{at}" formatCode="{code.replace("&", "&amp;").replace(chr(34), "&quot;").replace("<", "&lt;")}"/>'
            for at, code in enumerate(formats, start=164)
        )
        styles = "".join(f'<xf numFmtId="{at}"/>' for at in [0, *range(164, 164 + len(formats))])
        texts = "".join(shared or ())
        contents = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": (
                f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ),
            "xl/workbook.xml": (
                f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr {properties}/><sheets>'
                '<sheet name="Customers" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{PACKAGE}/relationships">'
                f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
                f'<Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
                f'<Relationship Id="rId3" Type="{RELATIONS}/styles" Target="/xl/styles.xml"/></Relationships>'
            ),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
            "xl/styles.xml": (
                f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>'
            ),
            "xl/worksheets/sheet1.xml": sheet,
        } | parts.get("replaced", {})
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in contents.items():
                if content is not None:
                    archive.writestr(part, content)
        return path

    return packed


def text_row(line, *cells, attributes=""):
    """A row of texts, as XML."""
    xml = "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{cell}</t></is></c>' for cell in cells)
    return f'<row r="{line}" {attributes}>{xml}</row>'
