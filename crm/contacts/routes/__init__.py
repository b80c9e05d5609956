"""Pages about contacts: one module, and one blueprint, for each subject."""
