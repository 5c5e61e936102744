"""How much a workbook may ask for. Hostile files are refused by these; no real file of customers comes near them."""

from typing import Final

MAX_PARTS: Final = 4_000
MAX_UNPACKED_BYTES: Final = 2 << 30
MAX_RATIO: Final = 200
"""A part may unpack to so many times its packed size. Sheets of nothing but blank formatted cells reach 40."""

RATIO_FREE_BYTES: Final = 10 << 20
"""Below this the ratio does not matter."""

MAX_CELLS: Final = 50_000_000
MAX_LINES: Final = 1 << 20
"""A sheet's rows; more there are in no program."""

MAX_COLUMNS: Final = 1_000
HEAD_ROWS: Final = 200
"""So many rows of a sheet tell what it is."""

HEAD_SHEETS: Final = 30
"""So many visible sheets are looked at."""

BATCH_ROWS: Final = 50_000
BATCH_CELLS: Final = 1_500_000
"""At most about so many cells travel at a time, whatever the number of rows."""

MEMORY_BYTES: Final = 1 << 30
"""What the reading process may take beyond what it needs to start."""

MAX_XLS_BYTES: Final = 64 << 20
"""A sheet of the old format has at most 65,536 rows; its reader holds the workbook in memory."""

BASE_SECONDS: Final = 60
SECONDS_PER_MB: Final = 20
"""Processor time a workbook may take: a base, and so much for each packed megabyte (measured: below 1)."""

STALL_SECONDS: Final = 300
"""Between two messages the reading process may be silent for so long."""
