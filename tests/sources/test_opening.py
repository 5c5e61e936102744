"""What a file is, its bytes say; what is no table of customers is refused by what it seems to be."""

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib

import pytest

from muster.catalogue import entries, load
from muster.model.options import Options
from muster.model.source import Unreadable
from muster.sources import open_source
from muster.sources.kinds import kind_of

CSV = "nr;name\n1;Jan\n"


def zipped(*names, content=b"x", method=zipfile.ZIP_DEFLATED):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as file:
        for name in names:
            file.writestr(name, content)
    return archive.getvalue()


def png():
    def part(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    pixel = part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + part(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + pixel + part(b"IEND", b"")


def ole(stream):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(400)


def sqlite():
    import sqlite3

    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE customer (id)")
    content = database.serialize()
    database.close()
    return content


OTHERS = {
    "a PDF document": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n",
    "a PNG image": png(),
    "a JPEG image": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9",
    "a GIF image": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "a gzip archive": gzip.compress(CSV.encode()),
    "a bzip2 archive": bz2.compress(CSV.encode()),
    "an xz archive": lzma.compress(CSV.encode()),
    "a ZIP archive": zipped("customers.csv"),
    "a Word document": zipped("[Content_Types].xml", "word/document.xml"),
    "an Office file protected by a password": ole("EncryptedPackage"),
    "an old Word document (.doc)": ole("WordDocument"),
    "an SQLite database": sqlite(),
    "an HTML page": b"\xef\xbb\xbf<!DOCTYPE html>\n<html><table><tr><td>1</td></tr></table></html>",
    "an Excel 2003 XML workbook": b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="x"/>',
    "an XML file": b'<?xml version="1.0"?><customers/>',
    "a JSON file": b'[\n  {"name": "Jan", "city": "Gent"}\n]',
    "a file of vCards": b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jan\r\nEND:VCARD\r\n",
    "an RTF document": b"{\\rtf1\\ansi Jan;Gent}",
    "a binary file": bytes(range(256)) * 4,
}


WORKBOOKS = {"an OpenDocument spreadsheet (.ods)", "an old Excel workbook (.xls)"}
"""Read by another source, but not under the name of a text file."""


@pytest.fixture
def written(tmp_path):
    def written(content, name="customers.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def refusal(path, source="auto"):
    with pytest.raises(Unreadable) as error:
        open_source(path, Options(source=source))
    return error.value


@pytest.mark.parametrize("label", OTHERS)
@pytest.mark.parametrize("source", ["auto", "csv"])
def test_what_is_no_table_is_refused_by_what_it_seems_to_be(written, label, source):
    path = written(OTHERS[label])
    refused = refusal(path, source)
    is_misnamed = label in WORKBOOKS and source == "auto"
    assert (refused.code, refused.params) == ("FIL003" if is_misnamed else "FIL002", {"kind": label})


def test_a_workbook_is_known_by_its_parts(written):
    parts = zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml")
    assert kind_of(written(parts)).name == "xlsx"


def test_an_exact_online_export_is_known_by_its_root(written):
    xml = '<?xml version="1.0" encoding="utf-8"?>\n<!-- export -->\n<eExact xmlns:xsi="x"><Accounts/></eExact>'
    assert kind_of(written(xml)).name == "exact-xml"
    assert kind_of(written(xml.encode("utf-16"))).name == "exact-xml"


@pytest.mark.parametrize(
    "name", ["customers.csv", "customers.txt", "customers.tsv", "CUSTOMERS.CSV", "customers", "5f3a.upload"]
)
def test_text_is_opened_under_any_name_that_promises_nothing_else(written, name):
    assert open_source(written(CSV, name), Options()).shape.source == "csv"


@pytest.mark.parametrize("name", ["customers.xlsx", "customers.xls", "customers.XML", "customers.pdf", "customers.zip"])
def test_a_name_that_promises_something_else_is_an_error_unless_the_source_is_named(written, name):
    path = written(CSV, name)
    assert refusal(path).code == "FIL003"
    assert open_source(path, Options(source="csv")).shape.labels == ("nr", "name")


def test_a_source_that_the_bytes_are_not_is_refused(written):
    assert refusal(written(CSV), "xlsx").params == {"kind": "a text file"}


@pytest.mark.parametrize("source", ["auto", "csv", "xlsx"])
def test_no_bytes_are_an_empty_file(written, source):
    assert refusal(written(b""), source).code == "FIL001"


@pytest.mark.parametrize(
    "beginning", ["BM;name", "MZ;name", "{x};name", "<nr>;name", "PK;name", "II;name", "GIF;name", "[a;b"]
)
def test_text_that_merely_begins_like_something_else_is_text(written, beginning):
    assert kind_of(written(f"{beginning}\n1;Jan\n")).name == "csv"


def test_every_code_of_this_stage_can_be_told_in_full():
    load()
    ours = [entry for entry in entries() if entry.code[:3] in {"FIL", "ROW"}]
    assert len(ours) >= 20
    for entry in ours:
        assert entry.hint[0].isupper()
        assert entry.hint.endswith(".")
        assert entry.cause.endswith(".")
        assert "{" not in entry.cause
        assert entry.doc
