"""Visits to companies: who goes where, and when."""
