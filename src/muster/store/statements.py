"""SQL stays SQL: statements live in `.sql` files beside the code that runs them, each under `-- name -- purpose`."""

import re
from functools import cache
from importlib import resources

_HEADER = re.compile(r"^-- (\w+) -- .+$", re.MULTILINE)
_PARAMETER = re.compile(r"%\((\w+)\)s")


@cache
def statements(package: str) -> dict[str, str]:
    """All statements in `package`'s folder `sql`, by name."""
    found: dict[str, str] = {}
    for file in sorted(resources.files(package).joinpath("sql").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".sql"):
            _, *parts = _HEADER.split(file.read_text(encoding="utf-8"))
            for name, text in zip(parts[::2], parts[1::2], strict=True):
                if name in found:
                    raise ValueError(f"{package} has two statements named {name}")
                found[name] = text.strip().removesuffix(";")
    return found


@cache
def named_style(sql: str) -> str:
    """`%(name)s` as SQLite writes it, `:name`; and `%%` as `%`."""
    return _PARAMETER.sub(r":\1", sql).replace("%%", "%")
