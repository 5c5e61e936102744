"""Rules about countries."""
