import django.db.models.deletion
from django.db import migrations, models

import muster.customers.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("environments", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "customer_id", "import_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("customer_id", models.BigIntegerField()),
                ("import_id", models.BigIntegerField()),
                ("file", models.IntegerField(null=True)),
                ("line", models.BigIntegerField(null=True)),
                ("kind", models.CharField(max_length=6)),
                ("version", models.BigIntegerField()),
                ("changed", models.BigIntegerField()),
                ("before_number", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("before_email", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("before_language", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("before_lastname", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("before_firstname", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("before_mobile", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("before_company", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("before_coc", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("before_address", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("before_city", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("before_zip", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("before_country", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("after_number", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("after_email", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("after_language", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("after_lastname", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("after_firstname", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("after_mobile", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("after_company", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("after_coc", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("after_address", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("after_city", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("after_zip", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("after_country", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("created_import", models.BigIntegerField(null=True)),
                ("created_file", models.IntegerField(null=True)),
                ("created_line", models.BigIntegerField(null=True)),
                (
                    "environment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="environments.environment",
                    ),
                ),
            ],
            options={
                "db_table": "change",
                "indexes": [models.Index(fields=["import_id"], name="change_import")],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", muster.customers.models.BytewiseField(max_length=50, null=True)),
                ("email", muster.customers.models.BytewiseField(max_length=70, null=True)),
                ("language", muster.customers.models.BytewiseField(max_length=2, null=True)),
                ("lastname", muster.customers.models.BytewiseField(max_length=50, null=True)),
                ("firstname", muster.customers.models.BytewiseField(max_length=50, null=True)),
                ("mobile", muster.customers.models.BytewiseField(max_length=50, null=True)),
                ("company", muster.customers.models.BytewiseField(max_length=140, null=True)),
                ("coc", muster.customers.models.BytewiseField(max_length=50, null=True)),
                ("address", muster.customers.models.BytewiseField(max_length=70, null=True)),
                ("city", muster.customers.models.BytewiseField(max_length=50, null=True)),
                ("zip", muster.customers.models.BytewiseField(max_length=50, null=True)),
                ("country", muster.customers.models.BytewiseField(max_length=2, null=True)),
                ("email_key", muster.customers.models.BytewiseField(max_length=400, null=True)),
                ("number_key", muster.customers.models.BytewiseField(max_length=200, null=True)),
                ("version", models.BigIntegerField(db_default=1)),
                ("created_import", models.BigIntegerField()),
                ("created_file", models.IntegerField(null=True)),
                ("created_line", models.BigIntegerField(null=True)),
                (
                    "environment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="environments.environment",
                    ),
                ),
            ],
            options={
                "db_table": "customer",
                "indexes": [
                    models.Index(fields=["environment", "email_key"], name="customer_email_key"),
                    models.Index(fields=["environment", "number_key"], name="customer_number_key"),
                    models.Index(fields=["created_import"], name="customer_created_import"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("environment", "number"),
                        name="customer_number",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", muster.customers.models.BytewiseField(max_length=50)),
                ("customer_id", models.BigIntegerField()),
                ("import_id", models.BigIntegerField()),
                (
                    "environment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="environments.environment",
                    ),
                ),
            ],
            options={
                "db_table": "customer_alias",
                "indexes": [
                    models.Index(fields=["environment", "number"], name="customer_alias_number"),
                    models.Index(fields=["import_id"], name="customer_alias_import"),
                    models.Index(fields=["customer_id"], name="customer_alias_customer"),
                ],
            },
        ),
    ]
