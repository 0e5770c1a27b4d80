"""What asks, and what reports."""
