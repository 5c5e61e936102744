"""Rules about words that stand where a cell should be blank."""
