import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from muster.model.tables import STAGING_SCHEMA


def make_staging_schema(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    """The engine's own schema for its working tables. On SQLite these are files of their own."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE SCHEMA IF NOT EXISTS {STAGING_SCHEMA}")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("environments", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(make_staging_schema, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("state", models.CharField(max_length=10)),
                ("reason", models.TextField(null=True)),
                ("started_by", models.CharField(max_length=150)),
                ("user_id", models.BigIntegerField(null=True)),
                ("language", models.CharField(db_default="en", max_length=2)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("options", models.JSONField(db_default={})),
                ("notify", models.JSONField(db_default=[])),
                ("totals", models.JSONField(db_default={})),
                ("cleared_by_field", models.JSONField(db_default={})),
                ("fingerprint", models.CharField(max_length=64, null=True)),
                ("planned_version", models.BigIntegerField(null=True)),
                ("attempt", models.IntegerField(db_default=0)),
                ("max_attempts", models.IntegerField(db_default=3)),
                ("lease_token", models.BigIntegerField(db_default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("run_after", models.DateTimeField(null=True)),
                (
                    "environment",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="environments.environment"),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undoing",
                        to="imports.import",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone",
                        to="imports.import",
                    ),
                ),
            ],
            options={
                "db_table": "import",
            },
        ),
        migrations.CreateModel(
            name="Edit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.IntegerField()),
                ("line", models.BigIntegerField(null=True)),
                ("field", models.CharField(max_length=20)),
                ("value", models.TextField(null=True)),
                ("replaced", models.TextField(null=True)),
                ("user_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "of_import",
                    models.ForeignKey(
                        db_column="import_id",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edits",
                        to="imports.import",
                    ),
                ),
            ],
            options={
                "db_table": "edit",
            },
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField()),
                ("name", models.TextField()),
                ("stored_path", models.TextField(null=True)),
                ("size_bytes", models.BigIntegerField(db_default=0)),
                ("sha256", models.CharField(max_length=64, null=True)),
                ("source", models.CharField(max_length=20, null=True)),
                ("encoding", models.CharField(max_length=40, null=True)),
                ("delimiter", models.CharField(max_length=10, null=True)),
                ("sheet", models.TextField(null=True)),
                ("header_line", models.BigIntegerField(null=True)),
                ("labels", models.JSONField(db_default=[])),
                ("mapping", models.JSONField(db_default={})),
                ("status", models.CharField(max_length=8, null=True)),
                ("totals", models.JSONField(db_default={})),
                ("skipped", models.JSONField(db_default={})),
                ("counts", models.JSONField(db_default=[])),
                (
                    "of_import",
                    models.ForeignKey(
                        db_column="import_id",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="imports.import",
                    ),
                ),
            ],
            options={
                "db_table": "import_file",
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("recipient", models.TextField()),
                ("language", models.CharField(max_length=2)),
                ("message_id", models.CharField(max_length=200, unique=True)),
                ("state", models.CharField(db_default="queued", max_length=10)),
                ("attempt", models.IntegerField(db_default=0)),
                ("run_after", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("last_error", models.TextField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "environment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="environments.environment"),
                ),
                (
                    "of_import",
                    models.ForeignKey(
                        db_column="import_id",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="imports.import",
                    ),
                ),
            ],
            options={
                "db_table": "outbox",
            },
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(fields=["state"], name="import_state"),
        ),
        migrations.AddIndex(
            model_name="importfile",
            index=models.Index(fields=["sha256"], name="import_file_sha256"),
        ),
        migrations.AddConstraint(
            model_name="importfile",
            constraint=models.UniqueConstraint(fields=("of_import", "position"), name="import_file_position"),
        ),
        migrations.AddIndex(
            model_name="outbox",
            index=models.Index(fields=["state", "run_after"], name="outbox_due"),
        ),
    ]
