"""Work that nobody waits for: imports, undos and pulls that a page started, mails that are due, tidying up.

Whatever delivers work only says "look at import N" (`defer`); the claim in `apply/state.py` makes it exactly once. Each
import runs in a fresh process that can be killed.
"""
