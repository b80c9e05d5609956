"""What is done with visits."""
