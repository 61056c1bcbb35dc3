"""The pages and verbs of stays; each view states its policy in its decorator."""
