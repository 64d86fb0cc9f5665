"""Writing schemes: drafts, what is found in them, what they would do, and what a version changes."""
