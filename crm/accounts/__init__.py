"""People who use the product: accounts, sessions, roles, units."""
