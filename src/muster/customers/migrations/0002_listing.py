from collections.abc import Iterator
from typing import Any, Final

import polars as pl
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import muster.customers.models
from muster.model.keys import name_key

ROWS: Final = 20_000
NAMES: Final = ("company", "lastname", "firstname")


def give_keys(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Customers that are there already are found in the list too."""
    customers = apps.get_model("customers", "Customer")
    for rows in _some_at_a_time(customers.objects.using(editor.connection.alias)):
        schema = {"pk": pl.Int64, **dict.fromkeys(NAMES, pl.String)}
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        keyed = frame.select("pk", name_key(frame)).drop_nulls()
        customers.objects.using(editor.connection.alias).bulk_update(
            [customers(pk=pk, name_key=key) for pk, key in keyed.iter_rows()], ["name_key"], batch_size=400
        )


def _some_at_a_time(customers: Any) -> Iterator[list[tuple[Any, ...]]]:
    last = 0
    while rows := list(customers.filter(pk__gt=last).order_by("pk").values_list("pk", *NAMES)[:ROWS]):
        yield rows
        last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
        ("environments", "0003_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="name_key",
            field=muster.customers.models.BytewiseField(max_length=250, null=True),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AddField(
            model_name="customer",
            name="facets",
            field=models.GeneratedField(
                db_persist=True,
                expression=muster.customers.models.Facets(),
                output_field=muster.customers.models.BytewiseField(max_length=6),
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["environment", "facets", "name_key", "id"], name="customer_listing"),
        ),
    ]
