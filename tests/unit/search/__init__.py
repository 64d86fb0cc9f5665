"""Tests of what the engines share: analysis, queries, matching, highlights."""
