"""What may an agent ask the memory? One file a family of questions, each a Protocol.

A memory answers as of one point of the branch it follows: what landed later does not exist for the
one who asks (`Store.memory_at`). Times are UTC seconds; orders are total.
"""

from __future__ import annotations
