"""Reading about contacts."""
