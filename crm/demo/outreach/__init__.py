"""A believable last year and a half of contact with the demo's companies, and a working day that is about to begin."""
