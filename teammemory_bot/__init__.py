"""TeamMemory: the answers that lie scattered over git, pull requests, reviews and issues."""
