"""An administrator's pages: accounts, appointments."""
