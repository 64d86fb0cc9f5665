"""The search index kept in step with the register: the only room that knows both the database and `search/`."""
