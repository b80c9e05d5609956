"""Reading companies: the list with its filters, and one company's page."""
