"""Forms of campaigns: the call, and the campaign itself."""
