"""Reading visits and people's time."""
