"""Hostile workbooks are refused in little memory and time, by what is wrong with them; this process lives."""

import io
import json
import os
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from tests.sources.xlsx.conftest import HEADER, MAIN, text_row

from muster.sources.xlsx import process
from muster.sources.xlsx.limits import MAX_COLUMNS, MAX_PARTS

ROW = ["C-1", "Peeters", "An", "", "Gent"]
NAMED = text_row(1, *HEADER)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def raw(tmp_path):
    """A file of these bytes."""

    def raw(content, name="customers.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return raw


REFUSE = """
import resource, sys
from pathlib import Path
from muster.model.options import Options
from muster.model.source import Unreadable
from muster.sources import open_source

try:
    open_source(Path(sys.argv[1]), Options())
except Unreadable as problem:
    print(problem.code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)
"""
"""In a process of its own: what other tests' children took is not counted."""


def code_and_children_peak_mb(path):
    done = subprocess.run([sys.executable, "-c", REFUSE, path], capture_output=True, text=True, check=True)
    code, peak = done.stdout.split()
    return code, int(peak)


def changed(path, change):
    """The file with its bytes changed."""
    path.write_bytes(change(path.read_bytes()))
    return path


# Files that make readers allocate


def test_a_sparse_sheet_of_half_a_trillion_cells_is_refused_in_no_time(packed, refusal):
    sparse = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = packed(sparse)
    assert path.stat().st_size < 5_000
    began = time.monotonic()
    refused = refusal(path)
    assert (refused.code, refused.value) == ("FIL036", "XFD1048576")
    assert time.monotonic() - began < 30


def test_a_far_blank_cell_is_nothing(packed, read):
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read(packed(NAMED + text_row(2, *ROW) + far)).cells == [ROW]


def test_a_row_far_down_is_a_row_with_blank_ones_before_it(packed, read):
    done = read(packed(NAMED + text_row(2, *ROW) + text_row(1_048_576, *ROW)))
    assert done.lines == [2, 1_048_576]
    assert sum(done.skipped.values()) == 1_048_573


def test_the_claimed_dimension_is_not_believed(packed, read):
    path = packed(NAMED + text_row(2, *ROW), around='<dimension ref="A1:XFD1048576"/>{}')
    assert read(path).cells == [ROW]


@pytest.fixture(scope="module")
def bomb(tmp_path_factory):
    """A gigabyte of blank rows in less than three megabytes."""
    path = tmp_path_factory.mktemp("bomb") / "customers.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in SMALL_PARTS.items():
            archive.writestr(part, content)
        with archive.open(SHEET, "w", force_zip64=True) as part:
            part.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            block = b"<row><c/><c/></row>" * 50_000
            for _ in range(1_000_000_000 // len(block)):
                part.write(block)
            part.write(b"</sheetData></worksheet>")
    return path


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SMALL_PARTS = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships><Relationship Id="a" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


@pytest.mark.slow
def test_a_gigabyte_in_three_megabytes_is_refused_before_it_is_unpacked(bomb, refusal):
    assert bomb.stat().st_size < 6_000_000
    began = time.monotonic()
    refused = refusal(bomb)
    assert (refused.code, refused.value) == ("FIL033", SHEET)
    assert time.monotonic() - began < 20
    code, peak = code_and_children_peak_mb(bomb)
    assert (code, peak < 400) == ("FIL033", True)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_sheet(packed):
    def peak_mb(rows):
        program = (
            "import sys; from pathlib import Path; from muster.sources.xlsx import child; child.main();"
            "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0], file=sys.stderr)"
        )
        job = json.dumps({"job": "rows", "sheet": "Customers"})
        xml = "".join(
            f'<row r="{line}">' + "".join(f'<c r="{at}{line}"><v>{line * 7919}</v></c>' for at in "ABCDE") + "</row>"
            for line in range(2, rows)
        )
        path = packed(NAMED + xml)
        with path.open("rb") as file:
            done = subprocess.run(
                [sys.executable, "-c", program, "xlsx", job], stdin=file, capture_output=True, check=True
            )
        assert json.loads(done.stdout.splitlines()[-1])["progress"] == 1
        return int(done.stderr) >> 10

    assert peak_mb(240_000) < peak_mb(120_000) * 1.2


def test_a_shared_text_without_end_is_refused(packed, refusal):
    path = packed(NAMED + '<row r="2"><c t="s"><v>0</v></c></row>', shared=["<si><t>" + "ab" * 4_000_000 + "</t></si>"])
    assert refusal(path).code == "FIL030"


def test_a_cell_without_end_is_refused(packed, refusal):
    assert refusal(packed(NAMED + text_row(2, "ab" * 4_000_000))).code == "FIL030"


def test_too_wide_a_row_is_refused(packed, refusal):
    wide = '<row r="2">' + "<c><v>1</v></c>" * (MAX_COLUMNS + 1) + "</row>"
    assert refusal(packed(NAMED + wide)).code == "FIL036"


def test_the_cells_of_a_sheet_are_limited(packed):
    cells = "<c><v>1</v></c>" * 900
    rows = "".join(f"<row>{cells}</row>" for _ in range(60))
    assert refusal_with(packed(NAMED + rows), MAX_CELLS=50_000) == "FIL035"


def refusal_with(path, **limits):
    """What the reading process says with other limits."""
    program = "import sys; from muster.sources.xlsx import child\n"
    program += "".join(f"child.{name} = {value}\n" for name, value in limits.items())
    program += 'sys.argv[1:] = [\'xlsx\', \'{"job": "rows", "sheet": "Customers"}\']; child.main()'
    with path.open("rb") as file:
        done = subprocess.run([sys.executable, "-c", program], stdin=file, capture_output=True, check=False)
    return done.returncode or json.loads(done.stdout.splitlines()[-1]).get("refused")


# Archives that lie


def test_a_part_that_is_larger_than_it_says_is_damage(packed, refusal):
    def smaller(content):
        at = content.rindex(b"PK\x01\x02")
        size = struct.unpack_from("<I", content, at + 24)[0]
        return content[: at + 24] + struct.pack("<I", size // 2) + content[at + 28 :]

    assert refusal(changed(packed(NAMED + text_row(2, *ROW)), smaller)).code == "FIL030"


@pytest.mark.parametrize(("says", "code"), [(1_000_000, "FIL030"), (3_000_000_000, "FIL032")])
def test_a_part_that_is_smaller_than_it_says_is_damage_or_too_large(packed, refusal, says, code):
    def larger(content):
        at = content.rindex(b"PK\x01\x02")
        return content[: at + 24] + struct.pack("<I", says) + content[at + 28 :]

    assert refusal(changed(packed(NAMED + text_row(2, *ROW)), larger)).code == code


def test_ten_thousand_parts_are_too_many(packed, refusal):
    refused = refusal(packed(NAMED, replaced={f"xl/media/{at}.png": b"x" for at in range(10_000)}))
    assert (refused.code, refused.params["limit"]) == ("FIL034", MAX_PARTS)
    assert refused.params["count"] > 10_000


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_damage(packed, refusal):
    path = packed(NAMED + text_row(2, *ROW))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("XL/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}"/>')
    assert refusal(path).code == "FIL030"


def test_an_archive_behind_another_one_is_damage(packed, refusal):
    first = io.BytesIO()
    with zipfile.ZipFile(first, "w") as archive:
        archive.writestr("xl/workbook.xml", "<other/>")
    assert (
        refusal(changed(packed(NAMED + text_row(2, *ROW)), lambda content: first.getvalue() + content)).code == "FIL030"
    )


@pytest.mark.parametrize("beginning", [b"%PDF-1.7\n", b"GIF89a", b"<html>", b"nr;name\n1;Jan\n", b"\x7fELF"])
def test_what_begins_as_something_else_is_that(packed, refusal, beginning):
    refused = refusal(changed(packed(NAMED + text_row(2, *ROW)), lambda content: beginning + content))
    assert refused.code in {"FIL002", "FIL003"}


def test_a_page_under_the_name_of_a_workbook_is_refused(raw, refusal):
    refused = refusal(raw(b"<html><body><table><tr><td>customerNumber</td></tr></table></body></html>"))
    assert (refused.code, refused.params) == ("FIL002", {"kind": "an HTML page"})


def test_a_workbook_under_the_name_of_a_text_is_refused(packed, refusal):
    assert refusal(packed(NAMED, name="customers.csv")).code == "FIL003"


def test_a_password_is_named(raw, refusal, packed):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(400)
    assert refusal(raw(ole)).params == {"kind": "an Office file protected by a password"}

    def encrypted(content):
        at = content.rindex(b"PK\x01\x02")
        return content[: at + 8] + b"\x01" + content[at + 9 :]

    assert refusal(changed(packed(NAMED), encrypted)).code == "FIL031"


@pytest.mark.parametrize("missing", ["[Content_Types].xml", "xl/_rels/workbook.xml.rels", SHEET])
def test_a_missing_part_is_named(packed, refusal, missing):
    refused = refusal(packed(NAMED, replaced={missing: None}))
    assert (refused.code, refused.value) == ("FIL030", missing)


def test_every_cut_is_refused(packed, refusal, tmp_path):
    content = packed(NAMED + "".join(text_row(line, *ROW) for line in range(2, 400))).read_bytes()
    for share in (0.05, 0.3, 0.6, 0.9, 0.99):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(content[: int(len(content) * share)])
        assert refusal(path).code in {"FIL002", "FIL030"}


# XML that attacks


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
def test_a_document_type_is_refused_unread(packed, refusal, part, declared):
    path = packed(NAMED + '<row r="2"><c t="s"><v>0</v></c></row>', shared=["<si><t>a</t></si>"])
    with zipfile.ZipFile(path) as archive:
        content = archive.read(part).decode()
    refused = refusal(packed(NAMED + '<row r="2"><c t="s"><v>0</v></c></row>', replaced={part: declared + content}))
    assert (refused.code, refused.value) == ("FIL044", part)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_xml_in_wide_characters_is_damage(packed, refusal, encoding):
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{NAMED}</sheetData></worksheet>'
    assert refusal(packed(replaced={SHEET: sheet.encode(encoding)})).code == "FIL030"


def test_deep_nesting_is_harmless(packed, read):
    deep = "<x>" * 100_000 + "</x>" * 100_000
    assert read(packed(NAMED + text_row(2, *ROW), around="{}" + deep)).cells == [ROW]


def test_links_to_other_files_and_macros_are_never_opened(packed, read, refusal):
    relations = (
        f'<Relationships><Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId9" Type="{RELATIONS}/externalLink" Target="file:///etc/passwd" TargetMode="External"/>'
        "</Relationships>"
    )
    parts = {"xl/_rels/workbook.xml.rels": relations, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro"}
    assert read(packed(NAMED + text_row(2, *ROW), replaced=parts, name="customers.xlsm")).cells == [ROW]
    outside = relations.replace('"worksheets/sheet1.xml"', '"http://127.0.0.1:1/s.xml" TargetMode="External"')
    assert refusal(packed(NAMED, replaced={"xl/_rels/workbook.xml.rels": outside})).code == "FIL039"
    above = relations.replace('"worksheets/sheet1.xml"', '"../../../../etc/passwd"')
    assert refusal(packed(NAMED, replaced={"xl/_rels/workbook.xml.rels": above})).code == "FIL030"


# The reading process itself


@pytest.mark.parametrize(
    "death", ["os.kill(os.getpid(), 9)", "os.abort()", "sys.exit(3)", "os._exit(1)", "raise MemoryError"]
)
def test_when_the_reading_process_dies_only_its_file_is_refused(packed, refusal, monkeypatch, tmp_path, death):
    (tmp_path / "dying.py").write_text(f"import os, sys\n{death}\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(process, "MODULE", "dying")
    path = packed(NAMED + text_row(2, *ROW))
    assert refusal(path).code == "FIL037"
    monkeypatch.undo()
    assert os.getpid()


@pytest.mark.slow
def test_a_silent_reading_process_is_ended(packed, refusal, monkeypatch, tmp_path):
    (tmp_path / "silent.py").write_text("import time\ntime.sleep(600)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(process, "MODULE", "silent")
    monkeypatch.setattr(process, "STALL_SECONDS", 1)
    assert refusal(packed(NAMED)).code == "FIL037"


def test_what_needs_too_much_memory_ends_the_reading_process_only(packed):
    texts = [f"<si><t>{at:0200}</t></si>" for at in range(60_000)]
    path = packed(NAMED + '<row r="2"><c t="s"><v>59999</v></c></row>', shared=texts)
    assert refusal_with(path, MEMORY_BYTES=4 << 20) == "FIL037"


@pytest.mark.slow
def test_what_needs_too_much_time_ends_the_reading_process_only(packed):
    rows = "".join(f"<row><c><v>{at}</v></c><c><v>1</v></c></row>" for at in range(1_000_000))
    done = refusal_with(packed(NAMED + rows), BASE_SECONDS=1, SECONDS_PER_MB=0)
    assert done in {-24, -9}  # SIGXCPU, or SIGKILL at the hard limit


def test_the_reading_process_loads_nothing_that_it_does_not_need(packed):
    program = (
        'import sys; sys.argv[1:] = [\'xlsx\', \'{"job": "head", "sheet": null}\'];'
        "from muster.sources.xlsx import child; child.main();"
        "print([name for name in sys.modules if name in {'polars', 'muster.catalogue', 'django', 'socket'}], file=sys.stderr)"
    )
    with packed(NAMED + text_row(2, *ROW)).open("rb") as file:
        done = subprocess.run([sys.executable, "-c", program], stdin=file, capture_output=True, check=True)
    assert done.stderr.decode().strip() == "[]"


def test_a_module_in_the_working_folder_is_not_run(packed, read, monkeypatch, tmp_path):
    (tmp_path / "json.py").write_text("import os\nos.abort()\n")
    path = packed(NAMED + text_row(2, *ROW))
    monkeypatch.chdir(tmp_path)
    assert read(path).cells == [ROW]


@pytest.mark.slow
def test_a_source_that_is_not_read_to_its_end_leaves_no_process(packed):
    from muster.model.options import Options
    from muster.sources import open_source

    rows = "".join(text_row(line, *ROW) for line in range(2, 120_000))
    before = _children()
    chunks = open_source(packed(NAMED + rows), Options()).chunks()
    next(chunks)
    assert _children() > before
    chunks.close()
    assert _children() == before


def _children():
    return {pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}
