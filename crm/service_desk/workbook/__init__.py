"""The figures of Virksomhedsservice as a workbook: they are formulas over the list of requests in it."""
