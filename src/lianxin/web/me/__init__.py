"""What a resident or firm does without an account: report, follow, answer, rate."""
