"""One visit: booking it, its page, changing it. The modules add their pages to one blueprint."""

from crm.visiting.routes.visit.blueprint import visit
from crm.visiting.routes.visit.booking import booking_page
from crm.visiting.routes.visit.changing import edit
from crm.visiting.routes.visit.joining import join
from crm.visiting.routes.visit.page import show

__all__ = ["booking_page", "edit", "join", "show", "visit"]
