"""Files into typed rows and row problems: no Flask, no database."""
