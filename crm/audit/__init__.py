"""The trail of writes: append-only, hash-chained."""
