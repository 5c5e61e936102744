"""Shared words: what every stage knows of customers, chunks, violations and outcomes. No input, no output."""
