"""Company groups by rule: large, growth and startup, each certain or only possible, with the reason."""

from crm.companies.groups.recompute import recompute_groups

__all__ = ["recompute_groups"]
