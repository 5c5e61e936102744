"""What Muster costs, beside what the work costs at least and beside what others take for it. Not a part of the tests."""
