"""Django's PostgreSQL engine with three differences: it starts our own server, finds the role's secret, makes no test database."""
