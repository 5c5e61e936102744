"""Schema of imports. The engine touches these tables by the names in `model/tables.py`."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from muster.environments.models import Environment


class Import(models.Model):
    """One run kept for an environment. This row is the truth; whatever delivers work only says "look at import N"."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8)  # apply.state.Kind
    state = models.CharField(max_length=10)  # model.outcome.State
    reason = models.TextField(null=True)  # noqa: DJ001  blank is null everywhere in the engine
    started_by = models.CharField(max_length=150)
    user_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=2, db_default="en")
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    options = models.JSONField(db_default={})
    notify = models.JSONField(db_default=[])
    totals = models.JSONField(db_default={})
    cleared_by_field = models.JSONField(db_default={})
    fingerprint = models.CharField(max_length=64, null=True)  # noqa: DJ001
    planned_version = models.BigIntegerField(null=True)
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undoing")
    undone_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone")
    attempt = models.IntegerField(db_default=0)
    max_attempts = models.IntegerField(db_default=3)
    lease_token = models.BigIntegerField(db_default=0)
    lease_until = models.DateTimeField(null=True)
    run_after = models.DateTimeField(null=True)
    progress = models.JSONField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "import"
        indexes: ClassVar = [models.Index(fields=["state"], name="import_state")]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportFile(models.Model):
    """One file of an import."""

    of_import = models.ForeignKey(Import, on_delete=models.CASCADE, db_column="import_id", related_name="files")
    position = models.IntegerField()  # 1-based: `file` in frames
    name = models.TextField()
    stored_path = models.TextField(null=True)  # noqa: DJ001
    size_bytes = models.BigIntegerField(db_default=0)
    sha256 = models.CharField(max_length=64, null=True)  # noqa: DJ001
    source = models.CharField(max_length=20, null=True)  # noqa: DJ001
    encoding = models.CharField(max_length=40, null=True)  # noqa: DJ001
    delimiter = models.CharField(max_length=10, null=True)  # noqa: DJ001
    sheet = models.TextField(null=True)  # noqa: DJ001
    header_line = models.BigIntegerField(null=True)
    labels = models.JSONField(db_default=[])
    mapping = models.JSONField(db_default={})
    status = models.CharField(max_length=8, null=True)  # noqa: DJ001  model.outcome.FileStatus
    totals = models.JSONField(db_default={})
    skipped = models.JSONField(db_default={})
    counts = models.JSONField(db_default=[])

    class Meta:
        db_table = "import_file"
        indexes: ClassVar = [models.Index(fields=["sha256"], name="import_file_sha256")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of_import", "position"], name="import_file_position"),
        ]

    def __str__(self) -> str:
        return self.name


class Edit(models.Model):
    """One cell that the user changed in the page; the uploaded file stays as it is."""

    of_import = models.ForeignKey(Import, on_delete=models.CASCADE, db_column="import_id", related_name="edits")
    file = models.IntegerField()
    line = models.BigIntegerField(null=True)
    field = models.CharField(max_length=20)
    value = models.TextField(null=True)  # noqa: DJ001
    replaced = models.TextField(null=True)  # noqa: DJ001  "replace X by Y in this field": X
    user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "edit"

    def __str__(self) -> str:
        return f"{self.field} in line {self.line}"


class Outbox(models.Model):
    """One message to deliver. It holds no text: that is made from the import on delivery."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE)
    of_import = models.ForeignKey(Import, on_delete=models.CASCADE, db_column="import_id", related_name="messages")
    kind = models.CharField(max_length=20)
    recipient = models.TextField()
    language = models.CharField(max_length=2)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, db_default="queued")  # queued, sent, dead
    attempt = models.IntegerField(db_default=0)
    run_after = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.TextField(null=True)  # noqa: DJ001
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbox"
        indexes: ClassVar = [models.Index(fields=["state", "run_after"], name="outbox_due")]

    def __str__(self) -> str:
        return self.message_id
