"""Schema of environments and the people in them. The engine touches some of these tables by `model/tables.py`."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from muster.environments.roles import Role


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
    pulled_at = models.DateTimeField(null=True)  # when a pull last began by itself
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "connection"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["environment", "source"], name="connection_once"),
        ]

    def __str__(self) -> str:
        return self.source


class People(BaseUserManager["User"]):
    """Users, found by their address in any case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in. What they may do stands in their memberships.

    `language` null: that of the browser. An operator may add environments.
    """

    email = models.EmailField(max_length=254, unique=True)  # in lower case
    name = models.CharField(max_length=150)
    language = models.CharField(max_length=2, null=True)  # noqa: DJ001  blank is null everywhere
    theme = models.CharField(max_length=5, db_default="auto", default="auto")  # auto, light, dark
    is_active = models.BooleanField(db_default=True, default=True)
    is_operator = models.BooleanField(db_default=False, default=False)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects = People()

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.name or f"person {self.pk}"


class Member(models.Model):
    """A person in an environment: what they may do there, and of which imports they are told."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=13, choices=[(role.value, role.value) for role in Role])
    notify_when = models.CharField(max_length=8, db_default="changes", default="changes")  # notify.When
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "member"
        constraints: ClassVar = [models.UniqueConstraint(fields=["environment", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id} of {self.environment_id}"

    def may(self, role: Role) -> bool:
        """Whether this person may do what needs `role`."""
        return Role(self.role).covers(role)


class Invitation(models.Model):
    """An address that was asked to join. Only a hash of the token in the mail is kept."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=13)
    language = models.CharField(max_length=2)
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "invitation"
        constraints: ClassVar = [models.UniqueConstraint(fields=["environment", "email"], name="invitation_once")]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_over(self) -> bool:
        """It is too old to be accepted."""
        return self.expires_at <= timezone.now()
