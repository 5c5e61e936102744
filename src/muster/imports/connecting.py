"""Connecting an environment to another program: the access is tried out before it is kept, encrypted."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from muster.environments import connections
from muster.environments.connections import Connection
from muster.i18n import _
from muster.imports import place
from muster.imports.pulling import RenewedToken
from muster.model.options import WrongOption
from muster.sources.exact_online.client import ExactOnline
from muster.sources.exact_online.oauth import HOSTS, authorisation_url, redeem
from muster.sources.recurly.client import Recurly, domain_of
from muster.store import Database

RECURLY_KEY: Final = "MUSTER_RECURLY_API_KEY"
EXACT_SECRET: Final = "MUSTER_EXACT_CLIENT_SECRET"  # noqa: S105  the variable's name

Consent = Callable[[str, str], str]
"""Sends a person to an address, where the access is allowed; gives the code that came back with this state."""

Choose = Callable[[Mapping[int, str], int], int]
"""One of several divisions (number → name); the second argument is the one the person works in."""


def connect_recurly(database: Database, environment_name: str, *, domain: str, region: str | None, api_key: str) -> str:
    """Keep the access to a site of Recurly; its domain.

    The key selects the site, so the domain is held to the sites that the key opens. Raises WrongOption where they do
    not agree or something is missing, RemoteError where Recurly refuses the key or does not answer.
    """
    environment = place.environment(database, environment_name)
    try:
        name, shown_region = domain_of(domain)
    except ValueError:
        raise WrongOption(
            _("“{domain}” is no domain of Recurly. It looks like “acme” or “acme.recurly.com”."), domain=domain
        ) from None
    region = region or shown_region
    if region is None:
        raise WrongOption(_("Say where the site is: --region us or --region eu."))
    if not api_key:
        raise WrongOption(_("The API key is missing. Type it when asked, or set {variable}."), variable=RECURLY_KEY)
    with Recurly(api_key, region) as client:
        opened = client.domains()
    if name not in opened:
        raise WrongOption(
            _("The key opens another site: {sites}, not “{domain}”. Nothing was kept."),
            sites=", ".join(opened), domain=name,
        )  # fmt: skip
    connections.connect(
        database, environment.id, "recurly", settings={"domain": name, "region": region}, secret={"api_key": api_key}
    )
    return name


def connect_exact(
    database: Database,
    environment_name: str,
    *,
    host: str,
    client_id: str,
    client_secret: str,
    redirect: str,
    consent: Consent,
    division: int | None,
    choose: Choose,
) -> tuple[int, str]:
    """Keep the access to a division of Exact Online; its number and name.

    Raises WrongOption where something is missing or the division is not to be read, RemoteError where Exact Online
    refuses the application or does not answer.
    """
    environment = place.environment(database, environment_name)
    if host not in HOSTS:
        raise WrongOption(
            _("“{country}” has no Exact Online. Choose one of: {countries}."), country=host, countries=", ".join(HOSTS)
        )
    if not client_secret:
        raise WrongOption(
            _("The client secret is missing. Type it when asked, or set {variable}."), variable=EXACT_SECRET
        )
    state = secrets.token_urlsafe(32)
    code = consent(authorisation_url(host, client_id=client_id, redirect=redirect, state=state), state)
    access = exact_access(host, client_id=client_id, client_secret=client_secret, redirect=redirect, code=code)
    known = access.divisions
    chosen = division or (choose(known, access.current) if len(known) > 1 else access.current)
    return chosen, keep_exact(database, environment.id, access, chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactAccess:
    """What a person allowed at Exact Online: the tokens, and the divisions (number → name) that they open."""

    host: str
    secret: Mapping[str, Any]
    divisions: Mapping[int, str]
    current: int


def exact_access(host: str, *, client_id: str, client_secret: str, redirect: str, code: str) -> ExactAccess:
    """Redeem the code that came back, and see what it opens. Raises RemoteError."""
    secret = redeem(host, client_id=client_id, client_secret=client_secret, redirect=redirect, code=code)
    with ExactOnline(host, lambda _used: str(secret["access_token"])) as client:
        current = client.current_division()
        return ExactAccess(host=host, secret=secret, divisions=client.divisions(current), current=current)


def keep_exact(database: Database, environment_id: int, access: ExactAccess, division: int) -> str:
    """Keep the access to one division; its name. Raises WrongOption for one that it does not open."""
    known = access.divisions
    if division not in known:
        raise WrongOption(
            _("There is no division {division} to read. There are: {divisions}. Nothing was kept."),
            division=division, divisions=", ".join(f"{number} ({name})" for number, name in known.items()),
        )  # fmt: skip
    settings = {"host": access.host, "division": division, "name": known[division]}
    connections.connect(database, environment_id, "exact-online", settings=settings, secret=dict(access.secret))
    return known[division]


def reached(database: Database, connection: Connection) -> str:
    """What a connection reaches now: the site or division. Raises RemoteError, WrongOption where that is gone."""
    name = (
        _recurly_site(database, connection) if connection.source == "recurly" else _exact_division(database, connection)
    )
    if name is None:
        raise WrongOption(_("The access works, but not for what was connected. Connect again."))
    return name


def _recurly_site(database: Database, connection: Connection) -> str | None:
    secret = connections.secret(database, connection.id)
    with Recurly(secret["api_key"], connection.settings["region"]) as client:
        opened = client.domains()
    domain = str(connection.settings["domain"])
    return domain if domain in opened else None


def _exact_division(database: Database, connection: Connection) -> str | None:
    division = int(connection.settings["division"])
    host = str(connection.settings["host"])
    with ExactOnline(host, RenewedToken(database, connection.id, host), division=division) as client:
        return client.divisions(division).get(division)
