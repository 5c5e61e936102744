"""Muster: the customer import that checks every value, shows what would change, and can take it back.

```python
import muster

report = muster.check(["klanten.csv"], country="BE")
report.totals.errors, report.violations  # counts, and a Polars frame: file, line, column, field, code, value, …

report = muster.import_files(["klanten.csv"], database="sqlite:///muster.db", yes=True)
```

Options are those of the command line, with underscores: `mapping={"Klantnr.": "customerNumber"}`, `on_error="skip"`,
`blank_by_field={"mobile": "keep"}`, `max_cleared=412`, `dry_run=True`. Bad data never raises; it is in the report.
"""

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Unpack

if TYPE_CHECKING:
    from muster.model.options import Given
    from muster.model.outcome import Report
    from muster.pipeline import Input

__all__ = ["check", "import_files"]


def check(paths: Iterable[str | PathLike[str]], **options: "Unpack[Given]") -> "Report":
    """Examine files as if no customer was stored yet. Needs no database and writes nothing.

    Raises WrongOption (`muster.model.options`) for options that cannot be followed, OSError for a file that cannot be
    opened. Whatever is wrong inside a file is in the report's `violations`.
    """
    from muster.imports import running  # noqa: PLC0415  the engine takes half a second to load
    from muster.model.options import settle  # noqa: PLC0415

    return running.check(_inputs(paths), settle(options))


def import_files(
    paths: Iterable[str | PathLike[str]],
    *,
    database: str | None = None,
    environment: str = "default",
    notify: Iterable[str] = (),
    **options: "Unpack[Given]",
) -> "Report":
    """Import files into an environment, in one transaction; `report.state` tells how it ended.

    Without `yes=True`, and where more would be deleted or renamed than the environment allows, it ends as `waiting` and
    nothing is written. `database` is a URL; without it MUSTER_DATABASE_URL or the embedded database. Messages to
    `notify` are delivered before this returns, if their server answers.

    Raises WrongOption, OSError as `check`, and StoreError (`muster.store`) where the database fails; then nothing was
    written.
    """
    from muster.imports import place, running, telling  # noqa: PLC0415
    from muster.model.options import settle  # noqa: PLC0415

    settled = settle(options)
    with place.opened(database) as opened:
        place.environment(opened, environment)
        person = running.Person(name=place.user_name(), recipients=telling.named(notify, language="en"))
        report = running.start(opened, environment, _inputs(paths), settled, person)
        telling.deliver(opened, report)
    return report


def _inputs(paths: Iterable[str | PathLike[str]]) -> "list[Input]":
    from pathlib import Path  # noqa: PLC0415

    from muster.pipeline import Input  # noqa: PLC0415

    found = [Path(path) for path in paths]
    for path in found:
        path.open("rb").close()
    return [Input(name=path.name, path=path) for path in found]
