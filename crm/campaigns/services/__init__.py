"""What is done with campaigns: building the list, handing out companies, what became of a call."""
