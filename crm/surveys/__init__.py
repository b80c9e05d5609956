"""What visited companies say: a random sample, questionnaires, results."""
