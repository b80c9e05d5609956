"""What is done with visits beyond their place in the calendar."""
