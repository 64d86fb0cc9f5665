"""What an evaluator has to do with the enterprises whose standards it judges (利益关系)."""
