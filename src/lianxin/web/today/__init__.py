"""Today: what somebody has in hand, on a phone; accept in one tap, the nearest deadline first."""
