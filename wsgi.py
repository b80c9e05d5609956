"""The web application for a WSGI server: `waitress-serve wsgi:application`, `gunicorn wsgi`."""

from crm.app import create_app

application = create_app()
