"""What a person meets first: My day, the unit's day, who was not spoken with, and news."""
