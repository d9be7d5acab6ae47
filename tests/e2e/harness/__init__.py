"""What the tests stand on: a running instance, its DNS, and clients that see it as the world does."""
