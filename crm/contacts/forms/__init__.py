"""Forms about contacts, by subject."""
