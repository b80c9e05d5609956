"""The pages of visits."""
