"""The pages of Virksomhedsservice: the desk of the staff, and what companies see."""
