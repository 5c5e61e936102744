"""Muster: the customer import that checks every value, shows what would change, and can take it back."""
