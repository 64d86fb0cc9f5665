"""Documents, queries and engines: full-text search for Chinese text, standard numbers and models.

A leaf: it knows nothing of Flask, SQLAlchemy or the register. Callers import from the modules by name.
"""
