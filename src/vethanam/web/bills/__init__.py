"""A bill as its office and its treasury see it."""
