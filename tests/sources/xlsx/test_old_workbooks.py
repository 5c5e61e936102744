"""Workbooks of Excel 97 to 2003 that are damaged are refused; how sound ones are read, test_libreoffice.py says."""

from pathlib import Path

import pytest

SOUND = Path(__file__).with_name("libreoffice") / "formats.xls"


@pytest.fixture
def changed(tmp_path):
    """The sound workbook with its bytes changed."""

    def changed(change):
        path = tmp_path / "customers.xls"
        path.write_bytes(change(SOUND.read_bytes()))
        return path

    return changed


@pytest.mark.parametrize("share", [0.1, 0.2, 0.4, 0.6])
def test_every_cut_is_refused(changed, refusal, share):
    refused = refusal(changed(lambda content: content[: int(len(content) * share)]))
    assert (refused.code, refused.value) in {("FIL030", "Workbook"), ("FIL002", None)}


def test_noise_behind_the_beginning_is_damage(changed, refusal):
    noise = bytes((at * 73 + 11) % 251 for at in range(4_000))
    assert refusal(changed(lambda content: content[:1024] + noise + content[5024:])).code == "FIL030"


def test_a_password_is_named(changed, refusal):
    def encrypted(content):
        at = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # the begin of the workbook's own records
        return content[: at + 20] + b"\x2f\x00\x06\x00\x00\x00\x01\x02\x03\x04" + content[at + 30 :]

    assert refusal(changed(encrypted)).code == "FIL031"


def test_reading_again_gives_the_same_cells(read):
    source = read(SOUND).source
    assert source.again([4]).get_column("0").to_list() == ["003"]
