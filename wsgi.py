"""The web application for a WSGI server: `waitress-serve wsgi:application`, `gunicorn wsgi`."""

from crm.app import create_app
from crm.web import garbage

application = create_app()
garbage.settle()
