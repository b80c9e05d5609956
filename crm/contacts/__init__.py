"""Contacts with companies: who spoke to whom about what, who must not be contacted, and what comes next."""
