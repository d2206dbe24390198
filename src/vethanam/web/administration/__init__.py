"""What an administrator does: accounts, appointments."""
