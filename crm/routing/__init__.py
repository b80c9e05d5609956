"""Which unit and which colleague a request goes to: the rules, and who is there."""
