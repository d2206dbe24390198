"""The pay calendar: when a month opens, its cut-off, and the day its pay leaves, by order."""
