"""Plumbing that pages share: htmx, access, forms, formatting, paging, navigation, errors."""
