"""One file for each line of the bill."""
