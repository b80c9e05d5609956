"""What staff see of companies: list, page, company groups."""
