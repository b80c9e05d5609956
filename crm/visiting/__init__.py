"""Going out: booking pages, the calendar, invitations, preparation and report."""
