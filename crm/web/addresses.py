"""Whole addresses of pages, for what is read elsewhere, such as mail."""

from urllib.parse import urlsplit

from flask import current_app, has_request_context, request


def whole_address(endpoint: str, **values: str | int) -> str:
    """`https://crm.example.dk/invitation/…`; empty when a job asks and nobody said where the installation is found."""
    base = current_app.extensions["crm_settings"].public_url or (request.url_root if has_request_context() else "")
    if not base:
        return ""
    where = urlsplit(base)
    adapter = current_app.url_map.bind(where.netloc, where.path or "/", url_scheme=where.scheme)
    return adapter.build(endpoint, values, force_external=True)
