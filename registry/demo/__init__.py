"""Sample declarations made from real public product data."""
