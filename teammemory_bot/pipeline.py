"""What happens, in which order, for one pull request?"""

from __future__ import annotations
