"""What is done with questionnaires."""
