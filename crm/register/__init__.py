"""The business register: municipalities, job centres, companies, workplaces and their history."""
