"""The list of companies with its saved views, one company's page, and marks of people."""

from crm.companies.routes import listing, marks, page, views  # noqa: F401 - they add their pages to the blueprint
from crm.companies.routes.blueprint import companies

__all__ = ["companies"]
