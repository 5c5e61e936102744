"""Rules about customerNumber."""
