"""Campaigns: ``listing`` shows which there are and which occasions run, ``editing`` writes them down."""
