"""Rules about the names of persons."""
