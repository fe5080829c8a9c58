"""What does every room need and no library offer?"""

from __future__ import annotations
