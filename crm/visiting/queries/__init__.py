"""Reading what the pages of visits show."""
