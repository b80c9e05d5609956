"""The pages of campaigns: the call desk, and the campaigns themselves."""
