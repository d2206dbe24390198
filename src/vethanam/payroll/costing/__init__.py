"""The cost of a proposed order."""
