"""Customer files as text in columns: any encoding, any dialect, exact lines. See README.md."""
