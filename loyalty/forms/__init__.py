"""What staff type about the programme; a module per subject."""
