"""Django's PostgreSQL engine, which starts our own server, finds the role's secret and makes no test database."""
