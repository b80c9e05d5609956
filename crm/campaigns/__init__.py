"""Phone campaigns: whom to call, with what script, and the call desk where no two callers ever get one company."""
