"""Four programs write the same customers in different order: no deadlock, and the outcome equals some order."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROGRAM = """
import random, sys
sys.path.insert(0, sys.argv[1])
from conftest import Muster
from muster.apply import state
from muster.apply.door import Stale

muster = Muster.open(sys.argv[2])
chance = random.Random(sys.argv[3])
stale = 0
for turn in range(5):
    ids = muster.ids()
    chance.shuffle(ids)
    mine = f"{sys.argv[3]} {turn}"
    rows = [{"number": f"N{customer_id}", "city": mine} for customer_id in ids]
    plan = [muster.update(line, customer_id, "city") for line, customer_id in enumerate(ids, start=2)]
    version = muster.version()
    lease = muster.planned(rows, plan)
    while True:
        try:
            muster.apply(lease, updated=len(ids), version=version)
            break
        except Stale:
            stale += 1
            version = muster.version()
    muster.database.drop_staging(lease.import_id)
print(stale)
"""


def test_four_programs_write_the_same_customers(muster):
    muster.bring_in([{"number": f"A{n}", "city": "Gent"} for n in range(300)])
    command = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), muster.database.url]
    programs = [subprocess.Popen([*command, name], stdout=subprocess.PIPE) for name in "abcd"]
    refused = sum(int(program.communicate()[0]) for program in programs)
    assert [program.returncode for program in programs] == [0, 0, 0, 0]
    assert refused > 0, "plans were made side by side, so some had to be refused"
    assert muster.version() == 1 + 4 * 5
    assert len(set(muster.customers("city"))) == 1
    chain = muster.database.fetch(
        "SELECT version, min(before_city), max(before_city), min(after_city), max(after_city) FROM change GROUP BY version ORDER BY version"
    )
    before = "Gent"
    for _version, lowest, highest, after, also in chain:
        assert (lowest, highest, after) == (before, before, also)
        before = after
    assert muster.customers("city")[0] == (before,)
    if muster.database.name == "postgresql":
        assert muster.database.fetch("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == [
            (0,)
        ]
