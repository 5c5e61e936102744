"""A large export costs time, not memory."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.sources.exact_xml.exports import HEAD

ACCOUNTS = Path(__file__).with_name("accounts.xml").read_text(encoding="utf-8")
ACCOUNT = ACCOUNTS[ACCOUNTS.index("    <Account ") : ACCOUNTS.index("    <!-- a person without contact")]

READ = """
import sys, time
from pathlib import Path
from muster.model.options import Options
from muster.sources import open_source

source = open_source(Path(sys.argv[1]), Options(country="BE"))
rows = sum(chunk.rows.height for chunk in source.chunks())
# The kernel's own mark of this process; ru_maxrss begins with what the parent had.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(rows, int(peak.split()[1]) // 1024, round(time.process_time()))
"""


def written(path, megabytes):
    """An export of about this size; the number of its accounts."""
    count = megabytes * 1_000_000 // len(ACCOUNT)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD + "<Accounts>\n")
        file.writelines(ACCOUNT.replace("2001", f"{number}") for number in range(count))
        file.write("</Accounts></eExact>")
    return count


def read_alone(path):
    """Rows, megabytes of memory and seconds of processor time, in a process that does nothing else."""
    done = subprocess.run([sys.executable, "-c", READ, path], capture_output=True, text=True, check=True)
    return tuple(map(int, done.stdout.split()))


@pytest.mark.slow
def test_a_file_of_100_mb_takes_no_more_memory_than_one_of_20(tmp_path):
    few, many = written(tmp_path / "small.xml", 20), written(tmp_path / "large.xml", 100)
    few_rows, usual, _ = read_alone(tmp_path / "small.xml")
    many_rows, most, seconds = read_alone(tmp_path / "large.xml")
    assert (few_rows, many_rows) == (few, many)
    assert most < min(usual + 40, 300)
    assert seconds < 20
