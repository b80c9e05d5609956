"""The desk's requests: the modules add their pages to one blueprint."""

from crm.service_desk.routes.blueprint import requests
from crm.service_desk.routes.ending import close
from crm.service_desk.routes.intake import intake_page
from crm.service_desk.routes.owning import take
from crm.service_desk.routes.page import show
from crm.service_desk.routes.progress import answered
from crm.service_desk.routes.queue import index
from crm.service_desk.routes.reading import reading
from crm.service_desk.routes.views import views
from crm.service_desk.routes.writing import answer

__all__ = ["answer", "answered", "close", "index", "intake_page", "reading", "requests", "show", "take", "views"]
