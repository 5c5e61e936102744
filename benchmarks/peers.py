"""What people use today for a part of the same work, each set up as its own manual advises for speed."""

import csv
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from muster.model.fields import FIELDS, LANGUAGES

Timed = Callable[[], object]

EMAIL: Final = r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"
MOBILE: Final = r"^\+[0-9]{6,15}$"
COUNTRIES: Final = ("BE", "NL", "FR", "DE", "IT", "ES", "PT")
BATCH_ROWS: Final = 1_000


def django_import_export(path: str, url: str) -> Timed:
    """Bulk mode into Muster's own customer table: created, or updated by number. It examines nothing."""
    _set_up_django(url)
    import tablib  # noqa: PLC0415  Django's settings come first
    from import_export.fields import Field  # noqa: PLC0415
    from import_export.instance_loaders import CachedInstanceLoader  # noqa: PLC0415
    from import_export.resources import ModelResource  # noqa: PLC0415

    from muster.customers.models import Customer  # noqa: PLC0415

    class CustomerResource(ModelResource):
        """The twelve fields by the template's headers."""

        class Meta:
            model = Customer
            fields = tuple(field.name for field in FIELDS)
            import_id_fields = ("number",)
            instance_loader_class = CachedInstanceLoader
            use_bulk = True
            use_transactions = True
            batch_size = BATCH_ROWS
            skip_diff = True
            skip_html_diff = True
            skip_unchanged = False
            report_skipped = False

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:  # noqa: ARG002  its interface
            instance.environment_id = 1
            instance.created_import = 1
            instance.email_key = instance.email.lower()

    resource = CustomerResource()
    for field in FIELDS:
        resource.fields[field.name] = Field(attribute=field.name, column_name=field.header)

    def timed() -> None:
        with Path(path).open(newline="", encoding="utf-8-sig") as file:
            dataset = tablib.Dataset().load(file, format="csv")
        result = resource.import_data(dataset, raise_errors=True)
        assert result.totals["new"] + result.totals["update"] == len(dataset)  # noqa: S101  else it measured nothing

    return timed


def frictionless_validate(path: str) -> Timed:
    """A schema with patterns, lengths, lists of values and a unique number; all errors."""
    from frictionless import Checklist, Resource, Schema, validate  # noqa: PLC0415  not installed with Muster

    constraints: dict[str, dict[str, object]] = {
        "email": {"pattern": EMAIL},
        "mobile": {"pattern": MOBILE},
        "l": {"enum": list(LANGUAGES)},
        "country": {"enum": list(COUNTRIES)},
        "customerNumber": {"unique": True},
    }
    fields = [
        {"name": f.header, "type": "string", "constraints": {"maxLength": f.limit, **constraints.get(f.header, {})}}
        for f in FIELDS
    ]
    schema = Schema.from_descriptor({"fields": fields})
    folder, name = os.path.split(path)
    resource = Resource(path=name, basepath=folder, schema=schema)

    def timed() -> None:
        report = validate(resource, checklist=Checklist(), limit_errors=1_000_000)
        assert report.stats["tasks"] == 1  # noqa: S101  else it measured nothing

    return timed


def sqlite_utils_upsert(path: str, database: str) -> Timed:
    """Upsert by number into a table with the same columns to look up by."""
    import sqlite_utils  # noqa: PLC0415  not installed with Muster

    opened = sqlite_utils.Database(sqlite3.connect(database))
    opened.enable_wal()
    table: Any = opened["customer"]
    table.create({f.header: str for f in FIELDS}, pk="customerNumber", if_not_exists=True)
    table.create_index(["email"], if_not_exists=True)

    def timed() -> None:
        with Path(path).open(newline="", encoding="utf-8-sig") as file:
            table.upsert_all(csv.DictReader(file), pk="customerNumber", batch_size=BATCH_ROWS)

    return timed


def pandera_validate(path: str) -> Timed:
    """The same schema as frictionless's, on a Polars frame, all errors collected."""
    import pandera.polars as pandera  # noqa: PLC0415  not installed with Muster
    import polars as pl  # noqa: PLC0415

    checks: dict[str, list[Any]] = {
        "email": [pandera.Check.str_matches(EMAIL)],
        "mobile": [pandera.Check.str_matches(MOBILE)],
        "l": [pandera.Check.isin(LANGUAGES)],
        "country": [pandera.Check.isin(COUNTRIES)],
    }
    schema = pandera.DataFrameSchema(
        {
            f.header: pandera.Column(
                str,
                nullable=True,
                unique=f.header == "customerNumber",
                checks=[pandera.Check.str_length(max_value=f.limit), *checks.get(f.header, [])],
            )
            for f in FIELDS
        }
    )

    def timed() -> None:
        frame = pl.read_csv(path, infer_schema=False)
        schema.validate(frame, lazy=True)

    return timed


def _set_up_django(url: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "muster.server.settings"
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    if url.startswith("sqlite:///"):
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": url.removeprefix("sqlite:///")}
    else:
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

        found = conninfo_to_dict(url)
        database = {
            "ENGINE": "django.db.backends.postgresql", "NAME": str(found["dbname"]), "HOST": str(found["host"]),
            "USER": str(found["user"]),
        }  # fmt: skip
    settings.DATABASES = {"default": database}
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "import_export"]
    django.setup()
