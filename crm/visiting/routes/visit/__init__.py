"""One visit: booking it, its page, changing it. The modules add their pages to one blueprint."""

from crm.visiting.routes.visit import booking, changing, joining, page
from crm.visiting.routes.visit.blueprint import visit

__all__ = ["booking", "changing", "joining", "page", "visit"]
