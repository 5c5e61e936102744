"""Schema of customers and their journal. The engine touches these tables by the names in `model/tables.py`.

Customer and change carry no database foreign keys: each costs seconds per million rows, and the journal outlives the
customers it tells of. Everything that writes here goes through `apply/`.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.sql.compiler import SQLCompiler

from muster.environments.models import Environment
from muster.model.fields import FIELDS
from muster.model.keys import NAME_KEY_CHARACTERS

if TYPE_CHECKING:
    _Text = models.CharField[Any, Any]
else:
    _Text = models.CharField  # only the stubs are generic


class BytewiseField(_Text):
    """Text that is compared byte by byte on both databases, whatever the locale of PostgreSQL."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters: dict[str, Any] = super().db_parameters(connection)
        return {**parameters, "collation": "C"} if connection.vendor == "postgresql" else parameters


class Facets(models.Func):
    """Country, language, company or person, with a number or without, in six letters: `BEnlc#`, `----p-`."""

    def __init__(self) -> None:
        super().__init__("country", "language", "company", "number")

    def as_sql(  # type: ignore[override]  # it takes whatever Django gives, and needs none of it
        self, compiler: SQLCompiler, *_connection: Any, **_more: Any
    ) -> tuple[str, list[Any]]:
        """The same words for both databases."""
        country, language, company, number = (compiler.compile(each)[0] for each in self.get_source_expressions())
        place = f"COALESCE({country}, '--') || COALESCE({language}, '--')"
        company_or_person = f"CASE WHEN {company} IS NULL THEN 'p' ELSE 'c' END"
        return f"{place} || {company_or_person} || CASE WHEN {number} IS NULL THEN '-' ELSE '#' END", []


class Customer(models.Model):
    """One customer. A blank value is null.

    `name_key` and `facets` are what lists are searched, filtered and sorted by, in one index.
    """

    environment = models.ForeignKey(Environment, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    number = BytewiseField(max_length=50, null=True)
    email = BytewiseField(max_length=70, null=True)
    language = BytewiseField(max_length=2, null=True)
    lastname = BytewiseField(max_length=50, null=True)
    firstname = BytewiseField(max_length=50, null=True)
    mobile = BytewiseField(max_length=50, null=True)
    company = BytewiseField(max_length=140, null=True)
    coc = BytewiseField(max_length=50, null=True)
    address = BytewiseField(max_length=70, null=True)
    city = BytewiseField(max_length=50, null=True)
    zip = BytewiseField(max_length=50, null=True)
    country = BytewiseField(max_length=2, null=True)
    email_key = BytewiseField(max_length=400, null=True)
    number_key = BytewiseField(max_length=200, null=True)
    name_key = BytewiseField(max_length=NAME_KEY_CHARACTERS, null=True)
    facets = models.GeneratedField(expression=Facets(), output_field=BytewiseField(max_length=6), db_persist=True)
    version = models.BigIntegerField(db_default=1)
    created_import = models.BigIntegerField()
    created_file = models.IntegerField(null=True)
    created_line = models.BigIntegerField(null=True)

    class Meta:
        db_table = "customer"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["environment", "number"], condition=Q(number__isnull=False), name="customer_number"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["environment", "email_key"], name="customer_email_key"),
            models.Index(fields=["environment", "number_key"], name="customer_number_key"),
            models.Index(fields=["created_import"], name="customer_created_import"),
            models.Index(fields=["environment", "facets", "name_key", "id"], name="customer_listing"),
        ]

    def __str__(self) -> str:
        return f"customer {self.pk}"


def _journal_value() -> BytewiseField:
    return BytewiseField(max_length=max(field.limit for field in FIELDS), null=True)


class Change(models.Model):
    """What one import changed on one customer: `changed` is a bit per field, values only for those bits.

    `kind` is update, create (brought back by an undo) or delete. For the last two `changed` has a bit per filled field
    and `created_*` keep where the customer came from.
    """

    pk = models.CompositePrimaryKey("customer_id", "import_id")
    customer_id = models.BigIntegerField()
    import_id = models.BigIntegerField()
    environment = models.ForeignKey(Environment, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    file = models.IntegerField(null=True)
    line = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=6)
    version = models.BigIntegerField()
    changed = models.BigIntegerField()
    before_number = _journal_value()
    before_email = _journal_value()
    before_language = _journal_value()
    before_lastname = _journal_value()
    before_firstname = _journal_value()
    before_mobile = _journal_value()
    before_company = _journal_value()
    before_coc = _journal_value()
    before_address = _journal_value()
    before_city = _journal_value()
    before_zip = _journal_value()
    before_country = _journal_value()
    after_number = _journal_value()
    after_email = _journal_value()
    after_language = _journal_value()
    after_lastname = _journal_value()
    after_firstname = _journal_value()
    after_mobile = _journal_value()
    after_company = _journal_value()
    after_coc = _journal_value()
    after_address = _journal_value()
    after_city = _journal_value()
    after_zip = _journal_value()
    after_country = _journal_value()
    created_import = models.BigIntegerField(null=True)
    created_file = models.IntegerField(null=True)
    created_line = models.BigIntegerField(null=True)

    class Meta:
        db_table = "change"
        indexes: ClassVar = [
            models.Index(fields=["import_id"], name="change_import"),
            # Every import asks for an environment's deleted customers; among millions of changes they are few.
            models.Index(fields=["environment"], name="change_deleted", condition=models.Q(kind="delete")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of customer {self.customer_id} by import {self.import_id}"


class CustomerAlias(models.Model):
    """A number that a customer had before it was merged into another one.

    Rows are only added, and removed when the merge is undone: an alias may name a customer that is gone, and of several
    for one number the newest whose customer exists counts.
    """

    environment = models.ForeignKey(Environment, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    number = BytewiseField(max_length=50)
    customer_id = models.BigIntegerField()
    import_id = models.BigIntegerField()

    class Meta:
        db_table = "customer_alias"
        indexes: ClassVar = [
            models.Index(fields=["environment", "number"], name="customer_alias_number"),
            models.Index(fields=["import_id"], name="customer_alias_import"),
            models.Index(fields=["customer_id"], name="customer_alias_customer"),
        ]

    def __str__(self) -> str:
        return f"alias {self.pk}"
