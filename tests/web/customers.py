"""Customers for the tests of their pages."""

import re

from muster.apply.edit import NoSuchCustomer
from muster.apply.state import Kind
from muster.customers import one

JAN = {
    "number": "7", "email": "jan@example.com", "language": "nl", "lastname": "Peeters", "firstname": "Jan",
    "mobile": "+32470123456", "address": "Kerkstraat 7\nbus 3", "city": "Gent", "zip": "9000", "country": "BE",
}  # fmt: skip
EVA = {
    "number": "8", "email": "eva@example.com", "language": "fr", "lastname": "Peeters", "firstname": "Eva",
    "city": "Gent", "zip": "9000", "country": "BE",
}  # fmt: skip
BAKERY = {"company": "Bakkerij Maes", "lastname": "Maes", "firstname": "An", "country": "NL", "language": "nl"}


def add(house, *customers):
    """Make customers by hand; their ids."""
    database = house.database()
    request = one.by_hand(house.environment, Kind.CREATE, person="Carol")
    made = [one.create(database, house.environment, request, {"language": "", **values}) for values in customers]
    database.close()
    return [each.customer_id for each in made]


def stored(house, customer_id):
    """The filled values of a customer, None where it is gone."""
    database = house.database()
    try:
        found = one.by_id(database, house.environment, customer_id)
        return {name: value for name, value in found.values.items() if value is not None}
    except NoSuchCustomer:
        return None
    finally:
        database.close()


def names(text):
    """The customers in a list, from top to bottom."""
    return re.findall(r'data-label="Name"><span><a href="[^"]*">([^<]*)</a>', text)


def form(text):
    """What the form of a page would send as it stands."""
    inputs = re.findall(r'<input [^>]*name="([^"]+)" value="([^"]*)"', text)
    areas = re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', text)
    chosen = re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL)
    selected = [(name, re.findall(r'value="([^"]*)" selected', options)) for name, options in chosen]
    sent = {**dict(inputs), **dict(areas), **{name: value[0] if value else "" for name, value in selected}}
    sent.pop("csrfmiddlewaretoken")
    return {
        name: value.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&") for name, value in sent.items()
    }
