"""Files in: preview, apply, problems; every import knows what it created and replaced."""
