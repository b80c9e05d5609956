"""Writing about contacts, inside the caller's transaction; what contacts a company needs `contact_transaction`."""
