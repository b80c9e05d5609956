"""Registering, correcting, ending, voiding and placing cooperations."""

from crm.cooperation.routes import changing, placing, registering  # noqa: F401 - they add their pages to the blueprint
from crm.cooperation.routes.blueprint import cooperation

__all__ = ["cooperation"]
