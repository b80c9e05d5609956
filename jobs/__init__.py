"""Scheduled and queued work: `python -m jobs`."""
