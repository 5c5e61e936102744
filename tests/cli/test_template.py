"""`muster template`: three forms in seven languages; untouched it imports nothing, filled in it imports customers."""

import csv
import io
import re
import zipfile

import polars as pl
import pytest

from muster.i18n import SPOKEN
from muster.model.fields import FIELDS
from muster.model.options import Options
from muster.rules.reading.country import CODES
from muster.sources import open_source

pytestmark = pytest.mark.slow

HEADERS = [field.header for field in FIELDS]
ROW = "C-1,an@example.com,nl,Peeters,An,+32470123456,,,Kerkstraat 12,Gent,9000,BE"


@pytest.fixture
def template(command, tmp_path):
    """Write a template of this form and language; its path."""

    def template(form, language="en"):
        path = tmp_path / f"template-{form}-{language}.{'xlsx' if form == 'xlsx' else 'csv'}"
        assert command("template", "--format", form, "-o", path, "--lang", language).code == 0
        return path

    return template


@pytest.mark.parametrize(("language", "delimiter"), [("en", ","), ("nl", ";"), ("fr", ";"), ("pt", ";")])
def test_spreadsheet_programs_get_a_mark_crlf_and_their_language_s_delimiter(template, language, delimiter):
    content = template("csv", language).read_bytes()
    assert content.startswith(b"\xef\xbb\xbfcustomerNumber" + delimiter.encode())
    assert content.count(b"\r\n") == content.count(b"\n") == 3


def test_text_editors_get_commas_and_every_cell_quoted(template):
    content = template("text", "nl").read_text(encoding="utf-8")
    assert content.splitlines()[0] == ",".join(f'"{header}"' for header in HEADERS)
    assert all(line.startswith('"') and line.endswith('"') for line in content.splitlines())
    assert [len(row) for row in csv.reader(io.StringIO(content))] == [12, 12, 12]


def test_without_a_path_it_goes_to_standard_output(command):
    done = command("template", "--format", "text")
    assert done.out.splitlines()[1].startswith('"MUSTER-EXAMPLE-1"')


def test_an_unknown_form_is_refused(command):
    assert command("template", "--format", "pdf").code == 2


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_untouched_template_holds_only_examples(command, template, form, language):
    done = command("check", template(form, language), "--format", "json")
    assert (done.code, done.found) == (0, [(None, None, "FIL014")])
    assert (done.json["totals"]["rows"], done.json["totals"]["skipped"]) == (2, 2)


def test_an_untouched_template_for_text_editors_holds_only_examples(command, template):
    done = command("import", template("text", "nl"), "--yes", "--lang", "nl")
    assert (done.code, "Er is niets gewijzigd: er was geen klant om te" in done.out) == (0, True)


@pytest.mark.parametrize("form", ["csv", "text"])
def test_customers_below_the_examples_are_imported(muster, template, form):
    path = template(form)
    with path.open("a", encoding="utf-8") as file:
        file.write(ROW + "\n")
    done = muster("import", path, "--yes", "--format", "json")
    assert (done.code, done.json["totals"]["created"], done.json["totals"]["skipped"]) == (0, 1, 2)


@pytest.mark.parametrize("language", SPOKEN)
def test_every_language_gets_the_same_data_sheet_first_and_guidance_behind_it(template, language):
    source = open_source(template("xlsx", language), Options())
    assert list(source.shape.labels) == HEADERS
    assert source.violations.is_empty()
    rows = pl.concat(chunk.rows for chunk in source.chunks())
    assert rows.get_column("0").to_list() == ["MUSTER-EXAMPLE-1", "MUSTER-EXAMPLE-2"]
    assert rows.get_column("7").to_list() == ["", "0123456749"]


def test_cells_of_the_workbook_are_text_with_choices_for_language_and_country(template):
    with zipfile.ZipFile(template("xlsx")) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
        countries = parts.read("xl/worksheets/sheet3.xml").decode()
    columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="[\d.]+" style="1"', sheet)
    assert sum(int(last) - int(first) + 1 for first, last in columns) == 12
    assert 'numFmtId="49"' in styles
    assert 'sqref="C2:C1048576"' in sheet
    assert "en,nl,fr,de,it,es,pt" in sheet
    assert 'sqref="L2:L1048576"' in sheet
    assert f"'Countries'!$A$2:$A${1 + len(CODES)}" in sheet
    assert countries.count("<row ") == 1 + len(CODES)


def test_required_headers_are_marked(template):
    from muster.model.fields import REQUIRED

    with zipfile.ZipFile(template("xlsx")) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    header = sheet[sheet.index('<row r="1"') : sheet.index('<row r="2"')]
    styles = [cell.partition('"')[0] for cell in header.split(' s="')[1:]]
    marked = max(set(styles) - {styles[0]})
    assert [field.name for field, style in zip(FIELDS, styles, strict=True) if style == marked] == [
        field.name for field in FIELDS if field.name in REQUIRED
    ]
