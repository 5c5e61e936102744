"""Values in the journal are kept for a time. Afterwards it still says which import changed what, but not from what to what."""

from datetime import timedelta
from typing import Final

from muster.apply.columns import each
from muster.store import Database


def forget(database: Database, environment_id: int, *, days: int) -> int:
    """Forget the values of imports that ended more than `days` ago; how many imports these are.

    Each import in a transaction of its own. The environment is locked first, so that none is being taken back meanwhile.
    """
    seconds = -timedelta(days=days).total_seconds()
    old = database.fetch(_sql(database, "too_old_to_keep"), {"environment_id": environment_id, "seconds": seconds})
    for (import_id,) in old:
        with database.transaction():
            database.fetch(_sql(database, "lock_environment"), {"environment_id": environment_id})
            database.execute(_sql(database, "forget_values"), {"import_id": import_id})
            database.execute(_sql(database, "mark_forgotten"), {"import_id": import_id})
    return len(old)


def _sql(database: Database, name: str) -> str:
    return database.statement("muster.apply", name, **_LISTS)


_LISTS: Final = {"forgotten_values": each("before_{name} = NULL, after_{name} = NULL")}
