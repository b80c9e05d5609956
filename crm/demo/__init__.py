"""A made-up Aalborg for trying the product out. No company, person or number in it is real."""
