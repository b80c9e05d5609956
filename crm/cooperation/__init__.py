"""Registered arrangements at workplaces: the cooperations that the rate counts."""
