"""A drawing office: its month, its differences, its bills."""
