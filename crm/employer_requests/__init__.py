"""What companies ask of the job centre: requests, what happened to each, the service goals and their clocks."""
