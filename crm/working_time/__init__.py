"""The opening calendar of the job centre: opening hours, closed days and half days, with their history."""
