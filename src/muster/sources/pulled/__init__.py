"""What all pulls have in common: asking an API, keeping what it sent, reading that as a file of accounts."""
