import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Environment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True)),
                ("country", models.CharField(max_length=2, null=True)),
                ("language", models.CharField(db_default="en", max_length=2)),
                ("zone", models.CharField(db_default="UTC", max_length=64)),
                ("version", models.BigIntegerField(db_default=0)),
                ("settings", models.JSONField(db_default={})),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "environment",
            },
        ),
        migrations.CreateModel(
            name="RuleSeverity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=6)),
                ("severity", models.CharField(max_length=7)),
                (
                    "environment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="environments.environment"),
                ),
            ],
            options={
                "db_table": "rule_severity",
                "constraints": [models.UniqueConstraint(fields=("environment", "code"), name="rule_severity_once")],
            },
        ),
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shape", models.CharField(max_length=64)),
                ("mapping", models.JSONField()),
                ("user_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "environment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="environments.environment"),
                ),
            ],
            options={
                "db_table": "saved_mapping",
                "constraints": [models.UniqueConstraint(fields=("environment", "shape"), name="saved_mapping_once")],
            },
        ),
    ]
