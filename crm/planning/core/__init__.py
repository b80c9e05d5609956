"""The planner itself: companies, shifts and travel in, routes out. No database, no Flask, no clock."""
