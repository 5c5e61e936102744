"""Files made to take all time or memory cost little of either."""

import contextlib
import time
import tracemalloc

import pytest

from muster.model.source import Unreadable

HEADER = "nr;name;city\n"
N = 400_000
LONG = 20_000_000
WORDS = "word " * 40

HOSTILE = {
    "quotes only": '"' * N,
    "quotes and letters": '"a' * N,
    "quoted cells in a row": '"a";' * N,
    "doubled quotes": HEADER + '1;"' + '""' * N,
    "spaces behind a quote": HEADER + '1;"a"' + " " * N + "x;Gent\n",
    "spaces around quotes": HEADER + ('" ' * N) + "\n",
    "apostrophes": HEADER + ";'x" * N,
    "backslashes": HEADER + '1;"' + "\\" * N + '";Gent\n',
    "an address of dots": "nr;mail\n1;a@" + "." * N + " \n",
    "delimiters only": ";" * N + "\n" + ";" * N,
    "a header of many columns": ";".join(f"c{n}" for n in range(2_000)) + "\n" + ";".join("x" * 2_000) + "\n",
    "an unclosed quote in every row": HEADER + '1;"Jan;Gent\n' * 20_000,
    "an unclosed quote in every other row": HEADER + '1;"Jan;Gent\n2;An;Luik\n' * 10_000,
    "half a record in every line": HEADER + '"a\n' * 20_000,
    "blank lines": "\n" * N + HEADER,
    "comments before the root": "<?xml version='1.0'?>" + "<!-- -->" * 250 + "<x/>",
    "digits": "nr;name\n" + "1" * N + ";" + "1 " * N,
    "zeros": HEADER + "1;" + "\x00" * 10_000 + ";x\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_it_takes_seconds_at_most(read, name):
    begin = time.process_time()
    with contextlib.suppress(Unreadable):
        read(HOSTILE[name])
    assert time.process_time() - begin < 10


@pytest.mark.slow
@pytest.mark.parametrize(
    "content", ["x" * LONG, '"' + (WORDS + "\n") * (LONG // 200), (WORDS + ";b;c\n") * (LONG // 200)]
)
def test_memory_does_not_grow_with_the_file(opened, content):
    source = opened(HEADER + "1;Jan;Gent\n2;" + content + "\n3;An;Luik\n", block_bytes=1 << 20)
    tracemalloc.start()
    rows = sum(chunk.rows.height for chunk in source.chunks())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows >= 1
    assert peak < 12 << 20
