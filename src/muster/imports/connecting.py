"""Connecting an environment to another program: the access is tried out before it is kept, encrypted."""

from muster.environments import connections
from muster.i18n import _
from muster.imports import place
from muster.model.options import WrongOption
from muster.sources.recurly.client import Recurly, domain_of
from muster.store import Database


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


RECURLY_KEY = "MUSTER_RECURLY_API_KEY"
