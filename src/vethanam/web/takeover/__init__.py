"""Pages of taking over: sheets given, sheets verified, months laid side by side."""
