"""Schema of environments. The engine touches these tables by the names in `model/tables.py`."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Environment(models.Model):
    """Whose customers these are. `version` goes up with every write to them."""

    name = models.CharField(max_length=100, unique=True)
    country = models.CharField(max_length=2, null=True)  # noqa: DJ001  blank is null everywhere in the engine
    language = models.CharField(max_length=2, db_default="en")
    zone = models.CharField(max_length=64, db_default="UTC")
    version = models.BigIntegerField(db_default=0)
    settings = models.JSONField(db_default={})
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "environment"

    def __str__(self) -> str:
        return self.name


class RuleSeverity(models.Model):
    """How bad this environment finds a code."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE)
    code = models.CharField(max_length=6)
    severity = models.CharField(max_length=7)

    class Meta:
        db_table = "rule_severity"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["environment", "code"], name="rule_severity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.severity}"


class SavedMapping(models.Model):
    """Which columns form which field, for files of one shape."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE)
    shape = models.CharField(max_length=64)
    mapping = models.JSONField()
    user_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "saved_mapping"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["environment", "shape"], name="saved_mapping_once"),
        ]

    def __str__(self) -> str:
        return self.shape


class Connection(models.Model):
    """Another program whose accounts this environment pulls. Who reads the table reads no secret."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE)
    source = models.CharField(max_length=20)  # recurly, exact-online
    settings = models.JSONField()
    secret = models.TextField()
    progress = models.JSONField(db_default={})
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "connection"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["environment", "source"], name="connection_once"),
        ]

    def __str__(self) -> str:
        return self.source
