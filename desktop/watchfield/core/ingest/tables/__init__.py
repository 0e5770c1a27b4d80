"""Tables: what their columns are, what their cells mean, and how any of them is read through a mapping."""
