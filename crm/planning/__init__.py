"""Who is to be visited: the planner of days and weeks, the programme per company group."""
