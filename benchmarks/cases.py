"""What is measured: each case is one run of Muster, of a floor or of a peer."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from benchmarks.files import ROOT, Files
from benchmarks.measure import Measurement, command, work
from benchmarks.pages import PAGES, Pages, settle
from benchmarks.postgresql import on_server
from muster.environments.migrate import migrate

MUSTER: Final = ROOT / ".venv" / "bin" / "muster"
WRITTEN: Final = (0, 1)
"""Exit codes of a run that did its work: all was right, or something in the file was not."""

DATABASES: Final = ("SQLite", "PostgreSQL")

Case = tuple[str, Callable[[], Measurement]]


class Databases:
    """Fresh, migrated databases of both kinds, by name; a database of the same name is gone then."""

    def __init__(self, folder: Path, server: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._server = server
        self._template = self.empty_file("template")
        migrate(f"sqlite:///{self._template}")
        on_server(server, "CREATE DATABASE migrated")
        migrate(server.format(name="migrated"))

    def fresh(self, kind: str, name: str = "bench") -> str:
        """Its URL."""
        if kind == "SQLite":
            return f"sqlite:///{self.fresh_file(name)}"
        on_server(self._server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        on_server(self._server, f"CREATE DATABASE {name} TEMPLATE migrated")
        return self._server.format(name=name)

    def fresh_file(self, name: str = "bench") -> Path:
        """A migrated SQLite file."""
        return Path(shutil.copyfile(self._template, self.empty_file(name)))

    def empty_file(self, name: str) -> Path:
        """Where an SQLite file may be made."""
        for old in self.folder.glob(f"{name}.db*"):
            old.unlink()
        return self.folder / f"{name}.db"


def checks(files: Files) -> Iterator[Case]:
    """Checking needs no database."""
    clean = files.path("clean")
    yield "csv.reader loop", lambda: work("floors.read", path=clean)
    yield "check, in process", lambda: work("muster_side.check", path=clean)
    yield "check", lambda: _check(clean)
    yield "check, national mobiles", lambda: _check(files.path("national"))
    yield "check, addresses over two lines", lambda: _check(files.path("multiline"))
    yield "check, 5 % broken", lambda: _check(files.path("broken"))


def imports(files: Files, databases: Databases) -> Iterator[Case]:
    """On each database: all new, the same again, 1 % changed, all changed; then a broken file into an empty one."""
    for kind in DATABASES:
        url: list[str] = []

        def new(kind: str = kind, url: list[str] = url) -> Measurement:
            url[:] = [databases.fresh(kind)]
            return _import(files.path("clean"), url[0])

        def then(variant: str, url: list[str] = url) -> Measurement:
            return _import(files.path(variant), url[0])

        def broken(kind: str = kind) -> Measurement:
            return _import(files.path("broken"), databases.fresh(kind), "--on-error", "skip")

        yield f"import, {kind}, new", new
        yield f"import, {kind}, same again", partial(then, "clean")
        yield f"import, {kind}, 1 % changed", partial(then, "changed")
        yield f"import, {kind}, all changed", partial(then, "all-changed")
        yield f"import, {kind}, 5 % broken, good rows in", broken


def small(files: Files, databases: Databases) -> Iterator[Case]:
    """What a person waits for who imports a small file: its size is not that of the round."""
    few = Files(folder=files.folder, rows=200)
    yield "import, SQLite, 200 rows", lambda: _import(few.path("clean"), databases.fresh("SQLite"))


def floors(files: Files, databases: Databases) -> Iterator[Case]:
    """The least that a database can do it in."""
    clean, later = files.path("clean"), files.path("all-changed")
    yield "COPY", lambda: work("floors.copy", path=clean, url=databases.fresh("PostgreSQL"))
    yield (
        "COPY and UPDATE",
        lambda: work("floors.copy_and_update", path=clean, later=later, url=databases.fresh("PostgreSQL")),
    )
    yield "sqlite3 INSERT", lambda: work("floors.insert", path=clean, database=databases.fresh_file())
    yield (
        "sqlite3 UPDATE",
        lambda: work("floors.insert_and_update", path=clean, later=later, database=databases.fresh_file()),
    )


def peers(files: Files, databases: Databases) -> Iterator[Case]:
    """What people use today."""
    clean = files.path("clean")
    yield "frictionless validate", lambda: work("peers.frictionless_validate", path=clean)
    yield "pandera validate", lambda: work("peers.pandera_validate", path=clean)
    yield (
        "sqlite-utils upsert",
        lambda: work("peers.sqlite_utils_upsert", path=clean, database=databases.empty_file("peer")),
    )
    for kind in DATABASES:

        def bulk(kind: str = kind) -> Measurement:
            return work("peers.django_import_export", path=clean, url=databases.fresh(kind))

        yield f"django-import-export bulk, {kind}", bulk


def into_stored(files: Files, databases: Databases, stored: int) -> Iterator[Case]:
    """New customers into an environment that has many: the cost must not depend on what is there."""
    newcomers = count(stored + 1, files.rows)
    for kind in DATABASES:
        url: list[str] = []

        def into(kind: str = kind, url: list[str] = url) -> Measurement:
            if not url:
                url.append(databases.fresh(kind, "large"))
                _import(Files(folder=files.folder, rows=stored).path("clean"), url[0])
            fresh = Files(folder=files.folder, rows=files.rows, first=next(newcomers))
            return _import(fresh.path("clean"), url[0])

        yield f"import, {kind}, new, into a large environment", into


def pages(files: Files, databases: Databases) -> Iterator[Case]:
    """Pages about customers and imports, on PostgreSQL: what half of the requests take at most, and what 95 % do."""
    opened: list[Pages] = []

    def measured(page: str, share: float) -> Measurement:
        if not opened:
            url = databases.fresh("PostgreSQL", "pages")
            _import(files.path("clean"), url)
            _import(files.path("changed"), url)
            settle(url)
            half_new = Files(folder=files.folder, rows=files.rows, first=files.rows // 2 + 1).path("all-changed")
            waiting = [half_new, files.path("broken")]
            opened.append(Pages(url=url, data_dir=databases.folder / "pages", waiting=waiting))
        return opened[0].measured(page, share)

    for page in PAGES:
        yield f"pages, {page}, p50", partial(measured, page, 0.5)
        yield f"pages, {page}, p95", partial(measured, page, 0.95)


def _check(path: Path) -> Measurement:
    return command([MUSTER, "check", path, "--format", "json"], accept=WRITTEN)


def _import(path: Path, url: str, *options: str) -> Measurement:
    return command([MUSTER, "import", path, "--database", url, "--yes", "--format", "json", *options], accept=WRITTEN)
