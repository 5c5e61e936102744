"""Rules about l, the language of a customer."""
