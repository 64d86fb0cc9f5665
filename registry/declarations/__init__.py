"""Declared standards: draft → examine → publish, their versions, products and indicators."""
