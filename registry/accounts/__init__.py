"""Account holders (organisations that act in the register) and the tokens that programs act with."""
