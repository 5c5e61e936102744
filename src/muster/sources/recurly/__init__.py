"""Recurly: accounts fetched through its API v2021-02-25."""
