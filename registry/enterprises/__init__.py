"""The legal entities that declare, and what is known of who they are."""
