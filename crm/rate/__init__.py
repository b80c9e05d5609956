"""The cooperation rate: definition, calculation, explanation, export."""
