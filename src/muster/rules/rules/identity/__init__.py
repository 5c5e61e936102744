"""Rules about who a row is."""
