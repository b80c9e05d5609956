"""Reading plans and what they rest on."""
