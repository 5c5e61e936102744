"""Rules about damage to any text."""
