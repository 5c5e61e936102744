"""The plan goes into the database and can be taken back: state, the one transaction, undo, edits, provenance."""
