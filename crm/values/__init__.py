"""Pure value types of the domain: no Flask, no database, nothing else of ours."""
