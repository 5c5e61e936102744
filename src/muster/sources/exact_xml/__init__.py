"""Exact Online's XML export of accounts."""
