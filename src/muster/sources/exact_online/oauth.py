"""Access to Exact Online: OAuth 2.0 with an authorisation code; every token lives for ten minutes and renews itself.

A refresh token can be spent once and a new one comes with the answer, so whoever spends it keeps the new one at once.
Exact refuses to renew a token that is younger than 570 seconds, and blocks whoever errs ten times in an hour.
"""

import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from muster.sources.exact_online.codes import ACCESS_LOST
from muster.sources.pulled.remote import Misunderstood, Refused, Remote, RemoteError

SERVICE: Final = "Exact Online"
HOSTS: Final = {
    country: f"https://start.exactonline.{ending}"
    for country, ending in {
        "nl": "nl", "be": "be", "de": "de", "uk": "co.uk", "us": "com", "es": "es", "fr": "fr",
    }.items()
}  # fmt: skip
RENEWED_AFTER_SECONDS: Final = 570

PATIENCE_SECONDS: Final = 10
"""A token is exchanged within a transaction, which a database ends that waits for a minute."""

Secret = dict[str, Any]


class AccessLost(Refused):
    """The access to Exact Online has ended: withdrawn, not used for 30 days, or broken off while it was renewed."""

    entry = ACCESS_LOST


def authorisation_url(host: str, *, client_id: str, redirect: str, state: str) -> str:
    """Where a person allows the access. `state` comes back and proves that the answer belongs to this question."""
    asked = {"client_id": client_id, "redirect_uri": redirect, "response_type": "code", "state": state}
    return f"{HOSTS[host]}/api/oauth2/auth?{urlencode(asked)}"


def redeem(host: str, *, client_id: str, client_secret: str, redirect: str, code: str) -> Secret:
    """The first tokens, for the code that came back."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
    return _tokens(host, {"client_id": client_id, "client_secret": client_secret}, form)


def renewed(host: str, secret: Secret, used: str | None) -> Secret:
    """`secret` with a token that is good; unchanged where it is. `used` is a token that was refused.

    Where another program has renewed it meanwhile, that one's token is taken.
    """
    young = time.time() - float(secret["issued"]) < RENEWED_AFTER_SECONDS
    if young and secret["access_token"] != used:
        return secret
    if young:
        raise AccessLost(service=SERVICE)
    return _tokens(host, secret, {"grant_type": "refresh_token", "refresh_token": secret["refresh_token"]})


def _tokens(host: str, application: Mapping[str, Any], form: Mapping[str, str]) -> Secret:
    kept = {"client_id": application["client_id"], "client_secret": application["client_secret"]}
    remote = Remote(SERVICE, HOSTS[host], patience=PATIENCE_SECONDS)
    try:
        body = remote.post_form("/api/oauth2/token", {**form, **kept}).body
    except (Refused, Misunderstood):
        raise AccessLost(service=SERVICE) from None
    except RemoteError:
        raise
    finally:
        remote.close()
    if not isinstance(body, dict) or not body.get("access_token") or not body.get("refresh_token"):
        raise Misunderstood(service=SERVICE, status=200)
    tokens = {"access_token": body["access_token"], "refresh_token": body["refresh_token"]}
    return {**kept, **tokens, "issued": time.time()}
