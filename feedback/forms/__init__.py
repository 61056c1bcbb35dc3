"""What people fill in, at the desk and at home; one module per subject."""
