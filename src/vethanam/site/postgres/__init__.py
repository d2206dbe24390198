"""Django's PostgreSQL engine with our own server and the role's password, and without test databases."""
