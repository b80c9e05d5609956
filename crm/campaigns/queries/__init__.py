"""Reading campaigns: their companies, their queue, their calls."""
