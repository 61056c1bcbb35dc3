"""The pages of the desk, one module per board or page; each view states its policy in its decorator."""
