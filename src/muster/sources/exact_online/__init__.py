"""Exact Online: accounts, contacts and addresses fetched through its REST API."""
