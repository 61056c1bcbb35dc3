"""Pages and parts of pages that change a guest: one module per subject, one function per verb.

The guest page itself combines apps and lives in ``hotelcrm.desk``; its cards about the guest alone are drawn here.
"""
