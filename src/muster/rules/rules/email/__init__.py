"""Rules about e-mail addresses."""
