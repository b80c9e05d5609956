"""The workbook of a campaign: its figures as formulas over its calls, companies and answers."""
