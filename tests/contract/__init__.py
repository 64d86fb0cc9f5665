"""What every search engine promises (`search.port`), asked of each of them with the same tests."""
