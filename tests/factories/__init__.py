"""What a test needs to stand in the register, put there through the use cases that everybody takes.

Every factory that writes takes `where=`, the scope or the open work of a fixture. Traits are states that the rules
accept; what they refuse is written out in the test that is about it.
"""
