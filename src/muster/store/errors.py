"""What can go wrong between Muster and its database.

StoreError
├── Unreachable    the database does not answer
├── Refused        it answers, and says no: password, permission, read-only
├── Locked         another writer held it for too long
├── Conflict       two transactions stood in each other's way
├── DiskFull       no room left
├── Damaged        the file is no database, or a broken one
├── OutOfDate      the schema is not the one this program works with
├── Broken         a constraint was violated: our own mistake
└── Uncertain      the connection was lost while the transaction was being finished

Messages say what happened to the data. They carry no value of any row: what a database says of a failing row
(PostgreSQL's DETAIL) stays out.
"""


class StoreError(Exception):
    """The database failed. Nothing of the step under way was written."""

    permanent = False
    """Whether trying again later is useless."""

    def __init__(self, message: str | None = None, *, permanent: bool | None = None) -> None:
        super().__init__(message or " ".join((type(self).__doc__ or "").split()))
        if permanent is not None:
            self.permanent = permanent


class Unreachable(StoreError):
    """The database does not answer. Nothing was written."""


class Refused(StoreError):
    """The database refuses access. Nothing was written."""

    permanent = True


class Locked(StoreError):
    """Another program is writing to the database and did not finish in time. Nothing was written."""


class Conflict(StoreError):
    """Two programs wanted to write the same rows at the same time. Nothing was written."""


class DiskFull(StoreError):
    """The disk of the database is full. Nothing was written, and nothing that was there is lost."""


class Damaged(StoreError):
    """The database file is damaged, or is no database. Nothing was written."""

    permanent = True


class OutOfDate(StoreError):
    """The database's tables are not those of this version of Muster. Nothing was written."""

    permanent = True


class Broken(StoreError):
    """A rule of the database refused the rows. This is a mistake in Muster. Nothing was written."""

    permanent = True


class Uncertain(StoreError):
    """The connection was lost while the transaction was being finished. The import's state tells whether it was written."""
