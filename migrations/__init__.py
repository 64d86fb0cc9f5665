"""The schema's history: one file a step, in a line, each named as its id; `HEAD` names the newest.

Two branches that both add a step collide in `HEAD`, not in production. A step is never changed once it is released,
and imports no model: it says itself what it makes. There is no way down: the way back is the backup.
"""
