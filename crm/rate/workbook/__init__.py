"""The managers' workbook: a figure with its list, its trend and its rule, in sheets that can be checked by hand."""
