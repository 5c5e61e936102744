"""Workbooks of spreadsheet programs: .xlsx, .xlsm, .xls and .ods, cells as the user sees them. See README.md."""
