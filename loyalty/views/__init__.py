"""Pages and parts of the programme; what stands on the guest page is put there by the desk."""
