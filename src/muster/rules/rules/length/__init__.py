"""Rules about how long a value may be."""
