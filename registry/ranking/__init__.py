"""Evaluation schemes (评估方案) and the grading of declared standards by them."""
