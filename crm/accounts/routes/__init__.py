"""Signing in and one's own account; administration of users and units."""

from crm.accounts.routes.own import accounts
from crm.accounts.routes.units import units
from crm.accounts.routes.users import users

__all__ = ["accounts", "units", "users"]
